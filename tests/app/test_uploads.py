"""Exports are not kept after loading, unless the settings ask for it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl import scratch
from pages.data.importing import child


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BALLAST_DATA", str(tmp_path))
    return tmp_path


def uploaded(text: str) -> tuple[Path, Path]:
    folder = child.uploads_folder()
    path = folder / "roster.csv"
    path.write_text(text, "utf-8")
    return folder, path


def held(data: Path) -> list[str]:
    return [path.read_text("utf-8") for path in data.rglob("*.csv")]


def test_a_loaded_file_is_nowhere_in_the_data_folder(data: Path) -> None:
    folder, path = uploaded("who")
    child.put_by([path])
    child.forget(folder)
    assert held(data) == []


def test_it_is_kept_for_its_owner_alone_if_the_settings_ask(data: Path) -> None:
    (data / "settings.toml").write_text("[keep]\nexports = true\n", "utf-8")
    folder, path = uploaded("who")
    child.put_by([path])
    child.forget(folder)
    assert held(data) == ["who"]
    assert (data / child.KEPT).stat().st_mode & 0o777 == 0o700


def test_an_upload_that_nobody_loaded_goes_after_a_day(data: Path) -> None:
    old, _ = uploaded("old")
    uploaded("new")
    day = scratch.ABANDONED_AFTER
    os.utime(old, (old.stat().st_mtime - day - 60,) * 2)
    scratch.clear(data)
    assert held(data) == ["new"]
