"""Headings, words and small multiples that the browser draws in one piece, as blocks.

A heading, a line, an expander of Streamlit's own each take the browser as long as several
plots: what needs no widget of Streamlit's stands in blocks, and as many blocks as follow each
other are one component.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
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
        html='<div class="blocks"></div>',
        css=_asset("tiles.css"),
        js=_asset("tiles.js"),
    )


@dataclass(frozen=True)
class Block:
    """A part of a page without a widget of Streamlit's, in the order of its fields.

    `key`: whether it is unfolded stands in the session as `behind-<key>`; `lines`: text
    under the heading; `look_at`: a quiet line; `how`: how to read it, one click away
    (`**strong**` words, paragraphs apart by an empty line);
    `drawn`: the plots, named by `alt`; `opens`: what a click on one does, in words,
    without which they are only looked at; `after`: text under them; `behind`: what
    unfolds, in words; `unfolds`: draws that.
    """

    key: str
    heading: str = ""
    lines: tuple[str, ...] = ()
    look_at: str = ""
    how: str = ""
    drawn: Tiles = field(default_factory=lambda: Tiles(()))
    alt: str = ""
    opens: str = ""
    after: tuple[str, ...] = ()
    behind: str = ""
    unfolds: Callable[[], None] | None = None

    @cached_property
    def sent(self) -> str:
        """The block as JSON: written once, however often it is shown."""
        return json.dumps(
            {
                "key": self.key,
                "heading": self.heading,
                "lines": self.lines,
                "look_at": self.look_at,
                "how": self.how,
                "tiles": [vars(each) for each in self.drawn.tiles],
                "wide": self.drawn.wide,
                "label": self.alt,
                "opens": self.opens,
                "after": self.after,
                "behind": self.behind,
            },
            ensure_ascii=False,
        )


def show(
    drawn: Tiles,
    theme: Theme,
    *,
    alt: str,
    key: str,
    behind: str = "",
    opens: str = "",
) -> str | None:
    """Draws plots alone; the key of one just opened, else none.

    As the fields of a block. What unfolds is drawn by whoever calls, below.
    """
    block = Block(key=key, drawn=drawn, alt=alt, behind=behind, opens=opens)
    return _drawn((block,), theme, key=key)


def page(
    blocks: Sequence[Block],
    theme: Theme,
    *,
    key: str,
    on_opened: Callable[[str], None] | None = None,
) -> str | None:
    """Draws blocks one under another, each that is unfolded with what that draws.

    The key of a plot just opened, else none; `on_opened` is called with it before the
    page runs again.
    """
    chosen = None
    for place, part in enumerate(stretches(blocks)):
        chosen = (
            _drawn(part, theme, key=f"{key}-{place}", on_opened=on_opened) or chosen
        )
        last = part[-1]
        if last.unfolds and is_unfolded(last.key):
            last.unfolds()
    return chosen


def stretches(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Blocks that follow each other without anything unfolded between them."""
    held: list[Block] = []
    for block in blocks:
        held.append(block)
        if is_unfolded(block.key):
            yield tuple(held)
            held = []
    if held:
        yield tuple(held)


def _drawn(
    blocks: Sequence[Block],
    theme: Theme,
    *,
    key: str,
    on_opened: Callable[[str], None] | None = None,
) -> str | None:
    def opened() -> None:
        chosen = st.session_state[f"tiles-{key}"]["opened"]
        if on_opened is not None and chosen:
            on_opened(chosen)

    def toggled() -> None:
        chosen = st.session_state[f"tiles-{key}"]["toggled"]
        if chosen in {each.key for each in blocks}:
            st.session_state[f"behind-{chosen}"] = not is_unfolded(chosen)

    shown = _component()(
        data={
            "blocks": [each.sent for each in blocks],
            "unfolded": [each.key for each in blocks if is_unfolded(each.key)],
            "colours": colours(theme),
        },
        key=f"tiles-{key}",
        on_opened_change=opened,
        on_toggled_change=toggled,
    )
    return shown.opened or None


def is_unfolded(key: str) -> bool:
    """Whether what stands behind a block is unfolded."""
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
