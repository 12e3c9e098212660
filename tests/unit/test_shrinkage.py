"""Shrinkage: published estimates, coverage of its errors, and teams that do not differ."""

import doctest

import numpy as np
import pytest
from scipy import stats

from analytics import shrinkage
from analytics.shrinkage import (
    Between,
    Shrunk,
    between_teams,
    chance_above,
    chance_words,
    reading,
    shrunk,
)

NAN = np.nan
# Raudenbush and Bryk 1985, J Educ Stat 10:75-98, table 1: 19 experiments on teachers'
# expectations, effect and variance
EFFECTS = np.array(
    [
        *(0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80),
        *(0.54, 0.18, -0.02, 0.23, -0.18, -0.06, 0.30, 0.07, -0.07),
    ]
)
VARIANCES = np.array(
    [
        *(0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269),
        *(0.0630, 0.0912, 0.0497, 0.0835, 0.0841, 0.0253, 0.0279, 0.0193, 0.0088),
        0.0303,
    ]
)
# Efron and Morris 1977, Scientific American 236:119-127: batting averages of 18 players
# over their first 45 turns in 1970
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, *[10] * 5, 9, 8, 7])
BATTING = HITS / 45
# Rubin 1981, J Educ Stat 6:377-401: coaching in eight schools
SCHOOLS = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
SCHOOL_ERRORS = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def test_the_variance_between_teachers_experiments() -> None:
    # R metafor, rma(yi, vi) on dat.raudenbush1985: .0837 (se .0516), tau^2 .0188
    found = between_teams(EFFECTS, VARIANCES)
    assert found.mu == pytest.approx(0.0837, abs=5e-5)
    assert found.error == pytest.approx(0.0516, abs=5e-5)
    assert found.tau2 == pytest.approx(0.0188, abs=5e-5)


def test_the_shrinkage_of_stein_s_paradox() -> None:
    # Efron and Morris: c = .212 about .265; Clemente .400 becomes .294, Alvis .156 .242
    variance = BATTING.mean() * (1 - BATTING.mean()) / 45
    found = shrunk(BATTING, np.full(18, np.sqrt(variance)))
    assert found is not None
    assert found.kept[0] == pytest.approx(0.212, abs=0.001)
    assert found.value[0] == pytest.approx(0.294, abs=5e-4)
    assert found.value[-1] == pytest.approx(0.242, abs=5e-4)


def test_eight_schools_do_not_differ_detectably() -> None:
    # Gelman et al., Bayesian Data Analysis, 5.5: pooled 7.7 (se 4.1), tau at 0
    found = between_teams(SCHOOLS, SCHOOL_ERRORS**2)
    assert found.tau2 == 0
    assert found.mu == pytest.approx(7.7, abs=0.05)
    assert found.error == pytest.approx(4.1, abs=0.05)
    drawn = shrunk(SCHOOLS, SCHOOL_ERRORS)
    assert drawn is not None
    assert not drawn.differ


def test_the_errors_are_honest() -> None:
    """95 % intervals hold the truth, where teams differ and where they do not."""
    rng = np.random.default_rng(1)
    for tau in (0.0, 3.0, 10.0):
        held, plain = [], []
        for _ in range(300):
            errors = 20 / np.sqrt(rng.integers(5, 30, 15))
            truth = 45 + tau * rng.standard_normal(15)
            seen = truth + errors * rng.standard_normal(15)
            found = shrunk(seen, errors)
            assert found is not None
            held.append((found.lower < truth) & (truth < found.upper))
            tau2 = found.between.tau2
            naive = np.sqrt(errors**2 * tau2 / (errors**2 + tau2))
            plain.append(np.abs(found.value - truth) < 1.96 * naive)
        # 4,500 intervals: Monte Carlo error .3 points
        assert np.mean(held) > 0.93
        if tau < 10:  # with mu and tau2 taken as known it would not hold
            assert np.mean(plain) < 0.85


def test_how_often_teams_seem_alike() -> None:
    # 30 teams of 9 at ICC .05: tau2 = 0 where the sum of squares falls short of 29 v,
    # P(chi2 with 29 df < 29 v / (v + tau2)) = .10 with v known
    rng = np.random.default_rng(2)
    error = np.sqrt(0.95 / 9)
    means = rng.normal(0, np.sqrt(0.05 + error**2), (400, 30))
    zero = [between_teams(y, np.full(30, error**2)).tau2 == 0 for y in means]
    expected = stats.chi2.cdf(29 * error**2 / (error**2 + 0.05), 29)
    assert expected == pytest.approx(0.10, abs=0.005)
    assert np.mean(zero) == pytest.approx(expected, abs=0.04)


def test_few_answers_are_drawn_further_in() -> None:
    means = np.array([60.0, 60, 40, 40, 50, 50])
    found = shrunk(means, np.array([2.0, 8, 2, 8, 2, 8]))
    assert found is not None
    assert found.value[0] > found.value[1]
    assert found.error[0] < found.error[1]


def test_shift_scale_and_order() -> None:
    errors = np.sqrt(VARIANCES)
    one, other = shrunk(EFFECTS, errors), shrunk(7 - 2 * EFFECTS, 2 * errors)
    assert one is not None
    assert other is not None
    assert np.allclose(other.value, 7 - 2 * one.value, atol=1e-5)
    assert np.allclose(other.error, 2 * one.error, rtol=1e-4)
    order = np.random.default_rng(3).permutation(len(EFFECTS))
    turned = shrunk(EFFECTS[order], errors[order])
    assert turned is not None
    assert np.allclose(turned.value, one.value[order], atol=1e-6)


def test_a_team_that_is_not_shown_changes_nothing() -> None:
    errors = np.sqrt(VARIANCES)
    plain, more = (
        shrunk(EFFECTS, errors),
        shrunk(np.append(EFFECTS, NAN), np.append(errors, 1)),
    )
    assert plain is not None
    assert more is not None
    assert np.allclose(more.value[:-1], plain.value)
    assert np.isnan([more.value[-1], more.error[-1], chance_above(more, 0)[-1]]).all()


@pytest.mark.parametrize("teams", [0, 1, 4])
def test_fewer_than_five_teams_are_not_compared(teams: int) -> None:
    assert shrunk(np.arange(teams, dtype=float), np.ones(teams)) is None
    assert shrunk(np.array([1.0, 2, 3, 4, NAN]), np.ones(5)) is None


def test_identical_teams_do_not_differ() -> None:
    found = shrunk(np.full(6, 46.0), np.full(6, 4.0))
    assert found is not None
    assert not found.differ
    assert np.allclose(found.value, 46)


def test_the_chance_is_the_normal_one() -> None:
    found = Shrunk(
        Between(0, 1, 1), np.ones(2), np.array([3.0, 5]), np.array([2.0, NAN])
    )
    chance = chance_above(found, 1.0)
    assert chance[0] == pytest.approx(stats.norm.cdf(1))
    assert np.isnan(chance[1])


def test_words_of_a_chance_and_the_reading_say_the_same() -> None:
    for distance in np.linspace(-4, 4, 81):
        found = Shrunk(Between(0, 1, 1), np.ones(1), np.array([distance]), np.ones(1))
        words = chance_words(chance_above(found, 0.0)[0])
        said = reading(found.lower[0], found.upper[0], reference=0.0)
        assert (words == "97.5 % or over") == (said == "over"), distance
        assert (words == "under 2.5 %") == (said == "under"), distance


def test_examples_worked_by_hand_hold() -> None:
    assert doctest.testmod(shrinkage).failed == 0
