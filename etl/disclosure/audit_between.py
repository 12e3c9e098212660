"""The auditor of relations between teams: each must be a figure of shown cells alone.

Computed anew from the finished files, with code of its own: a size-weighted correlation
that used the mean of a hidden team of three gives that mean away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.audit import Finding

# Stated anew, not imported: a slip in one place must not hide in the other.
LEAST_TEAMS = 10
FLOOR = {"5-9": 5.0, "10-19": 10.0, "20-49": 20.0}
NEAR = 1e-6
FLOATS = NDArray[np.float64]


def audit_between(
    relation: pl.DataFrame,
    levels: pl.DataFrame,
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    waves: pl.DataFrame,
) -> list[Finding]:
    """Relations and levels between teams that shown cells do not give.

    Args:
        relation: as published.
        levels: `level_of_load` as published.
        estimate: as published.
        groups: as published.
        waves: wave_id, first_day.
    """
    cells = _cells(estimate, groups, waves)
    parts = _parts(groups)
    found = [
        Finding(rule, _pair(row), str(row["wave_id"]), (str(row["slice"]),))
        for row in relation.filter(pl.col("level") == "between").to_dicts()
        for rule in _of_row(row, cells, parts)
    ]
    found += [
        Finding(
            "a level of load is not of shown cells",
            _pair(row),
            str(row["wave_id"]),
            ("organisation",),
        )
        for row in levels.to_dicts()
        if not _is_level(row, cells)
    ]
    return sorted(set(found))


def _pair(row: Mapping[str, Any]) -> str:
    return f"{row['stressor']} with {row['outcome']}"


def _cells(
    estimate: pl.DataFrame, groups: pl.DataFrame, waves: pl.DataFrame
) -> dict[tuple[str, str], dict[str, tuple[float, float]]]:
    """(wave, measure) -> group -> value and weight, of shown teams and units."""
    leaves = groups.filter(
        pl.col("kind").is_in(["team", "unit"]) & (pl.col("split") == "none")
    )
    own = estimate.filter(
        (pl.col("state") == "shown")
        & (pl.col("period_kind") == "wave")
        & pl.col("value").is_not_null()
        & pl.col("group_id").is_in(leaves["group_id"].implode())
    ).join(waves, left_on="period_start", right_on="first_day")
    found: dict[tuple[str, str], dict[str, tuple[float, float]]] = {}
    for row in own.to_dicts():
        weight = FLOOR.get(str(row["n_band"]), float(row["n"] or 0))
        place = found.setdefault((row["wave_id"], row["measure"]), {})
        place[row["group_id"]] = (float(row["value"]), weight)
    return found


def _parts(groups: pl.DataFrame) -> dict[str, set[str]]:
    plain = groups.filter(pl.col("split") == "none")
    rows = {row["group_id"]: row for row in plain.to_dicts()}
    found: dict[str, set[str]] = {"organisation": set(rows)}
    for key, row in rows.items():
        if row["setting"]:
            found.setdefault(f"setting:{row['setting']}", set()).add(key)
        node: Mapping[str, Any] | None = row
        while node is not None:
            if node["kind"] == "division":
                found.setdefault(f"division:{node['name']}", set()).add(key)
                break
            node = rows.get(node["parent_id"])
    return found


def _of_row(
    row: Mapping[str, Any],
    cells: Mapping[tuple[str, str], Mapping[str, tuple[float, float]]],
    parts: Mapping[str, set[str]],
) -> Iterator[str]:
    inside = parts.get(str(row["slice"]), set())
    waves = sorted({wave for wave, _ in cells}) if row["wave_id"] == "all" else None
    if waves is None:
        x, y, w = _sides(cells, row["wave_id"], row, inside)
    else:
        x, y, w = _together([_keyed(cells, wave, row, inside) for wave in waves])
    if row["teams"] != len(x):
        yield "a relation between teams counts others than shown ones"
    if row["r"] is None:
        return
    held = [wave for wave in waves or () if _keyed(cells, wave, row, inside)]
    if row["waves"] != (len(held) if waves else None):
        yield "a relation between teams counts other waves than shown ones"
    if len(x) < LEAST_TEAMS:
        yield "a relation between teams stands on too few of them"
        return
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    sxx, syy, sxy = (float((w * a * b).sum()) for a, b in ((x, x), (y, y), (x, y)))
    if abs(row["r"] - sxy / np.sqrt(sxx * syy)) > NEAR:
        yield "a relation between teams is not of shown cells"
    slope = sxy / sxx * row["step"]
    if row["slope"] is not None and abs(row["slope"] - slope) > NEAR * max(
        1, abs(slope)
    ):
        yield "a slope between teams is not of shown cells"


def _keyed(
    cells: Mapping[tuple[str, str], Mapping[str, tuple[float, float]]],
    wave: str,
    row: Mapping[str, Any],
    inside: set[str],
) -> dict[str, tuple[float, float, float]]:
    loads = cells.get((wave, row["stressor"]), {})
    scores = cells.get((wave, row["outcome"]), {})
    both = sorted(set(loads) & set(scores) & inside)
    return {key: (loads[key][0], *scores[key]) for key in both if scores[key][1] > 0}


def _sides(
    cells: Mapping[tuple[str, str], Mapping[str, tuple[float, float]]],
    wave: str,
    row: Mapping[str, Any],
    inside: set[str],
) -> tuple[FLOATS, FLOATS, FLOATS]:
    held = list(_keyed(cells, wave, row, inside).values())
    x, y, w = np.array(held).reshape(-1, 3).T
    return x, y, w


def _together(
    waves: list[dict[str, tuple[float, float, float]]],
) -> tuple[FLOATS, FLOATS, FLOATS]:
    """Each team once: means of its figures less their wave's weighted mean."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    held = [wave for wave in waves if wave]
    for wave in held if len(held) > 1 else []:
        x, y, w = np.array(list(wave.values())).T
        centre = np.average(x, weights=w), np.average(y, weights=w)
        for key, one in wave.items():
            found.setdefault(key, []).append(
                (one[0] - centre[0], one[1] - centre[1], one[2])
            )
    rows = [np.array(each) for each in found.values()]
    whole = [(*each[:, :2].mean(axis=0), each[:, 2].sum()) for each in rows]
    x, y, w = np.array(whole).reshape(-1, 3).T
    return x, y, w


def _is_level(
    row: Mapping[str, Any],
    cells: Mapping[tuple[str, str], Mapping[str, tuple[float, float]]],
) -> bool:
    loads = cells.get((row["wave_id"], row["stressor"]), {})
    scores = cells.get((row["wave_id"], row["outcome"]), {})
    own = [
        scores[key]
        for key, (load, _) in loads.items()
        if key in scores and row["level_from"] <= load < row["level_to"]
    ]
    if len(own) != row["teams"] or not own:
        return False
    value, weight = np.array(own).T
    return bool(abs(float(np.average(value, weights=weight)) - row["value"]) <= NEAR)
