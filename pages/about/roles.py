"""About > Roles: who may see what, and who saw what; for the administrator."""

import streamlit as st

from pages.shared import frame, roles

role = frame.begin_for("Roles", "administrator")
frame.finding(roles.finding())
members = roles.members()
if not members.is_empty():
    st.dataframe(
        members, placeholder="", hide_index=True, height="content", key="members"
    )
st.markdown(roles.HOW)
st.header("The audit log", anchor=False)
st.text(roles.whole())
log = roles.log()
if not log.is_empty():
    st.dataframe(log, placeholder="", hide_index=True, height=420, key="log")
