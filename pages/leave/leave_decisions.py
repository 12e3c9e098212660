"""Leave > Decisions compared: denied, undecided, cancelled, like with like."""

import streamlit as st

from pages.shared import decided, figure, filters, frame, queries

reader = frame.begin("Decisions compared", closed_to=("staff",))
chosen = filters.chosen(reader, wave=False, month=False)
outcome = decided.OUTCOMES[
    filters.toggle("Vacation requests", tuple(decided.OUTCOMES), key="outcome")
]
rows = queries.decisions(reader, outcome)
if chosen is None or rows.is_empty():
    frame.too_little(
        "This page needs requests for vacation with what was decided, when, and by whom "
        "they were cancelled, as your leave system exports them. A steward loads them on "
        "Data > Import."
    )
    st.stop()

frame.stale(reader)
frame.finding(decided.finding(rows, outcome))
frame.facts(decided.facts(rows))
for dimension, title in decided.DIMENSIONS.items():
    drawn = figure.kept(
        reader,
        ("decisions", outcome, dimension, chosen.key),
        lambda dimension=dimension: decided.compared(
            reader, chosen, outcome, dimension
        ),
    )
    if drawn is None:
        continue
    st.header(title, anchor=False)
    st.caption(decided.LOOK_AT[dimension])
    figure.whole(
        drawn,
        key=f"decisions-{dimension}",
        name=f"decisions-{outcome}-{dimension}",
        how=decided.HOW,
        title=figure.READ,
    )
