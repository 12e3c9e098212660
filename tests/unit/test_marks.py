"""The four rules of a chart: worked cases, and a slow second reading of the rules."""

import doctest
import importlib
from itertools import pairwise

import numpy as np
import pytest

from analytics.marks import NOT_SHOWN, STATES, marks, meaning
from analytics.xmr import Limits, limits

NAN = np.nan


def states(
    values: list[float],
    *,
    centre: float = 10,
    reach: float = 3,
    segment: list[int] | None = None,
) -> list[str]:
    """The states of one team's months against lines drawn by hand."""
    series = np.array([values], dtype=float)
    drawn = Limits(
        np.full(series.shape, centre),
        np.full(series.shape, reach),
        np.array([segment or [0] * len(values)]),
        np.zeros(series.shape, dtype=bool),
    )
    found = marks(series, drawn)[0]
    return ["" if one == NOT_SHOWN else STATES[one] for one in found]


def test_a_point_on_a_limit_is_inside() -> None:
    assert states([13, 13.01, 7, 6.99]) == [
        "common",
        "above_limit",
        "common",
        "below_limit",
    ]


def test_two_of_three_marks_those_beyond_the_near_limit_alone() -> None:
    # near limits 8 and 12
    assert states([12.5, 10.5, 12.5]) == ["near_upper", "common", "near_upper"]
    assert states([7.5, 7.5, 9.5]) == ["near_lower", "near_lower", "common"]


def test_two_of_three_needs_three_points_on_one_side() -> None:
    assert states([12.5, 9.5, 12.5]) == ["common"] * 3
    # NHSRplotthedots: two near points on opposite sides are common cause
    assert states([11, 9, 12.5, 7.5]) == ["common"] * 4
    # a third point outside the limit is on the same side but counts as no near point
    assert states([12.5, 13.5, 10.5]) == ["common", "above_limit", "common"]
    assert states([12.5, 13.5, 12.5]) == ["near_upper", "above_limit", "near_upper"]


def test_two_points_are_no_three() -> None:
    assert states([12.5, 12.5]) == ["common", "common"]


@pytest.mark.parametrize("sign", [1, -1])
def test_seven_rising_points_are_all_marked(sign: int) -> None:
    slow = [10 + sign * step for step in (-1, -0.8, -0.5, 0.1, 0.3, 0.7, 1.1)]
    word = "rising" if sign == 1 else "falling"
    assert states(slow) == [word] * 7
    assert states([10.0, *slow]) == ["common", *[word] * 7]


def test_a_tie_breaks_a_trend() -> None:
    # ptd_seven_point_trend(c(1:3, 3:6)) of NHSRplotthedots
    assert states([1, 2, 3, 3, 4, 5, 6], reach=99) == ["run_below"] * 7
    assert "rising" not in states([8, 9, 10, 10, 11, 12, 13], reach=99)


def test_six_points_are_no_trend() -> None:
    assert set(states([9, 9.5, 10, 10.5, 11, 11.5])) == {"common"}


def test_the_peak_of_two_trends_belongs_to_the_later_one() -> None:
    up = [7.5, 8, 8.5, 9, 9.5, 10.5, 11]
    found = states([*up, *up[-2::-1]], reach=99)
    assert found == ["rising"] * 6 + ["falling"] * 7


def test_seven_on_one_side_are_all_marked_and_six_are_not() -> None:
    side = [11, 10.5, 11, 10.5, 11, 10.5, 11]
    assert states(side) == ["run_above"] * 7
    assert states(side[:6]) == ["common"] * 6
    assert states([20 - value for value in side]) == ["run_below"] * 7


def test_a_point_on_the_centre_breaks_a_run() -> None:
    assert set(states([11, 10.5, 11, 10, 11, 10.5, 11, 10.5])) == {"common"}


def test_the_first_rule_that_holds_is_said() -> None:
    # part of a run and of a trend, the last two beyond near and limit
    found = states([10.2, 10.4, 10.6, 10.8, 12.2, 12.4, 13.4])
    assert found == ["rising"] * 6 + ["above_limit"]


def test_no_rule_bridges_a_gap() -> None:
    side = [11, 10.5, 11, NAN, 10.5, 11, 10.5, 11]
    assert set(states(side)) == {"common", ""}
    rise = [9, 9.5, 10.1, NAN, 10.5, 10.9, 11.2, 11.5]
    assert set(states(rise)) == {"common", ""}
    assert states([12.5, NAN, 12.5]) == ["common", "", "common"]


def test_no_rule_bridges_a_new_segment() -> None:
    side = [11, 10.5, 11, 10.5, 11, 10.5, 11]
    assert set(states(side, segment=[0, 0, 0, 0, 1, 1, 1])) == {"common"}
    rise = [9, 9.5, 10.1, 10.3, 10.5, 10.9, 11.2]
    assert set(states(rise, segment=[0, 0, 0, 0, 0, 0, 1])) == {"common"}
    assert set(states([12.5, 12.5, 12.5], segment=[0, 1, 1])) == {"common"}


