"""Every leak that is known by name, planted and found; every safe table, passed."""

from datetime import date

import polars as pl
import pytest

from etl.disclosure.audit import audit_frames
from etl.disclosure.rows import COUNTS, ESTIMATE, RESPONSE

FIRST, LAST = date(2025, 2, 3), date(2025, 2, 16)
WORKED_OUT = "a small group can be worked out"
CELL = "a hidden cell can be worked out"
CONFINED = "a small group is confined to a narrow range"
MEAN = 50.0


def found(
    people: dict[str, int],
    groups: dict[str, str],
    *,
    hidden: dict[str, str] | None = None,
    means: dict[str, float] | None = None,
    minimum: int = 5,
    least: int = 5,
    **changes: object,
) -> set[tuple[str, tuple[str, ...]]]:
    """What the auditor finds: rule and groups.

    Args:
        people: atom -> people; atoms are single letters.
        groups: shown group -> the letters of its atoms.
        hidden: group that is not shown -> its letters.
        means: shown group -> mean as written; 50 where absent.
        minimum: of the counts.
        least: of the measure's definition.
        changes: columns of every shown row.
    """
    hidden = hidden or {}
    counts = [
        ("w", FIRST, LAST, "cbi_work", atom, _line(atom, groups | hidden), n, minimum)
        for atom, n in people.items()
    ]
    rows = [
        _row(group, "shown")
        | {"value": (means or {}).get(group, MEAN), "n_band": "10-19"}
        | {"band": _band((means or {}).get(group, MEAN))}
        | changes
        for group in groups
    ]
    rows += [_row(group, "not_shown") for group in hidden]
    findings = audit_frames(
        pl.DataFrame(rows, schema=ESTIMATE),
        pl.DataFrame(schema=RESPONSE),
        pl.DataFrame(counts, schema=COUNTS, orient="row"),
        people_minimums={"cbi_work": least},
    )
    return {(finding.rule, finding.groups) for finding in findings}


def _row(group: str, state: str) -> dict[str, object]:
    return {
        "measure": "cbi_work",
        "period_kind": "wave",
        "period_start": FIRST,
        "period_end": LAST,
        "origin": "answers",
        "group_id": group,
        "state": state,
    }


def _line(atom: str, groups: dict[str, str]) -> list[str]:
    return [group for group, atoms in groups.items() if atom in atoms]


def _band(mean: float) -> str | None:
    return {10.0: "10 or under", 90.0: "90 or over"}.get(mean)


def singles(atoms: str) -> dict[str, str]:
    """Each letter as a group of its own."""
    return {f"team {atom}": atom for atom in atoms}


def test_three_overlapping_pairs_of_six_give_each_three_away():
    people = {"A": 3, "B": 3, "C": 3}
    leaks = found(people, {"one": "AB", "two": "BC", "three": "AC"})
    assert {(WORKED_OUT, ("A",)), (WORKED_OUT, ("B",)), (WORKED_OUT, ("C",))} <= leaks


def test_two_of_these_pairs_are_safe():
    assert found({"A": 3, "B": 3, "C": 3}, {"one": "AB", "two": "BC"}) == set()


def test_a_parent_less_three_published_siblings_is_the_fourth():
    leaks = found(
        {"A": 30, "B": 40, "C": 30, "D": 4},
        {"programme": "ABCD", **singles("ABC")},
        hidden=singles("D"),
    )
    assert {(WORKED_OUT, ("D",)), (CELL, ("team D",))} <= leaks


def test_hidden_siblings_of_three_and_one_are_four_together():
    leaks = found(
        {"A": 90, "B": 60, "C": 3, "D": 1},
        {"programme": "ABCD", **singles("AB")},
        hidden=singles("CD"),
    )
    assert leaks == {(WORKED_OUT, ("C", "D"))}


def test_hidden_siblings_of_three_and_two_are_safe():
    leaks = found(
        {"A": 90, "B": 60, "C": 3, "D": 2},
        {"programme": "ABCD", **singles("AB")},
        hidden=singles("CD"),
    )
    assert leaks == set()


# Two teams (a: atoms P and Q, b: atoms R and S) and two roles (P and R, Q and S).
TEAMS = {"all": "PQRS", "team a": "PQ", "team b": "RS"}
ROLES = {"all": "PQRS", "role x": "PR", "role y": "QS"}


