"""Balances: what is owed and what will be forfeited, in words, chart and table."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from charts.hours import hours
from charts.matrix import MARKS
from pages.shared import figure, queries
from pages.shared.figure import Drawn
from pages.shared.filters import Chosen
from pages.shared.leave import shown_groups
from pages.shared.reader import Reader
from pages.shared.words import leave_words

HOW = (
    "How to read this: the solid line is what the balances say, the dashed one what they "
    "come to if nothing changes: accrual goes on, approved leave is taken, and people "
    "take what they took in the same month a year before if that is more. Bars are hours "
    "above the cap, and at the leave year's end hours above what may be carried over. "
    "Hours are told in tens, from ten people on."
)
INSIDE = pl.col("shown_in").fill_null("a larger group")
TALLEST, ROW, HEAD = 360, 36, 38  # pixels of the table of teams
COLUMNS = {
    "Team": st.column_config.TextColumn(width=190),
    "Hours owed": st.column_config.NumberColumn(width=100, format="localized"),
    "Forfeited in 12 months": st.column_config.NumberColumn(
        width=166, format="localized"
    ),
    "State": st.column_config.TextColumn(width="large"),
}
NEEDS = (
    "This page needs balances: what each person has left, with the cap if there is one, "
    "as your leave system exports them. A steward loads them on Data > Import."
)


def tall(table: pl.DataFrame) -> int:
    """Pixels that the table of teams takes: no empty rows under few teams."""
    return min(TALLEST, HEAD + ROW * table.height)


def of_group(reader: Reader, who: dict[str, Any]) -> pl.DataFrame:
    """The months of one group."""
    return queries.balance(reader, who["group_id"])


def finding(months: pl.DataFrame, name: str) -> str:
    """What will be forfeited and when, in a sentence."""
    ahead = months.filter(pl.col("ahead") & (pl.col("state") == "shown"))
    if ahead.is_empty():
        inside = months["shown_in"].drop_nulls().to_list()
        said = leave_words("not_shown", inside[0]) if inside else "no balances"
        return f"{name}: {said}."
    lost = ahead.filter(pl.col("forfeited") > 0)
    if lost.is_empty():
        return f"{name}: no hours will be forfeited in the next twelve months if nothing changes."
    total, last = lost["forfeited"].sum(), lost["month"].max()
    return (
        f"{name}: about {total:,.0f} hours will be forfeited by {last:%B %Y} if nothing "
        "changes."
    )


def facts(months: pl.DataFrame) -> list[str]:
    """Owed now, what it is worth, carried over."""
    said = []
    now = months.filter(~pl.col("ahead") & pl.col("owed").is_not_null()).tail(1)
    for row in now.rows(named=True):
        said.append(f"{row['owed']:,.0f} hours owed in {row['month']:%b %Y}")
        if row["money"] is not None:
            said.append(
                f"worth about {row['money']:,.0f} {row['currency'] or ''}".strip()
            )
        said.append(f"{row['people']} people with a balance")
    carried = months.filter(pl.col("carried").is_not_null()).head(1)
    said += [
        f"{hours:,.0f} hours to be carried over after {month:%b %Y}"
        for hours, month in carried.select("carried", "month").rows()
    ]
    return said


def over_time(months: pl.DataFrame, name: str) -> Drawn:
    """Hours owed and forfeited by month."""
    money = months["money"].count() > 0
    unit = (months["currency"].drop_nulls().to_list() or [""])[0]
    table = months.select(
        pl.col("month").alias("Month"),
        pl.when("ahead")
        .then(pl.lit("ahead"))
        .otherwise(pl.lit("recorded"))
        .alias("Basis"),
        pl.col("people").alias("People"),
        pl.col("owed").alias("Hours owed"),
        *([pl.col("money").alias(f"Worth {unit}".strip())] if money else []),
        pl.col("forfeited").alias("Hours forfeited"),
        pl.col("carried").alias("Hours carried over"),
        pl.Series(
            "State",
            [leave_words(*pair) for pair in months.select("state", "shown_in").rows()],
            dtype=pl.String,
        ),
    )
    return Drawn(hours(months, figure.theme()), table, finding(months, name))


def by_group(reader: Reader, chosen: Chosen) -> pl.DataFrame:
    """Hours owed and forfeited ahead, one row per team (or programme) of the choice."""
    found = shown_groups(chosen).join(
        queries.forfeits(reader), on="group_id", how="left", maintain_order="left"
    )
    return found.select(
        pl.col("label").alias("Team"),
        pl.col("owed").alias("Hours owed"),
        pl.col("forfeited").alias("Forfeited in 12 months"),
        pl.when(pl.col("state").fill_null("missing") == "shown")
        .then(pl.lit(""))
        .when(pl.col("state") == "not_shown")
        .then(pl.lit(f"{MARKS['not_shown']} included in ") + INSIDE)
        .otherwise(pl.lit("no balances"))
        .alias("State"),
    )
