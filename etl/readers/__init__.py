"""One module per file format: bytes in, rows of text with their row numbers out."""

from __future__ import annotations

from pathlib import Path

from etl.readers.csv_file import read_csv
from etl.readers.table import TextTable
from etl.readers.xlsx_file import read_xlsx

ZIP_START = b"PK\x03\x04"


def read_table(path: Path, *, scratch: Path) -> TextTable:
    """The text table of a file, its format found by its content.

    Raises:
        UserError: empty, binary, or not a table.
    """
    with path.open("rb") as file:
        start = file.read(len(ZIP_START))
    if start == ZIP_START:
        return read_xlsx(path)
    return read_csv(path, scratch=scratch)