def test_without_limits_only_sides_and_trends_are_read() -> None:
    side = [11, 10.5, 99, 10.5, 11, 10.5, 11]
    assert states(side, reach=NAN) == ["run_above"] * 7
    assert set(states([NAN, 5, 6], centre=NAN, reach=NAN)) == {"", "common"}


@pytest.mark.parametrize(
    "values", [[5.0] * 9, [0.1] * 9, [0.1 + 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3]]
)
def test_a_constant_series_has_no_mark(values: list[float]) -> None:
    series = np.array([values])
    assert (marks(series, limits(series)) == 0).all()


@pytest.mark.parametrize("months", [0, 1, 2, 6])
def test_few_months_have_no_mark(months: int) -> None:
    series = np.arange(months, dtype=float)[None, :] + 20
    assert (marks(series, limits(series)) == 0).all()


def test_shift_and_scale_change_no_mark_and_a_mirror_turns_them() -> None:
    rng = np.random.default_rng(3)
    series = rng.normal(0, 1, (80, 30)) + rng.normal(0, 0.4, (80, 30)).cumsum(axis=1)
    found = marks(series, limits(series))
    moved = 5 * series + 100
    assert np.array_equal(found, marks(moved, limits(moved)))
    mirrored = marks(-series, limits(-series))
    turned = np.where(found > 0, found + np.where(found % 2 == 1, 1, -1), found)
    # where a rise meets a fall the later one has the point, in the mirror too
    assert np.array_equal(turned, mirrored)
    assert len(np.unique(found)) == len(STATES)


@pytest.mark.parametrize(
    ("state", "direction", "expected"),
    [
        ("above_limit", "strain", "concern"),
        ("below_limit", "strain", "improvement"),
        ("falling", "protects", "concern"),
        ("run_above", "protects", "improvement"),
        ("near_lower", "none", "change"),
        ("common", "strain", "common"),
        ("common", "none", "common"),
    ],
)
def test_a_state_means_what_the_direction_makes_of_it(
    state: str, direction: str, expected: str
) -> None:
    assert meaning(state, direction) == expected


# A second reading of the rules, point by point, that shares nothing with the first.


def slow_states(values: np.ndarray, drawn: Limits, team: int) -> list[str]:
    months = range(len(values))
    y, seg = values, drawn.segment[team]
    mid, reach = drawn.centre[team], drawn.reach[team]
    side = [0 if np.isnan(y[t]) else int(np.sign(y[t] - mid[t])) for t in months]
    out = [abs(y[t] - mid[t]) > reach[t] for t in months]
    near = [not out[t] and abs(y[t] - mid[t]) > reach[t] * 2 / 3 for t in months]

    def windows(length: int, t: int) -> list[list[int]]:
        starts = range(max(0, t - length + 1), min(t, len(values) - length) + 1)
        found = [list(range(start, start + length)) for start in starts]
        return [w for w in found if len({int(seg[i]) for i in w}) == 1]

    def ordered(w: list[int], sign: int) -> bool:
        return all(sign * (y[b] - y[a]) > 0 for a, b in pairwise(w))

    def state(t: int) -> str:
        high = side[t] > 0
        if out[t]:
            return "above_limit" if high else "below_limit"
        rise = any(ordered(w, 1) for w in windows(7, t))
        fall = any(ordered(w, -1) for w in windows(7, t))
        if rise and fall:
            return "falling" if y[t + 1] < y[t] else "rising"
        if rise or fall:
            return "rising" if rise else "falling"
        for w in windows(3, t):
            one_side = abs(sum(side[i] for i in w)) == 3
            if near[t] and one_side and sum(near[i] for i in w) >= 2:
                return "near_upper" if high else "near_lower"
        if any(abs(sum(side[i] for i in w)) == 7 for w in windows(7, t)):
            return "run_above" if high else "run_below"
        return "common"

    return ["" if np.isnan(y[t]) else state(t) for t in months]


def test_the_rules_agree_with_a_slow_reading_of_them() -> None:
    rng = np.random.default_rng(11)
    series = rng.normal(0, 1, (150, 28)) + rng.normal(0, 0.4, (150, 28)).cumsum(axis=1)
    series[rng.random(series.shape) < 0.05] = NAN
    starts = rng.random(series.shape) < 0.03
    drawn = limits(series, starts=starts)
    found = marks(series, drawn)
    fast = [["" if s == NOT_SHOWN else STATES[s] for s in team] for team in found]
    slow = [slow_states(series[team], drawn, team) for team in range(len(series))]
    assert fast == slow
    assert {state for team in slow for state in team} == {"", *STATES}


@pytest.mark.parametrize("name", ["marks"])
def test_examples_worked_by_hand_hold(name: str) -> None:
    module = importlib.import_module(f"analytics.{name}")
    assert doctest.testmod(module).failed == 0
