"""The warehouse file: opening it, adding a load's rows, marking what they replace."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb
from filelock import FileLock, Timeout

from etl.anew import write_anew_if_asked
from etl.errors import UserError
from etl.keys import KEPT_MARK

SCHEMA: Final = Path(__file__).with_name("sql") / "schema.sql"
MEMORY_LIMIT: Final = "3GB"
HOLDER: Final = "lock.holder"  # beside the lock: who has it, since when


@dataclass(frozen=True)
class Target:
    """How rows of a table are told apart and what a later load replaces.

    Attributes:
        row: columns that name one row; a second row alike in a file is dropped.
        replaces: the slice a later load speaks for, columns out of `row`: a day, a
            response. Equal to `row`: each row speaks for itself.
        snapshot: whether only rows of the same profile are replaced: a snapshot
            says who is there, and by its silence who is gone.
        hashed: identifiers of things, hashed while they are inserted.
    """

    row: tuple[str, ...]
    replaces: tuple[str, ...]
    snapshot: bool = False
    hashed: tuple[str, ...] = ()


TARGETS: Final = {
    "roster": Target(("staff_key", "team_id", "valid_from"), ("valid_from",), True),
    "staff_identity": Target(("id_hash",), ("id_hash",)),
    "team_alias": Target(("system", "name"), ("system", "name")),
    "team": Target(("team_id", "valid_from"), ("team_id", "valid_from")),
    "survey_response": Target(
        ("response_id",), ("response_id",), hashed=("response_id",)
    ),
    "survey_answer": Target(
        ("response_id", "item"), ("response_id",), hashed=("response_id",)
    ),
    "survey_invite": Target(("wave_id", "team_id"), ("wave_id", "team_id")),
    "appointment": Target(
        ("appointment_key",), ("appointment_key",), hashed=("appointment_key",)
    ),
    "caseload": Target(("staff_key", "on_date"), ("on_date",), True),
    "team_caseload": Target(("team_id", "on_date"), ("on_date",), True),
    "time_entry": Target(
        ("staff_key", "on_date", "activity"), ("staff_key", "on_date")
    ),
    "work_pattern": Target(
        ("staff_key", "weekday", "valid_from"), ("staff_key", "weekday", "valid_from")
    ),
    "contact": Target(
        ("staff_key", "on_date", "channel"), ("staff_key", "on_date", "channel")
    ),
    "position": Target(
        ("team_id", "role", "valid_from"), ("team_id", "role", "valid_from")
    ),
    "incident": Target(
        ("team_id", "on_date", "kind"), ("team_id", "on_date", "kind"), True
    ),
    "leave_request": Target(
        ("request_key",), ("request_key",), hashed=("request_key",)
    ),
    "leave_balance": Target(("staff_key", "kind", "as_of"), ("as_of",), True),
    "loaded_holiday": Target(("on_date",), ("on_date",)),
    "unit_measure": Target(
        ("team_id", "measure", "period_start", "period_end"),
        ("team_id", "measure", "period_start", "period_end"),
    ),
    "action": Target(("action_id",), ("action_id",), hashed=("action_id",)),
}


def warehouse_path(data: Path) -> Path:
    """Where the warehouse of a data folder lies."""
    return data / "warehouse" / "warehouse.duckdb"


@contextmanager
def locked(data: Path, *, wait_seconds: float = 0) -> Iterator[None]:
    """Holds the data folder for one writer.

    Raises:
        UserError: another process holds it still after `wait_seconds`.
    """
    folder = data / "warehouse"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UserError(f"{folder}: this folder cannot be made or used") from error
    lock = FileLock(folder / "lock", timeout=wait_seconds)
    try:
        lock.acquire()
    except Timeout as error:
        raise UserError(
            f"{data}: {_holder(folder)}; wait until it has ended, then try again"
        ) from error
    holder = folder / HOLDER
    try:
        holder.write_text(_this_command(), "utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _this_command() -> str:
    """Process, command and since when, a line each; no argument, for it may name somebody."""
    words = [word for word in sys.argv[1:2] if re.fullmatch(r"[a-z-]+", word)]
    began = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return "\n".join([str(os.getpid()), " ".join(["ballast", *words]), began])


def _holder(folder: Path) -> str:
    """Who holds the data folder, as far as is known."""
    try:
        process, command, began = (folder / HOLDER).read_text("utf-8").split("\n")
        os.kill(int(process), 0)
    except (OSError, ValueError):
        return "another Ballast command is writing here"
    return f"`{command}` (process {process}) has been writing here since {began}"


@contextmanager
def open_warehouse(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that may read and write the warehouse; made on first use."""
    path = warehouse_path(data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        con = duckdb.connect(path)
    except duckdb.Error as error:
        raise UserError(
            f"{path}: the warehouse cannot be opened; another program may hold it, or it "
            "is damaged: restore it from a backup"
        ) from error
    try:
        con.execute("set memory_limit = $limit", {"limit": MEMORY_LIMIT})
        con.execute("set preserve_insertion_order = false")
        # one checkpoint at the end of many files, not one after each large file
        con.execute("set wal_autocheckpoint = '512MB'")
        con.execute(SCHEMA.read_text("utf-8"))
        path.chmod(0o600)
        yield con
    finally:
        con.close()
        write_anew_if_asked(path)


def _literal(path: Path) -> str:
    """A path as `read_parquet` takes it: nothing in a folder's name is a pattern."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path))


def _identifiers(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = con.execute(
        "select column_name from duckdb_columns() where table_name = $table "
        "order by column_index",
        {"table": table},
    )
    return [row[0] for row in found.fetchall()]


def check_violations(
    con: duckdb.DuckDBPyConnection, target: str, staged: Path
) -> list[tuple[int, str]]:
    """Rows of staged Parquet that break a check of the target table.

    The schema's own checks are the rules, so that a rule stands in one place.
    Returns (source_row, check) pairs in row order; each row at most once a check.
    """
    rules = con.execute(
        "select constraint_text, constraint_column_names from duckdb_constraints() "
        "where table_name = $table and constraint_type = 'CHECK'",
        {"table": target},
    ).fetchall()
    present = _staged_columns(con, staged)
    found: list[tuple[int, str]] = []
    for text, names in rules:
        if not set(names) <= set(present):
            continue
        rule = text.removeprefix("CHECK").strip()
        # the rule is the schema's own text, never a value from a file
        query = f"select source_row from read_parquet($path) where _ok and not coalesce({rule}, true)"  # noqa: S608
        rows = con.execute(query, {"path": _literal(staged)}).fetchall()
        found += [(row[0], _in_words(rule)) for row in rows]
    return sorted(found)


def _in_words(rule: str) -> str:
    """A check as a message says it: `hours >= 0 and hours <= 24`."""
    plain = re.sub(r'[()"]', "", rule.replace(" IN (", " one of "))
    return re.sub(r"\b(AND|OR|IS|NULL|BETWEEN|NOT)\b", lambda m: m[0].lower(), plain)


@dataclass(frozen=True)
class Insert:
    """What inserting one staged table did.

    Attributes:
        inserted: rows added to the table.
        duplicates: rows of the file that stood in it twice.
        replaced: earlier rows no longer in force, said again alike not counted.
        unchanged: inserted rows that say what was in force already.
        changed: inserted rows that say something else of a key that was in force.
    """

    inserted: int
    duplicates: int
    replaced: int
    unchanged: int = 0
    changed: int = 0


def hashed_number(key: bytes, name: str, text: str) -> int:
    """What `insert` stores for the identifier of a thing: half an MD5 over the key."""
    said = f"{key.hex()}{name}|{text}".encode()
    digest = hashlib.md5(said, usedforsecurity=False).digest()
    return int.from_bytes(digest[8:], "little")


def insert(
    con: duckdb.DuckDBPyConnection,
    target: str,
    staged: Path,
    *,
    load_id: int,
    source_file: str,
    key: bytes,
) -> Insert:
    """Adds a staged table's sound rows, minus those in `rejected_row`, to a load.

    Of rows alike in the target's row key the last in the file is kept. Needs the
    temp table `rejected_row(source_row)`.
    """
    kind = TARGETS[target]
    known = set(_columns(con, target))
    names = [name for name in _staged_columns(con, staged) if name in known]
    keyed = ", ".join(
        f"""case
            when regexp_matches("{name}", '^{KEPT_MARK}[0-9a-f]{{1,16}}$')
                then ('0x' || substr("{name}", {len(KEPT_MARK) + 1}))::ubigint
            else md5_number_lower(concat($key, '{name}|', "{name}"))::ubigint
        end as "{name}\""""
        for name in kind.hashed
    )
    rehashed = f"replace ({keyed})" if keyed else ""
    # identifiers below are ours (schema and TARGETS); values go in by name
    con.execute(
        f"""
        create or replace temp view incoming as
        select {_identifiers(names)}
        from read_parquet('{_literal(staged).replace("'", "''")}')
        where _ok and source_row not in (select source_row from rejected_row)
        """  # noqa: S608
    )
    row_key = _identifiers([name for name in kind.row if name in names])
    (count,) = con.execute(
        f"select count(*), count(distinct ({row_key})) from incoming"  # noqa: S608
    ).fetchall()
    last = (
        f"qualify row_number() over (partition by {row_key} order by source_row desc) = 1"
        if count[0] > count[1]
        else ""
    )
    parameters: dict[str, object] = {"load_id": load_id, "source_file": source_file}
    if kind.hashed:
        parameters["key"] = key.hex()
    con.execute(
        f"""
        insert into {target} by name
        select * {rehashed}, $load_id as load_id, $source_file as source_file
        from (from incoming {last})
        """,  # noqa: S608
        parameters,
    )
    done = supersede(con, target, load_id=load_id)
    return replace(done, inserted=count[1], duplicates=count[0] - count[1])


