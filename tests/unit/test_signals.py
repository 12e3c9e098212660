"""Signals: a worked example, invariants, bad input, and how often they err."""

import csv
import doctest
import importlib
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from analytics.noise import GRID, noise
from analytics.signals import (
    DRAWS,
    WORTH,
    benjamini_hochberg,
    findings,
    given_that_past,
    mean_of_three,
    past_level,
    tail_share,
)

NAN = np.nan
REAL = Path(
    os.environ.get("BALLAST_REAL_DATA", Path(__file__).parents[3] / "shared/data")
)
# Benjamini and Hochberg 1995, J R Stat Soc B 57:289-300, section 3.2: 15 comparisons
BH = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


def wander(teams: int, months: int, *, seed: int, phi: float = 0.3) -> np.ndarray:
    """AR(1) months of variance 1 about 0."""
    rng = np.random.default_rng(seed)
    made = rng.standard_normal((teams, months + 50))
    for month in range(1, months + 50):
        fresh = np.sqrt(1 - phi**2) * made[:, month]
        made[:, month] = phi * made[:, month - 1] + fresh
    return made[:, 50:]


def loads(teams: int, months: int, *, seed: int) -> np.ndarray:
    """Teams about a level of 28, a month's SD 1."""
    return 28 + wander(teams, months, seed=seed)


def levels(series: np.ndarray, level: float = 28.0) -> np.ndarray:
    return np.full(len(series), level)


def test_the_variance_of_a_mean_of_three() -> None:
    for phi in GRID:
        months = phi ** np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
        assert mean_of_three(phi) == pytest.approx(months.mean())


def test_p_is_close_to_the_weighed_t_it_is_calibrated_from() -> None:
    # by its formula: (mean of three - level) over the root of s^2 (3 + 4 phi +
    # 2 phi^2) / 9, t with the team's own and the borrowed df, weighed over phi
    series = loads(48, 36, seed=1)
    series[0, -3:] += 2
    before = series[:, :-3]
    own = noise(before, np.zeros(before.shape, dtype=np.int64))
    away = series[0, -3:].mean() - 28
    t = away / np.sqrt(own.variance[0] * mean_of_three(GRID))
    first = (own.weight[0] * stats.t.sf(t, own.freedom[0])).sum()
    found = past_level(series, levels(series)).p[0]
    assert np.log(found) == pytest.approx(np.log(first), abs=0.7)


def test_p_is_uniform_for_teams_exactly_at_their_level() -> None:
    p = np.concatenate(
        [
            past_level(series, levels(series), draws=3000, seed=seed).p
            for seed in range(12)
            for series in [loads(100, 30, seed=seed)]
        ]
    )
    # 1,200 teams: Monte Carlo errors .6 and .3 points
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.02)
    assert (p < 0.01).mean() == pytest.approx(0.01, abs=0.009)
    assert p.mean() == pytest.approx(0.5, abs=0.04)


def test_teams_just_under_their_levels_make_no_signal() -> None:
    false = 0
    for seed in range(20):
        series = loads(48, 36, seed=100 + seed)
        p = past_level(series, levels(series, 28.5), draws=2000, seed=seed).p
        false += int((benjamini_hochberg(p) < 0.05).sum())
    assert false <= 1


def test_a_season_alone_makes_no_signal() -> None:
    # at its top in the last three months, three SD over the level
    year = 3 * np.sin((np.arange(30) - 25) * np.pi / 6)
    assert year[-3:].mean() > 2.5
    series = loads(30, 30, seed=2) + year - 0.5
    found = past_level(series, levels(series))
    assert (benjamini_hochberg(found.p) >= 0.05).all()
    assert np.abs(found.distance).mean() < 2


def test_what_all_teams_share_is_taken_for_season_while_none_is_known() -> None:
    series = loads(30, 12, seed=3) - 0.5
    series[:, -3:] += 1.5
    shared = past_level(series, levels(series))
    assert (benjamini_hochberg(shared.p) >= 0.05).all()
    # one team that rises alone is still seen
    series[4, -3:] += 8
    assert benjamini_hochberg(past_level(series, levels(series)).p)[4] < 0.05


def test_a_step_of_four_sd_is_found_among_many_teams() -> None:
    found = []
    for seed in range(25):
        series = loads(48, 36, seed=300 + seed) - 2
        series[seed, -3:] += 6
        p = past_level(series, levels(series), draws=2000, seed=seed).p
        found.append(p[seed] < 0.05 / (48 * 6))
    # .93 by benchmarks/signals.py; 25 trials hold .7 to 1
    assert np.mean(found) > 0.7


