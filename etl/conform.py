"""A text table and its profile to typed rows and all their problems.

One pass over the file writes typed rows to scratch Parquet. A second runs only when a
row has a problem, to say which and why, or is left out by a rule, to count it. No
identifier, and no column that the profile does not name, reaches the disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import polars as pl

from etl.identifiers import HASHED, key_of
from etl.profile import Column, Table
from etl.readers.table import CUT_SHORT, EXTRA, ROW
from etl.source import (
    ELSEWHERE,
    Source,
    cell,
    left_out,
    reading,
    text_of,
    unwanted,
)
from etl.typed import (
    EARLIEST_YEAR,
    END_OF_TIME,
    LATEST_YEAR,
    PERSONAL_FOUND,
    typed,
    utc_offset_min,
)

BAD: Final = "_bad_"
OK: Final = "_ok"
TEXT: Final = "_text_"
LEFT_OUT: Final = "_left_out"
EXPECTED: Final = {
    "number": "a number, e.g. 7.5",
    "integer": "a whole number, e.g. 12",
    "date": f"a date from {EARLIEST_YEAR} to {LATEST_YEAR}, e.g. 2026-08-31",
    "timestamp": (
        f"a date and time from {EARLIEST_YEAR} to {LATEST_YEAR}, "
        "e.g. 2026-08-31 14:30:00"
    ),
    "time": "a time of day, e.g. 09:00",
    "boolean": "true or false",
}
# An odd number near 2^64 / golden ratio (Knuth, TAOCP 3, 6.4): spreads start times.
SPREAD: Final = 11400714819323198485
WORD: Final = re.compile(r"\{(\w+)\}")
LONGEST_MINUTES: Final = 7 * 24 * 60  # of what begins at one time and ends at another
TOO_MANY: Final = ("too many cells", "expected no cell beyond the header, found more")
CUT_OFF: Final = ("cut off", "expected all cells, found the file's end; it may be cut off: export it again")  # fmt: skip
OFFSETS: Final = {"starts_at": "utc_offset_min", "ends_at": "end_offset_min"}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with one row; never holds the cell itself."""

    row: int
    column: str
    rule: str
    message: str
    kept: str | None = None


@dataclass(frozen=True)
class Staged:
    """Typed rows of one target, in scratch Parquet: our columns and `source_row`."""

    target: str
    path: Path


@dataclass(frozen=True)
class Conformed:
    """What a file became: staged tables, problems, and where every row went.

    Attributes:
        left_out: rows not loaded by a stated rule, counted: rule -> rows.
    """

    staged: tuple[Staged, ...]
    problems: tuple[Problem, ...]
    rows_read: int
    rows_dropped: int
    left_out: Mapping[str, int] = field(default_factory=dict)


def _filled(column: Column, words: Mapping[str, str]) -> Column:
    """The column with `{word}` in its source, factor and constant filled in."""

    def fill(text: str | None) -> str | None:
        if not text or not words:
            return text
        return WORD.sub(lambda found: words.get(found[1], found[0]), text)

    source = column.source
    return column.model_copy(
        update={
            "source": fill(source) if isinstance(source, str) else source,
            "constant": fill(column.constant),
            "times": fill(column.times),
        }
    )


def _text(source: Source, column: Column) -> pl.Expr:
    """The column's cell, trimmed once for all that is made from it."""
    if column.constant is not None:
        return text_of(source, column)
    return pl.col(TEXT + column.to)


def _value(source: Source, column: Column) -> pl.Expr:
    if column.kind in HASHED:
        return key_of(source, column, _text(source, column)).alias(column.to)
    value = typed(_text(source, column), column, reading(source, column))
    if column.times:
        other = text_of(
            source, Column.model_validate({"to": "-", "from": column.times})
        )
        value = value * other.cast(pl.Float64, strict=False)
    if column.plus_minutes:
        minutes = cell(source, column.plus_minutes)
        length = (pl.lit(None) if minutes is None else minutes).cast(
            pl.Float64, strict=False
        )
        length = pl.when(length.is_between(0, LONGEST_MINUTES)).then(length)
        value = value + pl.duration(minutes=length)
    return value.alias(column.to)


