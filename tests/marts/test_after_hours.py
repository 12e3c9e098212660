"""Sessions and notes on the clock: own hours, nights, late notes, and whose they are."""

import pytest

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import MARCH, ROSTER, SPAN, figures


@pytest.mark.parametrize(
    ("start", "outside"),
    [
        ("2025-03-03 07:59", 1),
        ("2025-03-03 08:00", 0),
        ("2025-03-03 17:59", 0),
        ("2025-03-03 18:00", 1),
        ("2025-03-08 10:00", 1),  # a Saturday
        ("2025-03-05 10:00", 1),  # a public holiday
        ("2025-03-04 00:30", 1),
    ],
)
def test_after_hours_is_outside_the_organisations_hours_where_no_pattern_is_known(
    start, outside
):
    text = f"staff_key | starts_at\nann | {start}"
    holiday = "on_date | name\n2025-03-05 | a Wednesday"
    assert figures(
        text, "after_hours_sessions", "sessions_off_call", holiday=holiday
    ) == (outside, 1)


def test_chosen_evening_work_is_within_ones_own_hours():
    text = """
    staff_key | starts_at
    ann       | 2025-03-03 19:00
    ann       | 2025-03-04 10:00
    ann       | 2025-03-03 09:00
    """
    pattern = """
    staff_key | weekday | starts | ends  | valid_from
    ann       | 1       | 12:00  | 21:00 | 2025-01-01
    """
    # Monday evening is hers; Tuesday and Monday morning are not.
    assert figures(text, "after_hours_sessions", work_pattern=pattern) == 2


