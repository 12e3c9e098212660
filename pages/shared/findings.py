"""The findings of a page in words: how many teams, by what, since when, what is new."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl
import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import figure, filters, watching
from pages.shared.filters import Chosen
from pages.shared.reader import Reader
from pages.shared.words import in_sentence, listed, plain

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MOST_LINKS = 6
MOST_NEWS = 4
ENDED = "ended"
TOGETHER = " together with "
HEADS = (
    *("Team", "Measure", "Side", "Agreed level"),
    *("Since", "Status", "Chance", "In words"),
)
STATUS_WORDS = {"new": "new", "goes_on": "goes on", ENDED: "no longer"}
HOW = (
    "A team is named when the mean of its last three months lies surely past the level "
    "somebody agreed on: its season and its own ups and downs are taken into account, and "
    "over all teams and headline measures together at most 15 in 100 findings are "
    "expected to be chance. New: the same test did not name it by the month before."
)
READ = (
    "**Findings** come first, the surest at the top; each leads to its team and measure.\n\n"
    "**The table below** has a row per team. Colour is the distance from a level that "
    "somebody stated, never from other teams, so that there need not be a worst team. "
    "▲ and ▼ mark what is surely past an agreed level; a hatched cell cannot be told from "
    "the usual. A month on its own says little: look for what stays.\n\n"
    "**Every cell opens** its team at that measure, by mouse or with the arrow keys and "
    "Enter."
)


def within(reader: Reader, chosen: Chosen) -> pl.DataFrame:
    """The findings about teams of the choice; none for an earlier month or a role."""
    found = watching.signals(reader)
    if not chosen.latest or chosen.role is not None:
        return found.clear()
    return found.filter(pl.col("group_id").is_in(chosen.groups["group_id"].implode()))


def named(found: pl.DataFrame) -> pl.DataFrame:
    """Without what is no finding any more."""
    return found.filter(pl.col("status") != ENDED)


def headline(
    reader: Reader, chosen: Chosen, found: pl.DataFrame, known: dict[str, Yardstick]
) -> str:
    """The page's first sentence."""
    if chosen.role is not None:
        return f"{chosen.role['name']}: figures of the role in the whole organisation."
    if not chosen.latest:
        return f"Figures as they stood in {chosen.by_words}."
    if not watching.levels_agreed(reader):
        return (
            "Nobody is singled out: no level is agreed for a headline measure. Agreed "
            "levels stand in the settings."
        )
    teams = named(found)
    if teams.is_empty():
        return (
            "No team is surely past an agreed level, judged by the last three months."
        )
    kinds = teams.unique(["measure", "kind"], maintain_order=True)
    if kinds.height == 1:
        return _of_one_measure(teams, known)
    return _of_several(teams, known)


def _of_one_measure(teams: pl.DataFrame, known: dict[str, Yardstick]) -> str:
    """`Three teams are above their agreed caseload per FTE, two of them since March.`"""
    row = teams.row(0, named=True)
    label = in_sentence(known[row["measure"]].label)
    their = "its" if teams.height == 1 else "their"
    text = f"{_teams(teams.height)} {row['kind']} {their} agreed level of {label}"
    months = Counter(teams["since"].drop_nulls())
    if not months:
        return f"{text}."
    month, many = months.most_common(1)[0]
    when = f"since {month:%B %Y}"
    if many == teams.height:
        return f"{text}, {when}."
    return f"{text}, {_number(many)} of them {when}."


def _of_several(teams: pl.DataFrame, known: dict[str, Yardstick]) -> str:
    """`Four teams are past an agreed level: two by caseload per FTE, ...`.

    Each team once: `one by caseload per FTE together with notes finished after hours`.
    """
    own = teams.group_by("group_id", maintain_order=True).agg("measure")["measure"]
    labels = [[in_sentence(known[key].label) for key in keys] for keys in own]
    if len(labels) == 1:
        return f"{_teams(1)} past its agreed levels of {listed(labels[0])}."
    by = Counter(TOGETHER.join(sorted(each)) for each in labels)
    parts = [f"{_number(many)} by {what}" for what, many in by.items()]
    return f"{_teams(len(labels))} past an agreed level: {listed(parts)}."


