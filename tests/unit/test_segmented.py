"""Scores across levels: bins that hold ten, and breaks that are surely there."""

import doctest

import numpy as np
import pytest

from analytics import segmented as module
from analytics.segmented import break_point, levels, round_edges


def bent(seed=1, n=200, at=28.0, change=2.0, noise=4.0):
    random = np.random.default_rng(seed)
    x = random.uniform(15, 40, size=n)
    return x, 0.2 * x + change * np.maximum(x - at, 0) + noise * random.normal(size=n)


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_a_planted_break_is_found_with_its_slopes():
    x, y = bent(noise=0.5)
    found = break_point(x, y)
    assert found.claimed
    assert found.lower < 28 < found.upper
    assert found.at == pytest.approx(28, abs=0.5)
    assert [found.slope_below, found.slope_above] == pytest.approx([0.2, 2.2], abs=0.1)


def test_it_leaves_the_least_squares_of_a_search_over_every_place():
    x, y = bent(3)
    w = np.random.default_rng(3).uniform(1, 5, size=len(x))

    def squares(psi):
        design = np.column_stack([np.ones(len(x)), x, np.maximum(x - psi, 0)])
        root = np.sqrt(w)
        found = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)
        return found[1][0]

    found = break_point(x, y, weight=w)
    places = np.linspace(*np.quantile(x, [0.05, 0.95]), 2000)
    assert squares(found.at) <= min(map(squares, places)) + 1e-6


def test_a_straight_line_is_seldom_said_to_break():
    claims = sum(
        break_point(*bent(seed, n=60, change=0)).claimed for seed in range(300)
    )
    assert claims / 300 < 0.07


def test_its_interval_covers_a_planted_break():
    found = [break_point(*bent(seed, n=80, noise=3)) for seed in range(200)]
    assert sum(each.lower <= 28 <= each.upper for each in found) / 200 > 0.9


def test_a_break_at_the_end_of_what_was_looked_at_is_not_claimed():
    x, y = bent(1, at=39.9, noise=0.5)
    assert not break_point(x, y).claimed


def test_other_units_change_nothing_but_the_unit():
    x, y = bent(2)
    one, other = break_point(x, y), break_point(x * 10, y / 3)
    assert other.at == pytest.approx(one.at * 10, rel=1e-3)
    assert other.p == pytest.approx(one.p, rel=1e-6)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (np.arange(19.0), np.arange(19.0)),  # too few
        (np.ones(40), np.arange(40.0)),  # a constant stressor
        (np.repeat([1.0, 2, 3, 4], 10), np.arange(40.0)),  # four values
        (np.arange(40.0), np.ones(40)),  # a constant score
        (np.full(40, np.nan), np.arange(40.0)),
    ],
)
def test_what_cannot_be_told_is_not(x, y):
    assert break_point(x, y) is None


def test_a_level_of_under_ten_joins_its_neighbour():
    # 12 in 0-10, 3 in 10-20, 11 in 20-30: the three join the eleven.
    x = np.concatenate([np.full(12, 5.0), np.full(3, 15.0), np.full(11, 25.0)])
    found = levels(x, x * 2, edges=np.array([0.0, 10, 20, 30]))
    assert [(each.start, each.end, each.rows) for each in found] == [
        (0, 10, 12),
        (10, 30, 14),
    ]
    assert found[0].mean == 10


def test_a_first_and_a_last_level_of_few_join_inwards():
    x = np.concatenate([np.full(2, 5.0), np.full(12, 15.0), np.full(4, 25.0)])
    found = levels(x, x, edges=np.array([0.0, 10, 20, 30]))
    assert [(each.start, each.end, each.rows) for each in found] == [(0, 30, 18)]


def test_fewer_than_ten_rows_have_no_level():
    assert levels(np.arange(9.0), np.arange(9.0), edges=np.array([0.0, 10])) == ()
    assert levels(np.zeros(0), np.zeros(0), edges=np.zeros(0)) == ()


def test_edges_are_round_and_hold_every_value():
    x = np.random.default_rng(1).normal(31, 6, size=50)
    edges = round_edges(x, 3)
    assert (edges % 3 == 0).all()
    assert edges[0] <= x.min() < x.max() < edges[-1]
    assert round_edges(np.full(3, np.nan), 3).size == 0