def _bad(source: Source, column: Column) -> pl.Expr:
    """Whether the cell is there but cannot be read, or must be there and is not."""
    text = _text(source, column)
    value = pl.col(column.to)
    unreadable = text.is_not_null() & value.is_null()
    if column.kind == "date" and not column.required:
        unreadable &= ~text.is_in(END_OF_TIME)
    return unreadable | text.is_null() if column.required else unreadable


def _extras(source: Source, names: set[str]) -> dict[str, pl.Expr]:
    """Columns that follow from others: offsets from UTC, and the session's key."""
    found = {
        offset: utc_offset_min(pl.col(wall), source.time_zone)
        for wall, offset in OFFSETS.items()
        if wall in names
    }
    if {"staff_key", "starts_at"} <= names:
        # 64-bit sums wrap: one clinician's starts never share a key, and two
        # clinicians' only as rarely as two random numbers do
        start = pl.col("starts_at").dt.epoch("us").cast(pl.UInt64, wrap_numerical=True)
        spread = start * pl.lit(SPREAD, dtype=pl.UInt64)
        found["session_key"] = pl.col("staff_key") + spread
    return found


def _not_yet_kept(source: Source) -> pl.Expr:
    """Some systems call every future session kept: until its day it is planned."""
    to_come = pl.col("starts_at").dt.date() > pl.lit(source.door.today)
    early = to_come & pl.col("status").is_in(["kept", "no_show"])
    return (
        pl.when(early.fill_null(value=False))
        .then(pl.lit("planned"))
        .otherwise(pl.col("status"))
        .alias("status")
    )


def _can_be_bad(column: Column) -> bool:
    """Whether a cell of this column can be unreadable, or missing where it must be."""
    key = column.kind == "key" and not (column.map or column.vocabulary)
    return column.constant is None and (column.required or not key)


def _typed_rows(source: Source, table: Table, columns: list[Column]) -> pl.LazyFrame:
    """Every row that the target is made from, typed; `_ok` is null where it is left out."""
    rows = source.rows.with_columns(unwanted(source).alias(LEFT_OUT))
    if table.only_if:
        there = cell(source, table.only_if)
        held = pl.lit(value=False) if there is None else there.is_not_null()
        rows = rows.filter(held | pl.col(LEFT_OUT))
    texts = [
        text_of(source, column).alias(TEXT + column.to)
        for column in columns
        if column.constant is None
    ]
    values = [_value(source, column) for column in columns]
    rows = rows.with_columns(texts).with_columns(values)
    if table.target == "appointment":
        rows = rows.with_columns(_not_yet_kept(source))
    extras = _extras(source, {column.to for column in columns})
    checked = [column for column in columns if _can_be_bad(column)]
    flags = [BAD + column.to for column in checked] + [BAD]
    return rows.with_columns(
        *(_bad(source, c).alias(BAD + c.to) for c in checked),
        pl.col(EXTRA).is_not_null().alias(BAD),
        **extras,
    ).with_columns(pl.when(~pl.col(LEFT_OUT)).then(~pl.any_horizontal(flags)).alias(OK))


def _reason(column: Column, *, empty: bool) -> tuple[str, str]:
    if empty:
        return "required", "expected a value, found none"
    if column.map:
        return "known value", "expected one of " + ", ".join(sorted(column.map))
    if column.vocabulary:
        return "known value", f"expected a word for a {column.vocabulary}"
    if column.kind in HASHED:
        return "identifier", "expected an identifier"
    if column.kind not in EXPECTED:
        return "personal", PERSONAL_FOUND
    return column.kind, f"expected {EXPECTED[column.kind]}, found something else"


def _misfit(row: int, beyond: str) -> Problem:
    return Problem(row, "", *(CUT_OFF if beyond == CUT_SHORT else TOO_MANY))


