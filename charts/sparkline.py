"""A line without axes: where a figure has come from."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from charts.theme import Theme, axis, layout
from charts.yardstick import Yardstick

HEIGHT = 64


def sparkline(
    days: list[Any], values: list[float | None], yardstick: Yardstick, theme: Theme
) -> go.Figure:
    """A line over `days`, the last point marked; a value of none is a gap.

    The vertical range covers at least four steps of the measure, so that noise
    does not look like a rise.
    """
    known = [place for place, value in enumerate(values) if value is not None]
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": days,
        "y": values,
        "connectgaps": False,
        "line": {"color": theme.compared, "width": 1.5},
        "marker": {
            "size": [
                7 if known and place == known[-1] else 3 for place in range(len(days))
            ],
            "color": theme.accent,
        },
        "text": [yardstick.written(value) for value in values],
        "hovertemplate": "%{x|%b %Y}: %{text}<extra></extra>",
    }
    hidden = axis(theme, visible=False)
    frame = layout(
        theme,
        height=HEIGHT,
        margin={"l": 4, "r": 8, "t": 6, "b": 6},
        xaxis=hidden,
        yaxis={**hidden, "range": span(values, yardstick)},
    )
    return go.Figure({"data": [line], "layout": frame})


def span(
    values: list[float | None], yardstick: Yardstick, *also: float | None
) -> list[float]:
    """A vertical range over values and levels, at least four steps wide."""
    known = [value for value in (*values, *also) if value is not None] or [0.0]
    low, high = min(known), max(known)
    short = max(0.0, 4 * (yardstick.step or 0) - (high - low)) / 2
    room = 0.08 * (high - low + 2 * short) or 1.0
    return [low - short - room, high + short + room]
