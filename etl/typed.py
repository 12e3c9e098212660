"""Text cells to typed values, as Polars expressions that never raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
from pyarrow import compute

from etl.numeric_dates import numeric_timestamp
from etl.profile import Column, DateOrder, Snap, vocabularies

DATE_FORMATS: Final = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S")
# A date outside these years is a slip of the keyboard. Some systems write the end of
# time for "open": that is no date at all.
EARLIEST_YEAR: Final = 1940
LATEST_YEAR: Final = datetime.now(UTC).year + 2
END_OF_TIME: Final = ("9999-12-31", "9999-12-31 00:00:00", "31/12/9999")
# Texts of work are kept as found (a team, a room); what a shifted row or a wrong mapping
# puts there is not: an e-mail address, an IPv4 address, a US social security number,
# coordinates, a phone number that is written as one.
PERSONAL: Final = (
    r"\S@\S+\.\S|^(?:\d{1,3}(?:\.\d{1,3}){3}|\d{3}-\d{2}-\d{4}|-?\d{1,3}\.\d{4,}"
    r"|\+\d[\d ().-]{7,}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})$"
)
PERSONAL_FOUND: Final = (
    "expected a word about work, found what looks like an e-mail address, a phone "
    "number or the like; see that the columns are not shifted, or leave it empty"
)
LARGEST_INTEGER: Final = 2**31 - 1  # what a column of whole numbers holds
WITH_COMMA: Final = r"^[+-]?(?:\d+|\d{1,3}(?:[.\s]\d{3})+)?(?:,\d*)?$"
TIMESTAMP: Final = "%Y-%m-%d %H:%M:%S"
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2050
TRUE: Final = ("true", "t", "yes", "y", "1", "checked")
FALSE: Final = ("false", "f", "no", "n", "0", "unchecked")
SPECIAL: Final = ("numeric", "offset")
OFFSET_PATTERN: Final = (
    r"^(?<wall>\d{4}[-/]\d{2}[-/]\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?)(?:\.\d+)?"
    r"\s*(?<behind>Z|z|(?:GMT|UTC)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-](?:0\d|1[0-4]):?[0-5]\d)?$"
)


@dataclass(frozen=True)
class Reading:
    """How the cells of one column of one file are read.

    Attributes:
        time_zone: the organisation's: times with another offset become its wall time.
        order: of numeric dates, as the whole file proved it.
    """

    time_zone: str = "UTC"
    order: DateOrder | None = None


ISO_READING: Final = Reading()


def present(cell: pl.Expr, missing: tuple[str, ...]) -> pl.Expr:
    """The trimmed cell; null where it is empty or one of the marks for missing."""
    trimmed = cell.str.strip_chars(" \t\r\n\u00a0")
    empty = trimmed.is_in(["", *missing]) if missing else trimmed == ""
    return pl.when(~empty).then(trimmed)


def _plausible(day: pl.Expr, *, any_year: bool = False) -> pl.Expr:
    if any_year:
        return day
    year = day.dt.year()
    return pl.when(year.is_between(EARLIEST_YEAR, LATEST_YEAR)).then(day)


def _likely(moment: pl.Expr, *, any_year: bool) -> pl.Expr:
    """As `_plausible`, of a moment that is read in Python: an expression is read twice."""
    if any_year:
        return moment

    def within(moments: pl.Series) -> pl.Series:
        first, last = moments.min(), moments.max()
        if not isinstance(first, datetime) or not isinstance(last, datetime):
            return moments
        if first.year >= EARLIEST_YEAR and last.year <= LATEST_YEAR:
            return moments
        frame = moments.to_frame("t").select(_plausible(pl.col("t")))
        return frame.to_series().alias(moments.name)

    return moment.map_batches(
        within, return_dtype=pl.Datetime("us"), is_elementwise=True
    )


def _dates(text: pl.Expr, column: Column, reading: Reading) -> pl.Expr:
    def one(f: str) -> pl.Expr:
        if f in SPECIAL or "%H" in f:
            return timestamp(text, (f,), column.zone, reading).dt.date()
        if "%d" in f:
            return text.str.to_date(f, strict=False)
        return (text + "-01-01").str.to_date(f + "-%m-%d", strict=False)

    return pl.coalesce(one(f) for f in column.formats or DATE_FORMATS)


def timestamp(
    text: pl.Expr,
    formats: tuple[str, ...] = (),
    zone: str | None = None,
    reading: Reading = ISO_READING,
) -> pl.Expr:
    """The organisation's wall time that a text says; null where it cannot be read.

    Formats: those of strptime, `numeric` (etl/numeric_dates.py), `offset` (ISO with
    fractions and `Z`, `+01:00` or `GMT+1` behind). None: ISO, with a blank or a T, to
    the second, the minute or the day. `zone`: that of a time without an offset.
    """

    def one(f: str) -> pl.Expr:
        match f:
            case "numeric":
                return _from_zone(_numeric(text, reading), zone, reading)
            case "offset":
                return _with_offset(text, zone, reading)
            case _:
                wall = text.str.to_datetime(f, strict=False, time_unit="us")
                return _from_zone(wall, zone, reading)

    if formats:
        return pl.coalesce(one(f) for f in formats)
    return _from_zone(_iso(text), zone, reading)


def _numeric(text: pl.Expr, reading: Reading) -> pl.Expr:
    """Numeric dates of each batch by itself.

    As one expression of the whole file, Polars' streaming engine ends the process on
    batches in which some cells are no such dates.
    """

    def ours(texts: pl.Series) -> pl.Series:
        moment = numeric_timestamp(pl.col("t"), reading.order)
        frame = pl.DataFrame({"t": texts})
        return frame.select(moment.alias(texts.name)).to_series()

    return text.map_batches(ours, return_dtype=pl.Datetime("us"), is_elementwise=True)


def _iso(text: pl.Expr) -> pl.Expr:
    return text.map_batches(
        _iso_times, return_dtype=pl.Datetime("us"), is_elementwise=True
    )


def _usual_times(text: pl.Series) -> pl.Series | None:
    """Times where all are written `2026-08-31 14:30:00`; None where one is not.

    Arrow reads that form alone several times as fast as any reader of many forms.
    """
    if not (text.str.len_bytes() == len("2026-08-31 14:30:00")).all():
        return None
    try:
        plain = text.to_arrow(compat_level=pl.CompatLevel.oldest())
        read = compute.cast(plain, pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return pl.Series(text.name, read, dtype=pl.Datetime("us"))


def _iso_times(text: pl.Series) -> pl.Series:
    """Times of ISO texts; the usual form is tried first, and mostly all there is."""
    quick = _usual_times(text)
    if quick is not None:
        return quick
    usual = text.str.to_datetime(TIMESTAMP, strict=False, time_unit="us", cache=False)
    if usual.null_count() == text.null_count():
        return usual
    cell = pl.col("t")
    length = cell.str.len_bytes()
    blank = cell.str.replace("T", " ", literal=True)
    whole = (
        pl.when(length == len("2026-08-31 14:30:00"))
        .then(blank)
        .when(length == len("2026-08-31 14:30"))
        .then(blank + ":00")
        .when(length == len("2026-08-31"))
        .then(blank + " 00:00:00")
    )
    moment = whole.str.to_datetime(TIMESTAMP, strict=False, time_unit="us")
    return pl.DataFrame({"t": text}).select(moment.alias(text.name)).to_series()


def _from_zone(wall: pl.Expr, zone: str | None, reading: Reading) -> pl.Expr:
    """A wall time of another zone as the organisation's; of its own, unchanged."""
    if zone is None or zone == reading.time_zone:
        return wall
    there = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return there.dt.convert_time_zone(reading.time_zone).dt.replace_time_zone(None)


