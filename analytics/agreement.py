"""Is a team mean usable? How alike answers of one team are, and how much they agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analytics.team_sums import Floats, codes, deviations

LEAST_PEOPLE: Final = 2


@dataclass(frozen=True)
class Likeness:
    """How far answers lie together by team; both may be negative.

    `icc1`: share of the variance that lies between teams; `icc2`: reliability of the
    mean of a team of usual size `size`.
    """

    people: int
    teams: int
    size: float
    icc1: float
    icc2: float | None

    @property
    def tau2_share(self) -> float:
        """icc1, not below 0: what reliability is computed from."""
        return max(self.icc1, 0.0)


def likeness(y: Floats, team: NDArray[np.generic]) -> Likeness | None:
    """ICC(1) and ICC(2) of answers in teams.

    ICC(1) = (MSB - MSW) / (MSB + (n - 1) MSW), ICC(2) = (MSB - MSW) / MSB, from the
    one-way analysis of variance; n = mean size of a team, as R package multilevel has
    it. Source: Bartko 1976, Psychol Bull 83:762-765; Bliese 2000.

    Args:
        y: one answer per row; NaN = left out.
        team: label of each row's team.

    Returns:
        None with fewer than two teams, without a team of two, or where nobody differs.
        ICC(2) is None where team means do not vary.

    By hand: teams 1 3, 5 7: MSB 16, MSW 2: (16 - 2) / (16 + 2), 14 / 16.

    >>> found = likeness(np.array([1.0, 3, 5, 7]), np.array([1, 1, 2, 2]))
    >>> round(found.icc1, 4), found.icc2
    (0.7778, 0.875)
    """
    there = ~np.isnan(y)
    y = y[there]
    code, teams = codes(team[there])
    people = len(y)
    if teams < LEAST_PEOPLE or people <= teams:
        return None
    within = float((deviations(y, code, teams) ** 2).sum())
    between = max(float(((y - y.mean()) ** 2).sum()) - within, 0.0)
    msb, msw = between / (teams - 1), within / (people - teams)
    size = people / teams
    if msb + (size - 1) * msw <= 0:
        return None
    icc1 = (msb - msw) / (msb + (size - 1) * msw)
    return Likeness(people, teams, size, icc1, (msb - msw) / msb if msb > 0 else None)


def reliability(icc1: float, size: Floats) -> Floats:
    """Reliability of team means: tau2 / (tau2 + sigma2 / n), icc1 = tau2 of a total of 1.

    A negative icc1 counts as 0. Source: Raudenbush and Bryk 2002, eq. 3.59 (Spearman
    and Brown 1910).

    >>> reliability(0.1, np.array([8.0])).round(2).tolist()
    [0.47]
    """
    share = max(icc1, 0.0)
    return np.asarray(share / (share + (1 - share) / size))


def agreement(answers: Floats, *, options: int) -> float | None:
    """rwg(j) of one group: agreement beyond answers ticked at random; 0 to 1.

    J (1 - s2 / e2) / (J (1 - s2 / e2) + s2 / e2), s2 = mean variance of the J items, e2
    = (A^2 - 1) / 12 for A options; with one item 1 - s2 / e2. Cut at 0. Source: James,
    Demaree and Wolf 1984, J Appl Psychol 69:85-98.

    Args:
        answers: respondents x items, in steps of 1, without NaN.
        options: possible answers to an item.

    Returns:
        None with fewer than two respondents or options.

    By hand: one item of five options, 3 and 4: s2 .5, e2 2: .75.

    >>> agreement(np.array([[3.0], [4.0]]), options=5)
    0.75
    """
    people, items = answers.shape
    if people < LEAST_PEOPLE or options < LEAST_PEOPLE:
        return None
    random = (options**2 - 1) / 12
    share = float(answers.var(axis=0, ddof=1).mean()) / random
    if share >= 1:
        return 0.0
    return float(items * (1 - share) / (items * (1 - share) + share))


def likeness_words(found: Likeness) -> str:
    """ICC(1) as pages write it.

    >>> likeness_words(Likeness(9, 3, 3.0, -0.1, -0.5))
    '0 (negative estimate)'
    >>> likeness_words(Likeness(9, 3, 3.0, 0.123, 0.3))
    '.12'
    """
    if found.icc1 < 0:
        return "0 (negative estimate)"
    return f"{found.icc1:.2f}".replace("0.", ".", 1)
