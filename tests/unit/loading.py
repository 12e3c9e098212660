"""Loading drawn files in tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.load import FileResult, load_files
from etl.settings import read_settings
from etl.warehouse import locked, open_warehouse

SETTINGS = """
time_zone = "America/New_York"
[[wave]]
name = "Spring"
first_day = 2026-03-02
last_day = 2026-03-15
[[wave]]
name = "Open"
first_day = 2026-06-01
last_day = 2026-06-14
anonymous = true
"""


def csv_file(folder: Path, name: str, drawn: str) -> Path:
    """A CSV file from a drawn table with | between the columns."""
    lines = [line.strip() for line in drawn.strip().splitlines()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", "utf-8")
    return path


@contextmanager
def warehouse(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with locked(data), open_warehouse(data) as con:
        yield con


def load(data: Path, *paths: Path, **options: float) -> list[FileResult]:
    data.mkdir(parents=True, exist_ok=True)
    settings = data / "settings.toml"
    if not settings.exists():
        settings.write_text(SETTINGS, "utf-8")
    with warehouse(data) as con:
        return load_files(con, data, paths, settings=read_settings(data), **options)


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with warehouse(data) as con:
        return con.execute(query).fetchall()
