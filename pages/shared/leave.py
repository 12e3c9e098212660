"""Leave: the finding, the figures by team, and HR's lists by name."""

from __future__ import annotations

import polars as pl
import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import figure, queries
from pages.shared.filters import Chosen
from pages.shared.reader import Reader

SECTION = "Rest"
LISTS = {
    "rest": "Last week of vacation, by name",
    "balances": "Balances, by name",
}
DAYS = {
    head: st.column_config.DateColumn(format="D MMM YYYY")
    for head in ("Last week off ended", "As of")
}
HEADS = {
    "display_name": "Name",
    "team_name": "Team",
    "last_week_off": "Last week off ended",
    "vacation_hours_12m": "Vacation hours in 12 months",
    "kind": "Kind",
    "as_of": "As of",
    "entitlement_hours": "Entitlement, hours",
    "used_hours": "Used, hours",
    "balance_hours": "Left, hours",
    "cap_hours": "Cap, hours",
}


def measures(known: dict[str, Yardstick]) -> dict[str, Yardstick]:
    """The measures of rest that this version shows."""
    return {key: each for key, each in known.items() if each.section == SECTION}


def finding(
    estimates: pl.DataFrame, known: dict[str, Yardstick], chosen: Chosen
) -> str:
    """The page's first sentence, from the chosen group's own figures."""
    assert chosen.focus is not None
    own = {
        row["measure"]: row
        for row in estimates.filter(
            (pl.col("group_id") == chosen.focus["group_id"])
            & (pl.col("state") == "shown")
        ).rows(named=True)
    }
    parts = []
    if "leave_taken_ratio" in own:
        taken = known["leave_taken_ratio"].written(own["leave_taken_ratio"]["value"])
        parts.append(f"{taken} of twelve months' vacation entitlement is taken")
    if "no_week_off" in own:
        share = known["no_week_off"].written(own["no_week_off"]["value"])
        parts.append(f"{share} have no week of vacation recorded in six months")
    if not parts:
        return f"Leave cannot be told for {chosen.focus['name']} in {chosen.by_words}."
    return f"{chosen.focus['name']}: {'; '.join(parts)}."


def by_team(estimates: pl.DataFrame, chosen: Chosen, key: str) -> pl.DataFrame:
    """One measure of every team in the choice, by name: name, value, limits, state."""
    of_measure = estimates.filter(pl.col("measure") == key)
    return (
        chosen.teams.filter(pl.col("kind") == "team")
        .join(of_measure, on="group_id", how="inner")
        .select("name", "value", "lower", "upper", "state")
        .sort(pl.col("name").str.to_lowercase())
    )


def named_lists(reader: Reader) -> None:
    """HR's lists, sortable and to download; no survey figure is in this file."""
    frames = {
        "rest": queries.rest_by_name(reader),
        "balances": queries.balance_by_name(reader),
    }
    for name, frame in frames.items():
        st.header(LISTS[name], anchor=False)
        st.caption(
            "For HR alone. People on the roster now; nobody's score is in reach."
        )
        table = frame.rename({k: v for k, v in HEADS.items() if k in frame.columns})
        st.dataframe(
            table,
            hide_index=True,
            height=360,
            key=f"named-{name}",
            column_config=DAYS,
        )
        figure.download(table, key=f"named-{name}", name=name)
