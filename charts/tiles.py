"""Small multiples over one time axis: a plot for each panel, and what frames it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final

from charts.matrix import MARKS
from charts.panels import BEFORE, BREAK_MARK, Action, Panel
from charts.svg import Place, Plot, month_ticks, ticks
from charts.yardstick import MINUS, Yardstick

TALL: Final = 124
WIDE_TALL: Final = 264
LEFT_OUT: Final = 1.6  # months differ by three days, quarters by three
ALONE: Final = timedelta(days=45)  # room on both sides of a single period


@dataclass(frozen=True)
class Tile:
    """One plot as the browser gets it.

    `key`: what opens on a click; `title`: what stands above it; `latest` and `says`: its
    latest figure and what to look at; `svg`: the plot; `alt`: all of it in words.
    """

    key: str
    title: str
    latest: str
    says: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Tiles:
    """Plots side by side, as many as there is room for; `wide`: each across the page."""

    tiles: tuple[Tile, ...]
    wide: bool = False


@dataclass(frozen=True)
class Frame:
    """The plot of one panel while it is drawn, and its days as shares of the width."""

    plot: Plot
    panel: Panel
    first: date
    last: date

    def across(self, day: date) -> float:
        """Where a day stands, 0 at the left and 1 at the right."""
        return (day - self.first).days / max((self.last - self.first).days, 1)

    def lines(self, rows: Sequence[dict[str, Any]], column: str, kind: str) -> None:
        """A line through a column; nothing leads over a gap or a break."""
        for run in self.runs(rows, (column,)):
            self.plot.line(self.places(run, column), kind)

    def places(self, rows: Sequence[dict[str, Any]], column: str) -> list[Place]:
        """Where a column's values stand."""
        return [(self.across(row["period_start"]), row[column]) for row in rows]

    def runs(
        self, rows: Sequence[dict[str, Any]], columns: tuple[str, ...] = ("value",)
    ) -> list[list[dict[str, Any]]]:
        """Stretches of periods that have all of the columns."""
        return unbroken(rows, columns, self.panel.breaks)


Draw = Callable[[Frame], None]


def tiles(
    panels: Sequence[Panel],
    draw: Draw,
    alt: Callable[[Panel], str],
    *,
    ends: tuple[date, date] | None = None,
    actions: Mapping[str, Sequence[Action]] | None = None,
    wide: bool = False,
) -> Tiles:
    """The panels in their order, each with what `draw` draws.

    In each its levels (agreed: solid, in words too; reference: dotted), `[b]` and a
    dotted line where its series breaks, its marks along the foot where nothing is
    shown, and the actions of its title and those of `""`. `ends` fixes the time axis of
    all. No panels give no tiles.
    """
    taken = actions or {}
    made = []
    for panel in panels:
        first, last = ends or _ends(panel)
        plot = Plot(panel.range, WIDE_TALL if wide else TALL)
        frame = Frame(plot, panel, first, last)
        _axes(frame, wide=wide)
        _levels(plot, panel.yardstick)
        draw(frame)
        for day in panel.breaks:
            _upright(frame, day - BEFORE, "break", BREAK_MARK)
        for action in [*taken.get("", []), *taken.get(panel.title, [])]:
            _upright(frame, action.day, "action", action.letter)
        _hidden(frame)
        made.append(tile(panel, plot.written(), alt(panel)))
    return Tiles(tuple(made), wide)


def tile(panel: Panel, svg: str, alt: str) -> Tile:
    """A panel's plot with what stands above it."""
    yardstick = panel.yardstick
    return Tile(
        key=panel.key or yardstick.measure,
        title=panel.title,
        latest=yardstick.written(panel.last),
        says=panel.says or yardstick.unit,
        svg=svg,
        alt=alt,
    )


def unbroken(
    rows: Sequence[dict[str, Any]], columns: tuple[str, ...], breaks: Sequence[date]
) -> list[list[dict[str, Any]]]:
    """Stretches of rows that all have the columns, none left out, none over a break."""
    days = [row["period_start"] for row in rows]
    apart = [(late - early).days for early, late in pairwise(days)]
    usual = min(apart, default=0) * LEFT_OUT
    found: list[list[dict[str, Any]]] = [[]]
    for place, row in enumerate(rows):
        left_out = place > 0 and apart[place - 1] > usual
        broken = place > 0 and any(
            days[place - 1] < day <= days[place] for day in breaks
        )
        if left_out or broken:
            found.append([])
        if any(row[column] is None for column in columns):
            found.append([])
        else:
            found[-1].append(row)
    return [run for run in found if run]


def scale(
    yardstick: Yardstick, reach: Sequence[float], most: int
) -> list[tuple[float, str]]:
    """The values written beside a plot."""
    times, sign = (100, " %") if yardstick.format == "share" else (1, "")
    return [
        (value, f"{value * times:g}{sign}".replace("-", MINUS))
        for value in ticks(reach[0], reach[1], most)
    ]


def _ends(panel: Panel) -> tuple[date, date]:
    days = panel.own["period_start"].to_list()
    if not days:
        return date(2000, 1, 1), date(2000, 12, 31)
    first, last = min(days), max(days)
    return (first - ALONE, last + ALONE) if first == last else (first, last)


def _axes(frame: Frame, *, wide: bool) -> None:
    plot = frame.plot
    plot.scale(scale(frame.panel.yardstick, (plot.low, plot.high), 6 if wide else 4))
    days = month_ticks(frame.first, frame.last, 9 if wide else 4)
    plot.days([(frame.across(day), f"{day:%b %y}") for day in days])


def _levels(plot: Plot, yardstick: Yardstick) -> None:
    agreed, reference = yardstick.agreed_level, yardstick.reference
    if reference is not None and reference != agreed:
        plot.level(reference, "reference")
    if agreed is not None:
        plot.level(agreed, "agreed")
        plot.text(
            1, plot.up(agreed) - 4, f"agreed {yardstick.written(agreed)}", "agreed said"
        )


def _upright(frame: Frame, day: date, kind: str, words: str) -> None:
    if frame.first <= day <= frame.last:
        frame.plot.upright(frame.across(day), kind, words)


def _hidden(frame: Frame) -> None:
    """One mark for each stretch of periods that show nothing for the same reason."""
    rows = frame.panel.own.select("period_start", "state").rows()
    start = 0
    for place in range(1, len(rows) + 1):
        if place < len(rows) and rows[place][1] == rows[start][1]:
            continue
        if rows[start][1] != "shown":
            ends = [frame.across(rows[at][0]) for at in (start, place - 1)]
            frame.plot.foot(ends[0], ends[1], MARKS.get(rows[start][1], "[x]"))
        start = place
