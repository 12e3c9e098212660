"""Watch > Overview: where the load is, and how sure that is."""

import polars as pl
import streamlit as st

from charts.board import columns
from pages.shared import cards, figure, filters, frame, matrix_view, queries

reader = frame.begin("Overview", closed_to=("HR",))
chosen = filters.chosen(reader)
if chosen is None or chosen.focus is None:
    frame.nothing_loaded()
    st.stop()

focus = chosen.focus
known = queries.present(reader, queries.yardsticks(reader))
frame.stale(reader)
found = queries.headlines(reader, focus["group_id"]) if chosen.latest else []
frame.finding(found[0] if found else frame.no_finding(chosen))
frame.facts(frame.behind_figures(reader, chosen))

history = queries.history(reader, [focus["group_id"]])
history = history.filter(pl.col("period_end") <= chosen.by)
new, burnout, rest = st.columns(3)
with new:
    cards.news(found[1:])
with burnout:
    measure = cards.burnout(known, queries.last_asked(reader))
    cards.trend("Burnout", measure, history, focus["name"])
with rest:
    measure = cards.first_known(cards.REST, known)
    cards.trend("Rest", measure, history, focus["name"])

st.header("Teams and what they carry", anchor=False)
with st.container(horizontal=True, key="view", vertical_alignment="bottom"):
    order = filters.toggle("Order", ("Strongest evidence", "By name"), key="order")
    width = filters.toggle("Columns", ("Main", "All"), key="columns")
matrix_view.legend()

measures = columns(
    known.values(),
    queries.SECTIONS,
    short=width == "Main",
    side_by_side=matrix_view.side_by_side(reader, known),
)
sheet = figure.kept(
    reader,
    ("overview", chosen.key, order, width),
    lambda: matrix_view.sheet(
        reader, chosen, measures, known, by_name=order == "By name"
    ),
)
opened = matrix_view.matrix(sheet.board, label="Teams by measure", corner="Team")
if opened:
    label = chosen.label_of(opened["group"])
    st.switch_page(filters.TEAM, query_params=filters.address(team=label))
figure.behind(
    sheet.table,
    key="overview",
    name="overview",
    methods=measures,
    alt="Every figure of the matrix, one row each",
)
frame.end()
