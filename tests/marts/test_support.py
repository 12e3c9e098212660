"""Supervision before and after licence, its interval, talks, contacts after hours."""

import pytest

from tests.marts.drawn import build, cell, drawn, insert, month, one, warehouse

MARCH = month("2025-03-01")
APRIL = month("2025-04-01")
SPAN = {"first_day": "2025-01-01", "last_day": "2025-04-30"}
ROSTER = """
staff_key | team_id | role    | fte | clinical_fte | licence_status | contract_type | valid_from
ann       | a       | nurse   | 0.4 | 0.4          | licensed       | permanent     | 2025-01-01
bob       | a       | nurse   | 1   | 1            |                | permanent     | 2025-01-01
cid       | a       | nurse   | 1   | 1            | Pre-licensed   | permanent     | 2025-01-01
dan       | a       | trainee | 1   | 0.5          | licensed       | trainee       | 2025-01-01
"""


def made(*hours, roster=ROSTER, period=MARCH, **tables):
    """A practice with time entries (name, day, activity, hours)."""
    con = warehouse()
    drawn(con, "roster", roster)
    names = ("staff_key", "on_date", "activity", "hours")
    insert(
        con,
        "time_entry",
        [dict(zip(names, map(str, each), strict=True)) for each in hours],
    )
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, period, **SPAN)
    return con


def supervised(name, day, hours=1):
    return (name, day, "clinical_supervision", hours)


def test_supervision_before_and_after_licence_is_never_averaged():
    con = made(
        supervised("ann", "2025-03-03", 2),
        supervised("bob", "2025-03-03", 1),
        supervised("cid", "2025-03-03", 4),
        supervised("dan", "2025-03-03", 8),
    )
    # Two heads each for a month, half a post or less among them. Without a licence on
    # record Bob is not before it; a trainee is, whatever the record says.
    assert cell(con, "clinical_supervision", "a") == (3, pytest.approx(2))
    assert cell(con, "supervision_before_licence", "a") == (12, pytest.approx(2))


def test_one_to_one_talks_are_per_head_and_no_clinical_supervision():
    con = made(
        ("ann", "2025-03-03", "one_to_one", 1),
        ("bob", "2025-03-03", "management_supervision", 1),
    )
    assert cell(con, "one_to_one", "a") == (1, pytest.approx(2))
    # nobody's sheet names clinical supervision: that is no figure, and not none
    assert cell(con, "clinical_supervision", "a") is None
    assert cell(con, "peer_support", "a") is None


def test_a_team_that_records_none_of_what_others_name_has_none():
    con = made(
        supervised("ann", "2025-03-03"),
        ("bob", "2025-03-03", "direct", 8),
        roster=ROSTER.replace("bob       | a", "bob       | b"),
    )
    assert cell(con, "clinical_supervision", "b", "numerator") == 0


def test_a_day_of_over_24_hours_is_left_out():
    con = made(
        ("ann", "2025-03-03", "direct", 13),
        ("ann", "2025-03-03", "meeting", 12),
        ("ann", "2025-03-04", "direct", 12),
        ("ann", "2025-03-04", "on_call", 24),
        ("ann", "2025-03-05", "billing", 1),
    )
    assert cell(con, "admin_share", "a") == (1, 13)


FORTNIGHT = "role | before_licence | days\n | | 14"


@pytest.mark.parametrize(
    ("last", "past"),
    [("2025-03-18", 0), ("2025-03-17", 1), ("2025-04-01", 1)],
)
def test_past_the_interval_is_who_had_no_supervision_in_its_last_days(last, past):
    con = made(
        supervised("ann", last),
        ("ann", "2025-01-02", "direct", 1),
        ("ann", "2025-03-20", "direct", 1),
        supervision_interval=FORTNIGHT,
    )
    # Fourteen days to the 31st begin on the 18th.
    assert cell(con, "supervision_gap", "a") == (past, 1)


