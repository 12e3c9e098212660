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


def per_fte(roster=TWO, group="a", **tables):
    con = warehouse()
    drawn(con, "roster", roster)
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, MARCH, **SPAN)
    return cell(con, "caseload_per_fte", group)


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


def test_weights_count_only_if_the_whole_source_has_them():
    all_weighted = """
    staff_key | on_date    | active_clients | weighted_clients
    ann       | 2025-03-01 | 10             | 14
    bob       | 2025-03-01 | 20             | 18.5
    """
    assert per_fte(caseload=all_weighted)[0] == pytest.approx(32.5)
    part_weighted = all_weighted.replace("18.5", "    ")
    assert per_fte(caseload=part_weighted)[0] == pytest.approx(30)


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
