"""Small multiples: where each panel stands, and what frames it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.sparkline import span
from charts.theme import Theme, axis, escaped, note
from charts.yardstick import Yardstick

ACROSS = 3
ROW_HEIGHT = 178
TITLE_ROOM = 46
AXIS_ROOM = 30
GUTTER = 0.075
LONGEST_TITLE = 28
KEPT_END = 9  # signs at the end of a name that was cut
BREAK_MARK = "[b]"
# a line stands between the last period of one series and the first of the next
BEFORE = timedelta(days=15)


@dataclass(frozen=True)
class Action:
    """Something the organisation did: a mark on the time axis, named by a letter."""

    day: Any
    letter: str


@dataclass(frozen=True)
class Panel:
    """One measure of one group over its periods, beside what it is compared with.

    `own` and `compared`: one row per period, columns period_start, value, lower,
    upper, state, sorted by period; `compared` may be empty. `breaks`: first days of the
    periods from which on the series is another one. `control`: the lines and marks of
    its control chart, one row per shown point (period_start, centre, lower, upper,
    segment, state, meaning); none: it has no such chart. `says`: what to look at, in a
    line. `name`: what stands above it in place of the measure's name.
    """

    yardstick: Yardstick
    own: pl.DataFrame
    compared: pl.DataFrame
    breaks: tuple[date, ...] = ()
    control: pl.DataFrame | None = None
    says: str = ""
    name: str = ""

    @property
    def range(self) -> list[float]:
        """The vertical range: values, limits and stated levels, with room."""
        frames = [self.own, self.compared]
        if self.control is not None:
            frames = [self.own.select("value"), self.control]
        seen = [
            value
            for frame in frames
            for column in ("value", "lower", "upper")
            if column in frame.columns
            for value in frame.get_column(column).to_list()
        ]
        levels = (self.yardstick.agreed_level, self.yardstick.reference)
        return span(seen, self.yardstick, *levels)

    @property
    def last(self) -> float | None:
        """The latest value; none if the latest period shows none or the series ended."""
        days = self.own.get_column("period_start").to_list()
        if self.breaks and days and max(self.breaks) > max(days):
            return None
        values = self.own.get_column("value").to_list()
        return values[-1] if values else None

    @property
    def title(self) -> str:
        """The short name, which fits above a panel on a tablet too."""
        return self.name or self.yardstick.short_label


def height(count: int, across: int = ACROSS) -> int:
    """Pixels of a figure of `count` panels, so many side by side."""
    return rows(count, across) * (ROW_HEIGHT + TITLE_ROOM + AXIS_ROOM)


def rows(count: int, across: int = ACROSS) -> int:
    """Rows of panels, at least one."""
    return max(1, -(-count // across))


def box(
    place: int, count: int, across: int = ACROSS
) -> tuple[list[float], list[float]]:
    """Horizontal and vertical domain (0 to 1) of panel `place` of `count`."""
    row, column = divmod(place, across)
    width = (1 - GUTTER * (across - 1)) / across
    left = column * (width + GUTTER)
    tall = 1 / rows(count, across)
    top = 1 - row * tall
    per_pixel = 1 / height(count, across)
    return (
        [left, left + width],
        [max(0.0, top - tall + AXIS_ROOM * per_pixel), top - TITLE_ROOM * per_pixel],
    )


def axes(
    panel: Panel,
    place: int,
    count: int,
    theme: Theme,
    *,
    abreast: int = ACROSS,
    **across: Any,
) -> dict[str, Any]:
    """Both axes of one panel, under the names Plotly wants."""
    x_domain, y_domain = box(place, count, abreast)
    number = "" if place == 0 else str(place + 1)
    return {
        f"xaxis{number}": axis(
            theme,
            domain=x_domain,
            anchor=f"y{number}",
            showgrid=False,
            ticks="outside",
            ticklen=3,
            tickcolor=theme.grid,
            **across,
        ),
        f"yaxis{number}": axis(
            theme,
            domain=y_domain,
            anchor=f"x{number}",
            range=panel.range,
            nticks=4,
            tickformat=panel.yardstick.tick_format,
        ),
    }


def heading(
    panel: Panel, place: int, count: int, theme: Theme, *, abreast: int = ACROSS
) -> list[dict[str, Any]]:
    """Title above a panel; below it the latest value and what to look at, or the unit."""
    x_domain, y_domain = box(place, count, abreast)
    above = {"xref": "paper", "yref": "paper", "y": y_domain[1], "yanchor": "bottom"}
    left = {**above, "x": x_domain[0], "xanchor": "left"}
    strong = {"color": theme.ink, "size": 13}
    latest = escaped(panel.yardstick.written(panel.last))
    says = note(theme, panel.says or short_unit(panel.yardstick.unit), **left, yshift=3)
    if latest:
        says["text"] = f'<b style="color:{theme.ink}">{latest}</b>  {says["text"]}'
    return [
        note(theme, short_name(panel.title, abreast), **left, yshift=20, font=strong),
        {**says, "font": {"color": theme.muted, "size": 12}},
    ]


def short_name(name: str, abreast: int = ACROSS) -> str:
    """A name cut so that it stays above its panel; the table has it whole.

    Names often differ at their end, so that is kept.

    >>> short_name("Central Outpatient Program 1, joint unit A")
    'Central Outpatient…nt unit A'
    """
    longest = LONGEST_TITLE * ACROSS // abreast
    if len(name) <= longest:
        return name
    return f"{name[: longest - 1 - KEPT_END]}…{name[-KEPT_END:]}"


def short_unit(unit: str, longest: int = 30) -> str:
    """A unit cut so that it stands above its panel: at a comma, else at a word.

    >>> short_unit("points, 0 to 100, higher is more strain")
    'points, 0 to 100'
    >>> short_unit("active clients per available clinical FTE")
    'active clients per available …'
    """
    if len(unit) <= longest:
        return unit
    whole, comma, _ = unit[: longest + 1].rpartition(",")
    return whole if comma else unit[:longest].rsplit(" ", 1)[0] + " …"


def break_line(day: date, named: str, theme: Theme) -> dict[str, Any]:
    """A dotted line where a series ends and another one begins."""
    return {
        "type": "line",
        "xref": f"x{named}",
        "yref": f"y{named} domain",
        "x0": str(day - BEFORE),
        "x1": str(day - BEFORE),
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": theme.concern, "width": 1, "dash": "dot"},
    }


def break_mark(day: date, named: str, theme: Theme) -> dict[str, Any]:
    """The mark beside that line; what it says stands below the figure."""
    return note(
        theme,
        BREAK_MARK,
        xref=f"x{named}",
        yref=f"y{named} domain",
        x=str(day - BEFORE),
        y=0.99,
        yanchor="top",
        xanchor="left",
        xshift=2,
        font={"color": theme.concern, "size": 11},
    )


def hidden_marks(
    panel: Panel, place: int, theme: Theme, marks: dict[str, str]
) -> dict[str, Any] | None:
    """The marks `[c]`, `[x]` ... at the foot of the panel, where nothing is shown."""
    gaps = panel.own.filter(pl.col("state") != "shown")
    if gaps.is_empty():
        return None
    foot = panel.range[0]
    number = "" if place == 0 else str(place + 1)
    return {
        "type": "scatter",
        "mode": "text",
        "x": gaps.get_column("period_start").to_list(),
        "y": [foot] * gaps.height,
        "text": [marks.get(state, "[x]") for state in gaps.get_column("state")],
        "textposition": "top center",
        "textfont": {"size": 9, "color": theme.muted},
        "xaxis": f"x{number}",
        "yaxis": f"y{number}",
        "hoverinfo": "skip",
    }
