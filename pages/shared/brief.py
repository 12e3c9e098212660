"""The one-page brief of a team: what the published file shows, in words to discuss."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from charts.brief import Brief, document
from charts.brief_chart import Line, Point, as_written
from charts.yardstick import Yardstick
from pages.shared import brief_tables, downloads, figure, queries
from pages.shared.file_names import plain_names
from pages.shared.reader import Reader
from pages.shared.words import HELP, PROTECTION, day_words, period_words, state_words

MOST_LINES, MOST_FINDINGS = 6, 3
SCORES = "Scores"
NOW, AT_THE_END = "Now", "At the end"
NO_SCORES = (
    "No survey scores here: a brief shows them from ten answers on, and none that are "
    "protected."
)
SCORES_FROM = "Scores stand in a brief from ten answers on."
QUESTIONS = (
    "Which of these figures do we recognise from our days, and which not? What do they miss?",
    (
        "What makes the load what it is: how clients come to us, how appointments are set, what "
        "surrounds the sessions?"
    ),
    "What protects us, and shall stay as it is?",
    "What is one thing we could change ourselves, and one thing we need others for?",
)
HTML = "text/html"
JUDGES_NOBODY = (
    "These figures are about the work of a group. They are not for judging anybody: not for "
    "decisions about performance, pay, discipline or rota."
)
HOW_TO_READ = (
    "[c]: not shown separately; part of a larger group. Charts: a dot a month; at the left "
    "the lowest and the highest value shown. A single month up or down says little: look for "
    "what stays."
)


def brief_button(reader: Reader, who: dict[str, Any]) -> None:
    """The brief of a team (or group) to take along, where the reader may see it."""
    kept = figure.kept(
        reader, ("brief", who["group_id"]), lambda: file_name(reader, who)
    )
    name = f"{kept}.html"
    st.download_button(
        "Brief for the next team meeting (one page)",
        downloads.made_on_click(
            lambda: brief_html(reader, who).encode(), name=name, mime=HTML
        ),
        file_name=name,
        mime=HTML,
        key=f"download-brief-{who['group_id']}",
        icon=":material/description:",
        on_click="ignore",
    )


def file_name(reader: Reader, who: dict[str, Any]) -> str:
    """`brief-birch-house-2026-08`: the group and the last month of its figures.

    Told apart from every group of the version, so that a brief has one name whoever takes
    it: with the group's id where names of files would be the same.
    """
    last = _last_month(queries.history(reader, [who["group_id"]]))
    every = queries.groups(replace(reader, role="leader", units=()))
    names = plain_names(dict(every.select("group_id", "label").rows()))
    parts = ("brief", names[who["group_id"]], f"{last:%Y-%m}" if last else "")
    return "-".join(part for part in parts if part)


def brief_html(reader: Reader, who: dict[str, Any]) -> str:
    """The brief of one group as an HTML file."""
    group = who["group_id"]
    known = queries.own_levels(reader, group, queries.yardsticks(reader))
    history = queries.history(reader, [group])
    said = queries.manifest(reader)
    weeks = queries.ahead(reader).filter(pl.col("group_id") == group)
    over = _ended(reader, who)
    now = AT_THE_END if over else NOW
    lines = _lines(history, known, now)
    scores = brief_tables.scores(history, known, now)
    drawn = {line.yardstick.measure for line in lines}
    done = brief_tables.actions(queries.actions(reader, group), known, drawn)
    tables = (scores, done, brief_tables.ahead(weeks))
    reading = f"{SCORES_FROM} {HOW_TO_READ}" if scores else HOW_TO_READ
    return document(
        Brief(
            title=who["name"],
            about=_about(said, who, history),
            findings=_findings(reader, who, over),
            missing=NO_SCORES if brief_tables.asked(history) and not scores else "",
            lines=lines,
            tables=[table for table in tables if table],
            questions=QUESTIONS,
            notes=(JUDGES_NOBODY, reading, f"{PROTECTION} {HELP}", _made(said)),
        )
    )


def _ended(reader: Reader, who: dict[str, Any]) -> date | None:
    """The last day of a group that ended before the last month did; None: it goes on."""
    last = queries.periods(reader)["period_end"].max()
    last = last or queries.manifest(reader)["published_at"].date()
    day: date | None = who["valid_to"]
    return day if day and day < last else None


def _findings(reader: Reader, who: dict[str, Any], over: date | None) -> list[str]:
    """That the group has ended, if it has; then what stands out in it, or that nothing does."""
    found = queries.headlines(reader, who["group_id"])[:MOST_FINDINGS]
    if over:
        return [f"This {who['kind']} ended on {over.day} {over:%B %Y}.", *found]
    return found or [
        f"{who['name']}: no headline measure is surely past an agreed level."
    ]


def _about(said: dict[str, Any], who: dict[str, Any], history: pl.DataFrame) -> str:
    last = _last_month(history)
    parts = [
        said["organisation"] if said["organisation"] != who["name"] else "",
        who["parent"] or "",
        f"{who['people_band']} people" if who["people_band"] else "",
        f"figures to {day_words(last)}" if last else "",
    ]
    return "  ·  ".join(dict.fromkeys(part for part in parts if part))


def _last_month(history: pl.DataFrame) -> date | None:
    """The last day of the newest month that any figure is of."""
    ends = history.filter(pl.col("period_kind") == "month")["period_end"].to_list()
    return max(ends, default=None)


def _made(said: dict[str, Any]) -> str:
    return f"Published {day_words(said['published_at'])}, version {said['version']}."


def _lines(history: pl.DataFrame, known: dict[str, Yardstick], now: str) -> list[Line]:
    """Headline measures first, then one of each section; those shown at least once."""
    there = set(history.filter(pl.col("state") == "shown")["measure"])
    usable = [
        each
        for key, each in known.items()
        if key in there and each.section != SCORES and each.origin == "people"
    ]
    chosen = [each for each in usable if each.headline]
    for each in usable:
        if each.section not in {one.section for one in chosen}:
            chosen.append(each)
    chosen += [each for each in usable if each not in chosen]
    return [_line(history, each, now) for each in chosen[:MOST_LINES]]


def _line(history: pl.DataFrame, yardstick: Yardstick, now: str) -> Line:
    own = history.filter(pl.col("measure") == yardstick.measure)
    rows = own.rows(named=True)
    spans = [
        period_words(row["period_kind"], row["period_start"], row["period_end"])
        for row in (rows[0], rows[-1])
    ]
    return Line(
        yardstick,
        [Point(row["period_start"], row["value"]) for row in rows],
        f"{yardstick.unit[:1].upper()}{yardstick.unit[1:]}. {_explained(rows, yardstick, now)}",
        (spans[0], spans[1]),
    )


def _explained(rows: list[dict[str, Any]], yardstick: Yardstick, now: str) -> str:
    """What the chart shows in a sentence, of values as written."""
    last, level = rows[-1], yardstick.written(yardstick.agreed_level)
    if last["state"] != "shown":
        text = f"Latest: {state_words(last['state'], last['shown_in'])}"
        return f"{text}; agreed level {level}." if level else f"{text}."
    value = yardstick.written(last["value"])
    if level:
        number, agreed = (
            as_written(each, yardstick)
            for each in (last["value"], yardstick.agreed_level)
        )
        assert number is not None
        assert agreed is not None
        side = "above" if number > agreed else "below" if number < agreed else "at"
        return f"{now} {value}, {side} the agreed level of {level} (dashed)."
    shown = [row["value"] for row in rows if row["value"] is not None]
    low, high = yardstick.written(min(shown)), yardstick.written(max(shown))
    if low == high:
        return f"{value} all along; no level is agreed."
    return f"{now} {value}; it was between {low} and {high}. No level is agreed."
