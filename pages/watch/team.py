"""Watch > Team: one team's load, work around it, support, rest and scores."""

import streamlit as st

from pages.shared import figure, filters, frame, panels, queries

reader = frame.begin("Team", closed_to=("HR", "staff"))
groups = queries.groups(reader)
who = filters.group(groups)
if who is None:
    frame.nothing_loaded()
    st.stop()

whole = queries.organisation(groups) or who
frame.stale(reader)
found = queries.headlines(reader, who["group_id"])
frame.finding(found[0] if found else frame.nothing_said(who))
for sentence in found[1:]:
    st.text(sentence)
frame.facts(frame.about_group(reader, who))

for section in queries.SECTIONS:
    part = figure.kept(
        reader,
        ("team", who["group_id"], section),
        lambda section=section: panels.part(reader, who, whole, section),
    )
    if part is None:
        continue
    st.header(section, anchor=False)
    st.caption(panels.LOOK_AT[section])
    figure.show(part.chart, alt=part.alt, key=section)
    panels.breaks(part)
    figure.behind(
        part.table,
        key=section,
        name=f"team-{section.lower().replace(' ', '-')}",
        methods=part.measures,
        alt=f"Every figure of {section}, one row each",
    )
actions = queries.actions(reader, who["group_id"])
if actions.height:
    st.header("Actions", anchor=False)
    for line in panels.action_lines(actions, queries.yardsticks(reader)):
        st.text(line)
frame.end()
