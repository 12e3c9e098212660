"""Whether a team mean is usable: likeness, reliability, agreement."""

import doctest

import numpy as np
import polars as pl
import pytest

from analytics import agreement as module
from analytics.agreement import agreement, likeness, likeness_words, reliability


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_the_published_negative_case_comes_out(real_data):
    # R multilevel: PAY in klein2000, ICC(1) -.01441, ICC(2) -.27080.
    rows = pl.read_csv(real_data / "stats" / "klein2000.csv")
    found = likeness(rows["PAY"].to_numpy(), rows["GRPID"].to_numpy())
    assert [found.icc1, found.icc2] == pytest.approx([-0.01441, -0.27080], abs=1e-5)
    assert likeness_words(found) == "0 (negative estimate)"


def test_a_negative_estimate_is_zero_in_what_follows_from_it():
    y = np.array([1.0, 9, 2, 8, 1, 9])
    found = likeness(y, np.repeat([1, 2, 3], 2))
    assert found.icc1 < 0
    assert reliability(found.icc1, np.array([8.0])).tolist() == [0.0]


def test_reliability_of_a_team_of_eight_is_the_published_one():
    found = [reliability(icc, np.array([8.0]))[0] for icc in (0.05, 0.10, 0.20)]
    assert [round(each, 2) for each in found] == [0.30, 0.47, 0.67]


def test_shift_scale_and_order_change_nothing():
    random = np.random.default_rng(1)
    team = random.integers(6, size=50)
    y = random.normal(size=50) + team
    one = likeness(y, team)
    order = random.permutation(50)
    other = likeness(y[order] * 3 + 7, team[order])
    assert [other.icc1, other.icc2] == pytest.approx([one.icc1, one.icc2])


@pytest.mark.parametrize(
    ("y", "team"),
    [
        (np.arange(4.0), np.zeros(4)),  # one team
        (np.arange(4.0), np.arange(4)),  # one person each
        (np.ones(4), np.array([1, 1, 2, 2])),  # nobody differs
        (np.full(4, np.nan), np.array([1, 1, 2, 2])),
    ],
)
def test_what_cannot_be_told_is_not(y, team):
    assert likeness(y, team) is None


def test_agreement_of_one_mind_is_one_and_of_dispute_zero():
    assert agreement(np.full((5, 3), 4.0), options=5) == 1
    assert agreement(np.array([[1.0], [5], [1], [5]]), options=5) == 0
    assert agreement(np.array([[3.0]]), options=5) is None


def test_agreement_over_items_is_the_formula_of_james():
    # Two items of five options, variances .5 and 1: share .75 / 2 = .375;
    # 2 x .625 / (2 x .625 + .375) = .7692.
    answers = np.array([[3.0, 2.0], [4, 4], [4, 3], [3, 3.0]])
    variances = answers.var(axis=0, ddof=1).mean() / 2
    expected = 2 * (1 - variances) / (2 * (1 - variances) + variances)
    assert agreement(answers, options=5) == pytest.approx(expected)
