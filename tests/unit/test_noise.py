"""The noise of a team's months: exact likelihood, shifts, and what teams lend each other."""

import doctest
import importlib

import numpy as np
import pytest
from scipy.special import polygamma

from analytics.levels import difference_variance, stretches
from analytics.noise import GRID, PRIOR, common_variance, noise, trigamma_inverse

NAN = np.nan


def wander(phi: float, teams: int, months: int, seed: int) -> np.ndarray:
    """AR(1) months of variance 1."""
    rng = np.random.default_rng(seed)
    made = rng.standard_normal((teams, months + 50))
    for month in range(1, months + 50):
        fresh = np.sqrt(1 - phi**2) * made[:, month]
        made[:, month] = phi * made[:, month - 1] + fresh
    return made[:, 50:]


def plain(series: np.ndarray) -> np.ndarray:
    """One stretch throughout."""
    return np.zeros(series.shape, dtype=np.int64)


def test_residual_squares_are_those_of_generalised_least_squares() -> None:
    # a second way: the whole correlation matrix, solved densely, gaps taken out
    series = np.array([[4.0, 5, NAN, NAN, 7, 6.5, 9, NAN, 8, 8.5]])
    seen = np.flatnonzero(~np.isnan(series[0]))
    found = noise(series, plain(series))
    x = series[0, seen]
    for place, phi in enumerate(GRID):
        matrix = phi ** np.abs(seen[:, None] - seen[None, :])
        inverse = np.linalg.inv(matrix)
        one = np.ones(len(x))
        level = one @ inverse @ x / (one @ inverse @ one)
        squares = (x - level) @ inverse @ (x - level)
        assert found.variance[0, place] * found.freedom[0] == pytest.approx(squares)
    assert found.freedom[0] == len(x) - 1


def test_stretches_are_told_apart_and_not_linked() -> None:
    series = wander(0.5, 1, 20, seed=20) + np.repeat([0.0, 9.0], 10)
    stretch = np.repeat([[0, 1]], 10, axis=1)
    found = noise(series, stretch)
    parts = [
        noise(part, np.zeros(part.shape, dtype=np.int64))
        for part in (series[:, :10], series[:, 10:])
    ]
    squares = sum(part.variance * part.freedom[:, None] for part in parts)
    assert np.allclose(found.variance * found.freedom[:, None], squares)
    assert found.freedom[0] == 18


def test_the_weights_of_one_team_are_its_restricted_likelihood_times_the_prior() -> (
    None
):
    series = wander(0.6, 1, 40, seed=1)
    found = noise(series, plain(series))
    months = np.arange(40)
    logs = []
    for phi in GRID:
        matrix = phi ** np.abs(months[:, None] - months[None, :])
        inverse, one = np.linalg.inv(matrix), np.ones(40)
        information = one @ inverse @ one
        level = one @ inverse @ series[0] / information
        squares = (series[0] - level) @ inverse @ (series[0] - level)
        sign = np.linalg.slogdet(matrix)[1]
        logs.append(-0.5 * (sign + np.log(information) + 39 * np.log(squares)))
    likelihood = np.exp(np.array(logs) - max(logs))
    expected = likelihood * found.phi
    assert found.weight[0] == pytest.approx(expected / expected.sum())


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.6])
def test_many_teams_tell_their_correlation_and_variance(phi: float) -> None:
    series = 3 * wander(phi, 200, 30, seed=2)
    found = noise(series, plain(series))
    assert found.phi @ GRID == pytest.approx(phi, abs=0.08)
    assert np.median(found.month) == pytest.approx(9, rel=0.1)


def test_one_team_is_believed_little_of_its_correlation() -> None:
    series = wander(0.8, 1, 20, seed=3)
    found = noise(series, plain(series))
    assert found.borrowed == 0
    assert found.phi[0] == pytest.approx(PRIOR[0], abs=0.1)


def test_teams_of_like_variance_lend_more_than_teams_of_unlike() -> None:
    series = wander(0.3, 60, 24, seed=4)
    like = noise(series, plain(series))
    factor = np.exp(0.8 * np.random.default_rng(4).standard_normal((60, 1)))
    unlike = noise(series * factor, plain(series))
    assert like.borrowed > 40
    assert unlike.borrowed < 8


