"""An SVG plot whose text, dots and strokes keep their size however wide it is drawn.

Across, places are shares of the width, written in per cent; up, they are pixels. Lines lie
in a part of their own that is stretched, with strokes that are not. Colours are classes:
the page's style sheet gives them, in light and in dark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

Place = tuple[float, float]

STRETCHED: Final = 1000  # units across of the part that is stretched
TICK_SIZES: Final = (1, 2, 2.5, 5, 10)
TOP: Final = 8.0  # pixels above the highest place and below the lowest
SHAPES: Final = {
    "diamond": "M0-5.2 5.2 0 0 5.2-5.2 0z",
    "square": "M-4-4h8v8h-8z",
    "triangle": "M0-5 4.8 3.8h-9.6z",
}


class Plot:
    """A plot of `tall` pixels whose values reach from `reach[0]` to `reach[1]`."""

    def __init__(self, reach: Sequence[float], tall: int) -> None:
        """Under all: the grid; then what is stretched; over it dots and text."""
        self.low, self.high = reach[0], reach[1]
        self.tall = tall
        size = {"width": "100%", "height": f"{tall}"}
        self.root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})
        self.under = SubElement(self.root, "g")
        box = {"viewBox": f"0 0 {STRETCHED} {tall}", "preserveAspectRatio": "none"}
        self.stretched = SubElement(self.root, "svg", {**box, **size})
        self.over = SubElement(self.root, "g")

    def up(self, value: float) -> float:
        """Pixels from the top of a value."""
        share = (self.high - value) / (self.high - self.low)
        return TOP + share * (self.tall - 2 * TOP)

    def level(self, value: float, kind: str) -> None:
        """A line across the whole plot, under what is drawn."""
        y = f"{self.up(value):.1f}"
        SubElement(
            self.under,
            "line",
            {"class": kind, "x1": "0", "x2": "100%", "y1": y, "y2": y},
        )

    def upright(self, x: float, kind: str, words: str) -> None:
        """A line from top to bottom, named at its top."""
        at = percent(x)
        ends = {"x1": at, "x2": at, "y1": "0", "y2": f"{self.tall}"}
        SubElement(self.under, "line", {"class": kind, **ends})
        self.text(x, 9, words, f"{kind} said", 3)

    def bar(self, x: float, low: float, high: float, kind: str) -> None:
        """An upright bar between two values."""
        ends = {"y1": f"{self.up(low):.1f}", "y2": f"{self.up(high):.1f}"}
        at = {"x1": percent(x), "x2": percent(x)}
        SubElement(self.over, "line", {"class": kind, **at, **ends})

    def line(self, places: Sequence[Place], kind: str) -> None:
        """A line through (share across, value); fewer than two places draw none."""
        if len(places) > 1:
            self._path(places, kind, "")

    def band(self, lower: Sequence[Place], upper: Sequence[Place], kind: str) -> None:
        """The area between two lines; fewer than two places draw none."""
        if len(lower) > 1:
            self._path([*lower, *reversed(upper)], kind, "z")

    def _path(self, places: Sequence[Place], kind: str, end: str) -> None:
        line = "L".join(
            f"{STRETCHED * x:.1f} {self.up(value):.1f}" for x, value in places
        )
        SubElement(self.stretched, "path", {"class": kind, "d": f"M{line}{end}"})

    def dot(self, x: float, value: float, kind: str, says: str) -> None:
        """A dot, and what is said of it where somebody points at it."""
        at = {"cx": percent(x), "cy": f"{self.up(value):.1f}"}
        SubElement(self.over, "circle", {"class": kind, **at, "data-says": says})

    def shape(self, x: float, value: float, name: str, kind: str) -> None:
        """A diamond, square or triangle."""
        at = {"x": percent(x), "y": f"{self.up(value):.1f}"}
        part = SubElement(self.over, "svg", at)
        SubElement(part, "path", {"class": kind, "d": SHAPES[name]})

    def text(self, x: float, y: float, words: str, kind: str, aside: float = 0) -> None:
        """Words at a share of the width, so many pixels from the top."""
        at = {"x": percent(x), "y": f"{y:.1f}"}
        moved = {"dx": f"{aside:g}"} if aside else {}
        SubElement(self.over, "text", {"class": kind, **at, **moved}).text = words

    def foot(self, first: float, last: float, mark: str) -> None:
        """A thick line along the foot with a mark over its middle: nothing shown here."""
        y = f"{self.tall - 1.5:g}"
        ends = {"x1": percent(first), "x2": percent(last), "y1": y, "y2": y}
        SubElement(self.over, "line", {"class": "hidden", **ends})
        middle = min(max((first + last) / 2, 0.03), 0.97)
        self.text(middle, self.tall - 5, mark, "mark")

    def scale(self, written: Sequence[tuple[float, str]]) -> None:
        """A line of the grid at each value, written beside the plot."""
        for value, words in written:
            self.level(value, "grid")
            self.text(0, self.up(value) + 3.5, words, "tick up", -7)

    def days(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Words below the plot, each at its place."""
        for x, words in ticks:
            at = percent(x)
            ends = {"x1": at, "x2": at, "y1": f"{self.tall}", "y2": f"{self.tall + 4}"}
            SubElement(self.under, "line", {"class": "grid", **ends})
            self.text(x, self.tall + 16, words, "tick along")

    def written(self) -> str:
        """The plot as it is sent; every text in it is escaped."""
        return tostring(self.root, encoding="unicode")


def percent(share: float) -> str:
    """A share of the width: `12.34%`."""
    return f"{100 * share:.2f}%"


def ticks(low: float, high: float, most: int = 4) -> list[float]:
    """Round numbers between two values, at most `most`, at least one.

    >>> ticks(17.2, 36.9)
    [20.0, 25.0, 30.0, 35.0]
    >>> ticks(0.02, 0.48, 3)
    [0.2, 0.4]
    """
    rough = (high - low) / most
    power = 10.0 ** len_of(rough)
    for size in (power * each for each in TICK_SIZES):
        first, last = -(-low // size), high // size
        found = [round(size * n, 10) for n in range(int(first), int(last) + 1)]
        if len(found) <= most:
            return found or [round((low + high) / 2, 10)]
    return [round((low + high) / 2, 10)]


def len_of(number: float) -> int:
    """The power of ten at or under a number above 0.

    >>> len_of(250.0), len_of(0.03)
    (2, -2)
    """
    return int(f"{number:e}".rpartition("e")[2])


def month_ticks(first: date, last: date, most: int = 4) -> list[date]:
    """First days of months between two days, evenly apart, at most `most`.

    Of years where there are enough, else of half years, quarters or months.

    >>> [f"{day:%b %y}" for day in month_ticks(date(2023, 9, 1), date(2026, 8, 31))]
    ['Jan 24', 'Jan 25', 'Jan 26']
    >>> [f"{day:%b %y}" for day in month_ticks(date(2026, 1, 1), date(2026, 5, 31))]
    ['Jan 26', 'Mar 26', 'May 26']
    """
    start, end = 12 * first.year + first.month - 1, 12 * last.year + last.month - 1
    start += first.day > 1
    every: list[int] = []
    for apart in (1, 2, 3, 6, 12, 24, 60):
        every = [month for month in range(start, end + 1) if month % apart == 0]
        if len(every) <= most:
            break
    return [date(month // 12, month % 12 + 1, 1) for month in every[:most]]
