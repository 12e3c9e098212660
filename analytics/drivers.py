"""What goes with an outcome: how much of what is explained each stressor stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from analytics.team_sums import Floats, TeamSums

Method = Literal["lmg", "relative"]

MOST_LMG: Final = 10
TEAMS_A_PREDICTOR: Final = 10
LEAST_TEAMS: Final = 30
DRAWS: Final = 1000
NOISE_COLUMNS: Final = 200
SINGULAR: Final = 1e-8


@dataclass(frozen=True)
class Drivers:
    """Weights in the order of the predictors; they add up to `r2`.

    Attributes:
        weight: share of the outcome's variance that each stands for.
        lower: lower 95 % limit, bootstrap over teams.
        upper: upper 95 % limit.
        sign: +1 or -1, of the coefficient beside the others.
        rank_kept: share of draws in which it has the same rank.
        noise: 95 % of columns of random numbers in its place weigh less than this.
        r2: share of the variance explained by all.
        teams: number of teams.
    """

    weight: Floats
    lower: Floats
    upper: Floats
    sign: Floats
    rank_kept: Floats
    noise: float
    r2: float
    teams: int


def relative_weights(matrix: Floats, r: Floats) -> Floats:
    """Johnson's relative weights; they add up to R2.

    R = V D V', Lambda = V sqrt(D) V', beta = Lambda^-1 r, weight_i = sum_k Lambda_ik^2
    beta_k^2. Source: Johnson 2000, Multivar Behav Res 35:1-19.

    Args:
        matrix: ... x p x p correlations of the predictors, positive definite.
        r: ... x p correlations with the outcome.

    By hand, two that do not go together, .6 and .3: .36 and .09.

    >>> relative_weights(np.eye(2), np.array([0.6, 0.3])).round(4).tolist()
    [0.36, 0.09]
    """
    values, vectors = np.linalg.eigh(matrix)
    turned = np.swapaxes(vectors, -1, -2)
    root = (vectors * np.sqrt(np.maximum(values, 0))[..., None, :]) @ turned
    inverse = (vectors / np.sqrt(np.maximum(values, SINGULAR))[..., None, :]) @ turned
    beta = (inverse @ r[..., None])[..., 0]
    return np.asarray((root**2 @ (beta**2)[..., None])[..., 0])


def lmg(matrix: Floats, r: Floats) -> Floats:
    """Lindeman, Merenda and Gold: what each adds to R2, over all orders of entry.

    The Shapley value of R2; adds up to R2. Source: Gromping 2006, J Stat Softw 17(1);
    at most 10 predictors beside a column of noise.

    Args:
        matrix: ... x p x p correlations of the predictors, positive definite.
        r: ... x p correlations with the outcome.

    By hand, correlated .5, with .6 and .3: alone .36 and .09, both .36; so (.36 + .27) /
    2 and (.09 + 0) / 2.

    >>> both = np.array([[1, 0.5], [0.5, 1]])
    >>> lmg(both, np.array([0.6, 0.3])).round(4).tolist()
    [0.315, 0.045]
    """
    p = matrix.shape[-1]
    explained = _every_subset(matrix, r)
    subsets = np.arange(1 << p)
    size = np.array([int(each).bit_count() for each in subsets])
    weight = _order_weights(p)
    found = []
    for each in range(p):
        without = subsets[(subsets >> each) & 1 == 0]
        gain = explained[without | (1 << each)] - explained[without]
        found.append(np.tensordot(weight[size[without]], gain, axes=1))
    return np.stack(found, axis=-1)


def _order_weights(p: int) -> Floats:
    """S! (p - s - 1)! / p! for s = 0 to p - 1."""
    found = np.ones(p)
    found[0] = 1 / p
    for s in range(1, p):
        found[s] = found[s - 1] * s / (p - s)
    return found


def _every_subset(matrix: Floats, r: Floats) -> Floats:
    """R2 of every subset of predictors: 2^p x ...; bit i of the place = predictor i.

    By sweeping one predictor after the other: each subset costs one rank-one step on
    what is left of the cross-products, for all leading axes at once.
    """
    p = matrix.shape[-1]
    whole = np.empty((*matrix.shape[:-2], p + 1, p + 1))
    whole[..., :p, :p] = matrix
    whole[..., :p, p] = whole[..., p, :p] = r
    whole[..., p, p] = 1.0
    found = np.empty((1 << p, *matrix.shape[:-2]))

    def visit(left: Floats, first: int, subset: int) -> None:
        """`left`: cross-products of predictors first.. and y, less those in subset."""
        found[subset] = 1 - left[..., -1, -1]
        for place in range(p - first):
            rest = left[..., place + 1 :, place]
            spread = np.maximum(left[..., place, place], SINGULAR)
            inner = left[..., place + 1 :, place + 1 :]
            swept = (
                inner - rest[..., :, None] * (rest / spread[..., None])[..., None, :]
            )
            visit(swept, first + place + 1, subset | 1 << (first + place))

    visit(whole, 0, 0)
    return found


def drivers(
    sums: TeamSums, *, seed: int, method: Method = "lmg", draws: int = DRAWS
) -> Drivers | None:
    """Weights of the predictors, with what chance makes of them.

    The columns of `sums` are a one, the predictors and the outcome; everything follows
    from the cross-products of each team. Between teams: one row a team. Within: rows
    centred on their team. Interval: percentiles 2.5 and 97.5 over teams drawn with
    replacement. Noise: the same method with a random normal column beside the
    predictors, one normal number per row in distribution, 200 times.

    Returns:
        None under 30 teams, over 10 predictors with `lmg`, or where a column does not
        vary or follows from others.
    """
    p = sums.products.shape[1] - 2
    if sums.teams < LEAST_TEAMS or (method == "lmg" and p > MOST_LMG):
        return None
    whole = _correlations(sums.whole[None])[0]
    if np.isnan(whole).any() or np.linalg.eigvalsh(whole)[0] < SINGULAR:
        return None
    weigh = lmg if method == "lmg" else relative_weights
    random = np.random.default_rng(seed)
    drawn = _drawn(sums, random, draws)
    weight = weigh(whole[:-1, :-1], whole[:-1, -1])
    weights = weigh(drawn[:, :-1, :-1], drawn[:, :-1, -1])
    lower, upper = np.percentile(weights, [2.5, 97.5], axis=0)
    kept = (ranks(weights) == ranks(weight[None])).mean(axis=0)
    beside = np.linalg.solve(whole[:-1, :-1], whole[:-1, -1])
    return Drivers(
        weight,
        lower,
        upper,
        np.sign(beside),
        kept,
        noise_line(whole, float(sums.rows.sum()), random, weigh),
        float(weight.sum()),
        sums.teams,
    )


def most_predictors(teams: int) -> int:
    """How many named stressors may stand together between teams: J / 10, from 30 on.

    >>> most_predictors(29), most_predictors(46), most_predictors(200)
    (0, 4, 10)
    """
    return 0 if teams < LEAST_TEAMS else min(teams // TEAMS_A_PREDICTOR, MOST_LMG)


def _correlations(products: Floats) -> Floats:
    """Correlations from cross-products whose first column is a one; NaN if constant."""
    ones = products[:, :1, :]
    centred = products - ones.swapaxes(1, 2) * ones / products[:, :1, :1]
    centred = centred[:, 1:, 1:]
    raw = np.diagonal(products[:, 1:, 1:], axis1=1, axis2=2)
    spread = np.diagonal(centred, axis1=1, axis2=2)
    spread = np.where(spread > 1e-12 * raw, spread, np.nan)
    root = np.sqrt(spread)
    return np.asarray(centred / root[:, :, None] / root[:, None, :])


def _drawn(sums: TeamSums, random: np.random.Generator, draws: int) -> Floats:
    """Correlation matrices of teams drawn with replacement; singular draws left out."""
    there = np.flatnonzero(sums.rows > 0)
    k = sums.products.shape[1]
    counts = random.multinomial(len(there), np.full(len(there), 1 / len(there)), draws)
    flat = sums.products[there].reshape(len(there), k * k)
    found = _correlations((counts.astype(float) @ flat).reshape(draws, k, k))
    found = found[~np.isnan(found).any(axis=(1, 2))]
    return np.asarray(found[np.linalg.eigvalsh(found)[:, 0] > SINGULAR])


def ranks(weights: Floats) -> Floats:
    """Place of each weight in its draw, 0 = the largest; draws x p."""
    return np.asarray(np.argsort(np.argsort(-weights, axis=1), axis=1))


def noise_line(
    whole: Floats, rows: float, random: np.random.Generator, weigh: object
) -> float:
    """95th percentile of the weight of a random column beside the predictors.

    Its correlations with all columns are those of independent normal numbers over
    `rows` rows: normal with covariance `whole` / rows.
    """
    assert callable(weigh)
    k = len(whole)
    root = np.linalg.cholesky(whole)
    against = random.normal(size=(NOISE_COLUMNS, k)) @ root.T / np.sqrt(rows)
    against = np.clip(against, -0.9, 0.9)
    matrix = np.tile(np.eye(k), (NOISE_COLUMNS, 1, 1))
    matrix[:, :-1, :-1] = whole[:-1, :-1]
    matrix[:, :-1, -1] = matrix[:, -1, :-1] = against[:, :-1]
    r = np.column_stack([np.tile(whole[:-1, -1], (NOISE_COLUMNS, 1)), against[:, -1]])
    return float(np.percentile(weigh(matrix, r)[:, -1], 95))
