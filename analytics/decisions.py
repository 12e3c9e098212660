"""Decisions on requests compared: each level made comparable in everything else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit, stdtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS: Final = 1000  # people drawn anew, with their requests
PENALTY: Final = 1.0  # a level's log odds come from a normal distribution of variance 1
LEAST_EVENTS: Final = 20  # of both kinds; under it nothing is compared
Z: Final = 1.959963984540054
STEPS: Final = 60
CLOSE: Final = 1e-8
LEAST_ERROR: Final = 1e-9  # of one level alone, which nothing is compared with


@dataclass(frozen=True)
class Compared:
    """The levels of one factor, in the order of their codes.

    Attributes:
        share: of all requests, expected if all were of this level.
        lower: 95 % limit.
        upper: 95 % limit.
        p: of "this level is like the mean request's", two-sided.
    """

    share: Floats
    lower: Floats
    upper: Floats
    p: Floats


def compared(
    happened: NDArray[np.bool_],
    person: Ints,
    factors: Mapping[str, Ints],
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> dict[str, Compared]:
    """The share in which something happened, by level of each factor, all else alike.

    A logistic model with a term for every level of every factor, each drawn towards
    none by a penalty (ridge; le Cessie & van Houwelingen 1992, Applied Statistics
    41:191), so that a level in which it never or always happened has an estimate too.
    A level's share is standardised over all requests: the mean of their modelled chances
    with this level's term in place of their own (Lane & Nelder 1982, Biometrics 38:613).
    Errors come from drawing people, with all their requests, with replacement (score
    bootstrap); where the model's own error is larger, as for a level in which it never
    happened, that is taken. Intervals are made on the scale of log odds; p comes from
    the t distribution with one degree of freedom less than the level has people, since
    few people's errors are uncertain themselves.

    Args:
        happened: one per request.
        person: one per request; the same number is the same person.
        factors: name -> level of each request, coded from 0 without gaps.
        draws: samples of people.
        seed: of the draws.

    Returns:
        By factor. Empty where it happened, or did not, under 20 times, or where there
        are fewer than two people.
    """
    events = int(happened.sum())
    people = int(person.max()) + 1 if len(person) else 0
    if min(events, len(happened) - events) < LEAST_EVENTS or people < len("ab"):
        return {}
    design, starts = _design(factors)
    fit = _fit(design, happened.astype(np.float64))
    drawn = _drawn(
        design, happened.astype(np.float64), person, fit, draws=draws, seed=seed
    )
    own = np.linalg.inv(fit.bend).astype(np.float64)
    return {
        name: _of_factor(codes, starts[name], design, fit, drawn, own, person)
        for name, codes in factors.items()
    }


@dataclass(frozen=True)
class _Fit:
    beta: Floats
    bend: Floats  # the penalised information


def _of_factor(
    codes: Ints,
    first: int,
    design: sparse.csr_matrix,
    fit: _Fit,
    drawn: Floats,
    own: Floats,
    person: Ints,
) -> Compared:
    """The levels of one factor, whose terms begin at `first`; `own`: the model's error."""
    levels = int(codes.max()) + 1
    here = slice(first, first + levels)
    weight = np.bincount(codes, minlength=levels) / len(codes)
    centred = np.eye(levels) - weight
    term = centred @ fit.beta[here]
    spread = (centred @ drawn[here]).std(axis=1, ddof=1)
    modelled = np.sqrt(np.diag(centred @ own[here, here] @ centred.T))
    error = np.maximum(np.maximum(spread, modelled), LEAST_ERROR)
    rest = design @ fit.beta - fit.beta[here][codes] + weight @ fit.beta[here]
    return Compared(
        share=_standardised(rest, term),
        lower=_standardised(rest, term - Z * error),
        upper=_standardised(rest, term + Z * error),
        p=2 * stdtr(_people_of(codes, person) - 1, -np.abs(term) / error),
    )


def _design(factors: Mapping[str, Ints]) -> tuple[sparse.csr_matrix, dict[str, int]]:
    """Requests x terms: an intercept, and one for each level."""
    count = len(next(iter(factors.values())))
    rows, columns, starts, width = [np.arange(count)], [np.zeros(count, int)], {}, 1
    for name, codes in factors.items():
        starts[name] = width
        rows.append(np.arange(count))
        columns.append(width + codes)
        width += int(codes.max()) + 1
    where = (np.concatenate(rows), np.concatenate(columns))
    ones = np.ones(len(where[0]))
    return sparse.csr_matrix((ones, where), shape=(count, width)), starts


def _people_of(codes: Ints, person: Ints) -> Floats:
    """Different people in each level, two at least: degrees of freedom want one."""
    pairs = np.unique(np.stack([codes, person]), axis=1)
    return np.maximum(2.0, np.bincount(pairs[0]).astype(np.float64))


def _penalty(width: int) -> Floats:
    held = np.full(width, PENALTY)
    held[0] = 1e-6
    return held


def _fit(design: sparse.csr_matrix, happened: Floats) -> _Fit:
    """Newton's method on the penalised likelihood, which has one maximum."""
    held = _penalty(design.shape[1])
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(happened.mean() / (1 - happened.mean()))
    turned = design.T.tocsr()
    for _ in range(STEPS):
        chance = expit(design @ beta)
        spread = design.multiply((chance * (1 - chance))[:, None]).tocsr()
        bend = (turned @ spread).toarray() + np.diag(held)
        step = np.linalg.solve(bend, turned @ (happened - chance) - held * beta)
        beta = beta + step
        if np.abs(step).max() < CLOSE:
            break
    return _Fit(beta, bend)


def _drawn(
    design: sparse.csr_matrix,
    happened: Floats,
    person: Ints,
    fit: _Fit,
    *,
    draws: int,
    seed: int,
) -> Floats:
    """Terms x draws: how the terms move when people are drawn with replacement.

    One step of Newton's method from the whole fit, with its curvature (the score
    bootstrap; Kline & Santos 2012, Journal of Econometric Methods 1:23): it asks of
    every person only how hard their requests pull at the terms.
    """
    rng = np.random.default_rng(seed)
    people = int(person.max()) + 1
    away = happened - expit(design @ fit.beta)
    whose = sparse.csr_matrix((away, (person, np.arange(len(away)))))
    pull = (whose @ design).toarray()
    times = rng.multinomial(people, np.full(people, 1 / people), size=draws)
    moved: Floats = np.linalg.solve(fit.bend, pull.T @ (times - 1.0).T)
    return moved


def _standardised(rest: Floats, terms: Floats) -> Floats:
    """Mean chance of all requests with each of the terms in place of their own.

    `rest` is cut into 200 parts of equal size: their means stand for the requests.
    """
    parts = np.array_split(np.sort(rest), min(len(rest), 200))
    middle = np.array([part.mean() for part in parts])
    size = np.array([len(part) for part in parts]) / len(rest)
    shares: Floats = expit(middle[None, :] + terms[:, None]) @ size
    return shares
