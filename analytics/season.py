"""What the month of the year adds to a team's figure, learnt from all teams alike."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MONTHS: Final = 12
# Upper limit of a moving range of two in its own mean: D4 (Shewhart 1931).
SCREEN: Final = 3.267
# Lag-1 correlation of monthly load figures where nothing is known of it.
USUAL_PHI: Final = 0.3
# Of twelve effects that add up to nothing eleven are free; James and Stein take two off.
FREE: Final = MONTHS - 1 - 2
LEAST_ALIKE: Final = 5  # of fewer teams the median is too much of a team's own


def scale_of(series: Floats) -> Floats:
    """What a season is relative to: the team's own mean, or 1 in the measure's unit.

    Loads and shares swell and shrink in proportion; a measure that is ever negative
    (overtime) has no proportions.

    Args:
        series: ... x teams x months, NaN where not shown.

    Returns:
        ... x teams, positive. 1 for all teams where any figure is negative, and for a
        team whose mean is 0 or absent.
    """
    there = ~np.isnan(series)
    filled = np.where(there, series, 0.0)
    mean = filled.sum(axis=-1) / np.maximum(there.sum(axis=-1), 1)
    negative = np.asarray((filled < 0).any(axis=(-2, -1)))[..., None]
    return np.where((mean > 0) & ~negative, mean, 1.0)


def season(series: Floats, *, first_month: int, alike: Ints, scale: Floats) -> Floats:
    """Effect of each month of the year on each team, in the measure's unit.

    Differences between successive months, each over the team's `scale`, those of 3.267
    times the team's mean difference or more left out (a step is no season); averaged by
    the later month's place in the year over the years and the teams that are `alike`;
    added up over the year, less what would not come back after twelve months (drift),
    about their mean. The twelve effects S are shrunk together by
    max(0, 1 - 9 v / sum S^2), v = the noise of one effect: the variance of a month over
    the team-years seen. Differences need no level, so steps and gaps do no harm.

    Source: shrinkage: the positive part of James and Stein 1961, Proc. 4th Berkeley
    Symp. 1:361-379, for 11 free effects. Our own: learning the pattern from
    differences, since a moving average needs whole years without a gap.

    Args:
        series: ... x teams x months, NaN where not shown.
        first_month: place in the year of the first column, 0 = January.
        alike: one number per team; teams with the same number share a season.
        scale: ... x teams; from `scale_of`.

    Returns:
        ... x teams x 12, January first, each row adding up to 0: all 0 where there is
        no season. NaN where it cannot be told, because a month of the year is not seen
        for any team alike, as under 13 months.

    By hand: up by 1 a month until July and down again, three years without noise; the
    mean is 23, every left-over 0, so nothing is shrunk.

    >>> year = np.array([20.0, 21, 22, 23, 24, 25, 26, 25, 24, 23, 22, 21])
    >>> three, alone = np.tile(year, 3)[None, :], np.zeros(1, dtype=np.int64)
    >>> effects = season(three, first_month=0, alike=alone, scale=np.ones(1))
    >>> effects[0, :4].round(9).tolist()
    [-3.0, -2.0, -1.0, 0.0]
    """
    step = _screened(np.diff(series, axis=-1) / scale[..., None])
    month = (first_month + np.arange(step.shape[-1]) + 1) % MONTHS
    found = np.zeros((*series.shape[:-1], MONTHS))
    for one in np.unique(alike):
        own = np.flatnonzero(alike == one)
        found[..., own, :] = _effects(step[..., own, :], month)[..., None, :]
    return found * scale[..., None]


def at_months(effects: Floats, *, first_month: int, months: int) -> Floats:
    """The effect of each month of a series: ... x teams x months."""
    return effects[..., (first_month + np.arange(months)) % MONTHS]


def shared_months(series: Floats, *, alike: Ints, scale: Floats) -> Floats:
    """What teams alike share month by month, in the measure's unit.

    The median over the teams alike of (figure - the team's mean) / scale, times the
    scale: where no season can be learnt yet, a season is in it, and whatever else moves
    all of them.

    Args:
        series: ... x teams x months, NaN where not shown.
        alike: one number per team.
        scale: ... x teams; from `scale_of`.

    Returns:
        The shape of `series`; 0 for fewer than five teams alike in that month.

    By hand, five teams with means 10, of which four rise by 2 in the second month:

    >>> rising = np.array([[9.0, 11.0]] * 4 + [[10.0, 10.0]])
    >>> alone = np.zeros(5, dtype=np.int64)
    >>> shared_months(rising, alike=alone, scale=np.ones(5))[4].tolist()
    [-1.0, 1.0]
    """
    there = ~np.isnan(series)
    total = np.where(there, series, 0.0).sum(axis=-1)
    mean = total / np.maximum(there.sum(axis=-1), 1)
    moved = (series - mean[..., None]) / scale[..., None]
    found = np.zeros(series.shape)
    for one in np.unique(alike):
        own = np.flatnonzero(alike == one)
        middle, count = median(np.swapaxes(moved[..., own, :], -1, -2))
        middle = np.where(count >= LEAST_ALIKE, middle, 0.0)
        found[..., own, :] = middle[..., None, :]
    return found * scale[..., None]


def median(values: Floats) -> tuple[Floats, Ints]:
    """Median along the last axis over what is there, and how many; 0 where none is.

    >>> [part.item() for part in median(np.array([np.nan, 1.0, 3.0]))]
    [2.0, 2]
    """
    count = (~np.isnan(values)).sum(axis=-1)
    ordered = np.sort(values, axis=-1)  # NaN last
    low = np.maximum((count - 1) // 2, 0)[..., None]
    high = np.minimum(count // 2, values.shape[-1] - 1)[..., None]
    pair = np.take_along_axis(ordered, low, -1) + np.take_along_axis(ordered, high, -1)
    return np.where(count > 0, pair[..., 0] / 2, 0.0), count


def _screened(step: Floats) -> Floats:
    """Differences without those far beyond the team's own."""
    size = np.abs(step)
    there = ~np.isnan(size)
    mean = np.where(there, size, 0).sum(-1) / np.maximum(there.sum(-1), 1)
    wide = (size >= SCREEN * mean[..., None]) & (size > 0)
    return np.where(wide, np.nan, step)


def _effects(step: Floats, month: Ints) -> Floats:
    """Shrunk effects of one kind of teams: ... x 12, relative to the scale."""
    there = ~np.isnan(step)
    filled = np.where(there, step, 0.0)
    by_month = np.stack(
        [filled[..., month == one].sum(axis=(-2, -1)) for one in range(MONTHS)], axis=-1
    )
    seen = np.stack(
        [there[..., month == one].sum(axis=(-2, -1)) for one in range(MONTHS)], axis=-1
    )
    change = by_month / np.maximum(seen, 1)
    effects = np.cumsum(change - change.mean(axis=-1, keepdims=True), axis=-1)
    effects = effects - effects.mean(axis=-1, keepdims=True)
    left = np.where(there, step - change[..., None, month], 0.0)
    squares = (left**2).sum(axis=(-2, -1)) / np.maximum(seen.sum(-1) - MONTHS, 1)
    noise = squares / (2 * (1 - USUAL_PHI)) / np.maximum(seen.sum(-1) / MONTHS, 1)
    size = (effects**2).sum(axis=-1)
    kept = np.clip(1 - FREE * noise / np.where(size > 0, size, np.inf), 0, None)
    told = (seen > 0).all(axis=-1)
    share: Floats = np.where(told, np.where(size > 0, kept, 0.0), np.nan)
    return np.asarray(effects * share[..., None])
