"""The auditor of leave: its tables of groups, and what HR's file may not hold.

Like `audit`, it shares no code with what it audits and reads the finished files. A
finding names a cell, never a value or a count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_memory import Memory, rows_digest

# Stated anew, not imported: a slip in one place must not hide in the other.
LEAST_PEOPLE = 10
TEN, TWENTIETH, PER_CENT = 10.0, 0.05, 0.01
NEAR = 1e-6
STATES = ("shown", "not_shown", "insufficient")
OF_ALL = ("grp", "freshness", "quality", "manifest", "catalogue", "measure")
HR_MAY = {
    *OF_ALL,
    *("series_break", "reference", "calendar", "balance", "decision"),
    *("leave_estimate", "person_balance", "person_rest", "person_request"),
}
NAMES = "display_name"


@dataclass(frozen=True)
class Table:
    """What one cell of a table is, and what its figures are rounded to.

    Attributes:
        key: columns that name a cell beside its group.
        steps: figure -> what it is a multiple of.
        plain: other figures.
        parts: whether the people of a group are those of the groups under it.
    """

    key: tuple[str, ...]
    steps: Mapping[str, float]
    plain: tuple[str, ...] = ()
    parts: bool = False


TABLES: Mapping[str, Table] = {
    "calendar": Table(("on_date",), {"away": TWENTIETH}),
    "balance": Table(
        ("month",),
        dict.fromkeys(("owed", "forfeited", "carried"), TEN),
        plain=("people", "money"),
        parts=True,
    ),
    "decision": Table(
        ("outcome", "dimension", "level"),
        dict.fromkeys(("share", "lower", "upper"), PER_CENT),
        plain=("people", "reading"),
    ),
    "ahead": Table(
        ("week_start",),
        dict.fromkeys(("booked", "available"), TEN),
        plain=("people", "short_days"),
        parts=True,
    ),
    "waiting": Table((), {}, plain=("without_clinician", "waiting")),
}


def audit_leave(
    folder: Path, *, minimum: int = LEAST_PEOPLE, memory: Memory | None = None
) -> list[Finding]:
    """Everything wrong with the tables of leave in a finished version.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
        minimum: people a cell must stand on; never under 10.
        memory: of the tables that passed before; what is unchanged is not done again.
    """
    memory = memory or Memory()
    least = max(minimum, LEAST_PEOPLE)
    findings: list[Finding] = []
    held: dict[str, pl.DataFrame] = {}
    for file in ("teams", "leave"):
        with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
            there = {name for (name,) in con.execute("show tables").fetchall()}
            groups = con.sql(
                "select group_id, parent_id, split from grp order by all"
            ).pl()
            for name in sorted(there & TABLES.keys()):
                rows = con.sql(f'from "{name}" order by all').pl()
                # the same rows under the same groups: in the other file, or last time
                part = f"leave {name} {least} {rows_digest(rows)} {rows_digest(groups)}"
                if not memory.passed(part):
                    found = audit_cells(name, rows, groups, least=least)
                    findings += found
                    if not found:
                        memory.note(part)
                if not held.setdefault(name, rows).equals(rows):
                    findings.append(_of("two files say different things", name))
    return sorted({*findings, *_of_hr(folder), *_names(folder)})


def audit_cells(
    name: str, rows: pl.DataFrame, groups: pl.DataFrame, *, least: int
) -> list[Finding]:
    """What is wrong with one table of groups.

    Args:
        name: of the table.
        rows: as published.
        groups: group_id, parent_id, split.
        least: people a cell must stand on.
    """
    table = TABLES[name]
    figures = [*table.steps, *table.plain]
    findings = [
        _finding(rule, name, table, row)
        for row in rows.to_dicts()
        for rule in _rules(row, table, figures, least)
    ]
    if name == "balance":
        findings += _money(rows, table)
    if name == "calendar":
        findings += _half_months(rows, table)
    if table.parts:
        findings += _left_over(name, rows, groups, least)
    return sorted(set(findings))


def _rules(
    row: Mapping[str, object], table: Table, figures: list[str], least: int
) -> Iterator[str]:
    if row["state"] not in STATES:
        yield "a cell has no known state"
    if row["state"] == "insufficient":
        figures = [one for one in figures if one != "people"]
    if row["state"] != "shown" and any(row[one] is not None for one in figures):
        yield "a cell that is not shown holds a figure"
    people = row.get("people")
    if isinstance(people, int) and people < least:
        yield "a cell stands on too few people"
    if "people" in figures and row["state"] == "shown" and people is None:
        yield "a cell stands on too few people"
    for one, step in table.steps.items():
        value = row[one]
        if isinstance(value, float) and abs(value / step - round(value / step)) > NEAR:
            yield "a figure of leave is not rounded"


def _money(rows: pl.DataFrame, table: Table) -> Iterator[Finding]:
    """Money that is not the rounded hours at one rate tells the hours to the minute."""
    owed = rows.filter(pl.col("money").is_not_null(), pl.col("owed") > 0)
    rates = (owed["money"] / owed["owed"]).to_list()
    for row, rate in zip(owed.to_dicts(), rates, strict=True):
        if abs(rate - rates[0]) > NEAR * abs(rates[0]):
            yield _finding("a figure of leave is not rounded", "balance", table, row)


def _half_months(rows: pl.DataFrame, table: Table) -> Iterator[Finding]:
    """A month of which some days are shown says on which days there were enough."""
    by_month = rows.with_columns(pl.col("on_date").dt.truncate("1mo").alias("month"))
    mixed = pl.col("state").n_unique().over("group_id", "month") > 1
    for row in by_month.filter(mixed, pl.col("state") != "shown").to_dicts():
        yield _finding("a month is shown in part", "calendar", table, row)


def _left_over(
    name: str, rows: pl.DataFrame, groups: pl.DataFrame, least: int
) -> Iterator[Finding]:
    """Shown groups whose people, less those shown under them, are a few."""
    table = TABLES[name]
    whole = groups.filter(pl.col("split") == "none")
    under: dict[str, list[str]] = {}
    for group, above in whole.select("group_id", "parent_id").rows():
        under.setdefault(str(above), []).append(group)
    for cells in rows.partition_by(*table.key):
        people = {
            row["group_id"]: int(row["people"])
            for row in cells.to_dicts()
            if row["state"] == "shown" and row["people"] is not None
        }
        for row in cells.to_dicts():
            group = row["group_id"]
            if group not in people or not under.get(group):
                continue
            parts = (people[one] for one in _nearest(group, under, people))
            left = people[group] - sum(parts)
            if 0 < left < least:
                yield _finding("a few people can be worked out", name, table, row)


def _nearest(
    group: str, under: Mapping[str, list[str]], people: Mapping[str, int]
) -> Iterator[str]:
    """The largest groups with people under a group."""
    waiting = list(under.get(group, []))
    while waiting:
        one = waiting.pop()
        if one in people:
            yield one
        else:
            waiting += under.get(one, [])


def _of_hr(folder: Path) -> Iterator[Finding]:
    """Anything about a survey in HR's file: a table, a measure, or its name."""
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        surveyed = con.sql(
            "select measure, label from measure where origin = 'answers' "
            "union select wave_id, wave_name from response"
        ).fetchall()
    forbidden = {text for row in surveyed for text in row}
    with duckdb.connect(folder / "leave.duckdb", read_only=True) as con:
        for (table,) in con.execute("show tables").fetchall():
            if table not in HR_MAY:
                yield _of("HR's file holds a table that is not of leave", table)
            rows = con.sql(f'from "{table}"').pl()
            for column in (c for c, kind in rows.schema.items() if kind == pl.String):
                where = f"{table}.{column}"
                told = forbidden & set(rows[column].drop_nulls().unique())
                if told or (
                    column == "origin" and "answers" in set(rows[column].unique())
                ):
                    yield _of("HR's file holds something about a survey", where)


def _names(folder: Path) -> Iterator[Finding]:
    for file in ("teams", "analysis"):
        with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
            for (table,) in con.execute("show tables").fetchall():
                columns = [
                    row[0] for row in con.execute(f'describe "{table}"').fetchall()
                ]
                if NAMES in columns:
                    yield _of("people are named outside HR's file", table)


def _finding(rule: str, name: str, table: Table, row: Mapping[str, object]) -> Finding:
    period = " ".join(str(row[one]) for one in table.key) or "now"
    return Finding(rule, f"table {name}", period, (str(row["group_id"]),))


def _of(rule: str, where: str) -> Finding:
    return Finding(rule, f"table {where}", "this version", ("the file",))
