"""Who is away: holidays, leave, half days, long absence; and what is left to work."""

import pytest

from tests.marts.drawn import build, cell, drawn, one, warehouse
from tests.marts.people import MARCH, SPAN, days


def test_public_holidays_are_neither_scheduled_nor_leave_nor_available():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | fte | contract_hours_week | valid_from\nann | 1 | 40 | 2025-03-01",
    )
    drawn(con, "holiday", "on_date | name\n2025-03-05 | a Wednesday")
    drawn(
        con, "caseload", "staff_key | on_date | active_clients\nann | 2025-03-01 | 20"
    )
    drawn(
        con,
        "leave_request",
        "staff_key | first_day | last_day\nann | 2025-03-05 | 2025-03-06",
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "scheduled", "on_date = '2025-03-05'") is False
    assert days(con, "ann", "leave_share", "on_date = '2025-03-05'") == 0
    assert days(con, "ann", "leave_kind", "on_date = '2025-03-06'") == "vacation"
    # Five days of a fifth, less the holiday, less the day of leave.
    week = "on_date between '2025-03-03' and '2025-03-09'"
    assert days(con, "ann", "sum(fte_weeks)", week) == pytest.approx(0.6)
    assert days(con, "ann", "sum(contract_hours)", week) == pytest.approx(32)


def test_half_a_day_of_leave_takes_half_a_day():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | fte | clinical_fte | contract_hours_week | valid_from
        ann       | 1   | 1            | 40                  | 2025-03-01
        """,
    )
    drawn(
        con,
        "leave_request",
        """
        staff_key | first_day  | last_day   | hours | days | status
        ann       | 2025-03-03 | 2025-03-03 | 4     |      | taken
        ann       | 2025-03-04 | 2025-03-05 |       | 1.5  | approved
        ann       | 2025-03-10 | 2025-03-10 | 4     |      | denied
        ann       | 2025-03-11 | 2025-03-11 | 4     |      | requested
        ann       | 2025-03-12 | 2025-03-12 | 4     |      | cancelled
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    shares = con.execute(
        "select leave_share from staff_day where leave_share > 0 order by on_date"
    ).fetchall()
    assert [share for (share,) in shares] == pytest.approx([0.5, 0.75, 0.75])


def test_a_request_repeated_word_for_word_is_taken_once():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | fte | contract_hours_week | valid_from
        ann       | 1   | 40                  | 2025-03-01
        """,
    )
    drawn(
        con,
        "leave_request",
        """
        staff_key | first_day  | last_day   | hours
        ann       | 2025-03-03 | 2025-03-03 | 4
        ann       | 2025-03-03 | 2025-03-03 | 4
        """,
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert one(con, "select max(leave_share) from staff_day") == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("last_day", "absent"), [("2025-03-29", False), ("2025-03-30", True)]
)
def test_a_spell_of_28_days_is_a_long_absence_and_27_days_are_not(last_day, absent):
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | fte | clinical_fte | valid_from\nann | 1 | 1 | 2025-03-01",
    )
    # 3 to 30 March are 28 calendar days.
    drawn(
        con,
        "leave_request",
        f"staff_key | kind | first_day | last_day\nann | parental | 2025-03-03 | {last_day}",
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "long_absent", "on_date = '2025-03-15'") is absent
    assert days(con, "ann", "sum(fte_weeks)") == pytest.approx(0.2)


def test_sick_notes_from_monday_to_friday_are_one_absence():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | fte | valid_from\nann | 1 | 2025-03-01\nbob | 1 | 2025-03-01",
    )
    notes = [("03", "07"), ("10", "14"), ("17", "21"), ("24", "31")]
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day\n"
        + "\n".join(f"ann | sick | 2025-03-{a} | 2025-03-{b}" for a, b in notes)
        # Bob was back on the Thursday and Friday of the second week.
        + "\nbob | sick | 2025-03-03 | 2025-03-12\nbob | sick | 2025-03-17 | 2025-03-31",
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "count(*)", "long_absent") == 29
    assert days(con, "bob", "count(*)", "long_absent") == 0


def test_half_days_for_weeks_are_no_long_absence():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | fte | contract_hours_week | valid_from\nann | 1 | 40 | 2025-03-01",
    )
    # 20 scheduled days between the 3rd and the 30th, half of their 160 hours.
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day | hours\nann | sick | 2025-03-03 | 2025-03-30 | 80",
    )
    build(con, MARCH, **SPAN, until="staff_day")
    assert days(con, "ann", "count(*)", "long_absent") == 0


def test_without_clinical_fte_only_who_treats_clients_is_clinical():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | role         | fte | valid_from
        ann       | a       | psychologist | 0.8 | 2025-03-01
        bob       | a       | front desk   | 1   | 2025-03-01
        """,
    )
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    build(con, MARCH, **SPAN)
    assert days(con, "ann", "max(clinical_fte)") == pytest.approx(0.8)
    assert days(con, "bob", "max(clinical_fte)") == 0
    assert cell(con, "sessions_per_fte_week", "a", "expected_people") == 1


def test_without_leave_records_the_basis_is_the_contract():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | team_id | fte | clinical_fte | valid_from\nann | a | 1 | 1 | 2025-03-01",
    )
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    build(con, MARCH, **SPAN)
    assert cell(con, "sessions_per_fte_week", "a", "basis") == "contracted"
    drawn(
        con,
        "leave_request",
        "staff_key | first_day | last_day\nann | 2025-03-03 | 2025-03-07",
    )
    build(con, MARCH, **SPAN)
    assert cell(con, "sessions_per_fte_week", "a", "basis") == "available"
    # 21 working days of March, five of them leave, a fifth of a week each.
    assert cell(con, "sessions_per_fte_week", "a", "denominator") == pytest.approx(3.2)
