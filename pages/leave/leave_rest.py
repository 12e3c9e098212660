"""Leave > Rest: a week off, work on leave days, sickness beside vacation."""

import streamlit as st

from pages.shared import figure, filters, frame, leave, queries
from pages.shared.words import plain

reader = frame.begin("Rest", closed_to=("staff",))
chosen = filters.chosen(reader, wave=False)
known = queries.present(reader, queries.yardsticks(reader))
if chosen is None or chosen.focus is None or not leave.measures(known):
    frame.too_little(leave.NEEDS)
    st.stop()

focus = chosen.focus
frame.stale(reader)
estimates = queries.matrix(reader, by=chosen.by, wave_by=chosen.by)
frame.finding(leave.rest_finding(estimates, known, chosen))
frame.facts(frame.behind_figures(reader, chosen)[:3])

for title, look, keys in (
    (
        "A week off, and work on leave days",
        (
            "Look for a line that rises: fewer people get a week off, or more days of "
            "vacation hold a session or a note."
        ),
        leave.RESTED,
    ),
    (
        "Sickness beside vacation",
        (
            "By quarter, as a share of contracted hours. Look at both: sickness that "
            "rises while vacation falls is a late sign. Sickness is not rest."
        ),
        leave.AWAY,
    ),
):
    if not set(keys) & set(known):
        continue
    st.header(title, anchor=False)
    st.caption(f"{look} {plain(focus['name'])}.")
    drawn = figure.kept(
        reader,
        ("rest", focus["group_id"], keys),
        lambda keys=keys: leave.over_time(reader, focus, keys),
    )
    figure.whole(
        drawn,
        key=keys[0],
        name=f"rest-{keys[0]}".replace("_", "-"),
        how=leave.HOW_OVER_TIME,
        title=figure.READ,
        methods=[known[key] for key in keys if key in known],
    )

compared = {key: known[key] for key in (*leave.RESTED, *leave.AWAY) if key in known}
if compared:
    st.header("By team", anchor=False)
    key = filters.one_key(
        "Measure", {each.measure: each.label for each in compared.values()}, key="rest"
    )
    st.caption(
        "Look for teams that lie apart from most, or off their bar. The bar is what a "
        f"team's own earlier months led to expect. {leave.many_words(chosen)}"
    )
    drawn = figure.kept(
        reader,
        ("rest by team", chosen.key, key),
        lambda: leave.team_dots(estimates, known, chosen, (key,)),
    )
    figure.whole(
        drawn, key="rest-by-team", name="rest-by-team", how=leave.HOW, title=figure.READ
    )
