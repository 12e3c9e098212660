"""Adding and subtracting: what shown means give away of small sets, exactly or roughly."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
from scipy.optimize import linprog

from benchmarks.attacked import Attacked
from benchmarks.attacked_staff import OUTCOMES

SMALL, NOUGHT, FIFTH = 5, 1e-7, 20.0
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


def small_unions(one: Known, *, least: int = SMALL) -> Iterator[Floats]:
    """Unions of up to four classes with fewer people: sets x classes in each."""
    small = np.flatnonzero(one.people < least)
    for many in range(1, MOST_TOGETHER + 1):
        count = math.comb(len(small), many)
        flat = chain.from_iterable(combinations(small.tolist(), many))
        sets = np.fromiter(flat, dtype=np.int64, count=count * many)
        sets = sets.reshape(count, many)
        yield sets[one.people[sets].sum(axis=1) < least]


def added_up(one: Known, *, least: int = SMALL) -> int:
    """Small sets whose answers add up from shown cells; minimal ones alone.

    What is left of a set once its best fit by shown cells is taken off is nothing. It is
    looked at along a few random directions, so that many sets can be.
    """
    if not len(one.rows):
        return 0
    left = np.eye(len(one.people)) - np.linalg.pinv(one.rows) @ one.rows
    along = left @ np.random.default_rng(1).normal(size=(len(one.people), 4))
    found: list[frozenset[int]] = []
    for sets in small_unions(one, least=least):
        for members in sets[np.abs(along[sets].sum(axis=1)).max(axis=1) < NOUGHT]:
            union = frozenset(members.tolist())
            if not any(known <= union for known in found):
                found.append(union)
    for row in one.hidden:
        union = frozenset(np.flatnonzero(row).tolist())
        follows = np.abs(row @ along).max() < NOUGHT
        if (
            0 < row @ one.people < least
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
