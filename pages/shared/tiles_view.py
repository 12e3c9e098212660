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
        html='<p class="look"></p><div class="tiles" role="group"></div>'
        '<button type="button" class="behind"></button>',
        css=_asset("tiles.css"),
        js=_asset("tiles.js"),
    )


def show(
    drawn: Tiles,
    theme: Theme,
    *,
    alt: str,
    key: str,
    look_at: str = "",
    behind: str = "",
    opens: str = "",
    on_opened: Callable[[str], None] | None = None,
) -> str | None:
    """Draws the plots; the key of one just opened, else none.

    `look_at`: a line above them. `behind`: what unfolds below them, in words; whether it
    is unfolded stands in the session as `behind-<key>`. It is drawn here, because an
    expander for each section takes the browser longer than the plots. `opens`: what a
    click on a plot does, in words; without it plots are only looked at. `on_opened`:
    called with that plot's key before the page runs again.
    """
    unfolded = f"behind-{key}"

    def opened() -> None:
        chosen = st.session_state[f"tiles-{key}"]["opened"]
        if on_opened is not None and chosen:
            on_opened(chosen)

    def toggled() -> None:
        if st.session_state[f"tiles-{key}"]["toggled"]:
            st.session_state[unfolded] = not st.session_state.get(unfolded, False)

    shown = _component()(
        data={
            "tiles": [asdict(each) for each in drawn.tiles],
            "wide": drawn.wide,
            "label": alt,
            "look_at": look_at,
            "behind": {"key": unfolded, "words": behind, "open": is_unfolded(key)},
            "opens": opens,
            "colours": colours(theme),
        },
        key=f"tiles-{key}",
        on_opened_change=opened,
        on_toggled_change=toggled,
    )
    return shown.opened or None


def is_unfolded(key: str) -> bool:
    """Whether what stands behind some plots is unfolded."""
    return bool(st.session_state.get(f"behind-{key}", False))


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
