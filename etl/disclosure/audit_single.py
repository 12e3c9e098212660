"""The auditor of statistics from single answers: the reconstruction, by code of its own.

From the finished analysis file it takes what is released, from the ledger what an insider
knew when the wave was closed (who answered what, in which shown cell, with which loads),
forms every query anew and computes how much nearer to everybody's answer they lead than
the team's shown mean. It holds no answer, needs none, and names cells, never a value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.audit import Finding

# Stated anew, not imported: a slip in one place must not hide in the other.
LEAST_PEOPLE, LEAST_TEAMS, LEAST_IN_LEVEL = 30, 10, 10
MOST_GAIN = 0.10
FIFTH = 20.0  # points of 100
NORMAL = 1.959964
R_STEP, LEVEL_STEP = 0.01, 1.0
NEAR = 1e-6
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Insider:
    """What the ledger keeps of a wave's members: frames as in disclosure/rows.py."""

    members: pl.DataFrame
    loads: pl.DataFrame
    alike: pl.DataFrame
    spread: dict[str, float]


@dataclass(frozen=True)
class Asked:
    """Rows of one statistic over persons, its outcome, and the step it is written to."""

    outcome: str
    rows: Floats
    step: float
    part: str


def audit_wave(
    wave_id: str,
    relation: pl.DataFrame,
    level_within: pl.DataFrame,
    driver: pl.DataFrame,
    insider: Insider,
) -> list[Finding]:
    """How far what is released of a wave leads to single answers; empty if not too far.

    Args:
        wave_id: the wave.
        relation: rows within teams of this wave, as published.
        level_within: likewise.
        driver: rows within teams of this wave, as published.
        insider: what is known of its members.
    """
    table = _Table(insider)
    asked = [
        *(
            table.slope((row["stressor"],), row["outcome"], _weeks(row), row["slice"])
            for row in relation.to_dicts()
        ),
        *(
            table.levels(key, own)
            for key, own in level_within.group_by("stressor", "outcome")
        ),
        *(
            table.slope(tuple(own.sort("position")["stressor"]), str(key[0]), 12, WHOLE)
            for key, own in driver.group_by("outcome")
        ),
    ]
    queries = [one for one in asked if one is not None]
    if len(queries) < len(asked):
        rule = "a statistic from single answers counts people nobody knows of"
        return [Finding(rule, "relation", wave_id, (WHOLE,))]
    return (
        [
            Finding(rule, measure, wave_id, (group,))
            for rule, measure, group in _reached(table, queries)
        ]
        if queries
        else []
    )


WHOLE = "organisation"


def _weeks(row: dict[str, object]) -> int:
    return int(str(row["time_window"]).split(" ")[0])


