"""What a person was exposed to in the weeks before their answer."""

import pytest

from tests.marts.drawn import build, drawn, warehouse

SPAN = {"first_day": "2025-01-01", "last_day": "2025-06-30"}
ROSTER = """
staff_key | team_id | role  | fte | clinical_fte | contract_hours_week | valid_from
ann       | a       | nurse | 1   | 1            | 40                  | 2025-01-01
bob       | a       | nurse | 1   | 1            | 40                  | 2025-01-01
"""
# The answer comes on Wednesday 11 June: week 1 is from Wednesday 4 to Tuesday 10 June,
# week 4 begins on 14 May, week 8 on 16 April, week 12 on 19 March.
WAVE = """
wave_id | name | first_day  | last_day   | anonymous
w       | W    | 2025-06-09 | 2025-06-22 | false
"""
ANSWER = """
staff_key | wave_id | instrument | submitted_at     | late
ann       | w       | cbi        | 2025-06-11 09:00 | false
"""


def exposed(measure, *columns, who="ann", weeks=4, roster=ROSTER, **tables):
    """Columns of one person's exposure; None where there is none."""
    con = warehouse()
    tables = {"wave": WAVE, "survey_response": ANSWER, "roster": roster} | tables
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, **SPAN, until="exposure")
    found = con.execute(
        f"select {', '.join(columns or ('numerator', 'denominator'))} from exposure "
        "where measure = $measure and window_weeks = $weeks and staff_key = $who",
        {
            "measure": measure,
            "weeks": weeks,
            "who": int.from_bytes(who.encode(), "big"),
        },
    ).fetchall()
    assert len(found) <= 1, found
    return found[0] if found else None


def sessions(*days, status="kept"):
    rows = "\n".join(f"ann | {day} 09:00 | {day} 10:00 | {status}" for day in days)
    return "staff_key | starts_at | ends_at | status\n" + rows


@pytest.mark.parametrize(
    ("day", "weeks", "counts"),
    [
        ("2025-06-10", 4, 1),  # the day before the answer
        ("2025-06-11", 4, 0),  # the day of the answer itself
        ("2025-05-14", 4, 1),
        ("2025-05-13", 4, 0),
        ("2025-05-13", 8, 1),
        ("2025-04-16", 8, 1),
        ("2025-04-15", 8, 0),
        ("2025-03-19", 12, 1),
        ("2025-03-18", 12, 0),
    ],
)
def test_a_window_ends_the_day_before_the_answer(day, weeks, counts):
    found = exposed(
        "sessions_per_fte_week",
        "numerator",
        weeks=weeks,
        appointment=sessions("2025-06-05", day),
    )
    assert found == (1 + counts,)


def test_a_ratio_of_sums_over_the_worked_weeks_and_no_mean_of_weeks():
    text = """
    staff_key | starts_at        | status
    ann       | 2025-06-05 09:00 | no_show
    ann       | 2025-05-22 09:00 | kept
    ann       | 2025-05-22 10:00 | kept
    ann       | 2025-05-22 11:00 | kept
    """
    # One of four; the mean of the weeks' 1 and 0 would be a half.
    found = exposed(
        "no_show_share", "numerator", "denominator", "value", appointment=text
    )
    assert found == (1, 4, 0.25)


def test_a_week_away_is_no_worked_week_and_its_fte_is_gone():
    found = exposed(
        "sessions_per_fte_week",
        "denominator",
        "weeks",
        appointment=sessions("2025-06-05"),
        leave_request="""
        staff_key | first_day  | last_day
        ann       | 2025-05-14 | 2025-05-20
        ann       | 2025-05-21 | 2025-05-21
        """,
    )
    # Of four weeks one wholly away, and a day of another: 5 + 5 + 4 days of a fifth.
    assert found == (pytest.approx(14 / 5), 3)


@pytest.mark.parametrize(
    ("first", "there"), [("2025-05-21", True), ("2025-05-14", False)]
)
def test_at_least_half_the_weeks_must_have_been_worked(first, there):
    found = exposed(
        "sessions_per_fte_week",
        "weeks",
        appointment=sessions("2025-06-05"),
        leave_request=f"""
        staff_key | first_day | last_day
        ann       | {first}   | 2025-06-03
        """,
    )
    # Two of four weeks are half, one is not.
    assert (found == (2,)) if there else (found is None)


def test_who_changed_teams_in_the_window_has_moved_and_counts_for_the_team_of_the_answer():
    moving = ROSTER.replace("valid_from", "valid_from | load_id").replace(
        "2025-01-01", "2025-01-01 | 1"
    )
    moving += "ann | b | nurse | 1 | 1 | 40 | 2025-05-07 | 2\n"
    moving += "bob | a | nurse | 1 | 1 | 40 | 2025-05-07 | 2\n"
    wanted = ("numerator", "team_id", "moved")
    held = sessions("2025-04-30", "2025-06-05")
    # On 7 May, before the four weeks and within the eight.
    four = exposed("sessions_per_fte_week", *wanted, roster=moving, appointment=held)
    assert four == (1, "b", False)
    eight = exposed(
        "sessions_per_fte_week", *wanted, roster=moving, appointment=held, weeks=8
    )
    assert eight == (2, "b", True)


