"""Appointments to sessions to days: what counts once, what is no break."""

import pytest

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import MARCH, SPAN, figures


def test_a_group_of_ten_clients_is_one_session_for_each_co_facilitator():
    rows = [
        f"{staff} | client{client} | 2025-03-03 09:00 | 2025-03-03 10:00 | group"
        for staff in ("ann", "bob")
        for client in range(10)
    ]
    text = "staff_key | client_key | starts_at | ends_at | kind\n" + "\n".join(rows)
    assert figures(text, "sessions", "due", "overbooked") == (2, 2, 0)


def test_a_session_is_kept_if_one_of_its_clients_came():
    text = """
    staff_key | starts_at        | status
    ann       | 2025-03-03 09:00 | kept
    ann       | 2025-03-03 09:00 | no_show
    ann       | 2025-03-03 11:00 | no_show
    ann       | 2025-03-03 12:00 | late_cancel
    ann       | 2025-03-03 13:00 | cancelled
    ann       | 2025-03-03 14:00 | clinician_cancelled
    ann       | 2025-03-03 15:00 | planned
    """
    assert figures(text, "sessions", "due", "no_shows") == (1, 3, 2)


def test_crisis_or_high_acuity_counts_once_and_only_when_kept():
    text = """
    staff_key | starts_at        | status  | kind       | acuity
    ann       | 2025-03-03 09:00 | kept    | crisis     | high
    ann       | 2025-03-03 11:00 | kept    | individual | High
    ann       | 2025-03-03 12:00 | kept    | individual | low
    ann       | 2025-03-03 13:00 | no_show | crisis     |
    """
    assert figures(text, "crisis_sessions") == 2


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("10:09", (1, 1)),  # nine minutes
        ("10:10", (1, 0)),  # ten minutes are a break
        ("09:55", (1, 1)),  # five minutes of overlap are a tight fit
        ("09:54", (1, 0)),  # six are overbooking
    ],
)
def test_back_to_back_is_under_ten_minutes_after_the_booked_end(start, expected):
    text = f"""
    staff_key | starts_at          | ends_at          | location
    ann       | 2025-03-03 09:00   | 2025-03-03 10:00 | main
    ann       | 2025-03-03 {start} | 2025-03-03 11:00 | main
    """
    assert figures(text, "followed_sessions", "back_to_back") == expected


def test_travel_is_no_break_so_a_session_after_one_elsewhere_follows_none():
    text = """
    staff_key | starts_at        | ends_at          | location
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | main
    ann       | 2025-03-03 10:05 | 2025-03-03 10:30 | home visit
    ann       | 2025-03-03 11:00 | 2025-03-03 12:00 | main
    ann       | 2025-03-03 12:05 | 2025-03-03 13:00 | main
    """
    # At 11 she came from a home visit: half an hour on the road is no break, and no
    # session in a row either. Only the one at 12:05 can be told.
    assert figures(text, "followed_sessions", "back_to_back") == (1, 1)


def test_another_day_does_not_follow():
    text = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 22:00 | 2025-03-03 23:55
    ann       | 2025-03-04 00:00 | 2025-03-04 01:00
    """
    assert figures(text, "followed_sessions") == 0


@pytest.mark.parametrize(
    ("start", "status", "cancelled", "overbooked"),
    [
        ("09:55", "kept", "", 0),  # five minutes
        ("09:54", "kept", "", 2),  # six: both sessions
        ("09:30", "no_show", "", 2),  # still booked at the start
        ("09:30", "late_cancel", "2025-03-03 08:00", 0),
        ("09:30", "late_cancel", "2025-03-03 09:40", 2),
        ("09:30", "cancelled", "2025-02-03 09:40", 0),
    ],
)
def test_overbooked_is_over_five_minutes_with_both_still_booked(
    start, status, cancelled, overbooked
):
    text = f"""
    staff_key | starts_at          | ends_at          | status   | cancelled_at
    ann       | 2025-03-03 09:00   | 2025-03-03 10:00 | kept     |
    ann       | 2025-03-03 {start} | 2025-03-03 11:00 | {status} | {cancelled}
    """
    assert figures(text, "overbooked") == overbooked


def test_a_long_session_overlaps_later_ones_behind_a_short_one():
    text = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 09:00 | 2025-03-03 12:00
    ann       | 2025-03-03 09:10 | 2025-03-03 09:14
    ann       | 2025-03-03 11:00 | 2025-03-03 13:00
    """
    # The four minutes in the middle overlap nothing by more than five.
    assert figures(text, "overbooked", "sessions_booked") == (2, 3)


