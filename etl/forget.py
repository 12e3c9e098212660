"""Forgetting a person: the warehouse, the ledger and the published files without them.

Deleted values stay readable in a database file, so everything else is copied to a new
file that takes the old one's place. Closed waves are not computed anew: their figures
are of groups, and a figure that moved when somebody leaves would be about that person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.errors import UserError
from etl.keys import KEPT_MARK, NAME_SYSTEM, pseudonym, read_key
from etl.ledger import ledger_folder
from etl.ledger_versions import replace_people
from etl.profile import Profile
from etl.warehouse import SCHEMA, warehouse_path
from etl.wave_people import known_as

# columns that say whom a row is about; others only name somebody beside it
ABOUT = ("staff_key", "id_hash")
BESIDE = ("manager_key", "led_by_key")
ANSWERS = "survey_answer"


@dataclass(frozen=True)
class Forgotten:
    """Rows that were left out: by table of the warehouse, and of the ledger."""

    rows: Mapping[str, int]
    ledger_rows: int


def forget(data: Path, identifier: str, profiles: Iterable[Profile]) -> Forgotten:
    """Leaves a person out of everything the data folder keeps but published figures.

    To be called with the folder locked and no connection open. Publish afterwards.

    Args:
        data: the data folder.
        identifier: any by which exports know the person: number, e-mail, name.
        profiles: those in use; they say which systems know people.

    Raises:
        UserError: nobody is known by this identifier.
    """
    key = read_key(data)
    path = warehouse_path(data)
    with duckdb.connect(path) as con:
        con.execute(SCHEMA.read_text("utf-8"))
        keys = _keys(con, key, identifier, profiles)
        rows = _counted(con, keys)
    if not any(rows.values()):
        raise UserError("nobody is known by this identifier; nothing was changed")
    _copy_without(path, keys)
    for beside in path.parent.glob("marts.duckdb*"):
        beside.unlink()  # made anew with the next publication
    people = {known_as(key, one) for one in keys}
    return Forgotten(rows, replace_people(ledger_folder(data), people))


def _keys(
    con: duckdb.DuckDBPyConnection,
    key: bytes,
    identifier: str,
    profiles: Iterable[Profile],
) -> list[int]:
    """Every pseudonym of the person: of any system, and of the names they go by."""
    systems = {system for one in profiles for system in _systems(one.model_dump())}
    stored = con.execute("select distinct system from staff_identity").fetchall()
    systems |= {NAME_SYSTEM, *(system for (system,) in stored)}
    found = {pseudonym(key, system, identifier) for system in sorted(systems)}
    own = con.execute(
        """
        select staff_key from staff_identity
        where id_hash = any($known) or staff_key = any($known)
        union select staff_key from roster where staff_key = any($known)
        """,
        {"known": sorted(found)},
    ).fetchall()
    found |= {one for (one,) in own}
    hashes = con.execute(
        "select id_hash from staff_identity where staff_key = any($known)",
        {"known": sorted(found)},
    ).fetchall()
    names = con.execute(
        "select distinct display_name from roster "
        "where staff_key = any($known) and display_name is not null",
        {"known": sorted(found)},
    ).fetchall()
    found |= {one for (one,) in hashes}
    found |= {pseudonym(key, NAME_SYSTEM, name) for (name,) in names}
    return sorted(found)


def _systems(value: object) -> Iterator[str]:
    """Every system that a profile names, at any depth."""
    if isinstance(value, Mapping):
        if isinstance(value.get("system"), str):
            yield value["system"]
        value = tuple(value.values())
    if isinstance(value, (list, tuple)):
        for inner in value:
            yield from _systems(inner)


def _tables(con: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Base table -> its columns."""
    rows = con.execute(
        """
        select c.table_name, c.column_name
        from duckdb_columns() c
        join duckdb_tables() t using (database_name, schema_name, table_name)
        where c.database_name = $database
        order by c.table_name, c.column_index
        """,
        {"database": database},
    ).fetchall()
    tables: dict[str, list[str]] = {}
    for table, column in rows:
        tables.setdefault(table, []).append(column)
    return tables


def _about(table: str, columns: Iterable[str], source: str) -> str:
    """The condition under which a row of a table is about the person."""
    own = [f"{column} = any($keys)" for column in columns if column in ABOUT]
    if table == ANSWERS:
        responses = f"select response_id from {source}.survey_response "  # noqa: S608
        own.append(f"response_id in ({responses} where staff_key = any($keys))")
    if table == "reject":
        own.append("regexp_matches(coalesce(kept, ''), $pattern)")
    return " or ".join(own) or "false"


def _parameters(condition: str, keys: list[int]) -> dict[str, object]:
    marks = "|".join(f"{KEPT_MARK}{one:x}" for one in keys)
    every = {"keys": keys, "pattern": f'"({marks})"'}
    return {name: value for name, value in every.items() if f"${name}" in condition}


def _counted(con: duckdb.DuckDBPyConnection, keys: list[int]) -> dict[str, int]:
    (database,) = con.execute("select current_database()").fetchall()[0]
    found = {}
    for table, columns in _tables(con, database).items():
        condition = _about(table, columns, f"{database}.main")
        rows = con.execute(
            f'select count(*) from "{table}" where {condition}',  # noqa: S608 our names
            _parameters(condition, keys),
        ).fetchall()
        found[table] = int(rows[0][0])
    return found


def _copy_without(path: Path, keys: list[int]) -> None:
    """Writes a new warehouse without the person's rows and puts it in place."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with duckdb.connect(draft) as con:
        con.execute(SCHEMA.read_text("utf-8"))
        con.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as old")
        known = _tables(con, "old")
        own = con.execute("select current_database()").fetchall()[0][0]
        for table, columns in _tables(con, own).items():
            _copy_table(
                con, table, [c for c in columns if c in known.get(table, ())], keys
            )
        con.execute("detach old")
    draft.chmod(0o600)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    draft.replace(path)


def _copy_table(
    con: duckdb.DuckDBPyConnection, table: str, columns: list[str], keys: list[int]
) -> None:
    if not columns:
        return
    condition = _about(table, columns, "old.main")
    chosen = ", ".join(
        f'case when "{c}" = any($keys) then null else "{c}" end'
        if c in BESIDE
        else f'"{c}"'
        for c in columns
    )
    names = ", ".join(f'"{column}"' for column in columns)
    statement = (
        f'insert into "{table}" ({names}) select {chosen} '  # noqa: S608 our names
        f'from old.main."{table}" where not coalesce({condition}, false)'
    )
    con.execute(statement, _parameters(statement, keys))
