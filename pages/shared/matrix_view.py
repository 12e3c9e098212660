"""The matrix on a page: drawn by its own component, each cell a link."""

from __future__ import annotations

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
    """The matrix as the browser gets it, and the table behind it."""

    board: dict[str, Any]
    table: pl.DataFrame


def sheet(
    reader: Reader,
    chosen: Chosen,
    measures: list[Yardstick],
    known: dict[str, Yardstick],
    *,
    by_name: bool,
) -> Sheet:
    """The chosen group on top, then its teams, by evidence or by name."""
    assert chosen.focus is not None
    estimates = queries.matrix(reader, by=chosen.by, wave_by=chosen.wave_by)
    top = chosen.all_groups.filter(pl.col("group_id") == chosen.focus["group_id"])
    made = [
        *lines(top, estimates, measures),
        *lines(chosen.teams, estimates, measures, by_name=by_name),
    ]
    shown = estimates.filter(
        pl.col("group_id").is_in([line.group_id for line in made]),
        pl.col("measure").is_in([each.measure for each in measures]),
    )
    return Sheet(
        board(made, measures, headings(estimates), figure.theme()),
        estimate_table(shown, chosen.names, known),
    )


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text("utf-8")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "ballast_matrix",
        html='<div class="frame"></div>',
        css=_asset("matrix.css"),
        js=_asset("matrix.js"),
    )


def matrix(board: dict[str, Any], *, label: str, corner: str) -> dict[str, str] | None:
    """Draws the matrix; the group and measure of a cell just opened, else none."""
    drawn = _component()(
        data={**board, "label": label, "corner": corner},
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
            "other teams. Orange: on the strained side; blue: on the good side. "
            "H higher, L lower than the reference; hatched ?: cannot be told from it."
        )
        st.text(marks)
