"""Leave: findings in words, measures over time, by team and by role."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from charts.dots import dots
from charts.series import lines
from charts.tiles import tiles
from charts.yardstick import Yardstick
from pages.shared import alt, figure, panels, queries
from pages.shared.figure import Drawn
from pages.shared.filters import Chosen
from pages.shared.reader import Reader
from pages.shared.tables import estimate_table

SECTION = "Rest"
USED = ("leave_taken_ratio",)
RESTED = ("no_week_off", "worked_on_leave")
AWAY = ("sick_share", "vacation_share")
NEEDS = (
    "This page needs leave: requests and balances, as your leave system exports them, "
    "and a roster. A steward loads them on Data > Import. What rests on a few people is "
    "not shown."
)
HOW = (
    "How to read this: a dot is a group's figure, the bar beside it the range its own "
    "earlier months led to expect: a dot on its bar is nothing new, a dot off it is a "
    "change. The dotted line is the stated reference, an unbroken orange one the agreed "
    "level; where there is neither, there is no line. [c] stands where a figure would "
    "rest on a few people: it is part of the group above. No order of merit is meant: "
    "groups stand by name."
)
HOW_OVER_TIME = (
    "How to read this: the line is this group by month or quarter; the faint band is "
    "where its own earlier figures would lead you to expect the next one (no band: too "
    "few of them yet). A point outside the band is worth a talk, a point inside it is "
    "not. The dotted line is the stated reference."
)


def measures(known: dict[str, Yardstick]) -> dict[str, Yardstick]:
    """The measures of rest that this version shows."""
    return {key: each for key, each in known.items() if each.section == SECTION}


def of_focus(estimates: pl.DataFrame, chosen: Chosen) -> dict[str, dict[str, Any]]:
    """The chosen group's own shown figures, by measure."""
    assert chosen.focus is not None
    own = estimates.filter(
        (pl.col("group_id") == chosen.focus["group_id"]) & (pl.col("state") == "shown")
    )
    return {row["measure"]: row for row in own.rows(named=True)}


def finding(
    estimates: pl.DataFrame, known: dict[str, Yardstick], chosen: Chosen
) -> str:
    """Use, in a sentence, from the chosen group's own figure."""
    assert chosen.focus is not None
    name, own = chosen.focus["name"], of_focus(estimates, chosen)
    if "leave_taken_ratio" not in own:
        return f"Leave cannot be told for {name} in {chosen.by_words}."
    taken = known["leave_taken_ratio"].written(own["leave_taken_ratio"]["value"])
    return (
        f"{name}: in the twelve months to {chosen.by_words}, {taken} of the vacation that "
        "people are entitled to was taken."
    )


def rest_finding(
    estimates: pl.DataFrame, known: dict[str, Yardstick], chosen: Chosen
) -> str:
    """Rest, in a sentence, from the chosen group's own figures."""
    assert chosen.focus is not None
    name, own = chosen.focus["name"], of_focus(estimates, chosen)
    parts = []
    if "no_week_off" in own:
        share = known["no_week_off"].written(own["no_week_off"]["value"])
        parts.append(f"{share} have no week of vacation recorded in six months")
    if "worked_on_leave" in own:
        share = known["worked_on_leave"].written(own["worked_on_leave"]["value"])
        parts.append(f"work is recorded on {share} of full days of vacation")
    if not parts:
        return f"Rest cannot be told for {name} in {chosen.by_words}."
    return f"{name}: {'; '.join(parts)}."


def over_time(reader: Reader, who: dict[str, Any], keys: tuple[str, ...]) -> Drawn:
    """Some measures of one group by period, side by side."""
    known = queries.own_levels(reader, who["group_id"], queries.yardsticks(reader))
    history = queries.history(reader, [who["group_id"]])
    wanted = {key: known[key] for key in keys if key in known}
    found = panels.of_section(
        history, wanted, SECTION, who=who, whole=who, broken=queries.breaks(reader)
    )
    rows = history.filter(pl.col("measure").is_in(list(wanted)))
    names = dict(queries.groups(reader).select("group_id", "label").rows())
    across = panels.across(rows)
    return Drawn(
        tiles(found, lines, alt.panel, ends=across, wide=len(found) == 1)
        if found
        else None,
        estimate_table(rows, names, known),
        alt.panels(found, who["name"]) if found else "No figure of this yet.",
    )


def by_team(estimates: pl.DataFrame, chosen: Chosen, key: str) -> pl.DataFrame:
    """One measure of every team in the choice, by name: name, value, limits, state.

    Where the choice holds more teams than one chart can show, its programmes.
    """
    of_measure = estimates.filter(pl.col("measure") == key)
    return (
        shown_groups(chosen)
        .join(of_measure, on="group_id", how="inner", maintain_order="left")
        .select("name", "value", "lower", "upper", "state")
    )


MOST_TEAMS = 60


def shown_groups(chosen: Chosen) -> pl.DataFrame:
    """The teams of a choice by name; its programmes where there are more than 60 teams."""
    teams = chosen.teams.filter(pl.col("kind") == "team")
    programmes = chosen.groups.filter(pl.col("kind") == "programme")
    many = teams.height > MOST_TEAMS and programmes.height
    return (programmes if many else teams).sort(pl.col("name").str.to_lowercase())


def many_words(chosen: Chosen) -> str:
    """Why programmes stand in place of teams; empty where teams do."""
    if shown_groups(chosen)["kind"].to_list()[:1] != ["programme"]:
        return ""
    return "Programmes are shown; choose one above to see its teams."


def team_dots(
    estimates: pl.DataFrame,
    known: dict[str, Yardstick],
    chosen: Chosen,
    keys: tuple[str, ...],
) -> Drawn:
    """The first of the measures as dots by team; all of them in the table."""
    key = next(key for key in keys if key in known)
    points = by_team(estimates, chosen, key)
    table = estimate_table(
        estimates.filter(
            pl.col("measure").is_in(list(keys))
            & pl.col("group_id").is_in(chosen.groups["group_id"].implode())
        ),
        chosen.names,
        known,
    )
    drawn = dots(points, known[key], figure.theme()) if points.height else None
    return Drawn(drawn, table, alt.dots(points, known[key]))


def role_dots(
    reader: Reader, known: dict[str, Yardstick], key: str, by: date
) -> Drawn | None:
    """One measure by role of the organisation; None where roles are not shown."""
    points = queries.by_role(reader, key, by).with_columns(
        pl.col("name").str.replace_all("_", " ")
    )
    if points["value"].count() == 0:
        return None
    table = points.select(
        pl.col("name").alias("Role"),
        *(
            pl.Series(head, [known[key].written(each) for each in points[column]])
            for head, column in (
                ("Figure", "value"),
                ("Lower", "lower"),
                ("Upper", "upper"),
            )
        ),
    )
    return Drawn(
        dots(points, known[key], figure.theme()), table, alt.dots(points, known[key])
    )


def roles(reader: Reader, known: dict[str, Yardstick], chosen: Chosen) -> None:
    """Leave taken by role, where roles are shown."""
    drawn = figure.kept(
        reader,
        ("leave used by role", chosen.key),
        lambda: role_dots(reader, known, "leave_taken_ratio", chosen.by),
    )
    if drawn is None:
        return
    st.header("By role", anchor=False)
    st.caption("Of the whole organisation. Look for roles that take far less.")
    figure.whole(
        drawn, key="used-by-role", name="leave-by-role", how=HOW, title=figure.READ
    )