def _teams(many: int) -> str:
    verb = "team is" if many == 1 else "teams are"
    return f"{_number(many).capitalize()} {verb}"


def _number(many: int) -> str:
    return NUMBERS[many] if many < len(NUMBERS) else str(many)


def links(chosen: Chosen, found: pl.DataFrame, known: dict[str, Yardstick]) -> None:
    """The surest findings, each a link to its team and measure."""
    teams = named(found)
    with st.container(key="findings", gap=None):
        for row in teams.head(MOST_LINKS).rows(named=True):
            link(chosen.label_of(row["group_id"]), row, known)
        more = teams.height - MOST_LINKS
        if more > 0:
            st.text(f"{more} more stand in the table below.")


def link(label: str, row: dict[str, Any], known: dict[str, Yardstick]) -> None:
    """One finding as a link."""
    new = "New: " if row["status"] == "new" else ""
    st.page_link(
        filters.TEAM,
        label=plain(f"{new}{row['sentence']}"),
        query_params=filters.address(team=label, measure=known[row["measure"]].label),
    )


def matrix_title(chosen: Chosen) -> str:
    """What stands above the matrix."""
    if chosen.role is not None:
        return "The role beside the whole organisation; roles are not shown by team"
    return "Teams and what they carry"


def open_team(
    chosen: Chosen, opened: dict[str, str], known: dict[str, Yardstick]
) -> None:
    """Leads to the group of a cell, at its measure; a role has no page of its own."""
    if opened["group"] not in chosen.names:
        return
    yardstick = known.get(opened["measure"])
    measure = {"measure": yardstick.label} if yardstick else {}
    label = chosen.label_of(opened["group"])
    filters.lead(filters.TEAM, **{"team": label, **measure})


def news(found: pl.DataFrame, chosen: Chosen) -> list[str]:
    """What is new since the month before, and what is no more, in a line each."""
    if chosen.role is not None:
        return ["Findings are about teams, not about roles."]
    if not chosen.latest:
        return ["What is new is told for the latest month alone."]
    if found.is_empty():
        return ["Nothing: there was no finding in the month before either."]
    fresh = found.filter(pl.col("status") == "new")["sentence"].to_list()
    ended = found.filter(pl.col("status") == ENDED)["sentence"].to_list()
    if not fresh and not ended:
        return ["Nothing: the same findings as in the month before."]
    lines = [*fresh, *ended]
    more = len(lines) - MOST_NEWS
    return lines[:MOST_NEWS] + ([f"{more} more changed."] if more > 0 else [])


def table(found: pl.DataFrame, known: dict[str, Yardstick]) -> pl.DataFrame:
    """One row per finding, as the page says it."""
    rows = [
        {
            "Team": row["name"],
            "Measure": known[row["measure"]].label,
            "Side": row["kind"],
            "Agreed level": known[row["measure"]].written(row["level"]),
            "Since": f"{row['since']:%b %Y}" if row["since"] else "",
            "Status": STATUS_WORDS[row["status"]],
            "Chance": row["p_band"],
            "In words": row["sentence"],
        }
        for row in found.rows(named=True)
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(HEADS, pl.String))


def behind(found: pl.DataFrame, known: dict[str, Yardstick]) -> None:
    """The findings as a table, with the way they are made."""
    if found.height:
        figure.behind(
            lambda: table(found, known),
            key="findings",
            name="findings",
            alt="Every finding, surest first",
            how=HOW,
            title="The findings as a table, and how they are made",
        )


def how_to_read(text: str = READ, *, key: str = "read") -> None:
    """What a page's figures are read by, one click away."""
    with st.popover("How to read this", icon=":material/help:", key=f"how-{key}"):
        st.markdown(text)
