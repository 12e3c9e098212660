"""Data > What is loaded: sources, how fresh, and what was rejected."""

import streamlit as st

from pages.shared import figure, frame, queries, sources

reader = frame.begin("What is loaded", stewards=True)
loaded = queries.freshness(reader)
said = queries.manifest(reader)
frame.stale(reader)
frame.finding(sources.finding(loaded))
frame.facts(sources.behind(said))

table = sources.table(loaded)
st.header("Sources", anchor=False)
st.dataframe(
    table,
    placeholder="",
    hide_index=True,
    height="content",
    column_config=sources.COLUMNS,
    key="table-sources",
    alt="One row per source: files, rows, rejected rows, last date",
)
figure.download(table, key="sources", name="sources")
st.header("Bringing in more", anchor=False)
st.markdown(sources.HOW)
st.header("The last check", anchor=False)
st.text(sources.audit(said))
