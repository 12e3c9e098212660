"""Rows per day made into rows per run of days."""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.errors import UserError
from etl.profile import Transform
from etl.readers.table import ROW
from etl.transforms.columns import named, needed
from etl.transforms.rows import Rows

FIRST: Final = "first_day"
LAST: Final = "last_day"


def _amounts(rows: Rows, names: tuple[str, ...]) -> list[pl.Expr]:
    return [
        needed(rows, name).cast(pl.Float64, strict=False).alias(name)
        for name in names
        if rows.place(name) is not None
    ]


def days_to_runs(rows: Rows, step: Transform) -> Rows:
    """One row per request and run of its days with one state.

    `keep` begins with what names the request (and goes on with what must not change
    within a run, such as the kind and the status); `into` begins with the column of
    the day (ISO) and goes on with amounts to be added up. Days between two days of a
    request that the file does not name (weekends) do not end a run. The new columns
    are `first_day` and `last_day`; other columns are left behind.

    Raises:
        UserError: a column is missing, or a day is not written as 2026-08-31.
    """
    request, *state = (needed(rows, name).alias(name) for name in step.keep)
    day, *amounts = step.into
    text = needed(rows, day).str.slice(0, 10)
    frame = rows.frame.select(
        ROW,
        request,
        *state,
        text.str.to_date("%Y-%m-%d", strict=False).alias(FIRST),
        text.is_not_null().alias("_said"),
        *_amounts(rows, tuple(amounts)),
    )
    unread = pl.col("_said") & pl.col(FIRST).is_null()
    if frame.select(unread.any()).collect().item():
        raise UserError(
            f'"{day}" must hold days such as 2026-08-31; export it so', exit_code=3
        )
    names = list(step.keep)
    sums = [name for name in amounts if rows.place(name) is not None]
    runs = (
        frame.sort(step.keep[0], FIRST, ROW)
        .with_columns(pl.struct(names).rle_id().alias("_run"))
        .group_by("_run", *names, maintain_order=True)
        .agg(
            pl.col(ROW).min(),
            pl.col(FIRST).min(),
            pl.col(FIRST).max().alias(LAST),
            *(
                pl.when(pl.col(n).is_not_null().any()).then(pl.col(n).sum()).alias(n)
                for n in sums
            ),
        )
    )
    return named(rows, runs, (*names, FIRST, LAST, *sums))


def merged_days(rows: Rows, step: Transform) -> Rows:
    """Rows of whole days that follow each other and are alike in `keep`, as one.

    `into` names the columns of the first day, the last day (ISO), the days' number
    and, if any, the hours. Only rows of whole days merge: number of days empty or as
    many as there are from first to last, and no hours.
    """
    first, last, number, *hours = step.into
    rest = tuple(name for name in rows.header if name not in step.into)
    cells = [needed(rows, name).alias(name) for name in rows.header]
    begins = pl.col(first).str.to_date("%Y-%m-%d", strict=False)
    ends = pl.col(last).str.to_date("%Y-%m-%d", strict=False)
    days = (ends - begins).dt.total_days() + 1
    amount = pl.col(number).cast(pl.Float64, strict=False)
    whole = amount.is_null() | (amount == days)
    for name in hours:
        whole &= pl.col(name).is_null()
    alike = list(step.keep)
    follows = (begins - pl.col("_ends").shift(1)).dt.total_days() <= 1
    goes_on = pl.col("_whole") & pl.col("_whole").shift(1) & follows
    found = (
        rows.frame.select(ROW, *cells)
        .with_columns(whole.fill_null(value=False).alias("_whole"))
        .sort(*alike, first, ROW)
        .with_columns(ends.cum_max().over(alike).alias("_ends"))
        .with_columns((~goes_on.fill_null(value=False)).over(alike).alias("_new"))
        .with_columns(pl.col("_new").cum_sum().over(alike).alias("_run"))
        .group_by(*alike, "_run", maintain_order=True)
        .agg(
            pl.col(ROW).min(),
            pl.col(first).min(),
            pl.col(last).max(),
            pl.when(pl.len() == 1).then(pl.col(number).first()).alias(number),
            *(pl.col(name).first() for name in hours),
            *(pl.col(name).first() for name in rest if name not in alike),
        )
        .sort(ROW)
    )
    return named(rows, found, rows.header)
