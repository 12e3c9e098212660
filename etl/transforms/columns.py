"""Columns of text rows by name, for transforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from etl.errors import UserError
from etl.profile import Transform
from etl.readers.table import EXTRA, ROW
from etl.transforms.rows import Rows


def cell(rows: Rows, name: str) -> pl.Expr | None:
    """The trimmed cell of the column `name` (`A|B`: the first there); null if empty."""
    place = rows.place(name)
    if place is None:
        return None
    text = pl.col(f"c{place}").str.strip_chars(" \t\r\n\u00a0")
    return pl.when(text != "").then(text)


def needed(rows: Rows, name: str) -> pl.Expr:
    """The cell of a column that must be there.

    Raises:
        UserError: the header lacks it.
    """
    found = cell(rows, name)
    if found is None:
        raise UserError(
            f'the header lacks "{name}"; export it again with this column', exit_code=3
        )
    return found


def with_cells(rows: Rows, cells: Mapping[str, pl.Expr]) -> Rows:
    """The rows with these columns: in the place of one of that name, or at the end."""
    header = list(rows.header)
    values = []
    for name, value in cells.items():
        place = rows.place(name)
        if place is None:
            place = len(header)
            header.append(name)
        values.append(value.cast(pl.String).alias(f"c{place}"))
    return replace(rows, header=tuple(header), frame=rows.frame.with_columns(values))


def named(rows: Rows, frame: pl.LazyFrame, names: tuple[str, ...]) -> Rows:
    """Rows made anew of a frame that has these columns, `source_row`, and no others."""
    cells = [
        pl.col(name).cast(pl.String).alias(f"c{i}") for i, name in enumerate(names)
    ]
    frame = frame.select(ROW, *cells, pl.lit(None, dtype=pl.String).alias(EXTRA))
    return replace(rows, header=names, frame=frame, texts=(), labels={})


def pattern_of(step: Transform) -> str:
    """The step's pattern.

    Raises:
        UserError: the profile gives it none.
    """
    if step.pattern is None:
        raise UserError(f"transform {step.name}: it needs a pattern")
    return step.pattern
