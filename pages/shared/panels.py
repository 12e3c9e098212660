"""The panels of a group's page: which measures, over which time, beside what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Any

import polars as pl
import streamlit as st

from charts.panels import Action, Panel
from charts.scores import scores
from charts.series import series
from charts.yardstick import Yardstick
from pages.shared import alt, figure, queries
from pages.shared.reader import Reader
from pages.shared.tables import estimate_table
from pages.shared.words import day_words, listed

SCORES = "Scores"

LOOK_AT = {
    "Load": (
        "Blue: this group by month, with the range its own earlier months led to "
        "expect. Grey: the organisation. Look for months that leave their range, or "
        "stay on one side of the level drawn."
    ),
    "Work around it": (
        "What surrounds the sessions: administration, notes, hours. Read as above."
    ),
    "Support": "What protects. Here a falling line is the one to look at.",
    "Rest": "Rolling figures change slowly by nature: look at the direction.",
    "Scores": (
        "Dots: this group by wave, with 95 % intervals. Diamonds: the organisation. "
        "Intervals that hold the level drawn cannot be told from it. Each scale has its "
        "own panel: scores of two instruments are no one series."
    ),
    "Official figures": "Figures as supplied, by year or month.",
}


@dataclass(frozen=True)
class Part:
    """One section of a group's page, ready to show."""

    chart: Any
    alt: str
    table: pl.DataFrame
    measures: list[Yardstick]
    breaks: list[str]


def part(
    reader: Reader, who: dict[str, Any], whole: dict[str, Any], section: str
) -> Part | None:
    """A section's chart, its words and its table; none if the group has no row of it."""
    groups = queries.groups(reader)
    known = queries.own_levels(reader, who["group_id"], queries.yardsticks(reader))
    history = queries.history(reader, [who["group_id"], whole["group_id"]])
    broken = queries.breaks(reader)
    drawn = of_section(history, known, section, who=who, whole=whole, broken=broken)
    if not drawn:
        return None
    taken = actions(queries.actions(reader, who["group_id"]))
    measures = [each.yardstick for each in drawn]
    rows = history.filter(
        pl.col("measure").is_in([each.measure for each in measures])
        & (pl.col("group_id") == who["group_id"])
    )
    return Part(
        chart=(
            scores(drawn, figure.theme())
            if section == SCORES
            else series(drawn, taken, figure.theme(), across=across(history))
        ),
        alt=alt.panels(drawn, who["name"]),
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


def breaks(part: Part) -> None:
    """The lines that say what each `[b]` stands for."""
    for line in part.breaks:
        st.text(line)


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
