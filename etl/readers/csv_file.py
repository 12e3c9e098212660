"""Delimited text: encoding and delimiter found, then read lazily by Polars."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from charset_normalizer import from_bytes

from etl.errors import UserError
from etl.readers.table import EXTRA, ROW, TextTable

SAMPLE_BYTES = 256 * 1024
DELIMITER_SAMPLE = 16 * 1024  # letters; some header rows alone are 10,000 long
HEAD_ROWS = 25
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
        raise UserError(
            f"{name}: expected a table of text, found binary data; "
            "export it as CSV or XLSX",
            exit_code=3,
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        best = from_bytes(sample, cp_isolation=["cp1252", "mac_roman"]).best()
        return best.encoding if best else "cp1252"
    return "utf-8"


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
    with (
        path.open(encoding=encoding, errors="replace", newline=None) as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while block := source.read(1 << 20):
            target.write(block)
    return copy


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
    encoding = find_encoding(sample, path.name)
    text = _complete_lines(sample, encoding)
    delimiter = find_delimiter(text[:DELIMITER_SAMPLE])
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    head = tuple(tuple(row) for row, _ in zip(reader, range(HEAD_ROWS), strict=False))
    width = max(len(row) for row in head)
    names = [f"c{i}" for i in range(width)] + [EXTRA]
    rows = pl.scan_csv(
        _as_utf8(path, encoding, sample, scratch),
        has_header=False,
        schema=dict.fromkeys(names, pl.String),
        separator=delimiter,
        truncate_ragged_lines=True,
        missing_columns="insert",
        row_index_name=ROW,
        row_index_offset=1,
        encoding="utf8-lossy",
    )
    return TextTable(path, head, rows)
