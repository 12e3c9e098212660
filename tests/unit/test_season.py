"""The season: known patterns come back, steps and gaps do no harm, noise makes none."""

import doctest
import importlib

import numpy as np
import pytest

from analytics.season import at_months, median, scale_of, season, shared_months

NAN = np.nan
YEAR = np.array([3.0, 1, 0, -2, -4, -3, -1, 0, 1, 2, 2, 1])


def learnt(
    series: np.ndarray, *, first_month: int = 0, alike: np.ndarray | None = None
) -> np.ndarray:
    kinds = np.zeros(len(series), dtype=np.int64) if alike is None else alike
    return season(
        series, first_month=first_month, alike=kinds, scale=np.ones(len(series))
    )


def years(teams: int, months: int, *, first_month: int = 0, sd: float = 1.0, seed=1):
    rng = np.random.default_rng(seed)
    shape = YEAR[(first_month + np.arange(months)) % 12]
    return 30 + shape + sd * rng.standard_normal((teams, months))


def test_a_pattern_without_noise_comes_back_whole() -> None:
    found = learnt(years(1, 25, sd=0))
    assert np.allclose(found[0], YEAR)


@pytest.mark.parametrize("first_month", [0, 5, 11])
def test_a_pattern_in_noise_comes_back_nearly_whole(first_month: int) -> None:
    found = learnt(years(40, 33, first_month=first_month), first_month=first_month)
    # noise of an effect: about sqrt(1 / (40 x 32 / 12)) = .1
    assert np.abs(found[0] - YEAR).max() < 0.4
    assert np.allclose(found.sum(axis=1), 0)


def test_noise_alone_is_no_season() -> None:
    rng = np.random.default_rng(2)
    found = [learnt(30 + rng.standard_normal((40, 33))) for _ in range(20)]
    assert np.abs(found).max() < 0.3
    # often the very thing: nothing, and known to be nothing
    assert np.mean([(one == 0).all() for one in found]) > 0.2


def test_a_step_is_no_season() -> None:
    series = years(12, 33, seed=3)
    stepped = series.copy()
    stepped[:4, 20:] += 25  # four teams, for good
    assert np.abs(learnt(stepped)[0] - learnt(series)[0]).max() < 0.4


def test_a_trend_is_no_season() -> None:
    rising = years(30, 37, sd=0.5, seed=4) + 0.5 * np.arange(37)
    assert np.abs(learnt(rising)[0] - YEAR).max() < 0.3


def test_gaps_are_left_out() -> None:
    series = years(40, 33, seed=5)
    series[np.random.default_rng(5).random(series.shape) < 0.2] = NAN
    assert np.abs(learnt(series)[0] - YEAR).max() < 0.5


@pytest.mark.parametrize("months", [0, 1, 2, 12])
def test_under_thirteen_months_it_cannot_be_told(months: int) -> None:
    assert np.isnan(learnt(years(30, max(months, 1))[:, :months])).all()


def test_one_noisy_team_has_next_to_none() -> None:
    # 32 differences of one team: too little to tell a season of its own noise's size
    found = learnt(30 + np.random.default_rng(6).standard_normal((1, 33)))
    assert np.abs(found).max() < 1


def test_a_constant_series_and_nothing_shown() -> None:
    assert (learnt(np.full((3, 30), 7.0)) == 0).all()
    assert np.isnan(learnt(np.full((3, 30), NAN))).all()


def test_only_teams_alike_share_a_season() -> None:
    series = years(20, 33, sd=0.5)
    series[10:] = 30 - (series[10:] - 30)  # the others move the other way
    alike = np.repeat([1, 2], 10)
    found = learnt(series, alike=alike)
    assert np.abs(found[0] - YEAR).max() < 0.4
    assert np.allclose(found[15], found[10])
    assert np.abs(found[10] + YEAR).max() < 0.4


def test_loads_swell_in_proportion() -> None:
    rng = np.random.default_rng(7)
    size = np.array([[10.0], [40.0]]).repeat(10, axis=0)
    months = size.reshape(20, 1) * (1 + 0.03 * YEAR[np.arange(33) % 12])
    months += 0.1 * rng.standard_normal(months.shape)
    scale = scale_of(months)
    kinds = np.zeros(20, dtype=np.int64)
    found = season(months, first_month=0, alike=kinds, scale=scale)
    # each relative to the team's own size; small ones have 1, large ones 4 of it
    assert np.allclose(found / scale[:, None], found[0] / scale[0])
    assert found[19].std() / found[0].std() == pytest.approx(4, rel=0.02)
    assert np.abs(found[0] / scale[0] - 0.03 * YEAR).max() < 0.003


def test_scale_and_order_go_through() -> None:
    series = years(8, 30)
    kinds = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    one = season(series, first_month=2, alike=kinds, scale=scale_of(series))
    other = season(9 * series, first_month=2, alike=kinds, scale=scale_of(9 * series))
    assert np.allclose(other, 9 * one)
    order = [5, 2, 7, 0, 1, 3, 6, 4]
    turned = season(
        series[order],
        first_month=2,
        alike=kinds[order],
        scale=scale_of(series[order]),
    )
    assert np.allclose(turned, one[order])


def test_a_measure_that_is_ever_negative_has_no_proportions() -> None:
    assert scale_of(np.array([[4.0, 6.0], [1.0, NAN]])).tolist() == [5, 1]
    assert scale_of(np.array([[4.0, 6.0], [1.0, -1.0]])).tolist() == [1, 1]
    assert scale_of(np.array([[0.0, 0.0], [NAN, NAN]])).tolist() == [1, 1]


def test_effects_stand_at_their_months() -> None:
    effects = np.arange(12.0)[None, :]
    assert at_months(effects, first_month=10, months=4)[0].tolist() == [10, 11, 0, 1]


def test_what_few_teams_share_is_not_taken_for_a_season() -> None:
    rng = np.random.default_rng(8)
    series = 30 + rng.standard_normal((4, 10)) + np.linspace(0, 5, 10)
    kinds = np.zeros(4, dtype=np.int64)
    assert (shared_months(series, alike=kinds, scale=np.ones(4)) == 0).all()
    many = np.tile(series, (2, 1))
    found = shared_months(many, alike=np.zeros(8, dtype=np.int64), scale=np.ones(8))
    assert np.allclose(found[0], found[7])
    assert found[0, -1] - found[0, 0] == pytest.approx(5, abs=2)


def test_the_median_passes_over_what_is_not_there() -> None:
    values = np.array([[5.0, NAN, 1.0, 3.0], [NAN, NAN, NAN, NAN]])
    middle, count = median(values)
    assert middle.tolist() == [3, 0]
    assert count.tolist() == [3, 0]


@pytest.mark.parametrize("name", ["season"])
def test_examples_worked_by_hand_hold(name: str) -> None:
    module = importlib.import_module(f"analytics.{name}")
    assert doctest.testmod(module).failed == 0
