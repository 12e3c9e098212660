"""Small multiples on a page: plots made on the server, shown by a component of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from charts.theme import Theme
from charts.tiles import Tiles

HERE = Path(__file__).parent


@cache
def _asset(name: str) -> str:
    return (HERE / name).read_text("utf-8")


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "ballast_tiles",
        html='<div class="tiles" role="group"></div>',
        css=_asset("tiles.css"),
        js=_asset("tiles.js"),
    )


def show(
    drawn: Tiles,
    theme: Theme,
    *,
    alt: str,
    key: str,
    opens: str = "",
    on_opened: Callable[[str], None] | None = None,
) -> str | None:
    """Draws the plots; the key of one just opened, else none.

    `opens`: what a click does, in words; without it plots are only looked at.
    `on_opened`: called with that key before the page runs again.
    """

    def opened() -> None:
        chosen = st.session_state[f"tiles-{key}"]["opened"]
        if on_opened is not None and chosen:
            on_opened(chosen)

    shown = _component()(
        data={
            "tiles": [asdict(each) for each in drawn.tiles],
            "wide": drawn.wide,
            "label": alt,
            "opens": opens,
            "colours": colours(theme),
        },
        key=f"tiles-{key}",
        on_opened_change=opened,
    )
    return shown.opened or None


def colours(theme: Theme) -> dict[str, str]:
    """The colours that the style sheet of the plots names."""
    return {
        "ground": theme.ground,
        "ink": theme.ink,
        "muted": theme.muted,
        "grid": theme.grid,
        "accent": theme.accent,
        "compared": theme.compared,
        "concern": theme.concern,
        "better": theme.better,
    }