def _staged_columns(con: duckdb.DuckDBPyConnection, staged: Path) -> list[str]:
    return con.sql(
        "select * from read_parquet($path) limit 0", params={"path": _literal(staged)}
    ).columns


ABOUT_THE_FILE: Final = ("source_file", "source_row", "load_id", "superseded_by")


def _same_profile(kind: Target) -> str:
    """Condition on a row `t` that it came with the profile of load $load_id."""
    if not kind.snapshot:
        return "true"
    return (
        "t.load_id in (select l.load_id from load l join load this using (profile) "
        "where this.load_id = $load_id)"
    )


def supersede(con: duckdb.DuckDBPyConnection, target: str, *, load_id: int) -> Insert:
    """Marks earlier current rows that a load says again, or that its slices leave out.

    A row said again is replaced by the later. A slice that shares rows with what is in
    force, says something new, and is at least half as large, is the whole truth of
    the slice: what it leaves out is gone. A slice that shares none is another part
    of it. So parts of one export may come in any order, and a correction replaces.
    """
    kind = TARGETS[target]
    parameters = {"load_id": load_id}
    (earlier,) = con.execute(
        f"select exists(select 1 from {target} t where t.load_id < $load_id "  # noqa: S608
        "and t.superseded_by is null)",
        parameters,
    ).fetchall()
    if not earlier[0]:
        return Insert(0, 0, 0)
    said = _identifiers(
        [name for name in _columns(con, target) if name not in ABOUT_THE_FILE]
    )
    row = _identifiers(kind.row)
    part = _identifiers(kind.replaces)
    # names below are the schema's and TARGETS', never a file's
    con.execute(
        f"""
        create or replace temp table said_again as
        with incoming as (
            select {row}, any_value(hash({said})) as says
            from {target} where load_id = $load_id group by {row}
        )
        select t.rowid as place, i.says = hash({_of("t", said)}) as alike
        from {target} t
        join incoming i on {_matches("t", "i", kind.row)}
        where t.load_id < $load_id and t.superseded_by is null
            and {_same_profile(kind)}
        """,  # noqa: S608
        parameters,
    )
    (counts,) = con.execute(
        "select count(*) filter (alike), count(*) filter (not alike) from said_again"
    ).fetchall()
    con.execute(
        f"update {target} set superseded_by = $load_id "  # noqa: S608
        "where rowid in (select place from said_again)",
        parameters,
    )
    gone = 0
    if set(kind.replaces) < set(kind.row):
        gone = _supersede_slices(con, target, kind, part, parameters)
    con.execute("drop table said_again")
    return Insert(0, 0, counts[1] + gone, unchanged=counts[0], changed=counts[1])


