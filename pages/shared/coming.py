"""The next four weeks: booked against available hours, short days, clients who wait."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from charts.grid import OF_CONCERN, Square, grid
from charts.matrix import MARKS
from pages.shared import figure, queries
from pages.shared.figure import Drawn
from pages.shared.filters import Chosen
from pages.shared.leave import shown_groups
from pages.shared.reader import Reader
from pages.shared.words import day_words, leave_words

HOW = (
    "How to read this: each cell is planned sessions as a share of the hours that "
    "clinical staff have left after approved leave and public holidays; 2d: on two days "
    "of that week leave brings the team under the smallest number of staff it must have, "
    "as the settings say. Later weeks fill up: compare teams within a week, not weeks "
    "with each other. Hours are told in tens and from ten people on, so that a week does "
    "not tell who is away."
)
NEEDS = (
    "This page needs a roster, and planned appointments or approved leave ahead. A "
    "steward loads them on Data > Import."
)
# from which share booked on a cell takes the next shade; absolute
EDGES = (0.2, 0.4, 0.6, 0.8)
FULL = 1.0


def finding(weeks: pl.DataFrame, name: str) -> str:
    """The four weeks of a group in a sentence."""
    shown = weeks.filter(pl.col("state") == "shown")
    if shown.is_empty():
        inside = weeks["shown_in"].drop_nulls().to_list()
        if not inside:
            return f"{name}: nothing is known of the weeks ahead."
        return f"{name}: {leave_words('not_shown', inside[0])}."
    first, last = shown["week_start"].min(), shown["week_start"].max()
    said = [f"{name}, {day_words(first)} to {day_words(end_of(last))}"]
    known = shown.drop_nulls(["booked", "available"]).filter(pl.col("available") > 0)
    if known.height:
        booked, free = known["booked"].sum(), known["available"].sum()
        said.append(
            f"{booked:,.0f} of {free:,.0f} available hours are booked "
            f"({booked / free * 100:.0f} %)"
        )
    if shown["short_days"].count():
        days = shown["short_days"].sum()
        said.append(
            f"{_days(days)} on which leave brings a team under its minimum of staff, "
            "counted team by team"
        )
    return f"{said[0]}: {'; '.join(said[1:]) or 'no appointment is planned yet'}."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def end_of(start: date) -> date:
    """The last of seven days."""
    return start + timedelta(days=6)


def facts(weeks: pl.DataFrame, waiting: pl.DataFrame, who: dict[str, Any]) -> list[str]:
    """Holidays, clients without a clinician, referrals waiting."""
    said = []
    holidays = weeks["holidays"].sum() if weeks.height else 0
    if holidays:
        said.append(
            "1 public holiday" if holidays == 1 else f"{holidays} public holidays"
        )
    for row in waiting.filter(pl.col("group_id") == who["group_id"]).rows(named=True):
        if row["without_clinician"] is not None:
            said.append(f"{row['without_clinician']:,} clients without a clinician")
        if row["waiting"] is not None:
            said.append(f"{row['waiting']:,} referrals waiting")
        said.append(f"clients as of {day_words(row['on_date'])}")
    return said


def board(reader: Reader, chosen: Chosen) -> Drawn:
    """Teams by week: booked share, short days; beside them clients who wait."""
    weeks, waiting = queries.ahead(reader), queries.waiting(reader)
    groups = shown_groups(chosen)
    starts = weeks["week_start"].unique().sort().to_list()
    cells = {(r["group_id"], r["week_start"]): r for r in weeks.iter_rows(named=True)}
    clients = {row["group_id"]: row for row in waiting.iter_rows(named=True)}
    heads = [f"{s.day} {s:%b} to\n{end_of(s).day} {end_of(s):%b}" for s in starts]
    heads += ["No\nclinician", "Referrals\nwaiting"]
    squares = [
        [_square(cells.get((group, start))) for start in starts]
        + [
            _count(clients.get(group), "without_clinician"),
            _count(clients.get(group), "waiting"),
        ]
        for group in groups["group_id"]
    ]
    names = groups["label"].to_list()
    table = _table(groups, starts, cells, clients)
    if not names or not starts:
        return Drawn(None, table, "Nothing is known of the weeks ahead.")
    full = table.filter(pl.col("Share booked").is_not_null())["Share booked"]
    text = f"{len(names)} groups by week" + (
        f"; from {full.min() * 100:.0f} % to {full.max() * 100:.0f} % booked."
        if full.len()
        else "."
    )
    return Drawn(grid(names, heads, squares, figure.theme()), table, text)


def _share(row: dict[str, Any]) -> float | None:
    if row["booked"] is None or not row["available"]:
        return None
    return float(row["booked"] / row["available"])


def _square(row: dict[str, Any] | None) -> Square:
    if row is None:
        return Square("")
    if row["state"] != "shown":
        return Square(MARKS["not_shown"])
    share, short = _share(row), row["short_days"] or 0
    text = "" if share is None else f"{share * 100:.0f} %"
    if short:
        text = f"{text} {short}d".strip()
    if short or (share or 0) >= FULL:
        return Square(text, OF_CONCERN)
    return Square(text, 0 if share is None else 1 + sum(share >= e for e in EDGES))


def _count(row: dict[str, Any] | None, name: str) -> Square:
    if row is None:
        return Square("")
    if row["state"] != "shown":
        return Square(MARKS["not_shown"])
    return Square("" if row[name] is None else f"{row[name]:,}")


def _table(
    groups: pl.DataFrame,
    starts: list[date],
    cells: dict[tuple[str, date], dict[str, Any]],
    clients: dict[str, dict[str, Any]],
) -> pl.DataFrame:
    rows = []
    for group, label in groups.select("group_id", "label").rows():
        for start in starts:
            row = cells.get((group, start))
            if row is None:
                continue
            share = _share(row)
            rows.append(
                {
                    "Team": label,
                    "First day": start,
                    "Last day": end_of(start),
                    "Booked, hours": row["booked"],
                    "Available, hours": row["available"],
                    "Share booked": None if share is None else round(share, 2),
                    "Public holidays": row["holidays"],
                    "Days short": row["short_days"],
                    "No clinician": (clients.get(group) or {}).get("without_clinician"),
                    "Referrals waiting": (clients.get(group) or {}).get("waiting"),
                    "State": leave_words(row["state"], row["shown_in"]),
                }
            )
    schema = {
        **dict.fromkeys(("Team", "State"), pl.String),
        **dict.fromkeys(("First day", "Last day"), pl.Date),
        **dict.fromkeys(
            ("Booked, hours", "Available, hours", "Share booked"), pl.Float64
        ),
        **dict.fromkeys(
            ("Public holidays", "Days short", "No clinician", "Referrals waiting"),
            pl.Int64,
        ),
    }
    return (
        pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)
        if rows
        else pl.DataFrame(schema=schema)
    )
