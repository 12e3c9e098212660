"""Who is on the roster, in which team, and on which days they work."""

from datetime import date

import pytest

from tests.marts.drawn import build, drawn, warehouse
from tests.marts.people import MARCH, SPAN, days


def test_who_is_missing_from_the_next_snapshot_is_gone():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | valid_from | load_id
        ann       | a       | 1   | 2025-03-01 | 1
        bob       | a       | 1   | 2025-03-01 | 1
        ann       | b       | 1   | 2025-03-11 | 2
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "bob", "max(on_date)") == date(2025, 3, 10)
    assert days(con, "ann", "max(on_date)") == date(2025, 3, 31)
    assert days(con, "ann", "count(*)", "team_id = 'a'") == 10
    assert days(con, "ann", "count(*)", "team_id = 'b'") == 21


def test_snapshots_of_two_sources_do_not_end_each_other():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | valid_from | load_id
        ann       | a       | 2025-03-01 | 1
        bob       | b       | 2025-03-11 | 2
        """,
    )
    con.execute("""
        insert into load select i, 'f', i, 'source ' || i, 'roster',
            now()::timestamp, 1, 1, 0, 0, null, null, null
        from range(1, 3) r(i)
    """)
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann") == 31


def test_a_list_of_people_with_their_own_beginnings_is_no_snapshot():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | valid_from
        ann       | a       | 2020-01-01
        bob       | a       | 2025-03-11
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann") == 31
    assert days(con, "bob") == 21


def test_closed_periods_of_a_list_end_as_written_and_open_ones_at_the_next():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | valid_from | valid_to
        ann       | a       | 2025-03-01 | 2025-03-05
        ann       | b       | 2025-03-08 |
        bob       | a       | 2025-03-01 |
        bob       | b       | 2025-03-21 |
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "count(*)", "team_id = 'a'") == 5
    assert days(con, "ann", "count(*)", "team_id = 'b'") == 24
    assert days(con, "bob", "count(*)", "team_id = 'a'") == 20


def test_nobody_is_on_the_roster_before_being_hired_or_after_leaving():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | valid_from | hired_on   | left_on
        ann       | a       | 2025-03-01 | 2025-03-05 | 2025-03-09
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann") == 5


def test_two_posts_at_once_are_one_person_with_the_sum_and_duplicates_count_once():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | clinical_fte | contract_hours_week | valid_from
        ann       | a       | 0.4 | 0.4          | 16                  | 2025-03-01
        ann       | b       | 0.6 | 0.5          | 24                  | 2025-03-01
        ann       | b       | 0.6 | 0.5          | 24                  | 2025-03-01
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "count(*)", "team_id = 'b'") == 31
    assert days(con, "ann", "max(fte)") == pytest.approx(1.0)
    assert days(con, "ann", "max(clinical_fte)") == pytest.approx(0.9)
    assert days(con, "ann", "max(contract_hours)") == pytest.approx(8)


def test_a_week_without_leave_adds_up_to_the_clinical_fte_whatever_the_own_pattern():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | clinical_fte | contract_hours_week | valid_from
        ann       | a       | 0.6 | 0.5          | 24                  | 2025-03-01
        bob       | a       | 1   | 0.8          | 40                  | 2025-03-01
        """,
    )
    # Ann works Monday to Wednesday: eight hours on each of three days.
    drawn(
        con,
        "work_pattern",
        """
        staff_key | weekday | starts | ends  | valid_from
        ann       | 1       | 09:00  | 17:00 | 2025-01-01
        ann       | 2       | 09:00  | 17:00 | 2025-01-01
        ann       | 3       | 09:00  | 17:00 | 2025-01-01
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    week = "on_date between '2025-03-03' and '2025-03-09'"
    assert days(con, "ann", "sum(fte_weeks)", week) == pytest.approx(0.5)
    assert days(con, "bob", "sum(fte_weeks)", week) == pytest.approx(0.8)
    assert days(con, "ann", "sum(contract_hours)", week) == pytest.approx(24)
    assert days(con, "ann", "count(*)", f"scheduled and {week}") == 3
    assert days(con, "ann", "max(contract_hours)", week) == pytest.approx(8)


def test_a_new_pattern_replaces_the_old_one_from_its_day_on():
    con = warehouse()
    drawn(con, "roster", "staff_key | valid_from | fte\nann | 2025-03-01 | 1")
    drawn(
        con,
        "work_pattern",
        """
        staff_key | weekday | starts | ends  | valid_from | valid_to
        ann       | 1       | 09:00  | 17:00 | 2025-01-01 |
        ann       | 2       | 09:00  | 17:00 | 2025-01-01 | 2025-03-16
        ann       | 6       | 09:00  | 17:00 | 2025-03-17 |
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    worked = [
        day
        for (day,) in con.execute(
            "select on_date from staff_day where scheduled order by on_date"
        ).fetchall()
    ]
    # Mondays throughout, Tuesdays until the 16th, Saturdays from the 17th.
    mondays = [date(2025, 3, day) for day in (3, 10, 17, 24, 31)]
    tuesdays = [date(2025, 3, 4), date(2025, 3, 11)]
    saturdays = [date(2025, 3, 22), date(2025, 3, 29)]
    assert worked == sorted(mondays + tuesdays + saturdays)
