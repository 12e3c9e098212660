"""The parts of a group's page: its finding, one measure close up, similar teams, moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from charts.board import columns
from charts.funnel import funnel
from charts.yardstick import Yardstick
from pages.shared import (
    charted,
    figure,
    filters,
    moves,
    panels,
    queries,
    watching,
)
from pages.shared import (
    findings as found_in,
)
from pages.shared.figure import Drawn
from pages.shared.reader import Reader
from pages.shared.words import listed

EVERY = "All measures"
NO_COMPARISON = (
    "No comparison: there is none with fewer than five shown teams of the same setting "
    "and service model, and none for what is not shown."
)
LOOK_AT_FUNNEL = (
    "Filled dot: this team; diamond: its mean once chance is taken off; grey: similar "
    "teams. Look whether the dot lies beyond the solid lines: only then is it unlike them."
)
READ_FUNNEL = (
    "The fewer answers, the wider the lines: a few answers move a mean far by chance alone. "
    "Within the dotted lines lie 95 of 100 teams that are alike, within the solid ones all "
    "but two of a thousand. The diamond is the mean drawn towards that of all groups, by "
    "as much as chance explains. Where the groups do not differ detectably nobody is named."
)


def measure(
    reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]
) -> Yardstick | None:
    """The measure looked at closely, bound to the address; none: all of them."""
    del reader, who
    label = {each.label: each for each in known.values()}
    return label.get(filters.one_of("Look closely at", [EVERY, *label], key="measure"))


def opener(known: dict[str, Yardstick]) -> Callable[[str], None]:
    """What a click on a small chart does: its measure is looked at closely."""

    def look_at(measure: str) -> None:
        if measure in known:
            st.session_state["measure"] = known[measure].label

    return look_at


def findings(reader: Reader, who: dict[str, Any]) -> list[str]:
    """The findings about a group, surest first."""
    every = found_in.named(watching.signals(reader))
    return every.filter(pl.col("group_id") == who["group_id"])["sentence"].to_list()


def shown(
    reader: Reader, known: dict[str, Yardstick], who: dict[str, Any], every: bool
) -> frozenset[str] | None:
    """The measures drawn: the main ones and those with a finding; none: all."""
    if every:
        return None
    main = columns(known.values(), queries.SECTIONS, short=True)
    own = watching.signals(reader).filter(pl.col("group_id") == who["group_id"])
    scores = [each.measure for each in known.values() if each.section == panels.SCORES]
    return frozenset([*(each.measure for each in main), *own["measure"], *scores])


def close_up(
    reader: Reader, who: dict[str, Any], whole: dict[str, Any], looked_at: Yardstick
) -> None:
    """One measure across the page, with what its chart says."""
    only = frozenset([looked_at.measure])
    st.header(looked_at.label, anchor=False)
    part = figure.kept(
        reader,
        ("team", who["group_id"], "close up", looked_at.measure),
        lambda: panels.part(
            reader, who, whole, looked_at.section, only=only, wide=True
        ),
    )
    if part is None:
        st.text("Not measured for this group.")
        return
    drawn = charted.of_measure(
        watching.control(reader, [who["group_id"]]), looked_at.measure, who["group_id"]
    )
    own = part.measures[0]
    said = charted.sentences(drawn, own)
    half = watching.similar(reader, who["group_id"]).get(looked_at.measure)
    if half:
        said.append(
            f"Half of {half['teams']} similar teams: {own.written(half['half'])} or less."
        )
    with st.container(key="close-up-words", gap=None):
        for line in said:
            st.text(line)
    figure.show(part.chart, alt=part.alt, key="close-up")
    panels.breaks(part)
    figure.behind(
        part.table,
        key="close-up",
        name=f"team-{looked_at.measure.replace('_', '-')}",
        methods=part.measures,
        alt=f"Every figure of {looked_at.label}, one row each",
    )


def similar(reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]) -> None:
    """Where similar teams lie: a funnel of scores, half of them for everything else."""
    st.header("Similar teams", anchor=False)
    lies = watching.similar(reader, who["group_id"])
    if not lies:
        st.text(NO_COMPARISON)
        return
    drawn = figure.kept(
        reader,
        ("funnel", who["group_id"]),
        lambda: _funnel(reader, who, known, lies),
    )
    st.text(drawn.alt)
    if drawn.chart is not None:
        st.caption(LOOK_AT_FUNNEL)
        found_in.how_to_read(READ_FUNNEL, key="funnel")
        figure.show(drawn.chart, alt=drawn.alt, key="funnel")
    figure.behind(
        drawn.table,
        key="funnel",
        name="team-similar",
        alt="This team and half of similar teams, one row per measure",
        how=READ_FUNNEL,
    )


def _funnel(
    reader: Reader,
    who: dict[str, Any],
    known: dict[str, Yardstick],
    lies: dict[str, dict[str, Any]],
) -> Drawn:
    rows = watching.funnel(reader, who["group_id"])
    points = {
        str(key): part
        for (key,), part in rows.group_by("measure", maintain_order=True)
        if key in known and part["own"].any()
    }
    chart = (
        funnel(points, known, lambda key: _beside(points[key], known[key]))
        if points
        else None
    )
    now = {row["measure"]: row for row in _latest(reader, who).rows(named=True)}
    table = [
        {
            "Measure": known[key].label,
            "This team": known[key].written(now[key]["value"] if key in now else None),
            "Half of similar teams": f"{known[key].written(row['half'])} or less",
            "Similar teams": row["teams"],
            "Reading": f"{row['unlike']} similar teams" if row["unlike"] else "",
            "Limits (95 %)": known[key].written_interval(row["lower"], row["upper"]),
            "Limits (99.8 %)": known[key].written_interval(
                row["alarm_lower"], row["alarm_upper"]
            ),
        }
        for key, row in lies.items()
        if key in known
    ]
    return Drawn(chart, pl.DataFrame(table), _words(lies, known))


def _beside(rows: pl.DataFrame, yardstick: Yardstick) -> str:
    """What one score's funnel shows: the team beside what is expected of as many answers."""
    own = rows.filter("own").row(0, named=True)
    limits = yardstick.written_interval(own["alarm_lower"], own["alarm_upper"])
    return (
        f"{yardstick.label}: this team {yardstick.written(own['value'])}, similar teams "
        f"about {yardstick.written(own['target'])}, expected {limits}"
    )


