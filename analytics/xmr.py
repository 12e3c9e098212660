"""Control charts of single figures (XmR): where each team's months are expected to lie.

Series are teams x months, NaN where a month is not shown; a gap is never bridged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.levels import row_mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Assurance = Literal["kept", "past", "varies"]
Direction = Literal["strain", "protects", "none"]

BASELINE: Final = 13  # points that set the limits of a segment, from then on frozen
# 3 / d2 with d2 = 1.128, the mean range of two; near limits at two thirds of that.
REACH: Final = 2.66
NEAR: Final = REACH * 2 / 3
SCREEN: Final = 3.267  # D4: no moving range of two is expected beyond it
LAG_1_WARNING: Final = 0.3


@dataclass(frozen=True)
class Limits:
    """The lines of a chart, each teams x months, in the measure's unit.

    Attributes:
        centre: mean of the segment's baseline.
        reach: from the centre to a limit; the near limits lie at two thirds of it.
            NaN where no two successive months of the baseline are there.
        segment: number of the segment, from 0.
        trial: the segment's baseline has fewer than 13 points.
    """

    centre: Floats
    reach: Floats
    segment: Ints
    trial: Flags

    @property
    def lower(self) -> Floats:
        """Lower limit."""
        return self.centre - self.reach

    @property
    def upper(self) -> Floats:
        """Upper limit."""
        return self.centre + self.reach

    @property
    def near_lower(self) -> Floats:
        """Lower near limit, at two thirds."""
        return self.centre - self.reach * 2 / 3

    @property
    def near_upper(self) -> Floats:
        """Upper near limit, at two thirds."""
        return self.centre + self.reach * 2 / 3


def limits(
    series: Floats,
    *,
    starts: Flags | None = None,
    screened: bool = True,
    baseline: int | None = BASELINE,
) -> Limits:
    """Centre and limits of every month of every team.

    Segment by segment, from its first 13 points: centre = their mean, amr = mean
    |difference| of successive months; differences of 3.267 amr or more are dropped once
    and amr taken again; limits centre +- 2.66 amr. They stay frozen for the rest of the
    segment. A new segment begins where `starts` says so, and nowhere else.

    Source: Shewhart 1931; Wheeler 2000, Understanding Variation; screening: Nelson
    1982, J Qual Technol 14:172-173; as NHSRplotthedots 0.2.2 computes it.

    Args:
        series: teams x months.
        starts: same shape; True where a new segment begins. None: one segment.
        screened: False leaves wide differences in, as the spreadsheet tool does.
        baseline: points that set the limits; None: all of the segment.

    Returns:
        A constant series has limits at its centre. A segment without a point has NaN
        throughout; one without two successive months has a centre and no limits.

    By hand, 10 12 10 12 30: the differences 2 2 2 18 have mean 6, and 18 is under
    3.267 x 6 = 19.6, so it stays; reach 2.66 x 6.

    >>> found = limits(np.array([[10.0, 12, 10, 12, 30]]))
    >>> [round(x, 2) for x in (found.centre[0, 0].item(), found.reach[0, 0].item())]
    [14.8, 15.96]
    """
    segment = segments(series, starts)
    centre, reach = np.full(series.shape, np.nan), np.full(series.shape, np.nan)
    trial = np.zeros(series.shape, dtype=bool)
    there = ~np.isnan(series)
    for one in range(int(segment.max(initial=-1)) + 1):
        own = segment == one
        count = np.cumsum(own & there, axis=1)
        counts = own & there & (count <= (baseline or series.shape[1]))
        points = np.where(counts, series, np.nan)
        middle = np.where(counts.any(axis=1), row_mean(points), np.nan)
        range_mean = moving_range_mean(points, screened=screened)
        few = (own & there).sum(axis=1) < BASELINE
        centre = np.where(own, middle[:, None], centre)
        reach = np.where(own, REACH * range_mean[:, None], reach)
        trial = np.where(own, few[:, None], trial)
    return Limits(centre, reach, segment, trial)


def segments(series: Floats, starts: Flags | None) -> Ints:
    """Number of the segment of every month, from 0: one more at each start.

    >>> starts = np.array([[False, False, True, False]])
    >>> segments(np.zeros((1, 4)), starts).tolist()
    [[0, 0, 1, 1]]
    """
    if starts is None:
        return np.zeros(series.shape, dtype=np.int64)
    later = starts.copy()
    later[:, :1] = False  # the first month begins the first segment
    return np.cumsum(later, axis=1)


def moving_range_mean(points: Floats, *, screened: bool = True) -> Floats:
    """Mean |difference| of successive months, one per row; NaN without a difference.

    With `screened`, differences of 3.267 times it or more are dropped once.

    By hand, 1 2 1 2 1 2 1 9: differences 1 six times and 8, mean 2; 8 is over 6.53 and
    goes: 1.

    >>> moving_range_mean(np.array([[1.0, 2, 1, 2, 1, 2, 1, 9]])).item()
    1.0
    """
    step = np.abs(np.diff(points, axis=1))
    mean = np.where((~np.isnan(step)).any(axis=1), row_mean(step), np.nan)
    if not screened:
        return mean
    kept = np.where((step < SCREEN * mean[:, None]) | (step == 0), step, np.nan)
    return np.where(np.isnan(mean), np.nan, row_mean(kept))


def lag_1(series: Floats) -> Floats:
    """Lag-1 autocorrelation of each row; NaN without a pair or without variation.

    sum d_t d_(t-1) / sum d_t^2, d = deviation from the row's mean, over months next to
    each other. Above .3 a chart marks too much (`LAG_1_WARNING`).

    Source: Box and Jenkins 1970, eq. 2.1.10.

    By hand, 1 2 3 4: d = -1.5 -.5 .5 1.5; (.75 - .25 + .75) / 5 = .25.

    >>> lag_1(np.array([[1.0, 2, 3, 4]])).tolist()
    [0.25]
    """
    away = series - row_mean(series)[:, None]
    products = away[:, 1:] * away[:, :-1]
    pairs = (~np.isnan(products)).any(axis=1)
    spread = np.nansum(away**2, axis=1)
    told = pairs & (spread > 0)
    return np.where(
        told, np.nansum(products, axis=1) / np.where(told, spread, 1), np.nan
    )


def assurance(
    level: float, *, lower: float, upper: float, direction: Direction
) -> Assurance | None:
    """What the last limits promise about an agreed level, if nothing changes.

    kept: the whole range lies on the right side; past: on the wrong side; varies: the
    level lies within. None without limits, or for a measure without a direction.

    Source: NHS England, Making Data Count; as NHSRplotthedots 0.2.2.

    >>> assurance(28, lower=20, upper=26, direction="strain")
    'kept'
    >>> assurance(2, lower=0.5, upper=1.5, direction="protects")
    'past'
    """
    if direction == "none" or np.isnan(lower) or np.isnan(upper):
        return None
    if lower <= level <= upper:
        return "varies"
    good = level > upper if direction == "strain" else level < lower
    return "kept" if good else "past"
