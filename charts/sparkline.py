"""A line without axes: where a figure has come from."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, SubElement, tostring

from charts.theme import Theme
from charts.yardstick import Yardstick

WIDTH, HEIGHT, EDGE = 320.0, 60.0, 6.0
DOT, LAST_DOT = 1.6, 4.0
FOOT = 0.04  # share of a range that lies below 0, where nothing else does


def sparkline(
    days: list[date],
    values: list[float | None],
    yardstick: Yardstick,
    theme: Theme,
) -> str:
    """A line over `days` as an SVG image, the last point marked; None is a gap.

    The vertical range covers at least four steps of the measure, so that noise
    does not look like a rise. Drawn without Plotly, whose 4.7 MB the first page would
    have to wait for.
    """
    size = {"width": f"{WIDTH:g}", "height": f"{HEIGHT:g}"}
    box = {"viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}", **size}
    image = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **box})
    places = _places(days, values, yardstick)
    stroke = {"fill": "none", "stroke": theme.compared, "stroke-width": "1.6"}
    for part in _unbroken(places):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in part)
        SubElement(image, "polyline", {"points": line, **stroke})
    known = [point for point in places if point is not None]
    for place, (x, y) in enumerate(known, start=1):
        radius = LAST_DOT if place == len(known) else DOT
        at = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{radius:g}"}
        SubElement(image, "circle", {**at, "fill": theme.accent})
    return tostring(image, encoding="unicode")


def _places(
    days: list[date], values: list[float | None], yardstick: Yardstick
) -> list[tuple[float, float] | None]:
    """Where each point stands in the image."""
    low, high = span(values, yardstick)
    first, whole = days[0], max((days[-1] - days[0]).days, 1)
    wide, tall = WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE
    return [
        None
        if value is None
        else (
            EDGE + wide * (day - first).days / whole,
            EDGE + tall * (high - value) / (high - low),
        )
        for day, value in zip(days, values, strict=True)
    ]


def _unbroken(
    places: list[tuple[float, float] | None],
) -> list[list[tuple[float, float]]]:
    """The stretches between gaps, of two points or more."""
    found: list[list[tuple[float, float]]] = [[]]
    for point in places:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [part for part in found if len(part) > 1]


def span(
    values: list[float | None], yardstick: Yardstick, *also: float | None
) -> list[float]:
    """A range over values and levels, at least four steps wide.

    Where nothing lies below 0, no more of the axis does than a point at 0 needs.
    """
    known = [value for value in (*values, *also) if value is not None] or [0.0]
    low, high = min(known), max(known)
    short = max(0.0, 4 * (yardstick.step or 0) - (high - low)) / 2
    room = 0.08 * (high - low + 2 * short) or 1.0
    bottom, top = low - short - room, high + short + room
    foot = -FOOT * (top - bottom)
    if low >= 0 and bottom < foot:
        return [foot, top + foot - bottom]
    return [bottom, top]
