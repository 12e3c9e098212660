"""What answers are worth, and the names of the sums that scores are made from."""

from __future__ import annotations

import polars as pl

from definitions.instruments import Instrument
from definitions.scales import HIGHEST_POINTS, RawRange, Scale


def worth(value: pl.Expr, raw: RawRange) -> pl.Expr:
    """Points of an answer, 0 to 100, before any reversal; null where unanswered."""
    if raw.even:
        return (value - raw.lowest) * HIGHEST_POINTS / (raw.highest - raw.lowest)
    worth = {float(answer): points for answer, points in raw.points.items()}
    return value.replace_strict(worth, default=None, return_dtype=pl.Float64)


def points_of(instrument: Instrument, scale: Scale, item: str) -> pl.Expr:
    """Points of one item's column for a scale: 0 to 100, turned if reversed."""
    points = worth(pl.col(item), instrument.raw_of(item))
    turned = HIGHEST_POINTS - points if item in scale.reversed else points
    return turned.alias(item)


def total(scale: Scale) -> str:
    """The column of the points of a scale's answered items, added up."""
    return f"{scale.measure}:total"


def answered(scale: Scale) -> str:
    """The column of the number of a scale's answered items."""
    return f"{scale.measure}:answered"
