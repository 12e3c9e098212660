"""Leave > Leave use: who gets rest, by group; for HR also by name."""

import polars as pl
import streamlit as st

from charts.dots import dots
from pages.shared import alt, figure, filters, frame, leave, panels, queries
from pages.shared.tables import estimate_table
from pages.shared.words import plain

reader = frame.begin("Leave use", closed_to=("staff",))
chosen = filters.chosen(reader, wave=False)
known = queries.present(reader, queries.yardsticks(reader))
measures = leave.measures(known)
if chosen is None or chosen.focus is None or not measures:
    frame.too_little(
        "This page needs leave: requests and balances, as your leave system exports "
        "them, and a roster."
    )
    st.stop()

focus = chosen.focus
frame.stale(reader)
estimates = queries.matrix(reader, by=chosen.by, wave_by=chosen.by)
frame.finding(leave.finding(estimates, known, chosen))
frame.facts(frame.behind_figures(reader, chosen)[:3])

st.header(plain(focus["name"]), anchor=False)
st.caption(panels.LOOK_AT["Rest"])
part = figure.kept(
    reader,
    ("leave", focus["group_id"]),
    lambda: panels.part(reader, focus, focus, leave.SECTION),
)
if part:
    figure.show(part.chart, alt=part.alt, key="leave-over-time")
st.header("Teams", anchor=False)
key = filters.one_key(
    "Measure", {each.measure: each.label for each in measures.values()}, key="measure"
)
points = leave.by_team(estimates, chosen, key)
figure.show(
    dots(points, known[key], figure.theme()),
    alt=alt.dots(points, known[key]),
    key="leave-by-team",
)
figure.behind(
    figure.kept(
        reader,
        ("leave table", chosen.key),
        lambda: estimate_table(
            estimates.filter(pl.col("measure").is_in(list(measures))),
            chosen.names,
            known,
        ),
    ),
    key="leave",
    name="leave-use",
    methods=list(measures.values()),
    alt="Every leave figure of every group, one row each",
)
if reader.role == "HR":
    leave.named_lists(reader)
frame.end()
