"""Understand > All pairs: every named stressor with every outcome."""

import streamlit as st

from pages.shared import (
    every_pair,
    figure,
    filters,
    frame,
    matrix_view,
    queries,
    relation_page,
    relations,
    within,
)

reader = frame.begin("All pairs", closed_to=("leader", "HR", "staff"))
known = queries.yardsticks(reader)
waves = relation_page.waves(reader)
if not waves:
    frame.too_little(relation_page.NEEDS)
    st.stop()

with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
    wave = filters.one_key("Wave", waves, key="wave")
rows = every_pair.of_wave(queries.relations(reader), wave)
inner = every_pair.within_of_wave(queries.relations(reader), wave, "12 weeks")
said = f"{every_pair.finding(rows, known)} {every_pair.finding_within(inner)}"
frame.finding(said.strip())
frame.facts(
    [
        waves[wave],
        "stressors over the 12 weeks before the wave",
        relation_page.answered(reader, wave),
        every_pair.seen(rows, "teams"),
        every_pair.seen(inner, "people"),
    ]
)
st.caption(every_pair.HOW_TO_READ)
st.caption(within.budget_line(reader, wave))
opened = matrix_view.matrix(
    matrix_view.sent(every_pair.board(rows, known, figure.theme(), within=inner)),
    label="Stressors by outcome",
    corner="Stressor",
)
if opened:
    relation_page.open_pair(opened, known)
figure.behind(
    every_pair.table(rows, known, inner),
    key="all-pairs",
    name=f"all-pairs-{wave}",
    alt="Every pair, one row each",
    how=f"{relations.METHOD} {within.METHOD}",
)
