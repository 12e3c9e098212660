"""Text cells to typed values, as Polars expressions that never raise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from etl.profile import Column, Snap

DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
# A date outside these years is a slip of the keyboard. Some systems write the end of
# time for "open": that is no date at all.
EARLIEST_YEAR: Final = 1940
LATEST_YEAR: Final = datetime.now(UTC).year + 2
END_OF_TIME: Final = ("9999-12-31", "9999-12-31 00:00:00", "31/12/9999")
TIMESTAMP: Final = "%Y-%m-%d %H:%M:%S"
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2050
TRUE: Final = ("true", "t", "yes", "y", "1")
FALSE: Final = ("false", "f", "no", "n", "0")


def present(cell: pl.Expr, missing: tuple[str, ...]) -> pl.Expr:
    """The trimmed cell; null where it is empty or one of the marks for missing."""
    trimmed = cell.str.strip_chars(" \t\r\n\u00a0")
    empty = trimmed.is_in(["", *missing]) if missing else trimmed == ""
    return pl.when(~empty).then(trimmed)


def _plausible(day: pl.Expr) -> pl.Expr:
    year = day.dt.year()
    return pl.when(year.is_between(EARLIEST_YEAR, LATEST_YEAR)).then(day)


def _dates(text: pl.Expr, formats: tuple[str, ...]) -> pl.Expr:
    return pl.coalesce(
        text.str.to_datetime(f, strict=False, time_unit="us").dt.date()
        if "%H" in f
        else text.str.to_date(f, strict=False)
        if "%d" in f
        else (text + "-01-01").str.to_date(f + "-%m-%d", strict=False)
        for f in formats
    )


def timestamp(text: pl.Expr, formats: tuple[str, ...] = ()) -> pl.Expr:
    """The local time that a text says; null where it cannot be read.

    Without formats: ISO, with a blank or a T, to the second, the minute or the day.
    """
    if formats:
        return pl.coalesce(
            text.str.to_datetime(f, strict=False, time_unit="us") for f in formats
        )
    length = text.str.len_bytes()
    blank = text.str.replace("T", " ", literal=True)
    whole = (
        pl.when(length == len("2026-08-31 14:30:00"))
        .then(blank)
        .when(length == len("2026-08-31 14:30"))
        .then(blank + ":00")
        .when(length == len("2026-08-31"))
        .then(blank + " 00:00:00")
    )
    return whole.str.to_datetime(TIMESTAMP, strict=False, time_unit="us")


def _snapped(day: pl.Expr, snap: Snap | None) -> pl.Expr:
    match snap:
        case "month start":
            return day.dt.month_start()
        case "month end":
            return day.dt.month_end()
        case "year start":
            return day.dt.truncate("1y")
        case "year end":
            return day.dt.truncate("1y").dt.offset_by("1y").dt.offset_by("-1d")
        case None:
            return day


def _number(text: pl.Expr) -> pl.Expr:
    value = text.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def _boolean(text: pl.Expr) -> pl.Expr:
    lower = text.str.to_lowercase()
    return (
        pl.when(lower.is_in(TRUE))
        .then(statement=True)
        .when(lower.is_in(FALSE))
        .then(statement=False)
    )


def _mapped(text: pl.Expr, column: Column) -> pl.Expr:
    assert column.map is not None
    values = {key.lower(): value for key, value in column.map.items()}
    return text.str.to_lowercase().replace_strict(
        list(values),
        list(values.values()),
        default=column.otherwise,
        return_dtype=pl.String,
    )


def typed(text: pl.Expr, column: Column) -> pl.Expr:
    """The cell as `column.kind` asks; null where it cannot be that.

    Persons and clients stay text here: their keys are joined on.
    """
    match column.kind:
        case "number":
            return _number(text) * column.scale
        case "integer":
            value = _number(text)
            return pl.when(value == value.round()).then(value).cast(pl.Int64)
        case "date":
            known = pl.when(~text.is_in(END_OF_TIME)).then(text)
            day = _plausible(_dates(known, column.formats or DATE_FORMATS))
            return _snapped(day, column.snap)
        case "timestamp":
            return _plausible(timestamp(text, column.formats))
        case "boolean":
            return _boolean(text)
        case _:
            return _mapped(text, column) if column.map else text


@cache
def offset_changes(time_zone: str) -> tuple[pl.Series, pl.Series]:
    """When a zone's clocks change, 1990 to 2050, and the offsets between the changes.

    The first series holds the wall times, on the old clock, from which a new offset
    holds; the second one offset more, in minutes from UTC.
    """
    zone = ZoneInfo(time_zone)
    walls: list[datetime] = []
    day = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    offsets = [_offset(day, zone)]
    while day.year < LAST_YEAR:
        after = day + timedelta(days=1)
        if _offset(after, zone) != offsets[-1]:
            low, high = day, after
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                same = _offset(middle, zone) == offsets[-1]
                low, high = (middle, high) if same else (low, middle)
            change = high.replace(second=0, microsecond=0, tzinfo=None)
            walls.append(change + timedelta(minutes=offsets[-1]))
            offsets.append(_offset(after, zone))
        day = after
    return (
        pl.Series(walls, dtype=pl.Datetime("us")),
        pl.Series(offsets, dtype=pl.Int16),
    )


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds() // 60)


def utc_offset_min(wall: pl.Expr, time_zone: str) -> pl.Expr:
    """Minutes from UTC of a local wall time, as Int16.

    A time that the clock showed twice takes the first; one that it never showed
    (the spring night) takes the offset of the hour after.
    """
    walls, offsets = offset_changes(time_zone)
    place = pl.lit(walls).search_sorted(wall, side="right")
    return pl.when(wall.is_not_null()).then(pl.lit(offsets).gather(place))