def _words(lies: dict[str, dict[str, Any]], known: dict[str, Yardstick]) -> str:
    unlike = [
        f"{known[key].label} ({row['unlike']})"
        for key, row in lies.items()
        if row["unlike"] and key in known
    ]
    most = max(row["teams"] for row in lies.values())
    beside = f"Beside {most} teams of the same setting and service model"
    if not any(row["target"] is not None for row in lies.values()):
        return f"{beside}: what half of them keep to stands in the table."
    if not unlike:
        return f"{beside}: no score is unlike theirs."
    return f"{beside}: unlike theirs in {listed(unlike)}."


def _latest(reader: Reader, who: dict[str, Any]) -> pl.DataFrame:
    history = queries.history(reader, [who["group_id"]])
    return history.filter(pl.col("value").is_not_null()).unique(
        "measure", keep="last", maintain_order=True
    )


def could_move(
    reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]
) -> None:
    """What it would take to be back at a level, with the arithmetic open."""
    st.header("What could move", anchor=False)
    own = queries.own_levels(reader, who["group_id"], known)
    found = moves.rows(
        watching.latest(reader, who["group_id"]),
        own,
        watching.similar(reader, who["group_id"]),
    )
    if not found:
        st.text(moves.NOTHING)
        return
    for row in found:
        st.text(moves.sentence(row))
    st.caption(moves.SAYS)
    figure.behind(
        moves.table(found),
        key="moves",
        name="team-what-could-move",
        alt="What it would take, one row per measure, with every number that went in",
        title="The arithmetic, as a table to download",
    )
