"""Watch > Team: one team's load, work around it, support, rest and scores."""

import streamlit as st

from pages.shared import (
    brief,
    filters,
    findings,
    frame,
    own_brief,
    panels,
    queries,
    similar,
    team,
)
from pages.shared.charted import READ

reader = frame.begin("Team", closed_to=("HR",))
if reader.role == "staff":
    own_brief.show(reader)
    frame.end()
    st.stop()
groups = queries.groups(reader)
with st.container(
    horizontal=True, key="filters", gap="small", vertical_alignment="bottom"
):
    who = filters.group(groups, first=team.opened_first(reader, groups))
    known = queries.yardsticks(reader) if who else {}
    looked_at = team.measure(reader, who, known) if who else None
    width = filters.toggle("Measures", ("Main", "All"), key="measures")
if who is None:
    frame.nothing_loaded()
    st.stop()

whole = queries.organisation(groups) or who
frame.stale(reader)
found = team.findings(reader, who)
frame.finding(found[0] if found else frame.nothing_said(who))
for sentence in found[1:]:
    st.text(sentence)
frame.facts(frame.about_group(reader, who))
with st.container(horizontal=True, key="beside"):
    brief.brief_button(reader, who)
    findings.how_to_read(READ, key="team")
if looked_at:
    team.close_up(reader, who, whole, looked_at)

shown = team.shown(reader, known, who, width == "All")
for section in queries.SECTIONS:
    team.section(reader, who, whole, known, section, shown)
actions = queries.actions(reader, who["group_id"])
if actions.height:
    st.header("Actions", anchor=False)
    for line in panels.action_lines(actions, known):
        st.text(line)
similar.show(reader, who, known)
team.could_move(reader, who, known)
frame.end()