def test_members_without_an_answer_are_exposed_up_to_the_launch():
    text = sessions("2025-06-08", "2025-06-09").replace("ann", "bob")
    found = exposed(
        "sessions_per_fte_week", "numerator", "answered", who="bob", appointment=text
    )
    assert found == (1, False)


def test_of_several_answers_the_last_one_in_time_counts():
    answers = ANSWER + (
        "ann | w | sib | 2025-06-18 09:00 | false\nann | w | cbi | 2025-06-25 09:00 | true\n"
    )
    found = exposed(
        "sessions_per_fte_week",
        "numerator",
        survey_response=answers,
        appointment=sessions("2025-06-17", "2025-06-18"),
    )
    assert found == (1,)


def test_an_answer_without_a_key_leaves_everybody_a_member():
    anonymous = ANSWER.replace("ann       |", "          |")
    found = exposed(
        "sessions_per_fte_week",
        "answered",
        survey_response=anonymous,
        appointment=sessions("2025-06-05"),
    )
    assert found == (False,)


def test_clients_are_those_of_the_latest_snapshot_for_at_most_45_days():
    caseload = """
    staff_key | on_date    | active_clients
    ann       | 2025-05-01 | 20
    ann       | 2025-06-01 | 30
    """
    # Weeks 4, 3 and 2 end on 20 May, 27 May and 3 June, week 1 on 10 June; five days of
    # a fifth of a week in each: (20 + 20 + 30 + 30) / 4.
    found = exposed("caseload_per_fte", "numerator", "value", caseload=caseload)
    assert found == (100, pytest.approx(25))
    # Back in week 12 no snapshot was there; nine weeks have one that ends on 6 May or later.
    found = exposed("caseload_per_fte", "denominator", weeks=12, caseload=caseload)
    assert found == (pytest.approx(6),)
    old = "staff_key | on_date | active_clients\nann | 2025-04-05 | 20"
    # 45 days after 5 April is 20 May: week 4 alone.
    found = exposed("caseload_per_fte", "numerator", "denominator", caseload=old)
    assert found == (20, pytest.approx(1))


def test_hours_are_per_head_and_of_months_with_an_entry():
    entries = """
    staff_key | on_date    | activity             | hours
    ann       | 2025-06-05 | clinical_supervision | 2
    ann       | 2025-06-05 | other_admin          | 1
    ann       | 2025-05-01 | other_admin          | 5
    """
    found = exposed("clinical_supervision", time_entry=entries)
    # 18 days of May, from the 14th on, and 10 of June
    assert found == (2, pytest.approx(18 / 31 + 10 / 30))
    assert exposed("admin_share", time_entry=entries) == (1, 3)


def test_leave_taken_is_that_of_the_wave_in_every_window():
    con = warehouse()
    for table, text in {
        "wave": WAVE,
        "survey_response": ANSWER,
        "roster": ROSTER.replace("2025-01-01", "2024-06-09"),
        "leave_balance": "staff_key | as_of | entitlement_hours\nann | 2025-01-01 | 80",
        "leave_request": """
        staff_key | kind     | first_day  | last_day
        ann       | vacation | 2025-02-03 | 2025-02-07
        bob       | sick     | 2024-06-10 | 2024-06-10
        """,
    }.items():
        drawn(con, table, text)
    wave = (
        "wave",
        *(f"2025-06-{day}" for day in ("09", "22")),
        "2025-03-17",
        "2025-06-08",
    )
    build(con, wave, first_day="2024-06-09", last_day="2025-06-30", until="exposure")
    found = con.execute(
        "select window_weeks, value from exposure where measure = 'leave_taken_ratio' order by 1"
    ).fetchall()
    assert found == [(4, 0.5), (8, 0.5), (12, 0.5)]


def test_what_does_not_apply_or_was_not_measured_has_no_exposure():
    manager = ROSTER.replace("| nurse |", "| manager |")
    entries = "staff_key | on_date | activity | hours\nann | 2025-06-05 | direct | 2"
    assert exposed("admin_share", roster=manager, time_entry=entries) is None
    assert exposed("overtime_hours", roster=manager, time_entry=entries) is not None
    assert exposed("notes_open_72h", appointment=sessions("2025-06-05")) is None
    idle = ROSTER.replace("| 1            | 40", "| 0            | 40")
    text = sessions("2025-06-05")
    assert exposed("no_show_share", roster=idle, appointment=text) is None
