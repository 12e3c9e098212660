"""The tables of leave of a made-up organisation, made by the project's own code."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl

from benchmarks.attacked_staff import WORK_DAYS, Staff
from etl.balance_cells import balance_cells
from etl.decision_cells import decision_cells
from etl.leave_tables import ahead_cells, calendar_cells
from etl.settings import Settings
from etl.sql_files import text

MONTH = date(2026, 2, 1)
LAST_DAY = date(2026, 2, 28)
QUARTER = date(2025, 10, 1), date(2025, 12, 31)
DAY_HOURS = 8.0
NOTICE = "four to twelve weeks", "two to four weeks"
LEFT_EMPTY = ("waiting", "person_rest", "person_request")


def leave_of(
    one: Staff, groups: pl.DataFrame, settings: Settings
) -> dict[str, pl.DataFrame]:
    """Table name -> rows, as publishing makes them from the same people's records.

    Clients who wait, rest and requests by name are left without a row: they are of
    clients, or are HR's own records.
    """
    least = settings.minimums.sensitive
    with duckdb.connect() as con:
        for name in ("teams", "leave"):
            con.execute(text(name))
        made = {name: con.sql(f'from "{name}"').pl() for name in LEFT_EMPTY}
    return made | {
        "calendar": calendar_cells(_calendar(one), groups, minimum=least),
        "ahead": ahead_cells(_ahead(one), groups, minimum=least),
        "balance": balance_cells(
            pl.DataFrame(schema={"team_id": pl.String}),
            pl.DataFrame(),
            _owed(one),
            groups,
            settings=settings,
            last_day=LAST_DAY,
        ),
        "decision": decision_cells(
            requests(one),
            groups,
            minimum=least,
            from_day=QUARTER[0],
            last_day=QUARTER[1],
        ),
        "person_balance": _by_name(one),
    }


def requests(one: Staff) -> pl.DataFrame:
    """Rows of mart `leave_decision`: every request that was decided."""
    rows = [
        {
            "outcome": "denied",
            "staff_key": row["person"],
            "team_id": row["team"],
            "role": row["role"],
            "happened": number < row["denied"],
            "notice": NOTICE[number % 2],
            "season": "October to December",
            "length": "one day" if (row["person"] + number) % 3 else "about a week",
        }
        for row in one.people.to_dicts()
        for number in range(row["asked"])
    ]
    return pl.DataFrame(rows)


def _by_team(one: Staff) -> pl.DataFrame:
    return one.people.group_by("team").agg(
        pl.len().cast(pl.Int64).alias("people"), pl.col("away", "owed").sum()
    )


def _calendar(one: Staff) -> pl.DataFrame:
    """Rows of mart `vacation_calendar`: everybody's days of vacation in one block."""
    rows = []
    for number in range(LAST_DAY.day):
        day = MONTH + timedelta(days=number)
        works = day.isoweekday() <= 5
        first = one.people["person"].to_numpy() * 7 % WORK_DAYS
        out = (number >= first) & (number < first + one.people["away"].to_numpy())
        rows.append(
            one.people.select("team", out=pl.Series(out & works))
            .group_by("team")
            .agg(
                pl.len().cast(pl.Int64).alias("people"),
                (pl.len() * DAY_HOURS * works).alias("scheduled"),
                (pl.col("out").sum() * DAY_HOURS).alias("away"),
            )
            .with_columns(on_date=pl.lit(day), work_day=pl.lit(works))
        )
    return pl.concat(rows).rename({"team": "team_id"})


def _ahead(one: Staff) -> pl.DataFrame:
    """Rows of mart `team_ahead`: four weeks, less what everybody has asked for."""
    weeks = [LAST_DAY + timedelta(days=2 + 7 * number) for number in range(4)]
    away = np.arange(4) + 1
    return pl.concat(
        _by_team(one).select(
            pl.col("team").alias("team_id"),
            pl.lit(week).alias("week_start"),
            "people",
            (pl.col("people") * 30.0).alias("booked_hours"),
            (pl.col("people") * 40.0 - pl.col("away") * 2.0 * many).alias(
                "available_hours"
            ),
            pl.lit(0, dtype=pl.Int64).alias("short_days"),
            pl.lit(0, dtype=pl.Int64).alias("holidays"),
        )
        for week, many in zip(weeks, away.tolist(), strict=True)
    )


def _owed(one: Staff) -> pl.DataFrame:
    """Rows of mart `balance_past`: three months."""
    months = [date(2025, 12, 1), date(2026, 1, 1), MONTH]
    return pl.concat(
        _by_team(one).select(
            pl.col("team").alias("team_id"),
            pl.lit(month).alias("month"),
            "people",
            pl.col("owed") * (1 + number / 10),
        )
        for number, month in enumerate(months)
    )


def _by_name(one: Staff) -> pl.DataFrame:
    """HR's list of balances."""
    return one.people.select(
        pl.format("Person {}", "person").alias("display_name"),
        pl.col("team").alias("team_id"),
        pl.col("team").alias("team_name"),
        pl.lit("vacation").alias("kind"),
        pl.lit(LAST_DAY).alias("as_of"),
        pl.col("owed").alias("balance_hours"),
    )
