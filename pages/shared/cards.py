"""The three cards of the overview."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from charts.sparkline import sparkline
from charts.yardstick import Yardstick
from pages.shared import figure, queries
from pages.shared.reader import Reader
from pages.shared.words import period_words, state_words

BURNOUT = ("cbi_work", "single_item_burnout", "burnt_out_share", "cbi_personal")
REST = ("no_week_off", "leave_taken_ratio", "sickness_absence_rate")


def first_known(keys: tuple[str, ...], known: dict[str, Yardstick]) -> Yardstick | None:
    """The first of `keys` that this version measures."""
    return next((known[key] for key in keys if key in known), None)


def burnout(
    known: dict[str, Yardstick], last_asked: dict[str, date]
) -> Yardstick | None:
    """The burnout figure of the card: of those asked last, the best known.

    After a change of instrument the new one's first scale, never the old one's last
    figure as if it were of today.
    """
    newest = max(last_asked.values(), default=None)
    current = {
        key: each
        for key, each in known.items()
        if each.origin != "answers" or last_asked.get(key) == newest
    }
    scores = [
        each
        for each in current.values()
        if each.origin == "answers" and each.area == "outcome"
    ]
    named = first_known(BURNOUT, current)
    return named or min(scores, key=lambda each: each.position, default=None)


def row(
    reader: Reader,
    sentences: list[str],
    known: dict[str, Yardstick],
    history: pl.DataFrame,
    who: str,
) -> None:
    """The three cards side by side: what is new, burnout, rest."""
    new, tired, rested = st.columns(3)
    with new:
        news(sentences)
    with tired:
        measure = burnout(known, queries.last_asked(reader))
        trend("Burnout", measure, history, who)
    with rested:
        trend("Rest", first_known(REST, known), history, who)


def news(sentences: list[str]) -> None:
    """What is new since the month before, in a line each."""
    with st.container(border=True, key="card-new", height="stretch"):
        st.subheader("What is new since last month", anchor=False)
        with st.container(key="news-lines"):
            for sentence in sentences:
                st.text(sentence)


def trend(
    name: str,
    yardstick: Yardstick | None,
    history: pl.DataFrame,
    who: str,
) -> None:
    """One measure of one group: latest value, first value, and the line between."""
    with st.container(border=True, key=f"card-{name}", height="stretch"):
        if yardstick is None:
            st.subheader(name, anchor=False)
            st.text("Not measured, or not shown to protect answers.")
            return
        st.subheader(yardstick.label, anchor=False)
        own = since_break(history.filter(pl.col("measure") == yardstick.measure))
        rows = own.rows(named=True)
        with st.container(key=f"big-{name}"):
            st.text(_latest(rows, yardstick))
        with st.container(key=f"small-{name}"):
            st.text(_beside(rows, yardstick, who))
        if own["value"].count() > 1:
            days, values = own["period_start"].to_list(), own["value"].to_list()
            alt = f"{yardstick.label}: {_beside(rows, yardstick, who)}"
            with st.container(key=f"spark-{name}"):
                drawn = sparkline(days, values, yardstick, figure.theme())
                st.image(drawn, width="stretch", alt=alt)


def since_break(own: pl.DataFrame) -> pl.DataFrame:
    """The periods of one measure from its last break on: one series, not two."""
    broke = own.filter(pl.col("broke").is_not_null())["period_start"].max()
    return own if broke is None else own.filter(pl.col("period_start") >= broke)


def _latest(rows: list[dict[str, Any]], yardstick: Yardstick) -> str:
    if not rows:
        return "[x]"
    return yardstick.written(rows[-1]["value"]) or rows[-1]["band"] or "[c]"


def _beside(rows: list[dict[str, Any]], yardstick: Yardstick, who: str) -> str:
    if not rows:
        return f"{who}: not available"
    first, last = rows[0], rows[-1]
    when = period_words(last["period_kind"], last["period_start"], last["period_end"])
    if last["state"] != "shown":
        return f"{who}, {when}: {state_words(last['state'], last['shown_in'])}"
    text = f"{who}, {when}.{_limits(last, yardstick)}"
    if first["value"] is None or first is last:
        return text
    began = period_words(
        first["period_kind"], first["period_start"], first["period_end"]
    )
    return f"{text} {began}: {yardstick.written(first['value'])}."


def _limits(row: dict[str, Any], yardstick: Yardstick) -> str:
    """What stands around a figure, said as what it is; empty where there is none.

    Of records: where the months before let this one be expected. Of answers and of
    official figures: how far the figure itself is sure.
    """
    if row["lower"] is None or row["upper"] is None:
        return ""
    low, high = yardstick.written(row["lower"]), yardstick.written(row["upper"])
    if row["origin"] == "people":
        return f" Expected from earlier months: {low} to {high}."
    return f" Margin of error (95 %): {low} to {high}."
