"""One correlation within teams, from its rounded figure and the common spread alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.repeated import Repeated, judged
from analytics.two_level import Slope, slope_at


@dataclass(frozen=True)
class WithinTeams:
    """What follows from a correlation within teams."""

    relation: Repeated
    slope: Slope


def within_teams(
    r: float, *, people: int, teams: int, scale: float, spread: float
) -> WithinTeams:
    """Interval, p and slope of a correlation within teams that was written to .01.

    Everything follows from the written figure, so nothing beside it is told: with the
    common SD within teams `s` and the load's sum of squares within teams `Sxx`,
    r = Sxy / (s sqrt(Sxx (N - J))), slope = r s sqrt(N - J) / sqrt(Sxx), its error
    s sqrt((1 - r^2) (N - J) / df) / sqrt(Sxx), df = N - J - 1 (least squares on
    deviations from the team's mean; the random-intercept model gives the same slope).

    Args:
        r: as written; beyond 1 in size (the pair's own spread is not the common one) it
            counts as 1.
        people: N with both figures, in teams of two or more of them.
        teams: J of those; at least 10.
        scale: root of Sxx [unit of the load].
        spread: common SD within teams [points].

    By hand, r .5, 40 people in 10 teams, scale 3, spread 6: slope .5 x 6 x sqrt(30) / 3
    = 5.477; error 6 x sqrt(.75 x 30 / 29) / 3 = 1.762.

    >>> found = within_teams(0.5, people=40, teams=10, scale=3.0, spread=6.0)
    >>> round(found.slope.value, 3), round(found.slope.error, 3), found.relation.df
    (5.477, 1.762, 29)
    """
    r = min(max(r, -1.0), 1.0)
    free, df = people - teams, people - teams - 1
    each = spread * np.sqrt(free) / scale
    error = float(each * np.sqrt((1 - r**2) / df))
    return WithinTeams(
        judged(r, people=people, answers=people, df=df),
        slope_at(float(r * each), error, df),
    )
