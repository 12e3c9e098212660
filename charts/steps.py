"""Mean scores by level of load: one bar wide as the level, with its interval."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.sparkline import span
from charts.theme import Theme, axis, layout, note
from charts.yardstick import Yardstick

HEIGHT = 320
LONGEST_UNIT = 24


def steps(rows: pl.DataFrame, across: Yardstick, up: Yardstick, theme: Theme) -> Figure:
    """A line at the mean of each level from its start to its end, interval in its middle.

    `rows`: level_from, level_to, teams, value, lower, upper, in order. Levels are not
    joined: between them nothing is said. No rows give an empty frame.
    """
    middle = ((rows["level_from"] + rows["level_to"]) / 2).to_list()
    parts = [_bars(rows, theme), _dots(rows, middle, across, up, theme)]
    reach = span([*rows["value"], *rows["lower"], *rows["upper"]], up)
    frame = layout(
        theme,
        height=HEIGHT,
        margin={"l": 56, "r": 16, "t": 12, "b": 62, "pad": 4},
        xaxis=_named(across, theme),
        yaxis=_named(up, theme) | {"range": reach},
        annotations=[
            note(
                theme,
                f"{teams} teams",
                x=x,
                xref="x",
                y=0,
                yref="paper",
                yanchor="bottom",
            )
            for x, teams in zip(middle, rows["teams"], strict=True)
        ],
    )
    return Figure({"data": parts, "layout": frame})


def _bars(rows: pl.DataFrame, theme: Theme) -> dict[str, Any]:
    """Each level's mean, from where the level starts to where it ends."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row in rows.iter_rows(named=True):
        x += [row["level_from"], row["level_to"], None]
        y += [row["value"], row["value"], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": theme.accent, "width": 3},
        "hoverinfo": "skip",
    }


def _dots(
    rows: pl.DataFrame,
    middle: list[float],
    across: Yardstick,
    up: Yardstick,
    theme: Theme,
) -> dict[str, Any]:
    """Each level's mean in its middle, with its interval."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": middle,
        "y": rows["value"].to_list(),
        "text": [
            f"{across.written(row['level_from'])} to {across.written(row['level_to'])}: "
            f"{up.written(row['value'])} {up.written_interval(row['lower'], row['upper'])}"
            for row in rows.iter_rows(named=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 7, "color": theme.accent},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (rows["upper"] - rows["value"]).to_list(),
            "arrayminus": (rows["value"] - rows["lower"]).to_list(),
            "color": theme.compared,
            "thickness": 1.5,
            "width": 0,
        },
    }


def _named(yardstick: Yardstick, theme: Theme) -> dict[str, Any]:
    title = yardstick.short_label
    if len(yardstick.unit) <= LONGEST_UNIT:
        title = f"{title} ({yardstick.unit})"
    return axis(
        theme,
        tickformat=yardstick.tick_format,
        title={"text": title, "font": {"color": theme.muted, "size": 12}},
    )
