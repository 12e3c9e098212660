"""The marts of the weeks ahead and of decisions against slow plain Python."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import etl
from tests.marts.drawn import build, warehouse
from tests.parity.organisation import (
    FIRST,
    LAST,
    PERIODS,
    WORK_DAYS,
    Organisation,
    organisations,
    write,
)
from tests.parity.slow_ahead import calendar, leave_ahead, there, working
from tests.parity.slow_leave import leave_events
from tests.parity.slow_roster import own_hours, roster_days

SQL = Path(etl.__file__).parent / "sql" / "leave"
NOW = date(2024, 2, 29)
QUARTER = PERIODS[2]


def made(organisation: Organisation, last: date, until: str):
    """The marts of an organisation as they stand on a day."""
    con = warehouse()
    write(con, organisation)
    build(con, *PERIODS, first_day=str(FIRST), last_day=str(last), until=until)
    return con


def run(con, name: str, **values: object) -> list[tuple]:
    """The rows of one mart of sql/leave."""
    text = (SQL / f"{name}.sql").read_text("utf-8")
    known = {"first_day": FIRST, "last_day": NOW, "work_days": list(WORK_DAYS)}
    known |= values
    named = {key: known[key] for key in set(re.findall(r"\$([a-z_]+)", text))}
    con.execute(text, named)
    return con.execute(f"from {name}").fetchall()


@given(organisations())
@settings(suppress_health_check=list(HealthCheck), max_examples=8)
def test_the_weeks_ahead_equal_slow_loops(organisation):
    con = made(organisation, NOW, "staff_day")
    roster = roster_days(organisation)
    staying = there(organisation, roster, NOW)
    people = {row[0]: row[-1] for row in run(con, "person_now")}
    assert people == staying
    away = leave_ahead(organisation, roster, NOW)
    found = {(who, day): shares for who, day, *shares in run(con, "leave_ahead")}
    assert {key: shares[:2] for key, shares in found.items()} == {
        key: pytest.approx(list(shares)) for key, shares in away.items()
    }
    for row in run(con, "staff_ahead"):
        who, team, _, day, week = row[:5]
        here, own = roster[who, NOW], own_hours(organisation, who, day)
        assert team == here.team
        assert week == (day - NOW).days // 7 - ((day - NOW).days % 7 == 0)
        assert row[6] == (own.works and working_or_own(day))
        assert row[-1] == pytest.approx(away.get((who, day), (0, 0))[0])
        assert staying[who] is None or day <= staying[who]


def working_or_own(day: date) -> bool:
    """Whether a day is no public holiday."""
    return working(day) or day.isoweekday() not in WORK_DAYS


@given(organisations())
@settings(suppress_health_check=list(HealthCheck), max_examples=8)
def test_decisions_add_up_to_those_of_the_measures(organisation):
    con = made(organisation, LAST, "staff_day")
    roster = roster_days(organisation)
    slow = leave_events(organisation, roster, QUARTER)
    fast: dict = defaultdict(lambda: defaultdict(float))
    rows = run(con, "leave_decision", from_day=QUARTER[3], last_day=QUARTER[4])
    for outcome, who, team, role, _, happened, *_ in rows:
        fast[who, team, role][outcome] += 1
        fast[who, team, role][f"{outcome} happened"] += happened
    names = {
        "denied": ("vacation_decided", "vacation_denied"),
        "undecided": ("vacation_begun", "vacation_undecided"),
        "cancelled": ("vacation_granted", "vacation_called_off"),
    }
    for key in {*fast, *slow}:
        for outcome, (all_of, part) in names.items():
            assert fast[key][outcome] == slow[key][all_of], (key, outcome)
            assert fast[key][f"{outcome} happened"] == slow[key][part], (key, outcome)


@given(organisations())
@settings(suppress_health_check=list(HealthCheck), max_examples=8)
def test_the_calendar_and_the_list_equal_roster_and_measure(organisation):
    con = made(organisation, LAST, "leave_standing")
    roster = roster_days(organisation)
    first = date(2023, 3, 1)
    slow = calendar(roster, first, LAST) if organisation["leave_request"] else {}
    rows = run(con, "vacation_calendar", last_day=LAST)
    fast = {(team, day): (n, on, off) for team, day, n, _, on, off in rows}
    assert fast == {key: pytest.approx(cell) for key, cell in slow.items()}
    assert all(row[3] == working(row[1]) for row in rows)
    # the list by name says of everybody on it what the measure counts
    names = {row[0] for row in run(con, "person_now", last_day=LAST)}
    con.execute(
        "update person_now set display_name = staff_key::varchar, "
        "contract_hours_week = coalesce(contract_hours_week, 40)"
    )
    listed = {int(row[0]): row[-1] for row in run(con, "person_rest", last_day=LAST)}
    counted = dict(
        con.execute(
            "select staff_key, no_week_off = 1 from leave_standing "
            "where period_kind = 'month' and period_end = $last",
            {"last": LAST},
        ).fetchall()
    )
    assert listed == {who: counted.get(who) for who in names}
