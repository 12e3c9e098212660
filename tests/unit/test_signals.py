"""Signals: a worked example, invariants, degenerate cases, and how often they err."""

import numpy as np
import pytest
from scipy import stats

from analytics.signals import PHI, benjamini_hochberg, past_level

NAN = np.nan


def test_a_worked_example() -> None:
    months = np.array([[10.0, 12, 10, 12, 14, 16]])
    # mean of the last three 14, mean |difference| 2, sigma 2.1185, error 1.4779, 3.1 df
    expected = stats.t.sf((14 - 12) / 1.47793, 3.1)
    assert past_level(months, np.array([12.0]))[0] == pytest.approx(expected, abs=1e-4)


def test_shift_and_scale_change_nothing() -> None:
    rng = np.random.default_rng(1)
    months, level = rng.normal(20, 2, (5, 12)), np.full(5, 21.0)
    p = past_level(months, level)
    assert np.allclose(p, past_level(3 * months + 7, 3 * level + 7))


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ([5.0, 5, 5, 5, 5, 5], 0.0),  # constant and above
        ([3.0, 3, 3, 3, 3, 3], 1.0),  # constant and at the level or under
        ([NAN, 5, 6, 5, 6, 5], NAN),  # five months
        ([5.0, 6, 5, 6, 5, 6, NAN], NAN),  # the latest is not shown
    ],
)
def test_degenerate_series(months: list[float], expected: float) -> None:
    found = past_level(np.array([months]), np.array([3.0]))[0]
    assert found == expected or (np.isnan(found) and np.isnan(expected))


def test_no_agreed_level_gives_no_p() -> None:
    assert np.isnan(past_level(np.ones((1, 8)), np.array([NAN])))[0]


def test_teams_just_at_the_level_are_rarely_called_past_it() -> None:
    rng = np.random.default_rng(7)
    shocks = rng.normal(0, np.sqrt(1 - PHI**2), (4000, 74))
    months = np.zeros_like(shocks)
    for month in range(1, shocks.shape[1]):
        months[:, month] = PHI * months[:, month - 1] + shocks[:, month]
    p = past_level(months[:, 50:], np.zeros(4000))
    # 5 % nominal; 4,000 teams have a Monte Carlo error of .35 points
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.012)


def test_a_step_of_four_sd_is_found() -> None:
    rng = np.random.default_rng(8)
    months = rng.normal(0, 1, (500, 24))
    months[:, -3:] += 4
    assert (past_level(months, np.full(500, 0.5)) < 0.01).mean() > 0.9


def test_benjamini_and_hochbergs_own_example() -> None:
    # Benjamini and Hochberg 1995, section 3.2: 15 comparisons; theirs rejects 4 at .05
    # where Bonferroni rejects 3
    p = np.array(
        [
            *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
            *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
        ]
    )
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (p * len(p) <= 0.05).sum() == 3


def test_q_agrees_with_scipy_and_passes_over_nan() -> None:
    rng = np.random.default_rng(3)
    p = rng.random(40)
    assert np.allclose(benjamini_hochberg(p), stats.false_discovery_control(p))
    q = benjamini_hochberg(np.append(p, NAN))
    assert np.allclose(q[:-1], benjamini_hochberg(p))
    assert np.isnan(q[-1])
    assert np.isnan(benjamini_hochberg(np.array([NAN]))).all()
