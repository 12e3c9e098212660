"""The hierarchy, who belongs to which group, and people counted once in each."""

import pytest

from tests.marts.drawn import build, cell, drawn, month, one, warehouse

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}


def teams(text, roster=None):
    con = warehouse()
    drawn(con, "team", text)
    if roster:
        drawn(con, "roster", roster)
    build(con, MARCH, **SPAN, until="group_team")
    return con


def under(con, group):
    """The team_ids of a group, roles apart."""
    found = con.execute(
        "select team_id from group_team where group_id = $group order by team_id",
        {"group": group},
    ).fetchall()
    return [team for (team,) in found]


def parent(con, node):
    return one(con, "select parent_id from node where node_id = $node", node=node)


TREE = """
team_id | name | parent_id | kind      | reporting_unit_id | setting
d       | D    |           | division  |                   |
p       | P    | d         | programme |                   |
a       | A    | p         | team      | small             | school
b       | B    | p         | team      | small             | school
c       | C    | p         | team      |                   | school
"""


def test_a_group_holds_every_team_under_it_and_a_unit_stands_between():
    con = teams(TREE)
    assert under(con, "org") == ["a", "b", "c", "d", "org", "p"]
    assert under(con, "p") == ["a", "b", "c", "p"]
    assert under(con, "unit:small") == ["a", "b"]
    assert under(con, "a") == ["a"]
    assert parent(con, "a") == "unit:small"
    assert parent(con, "unit:small") == "p"
    assert parent(con, "d") == "org"
    assert parent(con, "org") is None
    assert one(con, "select setting from node where kind = 'unit'") == "school"


def test_the_organisations_own_row_is_the_root():
    con = teams(
        "team_id | name | parent_id | kind\ntop | All | | organisation\na | A | | team"
    )
    assert under(con, "top") == ["a", "top"]
    assert parent(con, "a") == "top"
    assert one(con, "select count(*) from node where node_id = 'org'") == 0


def test_a_renamed_team_is_one_node_with_its_latest_name_and_place():
    con = teams("""
    team_id | name  | parent_id | kind      | valid_from | valid_to
    p       | P     |           | programme |            |
    q       | Q     |           | programme |            |
    a       | Early | p         | team      | 2024-01-01 | 2024-12-31
    a       | Late  | q         | team      | 2025-01-01 |
    """)
    found = one(
        con,
        "select name, parent_id, valid_from::varchar, valid_to from node where node_id = 'a'",
    )
    assert found == ("Late", "q", "2024-01-01", None)
    assert under(con, "p") == ["p"]


def test_a_merged_team_stays_a_node_that_says_what_it_became():
    con = teams("""
    team_id | name | valid_from | valid_to   | became
    a       | A    | 2024-01-01 | 2025-02-28 | b
    b       | B    | 2024-01-01 |            |
    """)
    assert one(
        con, "select became, valid_to::varchar from node where node_id = 'a'"
    ) == ("b", "2025-02-28")
    assert under(con, "b") == ["b"]


def test_circles_and_unknown_parents_hang_under_the_organisation():
    con = teams("""
    team_id | name | parent_id | kind
    x       | X    | y         | division
    y       | Y    | x         | division
    a       | A    | gone      | team
    """)
    assert under(con, "org") == ["a", "org", "x", "y"]
    assert one(con, "select count(*) from node") == 4


def test_a_team_that_only_the_roster_names_is_in_the_total():
    con = teams(
        "team_id | name\na | A",
        "staff_key | team_id | fte | valid_from\nann | new | 1 | 2025-03-01",
    )
    assert under(con, "org") == ["a", "new", "org"]


def test_roles_are_split_from_the_programme_up_and_never_in_a_team():
    roster = """
    staff_key | team_id | role  | fte | clinical_fte | valid_from
    ann       | a       | nurse | 1   | 1            | 2025-03-01
    bob       | b       | clerk | 1   | 1            | 2025-03-01
    """
    con = teams(TREE, roster)
    found = con.execute(
        "select distinct group_id from group_team where role is not null order by 1"
    ).fetchall()
    assert [group for (group,) in found] == [
        f"{node}:role:{role}"
        for node in ("d", "org", "p")
        for role in ("clerk", "nurse")
    ]
    drawn(
        con,
        "appointment",
        "staff_key | starts_at\nann | 2025-03-03 09:00\nann | 2025-03-04 09:00\nbob | 2025-03-03 09:00",
    )
    build(con, MARCH, **SPAN)
    assert cell(
        con, "sessions_per_fte_week", "p:role:nurse", "numerator", "people"
    ) == (2, 1)
    assert cell(con, "sessions_per_fte_week", "p", "numerator", "people") == (3, 2)


