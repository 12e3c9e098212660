"""Sums and cross-products by team: all that linear figures and their errors need.

A regression, its cluster-robust error, a bootstrap over teams and every weight of every
subset of predictors follow from these; rows are read once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
MANY: Final = 2000  # products of two columns by team from which matrices are faster


@dataclass(frozen=True)
class TeamSums:
    """Per team: rows, and cross-products of the columns.

    Attributes:
        rows: rows of each team.
        products: teams x columns x columns, sum of w a b over the team's rows.
    """

    rows: Floats
    products: Floats

    @property
    def teams(self) -> int:
        """Number of teams with any row."""
        return int((self.rows > 0).sum())

    @property
    def whole(self) -> Floats:
        """Columns x columns, over all teams."""
        total: Floats = self.products.sum(axis=0)
        return total


def codes(labels: NDArray[np.generic]) -> tuple[Codes, int]:
    """0, 1, ... for each different label, and how many there are."""
    found, code = np.unique(labels, return_inverse=True)
    return code.astype(np.int64), len(found)


def team_means(values: Floats, code: Codes, teams: int) -> Floats:
    """Mean of each team; NaN for one without rows.

    >>> team_means(np.array([1.0, 3, 5]), np.array([0, 0, 1]), 2).tolist()
    [2.0, 5.0]
    """
    size = np.bincount(code, minlength=teams).astype(float)
    total = np.bincount(code, weights=values, minlength=teams)
    means: Floats = np.divide(total, size, out=np.full(teams, np.nan), where=size > 0)
    return means


def deviations(values: Floats, code: Codes, teams: int) -> Floats:
    """Each value less its team's mean."""
    return values - team_means(values, code, teams)[code]


def team_sums(
    columns: Floats, code: Codes, teams: int, *, weight: Floats | None = None
) -> TeamSums:
    """Cross-products of columns within each team.

    Args:
        columns: rows x columns, without NaN. Take large constants off first: products
            of uncentred columns lose digits.
        code: team of each row, 0 to teams - 1.
        teams: number of teams; one without rows has zeros.
        weight: of each row; 1 if None.

    >>> made = team_sums(np.array([[1.0, 2], [3, 4]]), np.array([0, 1]), 2)
    >>> made.products[1].tolist(), made.whole[0, 1].item()
    ([[9.0, 12.0], [12.0, 16.0]], 14.0)
    """
    k = columns.shape[1]
    weighted = columns if weight is None else columns * weight[:, None]
    rows = np.bincount(code, minlength=teams)
    if k * k * len(code) > MANY * teams:
        return TeamSums(rows.astype(float), _by_team(weighted, columns, code, rows))
    products = np.zeros((teams, k, k))
    for a in range(k):
        for b in range(a, k):
            sums = np.bincount(
                code, weights=weighted[:, a] * columns[:, b], minlength=teams
            )
            products[:, a, b] = products[:, b, a] = sums
    return TeamSums(rows.astype(float), products)


def _by_team(weighted: Floats, columns: Floats, code: Codes, rows: Codes) -> Floats:
    """The products, one matrix product a team: much faster for many rows and columns."""
    order = np.argsort(code, kind="stable")
    ends = np.cumsum(rows)
    left, right = weighted[order], columns[order]
    products = np.empty((len(rows), columns.shape[1], columns.shape[1]))
    for team, (first, last) in enumerate(zip(ends - rows, ends, strict=True)):
        products[team] = left[first:last].T @ right[first:last]
    return products