def test_a_team_that_stays_past_its_level_stays_found() -> None:
    for months_ago in (3, 6, 9, 15):
        series = loads(30, 36, seed=4) - 2
        series[7, -months_ago:] += 8
        assert past_level(series, levels(series)).p[7] < 0.001, months_ago


def test_one_wild_month_is_no_signal() -> None:
    series = loads(30, 36, seed=5) - 1
    series[3, -2] += 5
    assert past_level(series, levels(series)).p[3] > 0.001


def test_less_than_agreed_is_the_mirror_of_more() -> None:
    series = loads(12, 30, seed=6) - 28  # negative at times: no proportions
    level = np.linspace(-1, 1, 12)
    above = past_level(series, level, seed=1)
    below = past_level(-series, -level, below=True, seed=1)
    assert np.allclose(above.distance, below.distance)
    assert np.abs(np.log(above.p / below.p)).max() < 0.5  # other draws, the same tail


def test_scale_changes_nothing() -> None:
    series = loads(12, 30, seed=7)
    level = np.linspace(26, 29, 12)
    one, other = past_level(series, level), past_level(40 * series, 40 * level)
    assert np.allclose(one.p, other.p)
    assert np.allclose(one.distance, other.distance)


def test_a_shift_changes_nothing_without_proportions() -> None:
    series = loads(12, 30, seed=8) - 28
    level = np.linspace(-1, 1, 12)
    moved = past_level(series - 5, level - 5)
    assert np.allclose(past_level(series, level).p, moved.p)


def test_the_order_of_teams_changes_no_more_than_the_draws_do() -> None:
    series, level = loads(20, 30, seed=9), np.linspace(26.5, 28.5, 20)
    order = np.random.default_rng(9).permutation(20)
    one = past_level(series, level, draws=20_000)
    turned = past_level(series[order], level[order], draws=20_000)
    assert np.allclose(one.distance[order], turned.distance)
    small = one.p[order] < 0.2
    assert np.allclose(np.log(one.p[order]), np.log(turned.p), atol=0.5)
    assert small.any()


def test_the_same_seed_gives_the_same_p() -> None:
    series, level = loads(5, 30, seed=10), np.full(5, 27.5)
    assert np.array_equal(past_level(series, level).p, past_level(series, level).p)


def test_only_teams_alike_share_a_season() -> None:
    school = np.where(np.arange(36) % 12 < 3, 6.0, -2.0)  # high from January to March
    series = loads(40, 36, seed=11) - 1
    series[:12] += school
    series = series[:, :27]  # ends in March
    alike = np.repeat([1, 0], [12, 28])
    apart = past_level(series, levels(series, 29.0), alike=alike)
    assert (benjamini_hochberg(apart.p) >= 0.05).all()
    together = past_level(series, levels(series, 29.0))
    assert np.median(apart.p[:12]) > 10 * np.median(together.p[:12])


@pytest.mark.parametrize(
    "months",
    [
        [5.0, 6, 5, 6, 5],  # five months
        [NAN, 5, 6, 5, 6, 5],
        [5.0, 6, 5, 6, 5, 6, NAN],  # the latest is not shown
        [5.0, 6, 5, 6, 5, NAN, 6],
        [NAN] * 12,  # nothing is
        [5.0],
        [5.0, 6],
    ],
)
def test_too_little_to_tell(months: list[float]) -> None:
    found = past_level(np.array([months]), np.array([3.0]))
    assert np.isnan(found.p[0])
    assert np.isnan(found.distance[0])


def test_no_agreed_level_gives_no_p_and_takes_nothing_from_others() -> None:
    series, level = loads(12, 30, seed=12), np.full(12, 27.0)
    level[3] = NAN
    found = past_level(series, level)
    assert np.isnan(found.p[3])
    assert not np.isnan(np.delete(found.p, 3)).any()


@pytest.mark.parametrize(("value", "expected"), [(5.0, 0.0), (3.0, 1.0), (2.0, 1.0)])
def test_a_constant_series_alone_is_surely_past_or_not(
    value: float, expected: float
) -> None:
    assert past_level(np.full((1, 12), value), np.array([3.0])).p[0] == expected


def test_a_constant_series_among_others_borrows_their_noise() -> None:
    series = loads(12, 30, seed=13)
    series[0] = 28.05
    found = past_level(series, levels(series))
    assert 0.05 < found.p[0] < 0.95


def test_no_team_at_all() -> None:
    assert past_level(np.empty((0, 12)), np.empty(0)).p.shape == (0,)


