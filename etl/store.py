"""Writing one conformed file into the warehouse, in one transaction."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from etl.conform import Conformed
from etl.profile import Profile
from etl.rejects import kept_rows
from etl.warehouse import insert

SURVEY_TARGETS: Final = ("survey_response", "survey_answer")
DATE_OF: Final = {
    "roster": "valid_from",
    "survey_response": "submitted_at",
    "appointment": "starts_at",
    "caseload": "on_date",
    "time_entry": "on_date",
    "contact": "on_date",
    "incident": "on_date",
    "team_caseload": "on_date",
    "leave_request": "requested_on",
    "leave_balance": "as_of",
    "unit_measure": "period_end",
    "action": "started_on",
    "loaded_holiday": "on_date",
}


@dataclass(frozen=True)
class Incoming:
    """A conformed file on its way into the warehouse."""

    path: Path
    content_hash: str
    profile: Profile
    conformed: Conformed
    rows_loaded: int

    @property
    def target(self) -> str:
        """The first table it fills."""
        return self.conformed.staged[0].target

    @property
    def name(self) -> str:
        """The file's name as text that can be stored, whatever bytes it is made of."""
        return self.path.name.encode("utf-8", "replace").decode()

    @property
    def rejected(self) -> list[int]:
        """The rows with a problem."""
        return sorted({problem.row for problem in self.conformed.problems})


