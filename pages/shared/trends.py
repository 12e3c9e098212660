"""One measure over time for many groups: which groups, their charts, their table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from charts.control import control
from charts.panels import Panel
from charts.scores import across as waves
from charts.scores import scores
from charts.tiles import tiles
from charts.yardstick import Yardstick
from pages.shared import alt, charted, figure, filters, panels, queries, watching
from pages.shared.panels import Part
from pages.shared.reader import Reader
from pages.shared.tables import estimate_table
from pages.shared.tiles_view import Block
from pages.shared.words import day_words

A_PAGE = 12
ABOVE, PROGRAMMES, TEAMS = "Organisation and divisions", "Programmes", "Teams"
KINDS = {
    ABOVE: ("organisation", "division"),
    PROGRAMMES: ("programme",),
    TEAMS: ("team", "unit"),
}
RANK = {"organisation": 0, "division": 1}
LOOK_AT = (
    "One chart per group, by name. Look for marked points (◆ of concern, ■ better, ▲ a "
    "change) and for lines beyond the agreed level; what a chart says stands above it."
)
LOOK_AT_SCORES = (
    "One chart per group, by name: dots with 95 % intervals by wave; diamonds: the "
    "organisation. Look for intervals that leave the dotted level."
)
NONE = "Nothing is shown of this measure for this choice of groups."


@dataclass(frozen=True)
class Chosen:
    """What the filters say: a measure, the groups of this page, and how many in all."""

    yardstick: Yardstick
    groups: pl.DataFrame
    every: int

    @property
    def key(self) -> tuple[str, ...]:
        """What tells one choice from another."""
        return (self.yardstick.measure, *self.groups["group_id"])


def chosen(reader: Reader) -> Chosen | None:
    """The row of filters, and what it chose; none where nothing is published."""
    known = queries.present(reader, queries.yardsticks(reader))
    groups = queries.groups(reader)
    if groups.is_empty():
        return None
    every = known or queries.yardsticks(reader)
    first = sorted(every.values(), key=lambda one: (not one.headline, one.position))
    if not first:
        return None
    with st.container(
        horizontal=True, key="filters", gap="small", vertical_alignment="bottom"
    ):
        labels = {each.measure: each.label for each in first}
        measure = filters.one_key("Measure", labels, key="trend")
        wanted = filters.one_of("Groups", offered(groups), key="level")
        asked = watching.groups_with(reader, measure)
        within = _within(groups, wanted)
        within = within.filter(pl.col("group_id").is_in(asked))
        names = _pages(within)
        place = names.index(_page(names)) if len(names) > 1 else 0
    start = place * A_PAGE
    return Chosen(every[measure], within.slice(start, A_PAGE), within.height)


def offered(groups: pl.DataFrame) -> list[str]:
    """The levels that have any group, in their order."""
    there = set(groups["kind"])
    return [level for level, kinds in KINDS.items() if there & set(kinds)]


def _within(groups: pl.DataFrame, wanted: str) -> pl.DataFrame:
    """The groups of a level within the choice, by name."""
    found = groups.filter(pl.col("kind").is_in(KINDS[wanted]))
    columns = ("division", "programme", "setting") if wanted == TEAMS else ()
    for column in columns:
        value = filters.choice(groups, column)
        found = found if value == filters.ALL else found.filter(pl.col(column) == value)
    rank = pl.col("kind").replace_strict(RANK, default=2, return_dtype=pl.Int8)
    return found.sort(rank, pl.col("label").str.to_lowercase())


def _pages(within: pl.DataFrame) -> list[str]:
    """`1 to 12 of 48`, one per page of charts."""
    many = within.height
    return [
        f"{start + 1} to {min(start + A_PAGE, many)} of {many}"
        for start in range(0, many, A_PAGE)
    ]


def _page(names: list[str]) -> str:
    # other filters change how many pages there are
    if st.session_state.get("part") not in names:
        st.session_state.pop("part", None)
    return filters.one_of("Charts", names, key="part")


def finding(part: Part | None, chosen: Chosen) -> str:
    """How many of the charts on this page are marked at their last point."""
    label = chosen.yardstick.label
    if part is None:
        return f"{label}: {NONE[0].lower()}{NONE[1:]}"
    marked = Counter(part.meanings)
    of_concern = marked["concern"]
    many = len(part.meanings)
    if not many:
        groups = "one group" if chosen.every == 1 else f"{chosen.every} groups"
        return f"{label} over time: {groups}."
    at = "chart" if many == 1 else "charts"
    said = f"{of_concern} of {many} {at} on this page" if of_concern else "no chart"
    return (
        f"{label}: {said} marked of concern at the last point. Marks come by chance "
        "too; findings stand on Overview."
    )


def part(reader: Reader, chosen: Chosen) -> Part | None:
    """The charts of this page, their words and their table; none without any row."""
    ids = chosen.groups["group_id"].to_list()
    yardstick = chosen.yardstick
    of_score = yardstick.origin == "answers"
    whole = queries.organisation(queries.groups(reader))
    asked = [*ids, whole["group_id"]] if of_score and whole else ids
    rows = queries.history(reader, list(dict.fromkeys(asked)), yardstick.measure)
    own = rows.filter(pl.col("group_id").is_in(ids))
    if own.is_empty():
        return None
    drawn = _panels(reader, chosen, rows, whole if of_score else None)
    taken = watching.actions_of(reader, yardstick.measure, ids)
    marks: dict[str, list[Any]] = {}
    names = dict(chosen.groups.select("group_id", "label").rows())
    for mark, row in zip(panels.actions(taken), taken.rows(named=True), strict=True):
        marks.setdefault(names[row["team_id"]], []).append(mark)
    return Part(
        chart=tiles(
            drawn,
            scores if of_score else control,
            alt.panel,
            ends=waves(drawn) if of_score else panels.across(own),
            actions=None if of_score else marks,
        ),
        alt=f"{yardstick.label}: {len(drawn)} charts",
        table=estimate_table(own, names, {yardstick.measure: yardstick}),
        measures=[yardstick],
        breaks=panels.break_lines(drawn[:1], queries.breaks(reader)),
        actions=_action_lines(taken, names),
        meanings=tuple(
            each.control["meaning"][-1] for each in drawn if each.control is not None
        ),
    )


def _panels(
    reader: Reader,
    chosen: Chosen,
    rows: pl.DataFrame,
    whole: dict[str, Any] | None,
) -> list[Panel]:
    key = chosen.yardstick.measure
    ids = chosen.groups["group_id"].to_list()
    levels = watching.levels_of(reader, key, ids)
    lines = watching.control(reader, ids, key)
    broken = queries.breaks(reader)
    newest = rows["period_start"].max()
    found = []
    for group_id, label in chosen.groups.select("group_id", "label").rows():
        own = rows.filter(pl.col("group_id") == group_id)
        if own.is_empty():
            continue
        compared = rows.clear()
        if whole and whole["group_id"] != group_id:
            compared = rows.filter(pl.col("group_id") == whole["group_id"])
        at = levels.get(group_id)
        own_level = queries.at_level(chosen.yardstick, at) if at else chosen.yardstick
        breaks = panels.breaks_of(own, broken, key)
        panel = Panel(own_level, own, compared, breaks, name=label, key=group_id)
        found.append(_charted(panel, lines, group_id, newest))
    return found


def _charted(
    panel: Panel, lines: pl.DataFrame, group_id: str, newest: date | None
) -> Panel:
    drawn = lines.filter(pl.col("group_id") == group_id)
    if drawn.is_empty():
        return panel
    last = panel.own["value"].to_list()[-1]
    said = charted.line(drawn, newest, panel.yardstick, last)
    return replace(panel, control=drawn, says=said)


def _action_lines(taken: pl.DataFrame, names: dict[str, str]) -> list[str]:
    return [
        f"{mark.letter}  {day_words(row['started_on'])}, {names[row['team_id']]}: "
        f"{row['lever']}"
        for mark, row in zip(panels.actions(taken), taken.rows(named=True), strict=True)
    ]


def block(part: Part, chosen: Chosen) -> Block:
    """The charts of this page with their words, and what unfolds below them."""
    measure = chosen.yardstick.measure
    of_score = chosen.yardstick.origin == "answers"
    return Block(
        key="trends",
        look_at=LOOK_AT_SCORES if of_score else LOOK_AT,
        how=charted.READ,
        drawn=part.chart,
        alt=part.alt,
        opens="Open this group's page at this measure",
        after=(*part.actions, *part.breaks),
        behind=figure.BEHIND,
        unfolds=lambda: figure.behind(
            part.table,
            key="trends",
            name=f"trends-{measure.replace('_', '-')}",
            methods=part.measures,
            alt="Every figure of the charts on this page, one row each",
            under_plots=True,
        ),
    )


def open_group(chosen: Chosen, group_id: str) -> None:
    """Leads to a group's page at this measure."""
    labels = dict(chosen.groups.select("group_id", "label").rows())
    if group_id not in labels:
        return
    filters.lead(filters.TEAM, team=labels[group_id], measure=chosen.yardstick.label)
