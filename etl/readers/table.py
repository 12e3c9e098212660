"""What every reader returns: a table of text cells that remembers its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from etl.profile import Format

ROW = "source_row"
EXTRA = "_beyond_header"
CUT_SHORT = (
    "\x1fcut short"  # stands in `_beyond_header` of a row that the file's end cuts
)


@dataclass(frozen=True)
class TextTable:
    """A file's table before anybody knows what it means.

    Attributes:
        path: the file.
        head: its first rows as they stand (header rows included), at most 25.
        rows: lazy frame of strings; columns `c0`, `c1`, ... by position, plus
            `source_row` (1 = the table's first row, header included) and
            `_beyond_header` (text of a cell right of the widest head row, else
            null). Blank rows stay.
        format: what kind of file it was; `table` is CSV, XLSX or Parquet.
        texts: the question text of each column, where the file holds it apart from
            the name (SPSS variable labels).
        labels: column position -> {code: label}, where the file has value labels.
        cut_short: whether the file ends in the midst of its last row.
        elsewhere: rows on further sheets, which have another header: not read.
    """

    path: Path
    head: tuple[tuple[str, ...], ...]
    rows: pl.LazyFrame
    format: Format = "table"
    texts: tuple[str, ...] = ()
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    cut_short: bool = False
    elsewhere: int = 0

    @property
    def width(self) -> int:
        """Number of columns of the widest of the head rows."""
        return max((len(row) for row in self.head), default=0)
