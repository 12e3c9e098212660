"""Published data folders of made-up figures, for tests of what pages show.

Kinds: full; official (yearly figures, no survey); one (a single team, one wave);
long (sixty teams with long, marked-up and non-Latin names); suppressed (nothing is
shown but the organisation); hidden (nothing is shown at all); empty (not published).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import polars as pl

from definitions.measures import Measure, measures
from tests.app import made_watch
from tests.app.made_names import LONG_NAMES, NAMES, ORGANISATION
from tests.app.made_quality import (
    answer_quality_rows,
    break_rows,
    quality_rows,
    reliability_rows,
)
from tests.app.made_understand import add_relations

SQL = Path(__file__).parents[2] / "etl" / "sql"
KINDS = ("full", "official", "one", "long", "suppressed", "hidden", "empty")
LAST_MONTHS = [date(2026, month, 1) for month in range(3, 9)]
QUARTERS = [date(2026, 1, 1), date(2026, 4, 1)]
WAVES = [date(2026, 2, 2), date(2026, 5, 4), date(2026, 8, 3)]
YEARS = [date(year, 1, 1) for year in range(2022, 2026)]
NOW = datetime(2026, 8, 31, 7, 0)
AGREED = ("caseload_per_fte", 28.0)

# The statements that make each file, and the tables it goes without.
SURVEY = (
    *("estimate", "response", "action", "headline"),
    *("signal", "standing", "similar_teams", "spc"),
)
FILES = {
    "teams": ("teams",),
    "analysis": ("analysis", "teams"),
    "leave": ("leave", "teams"),
}
LEAVE = ("calendar", "balance", "decision", "ahead", "waiting")
NOT_IN = {
    "analysis": (*SURVEY, *LEAVE, "reference"),
    "leave": (*SURVEY, "ahead", "waiting"),
}

Row = dict[str, Any]


class Group(NamedTuple):
    """One group of the hierarchy."""

    group_id: str
    name: str
    kind: str
    parent_id: str | None


@dataclass
class Tables:
    """Rows by table, gathered for one folder."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)


def made_published(data: Path, kind: str) -> Path:
    """A data folder of one kind; `empty` has no published version."""
    if kind == "empty":
        return data
    version = f"made-{kind}"
    folder = data / "published" / version
    folder.mkdir(parents=True)
    made = gathered(kind, version)
    for file in ("teams", "analysis", "leave"):
        _write(folder / f"{file}.duckdb", file, made.rows)
    (data / "published" / "CURRENT").write_text(version + "\n", "utf-8")
    return data


def _write(path: Path, file: str, rows: dict[str, list[Row]]) -> None:
    """Fills the tables that the file's own statements make; by name, so they fit."""
    with duckdb.connect(str(path)) as con:
        for declared in FILES[file]:
            con.execute((SQL / f"{declared}.sql").read_text("utf-8"))
        for (table,) in con.execute("show tables").fetchall():
            if table in NOT_IN.get(file, ()):
                con.execute(f"drop table {table}")
            elif rows.get(table):
                _fill(con, table, rows[table])


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: list[Row]) -> None:
    con.register("made", pl.DataFrame(rows, infer_schema_length=None))
    con.execute(f"insert into {table} by name from made")
    con.unregister("made")


def gathered(kind: str, version: str) -> Tables:
    """Every row of one kind of folder."""
    made, chance = Tables(), np.random.default_rng(20260831)
    official = kind == "official"
    chosen = [m for m in measures().values() if (m.origin == "official") == official]
    everywhere = groups(kind)
    for group in everywhere:
        _add_group(made, group)
        for measure in chosen:
            _add_estimates(made, kind, group, measure, chance)
            _add_reference(made, group, measure)
    for position, measure in enumerate(chosen):
        _add_measure(made, measure, position)
    if not official:
        _add_survey(made, kind, everywhere)
        _add_leave(made, kind, everywhere)
    _add_quality(made, kind, everywhere, chosen)
    if kind in {"full", "long"}:
        _add_watch(made, everywhere)
    _add_frame(made, kind, version)
    return made


