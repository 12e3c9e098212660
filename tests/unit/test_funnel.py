"""Funnels: a published tau2, invariants, error rates and degenerate cases."""

import doctest

import numpy as np
import pytest

from analytics import funnel
from analytics.funnel import funnel_of_means, funnel_of_shares, overdispersion

NAN = np.nan
# Colditz et al. 1994, JAMA 271:698-702: 13 trials of the BCG vaccine, tuberculosis and
# all, vaccinated and not (R metadat dat.bcg)
BCG = np.array(
    [
        *((4, 123, 11, 139), (6, 306, 29, 303), (3, 231, 11, 220)),
        *((62, 13598, 248, 12867), (33, 5069, 47, 5808), (180, 1541, 372, 1451)),
        *((8, 2545, 10, 629), (505, 88391, 499, 88391), (29, 7499, 45, 7277)),
        *((17, 1716, 65, 1665), (186, 50634, 141, 27338), (5, 2498, 3, 2341)),
        (27, 16913, 29, 17854),
    ],
    dtype=float,
)


def bcg() -> tuple[np.ndarray, np.ndarray]:
    """Log risk ratios and their standard errors."""
    a, n, c, m = BCG.T
    return np.log(a / n / (c / m)), np.sqrt(1 / a - 1 / n + 1 / c - 1 / m)


def test_tau2_without_winsorising_is_dersimonian_and_lairds() -> None:
    # R metafor, rma(method = "DL") on dat.bcg: tau^2 .3088, and Q = 152.2330 with 12 df
    y, s = bcg()
    middle = np.average(y, weights=1 / s**2)
    phi, tau2 = overdispersion((y - middle) / s, s, winsor=0)
    assert tau2 == pytest.approx(0.3088, abs=5e-5)
    assert phi * 13 == pytest.approx(152.2330, abs=5e-4)


def test_winsorising_lessens_what_a_few_make_of_it() -> None:
    y, s = bcg()
    z = (y - np.average(y, weights=1 / s**2)) / s
    plain, held = overdispersion(z, s, winsor=0), overdispersion(z, s)
    assert held[1] < plain[1]
    # the ends alone are held: quantiles as in R's default
    low, high = np.quantile(z, [0.1, 0.9])
    assert held[0] == pytest.approx((np.clip(z, low, high) ** 2).mean())


def test_limits_are_widened_by_tau2() -> None:
    y, s = bcg()
    found = funnel_of_means(y, s)
    assert found is not None
    wide = np.sqrt(s**2 + found.tau2)
    assert np.allclose(found.upper, found.target + 1.96 * wide, atol=1e-3)
    assert np.allclose(found.alarm_lower, found.target - 3.09 * wide, atol=1e-3)
    assert np.array_equal(
        found.outside, (y < found.alarm_lower) | (y > found.alarm_upper)
    )


def test_shift_scale_and_order() -> None:
    y, s = bcg()
    one, other = funnel_of_means(y, s), funnel_of_means(5 - 3 * y, 3 * s)
    assert one is not None
    assert other is not None
    assert np.allclose(other.lower, 5 - 3 * one.upper)
    assert other.tau2 == pytest.approx(9 * one.tau2)
    order = np.random.default_rng(1).permutation(len(y))
    turned = funnel_of_means(y[order], s[order])
    assert turned is not None
    assert np.allclose(turned.upper, one.upper[order])


def test_teams_alike_are_rarely_outside() -> None:
    rng = np.random.default_rng(2)
    errors = 20 / np.sqrt(rng.integers(5, 40, (2000, 20)))
    means = 45 + errors * rng.standard_normal(errors.shape)
    found = [funnel_of_means(y, s) for y, s in zip(means, errors, strict=True)]
    outside = np.mean([f.outside.mean() for f in found if f])
    # .2 % where chance explains all; less, as tau2 is never below 0
    assert outside < 0.003


def test_a_team_far_from_its_peers_is_outside() -> None:
    means, errors = np.array([45.0] * 12 + [90.0]), np.full(13, 5.0)
    found = funnel_of_means(means, errors)
    assert found is not None
    assert found.outside.tolist() == [False] * 12 + [True]


def test_a_team_that_is_not_shown_is_left_out() -> None:
    y, s = bcg()
    found = funnel_of_means(np.append(y, NAN), np.append(s, 1.0))
    plain = funnel_of_means(y, s)
    assert found is not None
    assert plain is not None
    assert found.tau2 == plain.tau2
    assert np.isnan(found.lower[-1])
    assert not found.outside[-1]


@pytest.mark.parametrize("teams", [0, 1, 4])
def test_fewer_than_five_similar_teams_are_no_comparison(teams: int) -> None:
    assert funnel_of_means(np.full(teams, 3.0), np.ones(teams)) is None
    assert funnel_of_shares(np.full(teams, 3.0), np.full(teams, 9.0)) is None
    hidden = np.array([3.0, 3, 3, 3, NAN])
    assert funnel_of_means(hidden, np.ones(5)) is None


def test_identical_teams_have_no_tau2() -> None:
    found = funnel_of_means(np.full(6, 3.0), np.ones(6))
    assert found is not None
    assert (found.spread, found.tau2, found.outside.any()) == (0, 0, False)


def test_cases_and_the_rest_mirror_each_other() -> None:
    rng = np.random.default_rng(3)
    of = rng.integers(20, 200, 15).astype(float)
    cases = rng.binomial(of.astype(int), rng.beta(6, 20, 15)).astype(float)
    one, other = funnel_of_shares(cases, of), funnel_of_shares(of - cases, of)
    assert one is not None
    assert other is not None
    assert other.tau2 == pytest.approx(one.tau2)
    assert np.allclose(other.lower, 1 - one.upper)


def test_shares_at_the_ends_stay_within_them() -> None:
    none = funnel_of_shares(np.zeros(6), np.full(6, 30.0))
    every = funnel_of_shares(np.full(6, 30.0), np.full(6, 30.0))
    assert none is not None
    assert every is not None
    for found in (none, every):
        for line in (found.lower, found.upper, found.alarm_lower, found.alarm_upper):
            assert ((line >= 0) & (line <= 1)).all()
    assert none.lower[0] == 0
    assert every.upper[0] == 1


def test_an_empty_team_is_left_out() -> None:
    cases, of = np.array([3.0, 4, 5, 3, 4, 0]), np.array([10.0, 10, 10, 10, 10, 0])
    found = funnel_of_shares(cases, of)
    assert found is not None
    assert np.isnan(found.lower[-1])
    assert found.target == pytest.approx(19 / 50)


def test_examples_worked_by_hand_hold() -> None:
    assert doctest.testmod(funnel).failed == 0
