"""Workbooks (XLSX, XLS, ODS), read by calamine; cells as text, dates in ISO form."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import fastexcel
import polars as pl

from etl.errors import UserError
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.packed import ZIP_START, check_workbook
from etl.readers.table import EXTRA, ROW, TextTable

LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
LARGEST_XLS_BYTES: Final = 256 * 1024 * 1024
MOST_SHEETS: Final = 20
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

    Further sheets with the very same first row are read on below it.

    Raises:
        UserError: no workbook, locked, broken, or no sheet holds a row.
    """
    _check(path)
    try:
        book = fastexcel.read_excel(path)
        sheets = [
            book.load_sheet(name, header_row=None, dtypes="string").to_polars()
            for name in book.sheet_names[:MOST_SHEETS]
        ]
    except fastexcel.FastExcelError as error:
        raise UserError(
            f"{path.name}: expected an XLSX workbook, found something else; "
            "save it again from the spreadsheet program",
            exit_code=3,
        ) from error
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise UserError(f"{path.name}: the workbook is empty", exit_code=3)
    wide = [sheet for sheet in filled if sheet.width > NARROW and sheet.height > 1]
    first = (wide or filled)[0]
    alike = [
        sheet.slice(1).rename(dict(zip(sheet.columns, first.columns, strict=True)))
        for sheet in filled
        if sheet is not first and sheet.row(0) == first.row(0)
    ]
    return _table(path, pl.concat([first, *alike]))


def _table(path: Path, sheet: pl.DataFrame) -> TextTable:
    sheet = sheet.rename({old: f"c{i}" for i, old in enumerate(sheet.columns)})
    head = tuple(
        tuple(cell or "" for cell in row) for row in sheet.head(HEAD_ROWS).rows()
    )
    rows = sheet.with_row_index(ROW, offset=1).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return TextTable(path, head, rows.lazy())
