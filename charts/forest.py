"""Figures with intervals, a line each, about a line of nothing: 0, or what noise weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from charts.figure import Figure
from charts.theme import Theme, axis, escaped, layout, note

LINE_HEIGHT = 30
LONGEST_NAME = 48


@dataclass(frozen=True)
class Mark:
    """One line: its name, the figure with its limits, and how the figure is written.

    No value: the line says `text` in its place. `sure`: drawn filled, else open.
    """

    name: str
    value: float | None
    lower: float | None
    upper: float | None
    text: str
    sure: bool = True


def forest(
    marks: list[Mark],
    theme: Theme,
    *,
    title: str,
    nothing: tuple[float, str] = (0.0, ""),
    reach: tuple[float, float] | None = None,
) -> Figure:
    """A dot with its interval for each mark, from the top, and a dashed line of nothing.

    `title` stands under the axis; `nothing` is the line's place and its words; `reach`
    is the axis, from the figures if None. No marks give an empty frame.
    """
    shown = [(row, mark) for row, mark in enumerate(marks) if mark.value is not None]
    empty = [(row, mark) for row, mark in enumerate(marks) if mark.value is None]
    ends = reach or _reach(marks, nothing[0])
    traces = [_dots(shown, theme), _words(empty, ends[0], theme)]
    rows = len(marks)
    frame = layout(
        theme,
        height=rows * LINE_HEIGHT + 74,
        margin={"l": 8, "r": 20, "t": 22, "b": 46, "pad": 4},
        xaxis=axis(
            theme,
            range=list(ends),
            tickformat="~g",
            title={"text": title, "font": {"color": theme.muted, "size": 12}},
        ),
        yaxis=axis(
            theme,
            range=[rows - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(rows)),
            ticktext=[escaped(_short(mark.name)) for mark in marks],
            automargin=True,
            showgrid=False,
            tickfont={"color": theme.ink, "size": 12},
        ),
        shapes=[_line(nothing[0], theme)],
        annotations=[_said(nothing, theme)] if nothing[1] else [],
    )
    return Figure({"data": traces, "layout": frame})


def _dots(shown: list[tuple[int, Mark]], theme: Theme) -> dict[str, Any]:
    values = [mark.value or 0.0 for _, mark in shown]
    above = [
        (m.upper if m.upper is not None else v) - v
        for (_, m), v in zip(shown, values, strict=True)
    ]
    below = [
        v - (m.lower if m.lower is not None else v)
        for (_, m), v in zip(shown, values, strict=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": values,
        "y": [row for row, _ in shown],
        "text": [mark.text for _, mark in shown],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {
            "size": 9,
            "color": [theme.accent if m.sure else theme.ground for _, m in shown],
            "line": {"color": theme.accent, "width": 1.5},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": above,
            "arrayminus": below,
            "color": theme.compared,
            "thickness": 1.5,
            "width": 0,
        },
    }


def _words(empty: list[tuple[int, Mark]], left: float, theme: Theme) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "text",
        "x": [left] * len(empty),
        "y": [row for row, _ in empty],
        "text": [escaped(mark.text) for _, mark in empty],
        "textposition": "middle right",
        "textfont": {"size": 11, "color": theme.muted},
        "hoverinfo": "skip",
    }


def _reach(marks: list[Mark], nothing: float) -> tuple[float, float]:
    seen = [nothing]
    for mark in marks:
        seen += [x for x in (mark.value, mark.lower, mark.upper) if x is not None]
    room = 0.06 * (max(seen) - min(seen)) or 0.1
    return min(seen) - room, max(seen) + room


def _line(at: float, theme: Theme) -> dict[str, Any]:
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": at,
        "x1": at,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": theme.compared, "width": 1.25, "dash": "dash"},
    }


def _said(nothing: tuple[float, str], theme: Theme) -> dict[str, Any]:
    return note(
        theme, nothing[1], x=nothing[0], xref="x", y=1, yref="paper", yanchor="bottom",
        xanchor="left",
    )  # fmt: skip


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
