"""What a mean could be if those who did not answer differ: the answer and its reach."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.panels import break_line, break_mark
from charts.sparkline import span
from charts.theme import Theme, axis, escaped, layout
from charts.yardstick import Yardstick

HEIGHT = 300
APART_DAYS = 12
MARGIN_DAYS = 30
THICK = 14


def silent(points: pl.DataFrame, yardstick: Yardstick, theme: Theme) -> Figure:
    """A dot with its interval per wave, and beside it where the mean of all could lie.

    Columns period_start, wave_name, value, lower, upper, low, high, least, most, broke:
    `low` to `high` the mean had all answered so, by the band of the rate (thick);
    `least` to `most` with the interval too (thin). A wave without a rate has no bar.
    `[b]` stands where the series is another one. No rows give an empty frame.
    """
    names = ("value", "lower", "upper", "low", "high", "least", "most")
    seen = [value for name in names for value in points[name]]
    broke = points.filter(pl.col("broke").is_not_null())["period_start"]
    days = points["period_start"]
    frame = layout(
        theme,
        height=HEIGHT,
        margin={"l": 44, "r": 12, "t": 12, "b": 36, "pad": 4},
        xaxis=axis(
            theme,
            type="date",
            showgrid=False,
            tickmode="array",
            tickvals=[str(day) for day in days],
            ticktext=[escaped(name) for name in points["wave_name"]],
            range=_ends(days),
        ),
        yaxis=axis(
            theme,
            range=span(seen, yardstick, yardstick.reference),
            nticks=6,
            title={
                "text": escaped(yardstick.unit),
                "font": {"color": theme.muted, "size": 12},
            },
        ),
        shapes=[break_line(day, "", theme) for day in broke],
        annotations=[break_mark(day, "", theme) for day in broke],
    )
    drawn = [*_reach(points, theme), _answered(points, yardstick, theme)]
    return Figure({"data": drawn, "layout": frame})


def _ends(days: pl.Series) -> list[str] | None:
    if days.is_empty():
        return None
    first, last = days.sort().gather([0, -1])
    ends = pl.Series([first]).dt.offset_by(f"-{MARGIN_DAYS}d")
    until = pl.Series([last]).dt.offset_by(f"{MARGIN_DAYS}d")
    return [str(ends[0]), str(until[0])]


def _answered(
    points: pl.DataFrame, yardstick: Yardstick, theme: Theme
) -> dict[str, Any]:
    reach = points.select(
        (pl.col("upper") - pl.col("value")).fill_null(0).alias("up"),
        (pl.col("value") - pl.col("lower")).fill_null(0).alias("down"),
    )
    return {
        "type": "scatter",
        "mode": "markers",
        "x": points["period_start"].to_list(),
        "y": points["value"].to_list(),
        "marker": {"color": theme.accent, "size": 9},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": reach["up"].to_list(),
            "arrayminus": reach["down"].to_list(),
            "color": theme.accent,
            "thickness": 1.5,
            "width": 0,
        },
        "text": [yardstick.written(value) for value in points["value"]],
        "hovertemplate": "answered: %{text}<extra></extra>",
    }


def _reach(points: pl.DataFrame, theme: Theme) -> list[dict[str, Any]]:
    """The thin and the thick bar, as lines with a gap between waves."""
    known = points.filter(pl.col("low").is_not_null())
    beside = known["period_start"].dt.offset_by(f"{APART_DAYS}d").to_list()
    drawn = []
    for lower, upper, width in (("least", "most", 2), ("low", "high", THICK)):
        ends = list(zip(known[lower], known[upper], strict=True))
        drawn.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [day for day in beside for _ in range(3)],
                "y": [value for pair in ends for value in (*pair, None)],
                "line": {"color": theme.compared, "width": width},
                "connectgaps": False,
                "hovertemplate": "%{y:.0f}<extra></extra>",
            }
        )
    return drawn
