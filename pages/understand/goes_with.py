"""Understand > What goes with it: weights of the named stressors against noise."""

import polars as pl
import streamlit as st

from pages.shared import (
    figure,
    filters,
    frame,
    queries,
    relation_page,
    weights,
    within,
)

reader = frame.begin("What goes with it", closed_to=("leader", "HR", "staff"))
known = queries.yardsticks(reader)
rows = reader.ask("driver")
waves, outcomes = (
    relation_page.waves(reader, rows),
    relation_page.named(rows["outcome"], known),
)
if not waves or not outcomes:
    frame.too_little(
        "Weights take a closed wave with 30 teams of which all figures are shown, and "
        "named_stressors in settings.toml."
    )
    st.stop()

with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
    outcome = known[filters.one_key("Outcome", outcomes, key="outcome")]
    wave = filters.one_key("Wave", waves, key="wave")
own = rows.filter((pl.col("wave_id") == wave) & (pl.col("outcome") == outcome.measure))
inner, own = (own.filter(pl.col("level") == level) for level in ("within", "between"))
frame.finding(weights.finding(own, known))
silent = relation_page.answered(reader, wave)
frame.facts([waves[wave], *weights.behind(own), silent, "exploratory"])
figure.whole(
    weights.drawn(own, known, figure.theme()),
    key="weights",
    name=f"weights-{outcome.measure}-{wave}",
    how=weights.METHOD,
)
frame.lines("By which lever", weights.levers(own, known), "levers")
st.header("Within teams", anchor=False)
if not inner.is_empty():
    st.text(weights.finding(inner, known, level="within"))
    st.caption("  ·  ".join(weights.behind(inner)))
    figure.whole(
        weights.drawn(inner, known, figure.theme(), level="within"),
        key="weights-within",
        name=f"weights-within-{outcome.measure}-{wave}",
        how=weights.WITHIN_METHOD,
    )
st.caption(within.budget_line(reader, wave))
