"""About > Privacy: what can be seen of whom; open to everybody."""

import streamlit as st

from pages.shared import frame, privacy, queries, sources

reader = frame.begin_open("Privacy")
frame.finding(privacy.PURPOSE)
st.text(privacy.agreed())
st.header("What you can see", anchor=False)
st.text(privacy.own_access())
st.header("Who sees what", anchor=False)
st.table(privacy.who_sees_what())
st.header("The smallest groups shown", anchor=False)
st.table(privacy.minimums(queries.manifest(reader) if reader else None))
for line in privacy.RULES:
    st.markdown(f"- {line}")
st.header("The last check", anchor=False)
st.text(sources.audit(queries.manifest(reader)) if reader else privacy.NO_CHECK)
st.header("What is not promised", anchor=False)
for line in privacy.LIMITS:
    st.markdown(f"- {line}")
