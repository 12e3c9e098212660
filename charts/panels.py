"""One measure over its periods, and where panels of a Plotly figure stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.sparkline import span
from charts.theme import Theme, note
from charts.yardstick import Yardstick

ACROSS = 3
ROW_HEIGHT = 178
TITLE_ROOM = 46
AXIS_ROOM = 30
GUTTER = 0.075
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
    line. `name`: what stands above it in place of the measure's name. `key`: what opens
    on a click, in place of the measure.
    """

    yardstick: Yardstick
    own: pl.DataFrame
    compared: pl.DataFrame
    breaks: tuple[date, ...] = ()
    control: pl.DataFrame | None = None
    says: str = ""
    name: str = ""
    key: str = ""

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
