"""What stays of a correlation between teams once others are taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analytics.between import DRAWS, LEAST_TEAMS, times_drawn
from analytics.team_sums import Floats

SINGULAR: Final = 1e-8  # least eigenvalue of a correlation matrix that is inverted


@dataclass(frozen=True)
class Partial:
    """A partial correlation of team means; figures are None where there is none."""

    teams: int
    r: float | None
    lower: float | None
    upper: float | None
    detectable: float | None


def partial(
    x: Floats, y: Floats, others: Floats, *, size: Floats, seed: int, draws: int = DRAWS
) -> Partial:
    """Size-weighted correlation of x and y with `others` taken out of both.

    -p_xy / sqrt(p_xx p_yy), P = inverse of the weighted correlation matrix. Interval:
    bootstrap over teams, as `between`. Source: Whittaker 1990, Graphical Models, ch. 5.

    Args:
        x: mean of each team; NaN = the team is left out.
        y: likewise.
        others: teams x k, likewise.
        size: weight of each team, people.
        seed: the same seed gives the same interval.
        draws: number of bootstrap draws.

    Returns:
        No figures with fewer than 10 teams beyond k, or where a column does not vary or
        follows from others.
    """
    columns = np.column_stack([x, y, others])
    there = ~np.isnan(columns).any(axis=1) & (size > 0)
    columns, size = columns[there], size[there].astype(float)
    teams, k = len(columns), columns.shape[1] - 2
    nothing = Partial(teams, None, None, None, None)
    if teams < LEAST_TEAMS + k:
        return nothing
    r = partial_of(correlations(columns, size))
    if np.isnan(r):
        return nothing
    found = _drawn(columns, size, times_drawn(teams, draws, seed))
    lower, upper = np.nanpercentile(found, [2.5, 97.5])
    reach = special.ndtri(0.975) + special.ndtri(0.8)
    seen = float(np.tanh(reach / np.sqrt(teams - k - 3)))
    return Partial(teams, float(r), float(lower), float(upper), seen)


def correlations(columns: Floats, weight: Floats) -> Floats:
    """Weighted correlation matrix of columns; NaN for a column that does not vary."""
    centred = columns - np.average(columns, axis=0, weights=weight)
    products = (centred * weight[:, None]).T @ centred
    spread = np.sqrt(np.diagonal(products))
    spread = np.where(np.ptp(columns, axis=0) > 0, spread, np.nan)
    return np.asarray(products / np.outer(spread, spread))


def partial_of(matrix: Floats) -> float:
    """Partial correlation of the first two given the rest; NaN where it is not defined.

    By hand, all correlations .5: (.5 - .25) / (1 - .25) = .3333.

    >>> round(partial_of(np.array([[1, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 1]])), 4)
    0.3333
    """
    if np.isnan(matrix).any() or least_eigenvalue(matrix) < SINGULAR:
        return np.nan
    inverse = np.linalg.inv(matrix)
    return float(-inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1]))


def _drawn(columns: Floats, weight: Floats, counts: Floats) -> Floats:
    """The partial correlation of each draw of teams; NaN where it is not defined."""
    k = columns.shape[1]
    centred = columns - np.average(columns, axis=0, weights=weight)
    spread = np.sqrt(np.average(centred**2, axis=0, weights=weight))
    whole = np.column_stack([np.ones(len(columns)), centred / spread])
    flat = (whole[:, :, None] * whole[:, None, :] * weight[:, None, None]).reshape(
        len(columns), -1
    )
    sums = (counts @ flat).reshape(-1, k + 1, k + 1)
    mean = sums[:, 1:, 0] / sums[:, :1, 0]
    covariance = sums[:, 1:, 1:] / sums[:, :1, :1] - mean[:, :, None] * mean[:, None]
    root = np.sqrt(np.diagonal(covariance, axis1=1, axis2=2))
    varies: NDArray[np.bool_] = np.asarray((root > SINGULAR).all(axis=1))
    root = np.where(varies[:, None], root, 1.0)
    matrix = covariance / root[:, :, None] / root[:, None, :]
    matrix[~varies] = np.eye(k)
    good = varies & (np.linalg.eigvalsh(matrix)[:, 0] > SINGULAR)
    matrix[~good] = np.eye(k)
    inverse = np.linalg.inv(matrix)
    found = -inverse[:, 0, 1] / np.sqrt(inverse[:, 0, 0] * inverse[:, 1, 1])
    return np.where(good, found, np.nan)


def least_eigenvalue(matrix: NDArray[np.float64]) -> float:
    """How far a correlation matrix is from being singular."""
    return float(np.linalg.eigvalsh(matrix)[0])