def _with_offset(text: pl.Expr, zone: str | None, reading: Reading) -> pl.Expr:
    def ours(texts: pl.Series) -> pl.Series:
        return _offset_times(texts, zone, reading)

    return text.map_batches(ours, return_dtype=pl.Datetime("us"), is_elementwise=True)


def _offset_times(texts: pl.Series, zone: str | None, reading: Reading) -> pl.Series:
    """Wall times of texts with an offset behind; the usual form is tried first."""
    usual = texts.str.to_datetime("%+", strict=False, time_unit="us", time_zone="UTC")
    here = usual.dt.convert_time_zone(reading.time_zone).dt.replace_time_zone(None)
    if usual.null_count() == texts.null_count():
        return here
    rest = _with_any_offset(pl.col("t"), zone, reading)
    other = pl.DataFrame({"t": texts}).select(rest.alias(texts.name)).to_series()
    return here.fill_null(other)


def _with_any_offset(text: pl.Expr, zone: str | None, reading: Reading) -> pl.Expr:
    part = text.str.extract_groups(OFFSET_PATTERN).struct
    wall = _iso(part.field("wall").str.replace_all("/", "-", literal=True))
    behind = part.field("behind")
    sign = pl.when(behind.str.contains("-", literal=True)).then(-1).otherwise(1)
    digits = behind.str.replace_all(r"[^0-9]", "")
    short = digits.str.len_chars() <= len("00")
    hours = pl.when(short).then(digits).otherwise(digits.str.slice(0, 2))
    minutes = pl.when(short).then(pl.lit("0")).otherwise(digits.str.slice(2, 2))
    ahead = sign * (
        hours.cast(pl.Int64, strict=False).fill_null(0) * 60
        + minutes.cast(pl.Int64, strict=False).fill_null(0)
    )
    utc = (wall - pl.duration(minutes=ahead)).dt.replace_time_zone("UTC")
    ours = utc.dt.convert_time_zone(reading.time_zone).dt.replace_time_zone(None)
    return (
        pl.when(behind.is_not_null())
        .then(ours)
        .otherwise(_from_zone(wall, zone, reading))
    )


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


