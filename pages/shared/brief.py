"""The one-page brief of a team: what the published file shows, in words to discuss."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from charts.brief import Brief, Table, document
from charts.brief_chart import Line, Point, as_written
from charts.yardstick import Yardstick
from pages.shared import coming, downloads, queries
from pages.shared.file_names import plain_name
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
HTML = "text/html"
NOTES = (
    (
        "These figures are about the work of a group. They are not for judging anybody: not for "
        "decisions about performance, pay, discipline or rota."
    ),
    (
        "Scores stand in a brief from ten answers on. [c]: not shown separately; part of a larger "
        "group. Charts: a dot a month; at the left the lowest and the highest value shown. A "
        "single month up or down says little: look for what stays."
    ),
)


def brief_button(reader: Reader, who: dict[str, Any]) -> None:
    """The brief of a team (or group) to take along, where the reader may see it."""
    name = f"{file_name(reader, who)}.html"
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
    """`brief-birch-house-2026-08`: the group and the last month of its figures."""
    last = _last_month(queries.history(reader, [who["group_id"]]))
    parts = ("brief", plain_name(who["label"]), f"{last:%Y-%m}" if last else "")
    return "-".join(part for part in parts if part)


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
    spans = [
        period_words(row["period_kind"], row["period_start"], row["period_end"])
        for row in (rows[0], rows[-1])
    ]
    return Line(
        yardstick,
        [Point(row["period_start"], row["value"]) for row in rows],
        f"{yardstick.unit[:1].upper()}{yardstick.unit[1:]}. {_explained(rows, yardstick)}",
        (spans[0], spans[1]),
    )


def _explained(rows: list[dict[str, Any]], yardstick: Yardstick) -> str:
    """What the chart shows in a sentence, of values as written."""
    last, level = rows[-1], yardstick.written(yardstick.agreed_level)
    if last["state"] != "shown":
        text = f"Latest: {state_words(last['state'], last['shown_in'])}"
        return f"{text}; agreed level {level}." if level else f"{text}."
    now = yardstick.written(last["value"])
    if level:
        number, agreed = (
            as_written(each, yardstick)
            for each in (last["value"], yardstick.agreed_level)
        )
        assert number is not None
        assert agreed is not None
        side = "above" if number > agreed else "below" if number < agreed else "at"
        return f"Now {now}, {side} the agreed level of {level} (dashed)."
    shown = [row["value"] for row in rows if row["value"] is not None]
    low, high = yardstick.written(min(shown)), yardstick.written(max(shown))
    if low == high:
        return f"{now} all along; no level is agreed."
    return f"Now {now}; it was between {low} and {high}. No level is agreed."


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
