"""Parquet: typed columns, read as the text a CSV of them would hold."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.readers.csv_file import HEAD_ROWS, check_width
from etl.readers.table import EXTRA, ROW, TextTable

MOST_ALIKE: Final = 5_000_000  # rows; below this a small file does no harm
WALL_TIME: Final = "%Y-%m-%d %H:%M:%S"


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column as text: days and times in ISO form, nested values not at all."""
    cell = pl.col(name)
    if isinstance(kind, pl.Datetime):
        if kind.time_zone:
            return cell.dt.convert_time_zone("UTC").dt.strftime(WALL_TIME + "Z")
        return cell.dt.strftime(WALL_TIME)
    if kind == pl.Boolean:
        return pl.when(cell).then(pl.lit("true")).when(~cell).then(pl.lit("false"))
    if kind.is_nested() or kind in (pl.Binary, pl.Duration, pl.Null, pl.Object):
        return pl.lit(None, dtype=pl.String)
    return cell.cast(pl.String)


def _check_rows(path: Path, rows: int) -> None:
    """Refuses a file made to do harm: rows that say something take a byte or more."""
    if rows > max(MOST_ALIKE, path.stat().st_size):
        raise UserError(
            f"{path.name}: {rows:,} rows in {path.stat().st_size:,} bytes, nearly all "
            "of them alike; export it again",
            exit_code=3,
        )


def read_parquet(path: Path) -> TextTable:
    """The text table of a Parquet file, read lazily.

    Raises:
        UserError: the file is broken or encrypted, or holds far more rows than bytes.
    """
    try:
        scan = pl.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        texts = [
            _as_text(name, kind).alias(f"c{i}")
            for i, (name, kind) in enumerate(schema.items())
        ]
        rows = scan.select(texts)
        _check_rows(path, scan.select(pl.len()).collect().item())
        first = rows.head(HEAD_ROWS - 1).collect().rows()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UserError(
            f"{path.name}: expected a Parquet file, found a broken one; write it again",
            exit_code=3,
        ) from error
    check_width(len(schema), path.name)
    head = tuple(tuple(cell or "" for cell in row) for row in first)
    # the column names stand for the header, so the first record is row 2
    rows = rows.with_row_index(ROW, offset=2).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return TextTable(path, (tuple(schema.names()), *head), rows)
