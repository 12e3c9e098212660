"""Scores by wave: dot and interval of a group, beside the organisation's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, Final

from charts.panels import Panel
from charts.tiles import Frame

APART: Final = timedelta(days=9)
MARGIN: Final = timedelta(days=24)


def scores(frame: Frame) -> None:
    """Draws one scale; across is the wave's first day.

    Filled dot with its 95 % interval: the group. Open diamond: the organisation, set a
    little to the right so that intervals do not cover each other. A point without an
    interval is a dot alone.
    """
    for row in frame.panel.compared.rows(named=True):
        if row["value"] is not None:
            x = frame.across(row["period_start"] + APART)
            _interval(frame, x, row, "compared")
            frame.plot.dot(
                x, row["value"], "unseen", _says(frame, row, "organisation, ")
            )
            frame.plot.shape(x, row["value"], "diamond", "open")
    for row in frame.panel.own.rows(named=True):
        if row["value"] is not None:
            x = frame.across(row["period_start"])
            _interval(frame, x, row, "own")
            frame.plot.dot(x, row["value"], "large", _says(frame, row))


def across(panels: Sequence[Panel]) -> tuple[date, date] | None:
    """One time axis for every panel, with room at both ends; none without waves."""
    days: list[date] = [
        day for panel in panels for day in panel.own.get_column("period_start")
    ]
    return (min(days) - MARGIN, max(days) + MARGIN) if days else None


def _interval(frame: Frame, x: float, row: dict[str, Any], kind: str) -> None:
    if row["lower"] is not None and row["upper"] is not None:
        frame.plot.bar(x, row["lower"], row["upper"], kind)


def _says(frame: Frame, row: dict[str, Any], who: str = "") -> str:
    yardstick = frame.panel.yardstick
    interval = yardstick.written_interval(row["lower"], row["upper"])
    said = f"{who}{row['period_start']:%b %Y}: {yardstick.written(row['value'])} {interval}"
    return said.strip()
