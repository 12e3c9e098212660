"""XLSX workbooks, read by calamine; every cell as text, dates in ISO form."""

from __future__ import annotations

from pathlib import Path

import fastexcel
import polars as pl

from etl.errors import UserError
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.table import EXTRA, ROW, TextTable


def read_xlsx(path: Path) -> TextTable:
    """The text table of the first sheet that holds any row.

    Raises:
        UserError: the file is no workbook, or no sheet holds a row.
    """
    try:
        book = fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise UserError(
            f"{path.name}: expected an XLSX workbook, found something else; "
            "save it again from the spreadsheet program",
            exit_code=3,
        ) from error
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        if sheet.height:
            return _table(path, sheet)
    raise UserError(f"{path.name}: the workbook is empty", exit_code=3)


def _table(path: Path, sheet: pl.DataFrame) -> TextTable:
    sheet = sheet.rename({old: f"c{i}" for i, old in enumerate(sheet.columns)})
    head = tuple(
        tuple(cell or "" for cell in row) for row in sheet.head(HEAD_ROWS).rows()
    )
    rows = sheet.with_row_index(ROW, offset=1).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return TextTable(path, head, rows.lazy())
