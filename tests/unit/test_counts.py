"""Charts of shares and of rare events: worked examples, invariants, bad input."""

import doctest
from itertools import pairwise

import numpy as np
import pytest

from analytics import counts
from analytics.counts import rare_event_limits, rate_limits, share_limits
from analytics.marks import marks

NAN = np.nan
# Attendances at English emergency departments seen within 4 hours, and all, weeks 1 to
# 6: Mohammed, Panesar, Laney and Wilson 2013, BMJ Qual Saf 22:362-368, as printed in
# the vignette of R qicharts2
SEEN = np.array([[266501, 264225, 276532, 281461, 269071, 261215.0]])
ALL = np.array([[280443, 276823, 291681, 296155, 282343, 275888.0]])


def slow_lines(seen: np.ndarray, all_: np.ndarray) -> list[tuple[float, float]]:
    """Laney's five steps, one week at a time: centre and reach."""
    p = sum(seen) / sum(all_)
    z = [
        (x / n - p) / (p * (1 - p) / n) ** 0.5 for x, n in zip(seen, all_, strict=True)
    ]
    ranges = [abs(b - a) for a, b in pairwise(z)]
    sigma = sum(ranges) / len(ranges) / 1.128
    return [(p, 3 * (p * (1 - p) / n) ** 0.5 * sigma) for n in all_]


def test_laneys_steps_on_the_weeks_that_made_the_case_for_them() -> None:
    found = share_limits(SEEN / ALL, ALL)
    expected = slow_lines(SEEN[0], ALL[0])
    assert np.allclose(found.centre[0], [line[0] for line in expected])
    assert np.allclose(found.reach[0], [line[1] for line in expected])
    # by hand: p = 1619005 / 1703333 = .95049; binomial limits +- .00122 would call
    # four of six weeks special; z ranges 10.2 15.75 5.78 6.4 15.03, mean 10.63,
    # sigma 10.63 / 1.128 = 9.42
    assert found.centre[0, 0] == pytest.approx(0.950492, abs=1e-6)
    assert found.reach[0, 0] / (3 * np.sqrt(0.950492 * 0.049508 / 280443)) == (
        pytest.approx(9.42, abs=0.01)
    )
    assert (marks(SEEN / ALL, found) == 0).all()


def test_more_cases_have_narrower_limits() -> None:
    found = share_limits(np.array([[0.2, 0.3, 0.25]]), np.array([[50.0, 50, 200]]))
    assert found.reach[0, 2] == pytest.approx(found.reach[0, 0] / 2)


def test_pure_chance_gives_the_binomial_limits() -> None:
    # Laney: without variation beyond chance sigma_z is 1, and p' is the p chart
    rng = np.random.default_rng(1)
    of = rng.integers(50, 500, (400, 36)).astype(float)
    shares = rng.binomial(of.astype(int), 0.3) / of
    found = share_limits(shares, of, baseline=None)
    binomial = 3 * np.sqrt(0.3 * 0.7 / of)
    assert np.median(found.reach / binomial) == pytest.approx(1, abs=0.02)


def test_cases_and_the_rest_mirror_each_other() -> None:
    rng = np.random.default_rng(2)
    shares, of = rng.random((5, 20)), rng.integers(10, 90, (5, 20)).astype(float)
    one, other = share_limits(shares, of), share_limits(1 - shares, of)
    assert np.allclose(other.centre, 1 - one.centre)
    assert np.allclose(other.reach, one.reach)


def test_the_baseline_is_frozen_and_a_segment_begins_anew() -> None:
    rng = np.random.default_rng(3)
    shares, of = rng.random((1, 30)), np.full((1, 30), 40.0)
    changed = shares.copy()
    changed[0, 13:] = 0.9
    assert np.allclose(share_limits(shares, of).reach, share_limits(changed, of).reach)
    starts = np.zeros(shares.shape, dtype=bool)
    starts[0, 15] = True
    apart = share_limits(shares[:, 15:], of[:, 15:])
    assert np.allclose(
        share_limits(shares, of, starts=starts).reach[:, 15:], apart.reach
    )
    assert share_limits(shares[:, :12], of[:, :12]).trial.all()


