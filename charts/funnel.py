"""Scores of similar teams by how many answered: who lies outside what chance explains."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import polars as pl

from charts.sparkline import span
from charts.svg import Plot
from charts.tiles import TALL, Tile, Tiles, scale
from charts.yardstick import Yardstick

HALF: Final = 0.42  # of a step between two bands of answers
APART: Final = 0.09
IN_A_ROW: Final = 5
LEVELS: Final = (
    ("target", "usual"),
    ("lower", "near"),
    ("upper", "near"),
    ("alarm_lower", "far"),
    ("alarm_upper", "far"),
)


def funnel(
    points: dict[str, pl.DataFrame],
    known: dict[str, Yardstick],
    alt: Callable[[str], str],
) -> Tiles:
    """One plot per score.

    Filled dot: the team; open diamond: its mean drawn towards that of all groups; grey:
    similar teams, none by name. Dotted: 95 % limits, solid: 99.8 %, for as many answers;
    the line between: the weighted mean of all of them. No scores: no plots.

    Args:
        points: score -> rows of own, value, answers, target, lower, upper, alarm_lower,
            alarm_upper, drawn_in.
        known: the scores.
        alt: what a score's plot shows, in words.
    """
    return Tiles(
        tuple(
            Tile(
                key="",
                title=known[measure].short_label,
                latest="",
                says="by number of answers",
                svg=_plot(rows, known[measure]),
                alt=alt(measure),
            )
            for measure, rows in points.items()
        )
    )


def _plot(rows: pl.DataFrame, yardstick: Yardstick) -> str:
    seen = [
        value
        for name in ("value", "alarm_lower", "alarm_upper", "drawn_in")
        for value in rows[name].to_list()
    ]
    bands = _bands(rows)
    plot = Plot(span(seen, yardstick), TALL)
    plot.scale(scale(yardstick, (plot.low, plot.high), 4))
    plot.days([(_across(place, bands), band) for place, band in enumerate(bands)])
    for place, band in enumerate(bands):
        of_band = rows.filter(pl.col("answers") == band).row(0, named=True)
        ends = [_across(place + side, bands) for side in (-HALF, HALF)]
        for name, kind in LEVELS:
            if of_band[name] is not None:
                plot.line([(end, of_band[name]) for end in ends], kind)
    _dots(plot, rows.filter(~pl.col("own")), bands, yardstick)
    for row in rows.filter("own").rows(named=True):
        _own(plot, row, bands, yardstick)
    return plot.written()


def _bands(rows: pl.DataFrame) -> list[str]:
    """The bands of answers, fewest first."""
    return sorted(set(rows["answers"].drop_nulls()), key=_least)


def _least(band: str) -> int:
    digits = "".join(sign if sign.isdigit() else " " for sign in band).split()
    return int(digits[0]) if digits else 0


def _across(place: float, bands: list[str]) -> float:
    """Where a band stands, as a share of the width."""
    return (place + 0.5) / len(bands)


def _dots(
    plot: Plot, rows: pl.DataFrame, bands: list[str], yardstick: Yardstick
) -> None:
    """Similar teams over their band, a little apart so that none hides another."""
    for turn, (value, band) in enumerate(rows.select("value", "answers").rows()):
        if value is None or band is None:
            continue
        aside = (turn % IN_A_ROW - IN_A_ROW // 2) * APART * (rows.height > 1)
        x = _across(bands.index(band) + aside, bands)
        plot.dot(x, value, "compared", f"similar: {yardstick.written(value)}")


def _own(
    plot: Plot, row: dict[str, Any], bands: list[str], yardstick: Yardstick
) -> None:
    place = bands.index(row["answers"])
    if row["drawn_in"] is not None:
        x = _across(place + 2 * APART, bands)
        said = f"chance taken off: {yardstick.written(row['drawn_in'])}"
        plot.dot(x, row["drawn_in"], "unseen", said)
        plot.shape(x, row["drawn_in"], "diamond", "open own")
    x = _across(place, bands)
    plot.dot(x, row["value"], "large", f"this team: {yardstick.written(row['value'])}")
