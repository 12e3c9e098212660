"""Data > History: every load, what can be mended, and taking one back."""

import streamlit as st

from pages.data.importing import history
from pages.shared import figure, frame

role = frame.begin_steward("History")
loads = history.loads(surveys=role == "survey steward")
frame.finding(history.finding(loads))
if loads.is_empty():
    st.stop()
st.dataframe(
    history.table(loads),
    placeholder="",
    hide_index=True,
    height="content",
    column_config=history.COLUMNS,
    key="loads",
    alt="One row per load, newest first: file, rows, rejected, dates covered",
)
figure.download(history.table(loads), key="loads", name="loads")
history.mend(loads)
history.undo(loads)
