"""The ledger with the quality of a wave's answers: frozen with it, or absent for ever."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from etl.close_wave import WaveCells, wave_cells
from etl.disclosure.rows import ANSWER_QUALITY, ITEMS, RELIABILITY
from etl.errors import UserError
from etl.ledger import QUALITY, freeze, read_all
from etl.wave_quality import WaveQuality
from tests.privacy.worlds import snapshot, team_of, teams_table, wave

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(name="old")
def fixture_old() -> WaveCells:
    """A wave as it was closed before quality was computed."""
    teams = teams_table([("p", None, "programme", None), ("a", "p", "team", None)])
    return wave_cells(wave(), snapshot(teams, team_of(30, "a", start=1)))


@pytest.fixture(name="cells")
def fixture_cells(old: WaveCells) -> WaveCells:
    row = {"wave_id": "w2", "period_start": wave().first_day, "state": "shown"}
    scale = row | {"measure": "cbi_work", "alpha": 0.86, "asked": "{}"}
    item = {"wave_id": "w2", "measure": "cbi_work", "item": "CBI_07", "people": 40}
    return replace(
        old,
        quality=WaveQuality(
            pl.DataFrame([scale], schema=RELIABILITY),
            pl.DataFrame([row | {"missing": "under 5 %"}], schema=ANSWER_QUALITY),
            pl.DataFrame([item | {"apart": 1.5, "spread": 200.0}], schema=ITEMS),
        ),
    )


def close(folder: Path, cells: WaveCells, wave_id: str = "w2") -> Path:
    return freeze(folder, wave_id, cells=cells, code_version="0.1.0", closed_at=AT)


def test_what_was_frozen_comes_back(tmp_path, cells):
    close(tmp_path, cells)
    found = read_all(tmp_path)
    assert found.reliability.equals(cells.quality.reliability)
    assert found.answer_quality.equals(cells.quality.answer_quality)
    assert found.items.equals(cells.quality.items)


def test_a_wave_without_it_is_read_beside_one_with_it(tmp_path, old, cells):
    close(tmp_path, old, "w1")
    close(tmp_path, cells, "w2")
    found = read_all(tmp_path)
    assert found.waves == ("w1", "w2")
    assert found.estimate.height == 2 * old.estimate.height
    assert found.reliability["wave_id"].to_list() == ["w2"]


def test_a_ledger_that_is_not_there_has_empty_tables_of_the_right_columns(tmp_path):
    found = read_all(tmp_path / "ledger")
    for name, columns in QUALITY.items():
        assert dict(getattr(found, name).schema) == dict(columns)


@pytest.mark.parametrize("name", QUALITY)
def test_a_changed_or_missing_file_is_noticed(tmp_path, cells, name):
    folder = close(tmp_path, cells)
    path = folder / f"{name}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole + b"x")
    with pytest.raises(UserError, match=name):
        read_all(tmp_path)
    path.unlink()
    with pytest.raises(UserError, match=name):
        read_all(tmp_path)


def test_a_file_that_the_manifest_does_not_name_is_not_read(tmp_path, cells, old):
    """Nobody slips a figure into a wave that was closed without one."""
    with_it = close(tmp_path / "other", cells)
    folder = close(tmp_path / "ledger", old)
    (folder / "reliability.parquet").write_bytes(
        (with_it / "reliability.parquet").read_bytes()
    )
    named = json.loads((folder / "manifest.json").read_text("utf-8"))["sha256"]
    assert "reliability" not in named
    assert read_all(tmp_path / "ledger").reliability.is_empty()


def test_only_the_owner_can_read(tmp_path, cells):
    folder = close(tmp_path / "ledger", cells)
    modes = {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()}
    assert modes == {"600"}
