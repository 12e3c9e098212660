"""Two measures of shown teams against each other, both with their intervals."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.sparkline import span
from charts.theme import Theme, axis, escaped, layout, note
from charts.yardstick import Yardstick

HEIGHT = 460


def scatter(
    points: pl.DataFrame, across: Yardstick, up: Yardstick, theme: Theme
) -> Figure:
    """One dot per shown team: `across` on x, `up` on y, 95 % intervals on both.

    `points`: one row per team, columns name, x, x_lower, x_upper, y, y_lower,
    y_upper, where x and y are never null. No line is fitted here: what goes with
    what is said by the published relation. No points give an empty frame.
    """
    dots = {
        "type": "scatter",
        "mode": "markers",
        "x": points["x"].to_list(),
        "y": points["y"].to_list(),
        "customdata": list(
            zip(
                [escaped(name) for name in points["name"]],
                [across.written(value) for value in points["x"]],
                [up.written(value) for value in points["y"]],
                strict=True,
            )
        ),
        "hovertemplate": "%{customdata[0]}<br>%{customdata[1]} · %{customdata[2]}<extra></extra>",
        "marker": {
            "size": 9,
            "color": theme.accent,
            "line": {"color": theme.ground, "width": 1.5},
        },
        "error_x": _interval(points, "x", theme),
        "error_y": _interval(points, "y", theme),
    }
    frame = layout(
        theme,
        height=HEIGHT,
        margin={"l": 56, "r": 16, "t": 12, "b": 52, "pad": 4},
        hovermode="closest",
        xaxis=_axis(points, "x", across, theme),
        yaxis=_axis(points, "y", up, theme),
        shapes=_levels(across, up, theme),
        annotations=_level_words(across, theme),
    )
    return Figure({"data": [dots], "layout": frame})


def _interval(points: pl.DataFrame, column: str, theme: Theme) -> dict[str, Any]:
    frame = points.select(
        (pl.col(f"{column}_upper") - pl.col(column)).fill_null(0).alias("above"),
        (pl.col(column) - pl.col(f"{column}_lower")).fill_null(0).alias("below"),
    )
    return {
        "type": "data",
        "symmetric": False,
        "array": frame["above"].to_list(),
        "arrayminus": frame["below"].to_list(),
        "color": theme.compared,
        "thickness": 1,
        "width": 0,
    }


def _axis(
    points: pl.DataFrame, column: str, yardstick: Yardstick, theme: Theme
) -> dict[str, Any]:
    seen = [
        value
        for part in (column, f"{column}_lower", f"{column}_upper")
        for value in points[part].to_list()
    ]
    title = f"{yardstick.label} ({yardstick.unit})"
    return axis(
        theme,
        range=span(seen, yardstick),
        tickformat=yardstick.tick_format,
        title={"text": title, "font": {"color": theme.muted, "size": 12}},
    )


def _levels(across: Yardstick, up: Yardstick, theme: Theme) -> list[dict[str, Any]]:
    drawn = []
    if across.agreed_level is not None:
        drawn.append(
            {
                "type": "line",
                "xref": "x",
                "yref": "paper",
                "x0": across.agreed_level,
                "x1": across.agreed_level,
                "y0": 0,
                "y1": 1,
                "layer": "below",
                "line": {"color": theme.concern, "width": 1.25},
            }
        )
    if up.reference is not None:
        drawn.append(
            {
                "type": "line",
                "xref": "paper",
                "yref": "y",
                "x0": 0,
                "x1": 1,
                "y0": up.reference,
                "y1": up.reference,
                "layer": "below",
                "line": {"color": theme.compared, "width": 1.25, "dash": "dot"},
            }
        )
    return drawn


def _level_words(across: Yardstick, theme: Theme) -> list[dict[str, Any]]:
    if across.agreed_level is None:
        return []
    return [
        note(
            theme,
            f"agreed {across.written(across.agreed_level)}",
            x=across.agreed_level,
            xref="x",
            y=1,
            yref="paper",
            xanchor="left",
            yanchor="top",
            xshift=4,
            font={"color": theme.concern, "size": 11},
        )
    ]
