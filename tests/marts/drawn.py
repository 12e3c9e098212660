"""Small warehouses drawn as tables in a test, and the marts made from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

from definitions.measures import measures
from etl import marts

SCHEMA = Path(marts.FOLDER).parent / "schema.sql"
OURS = {"source_file": "drawn.csv", "source_row": "1", "load_id": "1"}
# What a drawn row means unless it says otherwise.
USUAL = {
    "appointment": {"status": "kept", "utc_offset_min": "0"},
    "leave_request": {"status": "approved", "kind": "vacation"},
    "leave_balance": {"kind": "vacation"},
    "team": {"kind": "team"},
}
NUMBERS = count(1)
MEASURE_COLUMNS = (
    "measure varchar, numerator varchar, denominator varchar, factor double, "
    "aggregation varchar, applies_to varchar, source varchar, sensitivity varchar, "
    "period_rule varchar, levels varchar"
)
AGREEMENTS = (
    "create temp table agreed_level(measure varchar, service_model varchar, level double);"
    "create temp table supervision_interval(role varchar, before_licence boolean, days integer)"
)


def key(name: str) -> int:
    """The number that stands for a person's or client's name."""
    return int(name) if name.isdigit() else int.from_bytes(name.encode()[:8], "big")


def name_of(number: int) -> str:
    """The name that a number stands for."""
    return number.to_bytes(8, "big").lstrip(b"\0").decode()


@cache
def columns(table: str) -> dict[str, tuple[str, bool]]:
    """Type of each column of a warehouse table, and whether it must be filled."""
    with duckdb.connect() as con:
        con.execute(SCHEMA.read_text("utf-8"))
        con.execute(AGREEMENTS)
        found = con.execute(
            "select column_name, data_type, is_nullable = 'NO' "
            "from information_schema.columns where table_name = $table",
            {"table": table},
        ).fetchall()
    return {column: (kind, filled) for column, kind, filled in found}


def fresh() -> duckdb.DuckDBPyConnection:
    """A warehouse of its own in memory, empty, with the definitions of the measures."""
    con = duckdb.connect()
    con.execute("set threads = 1")
    con.execute(SCHEMA.read_text("utf-8"))
    con.execute(f"create temp table measure_def({MEASURE_COLUMNS})")
    con.execute(AGREEMENTS)
    con.executemany(
        "insert into measure_def values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                measure.key,
                measure.numerator,
                measure.denominator,
                measure.factor,
                measure.aggregation,
                measure.applies_to,
                measure.source,
                measure.sensitivity,
                ",".join(measure.periods),
                ",".join(measure.levels),
            )
            for measure in measures().values()
        ],
    )
    return con


@cache
def _shared() -> tuple[duckdb.DuckDBPyConnection, str]:
    con = fresh()
    tables = con.execute(
        "select table_name from duckdb_tables() where not temporary"
    ).fetchall()
    named = [table for (table,) in tables]
    named += ["agreed_level", "supervision_interval"]
    return con, "; ".join(f"delete from {table}" for table in named)


def warehouse() -> duckdb.DuckDBPyConnection:
    """The tests' warehouse, emptied; the one given before is emptied with it.

    Making the schema takes as long as many a test.
    """
    con, empty = _shared()
    con.execute(empty)
    return con


def drawn(con: duckdb.DuckDBPyConnection, table: str, text: str) -> None:
    """Inserts the rows of a drawn table; an empty field is null.

    The first line names the columns, `|` parses them. Keys may be names. Columns that
    must be filled and are not drawn get the usual value, a fresh number for a key.
    """
    lines = [line.split("|") for line in text.strip().splitlines()]
    names = [name.strip() for name in lines[0]]
    insert(
        con,
        table,
        [dict(zip(names, map(str.strip, line), strict=True)) for line in lines[1:]],
    )


def insert(
    con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, str]]
) -> None:
    """Inserts rows of text, as `drawn` does."""
    kinds = columns(table)
    for row in rows:
        full = OURS | USUAL.get(table, {}) | {k: v for k, v in row.items() if v != ""}
        full |= {
            name: str(next(NUMBERS))
            for name, (kind, filled) in kinds.items()
            if filled and kind == "UBIGINT" and name not in full
        }
        full = {name: value for name, value in full.items() if name in kinds}
        typed = [
            str(key(value)) if kinds[name][0] == "UBIGINT" else value
            for name, value in full.items()
        ]
        holes = ", ".join(f"cast(? as {kinds[name][0]})" for name in full)
        con.execute(f"insert into {table} ({', '.join(full)}) values ({holes})", typed)


def month(start: str) -> tuple[str, date, date, date, date]:
    """The period of a calendar month."""
    first = date.fromisoformat(start)
    end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    last = date.fromordinal(end.toordinal() - 1)
    return ("month", first, last, first, last)


def parameters(
    first_day: date, last_day: date, work_days: Sequence[int] = (1, 2, 3, 4, 5)
) -> dict[str, marts.Parameter]:
    """What the marts are told; the organisation works from 8 to 18."""
    return {
        "work_days": list(work_days),
        "split_kinds": ["organisation", "division", "programme"],
        "day_starts": time(8),
        "day_ends": time(18),
        "first_day": first_day,
        "last_day": last_day,
    }


def build(
    con: duckdb.DuckDBPyConnection,
    *periods: tuple[str, date, date, date, date],
    first_day: str,
    last_day: str,
    work_days: Sequence[int] = (1, 2, 3, 4, 5),
    until: str = "cell",
) -> None:
    """Makes a mart and all it is made from; the organisation works 8 to 18.

    `until` may be `EVERYTHING`.
    """
    con.execute(
        "create or replace temp table period(period_kind varchar, period_start date, "
        "period_end date, from_day date, to_day date)"
    )
    for period in periods:
        con.execute("insert into period values (?, ?, ?, ?, ?)", period)
    values = parameters(
        date.fromisoformat(first_day), date.fromisoformat(last_day), work_days
    )
    make(con, values, until=until)


EVERYTHING = "every mart"
# What each mart of the shared warehouse was made from when it was last made.
MADE: dict[str, tuple[int, int]] = {}
VIEWS = (
    "component",
    "exposure",
    "session_day",
)  # made anew: what they show may have changed
# Views of the schema join these to whatever else they show.
BEHIND_VIEWS = ("staff_identity", "team", "team_alias", "unit_measure")


def make(
    con: duckdb.DuckDBPyConnection, values: dict[str, marts.Parameter], *, until: str
) -> None:
    """Makes `until` and what it is made from; in the shared warehouse only those to be changed.

    A mart whose SQL, parameters and sources are what they were in the test before is
    there already. Most tests fill two or three tables of twenty.
    """
    made = MADE if con is _shared()[0] else {}
    state = contents(con)
    behind = [state[name] for name in BEHIND_VIEWS]
    for mart in upstream(until):
        sql = marts.statement(mart)
        named = marts.named_in(sql, values)
        sources = sources_of(sql)
        read = [state.get(name.removesuffix("_current")) for name in sources]
        if any(name.endswith("_current") for name in sources):
            read += behind
        asked = hash((sql, repr(named), *read))
        if mart in VIEWS:
            con.execute(sql, named)
            state[mart] = asked
        else:
            if made.get(mart, (0, 0))[0] != asked:
                made.pop(mart, None)
                con.execute(sql, named)
                made[mart] = asked, content(con, mart)
            state[mart] = made[mart][1]


def sources_of(sql: str) -> list[str]:
    """The tables that a mart names as its sources."""
    return re.findall(r"\w+", sql.split("-- sources: ")[1].split("\n", maxsplit=1)[0])


@cache
def upstream(until: str) -> list[str]:
    """A mart and all it is made from, in the order they are made."""
    needed = set(marts.MARTS) if until == EVERYTHING else {until}
    for mart in reversed(marts.MARTS):
        if mart in needed:
            needed |= set(sources_of(marts.statement(mart)))
    return [mart for mart in marts.MARTS if mart in needed]


def content(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """A number for the rows of a table."""
    query = f"select count(*), sum(hash(t)) from {table} t"
    return hash(con.execute(query).fetchall()[0])


def contents(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """A number for the rows of each table that is no mart."""
    tables = [
        name
        for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()
        if name not in marts.MARTS
    ]
    return {name: content(con, name) for name in tables}


def one(con: duckdb.DuckDBPyConnection, sql: str, **values: object) -> object:
    """The single value of a query; fails if it gives more or less than one row."""
    found = con.execute(sql, values).fetchall()
    assert len(found) == 1, found
    return found[0][0] if len(found[0]) == 1 else found[0]


def cell(
    con: duckdb.DuckDBPyConnection,
    measure: str,
    group: str,
    *columns: str,
    kind: str = "month",
) -> object:
    """Columns of the only cell of a measure and group; None where there is none."""
    found = con.execute(
        f"select {', '.join(columns or ('numerator', 'denominator'))} from cell "
        "where measure = $measure and group_id = $group and period_kind = $kind",
        {"measure": measure, "group": group, "kind": kind},
    ).fetchall()
    assert len(found) <= 1, found
    if not found:
        return None
    return found[0][0] if len(found[0]) == 1 else found[0]
