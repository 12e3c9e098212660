"""Rest and its decisions: taken, a week off, denied, worked on, off sick."""

from datetime import date

import pytest

from tests.marts.drawn import build, cell, drawn, insert, month, warehouse

YEAR_SPAN = {"first_day": "2025-01-01", "last_day": "2025-12-31"}
DECEMBER = month("2025-12-01")
QUARTER = (
    "quarter",
    date(2025, 10, 1),
    date(2025, 12, 31),
    date(2025, 10, 1),
    date(2025, 12, 31),
)


def practice(*names, **tables):
    """A warehouse with full-time people in team `a`, 40 hours a week, all of 2025."""
    con = warehouse()
    insert(
        con,
        "roster",
        [
            {
                "staff_key": name,
                "team_id": "a",
                "fte": "1",
                "clinical_fte": "1",
                "contract_hours_week": "40",
                "valid_from": "2025-01-01",
            }
            for name in names
        ],
    )
    # Somebody's one sick day in January: leave records cover the year from then on.
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day\nzoe | sick | 2025-01-02 | 2025-01-02",
    )
    for table, text in tables.items():
        drawn(con, table, text)
    return con


def made(con, *periods):
    build(con, *(periods or (DECEMBER,)), **YEAR_SPAN)
    return con


def test_a_team_that_took_its_leave_has_a_ratio_of_one():
    con = practice(
        "ann",
        "bob",
        leave_balance="""
        staff_key | as_of      | entitlement_hours
        ann       | 2025-01-01 | 80
        bob       | 2025-01-01 | 40
        """,
        leave_request="""
        staff_key | first_day  | last_day
        ann       | 2025-03-03 | 2025-03-09
        ann       | 2025-08-04 | 2025-08-08
        bob       | 2025-07-07 | 2025-07-11
        """,
    )
    # Ann 2 weeks of 40 hours, the weekend none; Bob one.
    assert cell(made(con), "leave_taken_ratio", "a") == (120, 120)


def test_only_the_last_twelve_months_and_only_vacation_that_was_granted_count():
    con = practice(
        "ann",
        leave_balance="staff_key | as_of | entitlement_hours\nann | 2025-01-01 | 80",
        leave_request="""
        staff_key | kind     | status    | first_day  | last_day
        ann       | vacation | approved  | 2025-01-01 | 2025-01-01
        ann       | vacation | denied    | 2025-03-03 | 2025-03-07
        ann       | vacation | cancelled | 2025-04-07 | 2025-04-11
        ann       | sick     | taken     | 2025-05-05 | 2025-05-09
        """,
    )
    assert cell(made(con), "leave_taken_ratio", "a") == (8, 80)


def test_the_latest_entitlement_up_to_the_periods_end_counts():
    con = practice(
        "ann",
        leave_balance="""
        staff_key | kind     | as_of      | entitlement_hours
        ann       | vacation | 2025-01-01 | 80
        ann       | vacation | 2025-07-01 | 100
        ann       | vacation | 2026-01-01 | 200
        ann       | sick     | 2025-08-01 | 40
        """,
    )
    assert cell(made(con), "leave_taken_ratio", "a", "denominator") == 100


def test_who_was_hired_in_the_year_is_entitled_to_a_part_of_it():
    con = practice(
        leave_balance="staff_key | as_of | entitlement_hours\nann | 2025-01-01 | 73"
    )
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | clinical_fte | valid_from | hired_on
        ann       | a       | 1   | 1            | 2025-01-01 | 2025-08-08
        """,
    )
    # 8 August to 31 December: 146 of 365 days.
    found = cell(made(con), "leave_taken_ratio", "a", "denominator")
    assert found == pytest.approx(73 * 146 / 365)


def test_bank_staff_and_people_without_entitlement_are_not_counted():
    con = practice(
        "bob",
        leave_balance="""
        staff_key | as_of      | entitlement_hours
        ann       | 2025-01-01 | 80
        bob       | 2025-01-01 |
        """,
    )
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | contract_type | valid_from
        ann       | a       | 1   | bank          | 2025-01-01
        """,
    )
    assert cell(made(con), "leave_taken_ratio", "a") is None


def test_before_twelve_months_are_covered_nothing_is_said_of_leave_taken():
    con = practice(
        "ann",
        leave_balance="staff_key | as_of | entitlement_hours\nann | 2025-01-01 | 80",
    )
    assert cell(made(con, month("2025-11-01")), "leave_taken_ratio", "a") is None


@pytest.mark.parametrize(
    ("kind", "first", "last", "holiday", "without"),
    [
        ("vacation", "2025-10-06", "2025-10-10", "", 0),  # with both weekends nine days
        ("vacation", "2025-10-07", "2025-10-10", "", 1),  # six days
        ("vacation", "2025-10-07", "2025-10-10", "2025-10-06", 0),
        ("vacation", "2025-10-08", "2025-10-14", "", 0),  # Wednesday to Tuesday
        ("sick", "2025-10-06", "2025-10-10", "", 1),  # sickness is not rest
        ("vacation", "2025-05-05", "2025-05-09", "", 1),  # over six months ago
        ("vacation", "2025-06-30", "2025-07-06", "", 1),  # six days within
        ("vacation", "2025-06-30", "2025-07-07", "", 0),  # seven days within
    ],
)
def test_a_week_off_is_seven_days_in_a_row_of_vacation_holidays_and_days_off(
    kind, first, last, holiday, without
):
    con = practice(
        "ann",
        leave_request=f"staff_key | kind | first_day | last_day\nann | {kind} | {first} | {last}",
    )
    if holiday:
        drawn(con, "holiday", f"on_date | name\n{holiday} | a Monday")
    assert cell(made(con), "no_week_off", "a") == (without, 1)