class _Table:
    """Members as rows, with their teams, answers, loads and parts."""

    def __init__(self, insider: Insider) -> None:
        people = insider.members.sort("person")
        self.place = {key: n for n, key in enumerate(people["person"])}
        self.groups = sorted(set(people["group_id"]))
        number = {group: n for n, group in enumerate(self.groups)}
        self.team = np.array([number[g] for g in people["group_id"]], dtype=np.int64)
        self.count = people.height
        given = [set(own) for own in people["outcomes"].to_list()]
        inside = [set(own) for own in people["slices"].to_list()]
        self.outcomes = sorted(set().union(*given))
        self.answered = {
            y: np.array([y in own for own in given]) for y in self.outcomes
        }
        parts = sorted(set().union(*inside))
        self.parts = {part: np.array([part in own for own in inside]) for part in parts}
        self.spread = insider.spread
        self.load = {
            (str(key[0]), int(str(key[1]))): self._column(own)
            for key, own in insider.loads.group_by("stressor", "weeks")
        }
        self.alike = _alike(insider.alike, self.outcomes)

    def _column(self, own: pl.DataFrame) -> Floats:
        found = np.full(self.count, np.nan)
        for person, value in own.select("person", "value").iter_rows():
            if person in self.place:
                found[self.place[person]] = value
        return found

    def _counted(
        self, outcome: str, loads: list[Floats], part: str
    ) -> NDArray[np.bool_]:
        inside = self.answered[outcome] & self.parts[part]
        for load in loads:
            inside = inside & ~np.isnan(load)
        size = np.bincount(self.team, weights=inside, minlength=len(self.groups))
        return np.asarray(inside & (size[self.team] > 1))

    def within(self, values: Floats, inside: NDArray[np.bool_]) -> Floats:
        """Values less the mean of the team's counted members; 0 for all others."""
        held = np.where(inside, values, 0.0)
        size = np.bincount(self.team, weights=inside, minlength=len(self.groups))
        total = np.bincount(self.team, weights=held, minlength=len(self.groups))
        mean = total / np.maximum(size, 1)
        return np.asarray(np.where(inside, held - mean[self.team], 0.0))

    def slope(
        self, stressors: tuple[str, ...], outcome: str, weeks: int, part: str
    ) -> Asked | None:
        """A row for each stressor, over people who have all of them."""
        keys = [(key, weeks) for key in stressors]
        known = all(key in self.load for key in keys) and part in self.parts
        if not known or outcome not in self.answered or outcome not in self.spread:
            return None
        loads = [self.load[key] for key in keys]
        inside = self._counted(outcome, loads, part)
        free = int(inside.sum()) - len(np.unique(self.team[inside]))
        if free < 1:
            return None
        rows = []
        for load in loads:
            own = self.within(load, inside)
            size = np.sqrt(own @ own)
            if size <= NEAR:
                return None
            rows.append(own / (size * self.spread[outcome] * np.sqrt(free)))
        return Asked(outcome, np.array(rows), R_STEP, part)

    def levels(self, key: tuple[object, ...], own: pl.DataFrame) -> Asked | None:
        """A row for each level, from the edges that are published."""
        stressor, outcome = str(key[0]), str(key[1])
        if (stressor, 12) not in self.load or outcome not in self.answered:
            return None
        load = self.load[stressor, 12]
        inside = self._counted(outcome, [load], WHOLE)
        away = self.within(load, inside)
        rows = []
        for low, high in own.select("level_from", "level_to").iter_rows():
            at = inside & (away >= (-np.inf if low is None else low))
            at = at & (away < (np.inf if high is None else high))
            if not at.any():
                return None
            rows.append(self.within(at.astype(np.float64), inside) / at.sum())
        return Asked(outcome, np.array(rows), LEVEL_STEP, WHOLE)


def _alike(alike: pl.DataFrame, outcomes: list[str]) -> Floats:
    """Correlations of the outcomes within teams, as a matrix; made possible if not."""
    found = np.eye(len(outcomes))
    for one, other, r in alike.select("outcome", "other", "r").iter_rows():
        if one in outcomes and other in outcomes:
            found[outcomes.index(one), outcomes.index(other)] = r
    values, vectors = np.linalg.eigh((found + found.T) / 2)
    fixed = (vectors * np.maximum(values, 1e-3)) @ vectors.T
    root = np.sqrt(np.diagonal(fixed))
    return np.asarray(fixed / np.outer(root, root))


def _reached(table: _Table, queries: list[Asked]) -> Iterator[tuple[str, str, str]]:
    """(rule, outcome, part or team) of everything that is reached too well."""
    rows = np.vstack([one.rows for one in queries])
    of = np.concatenate(
        [np.full(len(one.rows), table.outcomes.index(one.outcome)) for one in queries]
    ).astype(np.int64)
    steps = np.concatenate([np.full(len(one.rows), one.step) for one in queries])
    sd = np.array([table.spread.get(y, np.nan) for y in table.outcomes])
    together = table.alike * np.outer(sd, sd)
    products = rows @ rows.T * together[np.ix_(of, of)] + np.diag(steps**2 / 12)
    parts = {one.part for one in queries} | {WHOLE}
    for place, outcome in enumerate(table.outcomes):
        if np.isnan(sd[place]):
            continue
        answered = table.answered[outcome]
        size = np.bincount(table.team, weights=answered, minlength=len(table.groups))
        prior = sd[place] ** 2 * (1 - 1 / np.maximum(size[table.team], 1))
        seen = rows * together[of, place][:, None]
        told = (seen * np.linalg.solve(products, seen)).sum(axis=0)
        left = np.maximum(prior - told, 0.0)
        for part in sorted(parts):
            own = answered & table.parts[part] & (prior > 0)
            if (
                own.any()
                and np.median(1 - np.sqrt(left[own] / prior[own])) > MOST_GAIN + NEAR
            ):
                yield (
                    "single answers are guessed too well from what is released",
                    outcome,
                    part,
                )
        narrow = answered & (prior > 0) & (2 * NORMAL * np.sqrt(left) < FIFTH)
        for team in sorted({table.groups[n] for n in table.team[narrow]}):
            yield "an answer is bounded within a fifth of the scale", outcome, team


