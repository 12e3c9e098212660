"""Clients per available FTE: who carries them, and who is there to do it."""

import pytest

from tests.marts.drawn import build, cell, drawn, month, warehouse

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}
TWO = """
staff_key | team_id | fte | clinical_fte | valid_from
ann       | a       | 1   | 1            | 2025-02-01
bob       | a       | 1   | 1            | 2025-02-01
"""
# Keeps the leave source present without touching March.
LEAVE = "staff_key | kind | first_day | last_day\nann | sick | 2025-02-03 | 2025-02-03\nann | sick | 2025-04-01 | 2025-04-01"


def made(roster=TWO, **tables):
    con = warehouse()
    drawn(con, "roster", roster)
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, MARCH, **SPAN)
    return con


def per_fte(roster=TWO, group="a", **tables):
    return cell(made(roster, **tables), "caseload_per_fte", group)


def test_clients_of_a_colleague_on_parental_leave_stay_while_her_fte_goes():
    found = per_fte(
        caseload="""
        staff_key | on_date    | active_clients
        ann       | 2025-03-01 | 20
        bob       | 2025-03-01 | 22
        """,
        leave_request="""
        staff_key | kind     | first_day  | last_day
        ann       | parental | 2025-02-10 | 2025-06-30
        """,
    )
    # 42 clients on 21 working days of Bob, a fifth of a week each, in 31/7 weeks.
    assert found == (pytest.approx(42), pytest.approx(21 / 5 / (31 / 7)))


def test_a_persons_clients_are_the_mean_of_the_snapshots_and_not_their_sum():
    found = per_fte(
        caseload="""
        staff_key | on_date    | active_clients
        ann       | 2025-03-01 | 10
        ann       | 2025-03-08 | 20
        ann       | 2025-03-15 | 30
        ann       | 2025-04-01 | 90
        bob       | 2025-03-01 | 4
        """,
    )
    assert found[0] == pytest.approx(24)


def test_weights_stand_beside_the_clients_and_only_if_the_whole_source_has_them():
    weighted = """
    staff_key | on_date    | active_clients | weighted_clients
    ann       | 2025-03-01 | 10             | 14
    bob       | 2025-03-01 | 20             | 18.5
    """
    con = made(caseload=weighted)
    assert cell(con, "caseload_per_fte", "a", "numerator") == pytest.approx(30)
    found = cell(con, "weighted_caseload_per_fte", "a", "numerator")
    assert found == pytest.approx(32.5)
    con = made(caseload=weighted.replace("18.5", "    "))
    assert cell(con, "caseload_per_fte", "a", "numerator") == pytest.approx(30)
    assert cell(con, "weighted_caseload_per_fte", "a") is None


def test_a_duplicated_snapshot_row_counts_once():
    found = per_fte(
        caseload="""
        staff_key | on_date    | active_clients
        ann       | 2025-03-01 | 10
        ann       | 2025-03-01 | 10
        ann       | 2025-03-15 | 40
        """,
    )
    assert found[0] == pytest.approx(25)


def test_who_moves_counts_in_each_team_for_the_days_spent_there():
    roster = """
    staff_key | team_id | fte | clinical_fte | valid_from | load_id
    ann       | a       | 1   | 1            | 2025-03-01 | 1
    ann       | b       | 1   | 1            | 2025-03-11 | 2
    """
    caseload = """
    staff_key | on_date    | active_clients
    ann       | 2025-03-03 | 31
    ann       | 2025-03-12 | 62
    """
    # 31 clients for 10 of 31 days, 62 for 21 of 31.
    a = per_fte(roster, "a", caseload=caseload)
    b = per_fte(roster, "b", caseload=caseload)
    both = per_fte(roster, "org", caseload=caseload)
    assert (a[0], b[0], both[0]) == pytest.approx((10, 42, 52))


def test_without_any_snapshot_there_is_no_figure():
    assert per_fte() is None


def test_open_clients_who_are_not_active_do_not_stand_in_for_active_ones():
    assert (
        per_fte(caseload="staff_key | on_date | open_clients\nann | 2025-03-01 | 90")
        is None
    )


def test_who_has_no_snapshot_is_there_all_the_same():
    found = per_fte(
        caseload="staff_key | on_date | active_clients\nann | 2025-03-01 | 20"
    )
    # Both work 21 days of a fifth of a week in 31/7 weeks.
    assert found == (20, pytest.approx(2 * 21 / 5 / (31 / 7)))


