"""One measure of a brief over time: drawn as SVG from values as pages write them.

A chart holds no digit more than its table; its axis names the lowest and the highest value
shown, which are written on pages as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from charts.yardstick import Yardstick

WIDTH, HEIGHT = 220.0, 92.0
LEFT, RIGHT, TOP, FOOT = 34.0, 6.0, 8.0, 18.0
APART = 9.0  # units that two texts of an axis need between them
INK, MUTED, ACCENT, CONCERN = "#1B2430", "#566272", "#12436D", "#B4500F"
GRID = "#CBD2DA"
NUMBER: Final = re.compile(r"[^0-9.,-]")


@dataclass(frozen=True)
class Point:
    """A period of one measure: its first day, and its value; None where none is shown."""

    day: date
    value: float | None


@dataclass(frozen=True)
class Line:
    """One measure over time, and what stands under it.

    `span`: the first and the last period, as the axis names them.
    """

    yardstick: Yardstick
    points: Sequence[Point]
    beside: str
    span: tuple[str, str] = ("", "")

    @property
    def last(self) -> str:
        """The latest value as written, or the mark that stands for it."""
        value = self.points[-1].value if self.points else None
        return self.yardstick.written(value) or "[c]"


def as_written(value: float | None, yardstick: Yardstick) -> float | None:
    """The value to the digits that pages write: what a chart may hold."""
    if value is None:
        return None
    text = yardstick.written(value).replace("\N{MINUS SIGN}", "-")
    number = float(NUMBER.sub("", text).replace(",", ""))
    return number / 100 if yardstick.format == "share" else number


def chart(line: Line) -> str:
    """The line as SVG: gaps where nothing is shown, the agreed level dashed."""
    values = [as_written(point.value, line.yardstick) for point in line.points]
    known = [value for value in values if value is not None]
    level = as_written(line.yardstick.agreed_level, line.yardstick)
    if not known:
        return f'<p class="quiet">{escape("not shown for this team alone")}</p>'
    low, high = _reach([*known, *([level] if level is not None else [])])
    places = [
        _place(n, value, (low, high), len(values)) for n, value in enumerate(values)
    ]
    drawn = [
        f'<path d="{_path(run)}" fill="none" stroke="{ACCENT}" stroke-width="1.6"/>'
        for run in _runs(places)
    ]
    drawn += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.7" fill="{ACCENT}"/>'
        for x, y in (place for place in places if place is not None)
    ]
    if level is not None:
        y = _place(0, level, (low, high), 1)[1]  # type: ignore[index]
        drawn.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{CONCERN}" stroke-width="1" stroke-dasharray="4 3"/>'
        )
    drawn += _axes(line, known, level, (low, high))
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        f'aria-label="{escape(_told(line), quote=True)}">{"".join(drawn)}</svg>'
    )


def _axes(
    line: Line, known: Sequence[float], level: float | None, reach: tuple[float, float]
) -> list[str]:
    """The lowest and highest value shown, the level between them, and the periods."""
    marked: dict[float, float] = {}
    for value in (min(known), max(known), *([level] if level is not None else [])):
        up = _place(0, value, reach, 1)
        assert up is not None
        if all(abs(up[1] - other) >= APART for other in marked.values()):
            marked[value] = up[1]
    upright = (
        f'<line x1="{LEFT - 4}" x2="{LEFT - 4}" y1="{TOP - 4}" y2="{HEIGHT - FOOT + 4}" '
        f'stroke="{GRID}" stroke-width="1"/>'
    )
    drawn = [upright]
    for value, y in marked.items():
        drawn.append(_text(line.yardstick.written(value), LEFT - 7, y + 3, "end"))
    first, last = line.span
    drawn.append(_text(first, LEFT, HEIGHT - 3, "start"))
    if last != first:
        drawn.append(_text(last, WIDTH - RIGHT, HEIGHT - 3, "end"))
    return drawn


def _text(words: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="8.5" '
        f'fill="{MUTED}">{escape(words)}</text>'
    )


def _told(line: Line) -> str:
    shown = [point for point in line.points if point.value is not None]
    written = line.yardstick.written
    first, last = shown[0], shown[-1]
    told = f"{line.yardstick.label}: {written(first.value)} in {first.day:%b %Y}"
    if last is not first:
        told += f", {written(last.value)} in {last.day:%b %Y}"
    level = written(line.yardstick.agreed_level)
    return f"{told}; agreed level {level}" if level else told


def _reach(values: Sequence[float]) -> tuple[float, float]:
    """Lowest and highest value, apart even where all are equal."""
    low, high = min(values), max(values)
    room = (high - low) * 0.1 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def _place(
    number: int, value: float | None, reach: tuple[float, float], count: int
) -> tuple[float, float] | None:
    if value is None:
        return None
    across = (WIDTH - LEFT - RIGHT) * (number / (count - 1) if count > 1 else 0.5)
    up = (value - reach[0]) / (reach[1] - reach[0])
    return LEFT + across, HEIGHT - FOOT - up * (HEIGHT - TOP - FOOT)


def _runs(
    places: Sequence[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    """Stretches without a gap, of two points and more."""
    runs: list[list[tuple[float, float]]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(place)
    return [run for run in runs if len(run) > 1]


def _path(run: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in run)
