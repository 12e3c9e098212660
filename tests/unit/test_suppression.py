"""Suppression on drawn trees: what is hidden, and why just that."""

import numpy as np
import pytest

from etl.disclosure.suppression import suppress
from etl.disclosure.tree import Tree, make_tree


def tree_of(drawn: dict[str, str | None]) -> Tree:
    return make_tree(drawn)


def hidden(
    drawn: dict[str, str | None],
    people: dict[str, int | list[int]],
    minimum: int = 5,
    **options,
) -> set[str]:
    """Node ids hidden when `people` sit in the leaves."""
    tree = tree_of(drawn)
    width = max(np.size(count) for count in people.values())
    own = np.array([np.broadcast_to(people.get(n, 0), width) for n in tree.nodes])
    counts = tree.totals(own.astype(float))
    shown = suppress(tree, counts[:, None, :], minimum=minimum, **options)[:, 0]
    return {node for node, seen in zip(tree.nodes, shown, strict=True) if not seen}


FOUR = {"p": None, "a": "p", "b": "p", "c": "p", "d": "p"}
NESTED = {
    "org": None,
    "p": "org",
    "q": "org",
    "p1": "p",
    "p2": "p",
    "q1": "q",
    "q2": "q",
}


def test_nothing_small_nothing_hidden():
    assert hidden(FOUR, {"a": 5, "b": 9, "c": 12, "d": 30}) == set()


def test_one_small_team_takes_its_smallest_sibling_with_it():
    # p - a - b - c would be the three of d
    assert hidden(FOUR, {"a": 30, "b": 8, "c": 12, "d": 3}) == {"d", "b"}


def test_two_small_teams_that_are_small_together_take_a_third():
    # 3 + 1 = 4 together
    assert hidden(FOUR, {"a": 30, "b": 8, "c": 3, "d": 1}) == {"c", "d", "b"}


def test_two_small_teams_that_are_five_together_are_enough():
    assert hidden(FOUR, {"a": 30, "b": 8, "c": 3, "d": 2}) == {"c", "d"}


def test_a_team_nobody_answered_in_needs_no_company():
    assert hidden(FOUR, {"a": 30, "b": 8, "c": 12, "d": 0}) == {"d"}


def test_a_small_group_reaches_up_through_a_small_parent():
    # p has 3 in all, so q must not be told apart from org: q and one of its teams go.
    people = {"p1": 2, "p2": 1, "q1": 20, "q2": 9}
    assert hidden(NESTED, people) == {"p", "p1", "p2", "q", "q2"}


def test_hiding_a_parent_alone_hides_nothing_when_its_parts_are_shown():
    # q = q1 + q2 could be added up, so one of them goes too.
    found = hidden(NESTED, {"p1": 3, "p2": 0, "q1": 20, "q2": 9})
    assert {"q", "q2"} <= found
    assert "q1" not in found


def test_an_organisation_under_the_minimum_shows_nothing():
    assert hidden(FOUR, {"a": 2, "b": 2}) == set(FOUR)


def test_equal_siblings_are_chosen_by_their_name():
    assert hidden(FOUR, {"a": 8, "b": 8, "c": 8, "d": 3}) == {"d", "a"}


def test_a_larger_minimum_hides_more():
    people = {"a": 30, "b": 8, "c": 12, "d": 13}
    assert hidden(FOUR, people) == set()
    assert hidden(FOUR, people, 10) == {"b", "c"}


def test_outcomes_share_the_pattern_of_the_smallest():
    # d: five answered one outcome, four the other.
    people = {"a": 30, "b": 8, "c": 12, "d": [5, 4]}
    assert hidden(FOUR, people) == {"d", "b"}


def test_an_outcome_only_a_few_answered_protects_them_too():
    # Nobody of d answered the first outcome, three the second. b goes with d for the
    # second; of the first b would then be p - a - c, so c goes as well.
    people = {"a": 30, "b": 8, "c": 12, "d": [0, 3]}
    assert hidden(FOUR, people) == {"d", "b", "c"}


def test_a_cell_hidden_for_one_outcome_cannot_be_had_from_another():
    # d is hidden for its second outcome, which four answered; of the first it is
    # eight, and p - a - b - c would be just these.
    people = {"a": 30, "b": 9, "c": 12, "d": [8, 4]}
    assert hidden(FOUR, people) == {"d", "b"}


def test_what_is_not_allowed_is_hidden_with_company():
    tree = tree_of(FOUR)
    allowed = np.array([[node != "a"] for node in tree.nodes])
    people = {"a": 30, "b": 8, "c": 12, "d": 9}
    assert hidden(FOUR, people, allowed=allowed) == {"a", "b"}


def test_what_has_no_figure_needs_no_company():
    tree = tree_of(FOUR)
    lacking = np.array([[node == "a"] for node in tree.nodes])
    people = {"a": 30, "b": 8, "c": 12, "d": 9}
    assert hidden(FOUR, people, allowed=~lacking, free=lacking) == {"a"}


def test_people_in_two_siblings_are_not_counted_twice():
    # 3 and 3 are hidden, but two people sit in both: four people in all.
    tree = tree_of(FOUR)
    counts = np.array([46.0, 30, 12, 3, 3])
    assert counts[0] - counts[1] - counts[2] == 4
    shown = suppress(tree, counts[:, None, None], minimum=5)[:, 0]
    assert shown.tolist() == [True, True, False, False, False]


def test_an_unpublished_atom_counts_in_its_parent_and_is_never_shown():
    tree = make_tree(
        {"p": None, "a": "p", "lead": "p"}, unpublished=frozenset({"lead"})
    )
    counts = np.array([[[18.0]], [[12.0]], [[6.0]]])
    shown = suppress(tree, counts, minimum=5, free=np.array([[False], [False], [True]]))
    assert shown[:, 0].tolist() == [True, True, False]


def test_columns_are_decided_each_on_its_own():
    tree = tree_of({"p": None, "a": "p", "b": "p", "c": "p"})
    counts = np.array([[30.0, 24], [10, 3], [10, 9], [10, 12]])
    shown = suppress(tree, counts[:, :, None], minimum=5)
    assert shown.tolist() == [[True, True], [True, False], [True, False], [True, True]]


def test_a_loop_or_an_unknown_parent_is_no_tree():
    with pytest.raises(ValueError, match="not under any root: a, b"):
        make_tree({"r": None, "a": "b", "b": "a"})
