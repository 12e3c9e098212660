"""Every mart keeps the contract of its header: columns, grain, one statement."""

import re

import pytest

from etl import marts
from tests.marts.drawn import EVERYTHING, build, drawn, fresh, month

# What a row is, as columns; the header says it in words.
GRAIN = {
    "own_week": "staff_key, from_day, weekday",
    "clinician": "staff_key",
    "presence": "staff_key, from_day",
    "team_habit": "team_id",
    "time_activity": "activity",
    "head_day": "staff_key, on_date",
    "contact_day": "staff_key, on_date",
    "appointment_month": "load_id, in_month, staff_key, team_id",
    "time_month": "load_id, in_month, staff_key",
    "vacation_day": "staff_key, on_date",
    "vacancy_team": "team_id, period_kind, period_start",
    "incident_team": "team_id, period_kind, period_start",
    "panel_team": "team_id, period_kind, period_start",
    "turnover_team": "team_id, period_kind, period_start",
    "team_period": "team_id, period_kind, period_start",
    "leader": "staff_key",
    "anchor": "staff_key, wave_id",
    "exposure_clients": "week_key",
    "exposure_week": "staff_key, wave_id, week_no",
    "exposure": "staff_key, wave_id, measure, window_weeks",
    "session": "staff_key, starts_sec",
    "preference": "staff_key",
    "session_note": "staff_key, started_in, on_date",
    "worked_day": "staff_key, on_date",
    "post": "staff_key, from_day",
    "roster_day": "staff_key, on_date",
    "leave_granted": "staff_key, kind, first_day, last_day",
    "leave_day": "staff_key, on_date",
    "long_absence": "staff_key, first_day",
    "staff_day": "staff_key, on_date",
    "session_day": "staff_key, on_date",
    "time_day": "staff_key, on_date",
    "time_week": "staff_key, week_start",
    "rest_run": "staff_key, first_day",
    "stretch_day": "on_date",
    "period_stretch": "period_kind, period_start, stretch_no",
    "node": "node_id",
    "group_team": "group_id, team_id, role",
    "component": "staff_key, team_id, role, period_kind, period_start, component",
    "cell": "measure, group_id, period_kind, period_start, period_end",
}
VIEWS = ("component", "exposure", "session_day")
PERSON = "staff_key, team_id, role, period_kind, period_start, period_end"


