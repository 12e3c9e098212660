"""Rows of `relation`: their columns, and what is said of one pair at any level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from analytics.relation_words import Reading, slope_sentence
from analytics.signals import benjamini_hochberg
from analytics.two_level import Slope
from etl.understand.asked import SLICE, WINDOW, Asked, in_sentence

Row = dict[str, object]

RELATION: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "time_window": pl.String,
    "slice": pl.String,
    "level": pl.String,
    "position": pl.Int32,
    "family": pl.Boolean,
    "waves": pl.Int64,
    "people": pl.Int64,
    "teams": pl.Int64,
    "r": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "slope": pl.Float64,
    "slope_lower": pl.Float64,
    "slope_upper": pl.Float64,
    "step": pl.Float64,
    "df": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "detectable": pl.Float64,
    "reliability": pl.Float64,
    "reading": pl.String,
    "sentence": pl.String,
    "slope_sentence": pl.String,
}
RELATION_KEY: Final = ["wave_id", "slice", "level", "position"]


@dataclass(frozen=True)
class Told:
    """What is told of one pair at one level; figures are None where there are none.

    Attributes:
        teams: with both figures.
        r: correlation, with its limits.
        slope: points of the outcome by one unit of the stressor.
        detectable: correlation seen with 80 % power.
        reading: what it comes to.
        sentence: in words.
        people: within teams, of one wave.
        waves: that enter, where there are several.
    """

    teams: int
    r: float | None
    lower: float | None
    upper: float | None
    slope: Slope | None
    detectable: float | None
    reading: Reading
    sentence: str
    people: int | None = None
    waves: int | None = None


def relation_row(
    told: Told, asked: Asked, stressor: str, outcome: str, *, level: str
) -> Row:
    """What `relation` says of one pair, without its wave, place, family and noise.

    Over the planned window and of the organisation, unless the caller says otherwise.
    """
    step = asked.measures[stressor].step
    points = 100.0 if asked.measures[outcome].format == "share" else 1.0
    slope = by_step(told.slope, step)
    return {
        "stressor": stressor,
        "outcome": outcome,
        "time_window": WINDOW,
        "slice": SLICE,
        "level": level,
        "waves": told.waves,
        "people": told.people,
        "teams": told.teams,
        "r": told.r,
        "lower": told.lower,
        "upper": told.upper,
        "slope": slope.value if slope else None,
        "slope_lower": slope.lower if slope else None,
        "slope_upper": slope.upper if slope else None,
        "step": step,
        "df": slope.df if slope else None,
        "p": slope.p if slope else None,
        "detectable": told.detectable,
        "reading": told.reading,
        "sentence": told.sentence,
        "slope_sentence": slope_sentence(
            by_step(slope, points),
            step=asked.step_words(stressor),
            outcome=in_sentence(asked.measures[outcome]),
        ),
    }


def by_step(slope: Slope | None, step: float) -> Slope | None:
    """A slope per unit as one per step of so many units."""
    if slope is None:
        return None
    lower = None if slope.lower is None else slope.lower * step
    upper = None if slope.upper is None else slope.upper * step
    return Slope(
        slope.value * step, slope.error * step, slope.df, lower, upper, slope.p
    )


def corrected(rows: pl.DataFrame, *, size: int = 0) -> pl.DataFrame:
    """The rows with q within their family (Benjamini and Hochberg 1995).

    Args:
        rows: of one family and what stands beside it; the rest has no q.
        size: how many tests the family was fixed to; those without a row count as p = 1.
    """
    p = rows["p"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    own = rows["family"].to_numpy().astype(bool)
    absent = np.ones(max(size - int(own.sum()), 0))
    q = benjamini_hochberg(np.concatenate([np.where(own, p, np.nan), absent]))
    return rows.with_columns(pl.Series("q", q[: len(p)]).fill_nan(None))
