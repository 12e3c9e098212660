"""The parts of a group's page: its findings, its sections, one measure close up, what could move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from charts.board import columns
from charts.yardstick import Yardstick
from pages.shared import (
    charted,
    figure,
    filters,
    moves,
    panels,
    queries,
    similar,
    watching,
)
from pages.shared import (
    findings as found_in,
)
from pages.shared.reader import Reader
from pages.shared.tiles_view import Block

EVERY = "All measures"


def opened_first(reader: Reader, groups: pl.DataFrame) -> str | None:
    """The group shown where the address names none: that of the surest finding.

    Without a finding in reach: the first unit that this reader leads; none: the list of
    groups decides.
    """
    found = found_in.named(watching.signals(reader))["group_id"]
    led = groups.filter(pl.col("node_id").is_in(list(reader.units)))["group_id"]
    there = set(groups["group_id"])
    return next((each for each in [*found, *led] if each in there), None)


def measure(
    reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]
) -> Yardstick | None:
    """The measure looked at closely, bound to the address; none: all of them."""
    del reader, who
    label = {each.label: each for each in known.values()}
    return label.get(filters.one_of("Look closely at", [EVERY, *label], key="measure"))


def blocks(
    reader: Reader,
    who: dict[str, Any],
    whole: dict[str, Any],
    known: dict[str, Yardstick],
    *,
    every: bool,
) -> tuple[Block, ...]:
    """The sections of a group's page, its actions, similar teams and what could move.

    Made once for a group, version and scope: a reader's own state is not in them.
    """

    def made() -> tuple[Block, ...]:
        only = shown(reader, known, who, every)
        found = [section(reader, who, whole, name, only) for name in queries.SECTIONS]
        rest = [
            actions(reader, who, known),
            similar.block(reader, who, known),
            could_move(reader, who, known),
        ]
        return tuple(each for each in [*found, *rest] if each is not None)

    return figure.kept(reader, ("team", who["group_id"], every), made)


def section(
    reader: Reader,
    who: dict[str, Any],
    whole: dict[str, Any],
    name: str,
    shown: frozenset[str] | None,
) -> Block | None:
    """A section's small charts, each of which opens; none where it has none."""
    part = panels.part(reader, who, whole, name, only=shown)
    if part is None:
        return None
    return Block(
        key=name,
        heading=name,
        look_at=panels.LOOK_AT[name],
        drawn=part.chart,
        alt=part.alt,
        opens="Open this measure across the page",
        after=tuple(part.breaks),
        behind=figure.BEHIND,
        unfolds=lambda: figure.behind(
            part.table,
            key=name,
            name=f"team-{name.lower().replace(' ', '-')}",
            methods=part.measures,
            alt=f"Every figure of {name}, one row each",
            under_plots=True,
        ),
    )


def actions(
    reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]
) -> Block | None:
    """What was done to move a measure, lettered as in the charts; none without any."""
    lines = panels.action_lines(queries.actions(reader, who["group_id"]), known)
    return Block("actions", "Actions", tuple(lines)) if lines else None


def opener(known: dict[str, Yardstick]) -> Callable[[str], None]:
    """What a click on a small chart does: its measure is looked at closely."""

    def look_at(measure: str) -> None:
        if measure in known:
            st.session_state["measure"] = known[measure].label

    return look_at


def findings(reader: Reader, who: dict[str, Any]) -> list[str]:
    """The findings about a group, surest first."""
    every = found_in.named(watching.signals(reader))
    return every.filter(pl.col("group_id") == who["group_id"])["sentence"].to_list()


def nothing_said(reader: Reader, who: dict[str, Any]) -> str:
    """What stands in place of a finding: hidden, nothing agreed, or nothing past it."""
    own = queries.history(reader, [who["group_id"]])
    hidden = own.filter(pl.col("state") == "not_shown")["shown_in"].drop_nulls()
    if own["value"].count() == 0 and hidden.len():
        return (
            f"{who['name']} is not shown separately, to protect answers: its figures are "
            f"part of {hidden.mode().sort()[0]}."
        )
    if not watching.levels_agreed(reader):
        return (
            f"{who['name']}: nothing is singled out, for no level is agreed for a headline "
            "measure."
        )
    return (
        f"{who['name']}: no headline measure is surely past a level that somebody agreed "
        "on."
    )


def shown(
    reader: Reader, known: dict[str, Yardstick], who: dict[str, Any], every: bool
) -> frozenset[str] | None:
    """The measures drawn: the main ones and those with a finding; none: all."""
    if every:
        return None
    main = columns(known.values(), queries.SECTIONS, short=True)
    own = watching.signals(reader).filter(pl.col("group_id") == who["group_id"])
    scores = [each.measure for each in known.values() if each.section == panels.SCORES]
    return frozenset([*(each.measure for each in main), *own["measure"], *scores])


def close_up(
    reader: Reader, who: dict[str, Any], whole: dict[str, Any], looked_at: Yardstick
) -> Block:
    """One measure across the page, with what its chart says."""
    return figure.kept(
        reader,
        ("team", who["group_id"], "close up", looked_at.measure),
        lambda: _close_up(reader, who, whole, looked_at),
    )


def _close_up(
    reader: Reader, who: dict[str, Any], whole: dict[str, Any], looked_at: Yardstick
) -> Block:
    only = frozenset([looked_at.measure])
    part = panels.part(reader, who, whole, looked_at.section, only=only, wide=True)
    if part is None:
        nothing = ("Not measured for this group.",)
        return Block("close-up", looked_at.label, nothing)
    drawn = charted.of_measure(
        watching.control(reader, [who["group_id"]]), looked_at.measure, who["group_id"]
    )
    own = part.measures[0]
    said = charted.sentences(drawn, own)
    half = watching.similar(reader, who["group_id"]).get(looked_at.measure)
    if half:
        said.append(
            f"Half of {half['teams']} similar teams: {own.written(half['half'])} or less."
        )
    return Block(
        key="close-up",
        heading=looked_at.label,
        lines=("\n".join(said),),
        drawn=part.chart,
        alt=part.alt,
        after=tuple(part.breaks),
        behind=figure.BEHIND,
        unfolds=lambda: figure.behind(
            part.table,
            key="close-up",
            name=f"team-{looked_at.measure.replace('_', '-')}",
            methods=part.measures,
            alt=f"Every figure of {looked_at.label}, one row each",
            under_plots=True,
        ),
    )


def could_move(
    reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]
) -> Block:
    """What it would take to be back at a level, with the arithmetic open."""
    title = "What could move"
    own = queries.own_levels(reader, who["group_id"], known)
    found = moves.rows(
        watching.latest(reader, who["group_id"]),
        own,
        watching.similar(reader, who["group_id"]),
    )
    if not found:
        return Block("moves", title, (moves.NOTHING,))
    return Block(
        key="moves",
        heading=title,
        lines=tuple(moves.sentence(row) for row in found),
        look_at=moves.SAYS,
        behind="The arithmetic, as a table to download",
        unfolds=lambda: figure.behind(
            moves.table(found),
            key="moves",
            name="team-what-could-move",
            alt="What it would take, one row per measure, with every number that went in",
            under_plots=True,
        ),
    )
