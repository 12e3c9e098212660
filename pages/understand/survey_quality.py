"""Understand > Survey quality: how far the answers of a wave can be trusted."""

import polars as pl
import streamlit as st

from pages.shared import figure, filters, frame, queries, reliability, responses, silent
from pages.shared import survey_quality as page

reader = frame.begin("Survey quality", closed_to=("leader", "HR", "staff"))
carefully, rows = queries.answer_quality(reader), queries.reliability(reader)
whole = queries.organisation(queries.groups(reader))
if carefully.is_empty() or whole is None:
    frame.too_little("This page needs a closed survey wave: `ballast wave close NAME`.")
    st.stop()

rates, broken = queries.response_by_group(reader), queries.breaks(reader)
own = rates.filter(pl.col("group_id") == whole["group_id"])
frame.finding(page.finding(rows, carefully, own))
frame.facts(page.facts(carefully))

st.header("How many answered", anchor=False)
st.caption(responses.LOOK_AT)
groups = responses.chosen(reader)
drawn = figure.kept(
    reader,
    ("response", tuple(groups["group_id"])),
    lambda: responses.drawn(rates, groups, figure.theme()),
)
figure.whole(drawn, key="response", name="response", how=responses.METHOD)

st.header("Do the items of a scale hang together", anchor=False)
st.caption(reliability.LOOK_AT)
drawn = figure.kept(
    reader,
    ("reliability",),
    lambda: reliability.drawn(rows, broken, figure.theme()),
)
figure.whole(drawn, key="reliability", name="reliability", how=reliability.METHOD)
frame.lines("Look at before use", page.to_look_at(rows), "look")
frame.lines("Asked otherwise than before", page.break_lines(broken, rows), "breaks")

st.header("How carefully it was answered", anchor=False)
st.caption(page.CAREFUL)
drawn = page.careful_drawn(carefully, figure.theme())
figure.whole(drawn, key="careful", name="answer-quality", how=page.METHOD)

st.header("If those who did not answer differ", anchor=False)
known = silent.scores(reader)
if not known:
    frame.too_little("No score of the organisation is shown.")
    st.stop()
st.caption(silent.LOOK_AT)
options = {key: each.label for key, each in known.items()}
score = known[filters.one_key("Scale", options, key="scale")]
points = silent.points_slider()
answered = queries.answers_and_rates(reader, score.measure, whole["group_id"])
drawn = silent.drawn(silent.with_reach(answered, points), points, score, figure.theme())
st.text(drawn.alt)
figure.whole(
    drawn,
    key="silent",
    name="if-the-silent-differ",
    how=silent.METHOD,
    methods=[score],
)
