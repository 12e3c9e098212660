"""Writing a whole made-up practice: exports, settings and the truth behind them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from etl.synthetic import (
    appointments,
    caseload,
    contacts,
    leave,
    roster,
    structure,
    surveys,
    team_lists,
    time_sheets,
)
from etl.synthetic.levels import levels_record
from etl.synthetic.settings import settings_text
from etl.synthetic.truth import Truth, as_record
from etl.synthetic.world import World, world

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Practice:
    """What was written. `people` counts everyone employed at some time in the span."""

    people: int
    teams: int
    appointments: int
    waves: int


def write_practice(
    out: Path,
    *,
    staff: int = 600,
    teams: int = 48,
    months: int = 24,
    seed: int = 1,
    truth: Truth = "planted",
    progress: Progress | None = None,
) -> Practice:
    """Writes out/exports/**, out/settings.toml and out/truth.json.

    `staff` people at a time in `teams` teams, for `months` months from September 2024. The
    same arguments give the same bytes. `progress` is told what is being written and the
    share done, 0 to 1. Raises ValueError for a size that the story doesn't fit.
    """
    tell = progress or (lambda _what, _share: None)
    tell("people and their work", 0.0)
    made = world(staff=staff, teams=teams, months=months, seed=seed, truth=truth)
    exports = out / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    _write_lists(exports, made)
    settings = settings_text(made.span, made.org)
    (out / "settings.toml").write_text(settings, encoding="utf-8")
    record = {
        "seed": seed,
        "staff": staff,
        **as_record(made.span, made.org, made.told),
        "measures": levels_record(made.span, made.org, made.told),
        "vacancy_share": team_lists.vacancy_record(made),
    }
    (out / "truth.json").write_text(
        json.dumps(record, indent=1) + "\n", encoding="utf-8"
    )
    rows = _write_months(exports, made, tell)
    tell("done", 1.0)
    return Practice(len(made.persons), len(made.org.teams), rows, len(made.span.waves))


def _write_lists(exports: Path, made: World) -> None:
    """Everything but the monthly appointments and time sheets."""
    roster.write_rosters(exports / "roster", made.span, made.persons)
    structure.write_teams(exports / "teams.csv", made.span, made.org, made.persons)
    structure.write_aliases(exports / "team_aliases.csv", made.org)
    structure.write_actions(exports / "actions.csv", made.span, made.org, made.told)
    surveys.write_invites(exports / "invites.csv", made)
    surveys.write_waves(exports / "surveys", made)
    caseload.write_snapshots(exports / "caseload", made)
    leave.write_applications(exports / "leave" / "leave_applications.csv", made)
    leave.write_balances(exports / "leave" / "leave_balances.csv", made)
    leave.write_decisions(exports / "leave" / "leave_decisions.csv", made)
    team_lists.write_positions(exports / "positions.csv", made)
    team_lists.write_incidents(exports / "incidents.csv", made)
    team_lists.write_team_caseloads(exports / "team_caseload", made)
    team_lists.write_patterns(exports / "work_pattern.csv", made)


def _write_months(exports: Path, made: World, tell: Progress) -> int:
    """Appointments and time sheets, month by month; returns the appointments."""
    rows = 0
    for month, start in enumerate(made.span.month_starts[:-1]):
        tell(f"appointments of {start:%B %Y}", (month + 1) / (made.span.months + 1))
        file = exports / "appointments" / f"appointments_{start:%Y-%m}.csv"
        care = appointments.write_month(file, made, month)
        contacts.write_month(
            exports / "contacts" / f"contacts_{start:%Y-%m}.csv", made, month
        )
        file = exports / "time" / f"time_{start:%Y-%m}.csv"
        time_sheets.write_month(file, made, care.kept_minutes, month)
        rows += care.rows
    return rows
