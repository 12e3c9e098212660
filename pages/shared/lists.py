"""HR's lists by name: sortable, to download, and nothing of a survey in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import polars as pl
import streamlit as st

from pages.shared import downloads, figure, queries
from pages.shared.reader import Reader
from pages.shared.tables import xlsx

WEEK_OFF = "No week off in six months"
NEAR_CAP = "Balances near the cap, or to be forfeited"
PENDING = "Requests that wait for a decision"
ALL_REST = "Everybody: last week off"
ALL_BALANCES = "Everybody: balances"
HEADS = {
    "display_name": "Name",
    "team_name": "Team",
    "week_off": "Week off in six months",
    "last_week_off": "Last week off ended",
    "vacation_hours_12m": "Vacation hours in 12 months",
    "kind": "Kind",
    "as_of": "As of",
    "entitlement_hours": "Entitlement, hours",
    "used_hours": "Used, hours",
    "balance_hours": "Left, hours",
    "cap_hours": "Cap, hours",
    "hours_to_cap": "To the cap, hours",
    "forfeit_hours": "To be forfeited, hours",
    "forfeit_month": "From",
    "first_day": "First day",
    "last_day": "Last day",
    "hours": "Hours",
    "requested_on": "Asked on",
    "waiting_days": "Days waiting",
    "begins_in_days": "Begins in, days",
}
LOOK_AT = {
    WEEK_OFF: (
        "People with no seven days in a row free by vacation or holiday, longest ago "
        "first. New staff, people long absent and bank staff are not counted."
    ),
    NEAR_CAP: (
        "Who stands to lose hours within a year first, and from which month. Worked out from accrual, approved leave, and "
        "what each person took a year before."
    ),
    PENDING: (
        "Those that begin first stand first; a negative number of days: it has begun "
        "already."
    ),
    ALL_REST: (
        "Everybody on the roster, with the last seven days in a row free by vacation or "
        "holiday. Look for an empty day: none is recorded."
    ),
    ALL_BALANCES: (
        "Everybody with a balance. Look at the hours to the cap (none: no cap) and at what "
        "is to be forfeited if nothing changes."
    ),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TALL = 380
NEAR_HOURS = 40


def nobody_without_a_week_off(reader: Reader) -> pl.DataFrame:
    """People without a week of rest in six months."""
    found = queries.rest_by_name(reader)
    return found.filter(pl.col("week_off") == "none").drop("week_off")


def near_the_cap(reader: Reader) -> pl.DataFrame:
    """People within 40 hours of the cap, or with hours to be forfeited in a year."""
    near = pl.col("hours_to_cap") <= NEAR_HOURS
    losing = pl.col("forfeit_hours") > 0
    return queries.balance_by_name(reader).filter(
        near.fill_null(value=False) | losing.fill_null(value=False)
    )


LISTS: dict[str, Callable[[Reader], pl.DataFrame]] = {
    WEEK_OFF: nobody_without_a_week_off,
    NEAR_CAP: near_the_cap,
    PENDING: queries.requests_by_name,
    ALL_REST: queries.rest_by_name,
    ALL_BALANCES: queries.balance_by_name,
}


def table_of(reader: Reader, title: str) -> pl.DataFrame:
    """One list with its heads in words."""
    found = LISTS[title](reader).with_columns(pl.col(pl.Float64).round(1))
    return found.rename({name: HEADS[name] for name in found.columns if name in HEADS})


def finding(reader: Reader) -> str:
    """The three lists in a sentence."""
    counts = [LISTS[title](reader).height for title in (WEEK_OFF, NEAR_CAP, PENDING)]
    return (
        f"{counts[0]} people have no week off in six months; {counts[1]} balances are "
        f"near the cap or to be forfeited; {counts[2]} requests wait for a decision."
    )


def show(reader: Reader, title: str) -> None:
    """A list and its downloads; clicking a head sorts it."""
    table = table_of(reader, title)
    name = title.lower().replace(":", "").replace(",", "").replace(" ", "-")
    st.caption(f"{LOOK_AT[title]} Click a head to sort.")
    if table.is_empty():
        st.text("Nobody is on this list.")
        return
    heads = {
        head: st.column_config.DateColumn(format="D MMM YYYY")
        for head, kind in table.schema.items()
        if kind == pl.Date
    } | {HEADS["display_name"]: st.column_config.TextColumn(width=170, pinned=True)}
    st.dataframe(
        table,
        placeholder="",
        hide_index=True,
        height=min(TALL, 36 * table.height + 38),
        key="named-list",
        column_config=heads,
    )
    sheet = partial(xlsx, table, title=title.partition(":")[2].strip() or title)
    with st.container(horizontal=True, key="named-downloads"):
        st.download_button(
            "Download this list (XLSX)",
            downloads.made_on_click(sheet, name=f"{name}.xlsx", mime=XLSX),
            file_name=f"{name}.xlsx",
            mime=XLSX,
            key="download-xlsx",
            icon=":material/download:",
            on_click="ignore",
        )
        figure.download(table, key="named-list", name=name)
