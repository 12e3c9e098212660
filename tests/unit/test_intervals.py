"""Prediction intervals and pooled spread, against a slow second opinion."""

import doctest

import numpy as np
import pytest
from scipy import stats

from analytics import intervals
from analytics.intervals import half_width, pooled_sd, prediction_intervals


def slow_interval(past: list[float]) -> tuple[float, float] | None:
    """One series, one month, in plain loops; NaN where nothing was seen."""
    seen = [(t, y) for t, y in enumerate(past) if not np.isnan(y)]
    m = len(seen)
    if m < 6:
        return None
    mean = sum(y for _, y in seen) / m
    d = {t: y - mean for t, y in seen}
    pairs = [(d[t], d[t + 1]) for t in d if t + 1 in d]
    if len(pairs) < 3:
        return None
    spread = sum(a * a for a, _ in pairs)
    phi = 0.0
    if spread > 0:
        raw = sum(a * b for a, b in pairs) / spread
        phi = min(max((m * raw + 1) / (m - 3), 0.0), 0.9)
    variance = sum((b - phi * a) ** 2 for a, b in pairs) / (len(pairs) - 1)
    last = seen[-1][0]
    gap = len(past) - last
    path = sum(phi ** (2 * k) for k in range(gap))
    known = d[last] ** 2 / spread if spread > 0 else 0.0
    error = (variance * (path + 1 / m + known)) ** 0.5
    centre = mean + phi**gap * d[last]
    reach = stats.t.ppf(0.975, m - 2) * error
    return centre - reach, centre + reach


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(intervals).failed == 0


def test_fast_and_slow_agree_on_series_with_gaps():
    random = np.random.default_rng(11)
    series = random.normal(size=(40, 20)).cumsum(axis=1)
    series[random.random(series.shape) < 0.2] = np.nan
    lower, upper = prediction_intervals(series)
    compared = 0
    for group in range(series.shape[0]):
        for month in range(series.shape[1]):
            slow = slow_interval(series[group, :month].tolist())
            fast = lower[group, month], upper[group, month]
            if slow is None:
                assert np.isnan(fast).all()
            else:
                assert fast == pytest.approx(slow)
                compared += 1
    assert compared > 300


def test_fewer_than_six_months_before_give_no_interval():
    lower, upper = prediction_intervals(np.array([[1.0, 2, 4, 3, 5, 2, 4, 3]]))
    assert np.isnan(lower[0, :6]).all()
    assert np.isnan(upper[0, :6]).all()
    assert not np.isnan(lower[0, 6:]).any()


def test_what_a_subtraction_leaves_is_no_spread():
    gap = np.nan
    seen = np.array([[0.9] * 5 + [gap, 1.05, gap, 0.75, gap]])
    lower, upper = prediction_intervals(seen)
    assert (lower[0, -1], upper[0, -1]) == pytest.approx((0.9, 0.9))


def test_the_month_itself_does_not_enter_its_own_interval():
    series = np.array([[1.0, 2, 4, 3, 5, 2, 4.0], [1.0, 2, 4, 3, 5, 2, 900.0]])
    lower, upper = prediction_intervals(series)
    assert lower[0, 6] == lower[1, 6]
    assert upper[0, 6] == upper[1, 6]


def test_interval_moves_with_the_unit():
    series = np.random.default_rng(3).normal(size=(5, 12))
    lower, upper = prediction_intervals(series)
    scaled = prediction_intervals(series * 10 + 3)
    np.testing.assert_allclose(scaled[0], lower * 10 + 3)
    np.testing.assert_allclose(scaled[1], upper * 10 + 3)


def test_a_series_without_any_month_gives_nothing():
    empty = np.full((2, 9), np.nan)
    assert np.isnan(prediction_intervals(empty)).all()
    assert prediction_intervals(np.empty((0, 9)))[0].shape == (0, 9)


@pytest.mark.slow
@pytest.mark.parametrize("phi", [0.0, 0.3, 0.8])
@pytest.mark.parametrize("months", [6, 12, 24])
def test_about_95_of_100_next_months_fall_inside(phi, months):
    random = np.random.default_rng(5)
    shocks = random.normal(size=(6000, 50 + months + 1))
    series = np.zeros_like(shocks)
    for t in range(1, shocks.shape[1]):
        series[:, t] = phi * series[:, t - 1] + shocks[:, t]
    series = series[:, 50:]
    lower, upper = prediction_intervals(series)
    last = series[:, months]
    inside = (lower[:, months] < last) & (last < upper[:, months])
    assert 0.93 < inside.mean() < 0.98


def test_pooled_sd_is_the_within_mean_square_of_an_analysis_of_variance():
    groups = [[40.0, 50, 60], [10.0, 10], [70.0, 90, 80, 60]]
    flat = [y - np.mean(g) for g in groups for y in g]
    expected = (sum(r**2 for r in flat) / (9 - 3)) ** 0.5
    sums = np.array([[len(g), sum(g), sum(y * y for y in g)] for g in groups])
    assert pooled_sd(*sums.T) == pytest.approx(expected)


@pytest.mark.parametrize("size", [[], [1.0, 1.0], [0.0, 0.0]])
def test_pooled_sd_of_nothing_to_pool_is_absent(size):
    size = np.array(size)
    assert pooled_sd(size, size * 5, size * 25) is None


def test_half_width_agrees_with_scipy():
    sample = np.array([3.0, 5, 9, 1, 7])
    low, high = stats.t.interval(0.95, 4, loc=sample.mean(), scale=stats.sem(sample))
    width = half_width(float(sample.std(ddof=1)), answers=np.array([5.0]), freedom=4)
    assert width[0] == pytest.approx((high - low) / 2)
