"""Delimited text: encoding and delimiter found, then read lazily by Polars."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from etl.errors import UserError
from etl.readers.table import EXTRA, ROW, TextTable

SAMPLE_BYTES = 256 * 1024
DELIMITER_SAMPLE = 16 * 1024  # letters; some header rows alone are 10,000 long
TAIL_BYTES = 64 * 1024
HEAD_ROWS = 25
MOST_COLUMNS = 16_384  # what a spreadsheet holds
DELIMITERS = (",", ";", "\t", "|")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written."""

    encoding: str
    delimiter: str


def find_encoding(sample: bytes, name: str) -> str:
    """The encoding of a text sample, as a Python codec name.

    Raises:
        UserError: the sample is binary.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample:
        raise _binary(name)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        best = from_bytes(sample, cp_isolation=["cp1252", "mac_roman"]).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


def _binary(name: str) -> UserError:
    return UserError(
        f"{name}: expected a table of text, found binary data; "
        "export it as CSV or XLSX",
        exit_code=3,
    )


def _whole_encoding(path: Path, sample: bytes) -> str:
    """The encoding of the whole file: its first other letter may stand far below.

    Raises:
        UserError: the file is binary.
    """
    found = find_encoding(sample, path.name)
    if not found.startswith("utf-8"):
        return found
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while block := file.read(SAMPLE_BYTES):
            if b"\x00" in block:
                raise _binary(path.name)
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                best = find_encoding(block, path.name)
                return "cp1252" if best.startswith("utf") else best
    return found


def find_delimiter(text: str) -> str:
    """The delimiter that gives the most cells in the most rows alike; `,` if none."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = Counter(
            len(row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)
        )
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        return (rows if width > 1 else 0, width)

    return max(DELIMITERS, key=evenness)


def _complete_lines(sample: bytes, encoding: str) -> str:
    text = sample.decode(encoding, errors="ignore")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cut = text.rfind("\n")
    return text if len(sample) < SAMPLE_BYTES or cut < 0 else text[:cut]


def _as_utf8(path: Path, encoding: str, sample: bytes, scratch: Path) -> Path:
    """The file itself, or a copy of it in UTF-8 with lines Polars can tell apart.

    A copy is made of other encodings, of lines that end in a bare carriage return,
    and of a file whose name is not UTF-8.
    """
    bare_returns = b"\r" in sample and b"\n" not in sample
    named = str(path) == str(path).encode("utf-8", "replace").decode()
    if encoding in {"utf-8", "utf-8-sig"} and not bare_returns and named:
        return path
    copy = scratch / "utf8.csv"
    with copy.open("w", encoding="utf-8", newline="") as target:
        for text in _texts(path, encoding):
            target.write(text)
    return copy


def _texts(path: Path, encoding: str) -> Iterator[str]:
    """The file's text with one kind of line end; of two encodings each line in its own."""
    if encoding.startswith("utf"):
        with path.open(encoding=encoding, errors="replace", newline=None) as source:
            while block := source.read(1 << 20):
                yield block
        return
    with path.open("rb") as lines:
        for line in lines:
            try:
                text = line.decode("utf-8")
            except UnicodeDecodeError:
                text = line.decode(encoding, errors="replace")
            yield text.replace("\r\n", "\n").replace("\r", "\n")


def _cut_short(path: Path, delimiter: str) -> bool:
    """Whether a file in UTF-8 ends within a letter, or before its last row has all cells.

    A last line without an end and with fewer cells than the line before it. Where a
    cell of theirs goes over several lines this cannot be told.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        tail = file.read().decode("utf-8", "replace")
    *full, last = re.split(r"\r\n|\n|\r", tail)
    full = [line for line in full if line.strip()]
    if not full or not last.strip() or any(x.count('"') % 2 for x in (full[-1], last)):
        return False
    before, cells = (
        len(next(csv.reader([line], delimiter=delimiter))) for line in (full[-1], last)
    )
    return cells < before or last.endswith("\ufffd")


def read_csv(path: Path, *, scratch: Path) -> TextTable:
    """The text table of a delimited file.

    A file that is not UTF-8 is copied into `scratch`, which the caller removes.

    Raises:
        UserError: the file is empty or binary.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_BYTES)
    if not sample.strip():
        raise UserError(f"{path.name}: the file is empty; export it again", exit_code=3)
    encoding = _whole_encoding(path, sample)
    text = _complete_lines(sample, encoding)
    delimiter = find_delimiter(text[:DELIMITER_SAMPLE])
    head = _head(text, delimiter, path.name)
    width = max(len(row) for row in head)
    names = [f"c{i}" for i in range(width)] + [EXTRA]
    text_file = _as_utf8(path, encoding, sample, scratch)
    rows = pl.scan_csv(
        text_file,
        has_header=False,
        schema=dict.fromkeys(names, pl.String),
        separator=delimiter,
        truncate_ragged_lines=True,
        missing_columns="insert",
        row_index_name=ROW,
        row_index_offset=1,
        encoding="utf8-lossy",
        glob=False,  # `roster[1].csv` is a file's name, no pattern
    )
    cut = _cut_short(text_file, delimiter)
    return TextTable(path, head, rows, cut_short=cut)


def _head(text: str, delimiter: str, name: str) -> tuple[tuple[str, ...], ...]:
    """The first rows.

    Raises:
        UserError: a cell is too long, or there are too many columns.
    """
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        head = tuple(
            tuple(row) for row, _ in zip(reader, range(HEAD_ROWS), strict=False)
        )
    except csv.Error as error:
        raise UserError(
            f"{name}: row {reader.line_num}: a cell is longer than "
            f"{csv.field_size_limit():,} letters, or a quotation mark is never closed; "
            "mend the row and load again",
            exit_code=3,
        ) from error
    check_width(max(len(row) for row in head), name)
    return head


def check_width(columns: int, name: str) -> None:
    """Passes when a table is no wider than a spreadsheet.

    Raises:
        UserError: it is.
    """
    if columns > MOST_COLUMNS:
        raise UserError(
            f"{name}: {columns:,} columns, more than {MOST_COLUMNS:,}; export only "
            "what is needed",
            exit_code=3,
        )
