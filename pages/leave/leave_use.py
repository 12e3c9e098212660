"""Leave > Leave use: taken against entitlement, by team, role and month; the calendar."""

import streamlit as st

from pages.shared import figure, filters, frame, leave, queries
from pages.shared.words import plain

reader = frame.begin("Leave use", closed_to=("staff",))
chosen = filters.chosen(reader, wave=False)
known = queries.present(reader, queries.yardsticks(reader))
measures = leave.measures(known)
if chosen is None or chosen.focus is None or not measures:
    frame.too_little(leave.NEEDS)
    st.stop()

focus = chosen.focus
frame.stale(reader)
estimates = queries.matrix(reader, by=chosen.by, wave_by=chosen.by)
frame.finding(leave.finding(estimates, known, chosen))
frame.facts(frame.behind_figures(reader, chosen)[:3])

if "leave_taken_ratio" in known:
    st.header("Taken of entitlement", anchor=False)
    st.caption(
        "Look at the direction: twelve rolling months change slowly, and a fall means "
        f"that less is taken than a year ago. {plain(focus['name'])}."
    )
    drawn = figure.kept(
        reader,
        ("leave used", focus["group_id"]),
        lambda: leave.over_time(reader, focus, leave.USED),
    )
    figure.whole(
        drawn, key="used", name="leave-use", how=leave.HOW_OVER_TIME, title=figure.READ
    )
    st.header("By team", anchor=False)
    st.caption(
        "Look for teams with leave still to take: dots far to the left, or left of their "
        "bar, which is what their own earlier months led to expect. "
        f"{leave.many_words(chosen)}"
    )
    drawn = figure.kept(
        reader,
        ("leave used by team", chosen.key),
        lambda: leave.team_dots(estimates, known, chosen, tuple(measures)),
    )
    figure.whole(
        drawn,
        key="used-by-team",
        name="leave-use-by-team",
        how=leave.HOW,
        title=figure.READ,
        methods=[known["leave_taken_ratio"]],
    )
    leave.roles(reader, known, chosen)

st.header("Calendar of vacation", anchor=False)
st.caption(
    "Look for weeks in which hardly anybody, or nearly everybody, is away. "
    f"{plain(focus['name'])}."
)
days = figure.kept(
    reader,
    ("calendar", focus["group_id"]),
    lambda: leave.calendar(reader, focus),
)
figure.whole(
    days,
    key="calendar",
    name="vacation-calendar",
    how=leave.HOW_CALENDAR,
    title=figure.READ,
)
frame.end()
