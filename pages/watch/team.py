"""Watch > Team: one team's load, work around it, support, rest and scores."""

import streamlit as st

from pages.shared import (
    brief,
    figure,
    filters,
    findings,
    frame,
    own_brief,
    panels,
    queries,
    team,
    tiles_view,
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
    who = filters.group(groups)
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
    part = figure.kept(
        reader,
        ("team", who["group_id"], section, shown),
        lambda section=section: panels.part(reader, who, whole, section, only=shown),
    )
    if part is None:
        continue
    st.header(section, anchor=False)
    st.caption(panels.LOOK_AT[section])
    tiles_view.show(
        part.chart,
        figure.theme(),
        alt=part.alt,
        key=section,
        opens="Open this measure across the page",
        on_opened=team.opener(known),
    )
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
    for line in panels.action_lines(actions, known):
        st.text(line)
team.similar(reader, who, known)
team.could_move(reader, who, known)
frame.end()
