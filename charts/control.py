"""Control charts as small multiples: where a figure is expected to lie, and what is not."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from charts.figure import Figure
from charts.multiples import Trace, multiples
from charts.panels import ACROSS, Action, Panel
from charts.series import lines
from charts.theme import Theme

# Colour is never alone: what a point means has its own shape, and its side a letter.
SHAPES = {
    "common": "circle",
    "concern": "diamond",
    "improvement": "square",
    "change": "triangle-up",
}
LEFT_OUT = 1.6  # months differ by three days, quarters by three
HIGH = ("above_limit", "rising", "near_upper", "run_above")
STATE_WORDS = {
    "common": "as usual",
    "above_limit": "above its limits",
    "below_limit": "below its limits",
    "rising": "part of a rise of seven",
    "falling": "part of a fall of seven",
    "near_upper": "two of three near the upper limit",
    "near_lower": "two of three near the lower limit",
    "run_above": "seven in a row above the usual",
    "run_below": "seven in a row below the usual",
}


def control(
    panels: list[Panel],
    actions: dict[str, list[Action]],
    theme: Theme,
    *,
    ends: tuple[date, date] | None = None,
    abreast: int = ACROSS,
) -> Figure:
    """Small multiples of control charts, `abreast` side by side, in their order.

    Solid thin line: the usual; dashed: its limits, one stretch per segment. Marked
    points: diamond and H or L where it is of concern, square where it is better,
    triangle where the measure claims no direction. Solid orange: the agreed level. A
    period that is not shown is a gap with its mark at the foot. A panel without
    `control` is drawn as `series` draws it. `actions`: by panel title; `""`: of all.
    `ends` fixes the time axis. No panels give an empty figure.
    """

    def drawn(panel: Panel) -> list[Trace]:
        return lines(panel, theme) if panel.control is None else charted(panel, theme)

    return multiples(panels, drawn, theme, ends=ends, abreast=abreast, actions=actions)


def charted(panel: Panel, theme: Theme) -> list[Trace]:
    """Centre, limits, points and the letters of marked ones."""
    assert panel.control is not None
    points = panel.own.select("period_start", "value").join(
        panel.control, on="period_start", how="left", maintain_order="left"
    )
    rows = with_gaps(points.rows(named=True))
    return [
        *_lines(panel.control, theme),
        _points(panel, rows, theme),
        _letters(
            [row for row in rows if row["meaning"] not in (None, "common")], theme
        ),
    ]


def with_gaps(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points with an empty one wherever a period is left out: nothing bridges it."""
    days = [row["period_start"] for row in rows]
    apart = [(late - early).days for early, late in pairwise(days)]
    usual = min(apart, default=0) * LEFT_OUT
    found = rows[:1]
    for row, days_apart in zip(rows[1:], apart, strict=True):
        if days_apart > usual:
            found.append(dict.fromkeys(row))
        found.append(row)
    return found


def _lines(drawn: pl.DataFrame, theme: Theme) -> list[Trace]:
    """Centre and both limits, each one trace with a gap between segments."""
    thin = {"type": "scatter", "mode": "lines", "hoverinfo": "skip"}
    solid = {"color": theme.compared, "width": 1}
    dashed = {"color": theme.compared, "width": 1, "dash": "dash"}
    x, centre, lower, upper = _stretches(drawn)
    limits = {"x": [*x, None, *x], "y": [*lower, None, *upper]}
    return [
        {**thin, "x": x, "y": centre, "line": solid, "connectgaps": False},
        {**thin, **limits, "line": dashed, "connectgaps": False},
    ]


def _stretches(drawn: pl.DataFrame) -> tuple[list[Any], ...]:
    """Days and lines with an empty place between segments."""
    columns: tuple[list[Any], ...] = ([], [], [], [])
    before = None
    for row in drawn.select(
        "segment", "period_start", "centre", "lower", "upper"
    ).iter_rows():
        if before is not None and row[0] != before:
            for column in columns:
                column.append(None)
        before = row[0]
        for column, value in zip(columns, row[1:], strict=True):
            column.append(value)
    return columns


def _points(panel: Panel, rows: list[dict[str, Any]], theme: Theme) -> Trace:
    meanings = [row["meaning"] or "common" for row in rows]
    colours = _colours(theme)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [row["period_start"] for row in rows],
        "y": [row["value"] for row in rows],
        "connectgaps": False,
        "line": {"color": theme.accent, "width": 1.5},
        "marker": {
            "size": [4 if one == "common" else 8 for one in meanings],
            "symbol": [SHAPES[one] for one in meanings],
            "color": [colours[one] for one in meanings],
            "line": {
                "color": theme.ink,
                "width": [0 if one == "common" else 1 for one in meanings],
            },
        },
        "text": [
            f"{panel.yardstick.written(row['value'])}, "
            f"{STATE_WORDS.get(row['state'] or '', 'not shown')}"
            for row in rows
        ],
        "hovertemplate": "%{x|%b %Y}: %{text}<extra></extra>",
    }


def _letters(marked: list[dict[str, Any]], theme: Theme) -> Trace:
    colours = _colours(theme)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [row["period_start"] for row in marked],
        "y": [row["value"] for row in marked],
        "text": ["H" if row["state"] in HIGH else "L" for row in marked],
        "textposition": "top center",
        "textfont": {"size": 9, "color": [colours[row["meaning"]] for row in marked]},
        "hoverinfo": "skip",
    }


def _colours(theme: Theme) -> dict[str, str]:
    return {
        "common": theme.accent,
        "concern": theme.concern,
        "improvement": theme.diverging[1 if theme.name == "light" else 0],
        "change": theme.muted,
    }