def _add_watch(made: Tables, everywhere: list[Group]) -> None:
    """Findings, control charts, standings, similar teams and a role."""
    estimates = list(made.rows["estimate"])
    teams = {each.group_id for each in everywhere if each.kind == "team"}
    steps = {key: each.step for key, each in measures().items()}
    found = made_watch.score_rows(estimates, teams)
    found |= made_watch.role_rows(estimates)
    found["spc"] = made_watch.spc_rows(estimates, steps, "org")
    found["signal"] = made_watch.signal_rows(
        {each.group_id: each.name for each in everywhere}
    )
    for table, rows in found.items():
        for row in rows:
            made.add(table, **row)


def groups(kind: str) -> list[Group]:
    """Every group from the top down."""
    top = Group("org", ORGANISATION, "organisation", None)
    if kind == "one":
        return [top, Group("t00", "The Only Team", "team", "org")]
    if kind == "official":
        trusts = [
            Group(f"R{n:03}", f"Trust No. {n:03}", "team", "org") for n in range(40)
        ]
        return [top, *trusts]
    names = LONG_NAMES if kind == "long" else NAMES
    above = [
        Group("d1", names[0] if kind == "long" else "Adult", "division", "org"),
        Group("p1", names[1] if kind == "long" else "Acute", "programme", "d1"),
        Group("p2", "Community", "programme", "d1"),
    ]
    teams = [
        Group(f"t{place:02}", name, "team", f"p{place % 2 + 1}")
        for place, name in enumerate(names)
    ]
    unit = Group("unit:small", "Westgate and Harbour House", "unit", "p1")
    return [top, *above, unit, *teams]


def _add_group(made: Tables, group: Group) -> None:
    whole = group.kind == "organisation"
    made.add(
        "grp",
        group_id=group.group_id,
        node_id=group.group_id,
        split="none",
        name=group.name,
        kind=group.kind,
        parent_id=group.parent_id,
        setting="outpatient" if group.kind == "team" else None,
        people_band="600-699" if whole else "20-29",
        valid_from=date(2024, 9, 1),
    )


def state_of(kind: str, group: Group, measure: Measure) -> tuple[str, str | None]:
    """The state of a figure and the group that includes it."""
    if kind == "hidden" or (kind == "suppressed" and group.kind != "organisation"):
        return "not_shown", "org" if group.group_id != "org" else None
    if kind != "full" or group.kind not in {"team", "unit"}:
        return "shown", None
    if measure.origin == "answers" and group.group_id in {"t02", "t04"}:
        return "not_shown", "unit:small"
    apart = {
        ("unit:small", "people"): "not_applicable",
        ("t05", "people"): "missing",
        ("t07", "people"): "insufficient",
    }
    return apart.get((group.group_id, measure.origin), "shown"), None


def periods_of(kind: str, measure: Measure) -> list[tuple[str, date, date]]:
    """Every period of a measure in the made-up span: kind, first and last day."""
    waves = WAVES[-1:] if kind == "one" else WAVES
    starts = {"month": LAST_MONTHS, "quarter": QUARTERS, "wave": waves, "year": YEARS}
    days = {"month": 27, "quarter": 89, "wave": 13, "year": 364}
    return [
        (period, start, start + timedelta(days=days[period]))
        for period in measure.periods
        for start in starts[period]
    ]


def level_of(measure: Measure) -> float:
    """Where a measure lies, in its own unit."""
    if measure.format == "share":
        return 0.3
    return 46.0 if measure.section == "Scores" else 24.0


def _add_estimates(
    made: Tables,
    kind: str,
    group: Group,
    measure: Measure,
    chance: np.random.Generator,
) -> None:
    state, shown_in = state_of(kind, group, measure)
    table = ["estimate"]
    if measure.section == "Rest" and measure.origin == "people":
        table.append("leave_estimate")
    for period_kind, first_day, last_day in periods_of(kind, measure):
        row: Row = {
            "measure": measure.key,
            "group_id": group.group_id,
            "period_kind": period_kind,
            "period_start": first_day,
            "period_end": last_day,
            "origin": measure.origin,
            "state": state,
            "shown_in": shown_in,
        }
        if state == "shown":
            row |= _figure(measure, group, chance.normal(0, 1.5))
        for name in table:
            made.add(name, **row)