def _number(text: pl.Expr, decimal: str = ".") -> pl.Expr:
    plain = text.str.strip_chars_end("% \u00a0")
    if decimal == ",":
        # points and blanks part thousands; elsewhere they are a date or an address
        plain = pl.when(plain.str.contains(WITH_COMMA)).then(
            plain.str.replace_all(r"[.\s]", "").str.replace(",", ".", literal=True)
        )
    value = plain.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value)


def _time(text: pl.Expr) -> pl.Expr:
    """A time of day, to the minute or the second, with a leading zero or without."""
    whole = pl.when(text.str.count_matches(":") == 1).then(text + ":00").otherwise(text)
    return whole.str.zfill(len("09:00:00")).str.to_time("%H:%M:%S", strict=False)


def _boolean(text: pl.Expr) -> pl.Expr:
    lower = text.str.to_lowercase()
    return (
        pl.when(lower.is_in(TRUE))
        .then(statement=True)
        .when(lower.is_in(FALSE))
        .then(statement=False)
    )


def _mapped(text: pl.Expr, column: Column) -> pl.Expr:
    """Our value for a word: by `map`, else by `vocabulary`, else `otherwise`; none for none."""
    exact = {key.lower(): value for key, value in (column.map or {}).items()}
    within = vocabularies()[column.vocabulary] if column.vocabulary else {}

    def meaning(word: str | None) -> str | None:
        if word is None:
            return None
        lower = word.lower()
        if lower in exact:
            return exact[lower]
        found = (value for part, value in within.items() if part in lower)
        return next(found, column.otherwise)

    def of_all(words: pl.Series) -> pl.Series:
        distinct = words.unique().to_list()
        if not distinct:
            return words
        return words.replace_strict(
            distinct, [meaning(word) for word in distinct], return_dtype=pl.String
        )

    return text.map_batches(of_all, return_dtype=pl.String, is_elementwise=True)


def _word(text: pl.Expr, column: Column) -> pl.Expr:
    """Our value for a known word; of free text what says nothing personal."""
    if column.map or column.vocabulary:
        return _mapped(text, column)
    return impersonal(text) if column.kind == "text" else text


def impersonal(text: pl.Expr) -> pl.Expr:
    """The text, null where it looks like a way to reach somebody or where they live."""
    return pl.when(~text.str.contains(PERSONAL)).then(text)


def _integer(text: pl.Expr, column: Column) -> pl.Expr:
    value = _number(text, column.decimal)
    whole = (value == value.round()) & (value.abs() <= LARGEST_INTEGER)
    return pl.when(whole).then(value).cast(pl.Int64, strict=False)


def _plain(text: pl.Expr, column: Column) -> pl.Expr:
    """What needs no reading of the file: a time of day, a yes or no, a word."""
    match column.kind:
        case "time" | "boolean":
            return _time(text) if column.kind == "time" else _boolean(text)
        case _:
            return _word(text, column)


def typed(
    text: pl.Expr,
    column: Column,
    reading: Reading = ISO_READING,
    *,
    any_year: bool = False,
) -> pl.Expr:
    """The cell as `column.kind` asks; null where it cannot be that.

    Persons and clients stay text here: their keys are joined on. `any_year`: a date
    that cannot be meant is read all the same.
    """
    match column.kind:
        case "number":
            return _number(text, column.decimal) * column.scale
        case "integer":
            return _integer(_mapped(text, column) if column.map else text, column)
        case "date":
            known = pl.when(~text.is_in(END_OF_TIME)).then(text)
            day = _plausible(_dates(known, column, reading), any_year=any_year)
            return _snapped(day, column.snap)
        case "timestamp":
            moment = timestamp(text, column.formats, column.zone, reading)
            return _likely(moment, any_year=any_year)
        case _:
            return _plain(text, column)


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
