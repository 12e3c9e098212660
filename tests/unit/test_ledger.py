"""The ledger: closed once, whole or not at all, and noticed when touched."""

import json
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from etl import ledger as module
from etl.close_wave import WaveCells, wave_cells
from etl.disclosure.rows import COUNTS, ESTIMATE, RESPONSE
from etl.errors import UserError
from etl.ledger import freeze, manifest, read_all, withdraw
from etl.ledger_versions import closed_again, withdrawn_versions
from tests.privacy.worlds import snapshot, team_of, teams_table, wave

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(name="cells")
def fixture_cells() -> WaveCells:
    teams = teams_table([("p", None, "programme", None), ("a", "p", "team", None)])
    return wave_cells(wave(), snapshot(teams, team_of(30, "a", start=1)))


def close(folder: Path, cells: WaveCells, wave_id: str = "w2") -> Path:
    return freeze(folder, wave_id, cells=cells, code_version="0.1.0", closed_at=AT)


def test_what_was_frozen_comes_back(tmp_path, cells):
    close(tmp_path / "ledger", cells)
    found = read_all(tmp_path / "ledger")
    assert found.waves == ("w2",)
    assert found.estimate.equals(cells.estimate)
    assert found.response.equals(cells.response)
    assert found.counts.equals(cells.counts)


def test_a_ledger_that_is_not_there_is_empty(tmp_path):
    found = read_all(tmp_path / "ledger")
    assert found.waves == ()
    assert dict(found.estimate.schema) == ESTIMATE
    assert dict(found.response.schema) == RESPONSE
    assert dict(found.counts.schema) == COUNTS


def test_the_manifest_says_when_and_with_which_code(tmp_path, cells):
    close(tmp_path, cells)
    assert manifest(tmp_path, "w2") == {
        "wave_id": "w2",
        "code_version": "0.1.0",
        "closed_at": "2025-03-01T09:00:00+00:00",
    }


def test_a_wave_is_closed_once(tmp_path, cells):
    folder = close(tmp_path, cells)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UserError, match="closed already; withdraw it first"):
        close(tmp_path, cells)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_only_the_owner_can_read(tmp_path, cells):
    folder = close(tmp_path / "ledger", cells)
    assert oct((tmp_path / "ledger").stat().st_mode)[-3:] == "700"
    assert oct(folder.stat().st_mode)[-3:] == "700"
    modes = {oct(path.stat().st_mode)[-3:] for path in folder.iterdir()}
    assert modes == {"600"}


def test_a_withdrawn_wave_is_not_read_and_not_lost(tmp_path, cells):
    close(tmp_path, cells)
    aside = withdraw(tmp_path, "w2", at=AT)
    assert read_all(tmp_path).waves == ()
    assert aside.parent.name == "withdrawn"
    assert (aside / "estimate.parquet").exists()
    close(tmp_path, cells)
    assert read_all(tmp_path).waves == ("w2",)


def test_a_wave_that_is_not_closed_cannot_be_withdrawn(tmp_path):
    with pytest.raises(UserError, match="nothing to withdraw"):
        withdraw(tmp_path, "w9", at=AT)


@pytest.mark.parametrize("name", ["estimate", "response", "counts"])
def test_a_changed_file_is_noticed(tmp_path, cells, name):
    path = close(tmp_path, cells) / f"{name}.parquet"
    pl.read_parquet(path).head(1).write_parquet(path)
    with pytest.raises(UserError, match=f"wave w2: {name} changed"):
        read_all(tmp_path)


def test_a_missing_file_is_noticed(tmp_path, cells):
    (close(tmp_path, cells) / "counts.parquet").unlink()
    with pytest.raises(UserError, match="counts changed"):
        read_all(tmp_path)


def test_who_stood_where_is_kept_and_guarded(tmp_path):
    teams = teams_table([("p", None, "programme", None), ("a", "p", "team", None)])
    known = wave_cells(
        wave(), snapshot(teams, team_of(30, "a", start=1)), secret=b"k" * 32
    )
    folder = close(tmp_path, known)
    withdraw(tmp_path, "w2", at=AT)
    assert [one.people.height for one in withdrawn_versions(tmp_path, "w2")] == [60]
    assert withdrawn_versions(tmp_path, "w3") == []
    assert list(closed_again(tmp_path)) == []
    close(tmp_path, known)
    assert [(wave_id, len(all_)) for wave_id, all_ in closed_again(tmp_path)] == [
        ("w2", 2)
    ]
    path = folder / "people.parquet"
    pl.read_parquet(path).head(1).write_parquet(path)
    with pytest.raises(UserError, match="people changed since"):
        read_all(tmp_path)


def test_a_version_without_people_is_not_closed_again(tmp_path, cells):
    close(tmp_path, cells)
    withdraw(tmp_path, "w2", at=AT)
    with pytest.raises(UserError, match="leave the wave withdrawn"):
        withdrawn_versions(tmp_path, "w2")


@pytest.mark.parametrize("text", ["", "{}", "[]", "no json"])
def test_a_broken_manifest_is_noticed(tmp_path, cells, text):
    (close(tmp_path, cells) / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(UserError, match="manifest is missing or unreadable"):
        read_all(tmp_path)


def test_a_process_killed_while_closing_leaves_nothing_half(
    tmp_path, cells, monkeypatch
):
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module.json, "dumps", killed)
    with pytest.raises(KeyboardInterrupt):
        close(tmp_path, cells)
    assert read_all(tmp_path).waves == ()
    monkeypatch.undo()
    close(tmp_path, cells)
    assert read_all(tmp_path).waves == ("w2",)


def test_two_waves_are_read_in_order(tmp_path, cells):
    close(tmp_path, cells, "w3")
    close(tmp_path, cells, "w2")
    found = read_all(tmp_path)
    assert found.waves == ("w2", "w3")
    assert found.estimate.height == 2 * cells.estimate.height


@pytest.mark.parametrize("wave_id", ["../out", "a/b", "", ".hidden", "withdrawn"])
def test_an_id_that_would_leave_the_ledger_is_refused(tmp_path, cells, wave_id):
    with pytest.raises(UserError, match="wave id"):
        close(tmp_path, cells, wave_id)


def test_hashes_are_of_the_files(tmp_path, cells):
    folder = close(tmp_path, cells)
    written = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(written["sha256"]) == {"estimate", "response", "counts"}
    assert all(len(one) == 64 for one in written["sha256"].values())
