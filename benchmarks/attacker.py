"""The attacker: everything published, every way of adding, against small groups.

    python -m benchmarks.attacker [--organisations 100] [--kept FILE] [--seconds 7200]

Of each made-up organisation it holds all files of two versions, the briefs of every group
and the tables behind pages, and knows besides who works where, who leads, who answered,
whose answer was corrected, and everybody's load: everything but the answers. It tries

* subtraction and row space: sets under five people, of either version or of both, whose
  answers add up from shown means times their numbers (pseudo-inverse, in floating point);
* linear programmes: the same sets, confined by rounding and the scale's ends to less than
  a fifth of the scale;
* regression: the mean of a hidden team as the one that a published correlation needs if
  the team had entered it.

It does so twice: as published, and with secondary suppression switched off.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from scipy.optimize import linprog

from benchmarks.attacked import OUTCOMES, Attacked, primary_alone, publish_twice
from benchmarks.attacked_pages import told_beside

SMALL, NOUGHT, FIFTH = 5, 1e-7, 20.0
PAGES_OF_EVERY = 5  # organisations: briefs and tables behind pages are read
MOST_TOGETHER = 4  # sets of more groups of one person each are not small any more
COARSE = {
    "under 15": (0, 15),
    "85 or over": (85, 100),
    "under 30": (0, 30),
    "70 or over": (70, 100),
    "10 or under": (0, 10.5),
    "90 or over": (89.5, 100),
}
WIDTH = {"to 10 points": 5.0, "to 20 points": 10.0}
FLOOR = {"5-9": 5.0, "10-19": 10.0, "20-49": 20.0}
WAYS = ("added up", "confined", "beside the cells", "solved")
COUNTED = (
    *("people", "cells", "in briefs and downloads", "relations", "of shown cells"),
    *("small sets", *WAYS, "recovered"),
)
Floats = np.ndarray


@dataclass(frozen=True)
class Known:
    """One outcome as the attacker holds it.

    Attributes:
        rows: shown cells x classes; a class is of people who count alike everywhere.
        people: of each class.
        low, high: between which a cell's sum lies, by rounding and by its words.
        truth: mean of each class.
        hidden: hidden cells x classes.
    """

    rows: Floats
    people: Floats
    low: Floats
    high: Floats
    truth: Floats
    hidden: Floats


def files_of(attacked: Attacked, version: str) -> dict[tuple[str, str], pl.DataFrame]:
    """Every table of every published file of a version."""
    return _read(attacked.data / "published" / version)


@lru_cache(maxsize=4)
def _read(folder: Path) -> dict[tuple[str, str], pl.DataFrame]:
    found = {}
    for path in sorted(folder.glob("*.duckdb")):
        with duckdb.connect(path, read_only=True) as con:
            for (name,) in con.execute("show tables").fetchall():
                found[path.stem, name] = con.sql(f'from "{name}"').pl()
    return found


def cells_of(
    tables: dict[tuple[str, str], pl.DataFrame],
) -> dict[tuple[str, str], tuple[float, float]]:
    """(measure, group) -> between which values a shown mean lies, of any table."""
    held: dict[tuple[str, str], tuple[float, float]] = {}
    for rows in tables.values():
        if not {"measure", "group_id", "value", "state", "band"} <= set(rows.columns):
            continue
        shown = rows.filter(
            pl.col("state") == "shown", pl.col("measure").is_in(OUTCOMES)
        )
        for row in shown.to_dicts():
            near = WIDTH.get(str(row["band"]), 0.5)
            ends = row["value"] - near, row["value"] + near
            held[row["measure"], row["group_id"]] = COARSE.get(str(row["band"]), ends)
    return held


def known(attacked: Attacked, outcome: str) -> Known:
    """What both versions say of one outcome, over classes of people alike."""
    columns: dict[tuple[int, int], list[str | None]] = {}
    scores: dict[tuple[int, int], float] = {}
    for number, where in enumerate(attacked.where):
        own = where.filter(pl.col("measure") == outcome)
        for person, atom, mark in own.select("person", "atom_id", "mark").iter_rows():
            columns.setdefault((person, mark), [None] * len(attacked.where))[number] = (
                atom
            )
            scores[person, mark] = attacked.truth[number, person, outcome]
    alike: dict[tuple[str | None, ...], list[float]] = {}
    for key, stands in columns.items():
        alike.setdefault(tuple(stands), []).append(scores[key])
    kinds = list(alike)
    shown, hidden, ends = [], [], []
    for number, version in enumerate(attacked.versions):
        cells = cells_of(files_of(attacked, version))
        lines = attacked.lines[number]
        for group in sorted({one for line in lines.values() for one in line}):
            row = [
                kind[number] is not None and group in lines[kind[number]]
                for kind in kinds
            ]  # type: ignore[index]
            if not any(row):
                continue
            if (outcome, group) in cells:
                shown.append(row)
                ends.append(cells[outcome, group])
            else:
                hidden.append(row)
    people = np.array([len(alike[kind]) for kind in kinds], dtype=float)
    rows = np.array(shown, dtype=float).reshape(-1, len(kinds))
    size = rows @ people
    low, high = np.array(ends).reshape(-1, 2).T
    return Known(
        rows,
        people,
        low * size,
        high * size,
        np.array([np.mean(alike[kind]) for kind in kinds]),
        np.array(hidden, dtype=float).reshape(-1, len(kinds)),
    )


def small_unions(one: Known) -> Iterator[Floats]:
    """Unions of up to four classes that hold under five people: sets x classes in each."""
    small = np.flatnonzero(one.people < SMALL)
    for many in range(1, MOST_TOGETHER + 1):
        count = math.comb(len(small), many)
        flat = chain.from_iterable(combinations(small.tolist(), many))
        sets = np.fromiter(flat, dtype=np.int64, count=count * many)
        sets = sets.reshape(count, many)
        yield sets[one.people[sets].sum(axis=1) < SMALL]


def added_up(one: Known) -> int:
    """Small sets whose answers add up from shown cells; minimal ones alone.

    What is left of a set once its best fit by shown cells is taken off is nothing. It is
    looked at along a few random directions, so that many sets can be.
    """
    if not len(one.rows):
        return 0
    left = np.eye(len(one.people)) - np.linalg.pinv(one.rows) @ one.rows
    along = left @ np.random.default_rng(1).normal(size=(len(one.people), 4))
    found: list[frozenset[int]] = []
    for sets in small_unions(one):
        for members in sets[np.abs(along[sets].sum(axis=1)).max(axis=1) < NOUGHT]:
            union = frozenset(members.tolist())
            if not any(known <= union for known in found):
                found.append(union)
    for row in one.hidden:
        union = frozenset(np.flatnonzero(row).tolist())
        follows = np.abs(row @ along).max() < NOUGHT
        if (
            0 < row @ one.people < SMALL
            and follows
            and not any(f <= union for f in found)
        ):
            found.append(union)
    return len(found)


def confined(one: Known, *, most: int = 60) -> int:
    """Small classes and hidden cells whose mean is told to less than a fifth."""
    sets = {tuple(row): row for row in (*np.eye(len(one.people)), *one.hidden)}
    small = [row for row in sets.values() if 0 < row @ one.people < SMALL]
    found = 0
    for target in small[:most]:
        ends = []
        for sign in (1.0, -1.0):
            done = linprog(
                sign * target,
                A_ub=np.vstack([one.rows, -one.rows]),
                b_ub=np.concatenate([one.high, -one.low]),
                bounds=list(
                    zip(np.zeros(len(one.people)), 100 * one.people, strict=True)
                ),
            )
            ends.append(sign * done.fun if done.success else np.nan)
        width = (ends[1] - ends[0]) / (target @ one.people)
        found += bool(width < FIFTH)
    return found


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
    rows = tables["analysis", "relation"].filter(pl.col("r").is_not_null())
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


def attack(seed: int, *, protected: bool, pages: bool = True) -> Counter[str]:
    """What is recovered of one organisation; and how much there was to attack.

    `pages`: whether briefs and the tables behind pages are read as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        with nullcontext() if protected else primary_alone():
            attacked = publish_twice(seed, Path(folder) / "data")
        found: Counter[str] = Counter()
        for outcome in OUTCOMES:
            one = known(attacked, outcome)
            found["cells"] += len(one.rows)
            found["small sets"] += sum(len(sets) for sets in small_unions(one))
            found["added up"] += added_up(one)
            found["confined"] += confined(one)
        for number, version in enumerate(attacked.versions):
            shown = set(cells_of(files_of(attacked, version)))
            told, more = told_beside(attacked.data, version, shown) if pages else (0, 0)
            published, alone, solved_for = told_by_relations(attacked, number)
            found.update(
                {
                    "in briefs and downloads": told,
                    "beside the cells": more,
                    "relations": published,
                    "of shown cells": alone,
                    "solved": solved_for,
                }
            )
        found["people"] += len({person for _, person, _ in attacked.truth})
        found["recovered"] = sum(found[way] for way in WAYS)
        return found