@pytest.mark.parametrize(("end", "late"), [("10:05:00", 0), ("10:05:01", 1)])
def test_an_overrun_is_more_than_five_minutes(end, late):
    text = f"""
    staff_key | starts_at        | ends_at          | actual_end_at
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 {end}
    """
    assert figures(text, "overruns", "ended_sessions") == (late, 1)


@pytest.mark.parametrize(("exact", "ended"), [(19, None), (18, 20)])
def test_a_source_that_copies_over_nine_in_ten_booked_ends_records_none(exact, ended):
    rows = [
        f"ann | 2025-03-{3 + n // 4:02} {9 + n % 4 * 2:02}:00 "
        f"| 2025-03-{3 + n // 4:02} {10 + n % 4 * 2:02}:00 "
        f"| 2025-03-{3 + n // 4:02} {10 + n % 4 * 2:02}:{0 if n < exact else 30:02}"
        for n in range(20)
    ]
    text = "staff_key | starts_at | ends_at | actual_end_at\n" + "\n".join(rows)
    assert figures(text, "ended_sessions") == ended


def test_the_team_that_records_ends_keeps_its_figure_beside_one_that_does_not():
    roster = """
    staff_key | team_id | role  | fte | clinical_fte | valid_from
    ann       | a       | nurse | 1   | 1            | 2025-03-01
    bob       | b       | nurse | 1   | 1            | 2025-03-01
    """
    con = warehouse()
    drawn(con, "roster", roster)
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | ends_at          | actual_end_at
        ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 10:00
        bob       | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 10:20
        """,
    )
    build(con, MARCH, **SPAN)
    assert cell(con, "overrun_share", "a") is None
    assert cell(con, "overrun_share", "b") == (1, 1)
    assert cell(con, "overrun_share", "org") == (1, 1)


@pytest.mark.parametrize(("end", "long"), [("19:00", 0), ("19:01", 1)])
def test_a_long_day_is_over_ten_hours_from_first_start_to_last_end(end, long):
    text = f"""
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00
    ann       | 2025-03-03 18:00 | 2025-03-03 {end}
    """
    assert figures(text, "session_days", "long_days") == (1, long)


def test_a_day_that_nobody_came_to_was_not_worked():
    text = """
    staff_key | starts_at        | ends_at          | status
    ann       | 2025-03-03 09:00 | 2025-03-03 21:00 | no_show
    """
    assert figures(text, "session_days", "long_days") == (0, 0)


# A span from 9 to 18 has its middle third from 12 to 15.
@pytest.mark.parametrize(
    ("start", "end", "status", "free"),
    [
        ("12:00", "14:30", "kept", 1),  # 30 minutes are left
        ("12:00", "14:31", "kept", 0),
        ("12:00", "14:31", "no_show", 0),  # a no-show is no break
        ("12:00", "14:31", "late_cancel", 0),
        ("12:00", "14:31", "cancelled", 1),
    ],
)
def test_a_free_middle_is_thirty_minutes_not_booked_beforehand(
    start, end, status, free
):
    text = f"""
    staff_key | starts_at          | ends_at          | status
    ann       | 2025-03-03 09:00   | 2025-03-03 12:00 | kept
    ann       | 2025-03-03 {start} | 2025-03-03 {end} | {status}
    ann       | 2025-03-03 15:00   | 2025-03-03 18:00 | kept
    """
    # the first and last session touch the middle third, they leave it free
    assert figures(text, "long_spans", "free_middles") == (1, free)


def test_twice_fifteen_minutes_are_no_break_and_six_hours_no_long_span():
    split = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 09:00 | 2025-03-03 12:00
    ann       | 2025-03-03 12:15 | 2025-03-03 14:45
    ann       | 2025-03-03 15:00 | 2025-03-03 18:00
    """
    assert figures(split, "long_spans", "free_middles") == (1, 0)
    short = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00
    ann       | 2025-03-03 14:00 | 2025-03-03 15:00
    """
    assert figures(short, "long_spans", "free_middles") == (0, 0)


def test_without_booked_ends_nothing_is_said_about_gaps_and_spans():
    text = """
    staff_key | starts_at        | actual_end_at
    ann       | 2025-03-03 08:00 | 2025-03-03 09:00
    ann       | 2025-03-03 20:00 | 2025-03-03 21:00
    """
    wanted = [
        "sessions",
        "followed_sessions",
        "sessions_booked",
        "session_days",
        "long_spans",
    ]
    assert figures(text, *wanted) == (2, 0, 0, 0, 0)
