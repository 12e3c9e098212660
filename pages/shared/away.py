"""The calendar of vacation: one square a working day, and what stands around it."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.calendar import calendar as drawn_calendar
from pages.shared import figure, queries
from pages.shared.figure import Drawn
from pages.shared.reader import Reader
from pages.shared.words import day_words, leave_words, plain

HOW = (
    "How to read this: each square is one working day, each column one week, Monday at "
    "the top; the fuller its colour, the more of those scheduled that day were on "
    "vacation, to the nearest 5 %. Point at a square for its day and share. Empty: nobody "
    "was scheduled. Sickness, parental and other leave are not in it: by day they could "
    "tell of one person. Months marked [c] are part of the group above."
)


def calendar(reader: Reader, who: dict[str, Any]) -> Drawn:
    """Who was on vacation, day by day, of one group."""
    days = queries.calendar(reader, who["group_id"])
    shown = days.drop_nulls("away")
    table = days.select(
        pl.col("on_date").alias("Day"),
        pl.Series(
            "On vacation",
            [
                f"{away * 100:.0f} %"
                if away is not None
                else leave_words(state, inside)
                for away, state, inside in days.select(
                    "away", "state", "shown_in"
                ).rows()
            ],
            dtype=pl.String,
        ),
    )
    if shown.is_empty():
        return Drawn(None, table, _none(days, who["name"]))
    most = shown.filter(pl.col("away") == shown["away"].max()).row(0, named=True)
    text = (
        f"{who['name']}: share of those scheduled who were on vacation, "
        f"{day_words(shown['on_date'].min())} to {day_words(shown['on_date'].max())}. "
        f"Most, {most['away'] * 100:.0f} %, first on {day_words(most['on_date'])}."
    )
    return Drawn(drawn_calendar(days, figure.theme()), table, text)


def words(days: Drawn, name: str) -> str:
    """What a square stands for, from which day to which, and what to look at."""
    own = days.table["Day"] if days.chart is not None else None
    span = (
        f" from {day_words(own.min())} to {day_words(own.max())}"  # type: ignore[arg-type]
        if own is not None
        else ""
    )
    return (
        f"One square is one working day{span}, one column a week. Look for weeks in which "
        f"hardly anybody, or nearly everybody, is away. {plain(name)}."
    )


def _none(days: pl.DataFrame, name: str) -> str:
    if days.is_empty():
        return f"No leave is recorded for {name} yet."
    inside = days["shown_in"].drop_nulls().to_list()
    return f"{name}: {leave_words('not_shown', inside[0] if inside else None)}."
