"""Workbooks (XLSX, XLS, ODS), read apart; cells as text, dates in ISO form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import polars as pl

from etl.apart import ApartError, sheets
from etl.errors import UserError
from etl.profile import normal
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.packed import ZIP_START, check_workbook
from etl.readers.table import EXTRA, ROW, TextTable

LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
LARGEST_XLS_BYTES: Final = 256 * 1024 * 1024
NEARLY_ALL: Final = 0.8  # of the fullest row's cells: the first such row is the header
NARROW: Final = (
    2  # columns; a sheet of fewer than three is a cover, if another is wider
)


def _check(path: Path) -> None:
    """Refuses a workbook that is locked or made to do harm."""
    with path.open("rb") as file:
        if file.read(len(ZIP_START)) == ZIP_START:
            check_workbook(path)
            return
    if path.stat().st_size > LARGEST_XLS_BYTES:
        raise UserError(
            f"{path.name}: the workbook is too large; save it as XLSX or CSV",
            exit_code=3,
        )
    if LOCKED in path.read_bytes():
        raise UserError(
            f"{path.name}: the workbook is locked with a password; save it without",
            exit_code=3,
        )


def read_xlsx(path: Path) -> TextTable:
    """The text table of the first sheet that is more than a cover.

    Rows of further sheets with the very same header, in any case, are read on below
    it; those of sheets with another header are counted, as `elsewhere`.

    Raises:
        UserError: no workbook, locked, broken, or no sheet holds a row.
    """
    _check(path)
    try:
        found = sheets(path)
    except ApartError as error:
        raise UserError(
            f"{path.name}: expected an XLSX workbook, found something else or too "
            "much; save the one sheet again from the spreadsheet program, or as CSV",
            exit_code=3,
        ) from error
    filled = [_numbered(sheet) for sheet in found if sheet.height]
    if not filled:
        raise UserError(f"{path.name}: the workbook is empty", exit_code=3)
    wide = [sheet for sheet in filled if sheet.width > NARROW and sheet.height > 1]
    first = (wide or filled)[0]
    names = _names(first, _header_row(first))
    parts = [first]
    elsewhere = 0
    for sheet in filled:
        row = _header_row(sheet)
        if sheet is not first and _names(sheet, row) == names:
            parts.append(sheet.slice(row + 1))
        elif sheet is not first and any(sheet is other for other in wide):
            elsewhere += sheet.height - row - 1
    return replace(_table(path, pl.concat(parts, how="diagonal")), elsewhere=elsewhere)


def _numbered(sheet: pl.DataFrame) -> pl.DataFrame:
    return sheet.rename({old: f"c{i}" for i, old in enumerate(sheet.columns)})


def _header_row(sheet: pl.DataFrame) -> int:
    """Index of the first row with nearly as many cells as the fullest of the first."""
    counts = [sum(bool(cell) for cell in row) for row in sheet.head(HEAD_ROWS).rows()]
    return next(i for i, n in enumerate(counts) if n >= NEARLY_ALL * max(counts))


def _names(sheet: pl.DataFrame, row: int) -> tuple[str, ...]:
    """The header's cells for comparison, without empty ones at the end."""
    cells = [normal(cell or "") for cell in sheet.row(row)]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _table(path: Path, sheet: pl.DataFrame) -> TextTable:
    head = tuple(
        tuple(cell or "" for cell in row) for row in sheet.head(HEAD_ROWS).rows()
    )
    rows = sheet.with_row_index(ROW, offset=1).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return TextTable(path, head, rows.lazy())