def _problems(
    source: Source, rows: pl.LazyFrame, columns: list[Column]
) -> list[Problem]:
    """Every problem of every bad row, in row order.

    Of the row are kept the cells that could be read as a number, a date, a yes or no,
    or a known word: free text, identifiers, and what stands in a wrong column are not.
    """
    readable = [c for c in columns if c.kind in EXPECTED or c.map or c.vocabulary]
    flags = [column for column in columns if _can_be_bad(column)]
    looked_at = {column.to: column for column in [*flags, *readable]}
    bad = rows.filter(~pl.col(OK)).select(
        ROW,
        EXTRA,
        *(pl.col(BAD + c.to) for c in flags),
        *(text_of(source, c).alias("_text_" + c.to) for c in looked_at.values()),
    )
    found: list[Problem] = []
    for row in bad.collect(engine="streaming").sort(ROW).iter_rows(named=True):
        kept = json.dumps(
            {c.to: row["_text_" + c.to] for c in readable if not row.get(BAD + c.to)}
        )
        if row[EXTRA] is not None:
            found.append(_misfit(row[ROW], row[EXTRA]))
        for column in flags:
            if row[BAD + column.to]:
                rule, message = _reason(column, empty=row["_text_" + column.to] is None)
                name = _name(column)
                found.append(Problem(row[ROW], name, rule, message, kept))
    return found


def _name(column: Column) -> str:
    if isinstance(column.source, tuple):
        return " + ".join(column.source)
    return column.source or column.to


@dataclass(frozen=True)
class _Stage:
    """One target's rows, their problems, how many there are, and whether all are kept."""

    staged: Staged
    problems: list[Problem]
    rows: int
    all_kept: bool


def _stage(
    source: Source, table: Table, words: Mapping[str, str], number: int
) -> _Stage:
    """One target's rows on scratch disk."""
    columns = [_filled(column, words) for column in table.column]
    extras = _extras(source, {column.to for column in columns})
    path = source.scratch / f"{number}_{table.target}.parquet"
    _typed_rows(source, table, columns).select(
        ROW, *(c.to for c in columns), *extras, OK
    ).sink_parquet(path, compression="lz4")
    staged = pl.scan_parquet(path, glob=False)
    kept = staged.select(pl.col(OK).is_not_null().all()).collect().item()
    if not kept:
        path = _without_left_out(path)
        staged = pl.scan_parquet(path, glob=False)
    bad = staged.filter(~pl.col(OK)).select(ROW).collect()[ROW]
    problems: list[Problem] = []
    if len(bad):
        # only these rows again, so that telling why costs one scan and no parsing
        few = source.rows.filter(pl.col(ROW).is_in(bad.implode())).collect(
            engine="streaming"
        )
        again = replace(source, rows=few.lazy())
        problems = _problems(again, _typed_rows(again, table, columns), columns)
    rows = staged.select(pl.len()).collect().item()
    return _Stage(Staged(table.target, path), problems, rows, all_kept=kept)


def _without_left_out(path: Path) -> Path:
    """The staged rows without those that a stated rule leaves out."""
    kept = path.with_stem(path.stem + "_kept")
    rows = pl.scan_parquet(path, glob=False).filter(pl.col(OK).is_not_null())
    rows.sink_parquet(kept, compression="lz4")
    path.unlink()
    return kept


def conform(source: Source) -> Conformed:
    """The rows of a `rows`-shaped file, staged per target, with all problems.

    A row with a problem in one target is rejected from all; loading sees to that.

    Raises:
        UserError: the header lacks a required column.
    """
    parts: list[_Stage] = []
    for table in source.profile.table:
        for words in table.each:
            parts.append(_stage(source, table, words, len(parts)))
    # a row is left out of all tables or of none; how often each rule spoke costs one
    # more look at the file, and only where one did
    kept = parts and all(part.all_kept for part in parts)
    out = {} if kept else left_out(source)
    problems = {
        (found.row, found.column, found.rule): found
        for part in parts
        for found in part.problems
    }
    most = max((part.rows for part in parts), default=0)
    return whole(
        source,
        Conformed(
            tuple(part.staged for part in parts),
            tuple(problems.values()),
            most + sum(out.values()),
            sum(out.values()),
            out,
        ),
    )


def whole(source: Source, conformed: Conformed) -> Conformed:
    """With the rows that the source took out before: misfits, and those on other sheets."""
    rows = source.misfits.rows()
    problems = tuple(_misfit(row, beyond) for row, beyond in rows)
    elsewhere = {ELSEWHERE: source.elsewhere} if source.elsewhere else {}
    return replace(
        conformed,
        problems=(*conformed.problems, *problems),
        rows_read=conformed.rows_read + len(problems) + source.elsewhere,
        rows_dropped=conformed.rows_dropped + source.elsewhere,
        left_out={**conformed.left_out, **elsewhere},
    )
