"""What can be worked out from sums: the auditor's algebra against brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.disclosure import rowspace
from etl.disclosure.rowspace import PRIMES, derivable, reach, small_sets


def queries(*sets: str, atoms: str) -> np.ndarray:
    return np.array([[int(atom in one) for atom in atoms] for one in sets])


def names(found, atoms: str) -> list[str]:
    return ["".join(atoms[position] for position in one) for one in found]


def test_three_overlapping_pairs_give_each_single_away():
    # AB, BC and AC of six people each: (AB + AC - BC) / 2 = A, three people.
    published = queries("AB", "BC", "AC", atoms="ABC")
    people = np.array([3, 3, 3])
    assert names(small_sets(published, people, 5), "ABC") == ["A", "B", "C"]


def test_two_overlapping_pairs_give_nothing_away():
    published = queries("AB", "BC", atoms="ABC")
    assert small_sets(published, np.array([3, 3, 3]), 5) == []


def test_a_parent_less_three_siblings_isolates_the_fourth():
    published = queries("ABCD", "A", "B", "C", atoms="ABCD")
    assert names(small_sets(published, np.array([9, 9, 9, 3]), 5), "ABCD") == ["D"]


def test_two_hidden_siblings_of_three_and_one_are_four_together():
    published = queries("ABCD", "A", "B", atoms="ABCD")
    assert names(small_sets(published, np.array([9, 9, 3, 1]), 5), "ABCD") == ["CD"]


def test_two_hidden_siblings_of_three_and_two_are_safe():
    published = queries("ABCD", "A", "B", atoms="ABCD")
    assert small_sets(published, np.array([9, 9, 3, 2]), 5) == []


def test_a_cross_of_two_groupings_can_leak_where_neither_does():
    # Rows AB, CD; columns AC, BD; and the diagonal AD: twice A = AB + AC - BC,
    # BC = all - AD.
    published = queries("AB", "CD", "AC", "BD", "AD", atoms="ABCD")
    people = np.array([3, 5, 5, 9])
    assert names(small_sets(published, people, 5), "ABCD") == ["A"]


def test_nothing_published_gives_nothing_away():
    assert small_sets(np.zeros((0, 3), dtype=np.int64), np.array([1, 2, 3]), 5) == []


def test_too_many_combinations_are_not_passed_as_safe(monkeypatch):
    monkeypatch.setattr(rowspace, "MOST_TRIED", 0)
    published = queries("AB", "BC", "AC", atoms="ABC")
    assert small_sets(published, np.array([1, 1, 1]), 10) is None


def test_many_combinations_are_decided_by_weights_instead(monkeypatch):
    monkeypatch.setattr(rowspace, "MOST_TRIED", 0)
    published = queries("AB", "BC", "AC", atoms="ABC")
    found = names(small_sets(published, np.array([3, 3, 3]), 5), "ABC")
    assert found == ["A", "B", "C"]


def test_the_moduli_are_prime():
    for number in PRIMES:
        divisors = np.arange(3, int(number**0.5) + 1, 2)
        assert number % 2
        assert (number % divisors).all()


@st.composite
def publications(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    atoms = draw(st.integers(1, 6))
    rows = draw(st.lists(st.integers(1, 2**atoms - 1), max_size=7))
    matrix = [[row >> atom & 1 for atom in range(atoms)] for row in rows]
    people = draw(st.lists(st.integers(1, 9), min_size=atoms, max_size=atoms))
    return np.array(matrix, dtype=np.int64).reshape(-1, atoms), np.array(people)


@given(publications())
def test_trying_every_subset_finds_nothing_more(drawn):
    published, people = drawn
    width = len(people)
    rank = np.linalg.matrix_rank(published) if published.size else 0
    expected = []
    for chosen in product([0, 1], repeat=width):
        target = np.array(chosen)
        # Six atoms of zeros and ones: floating-point rank is exact enough here.
        follows = np.linalg.matrix_rank(np.vstack([published, target])) == rank
        if follows and 0 < people @ target < 5:
            expected.append(set(np.flatnonzero(target).tolist()))
        assert derivable(published, target[None]) == [follows]
    found = small_sets(published, people, 5)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(rowspace, "MOST_TRIED", 0)  # by weights that add up to zero
        also = small_sets(published, people, 5)
    for sets in (found, also):
        assert all(set(one) in expected for one in sets)
        # What is not listed itself is a union of sets that are.
        for one in expected:
            assert one == set().union(*(set(part) for part in sets if set(part) <= one))


def test_rows_are_reduced():
    space = reach(queries("ABC", "AB", "C", atoms="ABC"), PRIMES[0])
    assert space.rows.tolist() == [[1, 1, 0], [0, 0, 1]]
    assert space.pivots == (0, 2)
