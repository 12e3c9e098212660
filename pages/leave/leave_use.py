"""Leave > Leave use: taken against entitlement, by team, role and month; the calendar."""

import streamlit as st

from pages.shared import away, figure, filters, frame, leave, queries
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
        "Each point is the twelve months up to then: vacation taken, of what people are "
        "entitled to. Look at the direction: a fall means that less is taken than a year "
        f"before. {plain(focus['name'])}."
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
        "bar. The bar is what a team's own earlier months led to expect. "
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

st.header("Who is on vacation, day by day", anchor=False)
days = figure.kept(
    reader,
    ("calendar", focus["group_id"]),
    lambda: away.calendar(reader, focus),
)
st.caption(away.words(days, focus["name"]))
figure.whole(
    days,
    key="calendar",
    name="vacation-calendar",
    how=away.HOW,
    title=figure.READ,
)
