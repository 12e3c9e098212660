"""Statistics from single answers as what they are: linear queries over persons' scores.

Who knows the roster and all loads knows the weights of every query. A slope within teams
is a sum of scores weighted by centred load, a level a mean over its members, the weights
of several stressors one such sum each. Every query here is centred within teams, so that
beside the shown team means it tells nothing of teams, only of persons within them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.int64]
Kind = Literal["slope", "weights", "levels"]

LEAST_PEOPLE: Final = 30
LEAST_TEAMS: Final = 10
LEAST_IN_LEVEL: Final = 10
MOST_LEVELS: Final = 5
R_GRID: Final = 0.01  # correlations are written to two decimals
LEVEL_GRID: Final = 1.0  # mean deviations to one point
SPREAD_GRID: Final = 0.1
NO_SPREAD: Final = 1e-9
WHOLE: Final = "organisation"


@dataclass(frozen=True)
class Statistic:
    """One candidate for release; `stressors` are several for weights alone."""

    kind: Kind
    stressors: tuple[str, ...]
    outcome: str
    weeks: int
    part: str = WHOLE


@dataclass(frozen=True)
class Members:
    """Respondents of shown teams and reporting units in one wave, and nobody else.

    Attributes:
        person: keyed hash of each; sorted.
        team: place in `teams` of each.
        teams: ids of the shown teams and units.
        outcomes: scores, in the order of priority.
        score: people x outcomes; NaN where unanswered or the team's cell is not shown.
        shown: teams x outcomes, the published means; NaN where not shown.
        load: (stressor, weeks) -> one per person; NaN where unknown, or the person moved.
        parts: slice -> who is in it.
    """

    person: NDArray[np.uint64]
    team: Codes
    teams: tuple[str, ...]
    outcomes: tuple[str, ...]
    score: Floats
    shown: Floats
    load: Mapping[tuple[str, int], Floats]
    parts: Mapping[str, Mask]

    def deviations(self) -> Floats:
        """Each score less the mean of the team's members who gave it; people x outcomes."""
        own = [
            _centred(column, self.team, ~np.isnan(column)) for column in self.score.T
        ]
        return np.where(np.isnan(self.score), np.nan, np.column_stack(own))

    @cached_property
    def spread(self) -> Floats:
        """Common SD within teams of each outcome, to 0.1; NaN without two in one team."""
        found = []
        for column, score in zip(self.deviations().T, self.score.T, strict=True):
            there = ~np.isnan(score)
            df = int(there.sum()) - len(np.unique(self.team[there]))
            squares = float((column[there] ** 2).sum())
            found.append(np.sqrt(squares / df) if df > 0 and squares > 0 else np.nan)
        return np.round(np.array(found) / SPREAD_GRID) * SPREAD_GRID


@dataclass(frozen=True)
class Query:
    """What one statistic asks of persons.

    Attributes:
        statistic: which one.
        weights: rows x people; each row sums to 0 within every team.
        grid: the step to which each row's figure is written.
        people: who count in it.
        teams: teams with two of them or more.
        edges: of levels: where each begins and ends [unit of the stressor, from the
            team's mean]; else empty.
        counts: of levels: people in each.
        matrix: of weights: correlations of the stressors within teams.
    """

    statistic: Statistic
    weights: Floats
    grid: float
    people: int
    teams: int
    edges: tuple[tuple[float, float], ...] = ()
    counts: tuple[int, ...] = ()
    matrix: Floats | None = None
    scale: float = 0.0  # of a slope: root of Sxx


def query(members: Members, asked: Statistic, *, step: float = 1.0) -> Query | None:
    """The queries of a statistic.

    Args:
        members: who count.
        asked: the statistic.
        step: the stressor's own step; edges of levels are its multiples and a half.

    Returns:
        None under 30 people or 10 teams of two or more, or where a load does not vary
        within teams, or stressors follow from each other.
    """
    at = members.outcomes.index(asked.outcome)
    loads = [members.load.get((key, asked.weeks)) for key in asked.stressors]
    there = ~np.isnan(members.score[:, at]) & members.parts[asked.part]
    for load in loads:
        if load is None:
            return None
        there &= ~np.isnan(load)
    there &= (
        np.bincount(members.team[there], minlength=len(members.teams))[members.team] > 1
    )
    teams = len(np.unique(members.team[there]))
    people = int(there.sum())
    spread = members.spread[at]
    if people < LEAST_PEOPLE or teams < LEAST_TEAMS or np.isnan(spread):
        return None
    own = np.array(
        [_centred(load, members.team, there) for load in loads if load is not None]
    )
    size = np.sqrt((own**2).sum(axis=1))
    if (size <= NO_SPREAD).any():
        return None
    if asked.kind == "levels":
        return _levels(asked, own[0], there, members.team, teams, step)
    matrix = (own / size[:, None]) @ (own / size[:, None]).T
    if np.linalg.eigvalsh(matrix)[0] < NO_SPREAD:
        return None
    weights = own / (size[:, None] * spread * np.sqrt(people - teams))
    return Query(
        asked, weights, R_GRID, people, teams, matrix=matrix, scale=float(size[0])
    )


def written(asked: Query, score: Floats) -> Floats:
    """The figures of a query as they are released: rounded to its grid.

    Args:
        asked: the query.
        score: of each person; NaN counts as 0, where no weight lies.
    """
    found = asked.weights @ np.nan_to_num(score)
    return np.asarray(np.round(np.round(found / asked.grid) * asked.grid, 6) + 0.0)


def _centred(values: Floats, team: Codes, there: Mask) -> Floats:
    """Values less their team's mean over `there`; 0 elsewhere."""
    count = np.bincount(team[there], minlength=int(team.max(initial=-1)) + 1)
    total = np.bincount(team[there], values[there], minlength=len(count))
    mean = total / np.maximum(count, 1)
    return np.where(there, np.nan_to_num(values) - mean[team], 0.0)


def _levels(
    asked: Statistic, own: Floats, there: Mask, team: Codes, teams: int, step: float
) -> Query | None:
    """Mean deviation of the score by level of the load's deviation, ten people each.

    Edges are half steps around the team's own mean, joined from both ends inward.
    """
    edges = _edges(own[there], step)
    if len(edges) < 2:  # noqa: PLR2004  (one level says nothing)
        return None
    rows, counts = [], []
    for low, high in edges:
        inside = there & (own >= low) & (own < high)
        counts.append(int(inside.sum()))
        rows.append(_centred(inside.astype(np.float64), team, there) / counts[-1])
    return Query(
        asked,
        np.array(rows),
        LEVEL_GRID,
        int(there.sum()),
        teams,
        edges=tuple(edges),
        counts=tuple(counts),
    )


def _edges(values: Floats, step: float) -> list[tuple[float, float]]:
    """At most five levels of ten people or more, from half steps around 0."""
    reach = MOST_LEVELS // 2
    inner = [(number - 0.5) * step for number in range(1 - reach, reach + 1)]
    while inner:
        ends = [-np.inf, *inner, np.inf]
        counts = np.histogram(values, ends)[0]
        if counts[0] < LEAST_IN_LEVEL:
            inner = inner[1:]
        elif counts[-1] < LEAST_IN_LEVEL:
            inner = inner[:-1]
        elif counts.min() < LEAST_IN_LEVEL:
            del inner[int(counts.argmin())]
        else:
            return list(pairwise(ends))
    return []
