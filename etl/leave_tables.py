"""Leave beside its measures: calendar, balances, decisions, the weeks ahead, named lists.

No group under the minimum can be told apart by these: every table of groups passes
`safe_states`, whose result the auditor's own code reads; figures are rounded when made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import duckdb
import polars as pl

from etl.balance_cells import balance_cells, forfeits_by_name
from etl.decision_cells import decision_cells
from etl.disclosure.table_cells import COLUMN, above, safe_states
from etl.kept import Results, made
from etl.periods import month_start
from etl.settings import Settings
from etl.sql_files import mart

FOLDER: Final = "leave"
TWENTIETH: Final = 0.05
TEN: Final = 10.0
MONTHS_COMPARED: Final = 24


def leave_tables(
    con: duckdb.DuckDBPyConnection,
    groups: pl.DataFrame,
    settings: Settings,
    *,
    last_day: date,
    results: Results | None = None,
) -> dict[str, pl.DataFrame]:
    """The published tables on leave that are no estimates, by name.

    The connection holds the marts. Empty sources give empty tables. `results`: keeps
    what costs most for the next publication.
    """
    values = {"last_day": last_day, "work_days": list(settings.work_days)}
    _make(con, "person_now", last_day=last_day)
    _make(con, "leave_ahead", **values)
    accounts = _make(con, "leave_account", last_day=last_day)
    used = _make(con, "account_use", last_day=last_day)
    least = settings.minimums.sensitive
    structure = groups.drop("people_band")
    decided = _make(con, "leave_decision", **decided_between(last_day))
    return {
        "calendar": calendar_cells(
            _make(con, "vacation_calendar", **values), groups, minimum=least
        ),
        "balance": balance_cells(
            accounts,
            used,
            _make(con, "balance_past", last_day=last_day),
            groups,
            settings=settings,
            last_day=last_day,
        ),
        "decision": made(
            results,
            "decision",
            [decided, structure, least, decided_between(last_day)],
            lambda: decision_cells(
                decided, structure, minimum=least, **decided_between(last_day)
            ),
        ),
        "ahead": _ahead(con, groups, values, minimum=least),
        "waiting": waiting_cells(
            _make(con, "panel_now", last_day=last_day),
            groups,
            minimum=settings.minimums.people,
        ),
        "person_rest": _make(con, "person_rest", **_spanned(con, last_day)),
        "person_request": _make(con, "person_request", last_day=last_day),
        "person_balance": forfeits_by_name(
            _make(con, "person_balance", last_day=last_day),
            accounts,
            used,
            settings=settings,
            last_day=last_day,
        ),
    }


def _make(con: duckdb.DuckDBPyConnection, name: str, **values: object) -> pl.DataFrame:
    return mart(con, f"{FOLDER}/{name}", name, **values)


def _spanned(con: duckdb.DuckDBPyConnection, last_day: date) -> dict[str, date]:
    first = con.execute(
        "select coalesce(min(on_date), $day) from staff_day", {"day": last_day}
    ).fetchall()[0][0]
    return {"first_day": first, "last_day": last_day}


def decided_between(last_day: date) -> dict[str, date]:
    """First and last day of the eight whole quarters that ended by a day."""
    after = date.fromordinal(last_day.toordinal() + 1)
    quarter = month_start(after, -((after.month - 1) % 3))
    return {
        "from_day": month_start(quarter, -MONTHS_COMPARED),
        "last_day": date.fromordinal(quarter.toordinal() - 1),
    }


def calendar_cells(
    days: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> pl.DataFrame:
    """Who is on vacation by group and day; columns of the published `calendar`.

    A month of a group is shown or not as a whole. A team counts in it with the fewest
    people of its days, and with one where it is there for part of the month: whoever is
    told apart on some day would have to be told apart by these numbers.

    Args:
        days: rows of mart `vacation_calendar`.
        groups: as published.
        minimum: people on the roster on every day of the month.
    """
    by_month = days.with_columns(pl.col("on_date").dt.truncate("1mo").alias("month"))
    length = by_month.group_by("month").agg(pl.col("on_date").n_unique().alias("days"))
    own = (
        by_month.group_by("team_id", "month")
        .agg(pl.col("people").min(), pl.len().alias("there"))
        .join(length, on="month")
        .select(
            "team_id",
            pl.col("month").cast(pl.String).alias(COLUMN),
            pl.when(pl.col("there") == pl.col("days"))
            .then("people")
            .otherwise(1)
            .alias("people"),
        )
    )
    nodes = above(groups)
    states = safe_states(_summed(own, nodes, "people"), groups, minimum=minimum)
    working = by_month.filter(pl.col("work_day"))
    daily = (
        working.join(nodes, on="team_id")
        .group_by("group_id", "on_date", pl.col("month").cast(pl.String).alias(COLUMN))
        .agg(pl.col("scheduled", "away").sum())
        .filter(pl.col("scheduled") > 0)
    )
    shown = daily.join(
        states.filter(pl.col("state") == "shown"), on=["group_id", COLUMN]
    ).with_columns(
        ((pl.col("away") / pl.col("scheduled") / TWENTIETH).round() * TWENTIETH)
        .round(2)
        .alias("away")
    )
    hidden = states.filter(pl.col("state") != "shown").with_columns(
        pl.col(COLUMN).str.to_date().alias("on_date"),
        pl.lit(None, dtype=pl.Float64).alias("away"),
    )
    columns = ["group_id", "on_date", "away", "state", "shown_in"]
    return pl.concat([shown.select(columns), hidden.select(columns)])


def _summed(own: pl.DataFrame, nodes: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Team rows added up in every group above them, by column."""
    return (
        own.join(nodes, on="team_id")
        .group_by("group_id", COLUMN)
        .agg(pl.col(columns).sum())
    )


