"""Loading files into the warehouse: each whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import polars as pl

from definitions.instruments import instruments
from etl.conform import Conformed, Problem, Source, conform, open_source
from etl.errors import UserError
from etl.keys import read_key
from etl.profile import Recognised, UnrecognisedError, profiles, recognise
from etl.readers import read_table
from etl.settings import Settings
from etl.settings_tables import sync_settings
from etl.survey_rows import conform_survey
from etl.warehouse import check_violations, insert

Status = Literal["loaded", "unchanged", "replaced", "refused", "unrecognised"]
Progress = Callable[[str, int, int], None]

REJECTS_ALLOWED_SHARE: Final = 0.01
PROBLEMS_SHOWN: Final = 1000
SURVEY_TARGETS: Final = ("survey_response", "survey_answer")
NOT_EXPORTS: Final = (".toml", ".json", ".md")


@dataclass(frozen=True)
class FileResult:
    """What became of one file."""

    path: Path
    status: Status
    profile: str | None = None
    table: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_dropped: int = 0
    problems: tuple[Problem, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The shape that `ballast load --json` prints."""
        return {
            "path": str(self.path),
            "profile": self.profile,
            "table": self.table,
            "status": self.status,
            "rows_read": self.rows_read,
            "rows_loaded": self.rows_loaded,
            "rows_rejected": self.rows_rejected,
            "rows_dropped": self.rows_dropped,
            "problems": [
                {
                    "row": problem.row,
                    "column": problem.column,
                    "rule": problem.rule,
                    "message": problem.message,
                }
                for problem in self.problems[:PROBLEMS_SHOWN]
            ],
        }


def find_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those below the folders named, in a stable order.

    Settings, JSON and hidden files in a folder are passed over.

    Raises:
        UserError: a path does not exist, or there is no file at all.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file())
            found += sorted(
                p
                for p in inside
                if p.suffix.lower() not in NOT_EXPORTS and not p.name.startswith(".")
            )
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(f"{path}: there is no such file or folder")
    if not found:
        raise UserError(f"{paths[0]}: the folder holds no file to load")
    return found


