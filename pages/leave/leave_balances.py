"""Leave > Balances: forfeits coming, hours owed, carry-over."""

import streamlit as st

from pages.shared import figure, filters, frame, leave, owed, queries
from pages.shared.words import plain

reader = frame.begin("Balances", closed_to=("staff",))
chosen = filters.chosen(reader, wave=False, month=False)
if chosen is None or chosen.focus is None or queries.forfeits(reader).is_empty():
    frame.too_little(owed.NEEDS)
    st.stop()

focus = chosen.focus
frame.stale(reader)
months = owed.of_group(reader, focus)
frame.finding(owed.finding(months, focus["name"]))
frame.facts(owed.facts(months))

st.header("Owed and forfeited, month by month", anchor=False)
st.caption(
    "Look for the bars: hours that people earned and will not get, unless they take "
    "them before. The line above is what is owed. "
    f"{plain(focus['name'])}."
)
drawn = figure.kept(
    reader,
    ("balances", focus["group_id"]),
    lambda: owed.over_time(months, focus["name"]),
)
figure.whole(drawn, key="owed", name="balances", how=owed.HOW, title=figure.READ)
st.header("By team", anchor=False)
st.caption(
    "Look for teams with many hours to be forfeited: who covers for them, and when? "
    "Click a head to sort. [c]: not shown separately, to protect people; counted in the "
    f"group named. {leave.many_words(chosen)}"
)
teams = figure.kept(
    reader, ("balances by team", chosen.key), lambda: owed.by_group(reader, chosen)
)
st.dataframe(
    teams,
    hide_index=True,
    height=owed.tall(teams),
    key="balances-by-team",
    placeholder="",
    column_config=owed.COLUMNS,
)
figure.download(teams, key="balances-by-team", name="balances-by-team")