def test_dormant_clients_are_open_and_not_active_where_the_source_has_both():
    con = made(
        caseload="""
        staff_key | on_date    | active_clients | open_clients
        ann       | 2025-03-01 | 15             | 20
        ann       | 2025-03-15 | 15             | 24
        bob       | 2025-03-01 | 30             |
        """
    )
    # Ann: 5 and 9 of 20 and 24. Of Bob's 30 nobody knows how many more are open.
    assert cell(con, "dormant_share", "a", "numerator", "denominator", "people") == (
        pytest.approx(7),
        pytest.approx(22),
        1,
    )


LEVELS = """
measure          | service_model | level
caseload_per_fte | outpatient    | 25
caseload_per_fte |               | 40
admin_share      |               | 1
"""
MODEL = "team_id | name | service_model\na | A | outpatient\nb | B |"


def test_people_above_the_agreed_level_are_counted_per_contracted_fte():
    con = made(
        """
        staff_key | team_id | fte | clinical_fte | valid_from
        ann       | a       | 1   | 1            | 2025-02-01
        bob       | a       | 0.4 | 0.4          | 2025-02-01
        cid       | a       | 1   | 1            | 2025-02-01
        dan       | b       | 1   | 1            | 2025-02-01
        """,
        team=MODEL,
        agreed_level=LEVELS,
        caseload="""
        staff_key | on_date    | active_clients
        ann       | 2025-03-01 | 25
        bob       | 2025-03-01 | 11
        cid       | 2025-03-01 | 20
        dan       | 2025-03-01 | 41
        """,
        # three weeks of vacation: few FTE-weeks are left, and yet nobody is above
        leave_request="staff_key | first_day | last_day\ncid | 2025-03-03 | 2025-03-21",
    )
    # 25 is the level and not above it; 11 clients on 0.4 FTE are 27.5 per FTE.
    assert cell(con, "caseload_above_level", "a") == (1, 3)
    # team b has the level of everybody else, 40
    assert cell(con, "caseload_above_level", "b") == (1, 1)


def test_without_an_agreed_level_nobody_is_above_one():
    con = made(caseload="staff_key | on_date | active_clients\nann | 2025-03-01 | 90")
    assert cell(con, "caseload_above_level", "a") is None


PANEL = """
team_id | on_date    | without_clinician | discharged
a       | 2025-03-03 | 4                 | 3
a       | 2025-03-17 | 8                 | 5
a       | 2025-03-17 | 8                 | 5
a       | 2025-04-01 | 90                | 90
"""


def test_clients_without_a_clinician_are_the_mean_of_the_snapshots_per_fte():
    con = made(team_caseload=PANEL)
    # Two people on 21 working days of a fifth of a week each; 31 days are 31/7 weeks.
    fte = pytest.approx(2 * 21 / 5 / (31 / 7))
    assert cell(con, "clients_without_clinician", "a") == (6, fte)
    assert cell(con, "clients_without_clinician", "a", "people") == 2


def test_discharges_are_the_sum_of_the_snapshots_per_fte_week():
    con = made(team_caseload=PANEL)
    assert cell(con, "discharges", "a") == (8, pytest.approx(2 * 21 / 5))


def test_a_team_without_snapshots_is_missing_and_not_in_the_denominator_above():
    con = made(
        TWO + "cid       | b       | 1   | 1            | 2025-02-01\n",
        team="team_id | name\na | A\nb | B",
        team_caseload=PANEL.replace("a       | 2025", "A       | 2025"),
    )
    # the snapshots call the team by its name
    assert cell(con, "discharges", "a", "numerator") == 8
    assert cell(con, "discharges", "b") is None
    found = cell(con, "discharges", "org", "denominator", "people", "expected_people")
    assert found == (pytest.approx(2 * 21 / 5), 2, 3)


def test_snapshots_that_count_no_discharges_make_none():
    con = made(
        team_caseload="team_id | on_date | without_clinician\na | 2025-03-03 | 4"
    )
    assert cell(con, "clients_without_clinician", "a", "numerator") == 4
    assert cell(con, "discharges", "a") is None


def test_snapshots_of_a_team_that_no_list_names_count():
    con = made(team_caseload=PANEL)
    assert cell(con, "discharges", "org", "numerator") == 8
