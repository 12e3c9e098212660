"""Cells that hold several things: lists of JSON, columns that are values, spans of days."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.profile import Transform
from etl.readers.table import ROW
from etl.transforms.cells import picked
from etl.transforms.columns import cell, named, needed, pattern_of, with_cells
from etl.transforms.rows import Rows

MOST_DAYS: Final = 31  # of a public holiday; a longer span is a slip


def exploded(rows: Rows, step: Transform) -> Rows:
    """One row per element of the list in the column of `keep`; an empty one keeps its row."""
    place = rows.place(step.keep[0])
    if place is None:
        return rows
    name = f"c{place}"
    frame = rows.frame.with_columns(pl.col(name).str.split("\n")).explode(name)
    return replace(rows, frame=frame)


def json_path(rows: Rows, step: Transform) -> Rows:
    """What the JSON path `pattern` finds in the column of `keep`, in `into`.

    Of a list the first element counts. What `into` already holds stays.
    """
    text = cell(rows, step.keep[0])
    target = step.into[0]
    there = cell(rows, target)
    found: pl.Expr = pl.lit(None, dtype=pl.String)
    if text is not None:
        found = text.str.split("\n").list.first().str.json_path_match(pattern_of(step))
    return with_cells(
        rows, {target: found if there is None else there.fill_null(found)}
    )


def unpivoted(rows: Rows, step: Transform) -> Rows:
    """One row per column whose name matches `pattern`: its name and its cell.

    `into` names the two; the columns of `keep` (all others, if none) stay with each.

    Raises:
        UserError: no column matches.
    """
    turned = [
        i
        for i, name in enumerate(rows.header)
        if re.search(pattern_of(step), name.strip())
    ]
    if not turned:
        raise UserError("the columns that hold the values are missing", exit_code=3)
    kept = [place for name in step.keep if (place := rows.place(name)) is not None]
    if not step.keep:
        kept = [i for i in range(len(rows.header)) if i not in turned]
    names = tuple(rows.header[i] for i in kept)
    frame = rows.frame.select(
        ROW,
        *(pl.col(f"c{i}").alias(name) for i, name in zip(kept, names, strict=True)),
        *(pl.col(f"c{i}").alias(f"_value_{i}") for i in turned),
    ).unpivot(
        on=[f"_value_{i}" for i in turned],
        index=[ROW, *names],
        variable_name=step.into[0],
        value_name=step.into[1],
    )
    words = {f"_value_{i}": rows.header[i].strip() for i in turned}
    frame = frame.with_columns(pl.col(step.into[0]).replace(words))
    return named(rows, frame, (*names, *step.into))


def each_day(rows: Rows, step: Transform) -> Rows:
    """One row per day from the first to the last column of `keep` (ISO), in `into`.

    A row without a first day stays one row; one without a last has one day.
    """
    ends = [needed(rows, name).str.slice(0, 10) for name in step.keep]
    first, last = (text.str.to_date("%Y-%m-%d", strict=False) for text in ends)
    last = pl.max_horizontal(first, pl.coalesce(last, first))
    last = pl.min_horizontal(last, first.dt.offset_by(f"{MOST_DAYS - 1}d"))
    into = len(rows.header)
    days = pl.date_ranges(first, last).alias(f"c{into}")
    frame = rows.frame.with_columns(days).explode(f"c{into}")
    frame = frame.with_columns(pl.col(f"c{into}").dt.strftime("%Y-%m-%d"))
    return replace(rows, header=(*rows.header, step.into[0]), frame=frame)


def references(rows: Rows, step: Transform) -> Rows:
    """The identifiers in the FHIR references of `keep`, in the columns of `into`.

    `Practitioner?identifier=system|value`, `Practitioner/id`, an address that ends
    so, `urn:uuid:id`, each with or without a version.
    """
    for name, target in zip(step.keep, step.into, strict=True):
        pattern = r"([^/|:#?=]+)(?:/_history/[^/]*)?$"
        rows = picked(
            rows,
            Transform(name="picked", keep=(name,), into=(target,), pattern=pattern),
        )
    return rows
