"""What stays of a correlation once a pre-named set is taken out."""

import doctest

import numpy as np
import pytest

from analytics import partial as module
from analytics.between import between
from analytics.partial import correlations, partial, partial_of


def teams(seed=1, n=40):
    random = np.random.default_rng(seed)
    third = random.normal(size=n)
    x, y = third + random.normal(size=n), third + random.normal(size=n)
    return x, y, third[:, None], random.integers(5, 30, size=n).astype(float)


def left_over(values, others, size):
    root = np.sqrt(size)[:, None]
    design = np.column_stack([np.ones(len(values)), others])
    found = np.linalg.lstsq(design * root, values * root[:, 0], rcond=None)[0]
    return values - design @ found


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_it_is_the_correlation_of_what_regressions_leave():
    x, y, others, size = teams()
    rest_x, rest_y = left_over(x, others, size), left_over(y, others, size)
    expected = (size * rest_x * rest_y).sum() / np.sqrt(
        (size * rest_x**2).sum() * (size * rest_y**2).sum()
    )
    found = partial(x, y, others, size=size, seed=1, draws=200)
    assert found.r == pytest.approx(expected)
    assert found.lower < found.r < found.upper


def test_its_interval_is_that_of_teams_drawn_one_by_one():
    x, y, others, size = teams(4)
    found = partial(x, y, others, size=size, seed=1, draws=4000)
    random = np.random.default_rng(9)
    slow = []
    for _ in range(1500):
        rows = random.integers(40, size=40)
        whole = np.column_stack([x, y, others])[rows]
        slow.append(partial_of(correlations(whole, size[rows])))
    assert [found.lower, found.upper] == pytest.approx(
        np.percentile(slow, [2.5, 97.5]), abs=0.04
    )


def test_with_nothing_taken_out_it_is_the_correlation():
    x, y, others, size = teams()
    plain = between(x, y, size=size, seed=1)
    assert partial(x, y, others[:, :0], size=size, seed=1).r == pytest.approx(plain.r)


def test_what_a_third_brought_about_is_gone():
    x, y, others, size = teams(seed=2, n=400)
    assert between(x, y, size=size, seed=1).r > 0.35
    found = partial(x, y, others, size=size, seed=1, draws=300)
    assert found.lower < 0 < found.upper


@pytest.mark.parametrize("column", ["constant", "copy", "gone"])
def test_a_column_that_tells_nothing_new_gives_no_figure(column):
    x, y, _, size = teams()
    others = {"constant": np.ones(40), "copy": x * 2 + 1, "gone": np.full(40, np.nan)}
    assert partial(x, y, others[column][:, None], size=size, seed=1).r is None


@pytest.mark.parametrize("n", [0, 1, 10])
def test_each_thing_taken_out_asks_for_one_more_team(n):
    x, y, others, size = (each[:n] for each in teams())
    assert partial(x, y, others, size=size, seed=1).r is None
