"""What tests of charts are drawn from, and how a plot is read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from charts.panels import Panel
from charts.theme import DARK, LIGHT
from charts.tiles import Frame, Tile, Tiles, tiles
from charts.yardstick import Yardstick

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
SVG = "{http://www.w3.org/2000/svg}"
FLOATS = dict.fromkeys(("value", "lower", "upper"), pl.Float64)
MONTHS = [date(2026, month, 1) for month in range(1, 9)]
DAYS = [date(2025, month, 3) for month in (2, 5, 8, 11)]
CASELOAD = Yardstick(
    measure="caseload_per_fte",
    label="Caseload per FTE",
    short_label="Caseload",
    unit="clients per FTE",
    format="decimal",
    section="Load",
    direction="strain",
    reference=28.0,
    step=4.0,
)
SCORE = Yardstick(
    measure="cbi_work",
    label="Work-related burnout",
    short_label="Burnout, work",
    unit="points",
    format="whole",
    section="Scores",
    direction="strain",
    area="outcome",
    origin="answers",
    reference=45.0,
    step=5.0,
)


def points(
    values: Sequence[float | None],
    days: Sequence[date] = MONTHS,
    hidden: str = "not_shown",
) -> pl.DataFrame:
    """Periods of one group; a value of none is not shown."""
    return pl.DataFrame(
        {
            "period_start": days[: len(values)],
            "value": values,
            "lower": [None if one is None else one - 2 for one in values],
            "upper": [None if one is None else one + 2 for one in values],
            "state": [hidden if one is None else "shown" for one in values],
        },
        schema={"period_start": pl.Date, **FLOATS, "state": pl.String},
    )


def panel(
    values: Sequence[float | None],
    yardstick: Yardstick = CASELOAD,
    days: Sequence[date] = MONTHS,
    **more: Any,
) -> Panel:
    """A panel of one group, compared with nothing."""
    own = points(values, days)
    return Panel(yardstick, own, own.clear(), **more)


def drawn(panels: list[Panel], draw: Callable[[Frame], None], **more: Any) -> Tiles:
    """The plots of some panels."""
    return tiles(panels, draw, lambda each: each.title, **more)


def parts(tile: Tile, tag: str, kind: str = "") -> list[ET.Element]:
    """The elements of a plot by tag and by a word of their class."""
    found = ET.fromstring(tile.svg).iter(f"{SVG}{tag}")
    return [one for one in found if not kind or kind in one.get("class", "").split()]


def said(tile: Tile) -> list[str]:
    """What is said of the plot's points, in their order."""
    return [dot.get("data-says", "") for dot in parts(tile, "circle")]


def words(tile: Tile, kind: str = "") -> list[str]:
    """The text drawn in a plot."""
    return [each.text or "" for each in parts(tile, "text", kind)]


def lengths(tile: Tile, kind: str) -> list[int]:
    """How many points each line of a kind leads through."""
    paths = parts(tile, "path", kind)
    return [one.get("d", "").count("L") + 1 for one in paths if "L" in one.get("d", "")]
