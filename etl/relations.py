"""Stressors against outcomes between teams, from shown cells alone.

No group under the minimum can leak: a correlation is made from figures that are
published already, team by team, and from nothing else.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from analytics.between import between, sentence
from definitions.measures import Measure, measures

WINDOW: Final = "12 weeks"
LEAVES: Final = ("team", "unit")
# the fewest answers of each published band: weights must not tell more than the bands
BAND_FLOOR: Final = {"5-9": 5.0, "10-19": 10.0, "20-49": 20.0}
RELATION: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "time_window": pl.String,
    "level": pl.String,
    "teams": pl.Int64,
    "people": pl.Int64,
    "r": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "sentence": pl.String,
}


def _plain(measure: Measure) -> str:
    """A measure's name as it stands within a sentence."""
    label = measure.label
    acronym = len(label.split()[0]) > 1 and label.split()[0].isupper()
    return label if acronym else label[0].lower() + label[1:]


def _seed(*parts: str) -> int:
    return zlib.crc32("|".join(parts).encode())


def _pairs(estimate: pl.DataFrame, stressor: str, outcome: str) -> pl.DataFrame:
    """Teams with both figures shown, per wave: period_start, x, y, weight."""
    shown = estimate.filter(
        (pl.col("state") == "shown") & (pl.col("period_kind") == "wave")
    )
    key = ["group_id", "period_start"]
    x = shown.filter(pl.col("measure") == stressor).select(*key, x="value")
    y = shown.filter(pl.col("measure") == outcome).select(
        *key,
        y="value",
        weight=pl.col("n_band")
        .replace_strict(BAND_FLOOR, default=None, return_dtype=pl.Float64)
        .fill_null(pl.col("n").cast(pl.Float64)),
    )
    return x.join(y, on=key, how="inner").sort(key)


def relations(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    waves: pl.DataFrame,
    *,
    stressors: Sequence[str],
    outcomes: Sequence[str],
) -> pl.DataFrame:
    """One row per closed wave x named stressor x outcome, sorted by these.

    Between teams only, over the twelve weeks before the wave. `waves`: wave_id,
    first_day of closed waves. Reporting units stand for the teams in them.
    """
    leaves = groups.filter(pl.col("kind").is_in(LEAVES) & (pl.col("split") == "none"))
    own = estimate.filter(pl.col("group_id").is_in(leaves["group_id"].implode()))
    known = measures()
    rows = []
    for stressor in stressors:
        for outcome in outcomes:
            pairs = _pairs(own, stressor, outcome)
            for wave_id, first_day in waves.select("wave_id", "first_day").iter_rows():
                teams = pairs.filter(pl.col("period_start") == first_day)
                found = between(
                    teams["x"].to_numpy().astype(np.float64),
                    teams["y"].to_numpy().astype(np.float64),
                    size=teams["weight"].to_numpy().astype(np.float64),
                    seed=_seed(wave_id, stressor, outcome),
                )
                rows.append(
                    {
                        "wave_id": wave_id,
                        "stressor": stressor,
                        "outcome": outcome,
                        "time_window": WINDOW,
                        "level": "between",
                        "teams": found.teams,
                        "people": None,
                        "r": found.r,
                        "lower": found.lower,
                        "upper": found.upper,
                        "sentence": sentence(
                            found,
                            stressor=_plain(known[stressor]),
                            outcome=_plain(known[outcome]),
                        ),
                    }
                )
    return pl.DataFrame(rows, schema=RELATION).sort("wave_id", "stressor", "outcome")
