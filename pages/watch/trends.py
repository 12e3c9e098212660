"""Watch > Trends: one measure over time for the organisation, divisions and teams."""

import streamlit as st

from pages.shared import charted, figure, findings, frame, panels, tiles_view, trends

reader = frame.begin("Trends", closed_to=("HR",))
chosen = trends.chosen(reader)
if chosen is None:
    frame.nothing_loaded()
    st.stop()

frame.stale(reader)
part = figure.kept(reader, ("trends", *chosen.key), lambda: trends.part(reader, chosen))
frame.finding(trends.finding(part, chosen))
if part is not None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(trends.look_at(chosen))
        findings.how_to_read(charted.READ, key="trends")
    opened = tiles_view.show(
        part.chart,
        figure.theme(),
        alt=part.alt,
        key="trends",
        behind=figure.BEHIND,
        opens="Open this group's page at this measure",
    )
    if opened:
        trends.open_group(chosen, opened)
    for line in part.actions:
        st.text(line)
    panels.breaks(part)
    figure.behind(
        part.table,
        key="trends",
        name=f"trends-{chosen.yardstick.measure.replace('_', '-')}",
        methods=part.measures,
        alt="Every figure of the charts on this page, one row each",
        under_plots=True,
    )
frame.end()
