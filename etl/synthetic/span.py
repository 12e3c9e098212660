"""The days of the made-up practice: months, public holidays, survey waves."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import holidays
import numpy as np
from numpy.typing import NDArray

from etl.synthetic.arrays import Bools, Ints

FIRST_DAY = date(2024, 9, 1)
AHEAD_DAYS = 28  # appointments and leave are known four weeks past the data cut
WAVE_DAYS = 14
SATURDAY = 5  # Monday is 0
WAVE_MONTHS = (2, 5, 8, 11)
ANONYMOUS_WAVE = 4


@dataclass(frozen=True)
class Wave:
    """One survey wave; `number` counts from 1."""

    number: int
    first_day: date
    last_day: date

    @property
    def name(self) -> str:
        return f"Wave {self.number}"

    @property
    def anonymous(self) -> bool:
        return self.number == ANONYMOUS_WAVE


@dataclass(frozen=True)
class Span:
    """The months covered. A day is an index: 0 is the first day of the first month."""

    months: int

    @cached_property
    def month_starts(self) -> tuple[date, ...]:
        """First day of every month, and of the one after the last."""
        return tuple(month_after(FIRST_DAY, n) for n in range(self.months + 1))

    @cached_property
    def cut(self) -> int:
        """The last day with data, as an index."""
        return (self.month_starts[-1] - FIRST_DAY).days - 1

    @cached_property
    def first_index(self) -> Ints:
        """Index of every month's first day, one more than there are months."""
        return np.array([(day - FIRST_DAY).days for day in self.month_starts])

    @cached_property
    def dates(self) -> NDArray[np.datetime64]:
        """Every day, the four weeks ahead included."""
        return np.datetime64(FIRST_DAY, "D") + np.arange(self.cut + 1 + AHEAD_DAYS)

    @cached_property
    def weekday(self) -> Ints:
        """Monday 0 to Sunday 6, by day."""
        return (np.arange(len(self.dates)) + FIRST_DAY.weekday()) % 7

    @cached_property
    def workday(self) -> Bools:
        """Monday to Friday and no public holiday, by day."""
        years = range(FIRST_DAY.year, self.month_starts[-1].year + 2)
        off = [
            np.datetime64(day, "D")
            for day in holidays.country_holidays("US", years=years)
        ]
        return (self.weekday < SATURDAY) & ~np.isin(self.dates, np.array(off))

    @cached_property
    def month_of(self) -> Ints:
        """Month number by day; days ahead belong to the last month."""
        after = np.searchsorted(self.first_index, np.arange(len(self.dates)), "right")
        return np.minimum(after - 1, self.months - 1).astype(np.int64)

    @cached_property
    def waves(self) -> tuple[Wave, ...]:
        """Quarterly waves from a first Monday on that end within the span.

        The first is in the third month: before it lies something to measure.
        """
        starts = [
            first_monday(day)
            for day in self.month_starts[2:-1]
            if day.month in WAVE_MONTHS
        ]
        ends = [day + timedelta(days=WAVE_DAYS - 1) for day in starts]
        pairs = zip(starts, ends, strict=True)
        return tuple(
            Wave(number, first, last)
            for number, (first, last) in enumerate(pairs, start=1)
            if last <= self.on(self.cut)
        )

    def on(self, index: int) -> date:
        return FIRST_DAY + timedelta(days=int(index))

    def index(self, day: date) -> int:
        return (day - FIRST_DAY).days

    def month_at(self, share: float) -> int:
        """The month that lies a share of the span after its start."""
        return round(self.months * share)


def month_after(day: date, months: int) -> date:
    """First of the month that many months on."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def first_monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
