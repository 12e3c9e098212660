"""Whether an organisation's own profile fits our tables; told before a file is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import duckdb

from etl.errors import UserError
from etl.profile import Column, Profile, Table, profiles
from etl.warehouse import ABOUT_THE_FILE, TARGETS

KINDS: Final = {
    "UBIGINT": ("person", "client", "key"),
    "DOUBLE": ("number", "integer"),
    "INTEGER": ("integer",),
    "TINYINT": ("integer",),
    "DATE": ("date",),
    "TIME": ("time",),
    "TIMESTAMP": ("timestamp",),
    "BOOLEAN": ("boolean",),
    "VARCHAR": ("text", "key"),
}
# filled by conforming, not by a profile
DERIVED: Final = ("session_key", "utc_offset_min", "end_offset_min")


def check_own(con: duckdb.DuckDBPyConnection, known: Sequence[Profile]) -> None:
    """Passes when every profile that Ballast does not ship fits the tables.

    Raises:
        UserError: one does not; all that is wrong with it at once.
    """
    shipped = {profile.key for profile in profiles()}
    for profile in known:
        if profile.key in shipped:
            continue
        found = [p for table in profile.table for p in _problems(con, table)]
        if profile.shape == "rows" and not profile.table:
            found.append("table: a profile of rows needs at least one")
        rule = profile.recognise
        if not (rule.header or rule.patterns or rule.first or rule.above):
            found.append("recognise: name at least one cell, or every file would fit")
        if found:
            raise UserError("\n  ".join([f"profile {profile.key}:", *found]))


def _problems(con: duckdb.DuckDBPyConnection, table: Table) -> Iterator[str]:
    if table.target not in TARGETS:
        yield f"target {table.target}: expected one of {', '.join(sorted(TARGETS))}"
        return
    types, needed = _schema(con, table.target)
    times = Counter(column.to for column in table.column)
    yield from (f"{name}: stands twice" for name, n in times.items() if n > 1)
    yield from (
        f"{name}: {table.target} needs it" for name in needed if name not in times
    )
    for column in table.column:
        yield from _column_problems(column, types.get(column.to), table)
        if column.to in needed and not (_always(column) or table.only_if):
            yield f"{column.to}: {table.target} needs it; say required = true"


def _schema(
    con: duckdb.DuckDBPyConnection, target: str
) -> tuple[Mapping[str, str], list[str]]:
    """Column -> its type, and the columns that a profile must fill."""
    rows = con.execute(
        "select column_name, data_type, is_nullable from duckdb_columns() "
        "where table_name = $target order by column_index",
        {"target": target},
    ).fetchall()
    ours = [row for row in rows if row[0] not in (*ABOUT_THE_FILE, *DERIVED)]
    types = {name: kind for name, kind, _ in ours}
    return types, [name for name, _, nullable in ours if not nullable]


def _always(column: Column) -> bool:
    return column.required or column.constant is not None or bool(column.otherwise)


def _column_problems(column: Column, kind: str | None, table: Table) -> Iterator[str]:
    if kind is None:
        yield f"{column.to}: {table.target} has no such column"
        return
    expected = KINDS[kind]
    if column.kind not in expected:
        yield f"{column.to}: expected as = {' or '.join(expected)}, found {column.kind}"
    if column.times and column.kind not in KINDS["DOUBLE"]:
        yield f"{column.to}: times is for numbers"
    if column.plus_minutes and column.kind != "timestamp":
        yield f"{column.to}: plus_minutes is for times"
