"""Dates such as 3/4/2026: day first or month first, as the whole file proves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import polars as pl

from etl.errors import UserError
from etl.profile import DateOrder

Orders = dict[int, DateOrder]

# day, month and year in either order, or year first; then perhaps a time of day, and
# the name of a zone. A second date, or words, make it no date.
PATTERN: Final = (
    r"^\s*(?<a>\d{1,4})[/.\-](?<b>\d{1,2})[/.\-](?<c>\d{1,4})"
    r"(?:[ T,]+(?<h>\d{1,2}):(?<m>\d{2})(?::(?<s>\d{2}))?(?:\.\d+)?\s*"
    r"(?<half>[AaPp])?\.?[Mm]?\.?(?:\s*[A-Za-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?)?)?\s*$"
)
HIGHEST_MONTH: Final = 12
HIGHEST_DAY: Final = 31
YEAR_DIGITS: Final = 4
CENTURY_TURN: Final = 70  # 69 is 2069, 70 is 1970 (POSIX strptime)
NOON: Final = 12


class DateOrderError(UserError):
    """A file's dates can be read in two ways and nothing says which."""

    rule: ClassVar[str] = "date order"


def _parts(text: pl.Expr) -> pl.Expr:
    return text.str.extract_groups(PATTERN)


def date_orders(
    rows: pl.LazyFrame,
    places: Sequence[int],
    header: Sequence[str],
    *,
    stated: DateOrder | None,
) -> Orders:
    """Position -> order of each column of numeric dates; one order for the whole file.

    A number above 12 in first or second place of any of the columns proves it. Where
    none does, `stated` decides; dates alike in both orders need no decision.

    Args:
        rows: lazy frame of text cells c0, c1, ...
        places: the columns that hold such dates.
        header: names, for the message.
        stated: what the profile, the settings or the reader says.

    Raises:
        DateOrderError: both orders are proved, or neither and none is stated.
    """
    if not places:
        return {}
    found = [_evidence(rows, place) for place in places]
    day_first = any(first for first, _, _ in found)
    month_first = any(second for _, second, _ in found)
    unclear = [
        header[place]
        for place, (_, _, differ) in zip(places, found, strict=True)
        if differ
    ]
    names = ", ".join(f'"{name}"' for name in unclear)
    if day_first and month_first:
        raise DateOrderError(
            f"the dates in {names} are partly day first and partly month first; "
            "export them in one order, best as 2026-08-31",
            exit_code=3,
        )
    order: DateOrder | None = stated
    if day_first or month_first:
        order = "day first" if day_first else "month first"
    if order is None and unclear:
        raise DateOrderError(
            f"the dates in {names} can be read day first or month first, and no day "
            'above 12 tells; say which with --date-order "day first" (or "month '
            'first"), or put date_order into settings.toml',
            exit_code=3,
        )
    return dict.fromkeys(places, order or "day first")


def _evidence(rows: pl.LazyFrame, place: int) -> tuple[bool, bool, bool]:
    """Whether a first number of 13 to 31, a second, and two unlike ones stand there.

    What is no day at all (an address, a number) proves nothing.
    """
    parts = rows.select(pl.col(f"c{place}").alias("text")).select(
        _parts(pl.col("text")).alias("p")
    )
    a = pl.col("p").struct.field("a")
    first = a.cast(pl.Int32, strict=False)
    second = pl.col("p").struct.field("b").cast(pl.Int32, strict=False)
    numeric = a.str.len_chars() < YEAR_DIGITS
    row = (
        parts.filter(numeric)
        .select(
            first.is_between(HIGHEST_MONTH + 1, HIGHEST_DAY).any().alias("first"),
            second.is_between(HIGHEST_MONTH + 1, HIGHEST_DAY).any().alias("second"),
            (first != second).any().alias("differ"),
        )
        .collect(engine="streaming")
        .row(0)
    )
    return bool(row[0]), bool(row[1]), bool(row[2])


def numeric_timestamp(text: pl.Expr, order: DateOrder | None) -> pl.Expr:
    """The local time of a numeric date, with or without a time of day; null if none.

    Two-digit years turn at 70. Without an order, day first.
    """
    part = _parts(text).struct
    a, b, c = (part.field(name) for name in "abc")
    year_first = a.str.len_chars() == YEAR_DIGITS
    day, month = (a, b) if order != "month first" else (b, a)
    number = pl.when(year_first).then(a).otherwise(c).cast(pl.Int32, strict=False)
    year = (
        pl.when(number >= 100)  # noqa: PLR2004
        .then(number)
        .when(number < CENTURY_TURN)
        .then(number + 2000)
        .otherwise(number + 1900)
    )
    hour = part.field("h").cast(pl.Int32, strict=False).fill_null(0)
    half = part.field("half").str.to_lowercase()
    hour = (
        pl.when(half == "p")
        .then(hour % NOON + NOON)
        .when(half == "a")
        .then(hour % NOON)
        .otherwise(hour)
    )
    iso = pl.format(
        "{}-{}-{} {}:{}:{}",
        year,
        pl.when(year_first).then(b).otherwise(month).str.zfill(2),
        pl.when(year_first).then(c).otherwise(day).str.zfill(2),
        hour.cast(pl.String).str.zfill(2),
        part.field("m").fill_null("00"),
        part.field("s").fill_null("00"),
    )
    return iso.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")