def _figure(measure: Measure, group: Group, away: float) -> Row:
    """A shown figure, `away` steps from the measure's level."""
    value = max(0.0, level_of(measure) + away * measure.step)
    answers, whole = measure.origin == "answers", group.kind == "organisation"
    figure: Row = {"value": value, "reading": "cannot_tell"}
    figure |= {"n_band": "over 50" if whole else "10-19"} if answers else {"n": 14}
    if measure.origin != "official":
        figure |= {"lower": value - measure.step, "upper": value + measure.step}
        figure["reading"] = (
            "over" if away > 1 else "under" if away < -1 else "cannot_tell"
        )
    return figure


def _add_reference(made: Tables, group: Group, measure: Measure) -> None:
    agreed = measure.key == AGREED[0]
    made.add(
        "reference",
        measure=measure.key,
        group_id=group.group_id,
        value=AGREED[1] if agreed else level_of(measure),
        agreed=agreed,
        text="agreed by the clinical board" if agreed else "the first year",
    )


def _add_measure(made: Tables, measure: Measure, position: int) -> None:
    agreed = measure.key == AGREED[0]
    named = (
        "label short_label unit format section direction area origin sensitivity chart"
    )
    made.add(
        "measure",
        measure=measure.key,
        position=position,
        agreed_level=AGREED[1] if agreed else None,
        agreed_by="the clinical board, May 2026" if agreed else None,
        reference=None if measure.direction == "none" else level_of(measure),
        reference_text="the organisation's own first year",
        step=measure.step,
        headline=agreed,
        **{name: getattr(measure, name) for name in named.split()},
    )


def _add_survey(made: Tables, kind: str, everywhere: list[Group]) -> None:
    """Response, headlines, actions and relations."""
    for number, day in enumerate(WAVES[-1:] if kind == "one" else WAVES, start=1):
        for group in everywhere:
            shown = state_of(kind, group, measures()["cbi_work"])[0] == "shown"
            made.add(
                "response",
                wave_id=f"w{number}",
                wave_name=f"Wave {number}",
                first_day=day,
                last_day=day + timedelta(days=13),
                anonymous=number == 2,
                group_id=group.group_id,
                rate_band="70-79 %" if shown else None,
                state="shown" if shown else "not_shown",
            )
        if kind in {"full", "long"}:
            add_relations(made.add, f"w{number}", everywhere)
    if kind in {"full", "long"}:
        made.add(
            "headline", group_id="org", position=1, sentence="Three teams stand above."
        )
        made.add(
            "headline",
            group_id="t00",
            position=1,
            sentence=f"{everywhere[-1].name}: caseload is above the agreed level.",
        )
        made.add(
            "action",
            action_id="a1",
            team_id="t00",
            started_on=date(2026, 5, 15),
            lever=f"pace intake with {everywhere[-1].name}",
            target_measure="caseload_per_fte",
        )


def _add_quality(
    made: Tables, kind: str, everywhere: list[Group], chosen: list[Measure]
) -> None:
    """Quality of answers, of loaded rows, and where series break."""
    waves = WAVES[-1:] if kind == "one" else WAVES
    scores = [measure for measure in chosen if measure.origin == "answers"]
    teams = [each for each in everywhere if each.kind == "team"]
    found = {"quality": quality_rows(kind, [(t.group_id, t.name) for t in teams])}
    if scores:
        found |= {
            "reliability": reliability_rows(kind, waves, scores),
            "answer_quality": answer_quality_rows(kind, waves),
            "series_break": break_rows(kind, waves),
        }
    for table, rows in found.items():
        for row in rows:
            made.add(table, **row)


