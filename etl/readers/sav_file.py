"""SPSS files (.sav, .zsav), read apart; every cell as text, labels kept beside them.

What a file's author declared missing, single values and ranges alike, is empty here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl

from etl.apart import ApartError, spss
from etl.errors import UserError
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.table import EXTRA, ROW, TextTable

SAV_STARTS: Final = (b"$FL2", b"$FL3")
WHOLE_BELOW: Final = 2.0**53  # larger floats hold no fraction, nor every whole number


def read_sav(path: Path) -> TextTable:
    """The table of an SPSS file; its first row holds the variables' names.

    `texts` are the variable labels, `labels` the value labels by code, as text: the
    code 2.0 is `2`, as in the cells. Dates and times are in ISO form.

    Raises:
        UserError: the file cannot be read, or holds no variable.
    """
    try:
        read = spss(path)
    except ApartError as error:
        raise UserError(
            f"{path.name}: the SPSS file cannot be read; save it again from SPSS, or "
            "export it as CSV",
            exit_code=3,
        ) from error
    frame = read.frame
    if not frame.width:
        raise UserError(f"{path.name}: the file holds no variable", exit_code=3)
    names = tuple(frame.columns)
    cells = frame.rename({name: f"c{i}" for i, name in enumerate(names)})
    cells = cells.select(_text(name, cells.schema[name]) for name in cells.columns)
    header = pl.DataFrame([names], schema=cells.schema, orient="row")
    whole = pl.concat([header, cells])
    head = tuple(
        tuple(cell or "" for cell in row) for row in whole.head(HEAD_ROWS).rows()
    )
    rows = whole.with_row_index(ROW, offset=1).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return TextTable(
        path,
        head,
        rows.lazy(),
        format="sav",
        texts=tuple(read.texts.get(name) or "" for name in names),
        labels={
            place: {_code(code): label for code, label in read.labels[name]}
            for place, name in enumerate(names)
            if name in read.labels
        },
    )


def _code(code: float | str) -> str:
    """A labelled code (text too, whatever pyreadstat declares) as its cell stands."""
    if isinstance(code, str):
        return code.strip()
    return str(int(code)) if code == int(code) else str(code)


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    """A column's cells as text; null where SPSS has none."""
    value = pl.col(name)
    if kind.is_float():
        whole = (value == value.round()) & (value.abs() < WHOLE_BELOW)
        text = (
            pl.when(whole)
            .then(value.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(value.cast(pl.String))
        )
        return pl.when(value.is_finite()).then(text).alias(name)
    if kind == pl.Datetime:
        return value.dt.strftime("%Y-%m-%d %H:%M:%S")
    if kind == pl.String:
        return pl.when(value.str.strip_chars() != "").then(value).alias(name)
    return value.cast(pl.String)
