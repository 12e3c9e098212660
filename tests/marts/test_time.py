"""Time sheets: hours, heads, overtime with its sign, and sheets that record nothing."""

from datetime import date

import pytest

from tests.marts.drawn import build, cell, drawn, insert, month, one, warehouse

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}


def practice(*people, **hours):
    """A warehouse with people (name, fte) in team `a`, contract 40 hours per FTE."""
    con = warehouse()
    insert(
        con,
        "roster",
        [
            {
                "staff_key": name,
                "team_id": "a",
                "role": "nurse",
                "fte": str(fte),
                "clinical_fte": str(fte),
                "contract_hours_week": str(40 * fte),
                "valid_from": "2025-02-01",
            }
            for name, fte in people
        ],
    )
    for name, days in hours.items():
        insert(con, "time_entry", [{"staff_key": name} | row for row in days])
    return con


def entry(day, activity, hours):
    return {"on_date": f"2025-03-{day:02}", "activity": activity, "hours": str(hours)}


def test_supervision_is_per_head_and_not_per_fte():
    hours = [entry(3, "clinical_supervision", 2)]
    con = practice(("ann", 0.4), ("bob", 1), ann=hours, bob=hours)
    build(con, MARCH, **SPAN)
    # Two heads for one month, though 1.4 FTE.
    assert cell(con, "clinical_supervision", "a") == (4, pytest.approx(2))


def test_who_is_away_for_a_month_is_no_head_and_who_records_no_time_neither():
    con = practice(
        ("ann", 1),
        ("bob", 1),
        ("cid", 1),
        ann=[entry(3, "clinical_supervision", 2)],
        bob=[entry(31, "direct", 1)],
    )
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day\nbob | sick | 2025-02-01 | 2025-03-30",
    )
    build(con, MARCH, **SPAN)
    # Bob is there on one of 31 days; Cid hands in no time sheet.
    found = cell(con, "clinical_supervision", "a", "denominator", "people")
    assert found == (pytest.approx(1 + 1 / 31), 2)


def test_two_four_and_six_hours_are_three_heads_and_not_a_mean_of_rows():
    con = practice(
        ("ann", 1),
        ("bob", 1),
        ann=[entry(day, "peer_support", 1) for day in (3, 4, 5, 6)],
        bob=[entry(3, "peer_support", 2)],
    )
    build(con, MARCH, **SPAN)
    assert cell(con, "peer_support", "a") == (6, pytest.approx(2))


def test_clinical_notes_are_worked_but_not_delegable_and_breaks_are_neither():
    con = practice(
        ("ann", 1),
        ann=[
            entry(3, "direct", 4),
            entry(3, "documentation", 2),
            entry(3, "scheduling", 1),
            entry(3, "billing", 0.5),
            entry(3, "records", 0.25),
            entry(3, "other_admin", 0.25),
            entry(3, "break", 1),
            entry(3, "on_call", 8),
            entry(3, "admin_block", 1),
            entry(3, "admin_block_planned", 2),
        ],
    )
    build(con, MARCH, **SPAN)
    assert cell(con, "admin_share", "a") == (2, 8)
    assert cell(con, "admin_block_kept", "a") == (1, 2)


