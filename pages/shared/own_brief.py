"""The brief of a reader's own team: for staff, from the day its leader has it.

Made as a leader of that team alone reads it, so that it holds what its leader is given and
nothing of any other team; which team that is stands in roles.toml, not in the address.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.shared import brief, frame, queries
from pages.shared.reader import Reader, open_reader

KINDS = ("team", "unit")
SAYS = (
    "What its leader is given on the same day: the figures of the team as a whole, and "
    "questions to talk about. It holds no figure of anybody alone."
)


def own_teams(reader: Reader) -> list[tuple[Reader, dict[str, Any]]]:
    """A reader of each of one's own teams, and the team; none where none is given."""
    found = []
    for unit in dict.fromkeys(reader.units):
        alone = open_reader("leader", (unit,))
        assert alone, "something is published, or this page had ended"
        own = queries.groups(alone).filter(
            (pl.col("node_id") == unit) & pl.col("kind").is_in(KINDS)
        )
        found += [(alone, row) for row in own.rows(named=True)]
    return found


def show(reader: Reader) -> None:
    """The briefs of one's own teams; where there are none, where to go instead."""
    teams = own_teams(reader) if reader.role == "staff" else []
    if not teams:
        frame.not_for(reader.role)
        return
    for alone, team in teams:
        with st.container(border=True, key=f"own-{team['group_id']}"):
            st.subheader(team["name"], anchor=False)
            st.caption(SAYS)
            brief.brief_button(alone, team)