def _add_leave(made: Tables, kind: str, everywhere: list[Group]) -> None:
    """Calendar, balances, decisions, the weeks ahead and clients who wait."""
    for group in everywhere:
        state, inside = state_of(kind, group, measures()["leave_taken_ratio"])
        shown = state == "shown"
        own: Row = {"group_id": group.group_id, "state": "shown"}
        if not shown:
            own |= {"state": "not_shown", "shown_in": inside}
        for number in range(23 if shown else 1):
            away = 0.05 * (number % 5) if shown else None
            day = date(2026, 8, 3) + timedelta(days=number + number // 5 * 2)
            made.add("calendar", on_date=day, away=away, **own)
        for number in range(8):
            figures = {"people": 14, "owed": 900.0, "money": 34_200.0}
            if number > 2:
                figures |= {"forfeited": 40.0 * (number == 5)}
            made.add(
                "balance",
                month=date(2026, number + 3, 1),
                ahead=number > 2,
                currency="USD",
                **(figures if shown else {}),
                **own,
            )
        for number in range(4):
            figures = {"people": 14, "booked": 150.0, "available": 420.0}
            figures |= {"short_days": number % 3}
            made.add(
                "ahead",
                week_start=date(2026, 9, 1) + timedelta(days=7 * number),
                holidays=int(number == 0),
                **(figures if shown else {}),
                **own,
            )
        clients = {"without_clinician": 12, "waiting": 30} if shown else {}
        made.add("waiting", on_date=date(2026, 8, 1), **clients, **own)
        if group.kind in {"team", "organisation"}:
            _add_decisions(made, group, own)


LEVELS = {
    "role": ("counselor", "nurse"),
    "notice": ("under two weeks", "twelve weeks or more"),
    "season": ("January to March", "July to September"),
    "length": ("one day", "longer"),
}


def _add_decisions(made: Tables, group: Group, own: Row) -> None:
    """A team's row of each outcome, or all rows of the organisation."""
    whole = group.kind == "organisation"
    levels = {"team": (group.group_id,)}
    if whole:
        levels = {"all": ("all",), **LEVELS}
    for outcome in ("denied", "undecided", "cancelled"):
        for dimension, names in levels.items():
            for position, name in enumerate(names):
                figures: Row = {"people": 14, "share": 0.06}
                if dimension != "all":
                    figures |= {"lower": 0.03, "upper": 0.11}
                    over = group.group_id == "t00" and outcome == "denied"
                    figures["reading"] = "over" if over else "cannot_tell"
                made.add(
                    "decision",
                    outcome=outcome,
                    dimension=dimension,
                    level=name,
                    position=position,
                    period_start=date(2024, 7, 1),
                    period_end=date(2026, 6, 30),
                    **(figures if own["state"] == "shown" else {}),
                    **own,
                )


def _add_frame(made: Tables, kind: str, version: str) -> None:
    """Manifest, freshness, and the lists by name."""
    made.add(
        "manifest",
        version=version,
        published_at=NOW,
        organisation=ORGANISATION,
        made_from="loads 1 to 6",
        minimums='{"answers": 5, "people": 5}',
        audit="passed",
        code_version="0.1.0",
    )
    for source, last in (("ballast_roster", date(2026, 8, 30)), ("ballast_time", None)):
        made.add(
            "freshness",
            source=source,
            profile=source,
            files=6,
            rows=412_804,
            rejects=12,
            last_load=NOW,
            last_date=last or date(2026, 6, 1),
            state="fresh" if last else "stale",
        )
    if kind == "full":
        for name in ("Ada Okafor", "=Cleo Marsh"):
            made.add(
                "person_rest",
                display_name=name,
                team_id="t00",
                team_name=NAMES[0],
                vacation_hours_12m=40.0,
                no_week_off=True,
            )
            made.add(
                "person_balance",
                display_name=name,
                kind="vacation",
                as_of=date(2026, 8, 1),
                balance_hours=120.0,
                cap_hours=140.0,
                forfeit_hours=20.0,
                forfeit_month=date(2026, 12, 1),
            )
            made.add(
                "person_request",
                display_name=name,
                team_id="t00",
                team_name=NAMES[0],
                kind="vacation",
                first_day=date(2026, 9, 7),
                last_day=date(2026, 9, 11),
                requested_on=date(2026, 8, 20),
                waiting_days=11,
                begins_in_days=7,
            )
