"""Requests for vacation: undecided, called off, and who has no leave to speak of."""

from datetime import date, timedelta

import pytest

from tests.marts.drawn import cell, drawn
from tests.marts.test_leave import QUARTER, made, practice


def test_undecided_is_a_request_without_an_answer_on_its_first_day():
    con = practice(
        "ann",
        "bob",
        leave_request="""
        staff_key | status    | first_day  | last_day   | decided_on
        ann       | approved  | 2025-10-06 | 2025-10-10 | 2025-10-06
        ann       | approved  | 2025-10-20 | 2025-10-24 | 2025-10-21
        ann       | requested | 2025-11-03 | 2025-11-07 |
        ann       | denied    | 2025-11-17 | 2025-11-21 | 2025-11-10
        bob       | cancelled | 2025-11-17 | 2025-11-21 |
        bob       | taken     | 2025-12-01 | 2025-12-02 |
        bob       | requested | 2026-01-05 | 2026-01-09 |
        """,
    )
    # Ann: in time, a day late, never, in time. Bob's own withdrawal is none, a decision
    # without a day cannot be judged, and January has not begun.
    con = made(con, QUARTER)
    assert cell(con, "leave_undecided", "a", kind="quarter") == (2, 4)


def test_the_same_days_asked_for_again_are_decided_by_the_first_answer():
    con = practice(
        "ann",
        leave_request="""
        staff_key | status    | first_day  | last_day   | decided_on
        ann       | denied    | 2025-10-06 | 2025-10-10 | 2025-09-01
        ann       | requested | 2025-10-06 | 2025-10-10 |
        ann       | approved  | 2025-10-06 | 2025-10-10 | 2025-10-20
        """,
    )
    assert cell(made(con, QUARTER), "leave_undecided", "a", kind="quarter") == (0, 1)


@pytest.mark.parametrize(("alike", "recorded"), [(9, True), (10, False)])
def test_a_source_that_dates_decisions_by_the_request_does_not_record_them(
    alike, recorded
):
    days = [date(2025, 10, 1) + timedelta(days=n) for n in range(10)]
    rows = "\n".join(
        f"ann | approved | {day} | {day} | 2025-08-01 | 2025-08-0{1 if n < alike else 2}"
        for n, day in enumerate(days)
    )
    head = "staff_key | status | first_day | last_day | requested_on | decided_on\n"
    con = made(practice("ann", leave_request=head + rows), QUARTER)
    found = cell(con, "leave_undecided", "a", kind="quarter")
    assert found == ((0, 10) if recorded else None)


CALLED_OFF = """
staff_key | status    | cancelled_by | first_day  | last_day   | decided_on
ann       | taken     |              | 2025-10-06 | 2025-10-10 | 2025-09-01
ann       | cancelled | employer     | 2025-10-20 | 2025-10-24 | 2025-10-15
ann       | cancelled | person       | 2025-11-03 | 2025-11-07 | 2025-10-15
ann       | denied    |              | 2025-11-10 | 2025-11-14 | 2025-10-15
bob       | cancelled | employer     | 2025-11-17 | 2025-11-21 | 2025-10-01
bob       | approved  |              | 2025-11-17 | 2025-11-21 | 2025-10-08
"""


def test_called_off_is_what_the_employer_cancelled_at_last_of_what_was_granted():
    con = practice("ann", "bob", leave_request=CALLED_OFF)
    # Three were granted; Bob got his days after all, and Ann's own change is hers.
    con = made(con, QUARTER)
    assert cell(con, "leave_cancelled", "a", kind="quarter") == (1, 3)


def test_a_source_that_does_not_say_who_cancelled_says_nothing_of_the_employer():
    unsaid = CALLED_OFF.replace("employer", "        ").replace("person", "      ")
    con = practice("ann", "bob", leave_request=unsaid)
    assert cell(made(con, QUARTER), "leave_cancelled", "a", kind="quarter") is None


def test_bank_staff_and_contractors_whom_the_leave_records_do_not_know_are_not_judged():
    con = practice(
        "ann",
        leave_balance="staff_key | as_of | entitlement_hours\ndan | 2025-01-01 |",
    )
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | contract_type | valid_from
        bob       | a       | 1   | bank          | 2025-01-01
        cid       | a       | 1   | contractor    | 2025-01-01
        dan       | a       | 1   | contractor    | 2025-01-01
        """,
    )
    # Ann, of whom no request is known, and Dan, who has a balance: neither had a week.
    assert cell(made(con), "no_week_off", "a") == (2, 2)


def test_hours_lost_at_a_cap_stay_in_the_entitlement():
    con = practice(
        "ann",
        leave_balance="""
        staff_key | as_of      | entitlement_hours | accrued_hours | forfeited_hours
        ann       | 2025-06-30 | 160               | 100           | 60
        """,
        leave_request="staff_key | first_day | last_day\nann | 2025-03-03 | 2025-03-07",
    )
    assert cell(made(con), "leave_taken_ratio", "a") == (40, 160)


def test_a_session_of_the_night_before_is_no_work_on_leave():
    con = practice(
        "ann",
        work_pattern="""
        staff_key | weekday | starts | ends  | valid_from
        ann       | 1       | 22:00  | 06:00 | 2025-01-01
        ann       | 2       | 22:00  | 06:00 | 2025-01-01
        """,
        leave_request="staff_key | first_day | last_day\nann | 2025-10-07 | 2025-10-07",
        appointment="""
        staff_key | starts_at        | ends_at
        ann       | 2025-10-06 23:00 | 2025-10-07 00:00
        ann       | 2025-10-07 02:00 | 2025-10-07 03:00
        ann       | 2025-10-13 23:00 | 2025-10-14 00:00
        """,
    )
    # At two on Tuesday she still worked Monday's shift; her leave begins with Tuesday's.
    con = made(con, QUARTER)
    assert cell(con, "worked_on_leave", "a", kind="quarter") == (0, 1)
