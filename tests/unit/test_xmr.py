"""Control charts of single figures: published limits, invariants, bad input."""

import doctest
import importlib

import numpy as np
import pytest

from analytics.xmr import assurance, lag_1, limits, moving_range_mean, segments

NAN = np.nan
# R: set.seed(123); rnorm(20), as in the tests of NHSRplotthedots
NORMALS = (
    *(-0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774),
    *(1.71506499, 0.46091621, -1.26506123, -0.68685285, -0.44566197),
    *(1.22408180, 0.35981383, 0.40077145, 0.11068272, -0.55584113),
    *(1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141),
)
# NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2: flow rates of ten batches
FLOW = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
# R datasets `lh`: luteinizing hormone in blood, 48 samples (Diggle 1990, table A.1)
LH = (
    *(2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2),
    *(2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3),
    *(2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3.0, 2.9),
)


def row(*values: float) -> np.ndarray:
    """One team's months."""
    return np.array([values], dtype=float)


@pytest.mark.parametrize(
    ("place", "value", "screened", "expected"),
    [
        # NHSRplotthedots 0.2.2, tests/testthat/_snaps/ptd_spc_standard.md: mean_col,
        # lpl, upl; the second and third with the fifteenth point set to 10
        (None, None, True, (0.1416238, -3.01138, 3.294627)),
        (14, 10.0, True, (0.6694159, -2.383666, 3.722497)),
        (14, 10.0, False, (0.6694159, -4.596625, 5.935457)),
    ],
)
def test_the_limits_of_nhsrplotthedots(
    place: int | None,
    value: float,
    screened: bool,
    expected: tuple[float, float, float],
) -> None:
    series = row(*NORMALS)
    if place is not None:
        series[0, place] = value
    found = limits(series, baseline=None, screened=screened)
    lines = found.centre[0, 0], found.lower[0, 0], found.upper[0, 0]
    assert lines == pytest.approx(expected, abs=2e-6)


def test_the_limits_of_the_nist_handbook() -> None:
    # 6.3.2.2: mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041 with
    # 3 / 1.128 where we take the tables' rounded 2.66
    found = limits(row(*FLOW))
    assert found.centre[0, 0] == pytest.approx(50.81)
    assert moving_range_mean(row(*FLOW))[0] == pytest.approx(1.8778, abs=5e-5)
    assert found.lower[0, 0] == pytest.approx(45.8159, abs=2e-3)
    assert found.upper[0, 0] == pytest.approx(55.8041, abs=2e-3)


def test_the_lag_1_correlation_of_r() -> None:
    # acf(lh): .576 at lag 1 (Venables and Ripley 2002, Modern Applied Statistics, 14.1)
    assert lag_1(row(*LH))[0] == pytest.approx(0.576, abs=5e-4)


def test_near_limits_lie_at_two_thirds() -> None:
    found = limits(row(*FLOW))
    spread = moving_range_mean(row(*FLOW))[0]
    assert found.near_upper[0, 0] - 50.81 == pytest.approx(1.7733 * spread, rel=1e-4)
    assert 50.81 - found.near_lower[0, 0] == pytest.approx(1.7733 * spread, rel=1e-4)


def test_only_the_first_thirteen_points_set_the_limits() -> None:
    rng = np.random.default_rng(1)
    start = rng.normal(20, 1, 13)
    calm = limits(row(*start, *rng.normal(20, 1, 12)))
    wild = limits(row(*start, *rng.normal(60, 30, 12)))
    assert np.array_equal(calm.centre, wild.centre)
    assert np.array_equal(calm.reach, wild.reach)
    # one more point in the baseline would have moved them
    assert not np.allclose(
        calm.centre[0, 0], limits(row(*start, 60), baseline=14).centre[0, 0]
    )


def test_gaps_do_not_count_as_points_of_the_baseline() -> None:
    rng = np.random.default_rng(2)
    start = rng.normal(20, 1, 13)
    gappy = limits(row(*start[:5], NAN, *start[5:], 90, 91))
    assert gappy.centre[0, 0] == pytest.approx(start.mean())
    assert not gappy.trial.any()


