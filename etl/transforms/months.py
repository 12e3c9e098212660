"""Months as columns, and one row per person and metric, made into figures of groups."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.profile import Transform
from etl.readers.table import ROW
from etl.transforms.columns import named, needed, with_cells
from etl.transforms.rows import Rows

NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
YEAR_MONTH: Final = re.compile(rf"(?i)(\d\d)-({'|'.join(NAMES)})[a-z]*$")
AS_A_DAY: Final = re.compile(r"\d{4}-(\d\d)-(\d\d)(?:[ T]00:00:00)?$")
# Fewer people than this make no figure: what is published of units as supplied has no
# minimum of its own.
FEWEST_PEOPLE: Final = 5


def first_of_month(text: str) -> str | None:
    """`24-Jul` is July 2024, not the 24th of July, even where a spreadsheet thought so."""
    said = YEAR_MONTH.match(text.strip())
    if said:
        month = NAMES.index(said[2].lower()) + 1
        return date(2000 + int(said[1]), month, 1).isoformat()
    taken = AS_A_DAY.match(text.strip())
    if taken:
        return date(2000 + int(taken[2]), int(taken[1]), 1).isoformat()
    return None


def year_months(rows: Rows, step: Transform) -> Rows:
    """The first day of the month that the column of `keep` names, in `into`.

    Raises:
        UserError: a cell names no month.
    """
    text = needed(rows, step.keep[0])
    said = rows.frame.select(text.alias("said")).unique().collect()["said"].drop_nulls()
    known = {cell: first_of_month(cell) for cell in said}
    if None in known.values():
        raise UserError(
            f'"{step.keep[0]}": expected months such as 24-Jul (July 2024)', exit_code=3
        )
    return with_cells(
        rows,
        {
            step.into[0]: text.replace_strict(
                known, default=None, return_dtype=pl.String
            )
        },
    )


def mean_per_group(rows: Rows, step: Transform) -> Rows:
    """One row per group: the mean of the last column of `keep` over people, and how many.

    `keep` names what makes a group, then the person, then the value; `into` the mean
    and the number of people. A group of fewer than `FEWEST_PEOPLE` has no row.
    """
    *group, person, value = step.keep
    names = (*group, *step.into)
    cells = {name: needed(rows, name) for name in step.keep}
    number = cells[value].str.replace_all(",", "").cast(pl.Float64, strict=False)
    frame = (
        rows.frame.select(
            ROW,
            *(cells[name].alias(name) for name in group),
            cells[person].alias("_person"),
            number.alias("_value"),
        )
        .drop_nulls(["_person", "_value"])
        .group_by(group)
        .agg(
            pl.col(ROW).min(),
            pl.col("_value").mean().alias(step.into[0]),
            pl.col("_person").n_unique().alias(step.into[1]),
        )
        .filter(pl.col(step.into[1]) >= FEWEST_PEOPLE)
        .sort(ROW, *group)
    )
    return named(rows, frame, names)


def slugged(rows: Rows, step: Transform) -> Rows:
    """The column of `keep` in lower case, words joined by `_`, in `into`."""
    text = needed(rows, step.keep[0]).str.to_lowercase().str.replace_all("%", " share ")
    slug = text.str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")
    return with_cells(rows, {step.into[0]: slug})