def test_a_night_shift_runs_into_the_next_morning():
    text = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 23:30 | 2025-03-04 00:30
    ann       | 2025-03-04 02:00 | 2025-03-04 03:00
    ann       | 2025-03-04 06:00 | 2025-03-04 07:00
    """
    pattern = """
    staff_key | weekday | starts | ends  | valid_from
    ann       | 1       | 22:00  | 06:00 | 2025-01-01
    """
    # only the session at 6 on Tuesday is outside
    assert figures(text, "after_hours_sessions", work_pattern=pattern) == 1


def test_sessions_outside_own_hours_on_an_on_call_day_stand_apart():
    text = """
    staff_key | starts_at
    ann       | 2025-03-03 21:00
    ann       | 2025-03-03 09:00
    ann       | 2025-03-04 21:00
    """
    on_call = "staff_key | on_date | activity | hours\nann | 2025-03-03 | on_call | 8"
    assert figures(
        text, "after_hours_sessions", "sessions_off_call", time_entry=on_call
    ) == (1, 2)


def test_a_session_belongs_to_the_day_it_starts():
    text = """
    staff_key | starts_at        | ends_at
    ann       | 2025-03-03 23:30 | 2025-03-04 00:30
    """
    assert figures(text, "sessions", where="on_date = '2025-03-03'") == 1


def test_gaps_across_a_change_of_the_clock_are_taken_in_utc():
    # 30 March 2025: the clock jumps from 2 to 3. From 1:50 to 3:05 are 15 minutes.
    text = """
    staff_key | starts_at        | ends_at          | utc_offset_min | end_offset_min
    ann       | 2025-03-30 01:00 | 2025-03-30 01:50 | 60             | 60
    ann       | 2025-03-30 03:05 | 2025-03-30 04:00 | 120            | 120
    ann       | 2025-03-30 04:05 | 2025-03-30 05:00 | 120            | 120
    """
    assert figures(text, "followed_sessions", "back_to_back") == (2, 1)


def test_the_same_hour_twice_in_a_night_is_two_sessions():
    text = """
    staff_key | starts_at        | ends_at          | utc_offset_min | end_offset_min
    ann       | 2025-03-03 01:30 | 2025-03-03 02:00 | 120            | 120
    ann       | 2025-03-03 01:30 | 2025-03-03 02:00 | 60             | 60
    """
    assert figures(text, "sessions", "overbooked") == (2, 0)


def test_a_note_never_finished_is_open_and_one_not_due_yet_is_not_counted():
    text = """
    staff_key | starts_at        | ends_at          | note_finished_at    | status
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-06 10:00:00 | kept
    ann       | 2025-03-04 09:00 | 2025-03-04 10:00 | 2025-03-07 10:00:01 | kept
    ann       | 2025-03-05 09:00 | 2025-03-05 10:00 |                     | kept
    ann       | 2025-03-06 09:00 | 2025-03-06 10:00 |                     | no_show
    ann       | 2025-03-29 09:00 | 2025-03-29 10:00 |                     | kept
    """
    # 72 hours after the 29th at 10 lie beyond the last day covered.
    assert figures(text, "notes_due", "notes_open") == (3, 2)


def test_a_source_without_notes_has_no_open_ones():
    text = "staff_key | starts_at\nann | 2025-03-03 09:00"
    assert figures(text, "notes_due", "notes_open") == (None, None)


def test_one_unfinished_note_of_a_group_leaves_the_session_open():
    text = """
    staff_key | client_key | starts_at        | ends_at          | note_finished_at
    ann       | 1          | 2025-03-03 09:00 | 2025-03-03 10:00 | 2025-03-03 11:00
    ann       | 2          | 2025-03-03 09:00 | 2025-03-03 10:00 |
    ann       | 1          | 2025-03-04 09:00 | 2025-03-04 10:00 | 2025-03-04 11:00
    """
    assert figures(text, "notes_due", "notes_open") == (2, 1)


@pytest.mark.parametrize(
    ("finished", "outside"),
    [
        ("2025-03-03 18:00:00", 0),
        ("2025-03-03 18:00:01", 1),
        ("2025-03-04 07:30", 1),
        ("2025-03-08 10:00", 1),
    ],
)
def test_a_note_finished_outside_own_hours_counts_on_the_day_it_was_finished(
    finished, outside
):
    text = f"""
    staff_key | starts_at        | ends_at          | note_finished_at
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | {finished}
    """
    day = f"on_date = '{finished[:10]}'"
    found = figures(text, "coalesce(after_hours_notes, 0)", where=day)
    assert (found or 0) == outside


def test_sessions_of_an_unknown_person_count_for_the_team_the_export_names():
    text = """
    staff_key | team_id | starts_at
    who       | a       | 2025-03-03 09:00
    where     |         | 2025-03-03 09:00
    """
    con = warehouse()
    drawn(con, "roster", ROSTER)
    drawn(con, "appointment", text)
    build(con, MARCH, **SPAN)
    # Two nurses on the roster without a session, one unknown person with one.
    found = cell(
        con, "sessions_per_fte_week", "a", "numerator", "people", "expected_people"
    )
    assert found == (1, 1, 3)


def test_without_any_roster_shares_stand_by_the_exports_team_and_fte_is_missing():
    text = """
    staff_key | team_id | starts_at        | status
    ann       | a       | 2025-03-03 09:00 | kept
    ann       | a       | 2025-03-03 11:00 | no_show
    """
    con = warehouse()
    drawn(con, "appointment", text)
    build(con, MARCH, **SPAN)
    assert cell(con, "no_show_share", "a") == (1, 2)
    assert cell(con, "no_show_share", "org") == (1, 2)
    assert cell(con, "sessions_per_fte_week", "a") is None


def test_a_session_belongs_to_the_team_the_person_was_in_that_day():
    roster = """
    staff_key | team_id | role  | fte | valid_from | load_id
    ann       | a       | nurse | 1   | 2025-03-01 | 1
    ann       | b       | nurse | 1   | 2025-03-11 | 2
    """
    text = """
    staff_key | team_id | starts_at
    ann       | b       | 2025-03-03 09:00
    ann       | a       | 2025-03-12 09:00
    ann       | a       | 2025-03-13 09:00
    """
    con = warehouse()
    drawn(con, "roster", roster)
    drawn(con, "appointment", text)
    build(con, MARCH, **SPAN)
    assert cell(con, "sessions_per_fte_week", "a", "numerator") == 1
    assert cell(con, "sessions_per_fte_week", "b", "numerator") == 2
