"""One correlation taken apart: between teams, within them, and what they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.team_sums import Floats, codes, team_means

NO_SPREAD: Final = 1e-12  # of the total sum of squares; less is rounding


@dataclass(frozen=True)
class Decomposition:
    """The parts of a pooled correlation; None where a side does not vary.

    pooled = eta_between_x eta_between_y between + eta_within_x eta_within_y within,
    eta = root of the share of the sum of squares that lies there; a term whose
    correlation is None is 0.
    """

    people: int
    teams: int
    pooled: float | None
    between: float | None
    within: float | None
    eta_between: tuple[float, float]
    eta_within: tuple[float, float]

    @property
    def opposed(self) -> bool:
        """Whether between and within have different signs (Simpson 1951)."""
        if self.between is None or self.within is None:
            return False
        return self.between * self.within < 0


def decomposition(
    x: Floats, y: Floats, team: NDArray[np.generic]
) -> Decomposition | None:
    """Pooled, between and within correlation of rows in teams.

    Between: of team means, each weighted by its rows; within: of deviations from the
    team's own mean. Source: the covariance theorem of Robinson 1950, Am Sociol Rev
    15:351-357; WABA, Dansereau, Alutto and Yammarino 1984.

    Args:
        x: one side, NaN = the row is left out.
        y: the other, likewise.
        team: label of each row's team.

    Returns:
        None without a row.

    By hand: teams (0,0 2,2) and (4,8 6,6): within deviations x -1 1 -1 1, y -1 1 1 -1:
    0; means (1,1), (5,7): 1.

    >>> x, y = np.array([0.0, 2, 4, 6]), np.array([0.0, 2, 8, 6])
    >>> found = decomposition(x, y, np.array([1, 1, 2, 2]))
    >>> found.between, found.within, round(found.pooled, 4)
    (1.0, 0.0, 0.8485)
    """
    there = ~(np.isnan(x) | np.isnan(y))
    x, y = x[there], y[there]
    if x.size == 0:
        return None
    code, teams = codes(team[there])
    means = [team_means(side, code, teams)[code] for side in (x, y)]
    x, y = x - x.mean(), y - y.mean()
    between_x, between_y = (mean - mean.mean() for mean in means)
    total = float(x @ x), float(y @ y)
    between = _parts(between_x, between_y, total)
    within = _parts(x - between_x, y - between_y, total)
    return Decomposition(
        people=len(x),
        teams=teams,
        pooled=_parts(x, y, total)[0],
        between=between[0],
        within=within[0],
        eta_between=between[1],
        eta_within=within[1],
    )


def _parts(
    x: Floats, y: Floats, total: tuple[float, float]
) -> tuple[float | None, tuple[float, float]]:
    """Correlation of one part, and the roots of its shares of the sums of squares."""
    squares = float(x @ x), float(y @ y)
    shares = [
        part / whole if whole > 0 else 0.0
        for part, whole in zip(squares, total, strict=True)
    ]
    eta = float(np.sqrt(shares[0])), float(np.sqrt(shares[1]))
    if min(shares) <= NO_SPREAD:
        return None, eta
    r = float(x @ y) / float(np.sqrt(squares[0] * squares[1]))
    return min(max(r, -1.0), 1.0), eta
