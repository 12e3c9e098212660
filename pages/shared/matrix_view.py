"""The matrix on a page: drawn by its own component, each cell a link."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from charts.matrix import MARK_WORDS

HERE = Path(__file__).parent


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