def test_seven_free_days_of_an_own_pattern_are_no_vacation():
    con = practice("ann")
    drawn(
        con,
        "work_pattern",
        """
        staff_key | weekday | starts | ends  | valid_from
        ann       | 1       | 09:00  | 17:00 | 2025-01-01
        """,
    )
    # Six days off between Mondays are never seven; one Monday of vacation makes 13.
    assert cell(made(con), "no_week_off", "a") == (1, 1)
    drawn(
        con,
        "leave_request",
        "staff_key | first_day | last_day\nann | 2025-10-06 | 2025-10-06",
    )
    assert cell(made(con), "no_week_off", "a") == (0, 1)


def test_new_and_long_absent_people_are_not_counted_as_without_a_week_off():
    con = practice(
        "ann",
        "bob",
        leave_request="staff_key | kind | first_day | last_day\nbob | sick | 2025-08-01 | 2025-09-30",
    )
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | valid_from | hired_on
        cid       | a       | 1   | 2025-01-01 | 2025-07-02
        dan       | a       | 1   | 2025-01-01 | 2025-07-01
        """,
    )
    # Ann and Dan: Cid lacks one day of six months, Bob was away for two.
    assert cell(made(con), "no_week_off", "a", "denominator", "people") == (2, 2)


def test_without_leave_records_nobody_is_without_a_week_off():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | team_id | fte | valid_from\nann | a | 1 | 2025-01-01",
    )
    assert cell(made(con), "no_week_off", "a") is None
    assert cell(con, "sick_share", "a") is None


def test_the_same_days_asked_for_again_are_one_request_with_the_last_answer():
    con = practice(
        "ann",
        "bob",
        leave_request="""
        staff_key | status   | first_day  | last_day   | decided_on
        ann       | denied   | 2025-12-22 | 2025-12-23 | 2025-10-06
        ann       | denied   | 2025-12-22 | 2025-12-23 | 2025-10-07
        ann       | approved | 2025-12-29 | 2025-12-30 | 2025-10-07
        bob       | denied   | 2025-12-22 | 2025-12-23 | 2025-10-06
        bob       | approved | 2025-12-22 | 2025-12-23 | 2025-10-08
        bob       | denied   | 2025-11-03 | 2025-11-04 | 2025-09-30
        bob       | requested| 2025-11-10 | 2025-11-11 |
        bob       | cancelled| 2025-11-12 | 2025-11-13 | 2025-10-09
        """,
    )
    # Ann: one denied, one approved. Bob: approved at last; the rest is not decided then.
    con = made(con, QUARTER)
    assert cell(con, "leave_denied", "a", kind="quarter") == (1, 3)


def test_a_denied_request_of_another_kind_is_not_vacation():
    con = practice(
        "ann",
        leave_request="""
        staff_key | kind     | status | first_day  | last_day   | decided_on
        ann       | training | denied | 2025-12-22 | 2025-12-23 | 2025-10-06
        """,
    )
    assert cell(made(con, QUARTER), "leave_denied", "a", kind="quarter") is None


def test_worked_leave_days_are_whole_days_with_a_session_or_an_own_note():
    con = practice(
        "ann",
        leave_request="""
        staff_key | kind     | first_day  | last_day   | hours
        ann       | vacation | 2025-10-06 | 2025-10-10 |
        ann       | vacation | 2025-10-13 | 2025-10-13 | 4
        ann       | sick     | 2025-10-20 | 2025-10-20 |
        """,
        appointment="""
        staff_key | starts_at        | status  | note_finished_at | cosigned
        ann       | 2025-10-01 09:00 | kept    | 2025-10-08 09:00 |
        ann       | 2025-10-02 09:00 | kept    | 2025-10-09 09:00 | true
        ann       | 2025-10-06 09:00 | kept    | 2025-10-06 10:00 |
        ann       | 2025-10-07 09:00 | no_show |                  |
        ann       | 2025-10-13 09:00 | kept    |                  |
        ann       | 2025-10-20 09:00 | kept    |                  |
        """,
    )
    # Monday a session, Wednesday a note; Thursday only a signature.
    con = made(con, QUARTER)
    assert cell(con, "worked_on_leave", "a", kind="quarter") == (2, 5)


def test_without_appointments_nobody_can_be_said_to_have_rested_on_leave():
    con = practice(
        "ann",
        leave_request="staff_key | first_day | last_day\nann | 2025-10-06 | 2025-10-10",
    )
    assert cell(made(con, QUARTER), "worked_on_leave", "a", kind="quarter") is None


def test_sick_share_is_of_contracted_hours_and_sickness_goes_before_vacation():
    con = practice(
        "ann",
        leave_request="""
        staff_key | kind     | first_day  | last_day   | hours
        ann       | sick     | 2025-10-06 | 2025-10-07 |
        ann       | sick     | 2025-10-08 | 2025-10-08 | 4
        ann       | vacation | 2025-10-06 | 2025-10-10 |
        """,
    )
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day\nzoe | sick | 2025-12-31 | 2025-12-31",
    )
    con = made(con, QUARTER)
    # 2.5 days of 8 hours; 66 working days from October to December.
    assert cell(con, "sick_share", "a", kind="quarter") == (20, 66 * 8)


def test_no_sensitive_measure_has_a_cell_by_month():
    con = practice(
        "ann",
        leave_request="""
        staff_key | kind | first_day  | last_day
        ann       | sick | 2025-12-01 | 2025-12-31
        """,
    )
    assert cell(made(con), "sick_share", "a") is None
