"""Leave, the weeks ahead and named lists of a made-up published version, drawn at random."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import numpy as np
import polars as pl

from etl.periods import month_start

WORKDAYS: Final = 5
YEAR: Final = 396  # days that a calendar holds
BEHIND, BEYOND = 36, 12  # months of balances, recorded and worked out
PEOPLE: Final = 6  # of each team, on each list of names
LEVELS: Final = {
    "role": ("counselor", "nurse", "psychiatrist"),
    "notice": ("under two weeks", "two to twelve weeks", "twelve weeks or more"),
    "season": ("January to March", "April to June", "July to September"),
    "length": ("one day", "two to four days", "a week or longer"),
}


def leave_tables(groups: pl.DataFrame, last: date) -> dict[str, pl.DataFrame]:
    """Tables on leave by name, for groups as published; `last`: the first of a month."""
    rng = np.random.default_rng(2)
    ids = groups.select("group_id")
    return {
        "calendar": _calendar(ids, last, rng),
        "balance": _balance(ids, last, rng),
        "decision": _decisions(groups, last, rng),
        "ahead": _ahead(ids, last, rng),
        "waiting": ids.with_columns(
            on_date=pl.lit(last),
            waiting=30,
            without_clinician=12,
            state=pl.lit("shown"),
        ),
    }


def lists(groups: pl.DataFrame, last: date) -> dict[str, pl.DataFrame]:
    """The three lists of names, six people of each team."""
    people = groups.filter(pl.col("kind") == "team").select(
        team_id="group_id", team_name="name"
    )
    people = people.join(pl.DataFrame({"number": range(PEOPLE)}), how="cross")
    named = people.select(
        "team_id", "team_name", display_name=pl.format("{} {}", "team_name", "number")
    )
    day = pl.lit(last)
    return {
        "person_rest": named.with_columns(vacation_hours_12m=40.0, no_week_off=True),
        "person_balance": named.with_columns(
            kind=pl.lit("vacation"), as_of=day, balance_hours=120.0, cap_hours=140.0,
            forfeit_hours=20.0, forfeit_month=day,
        ),
        "person_request": named.with_columns(
            kind=pl.lit("vacation"), first_day=day, last_day=day, requested_on=day,
            waiting_days=11, begins_in_days=7,
        ),
    }  # fmt: skip


def _calendar(ids: pl.DataFrame, last: date, rng: np.random.Generator) -> pl.DataFrame:
    days = [last - timedelta(days=back) for back in range(YEAR)]
    days = [day for day in days if day.isoweekday() <= WORKDAYS]
    rows = ids.join(pl.DataFrame({"on_date": days}), how="cross")
    away = np.round(20 * rng.uniform(0, 0.3, rows.height)) / 20
    return rows.with_columns(away=pl.Series(away), state=pl.lit("shown"))


def _balance(ids: pl.DataFrame, last: date, rng: np.random.Generator) -> pl.DataFrame:
    months = [month_start(last, place) for place in range(1 - BEHIND, BEYOND + 1)]
    rows = ids.join(pl.DataFrame({"month": months}), how="cross")
    owed = np.round(rng.uniform(30, 90, rows.height)) * 10
    ahead = pl.col("month") > last
    return rows.with_columns(
        ahead=ahead,
        people=14,
        owed=pl.Series(owed),
        forfeited=pl.when(ahead).then(40.0),
        state=pl.lit("shown"),
    )


def _decisions(
    groups: pl.DataFrame, last: date, rng: np.random.Generator
) -> pl.DataFrame:
    teams = groups.filter(pl.col("kind") == "team")["group_id"]
    rows = [("team", team, team, 0) for team in teams]
    rows += [("all", "org", "all", 0)]
    rows += [
        (dimension, "org", level, place)
        for dimension, levels in LEVELS.items()
        for place, level in enumerate(levels)
    ]
    head = ["dimension", "group_id", "level", "position"]
    outcomes = pl.DataFrame({"outcome": ["denied", "undecided", "cancelled"]})
    made = pl.DataFrame(rows, schema=head, orient="row").join(outcomes, how="cross")
    share = pl.Series(rng.uniform(0.02, 0.1, made.height))
    return made.with_columns(
        period_start=month_start(last, -24),
        period_end=last,
        people=14,
        share=share,
        lower=share * 0.5,
        upper=share * 2,
        reading=pl.lit("cannot_tell"),
        state=pl.lit("shown"),
    )


def _ahead(ids: pl.DataFrame, last: date, rng: np.random.Generator) -> pl.DataFrame:
    weeks = [last + timedelta(days=7 * number) for number in range(1, 5)]
    rows = ids.join(pl.DataFrame({"week_start": weeks}), how="cross")
    return rows.with_columns(
        people=14,
        booked=pl.Series(np.round(rng.uniform(10, 30, rows.height)) * 10),
        available=420.0,
        holidays=0,
        short_days=pl.Series(rng.integers(0, 3, rows.height)),
        state=pl.lit("shown"),
    )
