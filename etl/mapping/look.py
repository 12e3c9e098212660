"""What a file nobody knows looks like: its header, a few rows, its distinct values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from etl.profile import normal
from etl.readers.table import ROW, TextTable
from etl.recognise import Recognised
from etl.typed import present

SAMPLE_ROWS: Final = 2000
SHOWN_ROWS: Final = 8
MOST_VALUES: Final = 40


@dataclass(frozen=True)
class Look:
    """A file before it is mapped.

    Attributes:
        header: the column names, empty ones left out of `columns`.
        header_rows: rows up to and with the header.
        sample: up to 2,000 rows below it, text, columns c0, c1, ...
        texts: the question text of each column, or empty.
    """

    header: tuple[str, ...]
    header_rows: int
    sample: pl.DataFrame
    texts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The header cells that name a column, each once."""
        return tuple(dict.fromkeys(cell for cell in self.header if cell.strip()))

    def cells(self, name: str) -> pl.Series:
        """The cells under a header cell that hold anything."""
        place = [normal(cell) for cell in self.header].index(normal(name))
        return self.sample[f"c{place}"].drop_nulls()

    def values(self, name: str) -> list[str] | None:
        """The distinct texts under a header cell; None where there are more than 40."""
        found = self.cells(name).unique().sort().to_list()
        return found if len(found) <= MOST_VALUES else None


def look(table: TextTable, recognised: Recognised | None = None) -> Look:
    """The look of a file: its header is the fullest of its first rows.

    Where the vendor is recognised and only the questions are new, its header is.
    """
    if recognised:
        header, rows = recognised.header, recognised.header_rows
        return Look(header, rows, _sample(table, rows), recognised.texts)
    row = header_row(table.head)
    header = table.head[row] if table.head else ()
    return Look(header, row + 1, _sample(table, row + 1), table.texts)


def _sample(table: TextTable, header_rows: int) -> pl.DataFrame:
    cells = [f"c{i}" for i in range(table.width)]
    return (
        table.rows.filter(pl.col(ROW) > header_rows)
        .head(SAMPLE_ROWS)
        .select(present(pl.col(name), ()) for name in cells)
        .collect()
    )


def header_row(head: Sequence[Sequence[str]]) -> int:
    """Index of the first row with the most unlike cells that are not numbers."""

    def names(row: Sequence[str]) -> int:
        words = {normal(cell) for cell in row if cell.strip()}
        return sum(not word.replace(".", "").isdigit() for word in words)

    if not head:
        return 0
    counts = [names(row) for row in head]
    return next(i for i, count in enumerate(counts) if count >= 0.8 * max(counts))