def test_gaps_a_late_team_and_a_merged_one() -> None:
    series = loads(20, 36, seed=14)
    series[np.random.default_rng(14).random(series.shape) < 0.1] = NAN
    series[:, -3:] = 27.5
    series[1, :28] = NAN  # came late
    series[2, 20:] = NAN  # was merged away
    series[3, -1] = NAN
    found = past_level(series, levels(series))
    assert np.isnan(found.p[[2, 3]]).all()
    assert not np.isnan(np.delete(found.p, [2, 3])).any()


def test_a_thousand_teams() -> None:
    series = loads(1000, 36, seed=15) - 2
    series[:5, -4:] += 8
    found = past_level(series, levels(series))
    assert (benjamini_hochberg(found.p)[:5] < 0.05).all()
    assert (benjamini_hochberg(found.p)[5:] < 0.05).sum() <= 1


def test_the_tail_goes_on_as_it_began() -> None:
    drawn = np.random.default_rng(16).exponential(1.0, DRAWS)
    far = np.array([1.0, 5, 9, 14])
    assert np.allclose(np.log(tail_share(far, drawn)), -far, atol=0.8)
    assert (np.diff(tail_share(np.linspace(0, 20, 200), drawn)) <= 0).all()


def test_a_tail_of_nothing_and_of_equals() -> None:
    assert tail_share(np.array([3.0, NAN]), np.empty(0))[0] == 1
    assert np.isnan(tail_share(np.array([NAN]), np.arange(9.0)))[0]
    assert tail_share(np.array([2.0, 0.0]), np.ones(8)).tolist() == [1 / 9, 1.0]


def test_benjamini_and_hochbergs_own_example() -> None:
    # theirs rejects 4 at .05 where Bonferroni rejects 3
    p = np.array(BH)
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (p * len(p) <= 0.05).sum() == 3


def test_the_example_is_the_published_table_and_its_q_are_those_of_r() -> None:
    path = REAL / "stats" / "bh1995_pvalues.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert [float(row["p"]) for row in rows] == list(BH)
    q = benjamini_hochberg(np.array(BH))
    assert np.allclose(q, [float(row["BH"]) for row in rows])


def test_q_agrees_with_scipy_and_passes_over_nan() -> None:
    rng = np.random.default_rng(3)
    p = rng.random(40)
    assert np.allclose(benjamini_hochberg(p), stats.false_discovery_control(p))
    q = benjamini_hochberg(np.append(p, NAN))
    assert np.allclose(q[:-1], benjamini_hochberg(p))
    assert np.isnan(q[-1])
    assert np.isnan(benjamini_hochberg(np.array([NAN]))).all()


@pytest.mark.parametrize("name", ["signals"])
def test_examples_worked_by_hand_hold(name: str) -> None:
    module = importlib.import_module(f"analytics.{name}")
    assert doctest.testmod(module).failed == 0


def test_what_no_first_p_is_small_in_is_not_simulated_and_stays_no_finding() -> None:
    calm = 23 + np.random.default_rng(3).standard_normal((12, 30))
    level = np.full(12, 28.0)
    quick = past_level(calm, level, worth=WORTH)
    assert (quick.p > WORTH).all()
    assert (past_level(calm, level).p > 0.001).all()
    risen = calm.copy()
    risen[0, -4:] += 12.0
    whole, part = past_level(risen, level), past_level(risen, level, worth=WORTH)
    assert part.p.tolist() == whole.p.tolist()


def test_a_finding_has_a_small_p_by_itself_whatever_the_others_are() -> None:
    """One team past its level, p .06: given that past .12, q .12, under the rate."""
    assert benjamini_hochberg(given_that_past(np.array([0.06, 0.9])))[0] < 0.15
    assert not findings(np.array([0.06, 0.9])).any()
    assert findings(np.array([0.04, 0.9])).tolist() == [True, False]
    assert not findings(np.array([NAN, 0.9])).any()


def test_findings_hold_the_rate_over_all_that_lie_past_their_level() -> None:
    """.04 is one of forty past: given that, .08 x 40 = 3.2, none; alone it is one."""
    crowd = np.array([0.04, *np.linspace(0.2, 0.5, 39)])
    assert not findings(crowd).any()
    assert findings(np.array([0.04, *np.full(39, 0.9)])).sum() == 1


def test_teams_on_the_good_side_do_not_hide_the_one_that_is_not() -> None:
    """.001 among 300: 300 x .001 = .3 is no finding; given that past, .002 x 1 is."""
    p = np.array([0.001, *[0.9] * 299])
    assert benjamini_hochberg(p)[0] > 0.05
    assert benjamini_hochberg(given_that_past(p))[0] == pytest.approx(0.002)
    # teams exactly at the level: half of them count, twice as large, so that
    # nothing is gained
    even = np.arange(1, 301) / 300
    assert (given_that_past(even) <= 0.05).sum() == 7  # (.05 x .5) x 300
