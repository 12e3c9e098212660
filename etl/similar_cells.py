"""Where similar teams lie on each measure, from published cells alone.

No group under the minimum can leak: only teams that are shown count, scores enter as
they are published (to 1 point, with their intervals), and under five similar teams there
is no row.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.funnel import LEAST_PEERS, WARNING, Funnel, funnel_of_means

Floats = NDArray[np.float64]

SIMILAR: Final = {
    "group_id": pl.String,
    "measure": pl.String,
    "period_start": pl.Date,
    "teams": pl.Int32,
    "half": pl.Float64,
    "target": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "alarm_lower": pl.Float64,
    "alarm_upper": pl.Float64,
    "unlike": pl.String,
}
KINDS: Final = ("month", "quarter", "wave")


def similar_cells(estimate: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Rows of the similar_teams table, sorted by measure and group.

    Similar teams share setting and service model; the latest period of each measure
    counts, months before quarters, waves for scores. Limits stand for scores alone: the
    standard error of a mean is half its published interval over 1.96, which depends on
    the band of its answers. An operational figure is a count of everything there was,
    so that it has no such error, and half of the teams is all that is said.

    Args:
        estimate: the published cells.
        groups: as published.
    """
    teams = groups.filter(
        (pl.col("kind") == "team")
        & (pl.col("split") == "none")
        & (pl.col("setting").is_not_null() | pl.col("service_model").is_not_null())
    ).select("group_id", pl.col("setting", "service_model").fill_null(""))
    own = (
        pl.when(pl.col("origin") == "answers")
        .then(pl.col("period_kind") == "wave")
        .otherwise(pl.col("period_kind") != "wave")
    )
    shown = estimate.filter(
        (pl.col("state") == "shown")
        & pl.col("value").is_not_null()
        & (pl.col("origin") != "official")
        & pl.col("period_kind").is_in(KINDS)
        & own
    )
    finest = shown.filter(
        pl.col("period_kind") == pl.col("period_kind").min().over("measure")
    )
    latest = finest.filter(
        pl.col("period_start") == pl.col("period_start").max().over("measure")
    ).join(teams, on="group_id")
    alike = latest.filter(
        pl.len().over("measure", "setting", "service_model") >= LEAST_PEERS
    ).sort("measure", "setting", "service_model", "group_id")
    frames = [
        _rows(one) for one in alike.partition_by("measure", "setting", "service_model")
    ]
    if not frames:
        return pl.DataFrame(schema=SIMILAR)
    return pl.concat(frames).sort("measure", "group_id")


def _rows(cells: pl.DataFrame) -> pl.DataFrame:
    """One row per team of one measure and kind of teams."""
    made = cells.select(
        "group_id",
        "measure",
        "period_start",
        teams=pl.lit(cells.height, pl.Int32),
        half=pl.lit(_half(cells)),
    )
    limits = _limits(cells) if _of_answers(cells) else {}
    lines = [
        pl.Series(name, limits.get(name, [None] * cells.height), dtype=kind)
        for name, kind in SIMILAR.items()
        if name not in made.columns
    ]
    return made.with_columns(lines).select(list(SIMILAR))


def _of_answers(cells: pl.DataFrame) -> bool:
    return bool(cells["origin"][0] == "answers")


def _half(cells: pl.DataFrame) -> float:
    """The median; of scores to 1 point."""
    middle = float(np.median(cells["value"].to_numpy()))
    return float(np.floor(middle + 0.5)) if _of_answers(cells) else round(middle, 9)


def _limits(cells: pl.DataFrame) -> dict[str, list[object]]:
    """The funnel of one score: limits to 1 point, and who lies outside them."""
    means = cells["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    width = (cells["upper"] - cells["lower"]).cast(pl.Float64).fill_null(np.nan)
    found = funnel_of_means(means, width.to_numpy() / 2 / WARNING)
    if found is None:
        return {}
    named = {
        "lower": found.lower,
        "upper": found.upper,
        "alarm_lower": found.alarm_lower,
        "alarm_upper": found.alarm_upper,
        "target": np.full(means.shape, found.target),
    }
    return {name: _points(line) for name, line in named.items()} | {
        "unlike": _unlike(means, found)
    }


def _unlike(means: Floats, found: Funnel) -> list[object]:
    return [
        ("above" if mean > found.target else "below") if out else None
        for mean, out in zip(means, found.outside, strict=True)
    ]


def _points(line: Floats) -> list[object]:
    """To 1 point, within the scale; None where a team was left out."""
    return [
        None if np.isnan(one) else float(np.clip(np.floor(one + 0.5), 0, 100))
        for one in line
    ]
