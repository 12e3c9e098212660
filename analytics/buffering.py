"""Does a resource take the edge off load? The interaction of the two, with its interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.clustered import clustered
from analytics.team_sums import Floats, codes, team_sums
from analytics.two_level import Slope

LEAST_TEAMS = 30  # three terms: ten teams each


@dataclass(frozen=True)
class Buffering:
    """How the slope of load changes by one SD of the resource; slopes at +-1 SD of it.

    Slopes are in points of the outcome by one SD of load.
    """

    interaction: Slope
    where_little: float
    where_much: float
    teams: int


def buffering(
    load: Floats,
    resource: Floats,
    y: Floats,
    team: NDArray[np.generic],
    *,
    weight: Floats | None = None,
) -> Buffering | None:
    """The model y = a + b load + c resource + d load x resource, errors by team (`clustered`).

    Load and resource are standardised, so that b and c are slopes at the mean of the
    other (Aiken and West 1991, ch. 2). Between teams: one row per team and wave, weight
    its people.

    Args:
        load: one per row; NaN = left out.
        resource: likewise.
        y: likewise.
        team: label of each row's team.
        weight: of each row; 1 if None.

    Returns:
        None under 30 teams, or where load, resource or their product does not vary by
        itself.
    """
    there = ~(np.isnan(load) | np.isnan(resource) | np.isnan(y))
    w = np.ones(len(y)) if weight is None else weight
    load, resource, y, w = load[there], resource[there], y[there], w[there]
    code, teams = codes(team[there])
    if teams < LEAST_TEAMS or min(np.ptp(load), np.ptp(resource)) == 0:
        return None
    one, other = _standard(load, w), _standard(resource, w)
    columns = np.column_stack(
        [np.ones(len(y)), one, other, one * other, y - np.average(y, weights=w)]
    )
    found = clustered(team_sums(columns, code, teams, weight=w))
    if found is None:
        return None
    slope, interaction = float(found.coefficients[1]), found.slope(3)
    return Buffering(
        interaction, slope - interaction.value, slope + interaction.value, teams
    )


def _standard(values: Floats, weight: Floats) -> Floats:
    centred = values - np.average(values, weights=weight)
    return np.asarray(centred / np.sqrt(np.average(centred**2, weights=weight)))
