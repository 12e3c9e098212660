"""A file holds the rows of the table on the page that it stands under, and no other."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import streamlit as st

from pages.shared import figure, filters, lists
from pages.shared.tables import csv, xlsx
from tests.app.made_published import made_published
from tests.app.opened import opened, unfolded


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made_rows"), "full")


@pytest.fixture
def files(full: Path, monkeypatch: pytest.MonkeyPatch) -> list[pl.DataFrame]:
    """What the pages' files are made from, as they are offered."""
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setenv("BALLAST_DATA", str(full))
    offered: list[pl.DataFrame] = []
    whole = figure.download

    def download(table: pl.DataFrame, **named: str) -> None:
        offered.append(table)
        whole(table, **named)

    def workbook(table: pl.DataFrame, **named: str) -> bytes:
        offered.append(table)
        return xlsx(table, **named)

    monkeypatch.setattr(figure, "download", download)
    monkeypatch.setattr(lists, "xlsx", workbook)
    return offered


def told(cell: Any) -> str:
    """A cell as text, whichever library holds it."""
    empty = cell is None or str(cell) in {"nan", "NaT", "<NA>", "None"}
    if empty:
        return ""
    return f"{float(cell):g}" if isinstance(cell, float | int) else str(cell)[:10]


def rows_of(table: pl.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(map(told, row)) for row in table.rows()]


@pytest.mark.parametrize(
    ("page", "role"),
    [
        (filters.OVERVIEW, "leader"),
        (filters.TEAM, "leader"),
        (filters.RELATION, "quality"),
        (filters.LEAVE, "HR"),
        (filters.LISTS, "HR"),
        (filters.LOADED, "leader"),
    ],
)
def test_a_page_offers_the_rows_it_shows(files, page, role):
    app = unfolded(opened(page, role=role))
    on_page = [
        (
            [str(name) for name in shown.value.columns],
            [tuple(map(told, row)) for row in shown.value.itertuples(index=False)],
        )
        for shown in app.dataframe
    ]
    assert files
    for table in files:
        assert (table.columns, rows_of(table)) in on_page


TABLE = pl.DataFrame({"Team": ["a", "=b"], "Figure": [1.5, None], "Counted": [5, 60]})


def test_a_file_holds_the_rows_it_was_made_from_and_nothing_beside():
    back = pl.read_csv(csv(TABLE))
    assert back.columns == TABLE.columns
    assert back["Figure"].to_list() == TABLE["Figure"].to_list()
    assert back["Team"].to_list() == ["a", "'=b"]
    sheets = pl.read_excel(io.BytesIO(xlsx(TABLE, title="one")), sheet_id=0)
    assert list(sheets) == ["one"]
    assert sheets["one"]["Counted"].to_list() == [5, 60]
    assert sheets["one"].height == TABLE.height
