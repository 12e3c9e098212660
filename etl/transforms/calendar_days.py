"""Calendar events as leave: which days, and how much of them.

An end that is a day is exclusive (RFC 5545) if it lies after the start; one that equals
the start, or is absent, makes one day. Times are first put on the organisation's clock.
An end at midnight belongs to the day before. Of a timed event

* from 00:00 or 00:01 to 23:59 or midnight is a whole day,
* midnight to 12:00 and 12:00 to midnight are half days,
* anything else on one day is a whole day from `WHOLE_DAY_HOURS` on, else its hours,
* over several days: the days between are whole, half the first if it begins at 12:00
  or later, half the last if it ends at 13:00 or earlier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from etl.profile import Transform
from etl.readers.table import ROW
from etl.transforms.columns import named, needed
from etl.transforms.rows import Rows

WHOLE_DAY_HOURS: Final = 6  # a working day with its break is never shorter (own choice)
NOON: Final = time(12)
LUNCH_ENDS: Final = time(13)
JUST_AFTER_MIDNIGHT: Final = time(0, 1)
DAY: Final = timedelta(days=1)
INTO: Final = ("first_day", "last_day", "days", "hours")


@dataclass(frozen=True)
class Part:
    """Days of one event: `days` is None where all between are meant."""

    first: date
    last: date
    days: float | None = None
    hours: float | None = None


def _local(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment


def _is_day(text: str) -> bool:
    return "T" not in text


def parts(starts: str, ends: str | None, zone: ZoneInfo) -> Iterator[Part]:
    """The days of an event, in one to three parts."""
    if _is_day(starts):
        first = date.fromisoformat(starts)
        last = date.fromisoformat(ends[:10]) - DAY if ends else first
        yield Part(first, max(first, last))
        return
    begin = _local(starts, zone)
    end = max(begin, _local(ends, zone)) if ends else begin
    last = end.date()
    if end.time() == time() and end > begin:
        last -= DAY
    if begin.date() == last:
        yield _one_day(begin, end)
        return
    late = begin.time() >= NOON
    early = last == end.date() and end.time() <= LUNCH_ENDS
    if late:
        yield Part(begin.date(), begin.date(), days=0.5)
    between = (begin.date() + late * DAY, last - early * DAY)
    if between[0] <= between[1]:
        yield Part(*between)
    if early:
        yield Part(last, last, days=0.5)


def _one_day(begin: datetime, end: datetime) -> Part:
    day = begin.date()
    whole_start = begin.time() <= JUST_AFTER_MIDNIGHT
    whole_end = end.date() > day or end.time() >= time(23, 59)
    hours = (end - begin).total_seconds() / 3600
    if not hours or (whole_start and whole_end):
        return Part(day, day)
    if (whole_start and end.time() == NOON) or (begin.time() == NOON and whole_end):
        return Part(day, day, days=0.5)
    if hours >= WHOLE_DAY_HOURS:
        return Part(day, day)
    return Part(day, day, hours=round(hours, 2))


def calendar_days(rows: Rows, step: Transform) -> Rows:  # noqa: ARG001
    """One row per part of an event: `first_day`, `last_day`, `days` or `hours`."""
    zone = ZoneInfo(rows.time_zone)
    header = rows.header
    frame = rows.frame.select(
        ROW, *(needed(rows, name).alias(name) for name in header)
    ).collect()
    found = [
        (row, *_texts(part))
        for row, starts, ends in frame.select(ROW, "DTSTART", "DTEND").iter_rows()
        for part in parts(starts, ends, zone)
    ]
    days = pl.DataFrame(
        found, schema={ROW: pl.UInt32} | dict.fromkeys(INTO, pl.String), orient="row"
    ).with_columns(pl.col(ROW).cast(frame.schema[ROW]))
    return named(rows, frame.join(days, on=ROW).lazy(), (*header, *INTO))


def _texts(part: Part) -> tuple[str | None, ...]:
    amounts = (None if n is None else f"{n:g}" for n in (part.days, part.hours))
    return (part.first.isoformat(), part.last.isoformat(), *amounts)
