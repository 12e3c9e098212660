"""Vacation owed and forfeited: by group and month, and what each person stands to lose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.balances import Forward, carried_forward
from etl.disclosure.table_cells import COLUMN, above, safe_states
from etl.periods import month_start
from etl.settings import LeaveYear, Settings

Floats = NDArray[np.float64]

MONTHS_AHEAD: Final = 12
MONTHS_A_YEAR: Final = 12
TEN: Final = 10.0
FIGURES: Final = ("owed", "forfeited", "carried")


@dataclass(frozen=True)
class _Months:
    """The months a balance is carried through: first days, and where the future begins."""

    starts: tuple[date, ...]
    ahead: int

    @property
    def ends(self) -> list[date]:
        return [month_start(start, 1) - timedelta(days=1) for start in self.starts]


def balance_cells(
    accounts: pl.DataFrame,
    used: pl.DataFrame,
    past: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    settings: Settings,
    last_day: date,
) -> pl.DataFrame:
    """Vacation owed by group and month; columns of the published `balance`.

    Months up to the last day as recorded, twelve months after it as they come if nothing
    changes: accrual goes on, leave that is approved is taken, nothing else.

    Args:
        accounts: rows of mart `leave_account`.
        used: rows of mart `account_use`.
        past: rows of mart `balance_past`.
        groups: as published.
        settings: the leave year and the minimums.
        last_day: last day of the data.
    """
    rows = pl.concat(
        [_recorded(past), _ahead(accounts, used, settings.leave_year, last_day)]
    )
    summed = _by_group(rows, groups)
    states = safe_states(
        summed.select("group_id", COLUMN, "people"),
        groups,
        minimum=settings.minimums.sensitive,
    )
    shown = pl.col("state") == "shown"
    figures = summed.drop("people")
    year = settings.leave_year
    table = states.join(figures, on=["group_id", COLUMN]).select(
        "group_id",
        pl.col(COLUMN).str.to_date().alias("month"),
        "ahead",
        pl.when(shown).then("people").alias("people"),
        *(
            pl.when(shown).then((pl.col(name) / TEN).round() * TEN).alias(name)
            for name in FIGURES
        ),
        "state",
        "shown_in",
    )
    return table.with_columns(
        (pl.col("owed") * pl.lit(year.hourly_rate, dtype=pl.Float64)).alias("money"),
        pl.lit(year.currency if year.hourly_rate else None, dtype=pl.String).alias(
            "currency"
        ),
    )


def _by_group(rows: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Sums of teams by group, month and whether it is still to come."""
    return (
        rows.join(above(groups), on="team_id")
        .group_by("group_id", COLUMN, "ahead")
        .agg(
            pl.col("people").sum(),
            *(
                pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
                for name in FIGURES
            ),
        )
    )


def _recorded(past: pl.DataFrame) -> pl.DataFrame:
    empty = pl.lit(None, dtype=pl.Float64)
    return past.select(
        "team_id",
        pl.col("month").cast(pl.String).alias(COLUMN),
        pl.lit(value=False).alias("ahead"),
        pl.col("people").cast(pl.Int64),
        pl.col("owed").cast(pl.Float64),
        empty.alias("forfeited"),
        empty.alias("carried"),
    )


def _ahead(
    accounts: pl.DataFrame, used: pl.DataFrame, year: LeaveYear, last_day: date
) -> pl.DataFrame:
    """Team x month rows of the twelve months after the last day's month."""
    schema = {
        "team_id": pl.String,
        COLUMN: pl.String,
        "ahead": pl.Boolean,
        "people": pl.Int64,
        **dict.fromkeys(FIGURES, pl.Float64),
    }
    placed = accounts.filter(pl.col("team_id").is_not_null())
    if placed.is_empty():
        return pl.DataFrame(schema=schema)
    months, forward = forward_of(placed, used, year, last_day)
    return pl.concat(
        _of_month(placed, months, forward, number, year).select(list(schema))
        for number in range(months.ahead, len(months.starts))
    )


def _of_month(
    placed: pl.DataFrame,
    months: _Months,
    forward: Forward,
    number: int,
    year: LeaveYear,
) -> pl.DataFrame:
    """The teams' sums of one month to come, of the people still there at its end."""
    start, end = months.starts[number], months.ends[number]
    closes = start.month == year.ends_in_month
    there = pl.col("ends_on").is_null() | (pl.col("ends_on") >= end)
    carried = pl.col("owed") if closes else pl.lit(None, dtype=pl.Float64)
    return (
        placed.select("team_id", there.alias("there"))
        .with_columns(
            pl.Series("owed", np.maximum(0.0, forward.owed[:, number])),
            pl.Series("forfeited", forward.forfeited[:, number]),
        )
        .filter(pl.col("there"))
        .group_by("team_id")
        .agg(pl.len().cast(pl.Int64).alias("people"), pl.col("owed", "forfeited").sum())
        .with_columns(
            pl.lit(str(start)).alias(COLUMN),
            pl.lit(value=True).alias("ahead"),
            carried.alias("carried"),
        )
    )