@pytest.fixture(scope="module")
def con():
    """All marts of a practice in which every source has rows, some of them twice."""
    con = fresh()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | role  | fte | clinical_fte | contract_hours_week | valid_from | load_id
        ann       | a       | nurse | 1   | 1            | 40                  | 2024-01-01 | 1
        ann       | a       | nurse | 1   | 1            | 40                  | 2024-01-01 | 1
        bob       | a       | nurse | 1   | 1            | 40                  | 2024-01-01 | 1
        ann       | b       | nurse | 1   | 1            | 40                  | 2025-02-15 | 2
        bob       | a       | clerk | 1   | 1            | 40                  | 2025-02-15 | 2
        """,
    )
    con.execute("update roster set preferred_populations = 'teenagers'")
    drawn(
        con,
        "team",
        "team_id | name | reporting_unit_id | led_by_key\na | A | u | bob\na | A | u | bob\nb | B | u | bob",
    )
    drawn(
        con,
        "work_pattern",
        "staff_key | weekday | starts | ends | valid_from\nbob | 1 | 09:00 | 17:00 | 2024-01-01",
    )
    drawn(con, "holiday", "on_date | name\n2025-01-01 | New Year")
    drawn(
        con,
        "appointment",
        """
        staff_key | team_id | starts_at        | ends_at          | actual_end_at    | note_finished_at
        ann       | a       | 2025-01-06 09:00 | 2025-01-06 10:00 | 2025-01-06 10:09 | 2025-01-06 20:00
        ann       | a       | 2025-01-06 09:00 | 2025-01-06 10:00 | 2025-01-06 10:09 | 2025-01-06 20:00
        bob       | a       | 2024-06-28 09:00 | 2024-06-28 10:00 |                  |
        who       | c       | 2025-01-06 09:00 | 2025-01-06 10:00 |                  |
        """,
    )
    drawn(con, "caseload", "staff_key | on_date | active_clients\nann | 2025-01-01 | 9")
    drawn(
        con,
        "time_entry",
        "staff_key | on_date | activity | hours\nann | 2025-01-06 | direct | 9\nann | 2025-01-06 | direct | 9\nann | 2025-01-20 | clinical_supervision | 1",
    )
    drawn(
        con,
        "leave_request",
        """
        staff_key | kind     | first_day  | last_day   | decided_on
        ann       | vacation | 2024-07-01 | 2024-07-12 | 2024-06-01
        ann       | vacation | 2024-07-01 | 2024-07-12 | 2024-06-01
        bob       | sick     | 2024-01-01 | 2024-03-31 |
        """,
    )
    drawn(
        con,
        "leave_balance",
        "staff_key | as_of | entitlement_hours\nann | 2024-01-01 | 80\nann | 2024-01-01 | 80",
    )
    drawn(
        con,
        "contact",
        "staff_key | on_date | channel | after_hours\nann | 2025-01-06 | call | 2\nann | 2025-01-06 | call | 2",
    )
    drawn(
        con,
        "position",
        "team_id | role | fte_established | valid_from\na | nurse | 3 | 2024-01-01\na | nurse | 3 | 2024-01-01",
    )
    drawn(
        con,
        "incident",
        "team_id | on_date | kind\na | 2025-01-06 | violence\na | 2025-01-06 | violence",
    )
    drawn(
        con,
        "team_caseload",
        "team_id | on_date | without_clinician\na | 2025-01-01 | 2\na | 2025-01-01 | 2",
    )
    drawn(
        con,
        "wave",
        "wave_id | name | first_day | last_day | anonymous\nw | W | 2025-02-03 | 2025-02-16 | false",
    )
    drawn(
        con,
        "survey_response",
        "staff_key | wave_id | instrument | submitted_at | late\nann | w | cbi | 2025-02-04 10:00 | false",
    )
    drawn(con, "supervision_interval", "role | before_licence | days\n | | 14\n | | 14")
    build(
        con,
        month("2025-01-01"),
        month("2025-02-01"),
        first_day="2024-01-01",
        last_day="2025-02-28",
        until=EVERYTHING,
    )
    return con


def header(mart):
    """Parts of the comment: `mart`, `grain`, `sources`, and columns in order."""
    lines = marts.statement(mart).split("create or replace")[0].splitlines()
    parts = dict(
        line.removeprefix("-- ").split(": ", 1)
        for line in lines
        if re.match(r"-- (mart|grain|sources): ", line)
    )
    columns = [
        re.match(r"--   (\w+): (\w+), (.+?), (.+)", line)
        for line in lines
        if line.startswith("--   ")
    ]
    return parts, [found.groups() for found in columns]


@pytest.mark.parametrize("mart", marts.MARTS)
def test_header_equals_table(con, mart):
    parts, columns = header(mart)
    assert parts["mart"] == mart
    assert parts["grain"].startswith("one row per ")
    described = con.execute(
        "select column_name, lower(data_type) from duckdb_columns() "
        "where table_name = $mart and schema_name = 'main' and database_name = 'temp' "
        "order by column_index",
        {"mart": mart},
    ).fetchall()
    assert [(name, kind) for name, kind, _, _ in columns] == described


@pytest.mark.parametrize("mart", marts.MARTS)
def test_grain_is_unique_and_every_mart_has_rows(con, mart):
    grain = GRAIN.get(mart, PERSON)
    total, different = con.execute(
        f"select count(*), count(distinct ({grain})) from {mart}"
    ).fetchone()
    assert total == different > 0


@pytest.mark.parametrize("mart", marts.MARTS)
def test_a_mart_is_one_statement_that_reads_what_its_header_names(mart):
    sql = marts.statement(mart)
    body = re.sub(r"--.*", "", sql)
    assert body.count(";") == 1
    kind = "view" if mart in VIEWS else "table"
    assert body.lstrip().startswith(f"create or replace temp {kind} {mart} as\n")
    ctes = set(re.findall(r"(\w+) as (?:materialized )?\(\n", body))
    read = (
        set(re.findall(r"(?<!distinct )\b(?:from|join|unpivot)\s+([a-z_]+)\b", body))
        - ctes
    )
    parts, _ = header(mart)
    assert read - {"range"} == set(parts["sources"].split(", "))


def test_marts_are_made_after_the_marts_they_read():
    for position, mart in enumerate(marts.MARTS):
        parts, _ = header(mart)
        sources = set(parts["sources"].split(", ")) & set(marts.MARTS)
        assert sources <= set(marts.MARTS[:position]), mart


def test_every_file_is_run():
    assert sorted(marts.MARTS) == sorted(
        path.stem for path in marts.FOLDER.glob("*.sql")
    )


def test_only_parameters_that_the_sql_names_are_passed():
    values = {"first_day": 1, "last_day": 2}
    assert marts.named_in("select $first_day", values) == {"first_day": 1}
    with pytest.raises(KeyError):
        marts.named_in("select $second_day", values)
