"""Past an agreed level or not: a test on a team's last months, and many of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from analytics.levels import row_mean, stretches
from analytics.noise import GRID, Noise, noise
from analytics.season import (
    MONTHS,
    USUAL_PHI,
    at_months,
    median,
    scale_of,
    season,
    shared_months,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

LAST_MONTHS: Final = 3
LEAST_MONTHS: Final = 6
DRAWS: Final = 6000  # team series simulated, at least one for each team
TAIL: Final = 250  # the largest simulated ones, from which the tail is carried on
# Where a season cannot be learnt yet: what three months' mean of a usual one may be, as
# a share of the figure (one standard deviation).
UNKNOWN_SEASON: Final = 0.05
LEAST_ERROR: Final = 1e-300
EVEN: Final = 0.5
# Of findings, the share that may be false. Decided in docs/decisions.md.
FALSE_DISCOVERIES: Final = 0.15
LARGEST_P: Final = 0.05  # of a finding, by itself
# A first p under which simulating is worth while: twice the largest p of a finding.
WORTH: Final = 2 * LARGEST_P


@dataclass(frozen=True)
class Family:
    """One measure of all teams, and what is the same for the simulated ones.

    Attributes:
        first_month: place in the year of the first column, 0 = January.
        alike: one number per team; teams with the same number share a season.
        scale: one per team, from `scale_of`: what a season is relative to.
        sign: 1 where past a level is above it, -1 where it is below.
    """

    first_month: int
    alike: Ints
    scale: Floats
    sign: float


@dataclass(frozen=True)
class Past:
    """How surely and how far each team's last three months lie past a level.

    Attributes:
        p: of "their mean is at or under the level" (over, where less is strain); NaN
            where it cannot be told.
        distance: mean of the last three, season taken out, past the level, in standard
            deviations of the team's own months; NaN likewise.
    """

    p: Floats
    distance: Floats


def past_level(
    series: Floats,
    level: Floats,
    *,
    first_month: int = 0,
    alike: Ints | None = None,
    below: bool = False,
    seed: int = 0,
    draws: int = DRAWS,
    worth: float = 1.0,
) -> Past:
    """P of "the mean of the last three months is not past the level", one per team.

    The season (`season.season`) and the noise (`noise.noise`) are learnt from the
    months before the last three. Given phi, (mean - level) / sqrt(s^2 (3 + 4 phi +
    2 phi^2) / 9) is t; weighed over phi it gives a first p. The same is then done to
    simulated teams that stand exactly at the level, with the same gaps, season, AR(1)
    and spread of variances, everything learnt anew: the published p is the share of
    them whose first p is as small. Beyond the 250 smallest, -log p is carried on as
    exponential, with their mean excess.

    Where no season can be learnt (under 16 months), what teams alike share in the last
    three months is taken for season as far as a usual one of 5 % (one SD) allows, and
    only where it lessens the finding; what stays unknown of it joins the error.

    Source: mean of an AR(1): Box and Jenkins 1970, ch. 2; p from fewer simulations by
    a model of the tail: Knijnenburg et al. 2009, Bioinformatics 25:i161-i168.

    Args:
        series: teams x months, in the measure's unit, the last column the latest; NaN
            where not shown.
        level: one per team; NaN where none is agreed.
        first_month: place in the year of the first column, 0 = January.
        alike: one number per team; teams with the same number share a season. All, by
            default.
        below: whether past the level is below it.
        seed: the same seed gives the same p.
        draws: simulated series.
        worth: nothing is simulated, and the first p stand, where none is as small as
            that: so small a p as makes a finding could not come of them.

    Returns:
        NaN with fewer than 6 months, without one of the last three, or without a level.
        With fewer than five teams nothing is borrowed from others, and a constant
        series is surely past a level or surely not: p = 0 or 1.

    >>> flat = np.full((1, 30), 5.0)
    >>> past_level(flat, np.array([4.0])).p[0].item()
    0.0
    >>> past_level(flat, np.array([5.0])).p[0].item()
    1.0
    """
    teams = len(series)
    kinds = np.zeros(teams, dtype=np.int64) if alike is None else alike
    scale = scale_of(series)
    family = Family(first_month, kinds, scale, -1.0 if below else 1.0)
    found = _judged(series, level, family)
    if not (found.p <= worth).any():
        return Past(found.p, found.distance)
    simulated = _at_level(series, found, family, draws=draws, seed=seed)
    drawn = _judged(simulated, np.zeros(teams), family).p
    p = tail_share(_surprise(found.p), _surprise(drawn[~np.isnan(drawn)]))
    p = np.where(found.certain, found.p, p)
    return Past(np.where(np.isnan(found.p), np.nan, p), found.distance)


def mean_of_three(phi: Floats | float) -> Floats:
    """Variance of the mean of three months of an AR(1), in variances of one month.

    (3 + 4 phi + 2 phi^2) / 9. Source: Box and Jenkins 1970, ch. 2.

    By hand: independent months 1/3; phi = .3: 4.38 / 9.

    >>> mean_of_three(np.array([0.0, 0.3])).round(4).tolist()
    [0.3333, 0.4867]
    """
    return np.asarray((3 + 4 * phi + 2 * phi**2) / 9)


def tail_share(found: Floats, drawn: Floats) -> Floats:
    """Share of `drawn` at least as large as each of `found`, counting itself.

    (1 + those) / (1 + all); beyond the k = 250 largest (a quarter, where that is less)
    k / all x exp(-(found - u) / mean excess over u), u the next largest. Source:
    Davison and Hinkley 1997, Bootstrap Methods, eq. 4.11; Knijnenburg et al. 2009, with
    an exponential tail.

    Args:
        found: any numbers; NaN gives NaN.
        drawn: at least four numbers, none NaN. With fewer every share is 1.

    By hand, drawn 1 2 3 4: 2.5 has two above, (1 + 2) / 5; beyond u = 3 there is one,
    its excess 1: at 6 it is 1/4 x exp(-3).

    >>> tail_share(np.array([2.5, 6.0]), np.array([1.0, 2, 3, 4])).round(4).tolist()
    [0.6, 0.0124]
    """
    beyond = min(TAIL, drawn.size // 4)
    if beyond == 0:
        return np.where(np.isnan(found), np.nan, 1.0)
    falling = np.sort(drawn)[::-1]
    edge = falling[beyond]
    excess = float((falling[:beyond] - edge).mean())
    above = np.searchsorted(-falling, -found, side="right")
    share = (1 + above) / (1 + drawn.size)
    if excess <= 0:
        return np.where(np.isnan(found), np.nan, share)
    tail = beyond / drawn.size * np.exp(-np.maximum(found - edge, 0) / excess)
    share = np.where(found > edge, tail, share)
    return np.where(np.isnan(found), np.nan, share)


def given_that_past(p: Floats) -> Floats:
    """P of those that lie past their level at all, given that they do; NaN for others.

    p / .5 where p <= .5. Most teams stand well on the good side of a level, where p is
    far larger than uniform: counted into the family they would only hide the others. A
    conditional p of a team on the good side, or at the level, is still no smaller than
    uniform, so that the false discovery rate holds.

    Source: Ellis, Pecanka and Goeman 2020, Biostatistics 21:e65-e79 (arXiv 1801.00141);
    Zhao, Small and Su 2019, J Am Stat Assoc 114:1291-1304 (arXiv 1703.09787).

    >>> given_that_past(np.array([0.01, 0.4, 0.9])).tolist()
    [0.02, 0.8, nan]
    """
    return np.where(p <= EVEN, p / EVEN, np.nan)


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


def findings(p: Floats, *, false_discoveries: float = FALSE_DISCOVERIES) -> Flags:
    """Which of all teams and measures together are findings.

    Those at the false discovery rate among the ones past their level, given that they
    are (`given_that_past`), whose p is under .05 by itself too. NaN is none.

    By hand: of .01 .04 .06 .9 three lie past; given that, .02 .08 .12, and q .06 .12
    .12. The third is over .05.

    >>> findings(np.array([0.01, 0.04, 0.06, 0.9])).tolist()
    [True, True, False, False]
    """
    q = benjamini_hochberg(given_that_past(p))
    return (q < false_discoveries) & (p < LARGEST_P)


@dataclass(frozen=True)
class _Judged:
    """The first p of each team, and what it was made from; leading axes as the series.

    `certain`: no spread at all, so that there is nothing to simulate. `known`: the
    season could be learnt; `effects` are 0 where it could not.
    """

    p: Floats
    distance: Floats
    certain: NDArray[np.bool_]
    noise: Noise
    effects: Floats
    known: NDArray[np.bool_]


def _judged(series: Floats, level: Floats, family: Family) -> _Judged:
    months = series.shape[-1]
    if months <= LAST_MONTHS:
        return _nothing(series)
    effects = season(
        series[..., :-LAST_MONTHS],
        first_month=family.first_month,
        alike=family.alike,
        scale=family.scale,
    )
    before, last = series[..., :-LAST_MONTHS], series[..., -LAST_MONTHS:]
    known = ~np.isnan(effects[..., 0])
    effects = np.nan_to_num(effects)
    shape = at_months(effects, first_month=family.first_month, months=months)
    usual = shape[..., :-LAST_MONTHS]
    if not known.all():
        common = shared_months(before, alike=family.alike, scale=family.scale)
        usual = np.where(known[..., None], usual, common)
    settled = before - usual
    now = (last - shape[..., -LAST_MONTHS:]).mean(axis=-1)
    parts = stretches(np.concatenate([settled, last - shape[..., -LAST_MONTHS:]], -1))
    own = noise(settled, parts[..., :-LAST_MONTHS])
    moved = family.sign * (now - row_mean(before))
    shared, unknown = _shared(moved, before, own, family)
    shared, unknown = np.where(known, 0.0, shared), np.where(known, 0.0, unknown)
    above = family.sign * (now - level) - shared
    month = np.sqrt(own.month + unknown**2)
    error = np.sqrt(own.variance * mean_of_three(GRID) + unknown[..., None] ** 2)
    t = above[..., None] / np.maximum(error, LEAST_ERROR)
    p = (own.weight * stdtr(np.maximum(own.freedom, 1.0)[..., None], -t)).sum(axis=-1)
    seen = (~np.isnan(series)).sum(axis=-1)
    told = (seen >= LEAST_MONTHS) & ~np.isnan(above)
    distance = above / np.maximum(month, LEAST_ERROR)
    certain = told & (month <= LEAST_ERROR)
    p = np.where(certain, np.where(above > 0, 0.0, 1.0), p)
    nan = np.where(told, 0.0, np.nan)
    return _Judged(p + nan, distance + nan, certain, own, effects, known)


def _nothing(series: Floats) -> _Judged:
    """Too few months to say anything."""
    none = np.full(series.shape[:-1], np.nan)
    empty = np.full((*series.shape[:-1], 1), np.nan)
    own = noise(empty, np.zeros(empty.shape, dtype=np.int64))
    effects = np.zeros((*series.shape[:-1], MONTHS))
    nothing = np.zeros(none.shape, dtype=bool)
    return _Judged(none, none, nothing, own, effects, nothing)


def _shared(
    moved: Floats, before: Floats, own: Noise, family: Family
) -> tuple[Floats, Floats]:
    """What teams alike share in the last three months, and the error left, in units.

    The shared move c (median over the teams alike of the last three months' mean less
    the mean before, over the scale) has variance v; of a usual season with variance
    b = .05^2 it is evidence for c b / (b + v), with b v / (b + v) left.
    """
    scale = np.broadcast_to(family.scale, moved.shape)
    seen = np.maximum((~np.isnan(before)).sum(axis=-1), 1)
    spread = own.month * (mean_of_three(USUAL_PHI) + 1 / seen) / scale**2
    usual = UNKNOWN_SEASON**2
    shared, left = np.zeros(moved.shape), np.zeros(moved.shape)
    for one in np.unique(family.alike):
        kind = np.flatnonzero(family.alike == one)
        common, teams = median((moved / scale)[..., kind])
        error = row_mean(spread[..., kind]) / np.maximum(teams, 1)
        part = usual / (usual + error)
        shared[..., kind] = np.maximum(common * part, 0.0)[..., None]
        left[..., kind] = np.sqrt(error * part)[..., None]
    return shared * scale, left * scale


def _at_level(
    series: Floats, found: _Judged, family: Family, *, draws: int, seed: int
) -> Floats:
    """Simulated organisations of the same teams, all at level 0: ... x teams x months."""
    rng = np.random.default_rng(seed)
    teams, months = series.shape
    times = max(1, -(-draws // max(teams, 1)))
    own = found.noise
    phi = rng.choice(GRID, size=(times, teams), p=own.phi)
    variance = np.broadcast_to(own.month, (times, teams))
    if own.borrowed > 0:
        drawn = rng.chisquare(float(own.borrowed), size=(times, teams))
        variance = own.borrowed * own.common / drawn
    shocks = rng.standard_normal((times, teams, months))
    made = np.empty_like(shocks)
    made[..., 0] = shocks[..., 0]
    fresh = np.sqrt(1 - phi**2)
    for month in range(1, months):
        made[..., month] = phi * made[..., month - 1] + fresh * shocks[..., month]
    made *= np.sqrt(variance)[..., None]
    made += at_months(found.effects, first_month=family.first_month, months=months)
    made[..., -LAST_MONTHS:] += _unlearnt(found, family, rng, times)[..., None]
    return np.where(np.isnan(series), np.nan, made)


def _unlearnt(
    found: _Judged, family: Family, rng: np.random.Generator, times: int
) -> Floats:
    """A season of the last three months where none could be learnt: times x teams."""
    kinds, at = np.unique(family.alike, return_inverse=True)
    drawn = UNKNOWN_SEASON * rng.standard_normal((times, kinds.size))[:, at]
    return np.where(found.known, 0.0, drawn * family.scale)


def _surprise(p: Floats) -> Floats:
    """-log p, large where p is small."""
    surprise: Floats = -np.log(np.maximum(p, LEAST_ERROR))
    return surprise
