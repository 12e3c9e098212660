"""Published rows as arrays: series x periods, NaN where nothing is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.periods import MONTHS_A_QUARTER, MONTHS_A_YEAR

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STEP: Final = {"month": 1, "quarter": MONTHS_A_QUARTER}


@dataclass(frozen=True)
class Grid:
    """One measure of many groups over successive periods.

    Attributes:
        group_ids: one per row, sorted.
        starts: first day of each period, one per column, none left out.
        values: column -> rows x columns.
    """

    group_ids: tuple[str, ...]
    starts: tuple[date, ...]
    values: dict[str, Floats]

    def place(self, rows: pl.DataFrame) -> tuple[Ints, Ints]:
        """Row and column of each of `rows`, which have group_id and period_start."""
        at_group = {group: place for place, group in enumerate(self.group_ids)}
        at_start = {start: place for place, start in enumerate(self.starts)}
        # a list: reading a column value by value takes ten times as long
        group = [at_group[one] for one in rows["group_id"].to_list()]
        start = [at_start[one] for one in rows["period_start"].to_list()]
        return np.array(group, dtype=np.int64), np.array(start, dtype=np.int64)


def grid(rows: pl.DataFrame, columns: Sequence[str], *, period_kind: str) -> Grid:
    """The rows of one measure as arrays; periods that nobody has are columns too.

    `rows`: group_id, period_start and `columns`, at most one row per group and period.
    No rows give an empty grid.
    """
    groups = tuple(sorted(set(rows["group_id"].to_list())))
    starts = _every(rows["period_start"].to_list(), STEP[period_kind])
    empty = Grid(groups, starts, {})
    shape = (len(groups), len(starts))
    values = {name: np.full(shape, np.nan) for name in columns}
    group, start = empty.place(rows)
    for name in columns:
        values[name][group, start] = rows[name].cast(pl.Float64).to_numpy()
    return Grid(groups, starts, values)


def _every(days: list[date], months: int) -> tuple[date, ...]:
    """Every first day from the earliest to the latest, so many months apart."""
    if not days:
        return ()
    first, last = _number(min(days)), _number(max(days))
    return tuple(
        date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)
        for number in range(first, last + 1, months)
    )


def _number(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month - 1