def run(number: int, seconds: float, kept: Path) -> list[dict[str, object]]:
    """Attacks what was not attacked yet, a line each, until time is over."""
    until = time.monotonic() + seconds
    done = (
        [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
        if kept.exists()
        else []
    )
    for seed in range(number):
        if any(row["seed"] == seed for row in done):
            continue
        if time.monotonic() > until:
            break
        begun = time.monotonic()
        row: dict[str, object] = {"seed": seed}
        pages = seed % PAGES_OF_EVERY == 0
        row["as published"] = attack(seed, protected=True, pages=pages)
        row["primary alone"] = attack(seed, protected=False, pages=False)
        row["seconds"] = round(time.monotonic() - begun, 1)
        done.append(row)
        with kept.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    return done


def said(done: list[dict[str, object]]) -> str:
    """The figures as they stand in strength.md."""
    lines = [
        f"{len(done)} made-up organisations, two versions each",
        "| | as published | secondary suppression off |",
        "| --- | --- | --- |",
    ]
    arms = ("as published", "primary alone")
    for what in COUNTED:
        sums = [sum(row[arm][what] for row in done) for arm in arms]  # type: ignore[index]
        lines.append(f"| {what} | {sums[0]:,} | {sums[1]:,} |")
    beaten = [sum(row[arm]["recovered"] > 0 for row in done) for arm in arms]  # type: ignore[index]
    lines.append(
        f"| organisations with something recovered | {beaten[0]} | {beaten[1]} |"
    )
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--organisations", type=int, default=100)
    options.add_argument("--seconds", type=float, default=7200)
    options.add_argument("--kept", type=Path, default=Path("attacker.jsonl"))
    asked = options.parse_args()
    print(said(run(asked.organisations, asked.seconds, asked.kept)))


if __name__ == "__main__":
    main()
