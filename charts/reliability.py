"""How far a scale's items hang together, wave by wave, beside what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from charts.figure import Figure
from charts.matrix import MARKS
from charts.panels import box, break_line, break_mark, height
from charts.theme import Theme, axis, layout, note
from charts.yardstick import MINUS

APART_DAYS = 9
MARGIN_DAYS = 21
TOP, ROOM = 1.04, 0.06
LOWEST_SHOWN = 0.4  # the axis goes lower only where a figure does
STATES = MARKS | {"not_computed": "[x]"}


@dataclass(frozen=True)
class ScalePanel:
    """One scale over the waves.

    `rows`: one per wave in its order, columns period_start, state, alpha, alpha_lower,
    alpha_upper, omega. `published`: alpha as published, None where none is. `breaks`:
    first days of the waves from which on the scale is another series.
    """

    label: str
    rows: pl.DataFrame
    published: float | None
    breaks: tuple[date, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether the scale has not been asked since its series broke."""
        days = self.rows["period_start"].to_list()
        return bool(self.breaks and days and max(self.breaks) > max(days))

    @property
    def lowest(self) -> float:
        """The foot of the panel."""
        seen: list[float] = [
            value
            for name in ("alpha", "alpha_lower", "omega")
            for value in self.rows[name].drop_nulls()
        ]
        return min([LOWEST_SHOWN, *seen]) - ROOM


def reliability(panels: list[ScalePanel], theme: Theme) -> Figure:
    """One panel per scale; filled dot with interval: alpha; open diamond: omega.

    Dotted: the published alpha. A wave of which nothing is shown has its mark at the
    foot; `[b]` stands where the scale was put otherwise. All panels have one time axis.
    No panels give an empty figure.
    """
    count = len(panels)
    frame: dict[str, Any] = {"annotations": [], "shapes": []}
    traces: list[dict[str, Any]] = []
    across = _across(panels)
    for place, panel in enumerate(panels):
        named = "" if place == 0 else str(place + 1)
        onto = {"xaxis": f"x{named}", "yaxis": f"y{named}"}
        drawn = (_alpha(panel, theme), _omega(panel, theme), _gaps(panel, theme))
        traces += [{**trace, **onto} for trace in drawn]
        frame |= _axes(panel, place, count, theme, across=across)
        frame["annotations"] += _heading(panel, place, count, theme)
        frame["shapes"] += _published_line(panel, named, theme)
        for day in panel.breaks:
            frame["shapes"].append(break_line(day, named, theme))
            frame["annotations"].append(break_mark(day, named, theme))
    margin = {"l": 40, "r": 10, "t": 0, "b": 0, "pad": 4}
    return Figure(
        {
            "data": traces,
            "layout": layout(theme, height=height(count), margin=margin, **frame),
        }
    )


def _across(panels: list[ScalePanel]) -> list[str]:
    days: list[date] = [day for panel in panels for day in panel.rows["period_start"]]
    if not days:
        return []
    first, last = min(days), max(days)
    span = pl.Series([first, last]).dt.offset_by(f"{MARGIN_DAYS}d")
    early = pl.Series([first]).dt.offset_by(f"-{MARGIN_DAYS}d")
    return [str(early[0]), str(span[1])]


def _alpha(panel: ScalePanel, theme: Theme) -> dict[str, Any]:
    rows = panel.rows.filter(pl.col("alpha").is_not_null())
    reach = rows.select(
        (pl.col("alpha_upper") - pl.col("alpha")).fill_null(0).alias("up"),
        (pl.col("alpha") - pl.col("alpha_lower")).fill_null(0).alias("down"),
    )
    return _points(rows, "alpha", "circle", theme.accent, apart=0) | {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": reach["up"].to_list(),
            "arrayminus": reach["down"].to_list(),
            "color": theme.accent,
            "thickness": 1.5,
            "width": 0,
        },
    }


def _omega(panel: ScalePanel, theme: Theme) -> dict[str, Any]:
    rows = panel.rows.filter(pl.col("omega").is_not_null())
    return _points(rows, "omega", "diamond-open", theme.compared, apart=APART_DAYS)


def _points(
    rows: pl.DataFrame, name: str, symbol: str, colour: str, *, apart: int
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows["period_start"].dt.offset_by(f"{apart}d").to_list(),
        "y": rows[name].to_list(),
        "marker": {"color": colour, "symbol": symbol, "size": 8},
        "text": [f"{name} {value:.2f}" for value in rows[name]],
        "hovertemplate": "%{x|%b %Y}: %{text}<extra></extra>",
    }


def _gaps(panel: ScalePanel, theme: Theme) -> dict[str, Any]:
    gaps = panel.rows.filter(pl.col("state") != "shown")
    return {
        "type": "scatter",
        "mode": "text",
        "x": gaps["period_start"].to_list(),
        "y": [panel.lowest] * gaps.height,
        "text": [STATES.get(state, "[x]") for state in gaps["state"]],
        "textposition": "top center",
        "textfont": {"size": 11, "color": theme.muted},
        "hoverinfo": "skip",
    }


def _axes(
    panel: ScalePanel, place: int, count: int, theme: Theme, *, across: list[str]
) -> dict[str, Any]:
    number = "" if place == 0 else str(place + 1)
    x_domain, y_domain = box(place, count)
    return {
        f"xaxis{number}": axis(
            theme,
            domain=x_domain,
            anchor=f"y{number}",
            showgrid=False,
            ticks="outside",
            ticklen=3,
            tickcolor=theme.grid,
            type="date",
            nticks=3,
            tickformat="%b %y",
            tickangle=0,
            **({"range": across} if across else {}),
        ),
        f"yaxis{number}": axis(
            theme,
            domain=y_domain,
            anchor=f"x{number}",
            range=[panel.lowest, TOP],
            nticks=4,
            tickformat=".1f",
        ),
    }


def _heading(
    panel: ScalePanel, place: int, count: int, theme: Theme
) -> list[dict[str, Any]]:
    x_domain, y_domain = box(place, count)
    above = {"xref": "paper", "yref": "paper", "y": y_domain[1], "yanchor": "bottom"}
    left = {**above, "x": x_domain[0], "xanchor": "left"}
    right = {**above, "x": x_domain[1], "xanchor": "right"}
    strong = {"color": theme.ink, "size": 13}
    last = panel.rows["alpha"].to_list()[-1] if panel.rows.height else None
    latest = "" if last is None or panel.ended else _written(last)
    return [
        note(theme, panel.label, **left, yshift=20, font=strong),
        note(theme, _beside(panel), **left, yshift=4),
        note(theme, latest, **right, yshift=18, font={**strong, "size": 15}),
    ]


def _beside(panel: ScalePanel) -> str:
    if panel.published is None:
        return "none published"
    return f"published {_written(panel.published)}"


def _written(coefficient: float) -> str:
    """`.87` or `1.00`, with a true minus sign."""
    return f"{coefficient:.2f}".replace("-", MINUS).replace("0.", ".", 1)


def _published_line(
    panel: ScalePanel, named: str, theme: Theme
) -> list[dict[str, Any]]:
    if panel.published is None:
        return []
    return [
        {
            "type": "line",
            "xref": f"x{named} domain",
            "yref": f"y{named}",
            "x0": 0,
            "x1": 1,
            "y0": panel.published,
            "y1": panel.published,
            "layer": "below",
            "line": {"color": theme.compared, "width": 1.25, "dash": "dot"},
        }
    ]
