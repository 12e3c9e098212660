"""Watch > Next four weeks: booked against available hours, overlaps, clients who wait."""

import polars as pl
import streamlit as st

from pages.shared import coming, figure, filters, frame, leave, queries

reader = frame.begin("Next four weeks", closed_to=("HR", "staff"))
chosen = filters.chosen(reader, wave=False, month=False)
weeks = queries.ahead(reader)
if chosen is None or chosen.focus is None or weeks.is_empty():
    frame.too_little(coming.NEEDS)
    st.stop()

focus = chosen.focus
frame.stale(reader)
own = weeks.filter(pl.col("group_id") == focus["group_id"])
frame.finding(coming.finding(own, focus["name"]))
frame.facts(coming.facts(own, queries.waiting(reader), focus))

st.header("Booked of available hours", anchor=False)
st.caption(
    "Look for orange cells: 2d means two days on which leave brings the team under its "
    "minimum of staff. Then for teams booked far fuller than others in the same week: the "
    "fuller the blue, the fuller the week. [c]: not shown separately, to protect people. "
    f"{leave.many_words(chosen)}"
)
drawn = figure.kept(reader, ("ahead", chosen.key), lambda: coming.board(reader, chosen))
figure.whole(
    drawn, key="ahead", name="next-four-weeks", how=coming.HOW, title=figure.READ
)
