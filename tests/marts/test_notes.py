"""Notes: hours where the system times them, a count elsewhere, nothing without them."""

import pytest

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import MARCH, SPAN, figures

ROSTER = """
staff_key | team_id | role  | fte | clinical_fte | valid_from
ann       | a       | nurse | 1   | 1            | 2025-03-01
bob       | b       | nurse | 1   | 1            | 2025-03-01
cid       | c       | nurse | 1   | 1            | 2025-03-01
"""


def made(appointments):
    con = warehouse()
    drawn(con, "roster", ROSTER)
    drawn(con, "appointment", appointments)
    build(con, MARCH, **SPAN)
    return con


def test_hours_are_those_of_the_notes_finished_after_hours():
    text = """
    staff_key | client_key | starts_at        | note_finished_at | note_minutes
    ann       | 1          | 2025-03-03 09:00 | 2025-03-03 19:00 | 30
    ann       | 2          | 2025-03-03 10:00 | 2025-03-03 11:00 | 45
    ann       | 1          | 2025-03-04 09:00 | 2025-03-04 19:00 | 20
    ann       | 2          | 2025-03-04 09:00 | 2025-03-04 20:00 | 40
    """
    # Half an hour on Monday; the group's two notes are one of an hour.
    assert figures(text, "after_hours_notes", "after_hours_note_hours") == (2, 1.5)


@pytest.mark.parametrize(("timed", "hours"), [(6, 3), (5, None)])
def test_a_source_that_times_under_six_notes_in_ten_times_none(timed, hours):
    rows = "\n".join(
        f"ann | 2025-03-{n + 3:02} 09:00 | 2025-03-{n + 3:02} 20:00 | {30 if n < timed else ''}"
        for n in range(10)
    )
    text = "staff_key | starts_at | note_finished_at | note_minutes\n" + rows
    assert figures(text, "after_hours_note_hours") == hours


def test_teams_whose_source_has_no_notes_or_minutes_are_missing_and_not_at_zero():
    con = made(
        """
        staff_key | starts_at        | note_finished_at | note_minutes
        ann       | 2025-03-03 09:00 | 2025-03-03 19:00 | 30
        bob       | 2025-03-03 09:00 | 2025-03-03 19:00 |
        cid       | 2025-03-03 09:00 |                  |
        """
    )
    weeks = pytest.approx(21 / 5)
    assert cell(con, "after_hours_notes", "a") == (1, weeks)
    assert cell(con, "after_hours_notes", "b") == (1, weeks)
    assert cell(con, "after_hours_notes", "c") is None
    assert cell(con, "after_hours_note_hours", "a") == (0.5, weeks)
    assert cell(con, "after_hours_note_hours", "b") is None
    # In the total only who could be recorded is in the denominator, and who could not
    # is expected: two of three, and one of three.
    wanted = ("denominator", "people", "expected_people")
    assert cell(con, "after_hours_notes", "org", *wanted) == (
        pytest.approx(2 * 21 / 5),
        2,
        3,
    )
    assert cell(con, "after_hours_note_hours", "org", *wanted) == (weeks, 1, 3)


def test_a_nurse_without_sessions_in_a_team_with_notes_is_in_the_denominator():
    con = made(
        """
        staff_key | team_id | starts_at        | note_finished_at
        ann       | a       | 2025-03-03 09:00 | 2025-03-03 19:00
        """
    )
    assert cell(con, "after_hours_notes", "org", "denominator") == pytest.approx(21 / 5)
    assert cell(con, "notes_open_72h", "org", "people", "expected_people") == (1, 3)
