"""Panels side by side over one time axis, with what stands in each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from charts.figure import Figure
from charts.matrix import MARKS
from charts.panels import (
    ACROSS,
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


def multiples(
    panels: Sequence[Panel],
    draw: Callable[[Panel], Sequence[Trace]],
    theme: Theme,
    *,
    ends: tuple[date, date] | None = None,
    abreast: int = ACROSS,
    actions: Mapping[str, Sequence[Action]] | None = None,
    named_levels: bool = True,
) -> Figure:
    """Small multiples of `panels`, in their order, each with the traces of `draw`.

    In each its name, its levels (in words too with `named_levels`), `[b]` and a dotted
    line where its series breaks, its marks where nothing is shown, and the actions of
    its title and those of `""`. `ends` fixes the time axis of all. No panels give an
    empty figure.
    """
    frame: dict[str, Any] = {"annotations": [], "shapes": []}
    traces: list[Trace] = []
    taken = actions or {}
    for place, panel in enumerate(panels):
        named = "" if place == 0 else str(place + 1)
        onto = {"xaxis": f"x{named}", "yaxis": f"y{named}"}
        marks = hidden_marks(panel, place, theme, MARKS)
        traces += [{**trace, **onto} for trace in draw(panel)]
        traces += [marks] if marks else []
        frame |= axes(
            panel, place, len(panels), theme, abreast=abreast, **_time(ends, abreast)
        )
        frame["annotations"] += heading(
            panel, place, len(panels), theme, abreast=abreast
        )
        frame["annotations"] += levels(panel, named, theme) if named_levels else []
        frame["shapes"] += level_lines(panel, named, theme)
        for day in panel.breaks:
            frame["shapes"].append(break_line(day, named, theme))
            frame["annotations"].append(break_mark(day, named, theme))
        for action in [*taken.get("", []), *taken.get(panel.title, [])]:
            frame["shapes"].append(action_line(action, named, theme))
            frame["annotations"].append(action_letter(action, named, theme))
    margin = {"l": 40, "r": 10, "t": 0, "b": 0, "pad": 4}
    tall = height(len(panels), abreast)
    return Figure(
        {"data": traces, "layout": layout(theme, height=tall, margin=margin, **frame)}
    )


def _time(ends: tuple[date, date] | None, abreast: int) -> dict[str, Any]:
    """A time axis with as many ticks as its width has room for."""
    fixed = {"range": [str(day) for day in ends]} if ends else {}
    ticks = {"nticks": 3 * ACROSS // abreast, "tickformat": "%b %y", "tickangle": 0}
    return {"type": "date", **ticks, **fixed}


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
