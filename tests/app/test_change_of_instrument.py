"""An organisation that changes its instrument: side by side, marked, never spliced."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import polars as pl
import pytest
import streamlit as st

from etl.command.publishing import close_wave
from etl.ledger import ledger_folder, withdraw
from etl.publish import publish
from etl.settings import read_settings
from etl.versions import current_version, published_folder
from etl.warehouse import locked, open_warehouse
from pages.shared import filters
from tests.app import opened as page_of
from tests.app.opened import opened

ORGANISATION = "Ballast Demo Practice"
CHANGED = 2  # waves asked with the first instrument

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data(practice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The practice with the OLBI in place of the CBI from its third wave on."""
    folder = tmp_path_factory.mktemp("changed") / "data"
    shutil.copytree(practice, folder)
    settings = read_settings(folder)
    later = settings.wave[CHANGED:]
    with locked(folder), open_warehouse(folder) as con:
        of_later = (
            "response_id in (select response_id from survey_response where "
            "wave_id = any($waves))"
        )
        waves = {"waves": [wave.wave_id for wave in later]}
        con.execute(
            f"""
            update survey_answer
            set item = 'OLBI_' || right(item, 2), value = greatest(1, least(4, 5 - value))
            where item like 'CBI%' and right(item, 2)::int <= 16 and {of_later}
            """,
            waves,
        )
        con.execute(
            f"delete from survey_answer where item like 'CBI%' and {of_later}", waves
        )
        for wave in later:
            now = datetime(2026, 1, 1, tzinfo=UTC)
            withdraw(ledger_folder(folder), wave.wave_id, at=now)
        con.execute("update wave set closed_at = null")
        for wave in later:
            close_wave(con, folder, wave.name, settings)
        done = publish(con, folder, settings)
    assert done.findings == ()
    return folder


@pytest.fixture(autouse=True)
def _looked_at(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)
    monkeypatch.setenv("BALLAST_DATA", str(data))
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def asked(data: Path, file: str, query: str) -> list[tuple]:
    path = published_folder(data) / str(current_version(data)) / f"{file}.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        return con.execute(query).fetchall()


def test_both_series_break_at_the_wave_that_changed(data: Path) -> None:
    changed = read_settings(data).wave[CHANGED]
    found = asked(data, "teams", "select * from series_break where kind = 'instrument'")
    measures = {row[0] for row in found}
    assert {"cbi_work", "cbi_personal", "olbi_exhaustion"} <= measures
    assert {"single_item_burnout", "intent_to_leave"}.isdisjoint(measures)
    assert {row[2] for row in found} == {changed.first_day}


def test_no_wave_has_cells_of_both(data: Path) -> None:
    rows = asked(
        data,
        "teams",
        "select count(distinct left(measure, 3)) from estimate "
        "where measure like 'cbi%' or measure like 'olbi%' group by period_start",
    )
    assert set(rows) == {(1,)}


def test_the_team_page_has_a_panel_for_each_scale_and_no_line_across(
    data: Path,
) -> None:
    """The organisation as the group, which was there in every wave."""
    app = opened(filters.TEAM, team=ORGANISATION)
    scores = page_of.tiles(app)[0]
    plots = [ET.fromstring(each["svg"]) for each in scores]
    ticks = {
        tuple(
            (text.get("x"), text.text)
            for text in plot.iter(f"{SVG}text")
            if "along" in str(text.get("class"))
        )
        for plot in plots
    }
    assert len(ticks) == 1, "all panels have one time axis"
    texts = [text.text for plot in plots for text in plot.iter(f"{SVG}text")]
    broken = asked(
        data, "teams", "select count(*) from series_break where kind = 'instrument'"
    )[0][0]
    assert texts.count("[b]") == broken
    assert {"Burnout, work", "OLBI exhaustion"} <= {each["title"] for each in scores}
    for plot in plots:
        lines = [path.get("class") for path in plot.iter(f"{SVG}path")]
        assert "own" not in lines, "scores are dots, joined by nothing"
    said = page_of.written(app)
    assert "Oldenburg Burnout Inventory in place of Copenhagen" in said
    assert "two series, not one" in said
    table = pl.DataFrame([row for row in page_of.tables(app) if "Measure" in row])
    changed = str(read_settings(data).wave[CHANGED].first_day)
    cbi = table.filter(pl.col("Measure") == "Work-related burnout (CBI)")
    olbi = table.filter(pl.col("Measure") == "Exhaustion (OLBI)")
    assert cbi["First day"].cast(pl.String).max() < changed
    assert olbi["First day"].cast(pl.String).min() >= changed


def test_the_overview_has_a_column_of_each_under_its_own_wave() -> None:
    app = opened(filters.OVERVIEW)
    board = page_of.board(app)
    assert board
    scores = [each for each in board["columns"] if each["key"][:3] in {"cbi", "olb"}]
    assert [each["key"][:3] for each in scores] == ["cbi", "olb"]
    periods = [each["period"] for each in scores]
    assert periods[0] != periods[1]
    assert all(period.endswith("[b]") for period in periods)
    # as before, the short view holds one score where nothing changed
    first = board["sections"][0]
    assert (first["label"], first["span"]) == ("Scores", 2)
    # and the card shows no figure of an instrument of yesterday
    cards = [each.value for each in app.subheader]
    assert "Work-related burnout (CBI)" not in cards
    assert "Single-item burnout" in cards


def test_survey_quality_says_what_changed() -> None:
    app = opened(filters.SURVEY_QUALITY, role="quality")
    said = page_of.written(app)
    assert "[b] from Wave 3 on Oldenburg Burnout Inventory in place of" in said
    # scores asked last come first, so that the slider speaks of today
    options = app.selectbox(key="scale").options
    ended = [label for label in options if label.endswith("(CBI)")]
    assert options[-len(ended) :] == ended


def test_answers_that_were_not_turned_are_suspected(data: Path) -> None:
    """The made-up answers have the CBI's order under the OLBI's codes."""
    warned = asked(
        data,
        "analysis",
        "select warnings from reliability where measure like 'olbi%' and state = 'shown'",
    )
    assert warned
    assert any("reverse coding suspected" in (text or "") for (text,) in warned)
