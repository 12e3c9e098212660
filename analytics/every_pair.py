"""All pairs of one slice at once: columns are centred and multiplied once, not per pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.clustered import Clustered, clustered
from analytics.team_sums import Codes, Floats, TeamSums, codes, deviations, team_sums


@dataclass(frozen=True)
class EveryPair:
    """Figures of every stressor (row) with every outcome (column).

    Attributes:
        pooled: correlation of the rows.
        between: correlation of team means, weighted by rows.
        within: correlation of deviations from the team's mean.
        repeated: within person and wave.
        slopes: within and between slopes of each pair, errors by team; None where the
            design is not of full rank.
        df: degrees of freedom of `repeated`.
    """

    pooled: Floats
    between: Floats
    within: Floats
    repeated: Floats
    slopes: dict[tuple[int, int], Clustered | None]
    df: int


def every_pair(
    x: Floats,
    y: Floats,
    *,
    team: NDArray[np.generic],
    person: NDArray[np.generic],
    wave: NDArray[np.generic],
) -> EveryPair:
    """Decomposition, repeated-measures correlation and slopes of all pairs.

    The same figures as `decomposition`, `repeated` and `clustered` pair by pair. The
    slopes are those of y = wave + g10 (x - xbar_jt) + g01 xbar_jt + e.

    Args:
        x: rows x stressors, without NaN.
        y: rows x outcomes, without NaN.
        team: label of each row's team.
        person: label of each row's person.
        wave: label of each row's wave.
    """
    team_code, teams = codes(team)
    stressors = x.shape[1]
    both = np.column_stack([x, y])
    both = both - both.mean(axis=0)
    own = _each(both, team_code, teams)
    means = both - own
    left, df = _off_person_and_wave(both, person, wave)
    return EveryPair(
        pooled=_crossed(both, stressors),
        between=_crossed(means - means.mean(axis=0), stressors),
        within=_crossed(own, stressors),
        repeated=_crossed(left, stressors),
        slopes=_slopes(both, stressors, team_code, teams, wave),
        df=df,
    )


def _each(columns: Floats, code: Codes, count: int) -> Floats:
    return np.column_stack([deviations(column, code, count) for column in columns.T])


def _crossed(columns: Floats, stressors: int) -> Floats:
    """Correlations of the first columns with the others; NaN where one is constant."""
    products = columns.T @ columns
    spread = np.sqrt(np.diagonal(products))
    spread = np.where(spread > 1e-9 * np.sqrt(len(columns)), spread, np.nan)
    return np.asarray((products / np.outer(spread, spread))[:stressors, stressors:])


def _off_person_and_wave(
    columns: Floats, person: NDArray[np.generic], wave: NDArray[np.generic]
) -> tuple[Floats, int]:
    """What is left of columns within person and wave, and its df for a correlation."""
    code, people = codes(person)
    several = np.bincount(code)[code] > 1
    code, people = codes(code[several])
    number, waves = codes(wave[several])
    own = _each(columns[several], code, people)
    dummies = np.column_stack(
        [np.zeros((len(code), 0))]
        + [deviations((number == t) * 1.0, code, people) for t in range(1, waves)]
    )
    rank = 0
    if dummies.shape[1]:
        inner = dummies.T @ dummies
        rank = int(np.linalg.matrix_rank(inner, hermitian=True))
        own = own - dummies @ (
            np.linalg.pinv(inner, hermitian=True) @ (dummies.T @ own)
        )
    return own, len(code) - people - 1 - rank


def _slopes(
    both: Floats, stressors: int, code: Codes, teams: int, wave: NDArray[np.generic]
) -> dict[tuple[int, int], Clustered | None]:
    number, waves = codes(wave)
    cell, cells = codes(code * waves + number)
    dummies = np.column_stack([(number == t) * 1.0 for t in range(waves)])
    x, y = both[:, :stressors], both[:, stressors:]
    own = _each(x, cell, cells)
    sums = team_sums(np.column_stack([dummies, own, x - own, y]), code, teams)
    fixed = list(range(waves))
    return {
        (a, b): clustered(
            _part(
                sums,
                [*fixed, waves + a, waves + stressors + a, waves + 2 * stressors + b],
            )
        )
        for a in range(stressors)
        for b in range(y.shape[1])
    }


def _part(sums: TeamSums, columns: list[int]) -> TeamSums:
    return TeamSums(sums.rows, sums.products[:, columns][:, :, columns])
