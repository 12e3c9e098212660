"""The meaning of every published column, read from the SQL that declares it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import polars as pl

FILES = ("teams", "analysis", "leave")
SQL = Path(__file__).with_name("sql")
TABLE = re.compile(r"^create table (\w+)")
COLUMN = re.compile(r"^    (\w+) .*?-- (?P<meaning>[^\[]+?)(?: \[(?P<unit>[^\]]+)\])?$")


def read_catalogue(name: str) -> pl.DataFrame:
    """One row per column declared in sql/<name>.sql: table, column, meaning, unit.

    The text after `--` is the meaning, what stands in brackets at its end the unit.
    """
    rows: list[dict[str, str | None]] = []
    table = ""
    for line in (SQL / f"{name}.sql").read_text("utf-8").splitlines():
        if found := TABLE.match(line):
            table = found.group(1)
        elif found := COLUMN.match(line):
            rows.append(
                {
                    "table_name": table,
                    "column_name": found.group(1),
                    "meaning": found["meaning"],
                    "unit": found["unit"],
                }
            )
    schema = dict.fromkeys(("table_name", "column_name", "meaning", "unit"), pl.String)
    return pl.DataFrame(rows, schema=schema)


def made_by_another(folder: Path) -> bool:
    """Whether a table of a published version lacks a column that is declared today.

    An earlier Ballast made it then. Tables that are not there say nothing: which of them
    a file has depends on what was loaded.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
    """
    return any(_lacks(folder / f"{name}.duckdb", name) for name in FILES)


def _lacks(file: Path, name: str) -> bool:
    with duckdb.connect(file, read_only=True) as con:
        held = con.sql("select table_name, column_name from duckdb_columns()").pl()
    declared = read_catalogue(name).filter(
        pl.col("table_name").is_in(held["table_name"].unique().to_list())
    )
    return declared.join(held, on=["table_name", "column_name"], how="anti").height > 0
