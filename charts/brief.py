"""A page for a team's meeting: one HTML file with its charts drawn in it, A4 when printed.

Everything in it is made from figures as pages write them: a chart holds no digit more
than its table. No script, no font, no address: the file asks no other machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Final

from charts.yardstick import Yardstick

WIDTH, HEIGHT = 220.0, 74.0
LEFT, RIGHT, TOP, FOOT = 6.0, 6.0, 8.0, 8.0
INK, MUTED, ACCENT, CONCERN = "#1B2430", "#566272", "#12436D", "#B4500F"
NUMBER: Final = re.compile(r"[^0-9.,-]")

CSS: Final = """
@page { size: A4; margin: 11mm 13mm; }
* { box-sizing: border-box; }
body { font: 10.5px/1.38 "Noto Sans", "Segoe UI", system-ui, sans-serif; color: #1B2430;
  background: #fff; margin: 0 auto; max-width: 184mm; padding: 0; overflow-wrap: anywhere; }
h1 { font-size: 18px; margin: 0 0 1px; } h2 { font-size: 11.5px; margin: 9px 0 2px; }
p { margin: 2px 0; } .quiet { color: #566272; } .finding { font-size: 13px; margin: 6px 0; }
.charts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 6px 14px; }
figure { margin: 0; break-inside: avoid; } figcaption { display: flex; gap: 8px;
  justify-content: space-between; font-weight: 600; } figcaption span:last-child { white-space: nowrap; }
svg { width: 100%; height: auto; display: block; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 1px 8px 1px 0;
  vertical-align: top; font-weight: normal; border-bottom: 1px solid #E7EAEE; }
thead th { color: #566272; } td.n { font-variant-numeric: tabular-nums; }
ol { margin: 2px 0; padding-left: 18px; } .foot { margin-top: 8px; border-top: 1px solid #E7EAEE;
  padding-top: 4px; font-size: 9px; color: #566272; }
@media screen { body { padding: 16px; } }
"""


@dataclass(frozen=True)
class Point:
    """A period of one measure: its first day, and its value; None where none is shown."""

    day: date
    value: float | None


@dataclass(frozen=True)
class Line:
    """One measure over time, and what stands under it."""

    yardstick: Yardstick
    points: Sequence[Point]
    beside: str

    @property
    def last(self) -> str:
        """The latest value as written, or the mark that stands for it."""
        value = self.points[-1].value if self.points else None
        return self.yardstick.written(value) or "[c]"


@dataclass(frozen=True)
class Table:
    """A head, and rows of texts."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Brief:
    """All that stands on the page, in its order."""

    title: str
    about: str
    findings: Sequence[str]
    lines: Sequence[Line]
    tables: Sequence[Table]
    questions: Sequence[str]
    notes: Sequence[str]


def document(brief: Brief) -> str:
    """The whole file."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">"
        ),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(brief.title)}</title><style>{CSS}</style></head><body>",
        f"<h1>{escape(brief.title)}</h1>",
        f'<p class="quiet">{escape(brief.about)}</p>',
        *(f'<p class="finding">{escape(said)}</p>' for said in brief.findings),
        _charts(brief.lines),
        *(_table(each) for each in brief.tables),
        "<h2>To talk about</h2><ol>",
        *(f"<li>{escape(asked)}</li>" for asked in brief.questions),
        '</ol><div class="foot">',
        *(f"<p>{escape(note)}</p>" for note in brief.notes),
        "</div></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _charts(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    drawn = "".join(
        f"<figure><figcaption><span>{escape(line.yardstick.label)}</span>"
        f"<span>{escape(line.last)}</span></figcaption>{chart(line)}"
        f'<p class="quiet">{escape(line.beside)}</p></figure>'
        for line in lines
    )
    return f'<div class="charts">{drawn}</div>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>'
            if place == 0
            else f'<td class="n">{escape(cell)}</td>'
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<h2>{escape(table.title)}</h2><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


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
    return (
        f'<svg viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
        f'aria-label="{escape(_told(line), quote=True)}">{"".join(drawn)}</svg>'
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
