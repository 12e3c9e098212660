"""Correlations between teams: whether they hold a team that is not shown, and its mean."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.attacked import Attacked
from benchmarks.attacked_staff import OUTCOMES
from benchmarks.attacker_sums import SMALL, Floats, files_of

FLOOR = {"5-9": 5.0, "10-19": 10.0, "20-49": 20.0}


def told_by_relations(attacked: Attacked, number: int) -> tuple[int, int, int]:
    """Correlations published, those that shown cells alone give, hidden teams solved for.

    A hidden team is solved for where the values of it that several correlations need
    agree within a point and lie within a point of the truth.
    """
    published = alone = 0
    needed: dict[tuple[str, str], list[float]] = {}
    tables = files_of(attacked, attacked.versions[number])
    estimate = tables["teams", "estimate"].filter(pl.col("state") == "shown")
    leaves = tables["teams", "grp"].filter(pl.col("kind").is_in(["team", "unit"]))
    value = {
        (measure, group): (float(v), FLOOR.get(str(band), float(n or 0)))
        for measure, group, v, band, n in estimate.select(
            "measure", "group_id", "value", "n_band", "n"
        ).iter_rows()
        if v is not None and group in set(leaves["group_id"])
    }
    truth = hidden_teams(
        attacked, number, {group for key, group in value if key in OUTCOMES}
    )
    rows = tables["analysis", "relation"].filter(
        pl.col("r").is_not_null(), pl.col("level") == "between"
    )
    for stressor, outcome, r in rows.select("stressor", "outcome", "r").iter_rows():
        both = [g for key, g in value if key == outcome and (stressor, g) in value]
        x = np.array([value[stressor, group][0] for group in both])
        y = np.array([value[outcome, group][0] for group in both])
        w = np.array([value[outcome, group][1] for group in both])
        published += 1
        alone += bool(abs(weighted_r(x, y, w) - r) < 1e-9)
        for (key, team), (_, many) in truth.items():
            if key == outcome and (stressor, team) in value:
                needed.setdefault((key, team), []).extend(
                    solved(x, y, w, value[stressor, team][0], float(many), r)
                )
    hits = sum(
        len(found) > 1
        and bool(np.ptp(found) < 1)
        and bool(abs(np.mean(found) - truth[key][0]) < 1)
        for key, found in needed.items()
    )
    return published, alone, hits


def hidden_teams(
    attacked: Attacked, number: int, shown: set[str]
) -> dict[tuple[str, str], tuple[float, int]]:
    """(outcome, team) -> true mean and answers of teams under five that are not shown."""
    where = attacked.where[number]
    found: dict[tuple[str, str], list[float]] = {}
    for measure, person, atom in where.select(
        "measure", "person", "atom_id"
    ).iter_rows():
        if atom not in shown:
            score = attacked.truth[number, person, measure]
            found.setdefault((measure, atom), []).append(score)
    return {
        key: (float(np.mean(own)), len(own))
        for key, own in found.items()
        if len(own) < SMALL
    }


def weighted_r(x: Floats, y: Floats, w: Floats) -> float:
    """Correlation of team means, weighted."""
    cov = np.cov(np.vstack([x, y]), aweights=w, ddof=0)
    return float(cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1]))


def solved(
    x: Floats, y: Floats, w: Floats, own: float, many: float, r: float
) -> Iterator[float]:
    """Means that a further team would need for the correlation to be the published one."""
    grid = np.linspace(0, 100, 201)
    with_it = np.array(
        [
            weighted_r(np.append(x, own), np.append(y, v), np.append(w, many))
            for v in grid
        ]
    )
    for at in np.flatnonzero(np.diff(np.sign(with_it - r))):
        yield float(grid[at])