@pytest.mark.parametrize(
    ("shares", "of", "centre", "reach"),
    [
        ([0.0, 0, 0], [9.0, 9, 9], 0.0, 0.0),  # never: limits at the centre
        ([1.0, 1], [9.0, 9], 1.0, 0.0),  # always
        ([0.2, NAN, 0.4], [10.0, 10, 10], 0.3, NAN),  # no two weeks in a row
        ([0.2, 0.4, 0.9], [10.0, 10, NAN], 0.3, 0.5319),  # no denominator: not shown
        ([0.2, 0.4, 0.9], [10.0, 10, 0], 0.3, 0.5319),
        ([NAN, NAN], [5.0, 5], NAN, NAN),
    ],
)
def test_degenerate_shares(
    shares: list[float], of: list[float], centre: float, reach: float
) -> None:
    # .2 and .4 of 10: s = sqrt(.021) = .1449, z = -+.69, sigma 1.3801 / 1.128 = 1.2235,
    # reach 3 x .1449 x 1.2235 = .5319
    found = share_limits(np.array([shares]), np.array([of]))
    assert found.centre[0, 0] == pytest.approx(centre, nan_ok=True)
    assert found.reach[0, 0] == pytest.approx(reach, abs=1e-4, nan_ok=True)


def test_rates_of_pure_chance_have_the_poisson_limits() -> None:
    # Laney: without variation beyond chance sigma_z is 1, and u' is the u chart
    rng = np.random.default_rng(4)
    of = rng.uniform(5, 50, (400, 36))
    found = rate_limits(rng.poisson(2 * of) / of, of, baseline=None)
    assert np.median(found.centre) == pytest.approx(2, abs=0.01)
    assert np.median(found.reach / (3 * np.sqrt(2 / of))) == pytest.approx(1, abs=0.02)


def test_rates_do_not_depend_on_the_unit_of_opportunity() -> None:
    rng = np.random.default_rng(5)
    of = rng.uniform(300, 900, (3, 20))
    rates = rng.poisson(0.01 * of) / of
    one, other = rate_limits(rates, of), rate_limits(100 * rates, of / 100)
    assert np.allclose(other.centre, 100 * one.centre)
    assert np.allclose(other.reach, 100 * one.reach)


def test_where_nothing_ever_happens_a_rate_is_expected_at_nought() -> None:
    found = rate_limits(np.zeros((1, 3)), np.array([[4.0, 5, 6]]))
    assert (found.centre == 0).all()
    assert (found.reach == 0).all()


def test_the_lines_of_rare_events_follow_benneyan() -> None:
    # g +- 3 sqrt(g (g + 1)) at g = 30: 30 + 3 sqrt(930) = 121.487705
    found = rare_event_limits(np.array([[25.0, 35, 30, NAN]]))
    assert found.upper[0] == pytest.approx(121.487705, abs=1e-6)
    assert found.lower[0] == 0


def test_half_of_a_geometric_distribution_lies_below_the_centre() -> None:
    rng = np.random.default_rng(4)
    between = rng.geometric(1 / 31, (1, 200_000)) - 1.0
    found = rare_event_limits(between, baseline=200_000)
    assert (between < found.centre[0]).mean() == pytest.approx(0.5, abs=0.02)
    # the mean would not do: 63 % lie below it
    assert (between < between.mean()).mean() > 0.6


def test_only_the_first_intervals_set_the_lines() -> None:
    start = np.arange(13.0)
    one = rare_event_limits(np.append(start, [99, 99])[None, :])
    assert one.upper[0] == rare_event_limits(start[None, :]).upper[0]


def test_degenerate_rare_events() -> None:
    nothing = rare_event_limits(np.array([[NAN, NAN]]))
    assert np.isnan([nothing.centre[0], nothing.lower[0], nothing.upper[0]]).all()
    daily = rare_event_limits(np.array([[0.0, 0, 0]]))
    assert (daily.centre[0], daily.lower[0], daily.upper[0]) == (0, 0, 0)


def test_examples_worked_by_hand_hold() -> None:
    assert doctest.testmod(counts).failed == 0
