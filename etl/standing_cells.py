"""Where groups stand on each score once chance is taken off, from published cells alone.

No group under the minimum can leak: what goes in is what a reader sees (means rounded
to 1 point, their intervals), and a cell that is not shown counts nowhere.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.shrinkage import (
    QUANTILE,
    Shrunk,
    chance_above,
    chance_words,
    reading,
    shrunk,
)

Floats = NDArray[np.float64]
Row = dict[str, object]

SCALE_TOP: Final = 100.0
STANDING: Final = {
    "group_id": pl.String,
    "measure": pl.String,
    "period_start": pl.Date,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "chance": pl.String,
    "reading": pl.String,
    "differ": pl.Boolean,
}


def standing_cells(
    estimate: pl.DataFrame, groups: pl.DataFrame, reference: pl.DataFrame
) -> pl.DataFrame:
    """Rows of the standing table, sorted by measure, wave and group.

    Teams and reporting units of a closed wave are drawn towards their common mean (see
    `analytics.shrinkage`). The standard error of a mean is half its published interval
    over 1.96: the interval stands on the lower end of the answers' band, so chance is
    rather overrated. Values and limits are written to 1 point. Where teams do not
    differ detectably, or a group has no reference, there is no chance and nothing but
    `cannot_tell`. A mean merged at an end of the scale is no figure to draw in: it has
    no row, and neither has a wave with fewer than five groups.

    Args:
        estimate: the published cells.
        groups: as published.
        reference: as published: of a score the organisation's own first wave.
    """
    kept = groups.filter(
        pl.col("kind").is_in(["team", "unit"]) & (pl.col("split") == "none")
    )
    cells = (
        estimate.filter(
            (pl.col("origin") == "answers")
            & (pl.col("state") == "shown")
            & pl.col("band").is_null()
            & pl.col("lower").is_not_null()
        )
        .join(kept.select("group_id"), on="group_id", how="semi")
        .join(
            reference.select("measure", "group_id", level="value"),
            on=["measure", "group_id"],
            how="left",
        )
        .sort("measure", "period_start", "group_id")
    )
    rows = [
        row
        for _, wave in cells.group_by("measure", "period_start", maintain_order=True)
        for row in _wave_rows(wave)
    ]
    return pl.DataFrame(rows, schema=STANDING)


def _wave_rows(wave: pl.DataFrame) -> list[Row]:
    """One row per group of one score and wave."""
    width = (wave["upper"] - wave["lower"]).to_numpy()
    found = shrunk(wave["value"].to_numpy().astype(float), width / 2 / QUANTILE)
    if found is None:
        return []
    return [
        _row(cell, found, place)
        for place, cell in enumerate(wave.to_dicts())
        if not np.isnan(found.value[place])
    ]


def _row(cell: Row, found: Shrunk, place: int) -> Row:
    lower, upper = _written(found.lower[place]), _written(found.upper[place])
    level = cell["level"]
    told = found.differ and isinstance(level, float)
    chance, said = None, "cannot_tell"
    if told and isinstance(level, float):
        chance = chance_words(float(chance_above(found, level)[place]))
        said = reading(
            float(found.lower[place]), float(found.upper[place]), reference=level
        )
    return {
        "group_id": cell["group_id"],
        "measure": cell["measure"],
        "period_start": cell["period_start"],
        "value": _written(found.value[place]),
        "lower": lower,
        "upper": upper,
        "chance": chance,
        "reading": said,
        "differ": found.differ,
    }


def _written(points: float) -> float:
    """To 1 point, half up, within the scale."""
    return float(np.clip(np.floor(round(float(points), 9) + 0.5), 0.0, SCALE_TOP))
