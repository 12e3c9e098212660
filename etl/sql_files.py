"""Statements of etl/sql, run by name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb
import polars as pl

FOLDER: Final = Path(__file__).with_name("sql")


def text(name: str) -> str:
    """The SQL of sql/<name>.sql."""
    return (FOLDER / f"{name}.sql").read_text("utf-8")


def mart(
    con: duckdb.DuckDBPyConnection, name: str, table: str, **values: object
) -> pl.DataFrame:
    """The temp table that sql/<name>.sql makes, as a frame.

    `values` are the statement's `$name` parameters.
    """
    con.execute(text(name), values)
    frame: pl.DataFrame = con.table(table).pl()
    return frame
