"""How much a team's months vary by themselves: an AR(1), learnt from all teams together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, polygamma

from analytics.levels import row_mean

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Lag-1 correlations that are weighed against each other. Loads wander upwards of
# independence, not below it.
GRID: Final = np.linspace(0.0, 0.9, 7)
# What they are taken to be before any team speaks: .3, give or take .15, with the weight
# of five teams.
_BELL = np.exp(-0.5 * ((GRID - 0.3) / 0.15) ** 2)
PRIOR: Final = _BELL / _BELL.sum()
PRIOR_TEAMS: Final = 5.0
ROUNDS: Final = 8
LEAST_TEAMS: Final = 5  # under these the spread of variances over teams cannot be told
MOST_FREEDOM: Final = 100.0
LEAST_FREEDOM: Final = 2.0
LEAST_RELATIVE: Final = 1e-12  # a sum of squares below this share of the largest is 0
TINY: Final = 1e-300
NEWTON: Final = 8  # steps; the error squares with each


@dataclass(frozen=True)
class Noise:
    """The noise of each team's months; leading axes as those of the series.

    Attributes:
        weight: ... x teams x phi: how likely each phi of `GRID` is, adding up to 1.
        variance: ... x teams x phi: variance of a month, were that phi the true one.
        freedom: ... x teams: degrees of freedom of the variance, with what is borrowed.
        phi: ... x phi: how likely each phi is for a team of which nothing is known.
        borrowed: ...: degrees of freedom that the other teams lend; 0 = nothing.
        common: ...: the variance that they lend.
    """

    weight: Floats
    variance: Floats
    freedom: Floats
    phi: Floats
    borrowed: Floats
    common: Floats

    @property
    def month(self) -> Floats:
        """Variance of a month of each team, over all phi."""
        mixed: Floats = (self.weight * self.variance).sum(axis=-1)
        return mixed


def noise(series: Floats, stretch: Ints) -> Noise:
    """Variance and lag-1 correlation of the months of each team.

    Given phi, u_t = (x_t - phi^g x_(t-g)) / sqrt(1 - phi^2g), g months after the last
    one seen, are independent and have the variance of a month; each stretch has its own
    level, by least squares. The variance has a scaled inverse chi-square prior learnt
    from all teams, phi a prior on `GRID` learnt from them too (EM, from .3 give or take
    .15 with the weight of five teams). Neither is plugged in: both are weighed.

    Source: exact likelihood of an AR(1): Box and Jenkins 1970, ch. 7; the borrowed
    variance: Smyth 2004, Stat Appl Genet Mol Biol 3:3, doi 10.2202/1544-6115.1027.

    Args:
        series: ... x teams x months, NaN where not shown, season taken out.
        stretch: the same shape, from `stretches`.

    Returns:
        With fewer than five teams that have two degrees of freedom, nothing is
        borrowed. A constant series has variance 0, unless something is borrowed; so has
        an empty one, with no freedom.

    By hand, one team, 1 3 1 3 1 3: with phi = 0 six squares of 1 over 5 df.

    >>> one = np.array([[1.0, 3, 1, 3, 1, 3]])
    >>> found = noise(one, np.zeros(one.shape, dtype=np.int64))
    >>> found.variance[0, 0].item(), found.freedom[0].item()
    (1.2, 5.0)
    """
    moved = series - row_mean(series)[..., None]
    fits, squares, freedom = _whitened(moved, stretch)
    size = np.maximum(np.where(freedom[..., None] > 0, squares, 0.0).max(-1), TINY)
    phi = np.broadcast_to(PRIOR, (*series.shape[:-2], GRID.size))
    weight = np.broadcast_to(PRIOR, squares.shape)
    counts = (freedom >= LEAST_FREEDOM)[..., None]
    for _ in range(ROUNDS):
        borrowed, common = common_variance((weight * squares).sum(-1), freedom)
        both = borrowed[..., None] + freedom
        total = (borrowed * common)[..., None, None] + squares
        relative = np.maximum(total / size[..., None], LEAST_RELATIVE)
        fit = (
            fits - 0.5 * both[..., None] * np.log(relative) + np.log(phi)[..., None, :]
        )
        weight = np.exp(fit - fit.max(axis=-1, keepdims=True))
        weight = weight / weight.sum(axis=-1, keepdims=True)
        phi = PRIOR_TEAMS * PRIOR + np.where(counts, weight, 0.0).sum(axis=-2)
        phi = phi / phi.sum(axis=-1, keepdims=True)
    variance = total / np.maximum(both, 1.0)[..., None]
    return Noise(weight, variance, both, phi, borrowed, common)


def common_variance(squares: Floats, freedom: Floats) -> tuple[Floats, Floats]:
    """Degrees of freedom and variance that teams lend each other.

    With e_j = log s_j^2 - digamma(d_j / 2) + log(d_j / 2): trigamma(d0 / 2) =
    variance of e - mean trigamma(d_j / 2), and log s0^2 = mean e + digamma(d0 / 2) -
    log(d0 / 2); d0 at most 100. Teams with fewer than 2 df, or without any variance, do
    not count.

    Source: Smyth 2004, section 6.2.

    Args:
        squares: ... x teams, residual sums of squares.
        freedom: ... x teams, their degrees of freedom.

    Returns:
        d0 and s0^2; 0 and 1 with fewer than five teams that count.

    Where all teams vary alike, they are worth as much as is allowed:

    >>> d0, s0 = common_variance(np.full(8, 20.0), np.full(8, 10.0))
    >>> d0.item()
    100.0
    """
    known = (freedom >= LEAST_FREEDOM) & (squares > TINY)
    teams = known.sum(axis=-1)
    half = np.where(known, freedom, LEAST_FREEDOM) / 2
    logs = np.log(np.where(known, squares, 1.0) / (2 * half))
    logs = np.where(known, logs - digamma(half) + np.log(half), np.nan)
    mean = row_mean(logs)
    spread = row_mean((logs - mean[..., None]) ** 2) * teams / np.maximum(teams - 1, 1)
    extra = spread - row_mean(np.where(known, polygamma(1, half), np.nan))
    least = polygamma(1, MOST_FREEDOM / 2)
    d0 = 2 * trigamma_inverse(np.maximum(extra, least))
    s0 = np.exp(mean + digamma(d0 / 2) - np.log(d0 / 2))
    enough = teams >= LEAST_TEAMS
    return np.where(enough, d0, 0.0), np.where(enough, s0, 1.0)


def trigamma_inverse(x: Floats) -> Floats:
    """The y whose trigamma is x, for x > 0, by Newton's method on 1 / trigamma.

    Source: Smyth 2004, appendix.

    By hand: trigamma(1) = pi^2 / 6.

    >>> round(trigamma_inverse(np.array([np.pi**2 / 6])).item(), 9)
    1.0
    """
    y = 0.5 + 1 / x
    for _ in range(NEWTON):
        now = polygamma(1, y)
        y = y + now * (1 - now / x) / polygamma(2, y)
    return y


@dataclass(frozen=True)
class _Links:
    """For each month, the last one seen in its stretch; all of the series' shape.

    `gap`: months after that one; 0 where there is none, the number of months + 1 where
    this month is not there.
    """

    there: Flags
    value: Floats
    before: Floats
    gap: Ints


def _links(series: Floats, stretch: Ints) -> _Links:
    there = ~np.isnan(series)
    value = np.where(there, series, 0.0)
    months = np.arange(series.shape[-1])
    seen = np.maximum.accumulate(np.where(there, months, -1), axis=-1)
    none = np.full((*series.shape[:-1], 1), -1)
    last = np.concatenate([none, seen[..., :-1]], axis=-1)[..., : months.size]
    at = np.maximum(last, 0)
    same = np.take_along_axis(stretch, at, axis=-1) == stretch
    gap = np.where((last >= 0) & same, months - at, 0)
    return _Links(
        there,
        value,
        before=np.take_along_axis(value, at, axis=-1),
        gap=np.where(there, gap, months.size + 1),
    )


def _whitened(series: Floats, stretch: Ints) -> tuple[Floats, Floats, Floats]:
    """Log determinants and residual squares (both ... x phi), and degrees of freedom."""
    rows = (-1, series.shape[-1]) if series.shape[-1] else (0, 0)
    flat, number = series.reshape(rows), stretch.reshape(rows)
    links = _links(flat, number)
    parts = range(int(number.max(initial=0)) + 1)
    masks = [_rows_of((number == part) & links.there) for part in parts]
    levels = np.zeros(len(flat))
    for own, _ in masks:
        levels[own] += 1
    freedom = np.maximum(links.there.sum(axis=-1) - levels, 0.0)
    found = [_given(float(phi), links, masks) for phi in GRID]
    shape = (*series.shape[:-1], GRID.size)
    fits = np.stack([fit for fit, _ in found], axis=-1).reshape(shape)
    squares = np.stack([left for _, left in found], axis=-1).reshape(shape)
    return fits, squares, freedom.reshape(shape[:-1])


def _rows_of(mask: Flags) -> tuple[Ints, Flags]:
    """The rows that have any month of a stretch, and which months; few have a second."""
    own = np.flatnonzero(mask.any(axis=-1))
    return own, mask[own]


def _given(
    phi: float, links: _Links, masks: list[tuple[Ints, Flags]]
) -> tuple[Floats, Floats]:
    """Log determinant and residual squares were phi the true one, one per team."""
    gaps = np.arange(links.value.shape[-1] + 1)
    carried = np.where(gaps > 0, phi**gaps, 0.0)
    root = np.sqrt(1 - carried**2)
    absent = np.zeros(1)
    own_part = np.concatenate([1 / root, absent])[links.gap]
    carried_part = np.concatenate([carried / root, absent])[links.gap]
    u = own_part * links.value - carried_part * links.before
    h = own_part - carried_part
    left = np.einsum("ij,ij->i", u, u)
    logs = np.concatenate([2 * np.log(root), absent])[links.gap].sum(axis=-1)
    for own, mask in masks:
        part = np.where(mask, h[own], 0.0)
        hh = np.einsum("ij,ij->i", part, part)
        uh = np.einsum("ij,ij->i", part, u[own])
        left[own] -= uh**2 / hh
        logs[own] += np.log(hh)
    return -0.5 * logs, np.maximum(left, 0.0)
