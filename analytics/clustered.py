"""Slopes with errors that hold although people of a team, and their waves, are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.team_sums import Floats, TeamSums
from analytics.two_level import Slope, slope_at

# An eigenvalue of I - H_jj below this is 0: the team alone settles a coefficient.
SETTLED: Final = 1e-8
LEAST_TEAMS: Final = 10


@dataclass(frozen=True)
class Clustered:
    """Least squares with CR2 errors by team; arrays have one entry per coefficient."""

    coefficients: Floats
    covariance: Floats
    df: Floats
    rows: int
    teams: int

    def slope(self, column: int) -> Slope:
        """One coefficient; without limits under 10 teams."""
        value = float(self.coefficients[column])
        error = float(np.sqrt(max(self.covariance[column, column], 0.0)))
        if self.teams < LEAST_TEAMS:
            return Slope(value, error, float(self.df[column]))
        return slope_at(value, error, float(self.df[column]))


def clustered(sums: TeamSums) -> Clustered | None:
    """Least squares of the last column on the others, errors by team.

    CR2 under independent rows, with Satterthwaite df for each coefficient (Bell and
    McCaffrey 2002, Survey Methodology 28:169-181; Pustejovsky and Tipton 2018, J Bus
    Econ Stat 36:672-683, eq. 11 and section 3.1). With M = (X'X)^-1 and Z_j = X_j
    M^(1/2): A_j Z_j = Z_j (I - Z_j'Z_j)^(-1/2), so that all of it follows from the
    cross-products of each team; no matrix is larger than the number of columns. With
    weights in the sums, rows count as having a variance of 1 / weight.

    Args:
        sums: cross-products of the design's columns (the first ones) and y (the last).

    Returns:
        None where the design is not of full rank.
    """
    p = sums.products.shape[1] - 1
    design, against = sums.products[:, :p, :p], sums.products[:, :p, p]
    whole = design.sum(axis=0)
    scale = np.sqrt(np.diagonal(whole))
    if (scale <= 0).any():
        return None
    values, vectors = np.linalg.eigh(whole / np.outer(scale, scale))
    if values[0] <= SETTLED:
        return None
    root = (vectors / np.sqrt(values)) @ vectors.T / scale[:, None]  # R'R' = M below
    bread = root @ root.T
    found = bread @ against.sum(axis=0)
    scores = against - design @ found
    inner = root.T @ design @ root
    adjust = _inverse_root(inner)
    meat = np.einsum("jab,jb->ja", root @ adjust, scores @ root)
    covariance = meat.T @ meat
    df = np.array([_satterthwaite(root[k], inner, adjust) for k in range(p)])
    return Clustered(found, covariance, df, int(sums.rows.sum()), sums.teams)


def _inverse_root(inner: Floats) -> Floats:
    """(I - inner)^(-1/2) of each team, the pseudo-inverse where it is singular."""
    values, vectors = np.linalg.eigh(np.eye(inner.shape[1]) - inner)
    kept = values > SETTLED
    scaled = np.where(kept, 1 / np.sqrt(np.where(kept, values, 1)), 0.0)
    return np.asarray((vectors * scaled[:, None, :]) @ np.swapaxes(vectors, 1, 2))


def _satterthwaite(row: Floats, inner: Floats, adjust: Floats) -> float:
    """(tr G'G)^2 / tr (G'G)^2 of one coefficient; `row`: its row of M^(1/2).

    G'G = diag(d) - B B', d_j = v'K_j S_j K_j v, B_j = S_j K_j v, S_j = Z_j'Z_j.
    """
    turned = adjust @ row
    b = np.einsum("jab,jb->ja", inner, turned)
    d = (turned * b).sum(axis=1)
    squares = (b**2).sum(axis=1)
    trace = float(d.sum() - squares.sum())
    crossed = b.T @ b
    both = float((d**2).sum() - 2 * (d * squares).sum() + (crossed**2).sum())
    return trace**2 / both if both > 0 else 0.0
