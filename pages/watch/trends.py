"""Watch > Trends: one measure over time for the organisation, divisions and teams."""

import streamlit as st

from pages.shared import figure, frame, tiles_view, trends

reader = frame.begin("Trends", closed_to=("HR",))
chosen = trends.chosen(reader)
if chosen is None:
    frame.nothing_loaded()
    st.stop()

frame.stale(reader)
part = figure.kept(reader, ("trends", *chosen.key), lambda: trends.part(reader, chosen))
frame.finding(trends.finding(part, chosen))
if part is not None:
    block = trends.block(part, chosen)
    opened = tiles_view.page([block], figure.theme(), key="trends")
    if opened:
        trends.open_group(chosen, opened)
