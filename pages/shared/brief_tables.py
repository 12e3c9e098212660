"""The tables of a brief: what people answered, what was done, what comes next."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

import polars as pl

from charts.brief import Table
from charts.yardstick import Yardstick
from pages.shared import coming
from pages.shared.words import day_words, in_sentence, period_words

MOST_SCORES, MOST_ACTIONS = 4, 2
# answers from which a score stands in a brief; bands below hold fewer
TOO_FEW = ("5-9",)
LEAST_ANSWERS = 10


def asked(history: pl.DataFrame) -> bool:
    """Whether any score of the group is published, shown or not."""
    return not history.filter(pl.col("origin") == "answers").is_empty()


def actions(
    taken: pl.DataFrame, known: dict[str, Yardstick], drawn: Container[str]
) -> Table | None:
    """The newest actions meant to move a measure that is drawn; None without one."""
    rows = [
        (
            " to ".join(
                day_words(day) for day in (row["started_on"], row["ended_on"]) if day
            ),
            row["lever"],
            in_sentence(known[row["target_measure"]].label),
        )
        for row in taken.rows(named=True)
        if row["target_measure"] in drawn
    ]
    if not rows:
        return None
    head = ("Since", "Action", "Meant to move")
    return Table("What was done", head, rows[-MOST_ACTIONS:])


def _enough(row: dict[str, Any]) -> bool:
    """Whether a shown score stands on ten answers or more."""
    if row["state"] != "shown":
        return False
    if row["n"] is not None:
        return bool(row["n"] >= LEAST_ANSWERS)
    return row["n_band"] is not None and row["n_band"] not in TOO_FEW


def scores(
    history: pl.DataFrame, known: dict[str, Yardstick], now: str
) -> Table | None:
    """The latest scores from ten answers on, beside the first; None without one.

    `now`: what the latest is headed by.
    """
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
    head = ("Score", now, "95 %", "Wave", "First", "Answers")
    return Table("What people answered", head, rows[:MOST_SCORES])


def _written(row: dict[str, Any], yardstick: Yardstick) -> str:
    return row["band"] or yardstick.written(row["value"])


def _when(row: dict[str, Any]) -> str:
    return period_words(row["period_kind"], row["period_start"], row["period_end"])


def ahead(weeks: pl.DataFrame) -> Table | None:
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
