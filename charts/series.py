"""Measures of one group over time, one panel each, in one figure."""

from __future__ import annotations

from datetime import date

import polars as pl

from charts.figure import Figure
from charts.multiples import Trace, multiples
from charts.panels import BEFORE, Action, Panel
from charts.theme import Theme


def series(
    panels: list[Panel],
    actions: list[Action],
    theme: Theme,
    *,
    across: tuple[date, date] | None = None,
) -> Figure:
    """Small multiples of `panels`, in their order.

    Solid: the group. Thin grey: what it is compared with. Band: the interval, where
    one was published. Solid level: agreed; dotted level: reference. A period that is
    not shown is a gap with its mark at the foot, never zero and never bridged. `[b]`
    and a dotted line: from there on the figures stand on another basis.
    `across` fixes the time axis of every panel. No panels give an empty figure.
    """
    return multiples(
        panels,
        lambda panel: lines(panel, theme),
        theme,
        ends=across,
        actions={"": actions},
    )


def lines(panel: Panel, theme: Theme) -> list[Trace]:
    """The band, the compared line and the group's own line of one panel."""
    drawn = []
    if panel.compared.height:
        drawn.append(_line(panel, panel.compared, "lines", theme.compared, 1.25))
    for run in _unbroken(panel.own):
        drawn += _band(run, theme)
    drawn.append(_line(panel, panel.own, "lines+markers", theme.accent, 2))
    return drawn


def _line(
    panel: Panel, points: pl.DataFrame, mode: str, colour: str, width: float
) -> Trace:
    drawn = _with_gaps(points, panel.breaks)
    values = drawn.get_column("value").to_list()
    return {
        "type": "scatter",
        "mode": mode,
        "x": drawn.get_column("period_start").to_list(),
        "y": values,
        "connectgaps": False,
        "line": {"color": colour, "width": width},
        "marker": {"size": 4, "color": colour},
        "text": [panel.yardstick.written(value) for value in values],
        "hovertemplate": "%{x|%b %Y}: %{text}<extra></extra>",
    }


def _with_gaps(points: pl.DataFrame, breaks: tuple[date, ...]) -> pl.DataFrame:
    """The points with a gap before each break: no line leads from series to series."""
    kept = points.select("period_start", "value")
    gaps = pl.DataFrame(
        {"period_start": [day - BEFORE for day in breaks]},
        schema={"period_start": pl.Date},
    ).with_columns(value=pl.lit(None, dtype=kept.schema["value"]))
    return pl.concat([kept, gaps]).sort("period_start") if breaks else kept


def _unbroken(points: pl.DataFrame) -> list[pl.DataFrame]:
    """Stretches of periods that all have limits: a fill would bridge the gaps."""
    without = pl.any_horizontal(pl.col("lower", "upper").is_null())
    numbered = points.with_columns(without.cum_sum().alias("run")).filter(~without)
    return numbered.partition_by("run", maintain_order=True)


def _band(points: pl.DataFrame, theme: Theme) -> list[Trace]:
    days = points.get_column("period_start").to_list()
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": days,
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    faint = (
        "rgba(32,115,188,0.12)" if theme.name == "light" else "rgba(140,193,238,0.14)"
    )
    upper = {**edge, "y": points.get_column("upper").to_list()}
    lower = {**edge, "y": points.get_column("lower").to_list()}
    return [lower, {**upper, "fill": "tonexty", "fillcolor": faint}]
