"""Hours of vacation by month: owed as a line, forfeited as bars; recorded and ahead."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.theme import Theme, axis, layout, note

HEIGHT = 360


def hours(months: pl.DataFrame, theme: Theme) -> Figure | None:
    """Two panels on one time axis; None where nothing is shown.

    Above: hours owed, solid as recorded, dashed ahead. Below: hours forfeited in each
    month ahead. A month that is not shown is a gap.

    Args:
        months: month, ahead, owed, forfeited; one row per month, sorted.
        theme: the house style.
    """
    if months["owed"].count() == 0:
        return None
    recorded = months.filter(~pl.col("ahead"))
    ahead = months.filter(pl.col("ahead"))
    bridge = pl.concat([recorded.tail(1), ahead])
    frame = layout(
        theme,
        height=HEIGHT,
        margin={"l": 64, "r": 12, "t": 26, "b": 32, "pad": 4},
        xaxis=axis(theme, type="date", showgrid=False, anchor="y2", tickformat="%b %y"),
        yaxis=_up(theme, [0.50, 1], months["owed"]),
        yaxis2=_up(theme, [0, 0.36], months["forfeited"]),
        annotations=[
            _head(theme, "Hours owed: solid as recorded, dashed ahead", 1),
            _head(theme, "Hours forfeited in the month, if nothing changes", 0.36),
        ],
        bargap=0.35,
    )
    traces = [
        _line(recorded, theme, "solid"),
        _line(bridge, theme, "dash"),
        {
            "type": "bar",
            "x": ahead["month"].to_list(),
            "y": ahead["forfeited"].to_list(),
            "yaxis": "y2",
            "marker": {"color": theme.concern},
            "hovertemplate": "%{x|%b %Y}: %{y:,.0f} hours<extra></extra>",
        },
    ]
    return Figure({"data": traces, "layout": frame})


def _up(theme: Theme, domain: list[float], values: pl.Series) -> dict[str, Any]:
    top = max(10.0, *(value for value in values if value is not None), 10.0)
    return axis(theme, domain=domain, range=[0, top * 1.12], nticks=4, tickformat=",~s")


def _head(theme: Theme, text: str, y: float) -> dict[str, Any]:
    return note(
        theme,
        text,
        xref="paper",
        yref="paper",
        x=0,
        y=y,
        xanchor="left",
        yanchor="bottom",
        font={"color": theme.ink, "size": 12},
    )


def _line(months: pl.DataFrame, theme: Theme, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": months["month"].to_list(),
        "y": months["owed"].to_list(),
        "connectgaps": False,
        "line": {"color": theme.accent, "width": 2, "dash": dash},
        "marker": {"size": 5, "color": theme.accent},
        "hovertemplate": "%{x|%b %Y}: %{y:,.0f} hours<extra></extra>",
    }
