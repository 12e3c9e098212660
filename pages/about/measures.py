"""About > Measures: the dictionary, generated from the definitions."""

import streamlit as st

from pages.shared import dictionary, figure, filters, frame, queries

reader = frame.begin_open("Measures")
st.text(
    "What every figure is, what it can be fooled by, and why it matters. The pages, "
    "this dictionary and the documents are made from one and the same definition."
)
known = queries.yardsticks(reader) if reader else {}
with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
    section = filters.one_of("Section", dictionary.sections(), key="section")
    wanted = st.text_input("Search", key="search", bind="query-params")
found = dictionary.found(section, wanted, known)
every = dictionary.found(dictionary.ALL, "", known)
st.caption(f"{len(found)} of {len(every)} measures")
for measure in found:
    dictionary.entry(measure, known.get(measure.key))
if not found:
    st.text("No measure fits this search.")
figure.download(dictionary.table(), key="dictionary", name="measures")
