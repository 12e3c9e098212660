"""Understand > Lag: what came first, in words about direction alone."""

import streamlit as st

from pages.shared import figure, frame, queries, weights

reader = frame.begin("Lag", closed_to=("leader", "HR", "staff"))
known = queries.yardsticks(reader)
rows = reader.ask("lag")
if rows.is_empty():
    frame.too_little(weights.lag_finding(rows))
    st.stop()
frame.finding(weights.lag_finding(rows))
frame.facts(["between waves, within shown teams", "one wave back", "exploratory"])
table = weights.lag_table(rows, known)
st.dataframe(
    table, placeholder="", hide_index=True, alt="What came first of every pair"
)
figure.download(table, key="lag", name="lag")
st.caption(weights.LAG_METHOD)
