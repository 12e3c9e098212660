"""Watch > Overview: where the load is, and how sure that is."""

import polars as pl
import streamlit as st

from charts.board import columns
from pages.shared import (
    cards,
    figure,
    filters,
    findings,
    frame,
    matrix_view,
    queries,
    watching,
)

reader = frame.begin("Overview", closed_to=("HR",))
chosen = filters.chosen(reader, roles=watching.roles(reader))
if chosen is None or chosen.focus is None:
    frame.nothing_loaded()
    st.stop()

focus = chosen.role or chosen.focus
known = queries.present(reader, queries.yardsticks(reader))
frame.stale(reader)
found = findings.within(reader, chosen)
frame.finding(findings.headline(reader, chosen, found, known))
findings.links(chosen, found, known)
frame.facts(frame.behind_figures(reader, chosen))

history = queries.history(reader, [focus["group_id"]])
history = history.filter(pl.col("period_end") <= chosen.by)
cards.row(reader, findings.news(found, chosen), known, history, focus["name"])

st.header(findings.matrix_title(chosen), anchor=False)
with st.container(horizontal=True, key="view", vertical_alignment="bottom"):
    order = filters.toggle("Order", ("Strongest evidence", "By name"), key="order")
    width = filters.toggle("Columns", ("Main", "All"), key="columns")
    findings.how_to_read()
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
        reader,
        chosen,
        measures,
        known,
        by_name=order == "By name",
        past=findings.named(found),
    ),
)
opened = matrix_view.matrix(sheet.board, label="Teams by measure", corner="Team")
if opened:
    findings.open_team(chosen, opened, known)
figure.behind(
    sheet.table,
    key="overview",
    name="overview",
    methods=measures,
    alt="Every figure of the matrix, one row each",
)
findings.behind(found, known)
