"""The one-page brief of a team: what the published file shows, in words to discuss."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from charts.brief import Brief, Line, Point, Table, document
from charts.yardstick import Yardstick
from pages.shared import coming, figure, queries
from pages.shared.reader import Reader
from pages.shared.words import HELP, PROTECTION, day_words, period_words, state_words

MOST_LINES, MOST_SCORES, MOST_FINDINGS = 6, 4, 3
SCORES = "Scores"
# answers from which a score stands in a brief; bands below hold fewer
TOO_FEW = ("5-9",)
LEAST_ANSWERS = 10
QUESTIONS = (
    "Which of these figures do we recognise from our days, and which not? What do they miss?",
    (
        "What makes the load what it is: how clients come to us, how appointments are set, what "
        "surrounds the sessions?"
    ),
    "What protects us, and shall stay as it is?",
    "What is one thing we could change ourselves, and one thing we need others for?",
)
NOTES = (
    (
        "These figures are about the work of a group. They are not for judging anybody: not for "
        "decisions about performance, pay, discipline or rota."
    ),
    (
        "Scores stand in a brief from ten answers on. [c]: not shown separately; part of a larger "
        "group. Dashed: the level somebody agreed on."
    ),
)


def brief_button(reader: Reader, who: dict[str, Any]) -> None:
    """The brief of a team (or group) to take along, where the reader may see it."""
    page = figure.kept(
        reader, ("brief", who["group_id"]), lambda: brief_html(reader, who)
    )
    name = f"brief-{_plain_name(who['name'])}.html"
    st.download_button(
        "Brief for the next team meeting (one page)",
        page,
        file_name=name,
        mime="text/html",
        key=f"download-brief-{who['group_id']}",
        icon=":material/description:",
        on_click="ignore",
    )


def _plain_name(name: str) -> str:
    kept = "".join(sign if sign.isalnum() else "-" for sign in name.lower())
    return "-".join(part for part in kept.split("-") if part)[:60] or "team"


def brief_html(reader: Reader, who: dict[str, Any]) -> str:
    """The brief of one group as an HTML file."""
    known = queries.own_levels(reader, who["group_id"], queries.yardsticks(reader))
    history = queries.history(reader, [who["group_id"]])
    said = queries.manifest(reader)
    found = queries.headlines(reader, who["group_id"])
    weeks = queries.ahead(reader).filter(pl.col("group_id") == who["group_id"])
    return document(
        Brief(
            title=who["name"],
            about=_about(said, who, history),
            findings=found[:MOST_FINDINGS]
            or [f"{who['name']}: no headline measure is surely past an agreed level."],
            lines=_lines(history, known),
            tables=[
                table for table in (_scores(history, known), _ahead(weeks)) if table
            ],
            questions=QUESTIONS,
            notes=(*NOTES, f"{PROTECTION} {HELP}", _made(said)),
        )
    )


def _about(said: dict[str, Any], who: dict[str, Any], history: pl.DataFrame) -> str:
    last = history.filter(pl.col("period_kind") == "month")["period_end"].max()
    parts = [
        said["organisation"] if said["organisation"] != who["name"] else "",
        who["parent"] or "",
        f"{who['people_band']} people" if who["people_band"] else "",
        f"figures to {day_words(last)}" if last else "",
    ]
    return "  ·  ".join(dict.fromkeys(part for part in parts if part))


def _made(said: dict[str, Any]) -> str:
    return f"Published {day_words(said['published_at'])}, version {said['version']}."


def _lines(history: pl.DataFrame, known: dict[str, Yardstick]) -> list[Line]:
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
    return [_line(history, each) for each in chosen[:MOST_LINES]]


def _line(history: pl.DataFrame, yardstick: Yardstick) -> Line:
    own = history.filter(pl.col("measure") == yardstick.measure)
    rows = own.rows(named=True)
    first, last = rows[0], rows[-1]
    spans = [
        period_words(row["period_kind"], row["period_start"], row["period_end"])
        for row in (first, last)
    ]
    beside = f"{spans[0]} to {spans[1]}" if first is not last else spans[1]
    if last["state"] != "shown":
        beside += f"; {state_words(last['state'], last['shown_in'])}"
    if yardstick.agreed_level is not None:
        beside += f"; agreed level {yardstick.written(yardstick.agreed_level)}"
    return Line(
        yardstick,
        [Point(row["period_start"], row["value"]) for row in rows],
        f"{yardstick.unit}. {beside}.",
    )


def _enough(row: dict[str, Any]) -> bool:
    """Whether a shown score stands on ten answers or more."""
    if row["state"] != "shown":
        return False
    if row["n"] is not None:
        return bool(row["n"] >= LEAST_ANSWERS)
    return row["n_band"] is not None and row["n_band"] not in TOO_FEW


def _scores(history: pl.DataFrame, known: dict[str, Yardstick]) -> Table | None:
    """The latest scores from ten answers on, beside the first; None without one."""
    rows = []
    for key, yardstick in known.items():
        own = history.filter(
            (pl.col("measure") == key) & (pl.col("origin") == "answers")
        ).rows(named=True)
        enough = [row for row in own if _enough(row)]
        if not own or not enough or enough[-1] is not own[-1]:
            continue
        first, last = enough[0], enough[-1]
        rows.append(
            (
                yardstick.label,
                _written(last, yardstick),
                yardstick.written_interval(last["lower"], last["upper"]),
                _when(last),
                f"{_written(first, yardstick)} in {_when(first)}"
                if first is not last
                else "",
                last["n_band"] or "",
            )
        )
    if not rows:
        return None
    head = ("Score", "Now", "95 %", "Wave", "First", "Answers")
    return Table("What people answered", head, rows[:MOST_SCORES])


def _written(row: dict[str, Any], yardstick: Yardstick) -> str:
    return row["band"] or yardstick.written(row["value"])


def _when(row: dict[str, Any]) -> str:
    return period_words(row["period_kind"], row["period_start"], row["period_end"])


def _ahead(weeks: pl.DataFrame) -> Table | None:
    """The weeks ahead, where they are shown."""
    shown = weeks.filter(pl.col("state") == "shown").sort("week_start")
    if shown.is_empty():
        return None
    rows = [
        (
            f"{day_words(row['week_start'])} to {day_words(coming.end_of(row['week_start']))}",
            "" if row["booked"] is None else f"{row['booked']:,.0f}",
            "" if row["available"] is None else f"{row['available']:,.0f}",
            "" if row["short_days"] is None else str(row["short_days"]),
            str(row["holidays"] or ""),
        )
        for row in shown.rows(named=True)
    ]
    head = (
        "Next four weeks",
        "Booked, hours",
        "Available, hours",
        "Days under the minimum",
        "Holidays",
    )
    return Table("What comes next", head, rows)