def test_no_difference_is_taken_across_a_gap() -> None:
    # differences 2 and 2; the 50 between the halves is none
    assert moving_range_mean(row(10, 12, NAN, 62, 60))[0] == 2


def test_a_segment_has_limits_of_its_own() -> None:
    rng = np.random.default_rng(3)
    series = row(*rng.normal(30, 1, 15), *rng.normal(20, 1, 14))
    starts = np.zeros(series.shape, dtype=bool)
    starts[0, 15] = True
    found = limits(series, starts=starts)
    assert found.segment[0].tolist() == [0] * 15 + [1] * 14
    apart = limits(series[:, 15:])
    assert np.allclose(found.centre[:, 15:], apart.centre)
    assert np.allclose(found.reach[:, 15:], apart.reach)


def test_a_start_in_the_first_month_makes_no_empty_segment() -> None:
    assert segments(row(1, 2), np.array([[True, False]])).tolist() == [[0, 0]]


def test_under_thirteen_points_the_limits_are_trial_limits() -> None:
    assert limits(row(*range(12))).trial.all()
    assert not limits(row(*range(13))).trial.any()


@pytest.mark.parametrize(
    ("values", "centre", "reach"),
    [
        ((5.0, 5, 5, 5), 5.0, 0.0),  # constant: limits = centre
        ((0.1,) * 20, 0.1, 0.0),  # a constant that binary fractions cannot hold
        ((7.0,), 7.0, NAN),  # one month: no spread known
        ((7.0, NAN, 9), 8.0, NAN),  # no two successive months
        ((NAN, NAN), NAN, NAN),  # nothing shown
    ],
)
def test_degenerate_series(
    values: tuple[float, ...], centre: float, reach: float
) -> None:
    found = limits(row(*values))
    assert found.centre[0, 0] == pytest.approx(centre, nan_ok=True)
    assert found.reach[0, 0] == pytest.approx(reach, nan_ok=True)


def test_no_team_and_no_month() -> None:
    assert limits(np.empty((0, 5))).centre.shape == (0, 5)
    assert limits(np.empty((3, 0))).centre.shape == (3, 0)


def test_shift_and_scale_go_through() -> None:
    series = np.random.default_rng(4).normal(10, 2, (6, 20))
    series[2, 4] = NAN
    one, other = limits(series), limits(-3 * series + 7)
    assert np.allclose(other.centre, -3 * one.centre + 7)
    assert np.allclose(other.reach, 3 * one.reach)


def test_the_order_of_teams_does_not_matter() -> None:
    series = np.random.default_rng(5).normal(10, 2, (6, 20))
    order = [3, 0, 5, 1, 4, 2]
    assert np.array_equal(limits(series[order]).reach, limits(series).reach[order])


@pytest.mark.parametrize(
    ("level", "direction", "expected"),
    [
        (30, "strain", "kept"),
        (10, "strain", "past"),
        (25, "strain", "varies"),
        (30, "protects", "past"),
        (10, "protects", "kept"),
        (20, "strain", "varies"),  # a level on a limit lies within
        (30, "none", None),
    ],
)
def test_assurance_is_the_level_against_the_limits(
    level: float, direction: str, expected: str | None
) -> None:
    assert assurance(level, lower=20, upper=28, direction=direction) == expected


def test_there_is_no_assurance_without_limits() -> None:
    assert assurance(28, lower=NAN, upper=NAN, direction="strain") is None


@pytest.mark.parametrize("values", [(4.0, 4, 4), (4.0,), (NAN, NAN), (4.0, NAN, 5)])
def test_there_is_no_lag_1_without_pairs_that_vary(values: tuple[float, ...]) -> None:
    assert np.isnan(lag_1(row(*values))[0])


@pytest.mark.parametrize("name", ["xmr"])
def test_examples_worked_by_hand_hold(name: str) -> None:
    module = importlib.import_module(f"analytics.{name}")
    assert doctest.testmod(module).failed == 0
