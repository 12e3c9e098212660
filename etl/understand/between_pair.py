"""One pair between teams: correlation, slope, p, power, and the sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.between import Between, between
from analytics.clustered import clustered
from analytics.relation_words import Reading, reading
from analytics.team_sums import team_sums
from analytics.two_level import Slope
from etl.understand.shown_teams import Pair

DRAWS = 2000


@dataclass(frozen=True)
class Found:
    """What is found of a pair between teams."""

    relation: Between
    slope: Slope | None
    reading: Reading


def between_pair(pair: Pair, *, seed: int) -> Found:
    """Correlation and slope of a pair's teams, each weighted by its answers.

    The slope is weighted least squares with one row a team, its error CR2 with
    Satterthwaite df (with one row a team: HC2), so it holds where large and small teams
    scatter differently.
    """
    relation = between(pair.x, pair.y, size=pair.weight, seed=seed, draws=DRAWS)
    slope = None
    if relation.r is not None:
        slope = _slope(pair)
    return Found(relation, slope, reading(relation, slope))


def _slope(pair: Pair) -> Slope | None:
    centred = [
        side - np.average(side, weights=pair.weight) for side in (pair.x, pair.y)
    ]
    columns = np.column_stack([np.ones(len(pair.x)), *centred])
    rows = np.arange(len(pair.x))
    found = clustered(team_sums(columns, rows, len(rows), weight=pair.weight))
    return found.slope(1) if found else None