def _of(alias: str, columns: str) -> str:
    return ", ".join(f"{alias}.{name}" for name in columns.split(", "))


def _matches(one: str, other: str, names: Sequence[str]) -> str:
    return " and ".join(
        f'{one}."{n}" is not distinct from {other}."{n}"' for n in names
    )


def _supersede_slices(
    con: duckdb.DuckDBPyConnection,
    target: str,
    kind: Target,
    part: str,
    parameters: dict[str, int],
) -> int:
    """Marks what whole slices leave out; returns how many rows. See `supersede`."""
    done = con.execute(
        f"""
        with size as (
            select {part}, count(*) as rows
            from {target} where load_id = $load_id group by {part}
        ),
        shared as (
            select {_of("t", part)}, count(*) as rows, count(*) filter (a.alike) as alike
            from said_again a join {target} t on t.rowid = a.place
            group by all
        ),
        left_out as (
            select t.rowid as place, {_of("t", part)}
            from {target} t
            where t.load_id < $load_id and t.superseded_by is null
                and {_same_profile(kind)}
        ),
        missing as (select {part}, count(*) as rows from left_out group by {part}),
        whole as (
            select {_of("size", part)}
            from size
            join shared on {_matches("size", "shared", kind.replaces)}
            join missing on {_matches("size", "missing", kind.replaces)}
            where shared.alike < size.rows
                and size.rows * 2 >= missing.rows + shared.rows
        )
        update {target} set superseded_by = $load_id
        where rowid in (
            select l.place from left_out l join whole w
            on {_matches("l", "w", kind.replaces)}
        )
        """,  # noqa: S608
        parameters,
    ).fetchall()
    return int(done[0][0]) if done else 0


