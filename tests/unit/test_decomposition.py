"""Pooled, between and within: the identity that joins them, and where they part."""

import doctest

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import decomposition as module
from analytics import team_sums
from analytics.decomposition import decomposition


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0
    assert doctest.testmod(team_sums).failed == 0


@given(st.integers(0, 10_000))
def test_the_parts_add_up_to_the_whole(seed):
    random = np.random.default_rng(seed)
    team = random.integers(random.integers(1, 9), size=60)
    x = random.normal(size=60) + 0.7 * team
    y = random.normal(size=60) - 0.4 * team + 0.5 * x
    found = decomposition(x, y, team)
    between = np.prod(found.eta_between) * (found.between or 0)
    within = np.prod(found.eta_within) * (found.within or 0)
    assert found.pooled == pytest.approx(np.corrcoef(x, y)[0, 1])
    assert between + within == pytest.approx(found.pooled)


def test_signs_that_differ_are_said():
    # Within each team more of x goes with less y; teams with more of x have more y.
    team = np.repeat(np.arange(4), 3)
    x = team * 10.0 + np.tile([0, 1, 2], 4)
    y = team * 10.0 - np.tile([0, 1, 2], 4)
    found = decomposition(x, y, team)
    assert found.between == pytest.approx(1)
    assert found.within == pytest.approx(-1)
    assert found.opposed


def test_published_klein_figures_come_out(real_data):
    # R multilevel, waba: JOBSAT against NEGLEAD in klein2000.
    rows = pl.read_csv(real_data / "stats" / "klein2000.csv")
    found = decomposition(
        rows["JOBSAT"].to_numpy(), rows["NEGLEAD"].to_numpy(), rows["GRPID"].to_numpy()
    )
    parts = [found.pooled, found.between, found.within]
    assert parts == pytest.approx([-0.29209, -0.60562, -0.24665], abs=5e-6)


def test_shift_scale_and_order_change_nothing():
    random = np.random.default_rng(3)
    team = random.integers(5, size=40)
    x, y = random.normal(size=40), random.normal(size=40)
    one = decomposition(x, y, team)
    order = random.permutation(40)
    other = decomposition(x[order] * 9 - 4, y[order] + 1e4, team[order])
    assert [other.between, other.within] == pytest.approx([one.between, one.within])


@pytest.mark.parametrize(
    ("x", "team"),
    [
        (np.ones(6), np.repeat([1, 2], 3)),  # a constant stressor
        (np.repeat([0.1, 0.3], 3), np.repeat([1, 2], 3)),  # nothing within teams
    ],
)
def test_a_side_that_does_not_vary_has_no_correlation(x, team):
    found = decomposition(x, np.array([1.0, 2, 4, 3, 5, 9]), team)
    assert found.within is None


def test_one_team_has_no_between_part():
    found = decomposition(np.arange(5.0), np.array([0.0, 2, 1, 4, 3]), np.zeros(5))
    assert found.between is None
    assert found.within == pytest.approx(found.pooled)


def test_missing_rows_are_left_out_and_none_give_nothing():
    gap = np.array([np.nan, 1.0, 2.0, 4.0])
    found = decomposition(gap, np.arange(4.0), np.array([1, 1, 2, 2]))
    assert found.people == 3
    assert decomposition(np.full(3, np.nan), np.ones(3), np.ones(3)) is None
