"""What rounded means say of small groups: linear programmes against the formula."""

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.disclosure import bounds
from etl.disclosure.bounds import Known, confined, interval


def known(people: list[int], rows: list[str], means: list[float]) -> Known:
    """Published sets as strings of 0 and 1 over the atoms, with their written means."""
    indicators = np.array([[int(mark) for mark in row] for row in rows])
    held = np.array(people)
    limits = [
        interval(mean, None, int(n))
        for mean, n in zip(means, indicators @ held, strict=True)
    ]
    lower, upper = np.array(limits).T
    return Known(indicators, held, lower, upper)


def test_doctests_hold():
    assert doctest.testmod(bounds).failed == 0


@given(
    rest=st.integers(1, 12),
    few=st.integers(1, 4),
    seen=st.integers(5, 60),
    means=st.tuples(st.integers(11, 89), st.integers(11, 89)),
)
def test_the_programmes_agree_with_the_formula_of_one_rest(rest, few, seen, means):
    # a team of `seen` and its parent are shown: what is left is few + rest people
    total, own = (float(mean) for mean in means)
    published = known([seen, few, rest], ["111", "100"], [total, own])
    least = (total - 0.5) * (seen + few + rest) - (own + 0.5) * seen
    most = (total + 0.5) * (seen + few + rest) - (own - 0.5) * seen
    possible = least <= 100 * (few + rest) and most >= 0
    found = confined(published, [(1,)])
    if not possible:
        assert found is None
        return
    lowest = max(0.0, max(least, 0.0) - 100 * rest) / few
    highest = min(100.0, min(most, 100.0 * (few + rest)) / few)
    assert (found == [(1,)]) == (highest - lowest < 20 - 1e-6)


@pytest.mark.parametrize(("cut_off", "is_found"), [(45.0, True), (30.0, False)])
def test_a_group_wholly_to_one_side_of_a_cut_off_is_found(cut_off, is_found):
    # five left over with 150 to 175 points: four of them have a mean of at most 44
    published = known([20, 4, 1], ["111", "100"], [62.0, 70.0])
    low, high = (62 - 0.5) * 25 - 70.5 * 20, (62 + 0.5) * 25 - 69.5 * 20
    assert (low - 100) / 4 < 30 < high / 4 < 45
    assert (confined(published, [(1,)], cut_offs=[cut_off]) == [(1,)]) == is_found


def test_nothing_published_confines_nobody():
    empty = Known(np.zeros((0, 2), dtype=int), np.array([3, 1]), *np.zeros((2, 0)))
    assert confined(empty, [(0,), (1,)]) == []