def audit_rows(
    wave_id: str,
    relation: pl.DataFrame,
    level_within: pl.DataFrame,
    figures: pl.DataFrame,
) -> list[Finding]:
    """Rows from single answers that were not frozen, are not rounded, or of too few."""
    slopes = {
        (r["stressor"], r["outcome"], f"{r['weeks']} weeks", r["slice"]): r["value"]
        for r in figures.filter(pl.col("kind") == "slope").to_dicts()
    }
    found = []
    for row in relation.to_dicts():
        key = tuple(row[n] for n in ("stressor", "outcome", "time_window", "slice"))
        where = (f"{key[0]} with {key[1]}", wave_id, (str(key[3]),))
        found += [Finding(rule, *where) for rule in _slope_rules(row, slopes.get(key))]
    levels = {
        (r["stressor"], r["outcome"], r["level_from"], r["level_to"]): r["value"]
        for r in figures.filter(pl.col("kind") == "levels").to_dicts()
    }
    for row in level_within.to_dicts():
        key = tuple(row[n] for n in ("stressor", "outcome", "level_from", "level_to"))
        where = (f"{key[0]} with {key[1]}", wave_id, (WHOLE,))
        found += [Finding(rule, *where) for rule in _level_rules(row, levels.get(key))]
    return sorted(set(found))


def _slope_rules(row: dict[str, object], frozen: float | None) -> Iterator[str]:
    r, people, teams = row["r"], row["people"], row["teams"]
    if not isinstance(people, int) or people < LEAST_PEOPLE:
        yield "a relation within teams stands on too few people"
    if not isinstance(teams, int) or teams < LEAST_TEAMS:
        yield "a relation within teams stands on too few teams"
    if not isinstance(r, float) or abs(r / R_STEP - round(r / R_STEP)) > NEAR:
        yield "a relation within teams is not rounded"
    elif frozen is None or abs(max(min(frozen, 1.0), -1.0) - r) > NEAR:
        yield "a relation within teams was not frozen with its wave"


def _level_rules(row: dict[str, object], frozen: float | None) -> Iterator[str]:
    value, people = row["value"], row["people"]
    if not isinstance(people, int) or people < LEAST_IN_LEVEL:
        yield "a level within teams stands on too few people"
    if not isinstance(value, float) or abs(value - round(value)) > NEAR:
        yield "a level within teams is not rounded"
    elif frozen is None or abs(frozen - value) > NEAR:
        yield "a level within teams was not frozen with its wave"


def audit_members(
    wave_id: str, members: pl.DataFrame, estimate: pl.DataFrame
) -> list[Finding]:
    """Cells that are not shown and whose people count all the same.

    Args:
        wave_id: the wave.
        members: from the ledger.
        estimate: the published cells of answers of this wave.
    """
    shown = set(
        estimate.filter(pl.col("state") == "shown")
        .select("group_id", "measure")
        .iter_rows()
    )
    counted = members.select("group_id", "outcomes").explode("outcomes").unique()
    return sorted(
        Finding("people of a cell that is not shown count", outcome, wave_id, (group,))
        for group, outcome in counted.iter_rows()
        if (group, outcome) not in shown
    )