MOVED = """
staff_key | team_id | role  | fte | clinical_fte | valid_from | load_id
ann       | a       | nurse | 1   | 1            | 2025-03-01 | 1
bob       | c       | nurse | 1   | 1            | 2025-03-01 | 1
ann       | b       | nurse | 1   | 1            | 2025-03-11 | 2
bob       | c       | nurse | 1   | 1            | 2025-03-11 | 2
"""


def test_who_moved_is_one_person_in_the_group_that_holds_both_teams():
    con = warehouse()
    drawn(con, "team", TREE)
    drawn(con, "roster", MOVED)
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at
        ann       | 2025-03-03 09:00
        ann       | 2025-03-12 09:00
        ann       | 2025-03-13 09:00
        bob       | 2025-03-03 09:00
        """,
    )
    build(con, MARCH, **SPAN)
    wanted = ("numerator", "people", "expected_people")
    assert cell(con, "sessions_per_fte_week", "a", *wanted) == (1, 1, 1)
    assert cell(con, "sessions_per_fte_week", "b", *wanted) == (2, 1, 1)
    assert cell(con, "sessions_per_fte_week", "unit:small", *wanted) == (3, 1, 1)
    assert cell(con, "sessions_per_fte_week", "org", *wanted) == (4, 2, 2)


def test_who_moved_and_is_recorded_in_one_team_only_is_expected_once_above():
    con = warehouse()
    drawn(con, "team", TREE)
    drawn(con, "roster", MOVED)
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    build(con, MARCH, **SPAN)
    wanted = ("people", "expected_people")
    # In b nobody is recorded at all: no cell. Above, Ann counts once, Bob is expected.
    assert cell(con, "sessions_per_fte_week", "b", *wanted) is None
    assert cell(con, "sessions_per_fte_week", "unit:small", *wanted) == (1, 1)
    assert cell(con, "sessions_per_fte_week", "org", *wanted) == (1, 2)


def test_people_are_counted_and_not_their_rows():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | team_id | fte | clinical_fte | valid_from\nann | a | 1 | 1 | 2025-03-01",
    )
    sessions = "\n".join(
        f"ann | 2025-03-{day:02} 09:00 | no_show" for day in range(3, 8)
    )
    drawn(con, "appointment", "staff_key | starts_at | status\n" + sessions)
    build(con, MARCH, **SPAN)
    assert cell(con, "no_show_share", "a", "denominator", "people") == (5, 1)


def test_a_group_is_the_sum_of_its_people_and_no_mean_of_its_teams():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | clinical_fte | valid_from
        ann       | a       | 1   | 1            | 2025-03-01
        bob       | b       | 1   | 1            | 2025-03-01
        """,
    )
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | status
        ann       | 2025-03-03 09:00 | no_show
        bob       | 2025-03-03 09:00 | kept
        bob       | 2025-03-03 10:00 | kept
        bob       | 2025-03-03 11:00 | kept
        """,
    )
    build(con, MARCH, **SPAN)
    # 1 of 4, where the mean of the teams' 1 and 0 would be a half.
    assert cell(con, "no_show_share", "org") == (1, 4)


def test_people_without_clinical_work_are_not_expected_in_the_appointments():
    con = warehouse()
    drawn(
        con,
        "roster",
        """
        staff_key | team_id | fte | clinical_fte | valid_from
        ann       | a       | 1   | 1            | 2025-03-01
        bob       | a       | 1   | 0            | 2025-03-01
        cid       | a       | 1   | 1            | 2025-03-01
        """,
    )
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day\ncid | sick | 2025-03-01 | 2025-03-31",
    )
    build(con, MARCH, **SPAN)
    # Bob treats nobody, and Cid is away: only Ann is expected.
    found = cell(
        con, "sessions_per_fte_week", "a", "people", "expected_people", "denominator"
    )
    assert found == (1, 1, pytest.approx(4.2))


def test_weeks_are_weeks_and_not_months():
    con = warehouse()
    drawn(
        con,
        "roster",
        "staff_key | team_id | fte | clinical_fte | valid_from\nann | a | 1 | 0.5 | 2025-03-01",
    )
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    build(con, MARCH, **SPAN)
    # 21 working days of a tenth of a week.
    assert cell(con, "sessions_per_fte_week", "a") == (1, pytest.approx(2.1))


def test_no_rows_at_all_make_no_cells():
    con = warehouse()
    build(con, first_day="1970-01-01", last_day="1970-01-01")
    assert one(con, "select count(*) from cell") == 0
    assert one(con, "select node_id from node") == "org"
