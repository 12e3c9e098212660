"""Watch > Team: one team's load, work around it, support, rest and scores."""

import polars as pl
import streamlit as st

from charts.scores import scores
from charts.series import series
from pages.shared import alt, figure, filters, frame, panels, queries
from pages.shared.tables import estimate_table

reader = frame.begin("Team", closed_to=("HR", "staff"))
groups = queries.groups(reader)
who = filters.group(groups)
if who is None:
    frame.nothing_loaded()
    st.stop()

whole = queries.organisation(groups) or who
names = dict(groups.select("group_id", "label").rows())
known = queries.own_levels(reader, who["group_id"], queries.yardsticks(reader))
frame.stale(reader)
found = queries.headlines(reader, who["group_id"])
frame.finding(found[0] if found else frame.nothing_said(who))
for sentence in found[1:]:
    st.text(sentence)
frame.facts(frame.about_group(reader, who))

history = queries.history(reader, [who["group_id"], whole["group_id"]])
actions = queries.actions(reader, who["group_id"])
marked = panels.actions(actions)
for section in queries.SECTIONS:
    drawn = panels.of_section(history, known, section, who=who, whole=whole)
    if not drawn:
        continue
    st.header(section, anchor=False)
    st.caption(panels.LOOK_AT[section])
    draw = scores if section == "Scores" else series
    chart = (
        draw(drawn, figure.theme())
        if draw is scores
        else draw(drawn, marked, figure.theme(), across=panels.across(history))
    )
    figure.show(chart, alt=alt.panels(drawn, who["name"]), key=section)
    measures = [each.yardstick for each in drawn]
    rows = history.filter(
        pl.col("measure").is_in([each.measure for each in measures])
        & (pl.col("group_id") == who["group_id"])
    )
    figure.behind(
        estimate_table(rows, names, known),
        key=section,
        name=f"team-{section.lower().replace(' ', '-')}",
        methods=measures,
        alt=f"Every figure of {section}, one row each",
    )
if actions.height:
    st.header("Actions", anchor=False)
    for line in panels.action_lines(actions, known):
        st.text(line)
frame.end()
