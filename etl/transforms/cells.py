"""Changes of a row's own cells: joining, picking apart, choosing, telling alike apart.

What a column already holds stays: several steps that fill one column are tried in turn.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from hashlib import blake2b
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.profile import Transform, normal
from etl.transforms.columns import cell, needed, pattern_of, with_cells
from etl.transforms.rows import Rows

BETWEEN: Final = "|"


def _filling(rows: Rows, name: str, value: pl.Expr) -> pl.Expr:
    """The column's own text where it has some, else the value."""
    there = cell(rows, name)
    return value if there is None else pl.coalesce(there, value)


def joined(rows: Rows, step: Transform) -> Rows:
    """The columns of `keep` in one, `into`; `pattern` stands between (`|` without).

    A column that the file lacks is an empty part; all parts empty give none.
    """
    parts = [cell(rows, name) for name in step.keep]
    texts = [pl.lit("") if part is None else part.fill_null("") for part in parts]
    between = BETWEEN if step.pattern is None else step.pattern
    there = [part.is_not_null() for part in parts if part is not None]
    whole = pl.concat_str(texts, separator=between).str.strip_chars(" ")
    value = pl.when(pl.any_horizontal(there)).then(whole) if there else pl.lit(None)
    return with_cells(rows, {step.into[0]: value})


def picked(rows: Rows, step: Transform) -> Rows:
    """The groups of `pattern` in the column of `keep`, into the columns of `into`."""
    text = cell(rows, step.keep[0])
    if text is None:
        return with_cells(
            rows,
            {n: pl.lit(None) for n in step.into if rows.place(n) is None},
        )
    found = {
        name: _filling(rows, name, text.str.extract(pattern_of(step), group))
        for group, name in enumerate(step.into, start=1)
    }
    return with_cells(rows, found)


def where(rows: Rows, step: Transform) -> Rows:
    """The first column of `keep` where the second matches `pattern`, in `into`.

    The pattern is looked for in lower-case text; an empty cell is empty text.
    """
    value, test = (cell(rows, name) for name in step.keep)
    if value is None or test is None:
        return with_cells(
            rows, {n: pl.lit(None) for n in step.into if rows.place(n) is None}
        )
    fits = test.fill_null("").str.to_lowercase().str.contains(pattern_of(step))
    chosen = pl.when(fits).then(value)
    return with_cells(rows, {step.into[0]: _filling(rows, step.into[0], chosen)})


def numbered(rows: Rows, step: Transform) -> Rows:  # noqa: ARG001
    """The same rows; of names that stand several times, the second is `name 2`."""
    seen: Counter[str] = Counter()
    header = []
    for name in rows.header:
        seen[normal(name)] += 1
        times = seen[normal(name)]
        header.append(name if times == 1 else f"{name} {times}")
    return replace(rows, header=tuple(header))


def from_above(rows: Rows, step: Transform) -> Rows:
    """What `pattern` finds in a cell above the header, in the column `into`.

    Raises:
        UserError: no cell above the header matches, and `keep` names no column that
            the file has in its place.
    """
    for line in rows.above:
        for text in line:
            found = re.search(pattern_of(step), text.strip())
            if found:
                values = zip(step.into, found.groups(), strict=True)
                return with_cells(rows, {name: pl.lit(value) for name, value in values})
    if any(rows.place(name) is not None for name in step.keep):
        return rows
    wanted = " and ".join(step.into)
    raise UserError(
        f"no row above the header says {wanted}; add one at the top that does, or a "
        f'column "{wanted}"',
        exit_code=3,
    )


def below(rows: Rows, step: Transform) -> Rows:
    """The rows below the last one with a cell that matches `pattern`.

    Raises:
        UserError: there is none.
    """
    cells = [pl.col(f"c{i}") for i in range(len(rows.header))]
    marked = pl.any_horizontal(text.str.contains(pattern_of(step)) for text in cells)
    last = rows.frame.filter(marked).select(pl.col("source_row").max()).collect().item()
    if last is None:
        raise UserError("the row that begins the data is missing", exit_code=3)
    return replace(rows, frame=rows.frame.filter(pl.col("source_row") > last))


def dropped(rows: Rows, step: Transform) -> Rows:
    """The rows without those whose column of `keep` matches `pattern` (lower case)."""
    test = needed(rows, step.keep[0]).fill_null("").str.to_lowercase()
    return replace(rows, frame=rows.frame.filter(~test.str.contains(pattern_of(step))))


def minutes_after(rows: Rows, step: Transform) -> Rows:
    """`into`: the ISO time of the first column of `keep` and the minutes of the second.

    What `into` already holds stays; a time with an offset keeps meaning the same.
    """
    text, minutes = (cell(rows, name) for name in step.keep)
    if text is None or minutes is None:
        return rows
    length = pl.duration(minutes=minutes.cast(pl.Float64, strict=False))
    offset = r"(?:Z|[+-]\d{2}:?\d{2})$"
    utc = text.str.to_datetime("%+", strict=False, time_unit="us", time_zone="UTC")
    wall = text.str.replace("T", " ").str.to_datetime(
        "%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"
    )
    value = (
        pl.when(text.str.contains(offset))
        .then((utc + length).dt.strftime("%Y-%m-%dT%H:%M:%SZ"))
        .otherwise((wall + length).dt.strftime("%Y-%m-%d %H:%M:%S"))
    )
    return with_cells(rows, {step.into[0]: _filling(rows, step.into[0], value)})


def half_day(rows: Rows, step: Transform) -> Rows:
    """`into`: 0.5 where the first two columns of `keep` are alike and the third is half.

    Half is a word for a part of the day (morning, afternoon); else none.
    """
    first, last, part = (needed(rows, name) for name in step.keep)
    half = part.str.to_lowercase().str.contains("morning|afternoon")
    value = pl.when((first == last) & half).then(pl.lit("0.5"))
    return with_cells(rows, {step.into[0]: value})


def filled(rows: Rows, step: Transform) -> Rows:
    """The column `into` with the text `pattern` where it is empty or absent."""
    value = pl.lit(pattern_of(step))
    return with_cells(rows, {step.into[0]: _filling(rows, step.into[0], value)})


def digested(rows: Rows, step: Transform) -> Rows:
    """Each column of `keep` as a digest, in `into`: for keys made of a person's name.

    A request's key is hashed with the secret key when it is stored, yet waits in a
    private scratch folder until then: no name is to lie there.
    """

    def digest(texts: pl.Series) -> pl.Series:
        found = {
            text: blake2b(text.strip().lower().encode(), digest_size=8).hexdigest()
            for text in texts.drop_nulls().unique()
        }
        return texts.replace_strict(found, default=None, return_dtype=pl.String)

    cells = {
        into: needed(rows, name).map_batches(
            digest, return_dtype=pl.String, is_elementwise=True
        )
        for name, into in zip(step.keep, step.into, strict=True)
    }
    return with_cells(rows, cells)
