"""The auditor of rows that follow from other rows: over all waves, and contextual.

Each must be what the rows beside it give, computed anew with code of its own; else it
holds something about answers that no budget knows of.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from scipy import stats

from etl.disclosure.audit import Finding

# Stated anew, not imported: a slip in one place must not hide in the other.
ALL, WHOLE, WINDOW = "all", "organisation", "12 weeks"
NEAR = 1e-6
Row = Mapping[str, Any]


def audit_combined(relation: pl.DataFrame) -> list[Finding]:
    """Rows within teams over all waves, and contextual rows, that others do not give.

    Args:
        relation: as published, all of it.
    """
    rows = relation.filter(
        pl.col("level").is_in(["between", "within", "contextual"])
    ).to_dicts()
    at: dict[tuple[str, str, str], dict[str, Row]] = {}
    for row in rows:
        if (row["slice"], row["time_window"]) == (WHOLE, WINDOW):
            key = (row["level"], row["stressor"], row["outcome"])
            at.setdefault(key, {})[row["wave_id"]] = row
    found = []
    for row in rows:
        pair = (str(row["stressor"]), str(row["outcome"]))
        inner = at.get(("within", *pair), {})
        told: list[float] | None = None
        if row["level"] == "contextual":
            rule = "a contextual slope is not of the slopes beside it"
            outer = at.get(("between", *pair), {})
            told = _less(outer.get(row["wave_id"]), inner.get(row["wave_id"]))
        elif row["level"] == "within" and row["wave_id"] == ALL:
            rule = "a relation over waves is not of its waves' figures"
            told = _over([one for wave, one in inner.items() if wave != ALL])
        else:
            continue
        whole = (row["slice"], row["time_window"]) == (WHOLE, WINDOW)
        if not whole or told is None or not _same(row, told):
            where = f"{pair[0]} with {pair[1]}", str(row["wave_id"])
            found.append(Finding(rule, *where, (str(row["slice"]),)))
    return sorted(set(found))


FIGURES = ("slope", "slope_lower", "slope_upper", "people", "teams", "waves")
CORRELATION = ("r", "lower", "upper", "detectable")


def _same(row: Row, told: list[float]) -> bool:
    """Whether the row's figures are those; a figure that is not there is NaN."""
    named = (*FIGURES, *CORRELATION)
    said = [np.nan if row[name] is None else float(row[name]) for name in named]
    return bool(np.allclose(said, told, rtol=NEAR, atol=NEAR, equal_nan=True))


def _error(row: Row) -> float:
    half = (row["slope_upper"] - row["slope_lower"]) / 2
    return float(half / stats.t.ppf(0.975, row["df"]))


def _told(row: Row | None) -> bool:
    return row is not None and row["slope_upper"] is not None


def _ends(value: float, error: float, df: float) -> list[float]:
    reach = float(stats.t.ppf(0.975, df)) * error
    return [value, value - reach, value + reach]


def _less(outer: Row | None, inner: Row | None) -> list[float] | None:
    """Slope between less slope within, Welch's limits, and who counts."""
    if outer is None or inner is None or not (_told(outer) and _told(inner)):
        return None
    one, other = _error(outer) ** 2, _error(inner) ** 2
    df = (one + other) ** 2 / (one**2 / outer["df"] + other**2 / inner["df"])
    ends = _ends(outer["slope"] - inner["slope"], (one + other) ** 0.5, df)
    waves = np.nan if outer["waves"] is None else outer["waves"]
    return [*ends, inner["people"], outer["teams"], waves, *[np.nan] * 4]


def _over(waves: list[Row]) -> list[float] | None:
    """The waves' mean weighted by precision, its error as if they were one wave."""
    waves = [row for row in waves if _told(row)]
    if len(waves) < 2:  # noqa: PLR2004  (one wave is no mean)
        return None
    error = np.array([_error(row) for row in waves])
    share = 1 / error**2 / (1 / error**2).sum()
    value = float((share * [row["slope"] for row in waves]).sum())
    ends = _ends(value, float((share * error).sum()), min(row["df"] for row in waves))
    noise = 1 / np.sqrt(np.array([row["df"] for row in waves]) - 1)
    share = 1 / noise**2 / (1 / noise**2).sum()
    r = np.clip([row["r"] for row in waves], -1 + NEAR / 1e3, 1 - NEAR / 1e3)
    z, by = float((share * np.arctanh(r)).sum()), float((share * noise).sum())
    reach = float(stats.norm.ppf(0.975))
    seen = (reach + float(stats.norm.ppf(0.8))) * by
    return [
        *ends,
        max(row["people"] for row in waves),
        max(row["teams"] for row in waves),
        len(waves),
        *np.tanh([z, z - reach * by, z + reach * by, seen]).tolist(),
    ]
