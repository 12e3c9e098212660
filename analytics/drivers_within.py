"""Weights of stressors within teams, from their written correlations alone."""

from __future__ import annotations

import numpy as np

from analytics.drivers import (
    DRAWS,
    SINGULAR,
    Drivers,
    lmg,
    noise_line,
    ranks,
)
from analytics.team_sums import Floats


def drivers_within(
    matrix: Floats, r: Floats, *, people: int, teams: int, seed: int, draws: int = DRAWS
) -> Drivers | None:
    """Shapley values of R2 within teams, with what chance makes of them.

    Nothing but the written correlations is told of answers: draws come from the normal
    distribution that correlations with fixed loads have, covariance (1 - R2) matrix /
    (N - J), about the written ones. With many people that is what a bootstrap gives.

    Args:
        matrix: correlations of the stressors within teams, p x p.
        r: of each with the outcome, as written.
        people: N.
        teams: J.
        seed: of the draws.
        draws: how many.

    Returns:
        None where stressors follow from others.
    """
    if np.linalg.eigvalsh(matrix)[0] < SINGULAR:
        return None
    free, p = people - teams, len(r)
    beside = np.linalg.solve(matrix, r)
    left = max(1 - float(r @ beside), 0.0)
    random = np.random.default_rng(seed)
    root = np.linalg.cholesky(matrix) * np.sqrt(left / free)
    drawn = r + random.normal(size=(draws, p)) @ root.T
    weight = lmg(matrix, r)
    weights = lmg(np.broadcast_to(matrix, (draws, p, p)), drawn)
    lower, upper = np.percentile(weights, [2.5, 97.5], axis=0)
    whole = np.eye(p + 1)
    whole[:p, :p], whole[:p, p], whole[p, :p] = matrix, r, r
    return Drivers(
        weight,
        lower,
        upper,
        np.sign(beside),
        (ranks(weights) == ranks(weight[None])).mean(axis=0),
        noise_line(_definite(whole), float(free), random, lmg),
        float(weight.sum()),
        teams,
    )


def _definite(whole: Floats) -> Floats:
    """The matrix, or the nearest one with a root where rounding took that away."""
    values, vectors = np.linalg.eigh(whole)
    if values[0] > SINGULAR:
        return whole
    found = (vectors * np.maximum(values, SINGULAR * 10)) @ vectors.T
    scale = np.sqrt(np.diagonal(found))
    return np.asarray(found / np.outer(scale, scale))
