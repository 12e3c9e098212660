"""The shown cells of teams, wave by wave, as arrays: all that relations are made from.

No group under the minimum can leak from here on: what is read are the published cells of
shown teams and reporting units, with the lower ends of the published bands as weights.
Whatever is computed of them tells nothing that they do not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from analytics.shrinkage import QUANTILE, between_teams
from analytics.team_sums import Floats

LEAVES: Final = ("team", "unit")
# the fewest answers of each published band: weights must not tell more than the bands
BAND_FLOOR: Final = {"5-9": 5.0, "10-19": 10.0, "20-49": 20.0}
ALL_WAVES: Final = "all"
LEAST_WAVES: Final = 2
LEAST_TEAMS: Final = 5


@dataclass(frozen=True)
class ShownTeams:
    """Cells of shown teams; each array is waves x groups, NaN where not shown.

    Attributes:
        waves: wave ids, oldest first.
        groups: teams and reporting units.
        value: of each measure, its own unit.
        weight: of each score, the least number of answers behind it.
        error: of each score, the standard error its published interval stands for.
    """

    waves: tuple[str, ...]
    groups: tuple[str, ...]
    value: Mapping[str, Floats]
    weight: Mapping[str, Floats]
    error: Mapping[str, Floats]

    def side(self, measure: str) -> Floats:
        """Waves x groups of a measure; NaN throughout if nothing of it is shown."""
        empty = np.full((len(self.waves), len(self.groups)), np.nan)
        return self.value.get(measure, empty)

    def reliability(self, outcome: str, wave_id: str) -> float | None:
        """Mean reliability of the teams' scores in a wave; None where not known.

        tau2 / (tau2 + error^2), tau2 by restricted likelihood (`analytics.shrinkage`).
        """
        if outcome not in self.error or wave_id == ALL_WAVES:
            return None
        at = self.waves.index(wave_id)
        y, variance = self.value[outcome][at], self.error[outcome][at] ** 2
        known = ~np.isnan(y) & (variance > 0)
        if known.sum() < LEAST_TEAMS:
            return None
        tau2 = between_teams(y[known], variance[known]).tau2
        return float(np.mean(tau2 / (tau2 + variance[known])))

    def waves_with(self, stressor: str, outcome: str) -> int:
        """Waves in which any team is shown for both."""
        both = ~np.isnan(self.side(stressor) + self.side(outcome))
        if outcome in self.weight:
            both &= self.weight[outcome] > 0
        return int(both.any(axis=1).sum())

    def pair(self, stressor: str, outcome: str, wave_id: str) -> Pair:
        """A pair's teams in one wave, or over all waves in which both are shown.

        Over all waves: each figure less the wave's own mean, weighted, then the mean of
        a team's waves. So there is one row per team, whatever waves it was shown in.
        """
        x, y = self.side(stressor), self.side(outcome)
        w = self.weight.get(outcome, np.full(x.shape, np.nan))
        if wave_id != ALL_WAVES:
            at = self.waves.index(wave_id)
            return _held(x[at], y[at], w[at])
        return _together(x, y, w)


@dataclass(frozen=True)
class Pair:
    """Teams with both figures: x, y, and the weight of each."""

    x: Floats
    y: Floats
    weight: Floats


def shown_teams(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    waves: pl.DataFrame,
    *,
    within: Sequence[str] | None = None,
) -> ShownTeams:
    """The shown cells of closed waves, of teams and reporting units.

    Args:
        estimate: the published cells.
        groups: as published.
        waves: wave_id and first_day of the closed waves.
        within: ids of the groups that count; all if None.
    """
    leaves = groups.filter(pl.col("kind").is_in(LEAVES) & (pl.col("split") == "none"))
    ids = sorted(set(leaves["group_id"]) & set(within or leaves["group_id"]))
    order = waves.sort("first_day")
    shown = (
        estimate.filter(
            (pl.col("state") == "shown")
            & (pl.col("period_kind") == "wave")
            & pl.col("value").is_not_null()
            & pl.col("group_id").is_in(ids)
            & pl.col("period_start").is_in(order["first_day"].implode())
        )
        .with_columns(
            pl.col("n_band")
            .replace_strict(BAND_FLOOR, default=None, return_dtype=pl.Float64)
            .fill_null(pl.col("n").cast(pl.Float64))
            .alias("weight"),
            ((pl.col("upper") - pl.col("lower")) / 2 / QUANTILE).alias("error"),
        )
        .select(
            "measure", "group_id", "period_start", "value", "weight", "error", "origin"
        )
    )
    at_wave = {day: row for row, day in enumerate(order["first_day"])}
    at_group = {group: column for column, group in enumerate(ids)}
    shape = (len(at_wave), len(ids))
    found: dict[str, dict[str, Floats]] = {"value": {}, "weight": {}, "error": {}}
    for (measure, origin), own in shown.group_by("measure", "origin"):
        rows = np.array([at_wave[day] for day in own["period_start"]])
        columns = np.array([at_group[group] for group in own["group_id"]])
        for name in ("value", "weight", "error") if origin == "answers" else ("value",):
            grid = np.full(shape, np.nan)
            grid[rows, columns] = own[name].cast(pl.Float64).to_numpy()
            found[name][str(measure)] = grid
    return ShownTeams(tuple(order["wave_id"]), tuple(ids), **found)


def _held(x: Floats, y: Floats, w: Floats) -> Pair:
    there = ~(np.isnan(x) | np.isnan(y)) & (w > 0)
    return Pair(x[there], y[there], w[there])


def _together(x: Floats, y: Floats, w: Floats) -> Pair:
    there = ~(np.isnan(x) | np.isnan(y)) & (w > 0)
    if (there.any(axis=1)).sum() < LEAST_WAVES:
        return _held(*(np.full(1, np.nan) for _ in range(3)))
    w = np.where(there, w, 0.0)
    known = there.any(axis=0)
    count = there.sum(axis=0)[known]
    sides = []
    for side in (x, y):
        filled = np.where(there, side, 0.0)
        total = np.maximum(w.sum(axis=1, keepdims=True), 1e-12)
        centred = np.where(
            there, filled - (w * filled).sum(1, keepdims=True) / total, 0
        )
        sides.append(centred.sum(axis=0)[known] / count)
    return Pair(sides[0], sides[1], w.sum(axis=0)[known])
