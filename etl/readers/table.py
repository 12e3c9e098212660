"""What every reader returns: a table of text cells that remembers its rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

ROW = "source_row"
EXTRA = "_beyond_header"


@dataclass(frozen=True)
class TextTable:
    """A file's table before anybody knows what it means.

    Attributes:
        path: the file.
        head: its first rows as they stand (header rows included), at most 12.
        rows: lazy frame of strings; columns `c0`, `c1`, ... by position, plus
            `source_row` (1 = the table's first row) and `_beyond_header` (text of
            a cell right of the widest head row, else null). Blank rows stay.
    """

    path: Path
    head: tuple[tuple[str, ...], ...]
    rows: pl.LazyFrame

    @property
    def width(self) -> int:
        """Number of columns of the widest of the head rows."""
        return max((len(row) for row in self.head), default=0)