def _ahead(
    con: duckdb.DuckDBPyConnection,
    groups: pl.DataFrame,
    values: Mapping[str, object],
    *,
    minimum: int,
) -> pl.DataFrame:
    _make(con, "staff_ahead", **values)
    teams = _make(con, "team_ahead", **values)
    return ahead_cells(teams, groups, minimum=minimum)


def ahead_cells(
    teams: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> pl.DataFrame:
    """The weeks ahead by group; columns of the published `ahead`.

    Args:
        teams: rows of mart `team_ahead`.
        groups: as published.
        minimum: people on the roster.
    """
    own = teams.with_columns(pl.col("week_start").cast(pl.String).alias(COLUMN))
    states = safe_states(_summed(own, above(groups), "people"), groups, minimum=minimum)
    figures = (
        own.join(above(groups), on="team_id")
        .group_by("group_id", COLUMN)
        .agg(
            _to_ten(_sum_known("booked_hours")).alias("booked"),
            _to_ten(_sum_known("available_hours")).alias("available"),
            _sum_known("short_days"),
            pl.col("holidays").max(),
        )
    )
    shown = pl.col("state") == "shown"
    return states.join(figures, on=["group_id", COLUMN], how="left").select(
        "group_id",
        pl.col(COLUMN).str.to_date().alias("week_start"),
        *(
            pl.when(shown).then(name).alias(name)
            for name in ("people", "booked", "available", "short_days")
        ),
        "holidays",
        "state",
        "shown_in",
    )


def waiting_cells(
    teams: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> pl.DataFrame:
    """Clients who wait by group; columns of the published `waiting`.

    Args:
        teams: rows of mart `panel_now`.
        groups: as published.
        minimum: people on the roster.
    """
    own = teams.with_columns(pl.lit("now").alias(COLUMN))
    nodes = above(groups)
    states = safe_states(_summed(own, nodes, "people"), groups, minimum=minimum)
    figures = (
        own.join(nodes, on="team_id")
        .group_by("group_id")
        .agg(
            pl.col("on_date").max(),
            _sum_known("without_clinician"),
            _sum_known("waiting"),
        )
    )
    shown = pl.col("state") == "shown"
    return states.join(figures, on="group_id").select(
        "group_id",
        "on_date",
        *(
            pl.when(shown).then(name).alias(name)
            for name in ("without_clinician", "waiting")
        ),
        "state",
        "shown_in",
    )


def _sum_known(name: str) -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _to_ten(hours: pl.Expr) -> pl.Expr:
    return (hours / TEN).round() * TEN
