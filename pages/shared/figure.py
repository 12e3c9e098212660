"""A figure with what belongs to it: its table, its download and its method."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from charts.finished import finished
from charts.theme import Theme, theme_named
from charts.tiles import Tiles
from charts.yardstick import Yardstick
from definitions.measures import measures
from pages.shared import downloads, tiles_view
from pages.shared.reader import Reader
from pages.shared.tables import csv
from pages.shared.words import level_words

T = TypeVar("T")
QUIET = {"displayModeBar": False}
TABLE_HEIGHT = 320
CSV = "text/csv"
BEHIND = "Table, download and how this is computed"
READ = "How to read this; table and download"


def theme() -> Theme:
    """The theme the reader's browser shows."""
    return theme_named(st.context.theme.type)


def kept(reader: Reader, what: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` makes, made once for a version, scope, theme and `what`.

    A version never changes, so nothing kept goes stale. Shared between sessions of one
    scope (role and units): nobody changes it in place.
    """
    scope = (reader.role, reader.units)
    return _kept(reader.folder, scope, st.context.theme.type, what, make)


@st.cache_resource(max_entries=600, show_spinner=False)
def _kept(
    folder: str,  # noqa: ARG001  (part of the key)
    scope: tuple[str, tuple[str, ...]],  # noqa: ARG001
    shade: str | None,  # noqa: ARG001
    what: tuple[Hashable, ...],  # noqa: ARG001
    _make: Callable[[], T],
) -> T:
    made = _make()
    if isinstance(made, Drawn):
        return (
            made
            if isinstance(made.chart, Tiles)
            else replace(made, chart=finished(made.chart))
        )
    return made


@dataclass(frozen=True)
class Drawn:
    """A chart (None where there is nothing to draw), its table, and its words."""

    chart: Any
    table: pl.DataFrame
    alt: str


def whole(
    drawn: Drawn,
    *,
    key: str,
    name: str,
    how: str = "",
    methods: list[Yardstick] | None = None,
    title: str = BEHIND,
) -> None:
    """A chart with all that belongs to it: words, table, download, method."""
    if drawn.chart is None:
        st.text(drawn.alt)
    else:
        show(drawn.chart, alt=drawn.alt, key=key, behind=title)
    behind(
        drawn.table,
        key=key,
        name=name,
        alt=drawn.alt,
        how=how,
        methods=methods,
        title=title,
        under_plots=isinstance(drawn.chart, Tiles),
    )


def show(drawn: Any, *, alt: str, key: str, behind: str = "") -> None:
    """A chart with its text alternative; small charts also with what unfolds `behind`."""
    if isinstance(drawn, Tiles):
        tiles_view.show(drawn, theme(), alt=alt, key=key, behind=behind)
        return
    st.plotly_chart(drawn, theme=None, config=QUIET, alt=alt, key=f"figure-{key}")


def behind(
    table: pl.DataFrame | Callable[[], pl.DataFrame],
    *,
    key: str,
    name: str,
    alt: str,
    methods: list[Yardstick] | None = None,
    how: str = "",
    title: str = BEHIND,
    under_plots: bool = False,
) -> None:
    """What stands behind a figure: table, download, and how it is computed.

    Sent to the browser once it is opened: closed tables of every figure would take
    longer to draw than the figures; `table` may be made then. `methods`: the measures in it; `how`: the way in
    words, where it is no measure. `under_plots`: small charts of that key have drawn what
    unfolds it.
    """
    part = _unfolded(key, title, under_plots=under_plots)
    if part is None:
        return
    table = table() if callable(table) else table
    with part:
        st.dataframe(
            table,
            placeholder="",
            hide_index=True,
            height=_height(table),
            key=f"table-{key}",
            alt=alt,
        )
        download(table, key=key, name=name)
        for yardstick in methods or []:
            method(yardstick)
        if how:
            st.caption(how)


def _unfolded(key: str, title: str, *, under_plots: bool) -> Any:
    """Where to draw what stands behind a figure; none while it is folded."""
    if under_plots:
        return st.container(border=True) if tiles_view.is_unfolded(key) else None
    part = st.expander(title, key=f"behind-{key}", on_change="rerun")
    return part if part.open else None


def download(table: pl.DataFrame, *, key: str, name: str) -> None:
    """The table as a CSV file."""
    st.download_button(
        "Download this table (CSV)",
        # made on the click, not on every view
        downloads.made_on_click(lambda: csv(table), name=f"{name}.csv", mime=CSV),
        file_name=f"{name}.csv",
        mime=CSV,
        key=f"download-{key}",
        icon=":material/download:",
        on_click="ignore",
    )


def method(yardstick: Yardstick) -> None:
    """How one measure is computed, in its own words."""
    defined = measures().get(yardstick.measure)
    with st.container(gap=None):
        st.text(f"{yardstick.label}: {yardstick.unit}; {level_words(yardstick)}.")
        if defined:
            st.caption(f"{defined.definition} {defined.fooled_by}")


def _height(table: pl.DataFrame) -> int | str:
    short = table.height * 35 < TABLE_HEIGHT
    return "auto" if short else TABLE_HEIGHT
