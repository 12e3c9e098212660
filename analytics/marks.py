"""The marks of a control chart: which points are unlike the others, by four rules.

Marks stay on charts. They are many by chance alone over many teams, so no headline is
made of them: `analytics.signals` is for that.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analytics.xmr import Direction, Limits

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Meaning = Literal["concern", "improvement", "change", "common"]

# State of a point by number; odd ones lie high or rise.
STATES: Final = (
    "common",
    *("above_limit", "below_limit"),
    *("rising", "falling"),
    *("near_upper", "near_lower"),
    *("run_above", "run_below"),
)
NOT_SHOWN: Final = -1
RUN: Final = 7
TOGETHER: Final = 3
NEAR_OF_THEM: Final = 2
SAME: Final = 1e-9  # relative: nearer than this to a line is on the line


def marks(series: Floats, limits: Limits) -> Ints:
    """The state of every point, as its place in `STATES`; -1 where there is none.

    The first rule that holds: (1) outside the limits; (2) part of a trend: seven
    successive points, six differences of one sign, a tie breaks it; (3) two of three:
    of three successive points on one side at least two lie beyond the near limit and
    inside the limit, those alone are marked; (4) part of seven successive points on one
    side, a point on the centre breaks it. Rules stay within a segment and no gap is
    bridged. Where a rise and a fall share a point, it belongs to the later one.

    Source: NHS England, Making Data Count; rules as in NHSRplotthedots 0.2.2.

    Args:
        series: teams x months, NaN where not shown.
        limits: from `xmr.limits`; where it holds no limits, rules 1 and 3 are silent.

    By hand, 1 2 3 4 5 6 7 with differences of 1: centre 4, limits 4 -+ 2.66: 1 and 7
    are outside, the others part of a trend.

    >>> from analytics.xmr import limits
    >>> seven = np.array([[1.0, 2, 3, 4, 5, 6, 7]])
    >>> [STATES[one] for one in marks(seven, limits(seven))[0]][:3]
    ['below_limit', 'rising', 'rising']
    """
    there = ~np.isnan(series)
    away = _away(series, limits.centre)
    side = np.sign(away)
    reach = np.where(np.isnan(limits.reach), np.inf, limits.reach)
    slack = SAME * np.abs(np.nan_to_num(limits.centre))
    outside = np.abs(away) > reach + slack
    near = ~outside & (np.abs(away) > reach * 2 / 3 + slack)
    trend = _trend(series, limits.segment)
    close = near & _part_of_three(side, near, limits.segment)
    run = _part_of_run(side, limits.segment)
    high = side > 0
    state = np.zeros(series.shape, dtype=np.int64)
    state[run] = np.where(high, 7, 8)[run]
    state[close] = np.where(high, 5, 6)[close]
    state[trend != 0] = np.where(trend > 0, 3, 4)[trend != 0]
    state[outside] = np.where(high, 1, 2)[outside]
    return np.where(there, state, NOT_SHOWN)


def meaning(state: str, direction: Direction) -> Meaning:
    """What a state says of a measure: concern, improvement, change, or common cause.

    >>> meaning("rising", "strain"), meaning("run_above", "protects")
    ('concern', 'improvement')
    """
    if state == "common":
        return "common"
    if direction == "none":
        return "change"
    up = STATES.index(state) % 2 == 1
    return "concern" if up == (direction == "strain") else "improvement"


def _away(series: Floats, centre: Floats) -> Floats:
    """Deviation from the centre; 0 where a point lies on it, or is not there."""
    away = np.nan_to_num(series - centre)
    on_it = np.abs(away) <= SAME * np.abs(np.nan_to_num(centre))
    return np.where(on_it, 0.0, away)


def _windows(values: Floats, segment: Ints, length: int) -> tuple[Floats, Flags]:
    """Every window of successive months, and whether it lies within one segment."""
    if values.shape[1] < length:
        none = np.zeros((len(values), 0, length))
        return none, np.zeros(none.shape[:2], dtype=bool)
    same = segment[:, length - 1 :] == segment[:, : values.shape[1] - length + 1]
    return sliding_window_view(values, length, axis=1), same


def _spread(found: Flags, length: int, months: int) -> Flags:
    """Months that are part of any window found."""
    inside = np.zeros((len(found), months), dtype=bool)
    for place in range(found.shape[1] and length):
        inside[:, place : place + found.shape[1]] |= found
    return inside


def _part_of_run(side: Floats, segment: Ints) -> Flags:
    windows, same = _windows(side, segment, RUN)
    found = same & (np.abs(windows.sum(axis=2)) == RUN)
    return _spread(found, RUN, side.shape[1])


def _part_of_three(side: Floats, near: Flags, segment: Ints) -> Flags:
    windows, same = _windows(side, segment, TOGETHER)
    close, _ = _windows(near.astype(float), segment, TOGETHER)
    found = same & (np.abs(windows.sum(axis=2)) == TOGETHER)
    found &= close.sum(axis=2) >= NEAR_OF_THEM
    return _spread(found, TOGETHER, side.shape[1])


def _trend(series: Floats, segment: Ints) -> Floats:
    """1 where a point is part of a rise, -1 of a fall, 0 of neither."""
    months = series.shape[1]
    step = np.nan_to_num(np.sign(np.diff(series, axis=1)))
    # a difference belongs to the month it leads to, and to the segment of both
    same = segment[:, 1:] == segment[:, :-1]
    windows, _ = _windows(np.where(same, step, 0.0), segment[:, 1:], RUN - 1)
    rises = _spread(windows.sum(axis=2) == RUN - 1, RUN, months)
    falls = _spread(windows.sum(axis=2) == 1 - RUN, RUN, months)
    later_fall = np.zeros(rises.shape, dtype=bool)
    later_fall[:, :-1] = step < 0
    rising = np.where(rises & falls, ~later_fall, rises)
    return np.where(rising, 1.0, np.where(falls, -1.0, 0.0))