@dataclass(frozen=True)
class Change:
    """What a file changed in its first table.

    Attributes:
        added: rows of keys not there before.
        replaced: earlier rows no longer in force, other than by the same said again.
        unchanged: rows that say what was there already.
        repeated: rows that stood twice in the file itself.
        teams: teams its rows are about, as the file or the roster says, without the
            divisions above them.
        waves: waves of its answers.
    """

    added: int
    replaced: int
    unchanged: int
    repeated: int
    teams: tuple[str, ...] = ()
    waves: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The shape within `ballast load --json`."""
        return asdict(self)


def store(
    con: duckdb.DuckDBPyConnection, incoming: Incoming, key: bytes, *, keep: bool
) -> Change:
    """Writes a file's rows, rejects and load row; all or, without `keep`, none.

    Either way the change is what the rows did to the warehouse.
    """
    con.execute("begin")
    try:
        change = _write(con, incoming, key)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit" if keep else "rollback")
    return change


def _write(con: duckdb.DuckDBPyConnection, incoming: Incoming, key: bytes) -> Change:
    load_id = _new_load(con, incoming)
    con.execute("create or replace temp table rejected_row (source_row bigint)")
    if incoming.rejected:
        con.executemany(
            "insert into rejected_row values ($row)",
            [{"row": row} for row in incoming.rejected],
        )
    added = unchanged = replaced = repeated = 0
    for part in incoming.conformed.staged:
        done = insert(
            con,
            part.target,
            part.path,
            load_id=load_id,
            source_file=incoming.name,
            key=key,
        )
        if part.target == incoming.target:
            added += done.inserted - done.unchanged - done.changed
            unchanged += done.unchanged
            replaced += done.replaced
            repeated = max(repeated, done.duplicates)
    _forget_places(con, load_id)
    _keep_rejects(con, incoming, load_id, key)
    _finish_load(con, load_id, incoming.target, repeated)
    teams, waves = _touched(con, incoming.target, load_id)
    return Change(added, replaced, unchanged, repeated, teams, waves)


def _forget_places(con: duckdb.DuckDBPyConnection, load_id: int) -> None:
    """Anonymous answers lose their row number too: it tells the order of arrival."""
    con.execute(
        """
        update survey_answer set source_row = 0
        where load_id = $load_id and response_id in (
            select r.response_id
            from survey_response r
            join wave w using (wave_id)
            where w.anonymous and r.load_id = $load_id
        )
        """,
        {"load_id": load_id},
    )
    con.execute(
        """
        update survey_response set source_row = 0
        where load_id = $load_id
            and wave_id in (select wave_id from wave where anonymous)
        """,
        {"load_id": load_id},
    )


def _new_load(con: duckdb.DuckDBPyConnection, incoming: Incoming) -> int:
    (found,) = con.execute("select coalesce(max(load_id), 0) + 1 from load").fetchall()
    con.execute(
        """
        insert into load (
            load_id, source_file, content_hash, profile, target, loaded_at,
            rows_read, rows_loaded, rows_rejected, rows_dropped
        )
        values (
            $load_id, $source_file, $hash, $profile, $target,
            (now() at time zone 'UTC')::timestamp,
            $rows_read, $rows_loaded, $rows_rejected, $rows_dropped
        )
        """,
        {
            "load_id": found[0],
            "source_file": incoming.name,
            "hash": incoming.content_hash,
            "profile": incoming.profile.key,
            "target": incoming.target,
            "rows_read": incoming.conformed.rows_read,
            "rows_loaded": incoming.rows_loaded,
            "rows_rejected": len(incoming.rejected),
            "rows_dropped": incoming.conformed.rows_dropped,
        },
    )
    return int(found[0])


def _finish_load(
    con: duckdb.DuckDBPyConnection, load_id: int, target: str, repeated: int
) -> None:
    """Puts the dates covered into the load row; a plan for later is not coverage."""
    con.execute(
        "update load set rows_loaded = rows_loaded - $repeated, "
        "rows_dropped = rows_dropped + $repeated where load_id = $load_id",
        {"repeated": repeated, "load_id": load_id},
    )
    if target not in DATE_OF:
        return
    kept = "and status in ('kept', 'no_show')" if target == "appointment" else ""
    con.execute(
        f"""
        update load set first_date = covered.first_date, last_date = covered.last_date
        from (
            select
                min({DATE_OF[target]})::date as first_date,
                max({DATE_OF[target]})::date as last_date,
            from {target}
            where load_id = $load_id {kept}
        ) as covered
        where load_id = $load_id
        """,  # noqa: S608
        {"load_id": load_id},
    )


def _keep_rejects(
    con: duckdb.DuckDBPyConnection, incoming: Incoming, load_id: int, key: bytes
) -> None:
    """Rejects keep place and rule; operational rows what may be kept, answers a hash."""
    if not incoming.rejected:
        return
    survey = incoming.target in SURVEY_TARGETS
    kept = {} if survey else kept_rows(incoming.conformed, incoming.rejected, key)
    rows = [
        {
            "load_id": load_id,
            "source_file": incoming.name,
            "source_row": problem.row,
            "target": incoming.target,
            "column_name": problem.column,
            "rule": problem.rule,
            "message": problem.message,
            "kept": kept.get(problem.row),
            "row_hash": _row_hash(incoming, problem.row, key) if survey else None,
        }
        for problem in incoming.conformed.problems
    ]
    con.executemany(
        """
        insert into reject (
            load_id, source_file, source_row, target, column_name, rule, message,
            kept, row_hash
        )
        values (
            $load_id, $source_file, $source_row, $target, $column_name, $rule,
            $message, $kept, $row_hash
        )
        """,
        rows,
    )


def _row_hash(incoming: Incoming, row: int, key: bytes) -> int:
    """The first 8 bytes of HMAC-SHA256 over the file's hash and the row's number."""
    said = f"reject|{incoming.content_hash}|{row}".encode()
    digest = hmac.new(key, said, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "little")


def _touched(
    con: duckdb.DuckDBPyConnection, target: str, load_id: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Teams and waves that a load's rows name, or its people belong to today."""
    columns = {
        row[0]
        for row in con.execute(
            "select column_name from duckdb_columns() where table_name = $target",
            {"target": target},
        ).fetchall()
    }
    asked = []
    if "team_id" in columns:
        only = "and kind = 'team'" if target == "team" else ""
        asked.append(
            f"select team_id from {target} where load_id = $load_id {only}"  # noqa: S608
        )
    elif "staff_key" in columns and target not in SURVEY_TARGETS:
        asked.append(
            f"""
            select r.team_id from {target} t join roster_current r using (staff_key)
            where t.load_id = $load_id
            """  # noqa: S608
        )
    teams = [
        row[0]
        for query in asked
        for row in con.execute(
            f"select distinct team_id from ({query}) where team_id is not null "  # noqa: S608
            "order by team_id",
            {"load_id": load_id},
        ).fetchall()
    ]
    waves = []
    if "wave_id" in columns:
        waves = con.execute(
            f"select distinct wave_id from {target} "  # noqa: S608
            "where load_id = $load_id and wave_id is not null order by wave_id",
            {"load_id": load_id},
        ).fetchall()
    return tuple(teams), tuple(row[0] for row in waves)
