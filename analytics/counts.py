"""Control charts of shares of many (p'), of rates (u') and of rare events (g)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.levels import row_mean
from analytics.xmr import BASELINE, Limits, moving_range_mean, segments

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

SIGMAS: Final = 3.0
RANGE_OF_TWO: Final = 1.128  # d2: mean range of two standard normals


def share_limits(
    shares: Floats,
    of: Floats,
    *,
    starts: Flags | None = None,
    baseline: int | None = BASELINE,
) -> Limits:
    """Centre and limits of shares whose denominators differ from month to month (p').

    p = sum of cases / sum of n over the segment's first 13 points; s_t = sqrt(p (1 - p)
    / n_t); z_t = (share_t - p) / s_t; limits p +- 3 s_t sigma_z, sigma_z = mean
    |z_t - z_(t-1)| / 1.128. So months of many cases have narrower limits, and variation
    between months beyond chance widens them all.

    Source: Laney 2002, Quality Engineering 14:531-537, doi 10.1081/QEN-120003555. We
    freeze the baseline, as in an XmR chart, and screen nothing.

    Args:
        shares: teams x months, 0 to 1, NaN where not shown.
        of: same shape, what each is a share of; a month without it, or with 0, counts
            as not shown.
        starts: same shape; True where a new segment begins.
        baseline: points that set the limits; None: all of the segment.

    Returns:
        Limits may lie outside 0 to 1: the writer cuts them. Where every case or no case
        has it (p = 0 or 1) the limits lie at the centre.

    By hand, 20 of 100 and 30 of 100: p = .25, s = .0433, z = -1.1547 and 1.1547,
    sigma_z = 2.3094 / 1.128 = 2.0473, reach 3 x .0433 x 2.0473.

    >>> found = share_limits(np.array([[0.2, 0.3]]), np.array([[100.0, 100]]))
    >>> round(found.centre[0, 0].item(), 4), round(found.reach[0, 0].item(), 4)
    (0.25, 0.266)
    """
    return _prime(shares, of, _chance_of_share, starts=starts, baseline=baseline)


def rate_limits(
    rates: Floats,
    of: Floats,
    *,
    starts: Flags | None = None,
    baseline: int | None = BASELINE,
) -> Limits:
    """Centre and limits of counts for each unit of opportunity, whose size differs (u').

    As `share_limits`, with the variance of a Poisson count in place of a binomial one:
    u = sum of events / sum of n over the segment's first 13 points; s_t = sqrt(u / n_t).

    Source: Laney 2002, Quality Engineering 14:531-537, doi 10.1081/QEN-120003555.

    Args:
        rates: teams x periods, events for each unit; NaN where not shown.
        of: same shape, units of opportunity in the period; a period without them, or
            with 0, counts as not shown.
        starts: same shape; True where a new segment begins.
        baseline: points that set the limits; None: all of the segment.

    Returns:
        Limits may lie below 0: the writer cuts them. Without any event the limits lie
        at the centre, 0.

    By hand, 4 and 9 events, 10 units each: u = .65, s = .25495, z = -.9806 and .9806,
    sigma_z = 1.9612 / 1.128 = 1.7386, reach 3 x .25495 x 1.7386.

    >>> found = rate_limits(np.array([[0.4, 0.9]]), np.array([[10.0, 10]]))
    >>> round(found.centre[0, 0].item(), 4), round(found.reach[0, 0].item(), 4)
    (0.65, 1.3298)
    """
    return _prime(rates, of, _chance_of_rate, starts=starts, baseline=baseline)


def _chance_of_share(p: Floats) -> Floats:
    """Variance of one case; a share over 1 is no share."""
    return np.clip(p * (1 - p), 0, None)


def _chance_of_rate(u: Floats) -> Floats:
    """Variance of the events of one unit."""
    return np.clip(u, 0, None)


def _prime(
    values: Floats,
    of: Floats,
    chance: Callable[[Floats], Floats],
    *,
    starts: Flags | None,
    baseline: int | None,
) -> Limits:
    """Laney's limits of ratios; `chance`: variance of one unit, from the centre."""
    segment = segments(values, starts)
    size = np.where(np.isnan(values) | ~(of > 0), np.nan, of)
    there = ~np.isnan(size)
    centre, reach = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    trial = np.zeros(values.shape, dtype=bool)
    for one in range(int(segment.max(initial=-1)) + 1):
        own = segment == one
        counts = own & there
        counts &= np.cumsum(counts, axis=1) <= (baseline or values.shape[1])
        n = np.where(counts, size, 0.0)
        cases = np.where(counts, np.nan_to_num(values), 0.0) * n
        total = n.sum(axis=1)
        middle = np.where(
            total > 0, cases.sum(axis=1) / np.where(total > 0, total, 1), np.nan
        )
        spread = np.sqrt(chance(middle)[:, None] / np.where(there, size, 1.0))
        z = np.where(
            counts,
            (values - middle[:, None]) / np.where(spread > 0, spread, 1),
            np.nan,
        )
        sigma = moving_range_mean(z, screened=False) / RANGE_OF_TWO
        centre = np.where(own, middle[:, None], centre)
        wide = SIGMAS * spread * sigma[:, None]
        reach = np.where(own, np.where(there, wide, np.nan), reach)
        few = (own & there).sum(axis=1) < BASELINE
        trial = np.where(own, few[:, None], trial)
    return Limits(centre, reach, segment, trial)


@dataclass(frozen=True)
class RareLimits:
    """The lines of a chart of rare events, one per team, in opportunities.

    Attributes:
        centre: the median of the fitted distribution; half of the points lie below.
        lower: 0, or the limit where it is above.
        upper: the upper limit: a longer quiet than chance explains.
    """

    centre: Floats
    lower: Floats
    upper: Floats


def rare_event_limits(between: Floats, *, baseline: int = BASELINE) -> RareLimits:
    """Lines for the number of opportunities (days, sessions) between rare events (g).

    Of the first 13 intervals with mean g: limits g +- 3 sqrt(g (g + 1)), not below 0.
    The centre is the median, log(1/2) / log(g / (g + 1)), not the mean: the geometric
    distribution is skewed, and runs are counted about a line that half lie below.

    Source: Benneyan 2001, Health Care Manag Sci 4:305-318, doi
    10.1023/A:1011846412909; Kaminsky et al. 1992, J Qual Technol 24:63-69.

    Args:
        between: teams x intervals, opportunities without an event between two of them,
            oldest first, NaN after the last.
        baseline: intervals that set the lines.

    Returns:
        NaN without an interval. With no opportunity between any two events all lines
        are 0.

    By hand, a mean of 30: 30 + 3 sqrt(930) = 121.49; log .5 / log(30/31) = 21.14.

    >>> found = rare_event_limits(np.array([[20.0, 40.0]]))
    >>> round(found.upper.item(), 2), round(found.centre.item(), 2), found.lower.item()
    (121.49, 21.14, 0.0)
    """
    counts = ~np.isnan(between)
    counts &= np.cumsum(counts, axis=1) <= baseline
    mean = row_mean(np.where(counts, between, np.nan))
    wide = SIGMAS * np.sqrt(mean * (mean + 1))
    some = np.where(mean > 0, mean, 1.0)
    middle = np.where(mean > 0, np.log(0.5) / np.log(some / (some + 1)), 0.0)
    none = np.where(counts.any(axis=1), 0.0, np.nan)
    return RareLimits(
        middle + none, np.maximum(mean - wide, 0.0) + none, mean + wide + none
    )
