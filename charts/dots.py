"""One measure of many groups: a dot and its interval on each line."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.matrix import MARKS
from charts.sparkline import span
from charts.theme import Theme, axis, escaped, layout
from charts.yardstick import Yardstick

LINE_HEIGHT = 22
LONGEST_NAME = 34
KEPT_END = 9  # signs at the end of a name that was cut


def dots(points: pl.DataFrame, yardstick: Yardstick, theme: Theme) -> Figure:
    """A line per row of `points`, in its order from the top.

    Columns name, value, lower, upper, state. A row that is not shown keeps its line,
    with its mark in place of the dot. No rows give an empty frame.
    """
    rows = list(range(points.height))
    shown = points.with_row_index("row").filter(pl.col("value").is_not_null())
    hidden = points.with_row_index("row").filter(pl.col("value").is_null())
    reach = span(
        [*points["value"], *points["lower"], *points["upper"]],
        yardstick,
        yardstick.agreed_level,
        yardstick.reference,
    )
    parts = [_dots(shown, yardstick, theme), _marks(hidden, reach[0], theme)]
    names = [escaped(short_name(name)) for name in points["name"]]
    frame = layout(
        theme,
        height=len(rows) * LINE_HEIGHT + 60,
        margin={"l": 8, "r": 16, "t": 8, "b": 44, "pad": 4},
        xaxis=axis(
            theme,
            range=reach,
            tickformat=yardstick.tick_format,
            title={
                "text": escaped(yardstick.unit),
                "font": {"color": theme.muted, "size": 12},
            },
        ),
        yaxis=axis(
            theme,
            range=[len(rows) - 0.5, -0.5],
            tickmode="array",
            tickvals=rows,
            ticktext=names,
            automargin=True,
            tickfont={"color": theme.ink, "size": 12},
        ),
        shapes=_levels(yardstick, theme),
    )
    return Figure({"data": parts, "layout": frame})


def _dots(shown: pl.DataFrame, yardstick: Yardstick, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": shown["value"].to_list(),
        "y": shown["row"].to_list(),
        "marker": {"size": 8, "color": theme.accent},
        "error_x": _interval(shown, theme),
        "text": [yardstick.written(value) for value in shown["value"]],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _marks(hidden: pl.DataFrame, foot: float, theme: Theme) -> dict[str, Any]:
    """The mark of each row that is not shown, at the left end."""
    return {
        "type": "scatter",
        "mode": "text",
        "x": [foot] * hidden.height,
        "y": hidden["row"].to_list(),
        "text": [MARKS.get(state, "[x]") for state in hidden["state"]],
        "textposition": "middle right",
        "textfont": {"size": 11, "color": theme.muted},
        "hoverinfo": "skip",
    }


def short_name(name: str) -> str:
    """A name cut so that it leaves room for the dots; the table has it whole.

    Names often differ at their end, so that is kept.

    >>> short_name("Central Outpatient Program 1, joint unit A")
    'Central Outpatient Progr…nt unit A'
    """
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 1 - KEPT_END]}…{name[-KEPT_END:]}"


def _interval(shown: pl.DataFrame, theme: Theme) -> dict[str, Any]:
    frame = shown.select(
        (pl.col("upper") - pl.col("value")).fill_null(0).alias("above"),
        (pl.col("value") - pl.col("lower")).fill_null(0).alias("below"),
    )
    return {
        "type": "data",
        "symmetric": False,
        "array": frame["above"].to_list(),
        "arrayminus": frame["below"].to_list(),
        "color": theme.compared,
        "thickness": 1.5,
        "width": 0,
    }


def _levels(yardstick: Yardstick, theme: Theme) -> list[dict[str, Any]]:
    upright = {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below",
    }
    agreed, reference = yardstick.agreed_level, yardstick.reference
    drawn = []
    if agreed is not None:
        line = {"color": theme.concern, "width": 1.5}
        drawn.append({**upright, "x0": agreed, "x1": agreed, "line": line})
    if reference is not None and reference != agreed:
        line = {"color": theme.compared, "width": 1.25, "dash": "dot"}
        drawn.append({**upright, "x0": reference, "x1": reference, "line": line})
    return drawn
