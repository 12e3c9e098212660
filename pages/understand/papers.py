"""Understand > The study's papers: plan, method, codebook, and all tables as CSV."""

import streamlit as st

from pages.shared import figure, filters, frame, papers, queries, relation_page

reader = frame.begin("The study's papers", closed_to=("leader", "HR", "staff"))
known = queries.yardsticks(reader)
waves = relation_page.waves(reader, reader.ask("study"))
if not waves:
    frame.too_little(relation_page.NEEDS)
    st.stop()

with st.container(horizontal=True, key="filters", vertical_alignment="bottom"):
    wave = filters.one_key("Wave", waves, key="wave")
frame.finding(papers.dated(reader, wave))
plan = papers.lines(reader, wave, "plan")
if plan:
    st.header("The plan", anchor=False)
for line in plan:
    st.text(line)
st.header("The method in this analysis", anchor=False)
st.caption("A paragraph that could stand in a report, with the exact numbers.")
st.text(" ".join(papers.lines(reader, wave, "method")))
st.header("The codebook", anchor=False)
book = papers.codebook(known)
st.dataframe(
    book,
    placeholder="",
    hide_index=True,
    height=320,
    alt="Every measure and how it is made",
)
figure.download(book, key="codebook", name="codebook")
st.header("Everything as CSV", anchor=False)
for key, (title, rows) in papers.tables(reader).items():
    with st.container(key=f"table-{key}", horizontal=True, vertical_alignment="center"):
        st.text(f"{title}: {rows.height} rows")
        figure.download(rows, key=f"all-{key}", name=key)
