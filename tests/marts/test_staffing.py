"""Vacant posts, bank staff, and people who left: each with its trap."""

from datetime import date

import pytest

from tests.marts.drawn import build, cell, drawn, month, warehouse

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}
PEOPLE = """
staff_key | team_id | role         | fte | clinical_fte | contract_hours_week | contract_type | valid_from
ann       | a       | nurse        | 1   | 1            | 40                  | permanent     | 2025-03-01
bob       | a       | nurse        | 0.5 | 0.5          | 20                  | permanent     | 2025-03-01
cid       | a       | nurse        | 0.4 | 0.4          | 16                  | bank          | 2025-03-01
dan       | a       | psychologist | 1   | 1            | 40                  | fixed         | 2025-03-01
"""


def made(**tables):
    con = warehouse()
    drawn(con, "team", "team_id | name\na | Harbor\nb | Hill")
    drawn(con, "roster", PEOPLE)
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, MARCH, **SPAN)
    return con


def test_vacant_is_what_each_role_lacks_and_bank_staff_fill_no_post():
    con = made(
        position="""
        team_id | role         | fte_established | valid_from
        a       | Nurse        | 3               | 2025-01-01
        Harbor  | psychologist | 0.5             | 2025-01-01
        a       | social worker| 1               | 2025-01-01
        """
    )
    # Nurses lack 3 - 1.5, social workers 1; half a psychologist too many fills neither.
    assert cell(con, "vacancy_share", "a") == (2.5, 4.5)
    assert cell(con, "vacancy_share", "a", "people", "expected_people") == (4, 4)


def test_who_is_on_parental_leave_holds_a_post():
    con = made(
        position="team_id | role | fte_established | valid_from\na | nurse | 1.5 | 2025-01-01",
        leave_request="staff_key | kind | first_day | last_day\nann | parental | 2025-02-01 | 2025-06-30",
    )
    assert cell(con, "vacancy_share", "a") == (0, 1.5)


def test_a_post_counts_for_its_days_and_its_newest_row_holds():
    con = made(
        position="""
        team_id | role  | fte_established | valid_from | valid_to
        a       | nurse | 5               | 2025-01-01 |
        a       | nurse | 2.5             | 2025-03-11 | 2025-03-20
        a       | nurse | 2.5             | 2025-03-11 | 2025-03-20
        """
    )
    # Five for ten days, two and a half for ten, none for eleven; 1.5 are held throughout.
    established = (5 * 10 + 2.5 * 10) / 31
    found = cell(con, "vacancy_share", "a")
    assert found == (pytest.approx(established - 1.5), pytest.approx(established))


def test_a_team_without_posts_on_record_has_no_vacancy():
    con = made(
        position="team_id | role | fte_established | valid_from\nb | nurse | 1 | 2025-01-01"
    )
    assert cell(con, "vacancy_share", "a") is None
    assert cell(con, "vacancy_share", "b") is None
    assert cell(con, "vacancy_share", "org") is None


def test_posts_that_nobody_holds_at_all_are_vacant_in_the_total():
    con = made(
        position="""
        team_id | role  | fte_established | valid_from
        a       | nurse | 1.5             | 2025-01-01
        b       | nurse | 2               | 2025-01-01
        """
    )
    assert cell(con, "vacancy_share", "org") == (2, 3.5)


def test_bank_cover_is_hours_worked_or_contracted_less_leave_without_a_time_sheet():
    con = made(
        time_entry="""
        staff_key | on_date    | activity  | hours
        ann       | 2025-03-03 | direct    | 6
        ann       | 2025-03-03 | break     | 1
        dan       | 2025-03-03 | direct    | 4
        """,
        leave_request="staff_key | first_day | last_day\ncid | 2025-03-03 | 2025-03-07",
    )
    # By the sheets Ann 6 and Dan 4 hours. Bob 21 days of 4 hours, Cid 16 of 3.2.
    cid = 16 * 3.2
    found = cell(con, "bank_cover", "a")
    assert found == (pytest.approx(cid), pytest.approx(6 + 4 + 21 * 4 + cid))


YEAR = (
    "quarter",
    date(2025, 1, 1),
    date(2025, 3, 31),
    date(2025, 1, 1),
    date(2025, 3, 31),
)
TREE = """
team_id | name | parent_id | kind
p       | P    |           | programme
a       | A    | p         | team
b       | B    | p         | team
"""


def left(rows, *, first_day="2024-01-01"):
    con = warehouse()
    drawn(con, "team", TREE)
    drawn(
        con,
        "roster",
        "staff_key | team_id | role | fte | contract_type | valid_from | left_on | leaving_reason | load_id\n"
        + rows,
    )
    build(con, YEAR, first_day=first_day, last_day="2025-03-31")
    return con


STAY = "ann | a | nurse | 1 | permanent | 2024-01-01 | | | 1\n"


def test_voluntary_leavers_are_divided_by_the_mean_headcount_of_twelve_months():
    con = left(
        STAY
        + """bob | a | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | voluntary | 1
        cid | b | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | end_of_contract | 1
        dan | b | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | transfer | 1
        eve | b | nurse | 1 | trainee   | 2024-01-01 | 2024-10-01 | voluntary | 1
        fay | b | nurse | 1 | permanent | 2024-01-01 | 2024-03-31 | voluntary | 1"""
    )
    # From 1 April 2024: Ann 365 days, three others 184; Eve is a trainee, Fay was gone.
    found = cell(con, "turnover_12m", "p", kind="quarter")
    assert found == (1, pytest.approx((365 + 3 * 184) / 365))


def test_turnover_has_no_cell_for_a_team_and_one_for_its_programme():
    con = left(STAY)
    groups = con.execute(
        "select group_id from cell where measure = 'turnover_12m' order by 1"
    ).fetchall()
    assert groups == [("org",), ("p",)]


def test_a_notice_that_was_withdrawn_ended_nothing_and_one_that_was_moved_counts_once():
    con = left(
        STAY
        + """bob | a | nurse | 1 | permanent | 2024-01-01 | 2024-08-31 | voluntary | 1
        cid | a | nurse | 1 | permanent | 2024-01-01 | 2024-08-31 | voluntary | 1
        ann | a | nurse | 1 | permanent | 2024-06-01 | | | 2
        bob | a | nurse | 1 | permanent | 2024-06-01 | | | 2
        cid | a | nurse | 1 | permanent | 2024-06-01 | 2024-09-30 | voluntary | 2"""
    )
    assert cell(con, "turnover_12m", "p", "numerator", kind="quarter") == 1


def test_a_roster_that_does_not_say_why_people_left_has_no_turnover():
    con = left(
        STAY
        + """bob | a | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | | 1
        cid | a | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | voluntary | 1"""
    )
    assert cell(con, "turnover_12m", "p", kind="quarter") is None


def test_three_reasons_of_five_are_enough():
    rows = "".join(
        f"{who} | a | nurse | 1 | permanent | 2024-01-01 | 2024-10-01 | {why} | 1\n"
        for who, why in zip(
            ("bob", "cid", "dan", "eve", "fay"),
            ("voluntary", "other", "other", "", ""),
            strict=True,
        )
    )
    con = left(STAY + rows)
    assert cell(con, "turnover_12m", "p", "numerator", kind="quarter") == 1


def test_before_twelve_months_are_covered_nothing_is_said_of_turnover():
    con = left(STAY, first_day="2024-04-02")
    assert cell(con, "turnover_12m", "p", kind="quarter") is None
    con = left(STAY, first_day="2024-04-01")
    assert cell(con, "turnover_12m", "p", kind="quarter") == (0, 1)
