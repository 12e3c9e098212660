"""Watch > Team: one team's load, work around it, support, rest and scores."""

import streamlit as st

from pages.shared import (
    brief,
    figure,
    filters,
    frame,
    own_brief,
    queries,
    team,
    tiles_view,
)
from pages.shared.charted import READ
from pages.shared.tiles_view import Block

reader = frame.begin("Team", closed_to=("HR",))
if reader.role == "staff":
    own_brief.show(reader)
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
frame.finding(found[0] if found else team.nothing_said(reader, who))
for sentence in found[1:]:
    st.text(sentence)
frame.facts(frame.about_group(reader, who))
brief.brief_button(reader, who)

blocks = [Block("read", how=READ)]
if looked_at:
    blocks.append(team.close_up(reader, who, whole, looked_at))
blocks += team.blocks(reader, who, whole, known, every=width == "All")
tiles_view.page(blocks, figure.theme(), key="team", on_opened=team.opener(known))
