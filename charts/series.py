"""Measures of one group over time, one panel each, in one figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from charts.figure import Figure
from charts.matrix import MARKS
from charts.panels import (
    BEFORE,
    Action,
    Panel,
    axes,
    break_line,
    break_mark,
    heading,
    height,
    hidden_marks,
)
from charts.theme import Theme, layout, note

Trace = dict[str, Any]


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
    count = len(panels)
    frame: dict[str, Any] = {"annotations": [], "shapes": []}
    traces: list[Trace] = []
    ends: dict[str, Any] = {"range": [str(day) for day in across]} if across else {}
    for place, panel in enumerate(panels):
        named = "" if place == 0 else str(place + 1)
        onto = {"xaxis": f"x{named}", "yaxis": f"y{named}"}
        marks = hidden_marks(panel, place, theme, MARKS)
        traces += [{**trace, **onto} for trace in lines(panel, theme)]
        traces += [marks] if marks else []
        frame |= axes(
            panel,
            place,
            count,
            theme,
            type="date",
            nticks=3,
            tickformat="%b %y",
            tickangle=0,
            **ends,
        )
        frame["annotations"] += heading(panel, place, count, theme)
        frame["annotations"] += levels(panel, named, theme)
        frame["shapes"] += level_lines(panel, named, theme)
        for day in panel.breaks:
            frame["shapes"].append(break_line(day, named, theme))
            frame["annotations"].append(break_mark(day, named, theme))
        for action in actions:
            frame["shapes"].append(action_line(action, named, theme))
            frame["annotations"].append(action_letter(action, named, theme))
    margin = {"l": 40, "r": 10, "t": 0, "b": 0, "pad": 4}
    return Figure(
        {
            "data": traces,
            "layout": layout(theme, height=height(count), margin=margin, **frame),
        }
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


def level_lines(panel: Panel, named: str, theme: Theme) -> list[Trace]:
    """The agreed level (solid) and the reference (dotted), across the panel."""
    across = {
        "type": "line",
        "xref": f"x{named} domain",
        "yref": f"y{named}",
        "x0": 0,
        "x1": 1,
        "layer": "below",
    }
    agreed, reference = panel.yardstick.agreed_level, panel.yardstick.reference
    drawn = []
    if agreed is not None:
        line = {"color": theme.concern, "width": 1.5}
        drawn.append({**across, "y0": agreed, "y1": agreed, "line": line})
    if reference is not None and reference != agreed:
        line = {"color": theme.compared, "width": 1.25, "dash": "dot"}
        drawn.append({**across, "y0": reference, "y1": reference, "line": line})
    return drawn


def levels(panel: Panel, named: str, theme: Theme) -> list[dict[str, Any]]:
    """The word beside the agreed level."""
    agreed = panel.yardstick.agreed_level
    if agreed is None:
        return []
    return [
        note(
            theme,
            f"agreed {panel.yardstick.written(agreed)}",
            xref=f"x{named} domain",
            yref=f"y{named}",
            x=1,
            y=agreed,
            xanchor="right",
            yanchor="bottom",
            font={"color": theme.concern, "size": 11},
        )
    ]


def action_line(action: Action, named: str, theme: Theme) -> dict[str, Any]:
    """A dashed line on the day an action began."""
    return {
        "type": "line",
        "xref": f"x{named}",
        "yref": f"y{named} domain",
        "x0": str(action.day),
        "x1": str(action.day),
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": theme.muted, "width": 1, "dash": "dash"},
    }


def action_letter(action: Action, named: str, theme: Theme) -> dict[str, Any]:
    """The letter by which the text below names an action."""
    return note(
        theme,
        action.letter,
        xref=f"x{named}",
        yref=f"y{named} domain",
        x=str(action.day),
        y=0.99,
        yanchor="top",
        xanchor="left",
        xshift=2,
    )
