"""Past an agreed level or not: a test on a team's last months, and many of them."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

LAST_MONTHS = 3
LEAST_MONTHS = 6
# Lag-1 correlation of monthly load figures, taken as known: months of one team are too
# few to estimate it for a test. A higher true one makes the test too keen.
PHI = 0.3
# Degrees of freedom of a mean moving range of two, per difference (Wheeler 1995,
# Advanced Topics in Statistical Process Control, table of effective df; large n).
FREEDOM_A_PAIR = 0.62
# Upper limit of a moving range of two in its own mean: D4 (Shewhart 1931).
SCREEN = 3.267


def past_level(series: Floats, level: Floats) -> Floats:
    """P of "the mean of the last three months is at or under the level", one a row.

    z = (mean of the last 3 - level) / (sigma sqrt(3 + 4 phi + 2 phi^2) / 3), the
    variance of a mean of three AR(1) months; sigma = mean |x_t - x_(t-1)| sqrt(pi) / 2
    / sqrt(1 - phi), from E|d| = 2 sigma sqrt((1 - phi) / pi). Differences, and those of
    3.267 times their mean or more left out, so that a step in the past does not hide
    itself in the spread. p from t with .62 df per difference. For "under the level"
    give both with their signs turned.

    Source: moving range: Shewhart 1931 and Wheeler 1995; mean of an AR(1): Box and
    Jenkins 1970, ch. 2.

    Args:
        series: groups x months, the last column the latest; NaN where not shown.
        level: one per group; NaN where none is agreed.

    Returns:
        p per group. NaN with fewer than 6 months, or without one of the last three.
        A constant series gives 0 above its level, else 1.

    By hand, 10 12 10 12 14 16 against 12: mean of the last three 14; mean absolute
    difference 2; sigma = 2 x .8862 / .8367 = 2.1185; error = 2.1185 x sqrt(4.38) / 3 =
    1.4779; t = 1.3533 with 3.1 df: p = .1332.

    >>> months = np.array([[10.0, 12, 10, 12, 14, 16]])
    >>> round(past_level(months, np.array([12.0])).item(), 3)
    0.133
    """
    there = ~np.isnan(series)
    step = np.abs(np.diff(series, axis=1))
    wide = step >= SCREEN * _mean(step)[:, None]
    step = np.where(wide & (step > 0), np.nan, step)
    pairs = (~np.isnan(step)).sum(axis=1)
    spread = _mean(step)
    sigma = spread * np.sqrt(np.pi) / 2 / np.sqrt(1 - PHI)
    error = sigma * np.sqrt(3 + 4 * PHI + 2 * PHI**2) / LAST_MONTHS
    above = series[:, -LAST_MONTHS:].mean(axis=1) - level
    z = above / np.where(error > 0, error, 1.0)
    p = stats.t.sf(z, np.maximum(FREEDOM_A_PAIR * pairs, 1.0))
    p = np.where(error > 0, p, np.where(above > 0, 0.0, 1.0))
    enough = (there.sum(axis=1) >= LEAST_MONTHS) & (pairs > 0)
    return np.where(enough & ~np.isnan(above), p, np.nan)


def _mean(step: Floats) -> Floats:
    """Mean of each row over what is there; 0 where nothing is."""
    mean: Floats = np.nansum(step, axis=1) / np.maximum(
        (~np.isnan(step)).sum(axis=1), 1
    )
    return mean


def benjamini_hochberg(p: Floats) -> Floats:
    """Q of each p: the smallest false discovery rate at which it is a finding.

    q_(i) = min over j >= i of p_(j) m / j (Benjamini and Hochberg 1995, J R Stat Soc B
    57:289-300). NaN stays NaN and does not count.

    By hand, .01 .02 .5: .03, .03, .5.

    >>> benjamini_hochberg(np.array([0.01, 0.5, 0.02])).round(3).tolist()
    [0.03, 0.5, 0.03]
    """
    q = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if known.size == 0:
        return q
    order = known[np.argsort(p[known], kind="stable")]
    scaled = p[order] * known.size / np.arange(1, known.size + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