def test_linked_tables_that_are_each_safe_alone_are_found_together():
    # nobody of team b has role y, so role x less team b is P, four people
    people = {"P": 4, "Q": 9, "R": 30}
    assert found(people, TEAMS) == set()
    assert found(people, ROLES) == set()
    both = found(people, TEAMS | ROLES)
    assert (WORKED_OUT, ("P",)) in both


def test_linked_tables_of_four_full_fields_are_safe():
    people = {"P": 14, "Q": 19, "R": 30, "S": 12}
    assert found(people, TEAMS | ROLES) == set()


def test_small_fields_of_full_linked_tables_cannot_be_told_apart():
    people = {"P": 3, "Q": 30, "R": 30, "S": 3}
    assert found(people, TEAMS | ROLES) == set()


@pytest.mark.parametrize(
    ("value", "is_found"), [(100.0, True), (0.0, True), (50, False)]
)
def test_everyone_in_one_answer_is_found(value, is_found):
    leaks = found(
        {"A": 8, "B": 30}, {"all": "AB", "team A": "A"}, means={"team A": value}
    )
    rules = {rule for rule, _ in leaks}
    assert ("a mean near an end of the scale is not merged" in rules) == is_found


def test_an_interval_by_the_own_spread_of_five_people_is_found():
    wide = {"team A": 62.0, "team B": 74.0}
    rows = {
        group: {"lower": 2 * MEAN - upper, "upper": upper}
        for group, upper in wide.items()
    }
    own = intervals(rows)
    common = intervals({key: {"lower": 38.0, "upper": 62.0} for key in rows})
    rule = "an interval tells a group's own spread"
    assert {one for one, _ in own} == {rule}
    assert common == set()


def intervals(limits: dict[str, dict[str, float]]) -> set[tuple[str, tuple[str, ...]]]:
    rows = [
        _row(group, "shown") | {"value": MEAN, "n_band": "5-9"} | own
        for group, own in limits.items()
    ]
    counts = [("w", FIRST, LAST, "cbi_work", group, [group], 5, 5) for group in limits]
    findings = audit_frames(
        pl.DataFrame(rows, schema=ESTIMATE),
        pl.DataFrame(schema=RESPONSE),
        pl.DataFrame(counts, schema=COUNTS, orient="row"),
        people_minimums={},
    )
    return {(finding.rule, finding.groups) for finding in findings}


def test_a_share_with_its_number_of_answers_is_found():
    # a share of an exact number of people is a count of them
    leaks = found({"A": 12, "B": 30}, {"all": "AB", **singles("AB")}, n=12, n_band="12")
    assert {rule for rule, _ in leaks} == {"the number of answers is given exactly"}


def test_a_share_under_ten_answers_is_found():
    cells = {"all": "AB", **singles("AB")}
    people = {"A": 9, "B": 30}
    assert found(people, cells) == set()
    few = ("a shown cell stands on too few people", ("team A",))
    assert few in found(people, cells, minimum=10)
    # whatever the counts in the ledger say of their own minimum
    assert few in found(people, cells, least=10)


def test_the_rest_of_five_people_near_an_end_of_the_scale_is_confined():
    # 25 people: 20 at 70, all at 57 at most: the other five hold 40 points in all at
    # most, so that four of them have a mean of 19 at the most.
    people = {"A": 20, "B": 4, "C": 1}
    cells = {"programme": "ABC", **singles("A")}
    near = found(
        people, cells, hidden=singles("BC"), means={"team A": 70.0, "programme": 56.0}
    )
    assert (CONFINED, ("B",)) in near
    middle = found(
        people, cells, hidden=singles("BC"), means={"team A": 70.0, "programme": 62.0}
    )
    assert middle == set()


def test_rounding_keeps_the_rest_of_a_large_group_free():
    # as above in a programme of 125: half a point of 125 people is 62 points
    people = {"A": 120, "B": 4, "C": 1}
    leaks = found(
        people,
        {"programme": "ABC", **singles("A")},
        hidden=singles("BC"),
        means={"team A": 70.0, "programme": 67.0},
    )
    assert leaks == set()


def test_figures_that_contradict_each_other_are_not_passed():
    leaks = found(
        {"A": 20, "B": 4, "C": 1},
        {"programme": "ABC", **singles("A")},
        hidden=singles("BC"),
        means={"team A": 70.0, "programme": 20.0},
    )
    assert {rule for rule, _ in leaks} == {"the published means contradict each other"}
