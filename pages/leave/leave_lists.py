"""Leave > Named lists: who gets no week off, who loses hours, who waits; for HR alone."""

import streamlit as st

from definitions.roles import ROLES
from pages.shared import filters, frame, leave, lists, queries

reader = frame.begin(
    "Named lists", closed_to=tuple(role for role in ROLES if role != "HR")
)
if queries.rest_by_name(reader).is_empty():
    frame.too_little(leave.NEEDS)
    st.stop()

frame.stale(reader)
frame.finding(lists.finding(reader))
frame.facts(["For HR alone; every look and download stands in the audit log"])
chosen = filters.one_of("List", list(lists.LISTS), key="list", width=420)
lists.show(reader, chosen)
st.caption(
    "These lists come from leave and roster alone. Nobody's answers and nobody's scores "
    "are in reach of them, and they are for planning rest, not for judging anybody."
)
