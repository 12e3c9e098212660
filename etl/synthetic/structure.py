"""The organisation's own lists: teams with validity, other systems' names, actions."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from etl.synthetic.csv_files import write_lines
from etl.synthetic.organisation import Organisation, Team
from etl.synthetic.people import People
from etl.synthetic.roster import employee_numbers, leaders
from etl.synthetic.span import FIRST_DAY, Span
from etl.synthetic.truth import Story

TEAMS_HEADER = (
    "team_id", "name", "parent_id", "kind", "setting", "service_model", "led_by",
    "reporting_unit", "valid_from", "valid_to", "became",
)  # fmt: skip
OPENED = date(2015, 1, 1)


def ehr_name(index: int, name: str) -> str:
    """Every other team is abbreviated in the EHR."""
    return name if index % 2 else name.upper().replace("OUTPATIENT", "OP")


def survey_name(index: int, name: str) -> str:
    """Every third team is called otherwise in the survey."""
    return name if index % 3 else f"{name} Team"


def name_in(team: Team, org: Organisation, month: int) -> str:
    return team.old_name if team.old_name and month < org.rename_month else team.name


def ehr_names(span: Span, org: Organisation) -> tuple[tuple[str, ...], ...]:
    """What the EHR calls each team, teams x months."""
    return tuple(
        tuple(ehr_name(n, name_in(team, org, month)) for month in range(span.months))
        for n, team in enumerate(org.teams)
    )


def write_teams(path: Path, span: Span, org: Organisation, persons: People) -> None:
    """Organisation, divisions, programmes, and a row per team and validity period."""
    leader = _leader_by_team(span, persons)
    number = [*employee_numbers(persons), ""]
    rows: list[tuple[object, ...]] = [
        _node("org", "Ballast Demo Practice", None, "organisation", number[leader[2]])
    ]
    first_team = {t.programme: n for n, t in reversed(list(enumerate(org.teams)))}
    for division in range(org.divisions):
        programme = org.division_of.index(division)
        led = number[leader[first_team[programme] + 1]]
        name = org.division_name(division)
        rows.append(_node(f"D{division + 1}", name, "org", "division", led))
    for programme, division in enumerate(org.division_of):
        led = number[leader[first_team[programme]]]
        name = org.programme_name(programme)
        parent = f"D{division + 1}"
        rows.append(_node(f"P{programme + 1:02d}", name, parent, "programme", led))
    for index, team in enumerate(org.teams):
        rows += _team_rows(span, org, team, number[leader[index]])
    write_lines(path, TEAMS_HEADER, rows)


def _node(
    node_id: str, name: str, parent: str | None, kind: str, led_by: str
) -> tuple[object, ...]:
    return (node_id, name, parent, kind, None, None, led_by, None, OPENED, None, None)


def _team_rows(
    span: Span, org: Organisation, team: Team, led_by: str
) -> list[tuple[object, ...]]:
    """One row; of the renamed team two: its old name ends the day before the new."""
    starts = span.month_starts
    opened = starts[team.first_month] if team.first_month else OPENED
    closed = (
        _day_before(starts[team.last_month + 1])
        if team.last_month is not None
        else None
    )

    def row(
        name: str, start: date, end: date | None, became: str
    ) -> tuple[object, ...]:
        return (
            team.team_id, name, f"P{team.programme + 1:02d}", "team", team.setting,
            team.service_model, led_by, team.unit, start, end, became,
        )  # fmt: skip

    if not team.old_name:
        return [row(team.name, opened, closed, team.became)]
    changed = starts[org.rename_month]
    return [
        row(team.old_name, opened, _day_before(changed), ""),
        row(team.name, changed, None, ""),
    ]


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _leader_by_team(span: Span, persons: People) -> list[int]:
    """The last person to lead each team in the span; -1 for none."""
    result = np.full(int(persons.team_of.max()) + 1, -1)
    for month in range(span.months):
        now = leaders(persons, month, day=int(span.first_index[month]))
        result = np.where(now[: len(result)] >= 0, now[: len(result)], result)
    return [int(n) for n in result]


def write_aliases(path: Path, org: Organisation) -> None:
    """What the EHR and the survey call a team, where it isn't the team's own name."""
    rows = []
    for index, team in enumerate(org.teams):
        for name in filter(None, (team.name, team.old_name)):
            for system, called in (("ehr", ehr_name), ("survey", survey_name)):
                if called(index, name) != team.name:
                    rows.append((system, called(index, name), team.team_id))
    write_lines(path, ("system", "name", "team_id"), rows)


def write_actions(path: Path, span: Span, org: Organisation, told: Story) -> None:
    header = ("team", "started_on", "ended_on", "lever", "target_measure", "note")
    rows = [
        (
            org.teams[each.team].team_id, span.month_starts[each.month], None,
            each.lever, each.stressor, each.note,
        )
        for each in told.actions
    ]  # fmt: skip
    assert all(row[1] >= FIRST_DAY for row in rows)
    write_lines(path, header, rows)
