"""Data > Quality: how fresh and complete what is loaded is, and what to mend."""

import streamlit as st

from pages.shared import data_quality as page
from pages.shared import figure, filters, frame, queries, sources

reader = frame.begin("Quality", stewards=True)
rows, loaded = queries.quality(reader), queries.freshness(reader)
if rows.is_empty():
    frame.too_little("This version was published before checks were; publish again.")
    st.stop()

frame.finding(page.finding(rows))
frame.facts(page.facts(loaded, queries.manifest(reader)))
frame.stale(reader)
page.entries(rows)

kinds = page.kinds(rows)
if kinds:
    st.header("Who has rows", anchor=False)
    st.caption(page.WHO)
    kind = filters.one_key("Source", kinds, key="source")
    drawn = figure.kept(
        reader,
        ("completeness", kind),
        lambda: page.field(rows, kind, figure.theme()),
    )
    figure.whole(drawn, key="completeness", name=f"completeness-{kind}", how=page.HOW)

st.header("How fresh", anchor=False)
st.caption(page.FRESH)
table = sources.table(loaded)
st.dataframe(
    table,
    placeholder="",
    hide_index=True,
    height="content",
    column_config=sources.COLUMNS,
    key="table-fresh",
    alt="One row per source: files, rows, rejected rows, last day covered",
)
figure.download(table, key="fresh", name="freshness")
if page.has_clean(rows):
    st.header("Checked, and nothing found", anchor=False)
    st.text(page.clean(rows))
