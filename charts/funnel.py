"""Scores of similar teams by how many answered: who lies outside what chance explains."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.figure import Figure
from charts.panels import ACROSS, box, height
from charts.sparkline import span
from charts.theme import Theme, axis, escaped, layout, note
from charts.yardstick import Yardstick

HALF = 0.42  # of a step between two bands of answers
APART = 0.09
IN_A_ROW = 5


def funnel(
    points: dict[str, pl.DataFrame], known: dict[str, Yardstick], theme: Theme
) -> Figure:
    """One panel per score, `ACROSS` side by side.

    Filled dot: the team; open diamond: its mean drawn towards that of all groups; grey:
    similar teams, none by name. Dotted: 95 % limits, solid: 99.8 %, for as many answers;
    the line between: the weighted mean of all of them. No scores: an empty figure.

    Args:
        points: score -> rows of own, value, answers, target, lower, upper, alarm_lower,
            alarm_upper, drawn_in.
        known: the scores.
        theme: colours.
    """
    count = len(points)
    frame: dict[str, Any] = {"annotations": [], "shapes": []}
    traces: list[dict[str, Any]] = []
    for place, (measure, rows) in enumerate(points.items()):
        named = "" if place == 0 else str(place + 1)
        onto = {"xaxis": f"x{named}", "yaxis": f"y{named}"}
        bands = _bands(rows)
        traces += [{**each, **onto} for each in _layers(rows, bands, theme)]
        x_domain, y_domain = box(place, count)
        frame |= _axes(rows, known[measure], bands, named, theme, x_domain, y_domain)
        frame["annotations"].append(
            note(
                theme,
                known[measure].short_label,
                xref="paper",
                yref="paper",
                x=x_domain[0],
                xanchor="left",
                y=y_domain[1],
                yanchor="bottom",
                yshift=8,
                font={"color": theme.ink, "size": 13},
            )
        )
    margin = {"l": 40, "r": 10, "t": 0, "b": 12, "pad": 4}
    tall = height(count, ACROSS)
    return Figure(
        {"data": traces, "layout": layout(theme, height=tall, margin=margin, **frame)}
    )


def _bands(rows: pl.DataFrame) -> list[str]:
    """The bands of answers, fewest first."""
    return sorted(set(rows["answers"].drop_nulls()), key=_least)


def _least(band: str) -> int:
    digits = "".join(sign if sign.isdigit() else " " for sign in band).split()
    return int(digits[0]) if digits else 0


def _axes(
    rows: pl.DataFrame,
    yardstick: Yardstick,
    bands: list[str],
    named: str,
    theme: Theme,
    x_domain: list[float],
    y_domain: list[float],
) -> dict[str, Any]:
    seen = [
        value
        for name in ("value", "alarm_lower", "alarm_upper", "drawn_in")
        for value in rows[name].to_list()
    ]
    return {
        f"xaxis{named}": axis(
            theme,
            domain=x_domain,
            anchor=f"y{named}",
            showgrid=False,
            range=[-0.5, len(bands) - 0.5],
            tickmode="array",
            tickvals=list(range(len(bands))),
            ticktext=[escaped(f"{band} answers") for band in bands],
            tickangle=0,
        ),
        f"yaxis{named}": axis(
            theme,
            domain=y_domain,
            anchor=f"x{named}",
            range=span(seen, yardstick),
            nticks=5,
        ),
    }


def _layers(rows: pl.DataFrame, bands: list[str], theme: Theme) -> list[dict[str, Any]]:
    own, others = rows.filter("own"), rows.filter(~pl.col("own"))
    near = {"color": theme.compared, "width": 1, "dash": "dot"}
    far = {"color": theme.compared, "width": 1.25}
    middle = {"color": theme.muted, "width": 1}
    drawn_in = {"symbol": "diamond-open", "size": 10, "color": theme.accent}
    return [
        _line(rows, bands, ("target",), middle),
        _line(rows, bands, ("lower", "upper"), near),
        _line(rows, bands, ("alarm_lower", "alarm_upper"), far),
        _dots(others, bands, "value", {"size": 6, "color": theme.compared}, "similar"),
        _dots(own, bands, "value", {"size": 10, "color": theme.accent}, "this team"),
        _dots(own, bands, "drawn_in", drawn_in, "drawn in", by=2 * APART),
    ]


def _line(
    rows: pl.DataFrame, bands: list[str], names: tuple[str, ...], line: dict[str, Any]
) -> dict[str, Any]:
    """A short level line over each band of answers."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, band in enumerate(bands):
        of_band = rows.filter(pl.col("answers") == band).row(0, named=True)
        for name in names:
            x += [place - HALF, place + HALF, None]
            y += [of_band[name], of_band[name], None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": line,
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def _dots(
    rows: pl.DataFrame,
    bands: list[str],
    name: str,
    marker: dict[str, Any],
    what: str,
    *,
    by: float = 0.0,
) -> dict[str, Any]:
    """Dots over their band, a little apart so that none hides another."""
    places = [bands.index(band) for band in rows["answers"]]
    beside = [
        (turn % IN_A_ROW - IN_A_ROW // 2) * APART * (rows.height > 1) + by
        for turn in range(rows.height)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [place + away for place, away in zip(places, beside, strict=True)],
        "y": rows[name].to_list(),
        "marker": marker,
        "hovertemplate": f"{what}: %{{y:.0f}}<extra></extra>",
    }
