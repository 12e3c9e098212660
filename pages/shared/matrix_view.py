"""The matrix on a page: drawn by its own component, each cell a link."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from charts.board import board, lines
from charts.matrix import MARK_WORDS
from charts.yardstick import Yardstick
from pages.shared import figure, queries
from pages.shared.filters import Chosen
from pages.shared.reader import Reader
from pages.shared.tables import estimate_table
from pages.shared.words import headings

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sheet:
    """The matrix as the browser gets it (`sent`), and the table behind it."""

    board: dict[str, Any]
    table: pl.DataFrame


def sheet(
    reader: Reader,
    chosen: Chosen,
    measures: list[Yardstick],
    known: dict[str, Yardstick],
    *,
    by_name: bool,
    past: pl.DataFrame,
) -> Sheet:
    """The chosen group on top, then its teams, by evidence or by name.

    `past`: group_id and measure of what is surely past an agreed level, surest first.
    With a role chosen: the organisation, and the role in it.
    """
    estimates = queries.matrix(reader, by=chosen.by, wave_by=chosen.wave_by)
    signals = list(past.select("group_id", "measure").iter_rows())
    made = [
        *lines(on_top(chosen), estimates, measures),
        *lines(below(chosen), estimates, measures, by_name=by_name, past=signals),
    ]
    marked = side_by_side(reader, known)
    heads = {
        key: f"{words} [b]" if key in marked else words
        for key, words in headings(estimates).items()
    }
    shown = estimates.filter(
        pl.col("group_id").is_in([line.group_id for line in made]),
        pl.col("measure").is_in([each.measure for each in measures]),
    )
    return Sheet(
        sent(board(made, measures, heads, figure.theme())),
        estimate_table(shown, chosen.names, known),
    )


def sent(drawn: dict[str, Any]) -> dict[str, Any]:
    """A matrix with its rows written as JSON: writing 1,000 of them costs 10 ms a view."""
    return {**drawn, "rows": json.dumps(drawn["rows"], ensure_ascii=False)}


def on_top(chosen: Chosen) -> pl.DataFrame:
    """The group that the rows below belong to."""
    focus = chosen.focus
    if chosen.role is not None:
        focus = queries.organisation(chosen.all_groups)
    assert focus is not None
    return chosen.all_groups.filter(pl.col("group_id") == focus["group_id"])


def below(chosen: Chosen) -> pl.DataFrame:
    """The teams of the choice, or the role chosen."""
    if chosen.role is None:
        return chosen.teams
    return pl.DataFrame([{**chosen.role, "parent": "whole organisation"}])


def side_by_side(reader: Reader, known: dict[str, Yardstick]) -> list[str]:
    """A score of each instrument of which one took another's place.

    Of the scales that broke together the first: both instruments then have a column,
    each under its own period, and neither goes on in the other's.
    """
    broken = queries.breaks(reader).filter(pl.col("kind") == "instrument")
    asked = queries.last_asked(reader)
    first: dict[tuple[str, Any], Yardstick] = {}
    for measure, says in broken.select("measure", "says").rows():
        if measure in known:
            each = known[measure]
            apart = (says, asked.get(measure))
            held = first.setdefault(apart, each)
            first[apart] = min(held, each, key=lambda one: one.position)
    return [each.measure for each in first.values()]


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text("utf-8")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "ballast_matrix",
        html='<div class="scale"></div><div class="frame"></div>',
        css=_asset("matrix.css"),
        js=_asset("matrix.js"),
    )


@cache
def _charts_part() -> str:
    """The file of Streamlit's browser part that draws charts; empty where not found."""
    folder = Path(st.__file__).parent / "static" / "static" / "js"
    return next((path.name for path in folder.glob("PlotlyChart.*.js")), "")


def matrix(board: dict[str, Any], *, label: str, corner: str) -> dict[str, str] | None:
    """Draws the matrix; the group and measure of a cell just opened, else none."""
    drawn = _component()(
        data={**board, "label": label, "corner": corner, "ahead": _charts_part()},
        key="matrix",
        on_opened_change=_noted,
    )
    return drawn.opened


def _noted() -> None:
    """A change callback must exist for the trigger to be read."""


def legend() -> None:
    """What letters, colours, hatching and marks mean, above the matrix."""
    marks = "   ".join(f"{mark} {words}" for mark, words in MARK_WORDS.items())
    with st.container(key="small-legend", gap=None):
        st.text(
            "Colour is the distance from each measure's stated reference, not from "
            "other teams; the fuller, the further. H higher, L lower than the reference; ▲ ▼ surely past an agreed level by the "
            "last three months; hatched ?: cannot be told from it."
        )
        st.text(marks)
