"""The weeks ahead: hours, and days on which leave brings a team under its minimum."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import etl
from tests.marts.drawn import build, drawn, insert, key, month, warehouse

SQL = Path(etl.__file__).parent / "sql" / "leave"
LAST = date(2025, 8, 31)  # a Sunday
VALUES = {"last_day": LAST, "work_days": [1, 2, 3, 4, 5]}


def run(con, *names: str) -> list[dict]:
    """The rows of the last of some marts, each made in turn."""
    for name in names:
        text = (SQL / f"{name}.sql").read_text("utf-8")
        wanted = set(re.findall(r"\$([a-z_]+)", text))
        con.execute(text, {k: v for k, v in VALUES.items() if k in wanted})
    return con.sql(f"from {names[-1]}").pl().to_dicts()


def team(roles: str, **tables: str):
    """A warehouse with people of team `a`, 40 hours a week; `roles` as `ann=nurse bob=...`."""
    con = warehouse()
    for pair in roles.split():
        name, role = pair.split("=")
        insert(
            con,
            "roster",
            [
                {
                    "staff_key": name,
                    "team_id": "a",
                    "role": role,
                    "fte": "1",
                    "clinical_fte": "1",
                    "contract_hours_week": "40",
                    "valid_from": "2025-06-01",
                }
            ],
        )
    for table, text in tables.items():
        drawn(con, table, text)
    build(
        con,
        month("2025-08-01"),
        first_day="2025-06-01",
        last_day="2025-08-31",
        until="staff_day",
    )
    return con


def weeks(con) -> list[dict]:
    return run(con, "person_now", "leave_ahead", "staff_ahead", "team_ahead")


def test_hours_are_contracts_less_leave_beside_planned_sessions():
    con = team(
        "ann=nurse bob=nurse",
        leave_request="""
        staff_key | first_day  | last_day
        ann       | 2025-09-01 | 2025-09-05
        bob       | 2025-09-08 | 2025-09-08
        """,
        appointment="""
        staff_key | session_key | starts_at           | ends_at             | status
        bob       | 1           | 2025-09-01 09:00:00 | 2025-09-01 10:00:00 | planned
        bob       | 1           | 2025-09-01 09:00:00 | 2025-09-01 10:00:00 | planned
        bob       | 2           | 2025-09-02 09:00:00 | 2025-09-02 09:30:00 | planned
        bob       | 3           | 2025-09-03 09:00:00 | 2025-09-03 10:00:00 | cancelled
        """,
    )
    found = weeks(con)
    # 2 x 40 less ann's week; bob's group counts once; then bob's Monday
    assert [row["available_hours"] for row in found] == [40, 72, 80, 80]
    assert [row["booked_hours"] for row in found] == [1.5, 0, 0, 0]
    assert [str(row["week_start"]) for row in found[:2]] == ["2025-09-01", "2025-09-08"]


def test_a_public_holiday_is_nobodys_hours():
    con = team("ann=nurse", holiday="on_date | name\n2025-09-01 | Labor Day")
    first = weeks(con)[0]
    assert (first["available_hours"], first["holidays"]) == (32, 1)


def test_where_nothing_is_planned_booked_hours_are_not_known():
    assert weeks(team("ann=nurse"))[0]["booked_hours"] is None


def test_somebody_whose_last_day_is_known_is_gone_after_it():
    con = team("ann=nurse")
    con.execute("update roster set left_on = date '2025-09-03'")
    build(
        con,
        month("2025-08-01"),
        first_day="2025-06-01",
        last_day="2025-08-31",
        until="staff_day",
    )
    found = weeks(con)
    assert [row["available_hours"] for row in found] == [24]


FIVE = "a1=nurse a2=nurse a3=nurse a4=nurse a5=nurse"
AWAY = """
staff_key | first_day  | last_day
a1        | 2025-09-01 | 2025-09-02
a2        | 2025-09-02 | 2025-09-03
"""
MINIMUM = """
team_id | role  | staffing_minimum | valid_from
a       | nurse | 4                | 2025-01-01
"""


def test_a_day_is_short_when_leave_brings_a_role_under_its_minimum():
    # Tuesday alone: two of five away, three under four
    con = team(FIVE, leave_request=AWAY, position=MINIMUM)
    assert [row["short_days"] for row in weeks(con)] == [1, 0, 0, 0]


def test_a_team_short_without_any_leave_is_short_by_no_leave():
    con = team(FIVE, leave_request=AWAY, position=MINIMUM.replace("4  ", "6  "))
    assert weeks(con)[0]["short_days"] == 0


def test_a_team_without_a_minimum_is_not_judged():
    assert weeks(team(FIVE, leave_request=AWAY))[0]["short_days"] is None


def test_a_role_of_two_is_judged_with_the_whole_team():
    # both psychiatrists away: by role short, but that would say who is away
    con = team(
        f"{FIVE} b1=psychiatrist b2=psychiatrist",
        leave_request="""
        staff_key | first_day  | last_day
        b1        | 2025-09-01 | 2025-09-05
        b2        | 2025-09-01 | 2025-09-05
        """,
        position="""
        team_id | role         | staffing_minimum | valid_from
        a       | nurse        | 3                | 2025-01-01
        a       | psychiatrist | 1                | 2025-01-01
        """,
    )
    # five at work against four in all
    assert weeks(con)[0]["short_days"] == 0


def test_half_a_day_of_leave_to_come_is_half_a_day():
    con = team(
        "ann=nurse",
        leave_request="""
        staff_key | first_day  | last_day   | days
        ann       | 2025-09-01 | 2025-09-01 | 0.5
        """,
    )
    assert weeks(con)[0]["available_hours"] == 36


def test_a_request_answered_waits_no_more_and_one_made_again_does():
    con = team(
        "ann=nurse bob=nurse cy=nurse",
        leave_request="""
        staff_key | first_day  | last_day   | status    | requested_on | decided_on
        ann       | 2025-09-08 | 2025-09-12 | requested | 2025-08-01   |
        ann       | 2025-09-08 | 2025-09-12 | denied    | 2025-08-01   | 2025-08-05
        bob       | 2025-09-08 | 2025-09-12 | denied    | 2025-08-01   | 2025-08-05
        bob       | 2025-09-08 | 2025-09-12 | requested | 2025-08-20   |
        cy        | 2025-08-04 | 2025-08-08 | requested | 2025-08-01   |
        """,
    )
    con.execute("update roster set display_name = staff_key::varchar")
    found = run(con, "person_now", "person_request")
    assert [row["display_name"] for row in found] == [str(key("bob"))]
    assert (found[0]["waiting_days"], found[0]["begins_in_days"]) == (11, 8)


def test_months_ahead_take_what_is_approved_or_was_taken_a_year_before():
    con = team(
        "ann=nurse",
        leave_balance="""
        staff_key | as_of      | entitlement_hours | accrued_hours | balance_hours
        ann       | 2025-06-30 | 120               | 60            | 50
        """,
        leave_request="""
        staff_key | first_day  | last_day   | status
        ann       | 2025-06-02 | 2025-06-04 | taken
        ann       | 2025-07-07 | 2025-07-08 | taken
        ann       | 2025-10-06 | 2025-10-06 | approved
        """,
    )
    found = run(con, "person_now", "leave_ahead", "leave_account", "account_use")
    # July was taken; October is approved; June and July 2026 as in 2025
    assert [(str(row["month"])[:7], row["hours"]) for row in found] == [
        ("2025-07", 16),
        ("2025-10", 8),
        ("2026-06", 24),
        ("2026-07", 16),
    ]