def test_the_borrowed_variance_is_what_was_drawn() -> None:
    # s^2 = s0^2 d0 / chi2(d0), observed with 20 df: Smyth's estimates return both
    rng = np.random.default_rng(5)
    truth = 4.0 * 10 / rng.chisquare(10, 20_000)
    squares = truth * rng.chisquare(20, 20_000)
    d0, s0 = common_variance(squares, np.full(20_000, 20.0))
    assert d0 == pytest.approx(10, rel=0.1)
    assert s0 == pytest.approx(4, rel=0.03)


def test_trigamma_is_undone() -> None:
    x = np.array([1e-3, 0.1, 1, 50.0])
    assert polygamma(1, trigamma_inverse(x)) == pytest.approx(x)


def test_fewer_than_five_teams_lend_nothing() -> None:
    d0, _ = common_variance(np.full(4, 20.0), np.full(4, 10.0))
    assert d0 == 0
    # neither do teams that do not vary, or have one month
    d0, _ = common_variance(np.zeros(9), np.full(9, 10.0))
    assert d0 == 0
    d0, _ = common_variance(np.full(9, 3.0), np.ones(9))
    assert d0 == 0


def test_degenerate_series() -> None:
    series = np.array([[5.0, 5, 5, 5], [NAN, NAN, NAN, NAN], [1.0, NAN, NAN, NAN]])
    found = noise(series, plain(series))
    assert (found.month[:2] == 0).all()
    assert found.freedom.tolist() == [3, 0, 0]
    assert np.isfinite(found.weight).all()
    assert np.allclose(found.weight.sum(axis=1), 1)


def test_shift_scale_and_order() -> None:
    series = wander(0.3, 10, 24, seed=6)
    one, other = noise(series, plain(series)), noise(7 - 5 * series, plain(series))
    assert np.allclose(other.variance, 25 * one.variance)
    assert np.allclose(other.weight, one.weight)
    order = np.random.default_rng(6).permutation(10)
    turned = noise(series[order], plain(series))
    assert np.allclose(turned.variance, one.variance[order])


def test_organisations_side_by_side_are_as_one_by_one() -> None:
    series = np.stack([wander(0.3, 6, 20, seed=s) for s in (7, 8)])
    series[0, 2, 4:7] = NAN
    both = noise(series, stretches(series))
    for place in range(2):
        alone = noise(series[place], stretches(series[place]))
        assert np.allclose(both.variance[place], alone.variance)
        assert np.allclose(both.phi[place], alone.phi)


def test_a_shift_is_found_where_it_was() -> None:
    series = wander(0.3, 200, 30, seed=9)
    series[:, 18:] += 5
    found = stretches(series)
    split = (found[:, 17] != found[:, 18]).mean()
    assert split > 0.75
    near = [(np.abs(np.flatnonzero(np.diff(row)) - 17) <= 1).any() for row in found]
    assert np.mean(near) > 0.97


def test_a_shift_does_not_pass_for_noise() -> None:
    series = wander(0.3, 200, 30, seed=10)
    still = noise(series, stretches(series)).month
    series[:, 18:] += 6
    moved = noise(series, stretches(series)).month
    assert np.median(moved / still) == pytest.approx(1, abs=0.1)


def test_two_shifts_are_told_apart_and_no_more() -> None:
    steps = np.repeat([0.0, 9, 3, 12], 8)
    series = wander(0, 1, 32, seed=11) + steps
    assert set(stretches(series)[0].tolist()) == {0, 1, 2}


def test_a_steady_series_is_seldom_split() -> None:
    found = stretches(wander(0.3, 4000, 36, seed=12))
    assert (found.max(axis=1) > 0).mean() < 0.04


@pytest.mark.parametrize(
    "values", [[], [3.0], [NAN, NAN], [5.0, 5, 5, 5, 5], [1.0, NAN, 9]]
)
def test_what_is_too_short_or_flat_is_one_stretch(values: list[float]) -> None:
    assert (stretches(np.array([values])) == 0).all()


def test_differences_know_the_variance_of_an_autoregression() -> None:
    found = difference_variance(2 * wander(0.3, 3000, 30, seed=13))
    # the widest differences are left out, which costs a twentieth of the variance
    assert found.mean() == pytest.approx(4 * 0.95, rel=0.02)
    assert difference_variance(np.array([[3.0]]))[0] == 0


@pytest.mark.parametrize("name", ["levels", "noise"])
def test_examples_worked_by_hand_hold(name: str) -> None:
    module = importlib.import_module(f"analytics.{name}")
    assert doctest.testmod(module).failed == 0
