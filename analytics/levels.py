"""Where a series moved from one level to another, so that a step is no noise."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.season import SCREEN, USUAL_PHI

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SHIFTS: Final = 2
# A shift of level: this many standard errors of the difference of the two means. On a
# steady AR(1) of .3 over 36 months it is passed in 1 series of 50.
SHIFT: Final = 4.0
# How much longer an AR(1) of .3 makes the variance of a long mean.
INFLATION: Final = (1 + USUAL_PHI) / (1 - USUAL_PHI)


def row_mean(series: Floats) -> Floats:
    """Mean along the last axis over what is there; 0 where nothing is."""
    there = ~np.isnan(series)
    total = np.where(there, series, 0.0).sum(axis=-1)
    mean: Floats = total / np.maximum(there.sum(axis=-1), 1)
    return mean


def difference_variance(series: Floats) -> Floats:
    """Variance of a month, from the differences between successive ones.

    sum d^2 / n / (2 (1 - .3)), for a lag-1 correlation of .3, without the differences
    of 3.267 times their mean absolute size or more, left out twice. 0 without a
    difference.

    By hand, 1 3 1 3 1: every d^2 is 4; 4 / 1.4 = 2.857.

    >>> round(difference_variance(np.array([[1.0, 3, 1, 3, 1]])).item(), 3)
    2.857

    Source: mean square successive difference: von Neumann et al. 1941, Ann Math Stat
    12:153-162; for an AR(1) E d^2 = 2 sigma^2 (1 - phi).
    """
    step = np.abs(np.diff(series, axis=-1))
    for _ in range(2):
        wide = (step >= SCREEN * row_mean(step)[..., None]) & (step > 0)
        step = np.where(wide, np.nan, step)
    return row_mean(step**2) / (2 * (1 - USUAL_PHI))


def stretches(series: Floats) -> Ints:
    """Number of the stretch of one level that each month belongs to, from 0.

    Among all places to split, the one with the largest |mean after - mean before| over
    its standard error, for months with a lag-1 correlation of .3; kept while it is at
    least 4, then once more within the two parts.

    Source: binary segmentation: Scott and Knott 1974, Biometrics 30:507-512.

    Args:
        series: ... x months, NaN where not shown.

    Returns:
        The same shape. All 0 for a series without a shift, a constant or an empty one.

    By hand, 1 2 1 2 1 2 and then 10 more: the differences are 1 but for one of 9, which
    is left out; variance 1 / 1.4 = .714; (10 x sqrt(6 x 6 / 12)) / sqrt(.714 x 1.857)
    = 15.0.

    >>> stretches(np.array([1.0, 2, 1, 2, 1, 2, 11, 12, 11, 12, 11, 12])).tolist()
    [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    """
    months = series.shape[-1]
    flat = series.reshape((-1, months) if months else (0, 0))
    number = np.zeros(flat.shape, dtype=np.int64)
    left = np.flatnonzero(difference_variance(flat) > 0)
    for _ in range(SHIFTS if months else 0):
        own = flat[left]
        z = _contrast(own, ~np.isnan(own), number[left])
        z /= np.sqrt(difference_variance(own) * INFLATION)[:, None]
        place = z.argmax(axis=-1)[:, None]
        found = np.take_along_axis(z, place, axis=-1)[:, 0] >= SHIFT
        left = left[found]
        number[left] += np.arange(months) >= place[found]
    return number.reshape(series.shape)


def _contrast(series: Floats, there: Flags, number: Ints) -> Floats:
    """|mean after - mean before| sqrt(n1 n2 / (n1 + n2)) of a split before each month.

    Within its own stretch; 0 where nothing lies before.
    """
    size = np.zeros(series.shape)
    filled = np.where(there, series, 0.0)
    for one in range(int(number.max(initial=0)) + 1):
        own = (number == one) & there
        values = np.where(own, filled, 0.0)
        before = np.cumsum(own, axis=-1) - own
        sum_before = np.cumsum(values, axis=-1) - values
        after = own.sum(axis=-1)[..., None] - before
        sum_after = values.sum(axis=-1)[..., None] - sum_before
        gap = sum_after / np.maximum(after, 1) - sum_before / np.maximum(before, 1)
        weight = np.sqrt(before * after / np.maximum(before + after, 1))
        size = np.where(own & (before > 0), np.abs(gap) * weight, size)
    return size
