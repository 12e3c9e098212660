"""Understand > Workload and burnout: does a stressor go with an outcome here?"""

import streamlit as st

from charts.scatter import scatter
from pages.shared import (
    alt,
    answer,
    figure,
    filters,
    frame,
    pairs,
    queries,
    relation_page,
    relations,
)
from pages.shared.words import in_sentence

reader = frame.begin("Workload and burnout", closed_to=("HR", "staff"))
known = queries.present(reader, queries.yardsticks(reader))
stressors, outcomes = pairs.stressors(known, reader), pairs.outcomes(known)
if not stressors or not outcomes:
    frame.too_little(
        "This page sets a stressor against a burnout score. It needs at least one "
        "measure of load and one score or official burnout figure."
    )
    st.stop()

with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
    stressor = known[filters.one_key("Stressor", stressors, key="stressor")]
    outcome = known[filters.one_key("Outcome", outcomes, key="outcome")]
    period = pairs.period(reader, outcome)
    rows = relations.of_pair(reader, stressor, outcome)
    wave = relation_page.wave_of(period)
    kinds = relations.slices(rows, wave)
    part = (
        filters.one_key("Slice", kinds, key="slice")
        if len(kinds) > 1
        else "organisation"
    )
if period is None:
    frame.too_little(f"{outcome.label} is not shown for any period yet.")
    st.stop()

frame.stale(reader)
found = relations.found_in(rows, wave, part)
frame.finding(answer.in_words(reader, stressor, outcome, found))
answer.in_figures(reader, stressor, outcome, found)
points = relation_page.points(reader, stressor, outcome, period, part)
judged = relations.facts(reader, found) if found else []
silent = relation_page.answered(reader, wave)
frame.facts([*pairs.behind(points, period, outcome), silent, *judged])
st.header(f"{outcome.label} and {in_sentence(stressor.label)}", anchor=False)
if points.is_empty():
    frame.too_little("No team is shown for both measures in this period.")
else:
    st.caption(pairs.how_to_read(points))
    drawn = figure.kept(
        reader,
        ("pairs", stressor.measure, outcome.measure, period, part),
        lambda: scatter(points, stressor, outcome, figure.theme()),
    )
    figure.show(drawn, alt=alt.points(points, stressor, outcome), key="pairs")
    figure.behind(
        pairs.table(points, stressor, outcome),
        key="pairs",
        name=f"{stressor.measure}-{outcome.measure}",
        methods=[stressor, outcome],
        alt="Both figures of every shown team, one row each",
        how=relations.method(found),
    )
if found:
    relation_page.more(reader, stressor, outcome, found)
relation_page.care(stressor, outcome, points, found, silent)
