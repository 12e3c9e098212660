"""Alpha, omega and item-rest correlations, against hand-worked and second workings."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from analytics import reliability
from analytics.reliability import (
    alpha_upper,
    complete,
    cronbach_alpha,
    item_rest,
    mcdonald_omega,
    net_score_error,
    one_factor_loadings,
    surely_negative,
)


def made(loadings: list[float], *, people: int = 400, seed: int = 1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    trait = chance.normal(size=(people, 1))
    held = np.array(loadings)
    own = chance.normal(size=(people, len(loadings)))
    return trait * held + own * np.sqrt(1 - held**2)


def exactly(correlations: np.ndarray, *, people: int = 50) -> np.ndarray:
    """Answers whose sample correlations are these to the last digits."""
    chance = np.random.default_rng(2).normal(size=(people, len(correlations)))
    chance -= chance.mean(axis=0)
    white = chance @ np.linalg.inv(np.linalg.cholesky(chance.T @ chance)).T
    return white @ np.linalg.cholesky(correlations).T * math.sqrt(people - 1)


def test_the_examples_in_the_text_hold():
    assert doctest.testmod(reliability).failed == 0


def test_alpha_worked_by_hand():
    # items 2 3 4 5 6 (variance 2.5) and 1 1 2 3 3 (variance 1); sums 3 4 6 8 9, mean 6,
    # squares 9 + 4 + 0 + 4 + 9 = 26, variance 6.5; alpha 2 (1 - 3.5 / 6.5) = 12/13
    answers = np.array([[2, 1], [3, 1], [4, 2], [5, 3], [6, 3]], dtype=float)
    assert cronbach_alpha(answers) == pytest.approx(12 / 13)


def test_alpha_of_equal_correlations_is_spearman_browns():
    # k r / (1 + (k - 1) r) with k = 4, r = .5: 2 / 2.5
    answers = exactly(np.full((4, 4), 0.5) + 0.5 * np.eye(4))
    assert cronbach_alpha(answers) == pytest.approx(0.8)
    assert mcdonald_omega(answers) == pytest.approx(0.8)


def test_omega_of_known_loadings():
    # (.9 + .8 + .7 + .6)^2 = 9; 1 - l^2: .19 + .36 + .51 + .64 = 1.7; 9 / 10.7
    loadings = np.array([0.9, 0.8, 0.7, 0.6])
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    answers = exactly(correlations)
    assert one_factor_loadings(correlations) == pytest.approx(loadings, abs=1e-6)
    assert mcdonald_omega(answers) == pytest.approx(9 / 10.7, abs=1e-6)
    # alpha: 4/3 (1 - 4 / (4 + 2 (.72 + .63 + .54 + .56 + .48 + .42))) = .838
    assert cronbach_alpha(answers) == pytest.approx(4 / 3 * (1 - 4 / 10.7), abs=1e-6)


def test_omega_of_unequal_spreads_is_that_of_the_plain_sum():
    # loadings times SD: 1.8 + .8 + .7 = 3.3, squared 10.89; unique .19 x 4 + .36 + .51
    loadings = np.array([0.9, 0.8, 0.7])
    correlations = np.outer(loadings, loadings)
    np.fill_diagonal(correlations, 1)
    answers = exactly(correlations) * np.array([2, 1, 1])
    assert mcdonald_omega(answers) == pytest.approx(10.89 / (10.89 + 1.63), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("loadings", [[0.8, 0.7, 0.6], [0.9, 0.3, 0.5, 0.6, 0.2, 0.7]])
def test_loadings_agree_with_a_general_minimiser(loadings: list[float], seed: int):
    correlations = np.corrcoef(made(loadings, seed=seed), rowvar=False)
    off = ~np.eye(len(loadings), dtype=bool)

    def residuals(held: np.ndarray) -> float:
        return float(((correlations - np.outer(held, held))[off] ** 2).sum())

    second = minimize(residuals, np.full(len(loadings), 0.5), tol=1e-14).x
    found = one_factor_loadings(correlations)
    assert found is not None
    assert found == pytest.approx(second * np.sign(second.sum()), abs=1e-4)


def test_omega_agrees_with_maximum_likelihood_where_one_factor_fits():
    """A second estimator: loadings of the least -2 log-likelihood."""
    answers = made([0.8, 0.75, 0.7, 0.65, 0.6], people=3000)
    correlations = np.corrcoef(answers, rowvar=False)

    def deviance(held: np.ndarray) -> float:
        implied = np.outer(held, held)
        np.fill_diagonal(implied, 1)
        _, log_det = np.linalg.slogdet(implied)
        return float(log_det + np.trace(np.linalg.solve(implied, correlations)))

    held = minimize(deviance, np.full(5, 0.6), bounds=[(-0.99, 0.99)] * 5).x
    spread = answers.std(axis=0, ddof=1)
    common = (held * spread).sum() ** 2
    omega = common / (common + (spread**2 * (1 - held**2)).sum())
    assert mcdonald_omega(answers) == pytest.approx(omega, abs=0.003)


def test_a_loading_never_passes_one():
    # r12 = .9, r13 = .8, r23 = .6: a Heywood case, l1^2 = .9 x .8 / .6 = 1.2
    correlations = np.array([[1, 0.9, 0.8], [0.9, 1, 0.6], [0.8, 0.6, 1.0]])
    loadings = one_factor_loadings(correlations)
    assert loadings is not None
    assert loadings.max() == pytest.approx(math.sqrt(0.995))
    assert 0 < mcdonald_omega(exactly(correlations)) < 1


def test_what_cannot_be_said_is_none():
    answers = made([0.7] * 4, people=20)
    assert cronbach_alpha(answers[:, :1]) is None  # one item
    assert mcdonald_omega(answers[:, :2]) is None  # two
    assert cronbach_alpha(answers[:4]) is None  # four people
    assert mcdonald_omega(answers[:4]) is None
    alike = np.ones((20, 4))
    assert cronbach_alpha(alike) is None
    assert mcdonald_omega(np.column_stack([answers[:, :3], np.ones(20)])) is None
    assert np.isnan(item_rest(alike)).all()
    assert np.isnan(item_rest(np.empty((0, 3)))).all()


def test_rows_with_a_gap_are_left_out():
    answers = np.array([[1, 2], [np.nan, 3], [4, 5]])
    assert complete(answers).tolist() == [[1, 2], [4, 5]]


def test_item_rest_agrees_with_correlating_one_by_one():
    answers = made([0.8, 0.6, -0.5, 0.7])
    slow = [
        np.corrcoef(answers[:, item], np.delete(answers, item, axis=1).sum(axis=1))[
            0, 1
        ]
        for item in range(4)
    ]
    assert item_rest(answers) == pytest.approx(slow)
    against = surely_negative(item_rest(answers), people=400)
    assert against.tolist() == [False, False, True, False]


def test_a_correlation_of_few_people_is_not_surely_negative():
    # 10 people: z of the 95 % is 1.645 / sqrt(7) = .62, a correlation of -.55
    correlations = np.array([-0.54, -0.56, np.nan, 0.3])
    assert surely_negative(correlations, people=10).tolist() == [
        False,
        True,
        False,
        False,
    ]
    assert not surely_negative(correlations - 0.4, people=4).any()


def test_feldts_limit_holds_for_the_share_of_samples_it_says():
    # 8 parallel items of r = .3: alpha = 8 x .3 / (1 + 7 x .3) = .774
    true = 2.4 / 3.1
    held = [math.sqrt(0.3)] * 8
    above = [
        alpha_upper(
            cronbach_alpha(made(held, people=60, seed=seed)),
            people=60,
            items=8,
            confidence=0.9,
        )
        > true
        for seed in range(400)
    ]
    assert np.mean(above) == pytest.approx(0.9, abs=0.04)


@given(st.floats(0.01, 50), st.floats(-20, 20))
def test_units_do_not_matter(scale: float, shift: float):
    answers = made([0.8, 0.6, 0.5], people=40)
    moved = answers * scale + shift
    assert cronbach_alpha(moved) == pytest.approx(cronbach_alpha(answers))
    assert mcdonald_omega(moved) == pytest.approx(mcdonald_omega(answers), abs=1e-6)


def test_the_error_of_a_net_promoter_score_is_that_of_its_mean():
    # 4 promoters, 3 passives, 3 detractors: mean 10, mean square 7000, variance 6900
    scores = np.array([100] * 4 + [0] * 3 + [-100] * 3)
    assert net_score_error(0.4, 0.3, people=10) == pytest.approx(math.sqrt(690))
    assert net_score_error(0.4, 0.3, people=10) == pytest.approx(
        scores.std() / math.sqrt(10)
    )
    assert net_score_error(1, 0, people=7) == 0
