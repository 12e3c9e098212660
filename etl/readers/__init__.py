"""One module per file format: bytes in, rows of text with their row numbers out."""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path
from typing import Final

from etl.errors import UserError
from etl.readers.csv_file import read_csv
from etl.readers.ics_file import CALENDAR_START, read_ics
from etl.readers.json_file import read_json
from etl.readers.packed import GZIP_START, ZIP_START, is_workbook, unpacked
from etl.readers.parquet_file import read_parquet
from etl.readers.sav_file import SAV_STARTS, read_sav
from etl.readers.table import TextTable
from etl.readers.xlsx_file import read_xlsx

START_BYTES: Final = 4096
OLE_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an .xls, or a locked .xlsx
JSON_START: Final = re.compile(rb'\s*(\{\s*["}]|\[\s*[\[{\]])')
# What people take for a table -> what to do instead.
NO_TABLES: Final = (
    (rb"version https://git-lfs", "is a pointer of git LFS, not the file itself; run `git lfs pull`"),
    (rb"%PDF", "is a PDF; export the report as CSV or XLSX instead"),
    (rb"PARE", "is an encrypted Parquet file; write it without encryption"),
    (rb"(?i)\s*(<!doctype html|<html|<table|<head|<meta)", "is a web page, whatever its name; open it in a spreadsheet program and save it as XLSX or CSV"),
    (rb"\s*<\?xml", "is XML; export it as CSV, XLSX or JSON"),
    (rb"\{\\rtf", "is a text document; export the table as CSV or XLSX"),
)  # fmt: skip


def read_table(path: Path, *, scratch: Path) -> TextTable:
    """The text table of a file, its format found by its content, never by its name.

    Raises:
        UserError: empty, broken, locked, or not a table; the message says what to do.
    """
    with path.open("rb") as file:
        start = file.read(START_BYTES)
    if start.startswith((ZIP_START, GZIP_START)):
        if start.startswith(ZIP_START) and is_workbook(path):
            return read_xlsx(path)
        return read_table(unpacked(path, scratch), scratch=scratch)
    if start.startswith(OLE_START):
        return read_xlsx(path)
    if start.startswith(b"PAR1"):
        return read_parquet(path)
    if start.startswith(SAV_STARTS):
        return read_sav(path)
    return _read_text(path, start, scratch)


def _read_text(path: Path, start: bytes, scratch: Path) -> TextTable:
    if start.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        text = start[: len(start) // 2 * 2].decode("utf-16", "replace").encode()
        if JSON_START.match(text) or CALENDAR_START.match(text):
            path = _as_utf8(path, scratch)  # PowerShell writes what it fetched so
    else:
        text = start.removeprefix(BOM_UTF8)
    for mark, what in NO_TABLES:
        if re.match(mark, text):
            raise UserError(f"{path.name}: {what}", exit_code=3)
    if JSON_START.match(text):
        return read_json(path)
    if CALENDAR_START.match(text):
        return read_ics(path)
    return read_csv(path, scratch=scratch)


def _as_utf8(path: Path, scratch: Path) -> Path:
    """A copy in UTF-8, of the same name."""
    folder = scratch / "utf8"
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    with (
        path.open(encoding="utf-16", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while block := source.read(1 << 20):
            target.write(block)
    return copy
