"""Understand > Survey quality: how far the answers of a wave can be trusted."""

import polars as pl
import streamlit as st

from charts.bands import bands
from charts.grid import grid
from charts.reliability import reliability
from charts.silent import silent
from pages.shared import figure, filters, frame, queries, responses
from pages.shared import silent as silence
from pages.shared import survey_quality as page

reader = frame.begin("Survey quality", closed_to=("leader", "HR", "staff"))
carefully, rows = queries.answer_quality(reader), queries.reliability(reader)
whole = queries.organisation(queries.groups(reader))
if carefully.is_empty() or whole is None:
    frame.too_little("This page needs a closed survey wave: `ballast wave close NAME`.")
    st.stop()

own = queries.response_by_group(reader).filter(pl.col("group_id") == whole["group_id"])
frame.finding(page.finding(rows, carefully, own))
frame.facts(page.facts(carefully))

st.header("How many answered", anchor=False)
st.caption(responses.LOOK_AT)
level = filters.toggle("Groups", (responses.ABOVE, responses.TEAMS), key="groups")
field = responses.response_field(reader, teams=level == responses.TEAMS)
figure.show(
    grid(field.names, field.heads, field.squares, figure.theme()),
    alt=field.alt,
    key="response",
)
about = {"key": "response", "name": "response", "alt": field.alt}
figure.behind(field.table, how=responses.METHOD, **about)

st.header("Do the items of a scale hang together", anchor=False)
st.caption(page.HANG_TOGETHER)
broken = queries.breaks(reader)
panels = page.scale_panels(rows, broken)
said = page.reliability_alt(panels)
if panels:
    figure.show(reliability(panels, figure.theme()), alt=said, key="reliability")
about = {"key": "reliability", "name": "reliability", "alt": said}
figure.behind(page.reliability_table(rows), how=page.METHODS["reliability"], **about)
frame.lines("Look at before using", page.to_look_at(rows), "look")
said = page.break_lines(broken, rows)
frame.lines("Asked otherwise than before", said, "breaks")

st.header("How carefully it was answered", anchor=False)
st.caption(page.CAREFUL)
said = page.careful_alt(carefully)
figure.show(bands(page.band_panels(carefully), figure.theme()), alt=said, key="careful")
about = {"key": "careful", "name": "answer-quality", "alt": said}
figure.behind(page.careful_table(carefully), how=page.METHODS["careful"], **about)

st.header("If those who did not answer differ", anchor=False)
known = silence.scores(reader)
if known:
    st.caption(silence.LOOK_AT)
    options = {key: each.label for key, each in known.items()}
    score = known[filters.one_key("Scale", options, key="scale")]
    points = silence.points_slider()
    answered = queries.answers_and_rates(reader, score.measure, whole["group_id"])
    reached = silence.with_reach(answered, points)
    said = silence.sentence(reached, points, score)
    st.text(said)
    figure.show(silent(reached, score, figure.theme()), alt=said, key="silent")
    about = {"key": "silent", "name": "if-the-silent-differ", "alt": said}
    how = silence.METHOD
    figure.behind(silence.table(reached, score), methods=[score], how=how, **about)
else:
    frame.too_little("No score of the organisation is shown.")
frame.end()
