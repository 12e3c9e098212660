"""The periods a version speaks of, and the days that count in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import duckdb
import polars as pl

from etl.settings import WaveSetting

PeriodKind = Literal["month", "quarter", "wave"]
EXPOSURE_DAYS = 84  # twelve weeks before a wave's launch (METHODS: exposure)
MONTHS_A_QUARTER = 3
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Period:
    """A period as published, and the days from which its figures are made.

    For a wave the days are the twelve weeks that end the day before its launch.
    """

    period_kind: PeriodKind
    period_start: date
    period_end: date
    from_day: date
    to_day: date


def month_start(day: date, months: int = 0) -> date:
    """The first day of the month `months` after that of `day`.

    >>> month_start(date(2026, 1, 31), 2)
    datetime.date(2026, 3, 1)
    """
    index = day.year * MONTHS_A_YEAR + day.month - 1 + months
    return date(index // MONTHS_A_YEAR, index % MONTHS_A_YEAR + 1, 1)


def _calendar(kind: PeriodKind, months: int, first: date, last: date) -> list[Period]:
    """Calendar periods that lie wholly between two days."""
    found = []
    start = month_start(first, -((first.month - 1) % months))
    while start <= last:
        end = month_start(start, months) - timedelta(days=1)
        if first <= start and end <= last:
            found.append(Period(kind, start, end, start, end))
        start = month_start(start, months)
    return found


def periods(first: date, last: date, waves: Sequence[WaveSetting]) -> list[Period]:
    """Every whole month and quarter between two days, and the waves' twelve weeks.

    A wave whose twelve weeks begin before `first` or end after `last` is left out.
    """
    found = _calendar("month", 1, first, last)
    found += _calendar("quarter", MONTHS_A_QUARTER, first, last)
    for wave in waves:
        from_day = wave.first_day - timedelta(days=EXPOSURE_DAYS)
        to_day = wave.first_day - timedelta(days=1)
        if first <= from_day and to_day <= last:
            found.append(
                Period("wave", wave.first_day, wave.last_day, from_day, to_day)
            )
    return found


def span(
    con: duckdb.DuckDBPyConnection, work_days: Sequence[int] = ()
) -> tuple[date, date] | None:
    """First and last day covered by operational rows; None where there are none.

    The roster alone covers nothing, appointments planned or cancelled may lie ahead, and
    a few stray rows at either end do not stretch the span: it runs over the days on which some
    source has at least one row in a thousand of its busiest day. Days off that follow the
    last are covered too (`work_days`: 1 = Monday; none given: no day is off): a month that
    ends on a Sunday is whole on its last Friday.
    """
    found = con.execute(
        """
        with covered as (
            select 'appointment' as source, starts_at::date as on_date, count(*) as n
            from appointment_current
            where status in ('kept', 'no_show')
            group by all
            union all
            select 'time', on_date, count(*) from time_entry_current group by all
            union all
            select 'caseload', on_date, count(*) from caseload_current group by all
        ),
        usual as (
            select *
            from covered
            qualify n * 1000 >= max(n) over (partition by source)
        )
        select min(on_date), max(on_date) from usual
        """
    ).fetchall()[0]
    if found[0] is None:
        return None
    first, last = found
    while work_days and (last + timedelta(days=1)).isoweekday() not in work_days:
        last += timedelta(days=1)
    return first, last


def write_periods(con: duckdb.DuckDBPyConnection, found: Sequence[Period]) -> None:
    """The temp table `period`, one row per period."""
    frame = pl.DataFrame(
        [vars(period) for period in found],
        schema={
            "period_kind": pl.String,
            "period_start": pl.Date,
            "period_end": pl.Date,
            "from_day": pl.Date,
            "to_day": pl.Date,
        },
    )
    con.register("period_frame", frame)
    con.execute("create or replace temp table period as from period_frame")
    con.unregister("period_frame")
