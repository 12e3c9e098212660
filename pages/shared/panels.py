"""The panels of a group's page: which measures, over which time, beside what."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from string import ascii_uppercase
from typing import Any

import polars as pl

from charts.control import control
from charts.panels import Action, Panel
from charts.scores import across as waves
from charts.scores import scores
from charts.tiles import Tiles, tiles
from charts.yardstick import Yardstick
from pages.shared import alt, charted, queries, watching
from pages.shared.reader import Reader
from pages.shared.tables import estimate_table
from pages.shared.words import day_words, listed

SCORES = "Scores"

LOOK_AT = {
    "Load": "Look for marked points, and for lines beyond the agreed level.",
    "Work around it": (
        "What surrounds the sessions: administration, notes, hours. Look for marked points."
    ),
    "Support": "What protects. Here a falling line is the one to look at.",
    "Rest": "Each point covers months before it, so lines change slowly: look at the direction.",
    "Scores": (
        "Dots: this group by wave; diamonds: the organisation. Look for intervals that "
        "leave the dotted level."
    ),
    "Official figures": "Figures as supplied: look at the direction.",
}


@dataclass(frozen=True)
class Part:
    """Charts with their words and their table, ready to show.

    `meanings`: what the last point of each control chart means.
    """

    chart: Tiles
    alt: str
    table: pl.DataFrame
    measures: list[Yardstick]
    breaks: list[str]
    actions: list[str] = field(default_factory=list)
    meanings: tuple[str, ...] = ()


def part(
    reader: Reader,
    who: dict[str, Any],
    whole: dict[str, Any],
    section: str,
    *,
    only: frozenset[str] | None = None,
    wide: bool = False,
) -> Part | None:
    """A section's chart, its words and its table; none if the group has no row of it.

    `only`: the measures that are drawn, all by default; `wide`: each across the page.
    """
    groups = queries.groups(reader)
    known = queries.own_levels(reader, who["group_id"], queries.yardsticks(reader))
    history = queries.history(reader, [who["group_id"], whole["group_id"]])
    broken = queries.breaks(reader)
    drawn = of_section(history, known, section, who=who, whole=whole, broken=broken)
    drawn = [each for each in drawn if only is None or each.yardstick.measure in only]
    if not drawn:
        return None
    lines = watching.control(reader, [who["group_id"]])
    drawn = [with_control(each, lines, who["group_id"]) for each in drawn]
    taken = targeted(queries.actions(reader, who["group_id"]), known)
    measures = [each.yardstick for each in drawn]
    rows = history.filter(
        pl.col("measure").is_in([each.measure for each in measures])
        & (pl.col("group_id") == who["group_id"])
    )
    return Part(
        chart=tiles(
            drawn,
            scores if section == SCORES else control,
            alt.panel,
            ends=waves(drawn) if section == SCORES else across(history),
            actions=None if section == SCORES else taken,
            wide=wide,
        ),
        alt=f"{who['name']}, {section}: {len(drawn)} charts",
        table=estimate_table(
            rows, dict(groups.select("group_id", "label").rows()), known
        ),
        measures=measures,
        breaks=break_lines(drawn, broken),
    )


def of_section(
    history: pl.DataFrame,
    known: dict[str, Yardstick],
    section: str,
    *,
    who: dict[str, Any],
    whole: dict[str, Any],
    broken: pl.DataFrame,
) -> list[Panel]:
    """A panel per measure of a section that the group has any row of.

    Every scale is a panel of its own: instruments stand side by side, and `broken`
    (as `queries.breaks`) marks where one took another's place.
    """
    found = []
    for key, yardstick in known.items():
        if yardstick.section != section:
            continue
        of_measure = history.filter(pl.col("measure") == key)
        own = of_measure.filter(pl.col("group_id") == who["group_id"])
        if own.is_empty():
            continue
        compared = of_measure.filter(pl.col("group_id") == whole["group_id"])
        if who["group_id"] == whole["group_id"]:
            compared = compared.clear()
        found.append(Panel(yardstick, own, compared, breaks_of(own, broken, key)))
    return found


def with_control(panel: Panel, lines: pl.DataFrame, group_id: str) -> Panel:
    """The panel with its control chart and what that says, if it has one."""
    drawn = charted.of_measure(lines, panel.yardstick.measure, group_id)
    if drawn.is_empty():
        return panel
    newest, last = panel.own["period_start"].max(), panel.own["value"].to_list()[-1]
    said = charted.line(drawn, newest, panel.yardstick, last)
    return replace(panel, control=drawn, says=said)


def targeted(
    taken: pl.DataFrame, known: dict[str, Yardstick]
) -> dict[str, list[Action]]:
    """The actions by the panel of the measure they are meant to move; "": no measure."""
    found: dict[str, list[Action]] = {}
    for mark, row in zip(actions(taken), taken.rows(named=True), strict=True):
        target = known.get(row["target_measure"])
        found.setdefault(target.short_label if target else "", []).append(mark)
    return found


def breaks_of(own: pl.DataFrame, broken: pl.DataFrame, key: str) -> tuple[date, ...]:
    """The first days of a measure's new series, in the kind of period it is drawn in."""
    here = pl.col("period_kind") == own["period_kind"][0]
    found = broken.filter(here & (pl.col("measure") == key))
    return tuple(found["period_start"].sort())


def break_lines(drawn: list[Panel], broken: pl.DataFrame) -> list[str]:
    """What each `[b]` of some panels stands for, oldest first, each change once."""
    said: dict[tuple[date, str, str], list[str]] = {}
    for panel in drawn:
        of_panel = broken.filter(
            (pl.col("measure") == panel.yardstick.measure)
            & pl.col("period_start").is_in(panel.breaks)
        )
        for change in of_panel.select("period_start", "kind", "says").rows():
            said.setdefault(change, []).append(panel.yardstick.short_label)
    return [
        f"[b] {says}"
        if kind == "instrument"
        else f"[b] {day:%b %Y}, {listed(dict.fromkeys(labels))}: {says}"
        for (day, kind, says), labels in sorted(said.items())
    ]


def across(history: pl.DataFrame) -> tuple[date, date] | None:
    """First and last day of all figures, for one time axis; none without figures."""
    if history.is_empty():
        return None
    return history["period_start"].min(), history["period_end"].max()


def actions(taken: pl.DataFrame) -> list[Action]:
    """The actions as marks on the time axis, lettered in their order."""
    return [
        Action(day, ascii_uppercase[place % len(ascii_uppercase)])
        for place, day in enumerate(taken["started_on"].to_list())
    ]


def action_lines(taken: pl.DataFrame, known: dict[str, Yardstick]) -> list[str]:
    """What each letter stands for."""
    lines = []
    for mark, row in zip(actions(taken), taken.rows(named=True), strict=True):
        target = known.get(row["target_measure"])
        aim = f", meant to move {target.label}" if target else ""
        lines.append(
            f"{mark.letter}  {day_words(row['started_on'])}: {row['lever']}{aim}"
        )
    return lines
