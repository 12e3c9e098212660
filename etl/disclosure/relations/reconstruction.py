"""The attack: persons' scores from released figures, by who knows every query's weights.

Bayes with a normal prior: a person's score is the shown mean of the team, more or less the
common spread within teams; scores on several outcomes go together as they do in truth.
Beside the posterior of all persons nothing of n x n is formed: the posterior follows from
the k x k products of the k queries. Team means count as known exactly, which helps the
attacker; queries are centred within teams, so that they are at right angles to them.

Source: Gaussian conditioning, e.g. Rasmussen and Williams 2006, eq. 2.22 to 2.24 and A.6;
the attack as such Dinur and Nissim 2003; Kasiviswanathan, Rudelson and Smith 2013.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from etl.disclosure.relations.queries import (
    WHOLE,
    Codes,
    Floats,
    Mask,
    Members,
    Query,
    written,
)

CHUNK: Final = 4_000_000  # entries of one block of persons
LEAST_MEASURED: Final = 100
QUANTILE: Final = 1.959963984540054


@dataclass(frozen=True)
class Attack:
    """Every query of a list at once, and what was released of each.

    Attributes:
        weights: queries x people.
        outcome: of each query, its place among the outcomes.
        noise: variance of the rounding of each query's figure.
        told: the released figures.
        last: of each statistic, the number of queries up to and with it.
        together: outcomes x outcomes, covariance within teams.
        prior: people x outcomes, variance of a score around the team's mean; NaN: none.
        away: people x outcomes, the true score less the team's shown mean.
        groups: groups x people, who is in each: all, and every slice asked about.
    """

    weights: Floats
    outcome: Codes
    noise: Floats
    told: Floats
    last: Codes
    together: Floats
    prior: Floats
    away: Floats
    groups: Mask


@dataclass(frozen=True)
class Gains:
    """How far the attack comes after each of some statistics; one entry each.

    Of all people and of each slice by itself: the worst of them.

    Attributes:
        expected: share by which the posterior SD is less, median over people, of the worst
            outcome.
        measured: share by which the median absolute error is less than that of guessing
            the team's shown mean; only of groups of a hundred, since chance alone makes
            that much of fewer. In units of the SD, over all outcomes.
        least: width of the narrowest 95 % interval of anybody's score [points].
    """

    expected: Floats
    measured: Floats
    least: Floats

    @property
    def gain(self) -> Floats:
        """The larger of both."""
        return np.maximum(np.maximum(self.expected, self.measured), 0.0)


def attack_on(members: Members, queries: Sequence[Query]) -> Attack:
    """All queries stacked in their order, with their released figures."""
    at = {key: place for place, key in enumerate(members.outcomes)}
    place = np.concatenate(
        [np.full(len(q.weights), at[q.statistic.outcome]) for q in queries]
    ).astype(np.int64)
    grid = np.concatenate([np.full(len(q.weights), q.grid) for q in queries])
    told = [written(q, members.score[:, at[q.statistic.outcome]]) for q in queries]
    there = ~np.isnan(members.score)
    together = covariance(members)
    count = np.array(
        [
            np.bincount(members.team[column], minlength=len(members.teams))
            for column in there.T
        ]
    ).T
    share = 1 - 1 / np.maximum(count, 1)[members.team]
    prior = np.where(there, np.diagonal(together) * share, np.nan)
    away = np.where(there, members.score - members.shown[members.team], np.nan)
    return Attack(
        np.concatenate([q.weights for q in queries]),
        place,
        grid**2 / 12,
        np.concatenate(told),
        np.cumsum([len(q.weights) for q in queries]),
        together,
        prior,
        away,
        np.array([members.parts[part] for part in _parts(queries)]),
    )


def _parts(queries: Sequence[Query]) -> list[str]:
    return list(dict.fromkeys([WHOLE, *(q.statistic.part for q in queries)]))


def covariance(members: Members) -> Floats:
    """Covariance of the outcomes within teams, made positive definite."""
    there = ~np.isnan(members.score)
    filled = np.where(there, members.deviations(), 0.0)
    both = there.T.astype(float) @ there
    df = np.array(
        [
            [
                len(np.unique(members.team[there[:, a] & there[:, b]]))
                for b in range(there.shape[1])
            ]
            for a in range(there.shape[1])
        ]
    )
    found = filled.T @ filled / np.maximum(both - df, 1)
    scale = np.sqrt(np.maximum(np.diagonal(found), 1e-6))
    values, vectors = np.linalg.eigh(found / np.outer(scale, scale))
    whole = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    whole /= np.sqrt(np.outer(np.diagonal(whole), np.diagonal(whole)))
    return np.asarray(whole * np.outer(scale, scale))


def gains(attack: Attack, after: Sequence[int]) -> Gains:
    """How far the attack comes once the first statistics are known.

    Args:
        attack: the queries.
        after: numbers of statistics, rising: 1 is the first alone.
    """
    ends = attack.last[np.array(after, dtype=np.int64) - 1]
    variance, guess = posterior(attack, ends)
    prior = np.where(attack.prior > 0, attack.prior, np.nan)
    sure = 1 - np.sqrt(np.maximum(variance, 0.0) / prior)
    sd = np.sqrt(np.diagonal(attack.together))
    error, before = np.abs(attack.away[None] - guess) / sd, np.abs(attack.away) / sd
    expected, measured = np.zeros(len(ends)), np.zeros(len(ends))
    for group in list(attack.groups):
        expected = np.maximum(expected, _medians(sure[:, group]).max(axis=1))
        there = np.logical_and(~np.isnan(before), group[:, None])
        if there.any(axis=1).sum() >= LEAST_MEASURED:
            share = 1 - middle(error[:, there]) / middle(before[None, there])
            measured = np.maximum(measured, share)
    narrowest = np.nanmin(np.maximum(variance, 0.0), axis=(1, 2))
    return Gains(expected, measured, 2 * QUANTILE * np.sqrt(narrowest))


def middle(errors: Floats) -> Floats:
    """Mean of the middle fifth of absolute errors of each row: a median without steps.

    Scores and shown means are coarse, so that a plain median moves by whole points.

    >>> middle(np.array([[0.0, 1, 2, 3, 9], [4.0, 4, 4, 4, 4]])).tolist()
    [2.0, 4.0]
    """
    n = errors.shape[1]
    first, last = int(0.4 * n), max(int(np.ceil(0.6 * n)), 1)
    held = np.partition(errors, [first, last - 1], axis=1)[:, first:last]
    return np.asarray(np.maximum(held.mean(axis=1), 1e-12))


def _medians(values: Floats) -> Floats:
    """Medians over people (axis 1) of what is there; 0 where nothing is."""
    empty: Mask = np.asarray(np.isnan(values).all(axis=1))
    filled = np.where(np.expand_dims(empty, 1), 0.0, values)
    return np.asarray(np.nanmedian(filled, axis=1))


def posterior(attack: Attack, ends: Codes) -> tuple[Floats, Floats]:
    """Variance and mean (from the shown mean) of every score after some queries.

    Args:
        attack: the queries.
        ends: numbers of queries, rising.

    Returns:
        Both: ends x people x outcomes.
    """
    k = int(ends[-1])
    weights, place = attack.weights[:k], attack.outcome[:k]
    inner = weights @ weights.T * attack.together[np.ix_(place, place)]
    inner[np.diag_indices(k)] += attack.noise[:k]
    lower = cholesky(inner, lower=True)
    told = solve_triangular(lower, attack.told[:k], lower=True)
    people, outcomes = attack.prior.shape
    variance = np.empty((len(ends), people, outcomes))
    guess = np.empty_like(variance)
    starts = np.concatenate([[0], ends[:-1]])
    width = max(CHUNK // (k * outcomes), 1)
    for first in range(0, people, width):
        own = slice(first, min(first + width, people))
        crossed = weights[:, own, None] * attack.together[place][:, None, :]
        shape = crossed.shape
        half = solve_triangular(lower, crossed.reshape(k, -1), lower=True)
        squares = np.add.reduceat(half**2, starts, axis=0).cumsum(axis=0)
        means = np.add.reduceat(half * told[:, None], starts, axis=0).cumsum(axis=0)
        variance[:, own] = attack.prior[own] - squares.reshape(-1, *shape[1:])
        guess[:, own] = means.reshape(-1, *shape[1:])
    return variance, guess
