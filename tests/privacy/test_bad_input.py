"""Settings, ledgers and files that must be refused: none of them opens anything."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from etl.close_wave import wave_cells
from etl.command.publishing import audit_command, publish_command
from etl.errors import UserError
from etl.ledger import freeze, ledger_folder
from etl.settings import read_settings
from tests.app.made_published import made_published
from tests.privacy.test_versions_together import ONE
from tests.privacy.worlds import wave


@pytest.mark.parametrize(
    ("name", "floor"),
    [
        ("answers", 5),
        ("anonymous", 10),
        ("people", 5),
        ("sensitive", 10),
        ("relation_people", 30),
        ("relation_teams", 10),
    ],
)
def test_a_minimum_can_be_raised_and_never_lowered(tmp_path: Path, name, floor):
    path = tmp_path / "settings.toml"
    path.write_text(f"[minimums]\n{name} = {floor + 1}\n", "utf-8")
    assert getattr(read_settings(tmp_path).minimums, name) == floor + 1
    path.write_text(f"[minimums]\n{name} = {floor - 1}\n", "utf-8")
    with pytest.raises(UserError, match=name):
        read_settings(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("another"), "full")


def run(command, data: Path) -> UserError:
    done = CliRunner().invoke(command, ["--data", str(data)])
    assert isinstance(done.exception, UserError), done.exception
    return done.exception


def test_a_published_file_of_another_organisation_is_found(made: Path):
    """Its figures about answers were never frozen here."""
    stopped = run(audit_command, made)
    assert stopped.exit_code == 4
    assert "is not in this organisation's ledger" in str(stopped)


def test_a_version_of_an_earlier_ballast_is_said_to_be_one(made: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(made, data)
    (file,) = data.glob("published/*/analysis.duckdb")
    with duckdb.connect(file) as con:
        con.execute("alter table relation drop column waves")
    stopped = run(audit_command, data)
    assert "an earlier Ballast published this version" in str(stopped)
    assert "ballast publish" in str(stopped)


def test_a_ledger_that_was_tampered_with_stops_publishing(made: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(made, data)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    cells = wave_cells(wave(), ONE)
    folder = freeze(
        ledger_folder(data), "w2", cells=cells, code_version="0", closed_at=now
    )
    before = (data / "published" / "CURRENT").read_text("utf-8")
    counts = cells.counts.with_columns(n=cells.counts["n"] + 1)
    (folder / "counts.parquet").chmod(0o600)
    counts.write_parquet(folder / "counts.parquet")
    for command in (audit_command, publish_command):
        assert "counts changed since the wave was closed" in str(run(command, data))
    assert (data / "published" / "CURRENT").read_text("utf-8") == before
