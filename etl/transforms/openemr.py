"""OpenEMR's calendar: recurring events written out, blocks told from sessions.

Follows fetchEvents and __increment of openemr/openemr, library/appointments.inc.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import Final

import polars as pl

from etl.profile import Transform
from etl.readers.ics_occurrences import HORIZON_DAYS, MOST_OCCURRENCES
from etl.readers.table import ROW
from etl.transforms.columns import cell, named, needed
from etl.transforms.rows import Rows

# Categories of a new OpenEMR. 2 and 3 stand in its code, the others are from memory.
NO_SHOW: Final = "1"
VACATION: Final = "4"
BLOCKS: Final = ("2", "3", "4", "6", "7", "8", "11")
NEW_PATIENT: Final = "10"
NO_END: Final = ("", "0000-00-00", "1000-01-01")
NOBODY: Final = ("", "0")
PHP_PAIR: Final = re.compile(r's:\d+:"(\w+)";(?:s:\d+:"([^"]*)"|i:(\d+)|N)')
WHOLE_DAY_SECONDS: Final = 6 * 3600  # as of timed calendar events
SATURDAY: Final = 5
LAST: Final = 5
MONTHS: Final = 12
FURTHEST: Final = 5_000  # years, months, days: beyond the horizon, within the calendar
DIGITS: Final = 9
INTO: Final = ("on_date", "starts", "ends", "state", "kind", "session", "vacation", "leave_hours")  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _number(text: str, least: int = 1) -> int:
    """The number a rule says; the least one where it says none."""
    said = text.strip()
    number = int(said[:DIGITS]) if said.isdecimal() else least
    return min(max(number, least), FURTHEST)


def _months_on(day: date, months: int) -> date:
    """As PHP's mktime: 31 January and a month is 3 March."""
    month = day.month - 1 + months
    first = date(day.year + month // MONTHS, month % MONTHS + 1, 1)
    return first + timedelta(days=day.day - 1)


def _workdays_on(day: date, number: int) -> date:
    while number:
        day += timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day


def _every(first: date, often: str, unit: str) -> Iterator[date]:
    """Every `often` days (0), weeks (1), months (2), years (3), workdays (4)."""
    if unit == "6":  # on these days of each week, 1 = Sunday
        chosen = {(_number(n) + 5) % 7 for n in often.split(",") if n.strip()}
        days = (first + timedelta(days=n) for n in range(MOST_OCCURRENCES * 7))
        yield from (day for day in days if day.weekday() in chosen)
        return
    number = _number(often)
    day = first
    while True:
        yield day
        match unit:
            case "1":
                day += timedelta(weeks=number)
            case "2":
                day = _months_on(day, number)
            case "3":
                day = _months_on(day, MONTHS * number)
            case "4":
                day = _workdays_on(day, number)
            case _:
                day += timedelta(days=number)


def _nth_weekdays(first: date, spec: Mapping[str, str]) -> Iterator[date]:
    """The n-th (5 = last) of a weekday (0 = Sunday), every so many months."""
    number = _number(spec.get("event_repeat_on_num", ""))
    weekday = (_number(spec.get("event_repeat_on_day", ""), least=0) + 6) % 7
    months = _number(spec.get("event_repeat_on_freq", ""))
    month = first.replace(day=1)
    while True:
        day = month + timedelta(days=(weekday - month.weekday()) % 7)
        day += timedelta(weeks=min(number, LAST) - 1)
        while day.month != month.month:
            day -= timedelta(weeks=1)
        if day >= first:
            yield day
        month = _months_on(month, months)


def days_of(first: date, end: str, kind: str, spec: str, horizon: date) -> list[date]:
    """The days on which an event takes place, up to its end or the horizon."""
    if kind in NOBODY:
        return [first]
    said = {m[1]: m[2] or m[3] or "" for m in PHP_PAIR.finditer(spec)}
    until = None if end in NO_END else _day(end)
    last = min(until or horizon, horizon)
    days = (
        _nth_weekdays(first, said)
        if kind == "2"
        else _every(
            first,
            said.get("event_repeat_freq", ""),
            said.get("event_repeat_freq_type", ""),
        )
    )
    left_out = set(said.get("exdate", "").split(","))
    within = takewhile(lambda day: day <= last, islice(days, MOST_OCCURRENCES))
    return [day for day in within if f"{day:%Y%m%d}" not in left_out]


def _dated(frame: pl.DataFrame) -> pl.DataFrame:
    """`row` and `on_date`: one row per day of each event; none where it has no day."""
    horizon = datetime.now(UTC).date() + timedelta(days=HORIZON_DAYS)
    found = [
        (number, f"{day}")
        for number, first, end, kind, spec in frame.select(
            "number", "first", "end", "kind", "spec"
        ).iter_rows()
        if (begins := _day(first))
        for day in days_of(begins, end, kind, spec, horizon)
    ]
    return pl.DataFrame(
        found, schema={"number": pl.UInt32, "on_date": pl.String}, orient="row"
    )


def openemr_events(rows: Rows, step: Transform) -> Rows:  # noqa: ARG001
    """One row per event and day, with `starts`, `ends` and what the event is.

    `session` is empty for blocks of a provider's time and events without a client or
    group; `vacation` holds the day's share (1) or nothing, `leave_hours` its hours.
    """

    def text(name: str) -> pl.Expr:
        found = cell(rows, name)
        return pl.lit("") if found is None else found.fill_null("")

    header = rows.header
    frame = (
        rows.frame.select(ROW, *(needed(rows, n).alias(n) for n in header))
        .with_row_index("number")
        .collect()
    )
    facts = rows.frame.select(
        first=text("pc_eventDate"),
        end=text("pc_endDate"),
        kind=text("pc_recurrtype"),
        spec=text("pc_recurrspec"),
    ).with_row_index("number")
    dated = frame.join(_dated(facts.collect()), on="number", how="left")
    return named(rows, _told(dated.lazy(), header), (*header, *INTO))


def _told(dated: pl.LazyFrame, header: tuple[str, ...]) -> pl.LazyFrame:
    """The dated events with times, state and kind."""

    def at(name: str) -> pl.Expr:
        return pl.col(name) if name in header else pl.lit(None, dtype=pl.String)

    begins = pl.concat_str("on_date", at("pc_startTime"), separator=" ")
    starts = begins.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False)
    seconds = at("pc_duration").cast(pl.Int64, strict=False)
    ended = pl.concat_str("on_date", at("pc_endTime"), separator=" ")
    ends = (
        pl.when(seconds > 0)
        .then(starts + pl.duration(seconds=seconds))
        .otherwise(ended.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False))
    )
    group = ~at("pc_gid").fill_null("").is_in(NOBODY)
    client = ~at("pc_pid").fill_null("").is_in(NOBODY)
    category = at("pc_catid").fill_null("")
    away = category == VACATION
    whole = (at("pc_alldayevent") == "1") | (seconds >= WHOLE_DAY_SECONDS)
    whole = whole.fill_null(value=True)
    return dated.with_columns(
        starts=starts.dt.strftime("%Y-%m-%d %H:%M:%S"),
        ends=ends.dt.strftime("%Y-%m-%d %H:%M:%S"),
        state=pl.when(category == NO_SHOW)
        .then(pl.lit("?"))
        .when(group)
        .then("group " + at("pc_apptstatus").fill_null("-"))
        .otherwise(at("pc_apptstatus").fill_null("-")),
        kind=pl.when(group)
        .then(pl.lit("group"))
        .when(category == NEW_PATIENT)
        .then(pl.lit("intake"))
        .otherwise(pl.lit("individual")),
        session=pl.when((group | client) & ~category.is_in(BLOCKS)).then(pl.lit("yes")),
        vacation=pl.when(away & whole).then(pl.lit("1")),
        leave_hours=pl.when(away & ~whole).then(seconds / 3600),
    )