def load_files(
    con: duckdb.DuckDBPyConnection,
    data: Path,
    files: Sequence[Path],
    *,
    settings: Settings,
    accept_rejects: float = REJECTS_ALLOWED_SHARE,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> list[FileResult]:
    """Loads each file, good ones beside refused ones; one result per file, in order.

    `accept_rejects` is the largest share of rejected rows with which a file loads.
    """
    key = read_key(data)
    sync_settings(con, settings)
    results = []
    for done, path in enumerate(files):
        if progress:
            progress(path.name, done, len(files))
        with _scratch(data) as scratch:
            loading = _Loading(con, settings, key, scratch, accept_rejects, dry_run)
            results.append(_load_file(loading, path))
    return results


@contextmanager
def _scratch(data: Path) -> Iterator[Path]:
    """A private folder for what one file needs while it loads; always removed."""
    above = data / "warehouse" / "scratch"
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_scratch(data: Path) -> None:
    """Removes what a killed load left behind. Call while holding the lock."""
    shutil.rmtree(data / "warehouse" / "scratch", ignore_errors=True)


@dataclass(frozen=True)
class _Loading:
    con: duckdb.DuckDBPyConnection
    settings: Settings
    key: bytes
    scratch: Path
    accept_rejects: float
    dry_run: bool


def _name(path: Path) -> str:
    """A file's name as text that can be stored, whatever bytes it is made of."""
    return path.name.encode("utf-8", "replace").decode()


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load_file(loading: _Loading, path: Path) -> FileResult:
    try:
        hashed = content_hash(path)
        if _known(loading.con, hashed):
            return FileResult(path, "unchanged")
        table = read_table(path, scratch=loading.scratch)
        recognised = recognise(table.head, path.name, profiles())
        source = open_source(
            table,
            recognised,
            key=loading.key,
            time_zone=loading.settings.time_zone,
            scratch=loading.scratch,
        )
        conformed = _with_checks(loading, _conform(loading, recognised, source))
        return _decide(loading, path, hashed, recognised, conformed)
    except UnrecognisedError as error:
        return _refused(path, "unrecognised", str(error))
    except UserError as error:
        return _refused(path, "refused", str(error))
    except (pl.exceptions.PolarsError, csv.Error, OSError, UnicodeError):
        message = f"{path.name}: the table cannot be read; export it again"
        return _refused(path, "refused", message)


def _refused(path: Path, status: Status, message: str) -> FileResult:
    if not message.startswith(path.name):
        message = f"{path.name}: {message}"
    return FileResult(path, status, problems=(Problem(1, "", status, message),))


def _known(con: duckdb.DuckDBPyConnection, hashed: str) -> bool:
    """Whether this very file is loaded and not undone.

    What a correction has replaced since stays replaced: the same folder loaded again
    changes nothing, in whatever order its files come.
    """
    found = con.execute(
        "select 1 from load where content_hash = $hash and undone_at is null",
        {"hash": hashed},
    ).fetchone()
    return found is not None


def _conform(loading: _Loading, recognised: Recognised, source: Source) -> Conformed:
    if recognised.profile.shape == "rows":
        return conform(source)
    by_item = {item: kind for kind in instruments().values() for item in kind.items}
    return conform_survey(
        source,
        items={item.lower(): item for item in by_item},
        instruments=by_item,
        waves=loading.settings.wave,
    )


def _with_checks(loading: _Loading, conformed: Conformed) -> Conformed:
    """The conformed file with breaches of the tables' own checks among its problems."""
    found = [
        Problem(row, "", "check", f"expected {rule}")
        for part in conformed.staged
        for row, rule in check_violations(loading.con, part.target, part.path)
    ]
    return Conformed(
        conformed.staged,
        tuple(sorted([*conformed.problems, *found], key=lambda p: (p.row, p.column))),
        conformed.rows_read,
        conformed.rows_dropped,
    )


def _decide(
    loading: _Loading,
    path: Path,
    hashed: str,
    recognised: Recognised,
    conformed: Conformed,
) -> FileResult:
    rejected = len({problem.row for problem in conformed.problems})
    good = conformed.rows_read - conformed.rows_dropped - rejected
    result = FileResult(
        path,
        "loaded",
        recognised.profile.key,
        conformed.staged[0].target,
        conformed.rows_read,
        good,
        rejected,
        conformed.rows_dropped,
        conformed.problems,
    )
    if rejected > loading.accept_rejects * max(conformed.rows_read, 1):
        return _not_loaded(result, _over_the_limit(result, loading.accept_rejects))
    if good <= 0:
        return _not_loaded(result, f"{path.name}: the file holds no row to load")
    if loading.dry_run:
        return result
    return _store(loading, result, hashed, conformed)


def _over_the_limit(result: FileResult, limit: float) -> str:
    return (
        f"{result.path.name}: {result.rows_rejected} of {result.rows_read} rows "
        f"rejected, more than {limit:.1%}; nothing was loaded. Mend the file, or "
        "allow more with --accept-rejects"
    )


def _not_loaded(result: FileResult, message: str) -> FileResult:
    """The result refused, with the reason before its problems."""
    rule = "too many rejects" if result.rows_rejected else "refused"
    problems = (Problem(1, "", rule, message), *result.problems)
    return replace(result, status="refused", rows_loaded=0, problems=problems)


def _store(
    loading: _Loading, result: FileResult, hashed: str, conformed: Conformed
) -> FileResult:
    """Writes a file's rows, rejects and load row in one transaction."""
    con = loading.con
    rejected = sorted({problem.row for problem in conformed.problems})
    con.execute("begin")
    try:
        load_id = _new_load(con, result, hashed)
        con.execute("create or replace temp table rejected_row (source_row bigint)")
        if rejected:
            con.executemany(
                "insert into rejected_row values ($row)",
                [{"row": row} for row in rejected],
            )
        replaced = 0
        duplicates = 0
        for part in conformed.staged:
            added = insert(
                con,
                part.target,
                part.path,
                load_id=load_id,
                source_file=_name(result.path),
                key=loading.key,
            )
            if part.target == result.table:
                replaced += added.replaced
                duplicates = max(duplicates, added.duplicates)
        _forget_places(con, load_id)
        _keep_rejects(loading, result, load_id)
        _finish_load(con, load_id, result, duplicates)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")
    return replace(
        result,
        status="replaced" if replaced else "loaded",
        rows_loaded=result.rows_loaded - duplicates,
        rows_dropped=result.rows_dropped + duplicates,
    )


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


def _new_load(con: duckdb.DuckDBPyConnection, result: FileResult, hashed: str) -> int:
    found = con.execute("select coalesce(max(load_id), 0) + 1 from load").fetchone()
    assert found is not None
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
            "source_file": _name(result.path),
            "hash": hashed,
            "profile": result.profile,
            "target": result.table,
            "rows_read": result.rows_read,
            "rows_loaded": result.rows_loaded,
            "rows_rejected": result.rows_rejected,
            "rows_dropped": result.rows_dropped,
        },
    )
    return int(found[0])


DATE_OF: Final = {
    "roster": "valid_from",
    "survey_response": "submitted_at",
    "appointment": "starts_at",
    "caseload": "on_date",
    "time_entry": "on_date",
    "leave_request": "requested_on",
    "leave_balance": "as_of",
    "unit_measure": "period_end",
    "action": "started_on",
}


def _finish_load(
    con: duckdb.DuckDBPyConnection, load_id: int, result: FileResult, duplicates: int
) -> None:
    """Puts the dates covered into the load row; a plan for later is not coverage."""
    target = result.table or ""
    con.execute(
        "update load set rows_loaded = rows_loaded - $duplicates, "
        "rows_dropped = rows_dropped + $duplicates where load_id = $load_id",
        {"duplicates": duplicates, "load_id": load_id},
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


def _keep_rejects(loading: _Loading, result: FileResult, load_id: int) -> None:
    survey = result.table in SURVEY_TARGETS
    rows = [
        {
            "load_id": load_id,
            "source_file": _name(result.path),
            "source_row": problem.row,
            "target": result.table,
            "column_name": problem.column,
            "rule": problem.rule,
            "message": problem.message,
            "kept": None if survey else problem.kept,
        }
        for problem in result.problems
    ]
    if rows:
        loading.con.executemany(
            """
            insert into reject (
                load_id, source_file, source_row, target, column_name, rule,
                message, kept
            )
            values (
                $load_id, $source_file, $source_row, $target, $column_name, $rule,
                $message, $kept
            )
            """,
            rows,
        )
