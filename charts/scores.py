"""Scores by wave: dot and interval of a group, beside the organisation's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.figure import Figure
from charts.multiples import Trace, multiples
from charts.panels import Panel
from charts.theme import Theme

APART_DAYS = 9
MARGIN = timedelta(days=24)


def scores(panels: list[Panel], theme: Theme) -> Figure:
    """One panel per scale; x is the wave's first day.

    Filled dot with its 95 % interval: the group. Open diamond: the organisation,
    set a little to the right so that intervals do not cover each other. A wave in
    which the group is not shown has its mark at the foot. Scales of different
    instruments have a panel each, on one time axis, and `[b]` where one took the
    other's place. No panels: empty figure.
    """

    def drawn(panel: Panel) -> list[Trace]:
        return [
            dots(panel, panel.compared, theme.compared, "diamond-open", APART_DAYS),
            dots(panel, panel.own, theme.accent, "circle", 0),
        ]

    return multiples(panels, drawn, theme, ends=across(panels), named_levels=False)


def across(panels: list[Panel]) -> tuple[date, date] | None:
    """One time axis for every panel, with room at both ends; none without waves."""
    days: list[date] = [
        day for panel in panels for day in panel.own.get_column("period_start")
    ]
    return (min(days) - MARGIN, max(days) + MARGIN) if days else None


def dots(
    panel: Panel, points: pl.DataFrame, colour: str, symbol: str, apart: int
) -> dict[str, Any]:
    """Dots with intervals; a point without interval is a dot alone."""
    shown = points.filter(pl.col("value").is_not_null())
    values = shown.get_column("value").to_list()
    days = shown.get_column("period_start").dt.offset_by(f"{apart}d").to_list()
    up = [
        _reach(high, value) for high, value in zip(shown["upper"], values, strict=True)
    ]
    down = [
        _reach(value, low) for low, value in zip(shown["lower"], values, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": days,
        "y": values,
        "marker": {"color": colour, "symbol": symbol, "size": 8},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": up,
            "arrayminus": down,
            "color": colour,
            "thickness": 1.5,
            "width": 0,
        },
        "text": [
            f"{panel.yardstick.written(value)} {panel.yardstick.written_interval(low, high)}"
            for value, low, high in zip(
                values, shown["lower"], shown["upper"], strict=True
            )
        ],
        "hovertemplate": "%{x|%b %Y}: %{text}<extra></extra>",
    }


def _reach(one: float | None, other: float | None) -> float:
    return 0.0 if one is None or other is None else abs(one - other)