def test_managers_and_the_front_desk_have_no_share_of_delegable_work():
    con = practice(("ann", 1))
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | role         | fte | clinical_fte | valid_from
        bob       | a       | manager      | 1   | 0.2          | 2025-02-01
        cid       | a       | front desk   | 1   | 0            | 2025-02-01
        dan       | a       | psychologist | 1   | 0.8          | 2025-02-01
        eve       | a       | case_manager | 1   | 0.8          | 2025-02-01
        """,
    )
    drawn(con, "team", "team_id | name | led_by_key\na | A | dan")
    hours = "\n".join(
        f"{name} | 2025-03-03 | billing | 1"
        for name in ("ann", "bob", "cid", "dan", "eve")
    )
    drawn(con, "time_entry", "staff_key | on_date | activity | hours\n" + hours)
    build(con, MARCH, **SPAN)
    # Ann and Eve: a case manager manages cases; Dan leads the team.
    assert cell(con, "admin_share", "a", "denominator", "people") == (2, 2)


def test_a_short_week_makes_up_for_a_long_one():
    # 50 hours in the week of the 3rd, 30 in that of the 10th.
    long = [entry(day, "direct", 10) for day in (3, 4, 5, 6, 7)]
    short = [entry(day, "direct", 6) for day in (10, 11, 12, 13, 14)]
    con = practice(("ann", 1), ann=long + short)
    build(con, MARCH, **SPAN)
    # Two person-weeks are half of four.
    assert cell(con, "overtime_hours", "a") == (pytest.approx(0), pytest.approx(0.5))


def test_a_free_friday_counts_against_the_long_days_before_it():
    four_days = [entry(day, "direct", 10) for day in (3, 4, 5, 6)]
    rest = [entry(day, "direct", 9) for day in (10, 11, 12, 13, 14)]
    con = practice(("ann", 1), ann=four_days + rest)
    build(con, MARCH, **SPAN)
    # 40 - 40 and 45 - 40.
    assert cell(con, "overtime_hours", "a", "numerator") == pytest.approx(5)


def test_leave_and_holidays_are_taken_off_the_contract():
    days = [entry(day, "direct", 9) for day in (3, 4, 5)]
    other = [entry(day, "direct", 8) for day in (10, 11, 12, 13, 14)]
    con = practice(("ann", 1), ann=days + other)
    drawn(con, "holiday", "on_date | name\n2025-03-06 | a Thursday")
    drawn(
        con,
        "leave_request",
        "staff_key | first_day | last_day\nann | 2025-03-07 | 2025-03-07",
    )
    build(con, MARCH, **SPAN)
    # 27 hours against 24, and 40 against 40.
    assert cell(con, "overtime_hours", "a", "numerator") == pytest.approx(3)


def test_sheets_that_repeat_the_contract_every_week_record_nothing():
    copied = [entry(day, "direct", 8) for day in (3, 4, 5, 6, 7, 10, 11, 12, 13, 14)]
    recorded = [entry(day, "direct", 9) for day in (3, 4, 5, 6, 7)]
    again = [entry(day, "direct", 8) for day in (10, 11, 12, 13, 14)]
    con = practice(("ann", 1), ("bob", 1), ann=copied, bob=recorded + again)
    build(con, MARCH, **SPAN)
    found = cell(con, "overtime_hours", "a")
    # Only Bob, whose second week happens to equal the contract.
    assert found == (pytest.approx(5), pytest.approx(0.5))


def test_weeks_are_not_set_against_days_that_the_source_does_not_cover():
    # The source ends on Wednesday the 12th.
    days = [entry(day, "direct", 9) for day in (3, 4, 5, 6, 7, 10, 11, 12)]
    con = practice(("ann", 1), ann=days)
    build(con, MARCH, **SPAN)
    assert cell(con, "overtime_hours", "a", "numerator") == pytest.approx(8)


def test_time_off_the_roster_belongs_to_nobody():
    con = practice(("ann", 1), who=[entry(3, "direct", 9)])
    build(con, MARCH, **SPAN)
    assert one(con, "select count(*) from time_day") == 0


def test_a_head_without_an_entry_in_the_weeks_of_a_wave_is_a_head():
    con = practice(
        ("ann", 1),
        ("bob", 1),
        ann=[entry(3, "peer_support", 2)],
        bob=[entry(20, "peer_support", 1)],
    )
    twelve_weeks = (
        "wave",
        date(2025, 3, 17),
        date(2025, 3, 30),
        date(2024, 12, 23),
        date(2025, 3, 16),
    )
    build(con, twelve_weeks, **SPAN)
    # Bob's month has an entry, though after the wave began: half of March for each.
    found = cell(con, "peer_support", "a", kind="wave")
    assert found == (2, pytest.approx(2 * 16 / 31))