def undo(con: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Takes a load's rows back: the warehouse is as if it had never been loaded.

    What it had replaced is in force again, and every later load replaces anew.

    Raises:
        UserError: there is no such load, or it is undone already.
    """
    parameters = {"load_id": load_id}
    found = con.execute(
        "select undone_at from load where load_id = $load_id", parameters
    ).fetchall()
    if not found or found[0][0] is not None:
        raise UserError(f"load {load_id}: not a load in force; see `ballast history`")
    con.execute("begin")
    try:
        for target in TARGETS:
            _undo_table(con, target, load_id)
        con.execute(
            "update load set undone_at = (now() at time zone 'UTC')::timestamp "
            "where load_id = $load_id",
            parameters,
        )
        con.execute("delete from reject where load_id = $load_id", parameters)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def _undo_table(con: duckdb.DuckDBPyConnection, target: str, load_id: int) -> None:
    parameters = {"load_id": load_id}
    con.execute(f"delete from {target} where load_id = $load_id", parameters)  # noqa: S608
    later = con.execute(
        f"select distinct load_id from {target} where load_id > $load_id "  # noqa: S608
        "order by load_id",
        parameters,
    ).fetchall()
    con.execute(
        f"update {target} set superseded_by = null where superseded_by >= $load_id",  # noqa: S608
        parameters,
    )
    for (other,) in later:
        supersede(con, target, load_id=other)
