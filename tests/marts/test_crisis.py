"""Crises in a day, recovery after them, and the register of incidents."""

from datetime import date

import pytest

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import ROSTER, SPAN, figures

QUARTER = (
    "quarter",
    date(2025, 1, 1),
    date(2025, 3, 31),
    date(2025, 1, 1),
    date(2025, 3, 31),
)


def test_days_with_two_crises_count_of_days_with_one():
    text = """
    staff_key | starts_at        | kind       | acuity | status
    ann       | 2025-03-03 09:00 | crisis     |        | kept
    ann       | 2025-03-03 15:00 | individual | high   | kept
    ann       | 2025-03-04 09:00 | crisis     |        | kept
    ann       | 2025-03-04 15:00 | crisis     |        | no_show
    ann       | 2025-03-05 09:00 | individual | low    | kept
    bob       | 2025-03-03 09:00 | crisis     |        | kept
    """
    # Monday had two; on Tuesday one did not come; Bob's is Bob's.
    assert figures(text, "crisis_cluster_days", "crisis_days") == (1, 3)


def test_a_crisis_group_of_two_clients_is_one_crisis():
    text = """
    staff_key | client_key | starts_at        | kind
    ann       | 1          | 2025-03-03 09:00 | crisis
    ann       | 2          | 2025-03-03 09:00 | crisis
    """
    assert figures(text, "crisis_cluster_days", "crisis_days") == (0, 1)


@pytest.mark.parametrize(
    ("start", "end", "status", "recovered"),
    [
        ("10:30", "11:00", "kept", 1),  # thirty minutes
        ("10:29", "11:00", "kept", 0),
        ("10:29", "11:00", "no_show", 0),  # a no-show is no gap
        ("10:29", "11:00", "cancelled", 1),  # was not booked any more
        ("08:00", "10:10", "kept", 0),  # another that runs on past its end
        ("08:00", "10:00", "kept", 1),
        ("09:30", "11:00", "kept", 0),
    ],
)
def test_recovery_is_thirty_minutes_with_nothing_booked_after_a_crisis(
    start, end, status, recovered
):
    text = f"""
    staff_key | starts_at          | ends_at          | kind       | status
    ann       | 2025-03-03 09:00   | 2025-03-03 10:00 | crisis     | kept
    ann       | 2025-03-03 {start} | 2025-03-03 {end} | individual | {status}
    """
    assert figures(text, "crisis_ended", "crisis_recovered") == (1, recovered)


def test_the_last_session_of_a_day_is_followed_by_nothing_and_one_without_end_is_unknown():
    text = """
    staff_key | starts_at        | ends_at          | kind   | status
    ann       | 2025-03-03 09:00 | 2025-03-03 10:00 | crisis | kept
    ann       | 2025-03-04 09:00 |                  | crisis | kept
    ann       | 2025-03-05 09:00 | 2025-03-05 10:00 | crisis | no_show
    """
    assert figures(text, "crisis_ended", "crisis_recovered") == (1, 1)


ALL_QUARTER = ROSTER.replace("2025-03-01", "2025-01-01")


def register(*rows, roster=ALL_QUARTER):
    con = warehouse()
    drawn(con, "roster", roster)
    drawn(con, "team", "team_id | name\na | Harbor\nb | Hill")
    lines = "\n".join(("team_id | on_date | kind | debriefed_on", *rows))
    drawn(con, "incident", lines)
    build(con, QUARTER, first_day="2025-01-01", last_day="2025-03-31")
    return con


def test_serious_incidents_are_counted_per_fte_week_and_complaints_are_none():
    con = register(
        "a | 2025-01-06 | violence     | 2025-01-06",
        "Harbor | 2025-02-03 | client_death |",
        "a | 2025-03-03 | complaint    |",
        "b | 2025-03-04 | other        |",
    )
    # 64 working days from January to March for each of two nurses, a fifth of a week each
    found = cell(con, "incidents", "a", kind="quarter")
    assert found == (2, pytest.approx(2 * 64 / 5))
    assert cell(con, "incidents", "a", "people", kind="quarter") == 2


def test_debriefed_is_within_three_days_and_never_debriefed_counts_as_not():
    con = register(
        "a | 2025-01-06 | violence  | 2025-01-09",
        "a | 2025-01-07 | violence  | 2025-01-11",
        "a | 2025-01-08 | violence  |",
        "a | 2025-01-09 | complaint | 2025-01-09",
        "a | 2025-03-30 | violence  |",
    )
    # The last one's 72 hours have not passed by the end of March.
    assert cell(con, "debrief_72h", "a", kind="quarter") == (1, 3)


def test_a_debriefing_before_its_incident_cannot_be_and_is_not_judged():
    con = register(
        "a | 2025-01-06 | violence | 2025-01-01",
        "a | 2025-01-07 | violence | 2025-01-07",
        "a | 2025-03-07 | violence | 2025-03-07",
    )
    assert cell(con, "debrief_72h", "a", kind="quarter") == (2, 2)
    assert cell(con, "incidents", "a", "numerator", kind="quarter") == 3


def test_a_team_that_the_register_never_names_is_missing_and_not_free_of_incidents():
    con = register(
        "a | 2025-01-06 | violence | 2025-01-06",
        "a | 2025-03-03 | violence | 2025-03-03",
        roster=ALL_QUARTER
        + "cid       | b       | nurse| 1   | 1            | 40 | 2025-01-01\n",
    )
    assert cell(con, "incidents", "b", kind="quarter") is None
    # above, two of three people stand in a team that reports
    found = cell(con, "incidents", "org", "people", "expected_people", kind="quarter")
    assert found == (2, 3)


def test_a_team_without_an_incident_this_quarter_is_free_of_them_if_it_reports():
    con = register(
        "a | 2025-01-06 | complaint | 2025-01-06",
        "b | 2025-03-03 | violence  | 2025-03-03",
    )
    assert cell(con, "incidents", "a", "numerator", kind="quarter") == 0
    # nothing to debrief is no figure
    assert cell(con, "debrief_72h", "a", kind="quarter") is None


def test_months_before_the_first_and_after_the_last_entry_are_not_covered():
    con = register("a | 2025-01-06 | violence |", "a | 2025-02-27 | violence |")
    assert cell(con, "incidents", "a", kind="quarter") is None


def test_a_register_that_records_no_debriefing_says_nothing_of_it():
    con = register("a | 2025-01-06 | violence |", "a | 2025-03-03 | violence |")
    assert cell(con, "debrief_72h", "a", kind="quarter") is None
    assert cell(con, "incidents", "a", "numerator", kind="quarter") == 2


def test_without_a_register_no_team_is_free_of_incidents():
    con = warehouse()
    drawn(con, "roster", ROSTER)
    build(con, QUARTER, **SPAN)
    assert cell(con, "incidents", "a", kind="quarter") is None
