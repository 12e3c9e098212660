"""A year of days: one square a working day, darker the more people are away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.figure import Figure
from charts.grid import GAP
from charts.theme import Theme, axis, layout, note

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ROW = 26
ROOM = 58
LEGEND = 470  # pixels that the words of the shades need side by side
# from which share on a square takes the next shade; absolute, so that no year has a worst
EDGES = (0.05, 0.10, 0.15, 0.20, 0.30)
# from hardly anybody to many: on a dark ground the fullest is the brightest
SHADES = ("#EDF2F7", "#CCDFF1", "#9AC1E5", "#5C99D2", "#2073BC", "#12436D")
SHADES_DARK = ("#1D2732", "#1C3F62", "#205B92", "#2B7AC4", "#5CA5E6", "#B4DAFB")
WORDS = ("under 5 %", "5 %", "10 %", "15 %", "20 to 25 %", "30 % or more")


def shade(away: float) -> int:
    """The place of a share's shade, 0 to 5.

    >>> [shade(share) for share in (0.0, 0.05, 0.25, 0.5)]
    [0, 1, 4, 5]
    """
    return sum(away >= edge - 1e-9 for edge in EDGES)


def calendar(days: pl.DataFrame, theme: Theme) -> Figure | None:
    """Weekdays from the top, weeks from the left. None without a shown day.

    Args:
        days: on_date, away (share of those scheduled), state; one row per day, for a
            month that is not shown its first day alone, which is marked `[c]`.
        theme: the house style.
    """
    shown = days.filter(pl.col("away").is_not_null())
    if shown.is_empty():
        return None
    every: list[date] = days["on_date"].to_list()
    first = _monday(min(every))
    weeks = (max(every) - first).days // 7 + 1
    used = max(day.isoweekday() for day in shown["on_date"])
    field: list[list[int | None]] = [[None] * weeks for _ in range(used)]
    texts = [[""] * weeks for _ in range(used)]
    for day, away in shown.select("on_date", "away").rows():
        row, column = day.isoweekday() - 1, (day - first).days // 7
        field[row][column] = shade(away)
        texts[row][column] = f"{day.day} {day:%b %Y}: {away * 100:.0f} %"
    return Figure(
        {
            "data": [_squares(field, texts, theme)],
            "layout": _frame(days, first, weeks, used, theme),
        }
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def _squares(
    field: list[list[int | None]], texts: list[list[str]], theme: Theme
) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "z": field,
        "text": texts,
        "zmin": -0.5,
        "zmax": len(EDGES) + 0.5,
        "colorscale": _steps(theme),
        "showscale": True,
        "colorbar": {
            "orientation": "h",
            "thickness": 10,
            "lenmode": "pixels",
            "len": LEGEND,
            "x": 0,
            "xanchor": "left",
            "y": -0.1,
            "yanchor": "top",
            "outlinewidth": 0,
            "tickmode": "array",
            "tickvals": list(range(len(WORDS))),
            "ticktext": list(WORDS),
            "tickangle": 0,
            "tickfont": {"color": theme.muted, "size": 11},
        },
        "xgap": GAP,
        "ygap": GAP,
        "hoverongaps": False,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _steps(theme: Theme) -> list[list[Any]]:
    shades = SHADES_DARK if theme.name == "dark" else SHADES
    ends = [place / len(shades) for place in range(len(shades) + 1)]
    return [
        [end, colour]
        for place, colour in enumerate(shades)
        for end in (ends[place], ends[place + 1])
    ]


def _frame(
    days: pl.DataFrame, first: date, weeks: int, used: int, theme: Theme
) -> dict[str, Any]:
    months = days["on_date"].dt.truncate("1mo").unique().sort().to_list()
    hidden = days.filter(pl.col("state") != "shown")["on_date"].to_list()
    places = [max(0, (month - first).days // 7) for month in months]
    return layout(
        theme,
        height=used * ROW + ROOM + 34,
        margin={"l": 44, "r": 8, "t": 24, "b": ROOM, "pad": 4},
        xaxis=axis(
            theme,
            side="top",
            showgrid=False,
            ticks="",
            range=[-0.5, weeks - 0.5],
            tickmode="array",
            tickvals=places,
            ticktext=[
                f"{month:%b %y}"
                if month.month in (1, months[0].month)
                else f"{month:%b}"
                for month in months
            ],
            tickangle=0,
        ),
        yaxis=axis(
            theme,
            showgrid=False,
            ticks="",
            range=[used - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(used)),
            ticktext=list(DAYS[:used]),
        ),
        annotations=[
            note(theme, "[c]", x=(day - first).days // 7 + 1.5, y=used // 2)
            for day in hidden
        ],
    )
