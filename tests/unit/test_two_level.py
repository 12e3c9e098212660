"""Random intercepts by REML: the published fit, and organisations where teams are alike."""

import doctest

import numpy as np
import pytest

from analytics import two_level as module
from analytics.two_level import random_intercept, within_between
from tests.unit.published import sleepstudy


def organisation(seed, teams=30, size=9, tau=0.0, within=0.5, between=1.5):
    random = np.random.default_rng(seed)
    team = np.repeat(np.arange(teams), random.integers(3, 2 * size - 3, size=teams))
    mean = random.normal(size=teams)[team]
    x = mean + random.normal(size=team.size)
    y = between * mean + within * (x - mean) + tau * random.normal(size=teams)[team]
    return x, y + random.normal(size=team.size), team, mean


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_published_sleepstudy_fit_comes_out():
    # R lme4, Reaction ~ Days + (1 | Subject), REML.
    rows = sleepstudy()
    design = np.column_stack([np.ones(180), rows["Days"].to_numpy()])
    found = random_intercept(
        design, rows["Reaction"].to_numpy(), rows["Subject"].to_numpy()
    )
    assert found.coefficients == pytest.approx([251.40510, 10.46729], abs=5e-5)
    assert found.errors == pytest.approx([9.74672, 0.80422], abs=5e-5)
    assert [found.tau2, found.sigma2] == pytest.approx([1378.1785, 960.4566], abs=5e-3)
    assert found.log_likelihood == pytest.approx(-893.2325, abs=5e-4)


def test_it_maximises_the_likelihood_written_out_in_full():
    x, y, team, _ = organisation(1, teams=12, tau=0.8)
    design = np.column_stack([np.ones(len(x)), x])
    found = random_intercept(design, y, team)

    def written_out(tau2, sigma2):
        v = sigma2 * np.eye(len(y)) + tau2 * (team[:, None] == team)
        inverse = np.linalg.inv(v)
        a = design.T @ inverse @ design
        rest = y - design @ np.linalg.solve(a, design.T @ inverse @ y)
        parts = np.linalg.slogdet(v)[1] + np.linalg.slogdet(a)[1]
        constant = (len(y) - 2) * np.log(2 * np.pi)
        return -0.5 * (constant + parts + rest @ inverse @ rest)

    best = written_out(found.tau2, found.sigma2)
    assert found.log_likelihood == pytest.approx(best, abs=1e-6)
    for tau2, sigma2 in [(1.02, 1), (0.98, 1), (1, 1.02), (1, 0.98)]:
        assert written_out(found.tau2 * tau2, found.sigma2 * sigma2) < best + 1e-9


def test_teams_that_are_alike_give_zero_variance_and_the_plain_regression():
    # Found in most small organisations without team effects; others' software fails here.
    zero = 0
    for seed in range(40):
        x, y, team, _ = organisation(seed, between=0.5)
        design = np.column_stack([np.ones(len(x)), x])
        found = random_intercept(design, y, team)
        assert np.isfinite(found.errors).all()
        if found.tau2 == 0:
            zero += 1
            plain = np.linalg.lstsq(design, y, rcond=None)[0]
            assert found.coefficients == pytest.approx(plain)
    assert zero > 10


def test_within_between_and_their_difference_find_what_was_planted():
    x, y, team, mean = organisation(4, teams=400, tau=0.5)
    found = within_between(x, y, team, team_mean=mean)
    assert found.within.value == pytest.approx(0.5, abs=0.06)
    assert found.between.value == pytest.approx(1.5, abs=0.1)
    assert found.contextual.value == pytest.approx(
        found.between.value - found.within.value
    )
    assert found.contextual.lower > 0.7


def test_the_mean_of_those_who_answered_alone_shrinks_the_slope_between():
    x, y, team, mean = organisation(5, teams=600, size=5)
    whole = within_between(x, y, team, team_mean=mean).between.value
    assert within_between(x, y, team).between.value < whole - 0.1


def test_under_ten_teams_nothing_is_claimed_between_them():
    x, y, team, mean = organisation(6, teams=9)
    found = within_between(x, y, team, team_mean=mean)
    assert found.between.lower is found.between.p is found.contextual.lower is None
    assert found.within.lower is not None


@pytest.mark.parametrize("x", [np.ones(20), np.full(20, np.nan)])
def test_a_stressor_that_is_constant_or_missing_gives_no_slope(x):
    y = np.random.default_rng(1).normal(size=20)
    found = within_between(x, y, np.repeat(np.arange(4), 5))
    assert found.within is found.between is None


def test_all_in_one_team_have_a_slope_within_alone():
    x, y, _, _ = organisation(7, teams=4)
    found = within_between(x, y, np.zeros(len(x)))
    assert found.between is None
    assert found.within.value == pytest.approx(np.polyfit(x, y, 1)[0])


def test_a_perfect_fit_and_too_few_rows_give_no_model():
    x = np.arange(8.0)
    design = np.column_stack([np.ones(8), x])
    assert random_intercept(design, 2 * x, np.repeat([1, 2], 4)) is None
    assert random_intercept(design[:3], x[:3] ** 2, np.array([1, 1, 2])) is None
