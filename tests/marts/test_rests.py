"""Rests between worked days, night shifts, and sessions whose end cannot be."""

import pytest

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import MARCH, ROSTER, SPAN, figures

NIGHTS = """
staff_key | weekday | starts | ends  | valid_from
ann       | 1       | 22:00  | 06:00 | 2025-01-01
ann       | 2       | 22:00  | 06:00 | 2025-01-01
"""


@pytest.mark.parametrize(
    ("end", "start", "short"),
    [
        ("2025-03-03 21:00", "2025-03-04 08:00", 0),  # eleven hours
        ("2025-03-03 21:01", "2025-03-04 08:00", 1),
        ("2025-03-03 21:00", "2025-03-04 07:59", 1),
    ],
)
def test_a_short_rest_is_under_eleven_hours_from_last_end_to_first_start(
    end, start, short
):
    text = f"""
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 12:00 | {end}
    ann       | {start}          | 2025-03-04 09:00
    """
    assert figures(text, "rests", "short_rests") == (1, short)


def test_a_day_off_between_or_a_day_that_nobody_came_to_is_no_rest_to_judge():
    text = """
    staff_key | starts_at        | ends_at          | status
    ann       | 2025-03-03 20:00 | 2025-03-03 23:00 | kept
    ann       | 2025-03-05 07:00 | 2025-03-05 08:00 | kept
    bob       | 2025-03-03 20:00 | 2025-03-03 23:00 | no_show
    bob       | 2025-03-04 07:00 | 2025-03-04 08:00 | kept
    """
    assert figures(text, "rests", "short_rests") == (0, 0)


def test_a_night_shift_is_one_day_and_midnight_no_rest():
    text = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 22:30 | 2025-03-03 23:30
    ann       | 2025-03-04 04:00 | 2025-03-04 05:00
    ann       | 2025-03-04 22:30 | 2025-03-04 23:30
    """
    # From 5 on Tuesday to 22:30 are 17.5 hours. The Tuesday itself, from 4 to 23:30,
    # would be a long day if midnight cut the shift.
    assert figures(
        text, "rests", "short_rests", "long_days", "session_days", work_pattern=NIGHTS
    ) == (1, 0, 0, 2)


def test_a_rest_over_the_night_of_the_clock_is_taken_in_utc():
    # 30 March 2025: the clock jumps from 2 to 3. From 21:30 to 8:30 are ten hours.
    text = """
    staff_key | starts_at        | ends_at          | utc_offset_min | end_offset_min
    ann       | 2025-03-29 20:00 | 2025-03-29 21:30 | 60             | 60
    ann       | 2025-03-30 08:30 | 2025-03-30 09:00 | 120            | 120
    """
    assert figures(text, "rests", "short_rests") == (1, 1)


@pytest.mark.parametrize(
    ("end", "impossible"),
    [
        ("2025-03-03 08:59", 1),  # before it starts
        ("2025-03-03 09:00", 1),  # as it starts
        ("2025-03-04 15:00", 1),  # thirty hours
        ("2025-03-03 21:01", 1),
        ("2025-03-03 21:00", 0),  # twelve hours can be
    ],
)
def test_an_end_that_cannot_be_is_no_end_and_counted(end, impossible):
    text = f"""
    staff_key | starts_at        | ends_at | actual_end_at       | note_finished_at
    ann       | 2025-03-03 09:00 | {end}   | {end}               | 2025-03-05 09:00
    """
    known = 1 - impossible
    # The session stays one, without hours, span, overrun or place in a row.
    assert figures(
        text, "sessions", "impossible_ends", "sessions_booked", "session_days"
    ) == (1, impossible, known, known)


def test_a_recorded_end_half_a_day_off_cannot_be_either():
    text = """
    staff_key | starts_at        | ends_at          | actual_end_at
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 22:01
    ann       | 2025-03-03 11:00 | 2025-03-03 12:00 | 2025-03-03 12:10
    """
    assert figures(text, "ended_sessions", "overruns", "impossible_ends") == (1, 1, 1)


@pytest.mark.parametrize(
    ("first", "second", "booked", "attended"),
    [
        ("kept", "kept", 2, 2),
        ("kept", "no_show", 2, 0),  # one stayed away
        ("no_show", "no_show", 2, 0),
    ],
)
def test_a_double_booking_to_which_both_came_stands_apart(
    first, second, booked, attended
):
    text = f"""
    staff_key | starts_at        | ends_at          | status
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | {first}
    ann       | 2025-03-03 09:54 | 2025-03-03 11:00 | {second}
    ann       | 2025-03-03 11:00 | 2025-03-03 12:00 | kept
    """
    assert figures(text, "overbooked", "overbooked_attended") == (booked, attended)


def test_five_minutes_of_overlap_to_which_both_came_are_a_tight_fit():
    text = """
    staff_key | starts_at        | ends_at          | status
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | kept
    ann       | 2025-03-03 09:30 | 2025-03-03 10:30 | no_show
    ann       | 2025-03-03 09:55 | 2025-03-03 11:00 | kept
    """
    # all three are overbooked, by the one who stayed away
    assert figures(text, "overbooked", "overbooked_attended") == (3, 0)


def test_utilisation_is_booked_hours_of_contracted_hours_less_leave():
    con = warehouse()
    drawn(
        con,
        "roster",
        ROSTER + "cid       | a       | nurse| 1   | 1            |    | 2025-03-01\n",
    )
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | ends_at          | status
        ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | kept
        ann       | 2025-03-03 11:00 | 2025-03-03 12:30 | no_show
        ann       | 2025-03-03 13:00 | 2025-03-03 14:00 | late_cancel
        ann       | 2025-03-04 09:00 | 2025-03-05 15:00 | kept
        cid       | 2025-03-03 09:00 | 2025-03-03 10:00 | kept
        """,
    )
    drawn(
        con,
        "leave_request",
        "staff_key | first_day | last_day\nann | 2025-03-10 | 2025-03-14",
    )
    build(con, MARCH, **SPAN)
    # Booked were 2.5 hours; the thirty hours cannot be. Ann has 16 days of 8 hours,
    # Bob 21. Of Cid, whose contract nobody knows, neither part counts.
    assert cell(con, "utilisation", "a") == (2.5, (16 + 21) * 8)
