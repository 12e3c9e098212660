"""The meaning of every published column, read from the SQL that declares it."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

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