def test_the_interval_of_the_role_goes_before_that_of_the_licence():
    con = made(
        ("ann", "2025-01-02", "direct", 1),
        *(supervised(name, "2025-03-10") for name in ("ann", "bob", "cid", "dan")),
        *((name, "2025-03-28", "direct", 1) for name in ("ann", "bob", "cid", "dan")),
        supervision_interval="""
        role    | before_licence | days
                |                | 30
                | true           | 14
        Trainee |                | 25
        """,
    )
    # 21 days ago: only Cid, before licence and no trainee by role, is past 14.
    assert cell(con, "supervision_gap", "a") == (1, 4)


def test_new_and_absent_people_and_who_hands_in_no_sheet_are_not_judged():
    con = made(
        supervised("ann", "2025-01-02"),
        *((name, "2025-03-28", "direct", 1) for name in ("ann", "bob", "eve")),
        roster=ROSTER.replace("valid_from", "valid_from | hired_on").replace(
            "2025-01-01", "2025-01-01 |"
        )
        + "eve | a | nurse | 1 | 1 | | permanent | 2025-01-01 | 2025-03-19\n"
        + "fay | a | clerk | 1 | 0 | | permanent | 2025-01-01 |\n",
        supervision_interval=FORTNIGHT,
        leave_request="staff_key | kind | first_day | last_day\nbob | sick | 2025-02-10 | 2025-03-19",
    )
    # Eve is there for 13 days, Bob was long absent until the 19th, Cid and Dan
    # recorded nothing, Fay treats nobody. Ann had no supervision.
    assert cell(con, "supervision_gap", "a") == (1, 1)


def test_an_interval_that_begins_before_the_time_sheets_is_not_judged():
    con = made(supervised("ann", "2025-03-19"), supervision_interval=FORTNIGHT)
    assert cell(con, "supervision_gap", "a") is None


def test_sheets_that_never_name_supervision_tell_of_no_gap():
    con = made(
        ("ann", "2025-01-02", "direct", 1),
        ("ann", "2025-03-20", "direct", 1),
        supervision_interval=FORTNIGHT,
    )
    assert cell(con, "supervision_gap", "a") is None


def test_without_an_interval_in_the_settings_nobody_is_past_it():
    con = made(supervised("ann", "2025-01-02"), ("ann", "2025-03-28", "direct", 1))
    assert cell(con, "supervision_gap", "a") is None


CONTACTS = """
staff_key | on_date    | channel | in_hours | after_hours | on_call
ann       | 2025-03-03 | call    | 20       | 3           | 4
ann       | 2025-03-03 | call    | 20       | 3           | 4
ann       | 2025-03-03 | e-mail  | 20       | 2           |
bob       | 2025-03-04 | message | 10       | 0           | 0
who       | 2025-03-04 | message | 10       | 9           | 0
"""


def test_contacts_after_hours_are_the_treating_clinicians_own_and_on_call_stands_apart():
    con = made(contact=CONTACTS)
    # Ann 3 calls and 2 mails, the call row stands twice; 21 working days a fifth of a
    # week each, of 0.4 + 1 + 1 + 0.5 FTE. Whom the roster does not know belongs nowhere.
    found = cell(con, "after_hours_contacts", "a")
    assert found == (5, pytest.approx(2.9 * 21 / 5))
    assert cell(con, "on_call_contact_share", "a") == (4, 9)
    assert one(con, "select count(*) from contact_day") == 2


def test_who_has_no_row_of_contacts_is_not_recorded_rather_than_undisturbed():
    con = made(contact=CONTACTS)
    found = cell(con, "after_hours_contacts", "a", "people", "expected_people")
    assert found == (2, 4)


def test_where_contacts_are_not_loaded_nobody_is_said_to_have_none():
    con = made(("ann", "2025-03-28", "direct", 1))
    assert cell(con, "after_hours_contacts", "a") is None
