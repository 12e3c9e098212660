"""Data quality: what every check found, in words, and how it is mended."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from charts.grid import OF_CONCERN, PLAIN, Square, grid
from charts.theme import Theme
from pages.shared import figure
from pages.shared.figure import Drawn
from pages.shared.sources import source_name
from pages.shared.words import day_words, listed, plain

COMPLETENESS = "completeness"
# below this share of its people with rows a team's figure is missing
ENOUGH = 0.6
SHADE_ENDS = (0.6, 0.7, 0.8, 0.9, 1.0)
MOST_MONTHS = 12
NONE = "none"
WEIGHTS = {"mend": "To mend", "look": "To look at", "tell": "To know"}
KINDS = {"appointment": "Appointments", "caseload": "Caseload", "time": "Time entries"}
FRESH = (
    "A source is stale when it lies further behind the newest one than such exports are "
    "usually apart."
)
WHO = (
    "People on the roster and at work with at least one row in the month, in per cent. "
    "L: under 60 %, where figures of the team are missing. Teams of under 5 people are "
    "joined to the group above; <5: 1 to 4 people have rows."
)
HOW = (
    "Counted when a version is published, from the rows in force. Nothing is said of "
    "fewer than 5 people but that there are some, and no total stands beside its parts."
)


def finding(rows: pl.DataFrame) -> str:
    """How many checks found something, in one sentence."""
    by_weight = {weight: _checks(rows, weight).height for weight in WEIGHTS}
    every = rows["check_key"].n_unique()
    clean = every - rows.filter(pl.col("count_words") != NONE)["check_key"].n_unique()
    if not by_weight["mend"] and not by_weight["look"]:
        return "Nothing to mend: no check found anything."
    mend, look = by_weight["mend"], by_weight["look"]
    parts = [f"{mend} found something to mend"] if mend else []
    parts += [f"{look} something to look at"] if look else []
    return f"Of {every} checks {listed(parts)}; {clean} found nothing."


def _checks(rows: pl.DataFrame, weight: str) -> pl.DataFrame:
    """The checks of a weight that found something, a row each, in their order."""
    found = rows.filter(pl.col("count_words") != NONE, pl.col("weight") == weight)
    return found.unique("check_key", keep="first", maintain_order=True)


def facts(loaded: pl.DataFrame, said: dict[str, Any]) -> list[str]:
    """Sources, how many of them are stale, and which loads."""
    stale = loaded.filter(pl.col("state") == "stale").height
    return [
        f"{loaded.height} sources",
        f"{stale} stale" if stale else "",
        f"made from {said['made_from']}",
    ]


def kinds(rows: pl.DataFrame) -> dict[str, str]:
    """The sources of which completeness is known: key -> label."""
    found = _complete(rows)["source"].unique(maintain_order=True)
    return {key: KINDS.get(key, key) for key in found}


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("check_key") == COMPLETENESS
    return rows.filter(own, pl.col("team_id").is_not_null())


def field(rows: pl.DataFrame, kind: str, theme: Theme) -> Drawn:
    """Teams by month for one source: the last twelve months drawn, all in the table."""
    own = _complete(rows).filter(pl.col("source") == kind)
    own = own.sort(pl.col("team_name").str.to_lowercase(), "period_start")
    months = own["period_start"].unique().sort()
    drawn = months.tail(MOST_MONTHS)
    names = own["team_name"].unique(maintain_order=True).to_list()
    cells = {
        (row["team_name"], row["period_start"]): row for row in own.rows(named=True)
    }
    squares = [[_square(cells.get((name, month))) for month in drawn] for name in names]
    low = [
        name
        for name, line in zip(names, squares, strict=True)
        if line and line[-1].shade == OF_CONCERN
    ]
    last = day_words(drawn[-1])[2:].strip() if drawn.len() else ""
    said = f"under 60 %: {listed(low)}" if low else "no team is under 60 %"
    label = KINDS.get(kind, kind)
    return Drawn(
        grid(names, [f"{month:%b}\n{month:%y}" for month in drawn], squares, theme),
        _field_table(own),
        f"{label} by team and month, share of people with rows. In {last} {said}.",
    )


def _square(row: dict[str, Any] | None) -> Square:
    if row is None:
        return Square("", PLAIN)
    if row["share"] is None:
        return Square("<5", PLAIN)
    text = f"{row['share'] * 100:.0f}"
    if row["share"] < ENOUGH:
        return Square(f"{text} L", OF_CONCERN)
    return Square(text, sum(row["share"] >= end for end in SHADE_ENDS))


def _field_table(own: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        [
            {
                "Team": row["team_name"],
                "Month": f"{row['period_start']:%b %Y}",
                "With rows": row["count_words"],
                "On the roster and at work": row["of"],
                "Share": "" if row["share"] is None else f"{row['share'] * 100:.0f} %",
            }
            for row in own.rows(named=True)
        ]
    )


def entries(rows: pl.DataFrame) -> None:
    """Every check that found something, gravest first, with its rows and the way out."""
    for weight, title in WEIGHTS.items():
        found = _checks(rows, weight).filter(pl.col("check_key") != COMPLETENESS)
        if found.is_empty():
            continue
        st.header(title, anchor=False)
        for check in found.rows(named=True):
            own = pl.col("check_key") == check["check_key"]
            _entry(check, rows.filter(own))


def _entry(check: dict[str, Any], own: pl.DataFrame) -> None:
    with st.container(border=True, key=f"check-{check['check_key']}"):
        st.subheader(plain(_capital(check["title"])), anchor=False)
        with st.container(gap="xsmall"):
            for line in summary(own):
                st.text(line)
        st.caption(plain(check["mend"]))
        figure.behind(
            check_table(own),
            key=check["check_key"],
            name=f"quality-{check['check_key'].replace('_', '-')}",
            alt=f"{_capital(check['title'])}: one row per place in which it was found",
            how=HOW,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def summary(own: pl.DataFrame) -> list[str]:
    """Where a check found something: a line per source and rule."""
    lines = []
    for part in own.partition_by("source", "detail", "unit", maintain_order=True):
        newest = part.sort("period_start", nulls_last=False).rows(named=True)[-1]
        where = _source(newest["source"]) or newest["team_name"] or "All"
        rule = f", {newest['detail']}" if newest["detail"] else ""
        months = part["period_start"].drop_nulls().unique()
        when = f" in {newest['period_start']:%b %Y}" if months.len() else ""
        earlier = months.len() - 1
        others = f", and in {earlier} earlier month{'s' if earlier > 1 else ''}"
        others = others if earlier > 0 else ""
        lines.append(f"{where}{rule}: {_found(newest)}{when}{others}")
    return lines


def _found(row: dict[str, Any]) -> str:
    unit = row["unit"] if row["count"] != 1 else row["unit"].removesuffix("s")
    people = row["people_words"]
    if row["count"] is None and people == "under 5":
        return f"some {unit} of under 5 people"
    said = f"{row['count_words']} {unit}"
    return f"{said} of {people} people" if people else said


def _source(source: str | None) -> str:
    return KINDS.get(source, source_name(source)) if source else ""


def check_table(own: pl.DataFrame) -> pl.DataFrame:
    """One row per source x month x team in which a check found something."""
    return pl.DataFrame(
        [
            {
                "Source": _source(row["source"]),
                "Month": f"{row['period_start']:%b %Y}" if row["period_start"] else "",
                "Team": row["team_name"] or "",
                "Rule": row["detail"] or "",
                "Found": row["count_words"],
                "What": row["unit"],
                "People": row["people_words"] or "",
                "Looked at": "" if row["of"] is None else f"{row['of']:,}",
            }
            for row in own.rows(named=True)
        ]
    )


def clean(rows: pl.DataFrame) -> str:
    """The checks that found nothing, in one sentence."""
    found = rows.filter(pl.col("count_words") == NONE)
    return _capital(listed(dict.fromkeys(found["title"]))) + "."


def has_clean(rows: pl.DataFrame) -> bool:
    """Whether any check found nothing."""
    return NONE in rows["count_words"]