def forward_of(
    accounts: pl.DataFrame, used: pl.DataFrame, year: LeaveYear, last_day: date
) -> tuple[_Months, Forward]:
    """Everybody's balance, month by month, from the month of the oldest balance on."""
    months = _months(accounts["as_of"].min(), last_day)  # type: ignore[arg-type]
    shape = (accounts.height, len(months.starts))
    taken = np.zeros(shape)
    person = {key: row for row, key in enumerate(accounts["staff_key"])}
    place = {start: number for number, start in enumerate(months.starts)}
    for key, month, hours in used.select("staff_key", "month", "hours").rows():
        if key in person and month in place:
            taken[person[key], place[month]] = hours
    day_hours = accounts["day_hours"].to_numpy()
    return months, carried_forward(
        accounts["balance_hours"].to_numpy(),
        _accrued(accounts, months, year),
        taken,
        cap=accounts["cap_hours"].fill_null(np.inf).to_numpy(),
        carried=_carried(day_hours, year),
        year_ends=np.array([s.month == year.ends_in_month for s in months.starts]),
    )


def _months(oldest: date, last_day: date) -> _Months:
    first, now = month_start(oldest), month_start(last_day, 1)
    before = (now.year - first.year) * MONTHS_A_YEAR + now.month - first.month
    count = before + MONTHS_AHEAD
    return _Months(tuple(month_start(first, n) for n in range(count)), before)


def _accrued(accounts: pl.DataFrame, months: _Months, year: LeaveYear) -> Floats:
    """People x months, hours earned after the day of the balance.

    Where the balance says what has accrued, a twelfth of the entitlement a month; else
    the whole year's entitlement in the first month of the leave year. The month of the
    balance itself counts for the days that are left of it.
    """
    yearly = accounts["entitlement_hours"].fill_null(0.0).to_numpy()
    accrues = accounts["accrues"].to_numpy()
    as_of = accounts["as_of"].to_list()
    earned = np.zeros((accounts.height, len(months.starts)))
    for number, (start, end) in enumerate(zip(months.starts, months.ends, strict=True)):
        length = (end - start).days + 1
        left = np.array([min(length, max(0, (end - day).days)) for day in as_of])
        monthly = yearly / MONTHS_A_YEAR * left / length
        begins = start.month == year.ends_in_month % MONTHS_A_YEAR + 1
        granted = np.where((left == length) & begins, yearly, 0.0)
        earned[:, number] = np.where(accrues, monthly, granted)
    return earned


def _carried(day_hours: Floats, year: LeaveYear) -> Floats:
    """Hours that outlive the leave year: days of a five-day week at the own contract."""
    if year.carry_over_days is None:
        return np.full(len(day_hours), np.inf)
    return year.carry_over_days * day_hours


def forfeits_by_name(
    lists: pl.DataFrame,
    accounts: pl.DataFrame,
    used: pl.DataFrame,
    *,
    settings: Settings,
    last_day: date,
) -> pl.DataFrame:
    """HR's list of balances with what each person stands to lose; without the key.

    Args:
        lists: rows of mart `person_balance`.
        accounts: rows of mart `leave_account`.
        used: rows of mart `account_use`.
        settings: the leave year.
        last_day: last day of the data.
    """
    lost = pl.DataFrame(
        schema={
            "staff_key": pl.UInt64,
            "kind": pl.String,
            "forfeit_hours": pl.Float64,
            "forfeit_month": pl.Date,
        }
    )
    if accounts.height:
        months, forward = forward_of(accounts, used, settings.leave_year, last_day)
        coming = forward.forfeited[:, months.ahead :]
        first = np.argmax(coming > 0, axis=1) + months.ahead
        hours = coming.sum(axis=1)
        lost = pl.DataFrame(
            {
                "staff_key": accounts["staff_key"],
                "kind": ["vacation"] * accounts.height,
                "forfeit_hours": hours.round(2),
                "forfeit_month": [
                    months.starts[at] if some > 0 else None
                    for at, some in zip(first, hours, strict=True)
                ],
            },
            schema=lost.schema,
        )
    return lists.join(lost, on=["staff_key", "kind"], how="left").drop("staff_key")
