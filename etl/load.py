"""Loading files into the warehouse: each whole or not at all."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

import duckdb
import polars as pl

from definitions.instruments import Instrument, instruments_of
from etl.conform import Conformed, Problem, conform
from etl.errors import UserError
from etl.keys import read_key
from etl.profile import DateOrder, Profile, profiles_of
from etl.profile_checks import check_own
from etl.readers import read_table
from etl.recognise import Recognised, UnrecognisedError, recognise
from etl.rejects import profile_of_rejects
from etl.scratch import raw, staging
from etl.settings import Settings
from etl.settings_tables import sync_settings
from etl.source import EXAMPLE, Door, Source, open_source
from etl.store import Change, Incoming, store
from etl.survey_rows import conform_survey
from etl.unit_names import unshown
from etl.warehouse import check_violations

Status = Literal["loaded", "unchanged", "replaced", "refused", "unrecognised"]
Progress = Callable[[str, int, int], None]

REJECTS_ALLOWED_SHARE: Final = 0.01
PROBLEMS_SHOWN: Final = 1000
# a broken Parquet page makes Polars panic, which is no Exception
UNREADABLE: Final = (
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    csv.Error,
    OSError,
    UnicodeError,
)
NOT_EXPORTS: Final = (".toml", ".md")
NOT_AN_EXPORT: Final = "truth.json"  # what the made-up practice knows of itself


@dataclass(frozen=True)
class FileResult:
    """What became of one file.

    Attributes:
        what: what a file is that holds nothing to load, e.g. `dictionary`; else None.
        reason: why this profile, in words.
        left_out: rows not loaded by a stated rule: rule -> rows.
        change: what the file changed (or, in a dry run, would change); else None.
        notes: what to know of a file that is loaded all the same, a line each.
    """

    path: Path
    status: Status
    profile: str | None = None
    table: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    rows_dropped: int = 0
    problems: tuple[Problem, ...] = field(default=())
    what: str | None = None
    reason: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)
    change: Change | None = None
    notes: tuple[str, ...] = ()

    @property
    def untouched(self) -> bool:
        """Whether the file is a template with nothing but its example row."""
        return self.status == "refused" and set(self.left_out) == {EXAMPLE}

    def as_json(self) -> dict[str, Any]:
        """The shape that `ballast load --json` prints."""
        return {
            "path": str(self.path),
            "profile": self.profile,
            "table": self.table,
            "status": self.status,
            "what": self.what,
            "reason": self.reason,
            "rows_read": self.rows_read,
            "rows_loaded": self.rows_loaded,
            "rows_rejected": self.rows_rejected,
            "rows_dropped": self.rows_dropped,
            "left_out": dict(self.left_out),
            "notes": list(self.notes),
            "change": self.change.as_json() if self.change else None,
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

    Settings, notes and hidden files in a folder are passed over.

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
                if p.suffix.lower() not in NOT_EXPORTS
                and p.name != NOT_AN_EXPORT
                and not p.name.startswith(".")
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
    date_order: DateOrder | None = None,
    progress: Progress | None = None,
) -> list[FileResult]:
    """Loads each file, good ones beside refused ones; one result per file, in order.

    Args:
        con: the warehouse.
        data: the data folder; its own profiles and instruments are known too.
        files: what to load.
        settings: time zone, waves and the rest.
        accept_rejects: the largest share of rejected rows with which a file loads.
        dry_run: tell what each file alone would change, and change nothing.
        date_order: of dates such as 3/4/2026 that a file cannot prove.
        progress: told the file's name, files done, files in all.
    """
    if not dry_run:
        sync_settings(con, settings)
    instruments = instruments_of(data)
    known = profiles_of(data)
    check_own(con, known)
    results = []
    for done, path in enumerate(files):
        if progress:
            progress(path.name, done, len(files))
        with staging(data) as scratch, raw(data, path) as copies:
            door = Door(
                key=read_key(data),
                time_zone=settings.time_zone,
                scratch=scratch,
                history_from=settings.history_from,
                date_order=date_order or settings.date_order,
            )
            loading = _Loading(
                con,
                settings,
                door,
                known,
                instruments,
                accept_rejects,
                dry_run,
                copies,
            )
            results.append(_load_file(loading, path))
    return results


@dataclass(frozen=True)
class _Loading:
    con: duckdb.DuckDBPyConnection
    settings: Settings
    door: Door
    profiles: Sequence[Profile]
    instruments: Mapping[str, Instrument]
    accept_rejects: float
    dry_run: bool
    copies: Path


def content_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _load_file(loading: _Loading, path: Path) -> FileResult:
    try:
        return _read_and_store(loading, path)
    except UserError as error:
        return _refused(path, error)
    except UNREADABLE:
        message = (
            "the table cannot be read; a quotation mark may be missing or one too many, "
            "or the file is broken: export it again"
        )
        return _refused(path, UserError(message))
    except (duckdb.DataError, duckdb.IntegrityError):  # their own words name the cell
        message = (
            "a value does not fit Ballast's table, nothing is loaded; if this export "
            "was mapped, map it again"
        )
        return _refused(path, UserError(message))


def _read_and_store(loading: _Loading, path: Path) -> FileResult:
    hashed = content_hash(path)
    if _known(loading.con, hashed):
        return FileResult(path, "unchanged", reason="this very file is loaded")
    table = read_table(path, scratch=loading.copies)
    again = profile_of_rejects(table, loading.profiles)
    recognised = again or recognise(table, loading.profiles)
    if recognised.profile.shape == "reference":
        return _reference(path, recognised)
    try:
        source = open_source(table, recognised, loading.door)
        conformed = _with_checks(loading, _conform(loading, source))
    except UserError as error:
        known = _refused(path, error)
        return replace(known, profile=recognised.profile.key, reason=recognised.reason)
    return _decide(loading, path, hashed, recognised, conformed)


def _refused(path: Path, error: UserError) -> FileResult:
    message = str(error)
    if not message.startswith(path.name):
        message = f"{path.name}: {message}"
    unknown = isinstance(error, UnrecognisedError)
    status: Status = "unrecognised" if unknown else "refused"
    return FileResult(path, status, problems=(Problem(1, "", error.rule, message),))


def _reference(path: Path, recognised: Recognised) -> FileResult:
    """A file that is known and holds nothing to load: named, and nothing changed."""
    profile = recognised.profile
    says = profile.says or "holds nothing to load"
    message = f"{path.name}: {profile.title}: {says}"
    return FileResult(
        path,
        "unchanged",
        profile.key,
        problems=(Problem(1, "", "reference", message),),
        what=profile.title,
        reason=recognised.reason,
    )


def _known(con: duckdb.DuckDBPyConnection, hashed: str) -> bool:
    """Whether this very file is loaded and not undone.

    What a correction has replaced since stays replaced: the same folder loaded again
    changes nothing, in whatever order its files come.
    """
    found = con.execute(
        "select 1 from load where content_hash = $hash and undone_at is null",
        {"hash": hashed},
    ).fetchall()
    return bool(found)


def _conform(loading: _Loading, source: Source) -> Conformed:
    if source.profile.shape == "rows":
        return conform(source)
    by_item = {
        item: kind for kind in loading.instruments.values() for item in kind.items
    }
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
    problems = sorted([*conformed.problems, *found], key=lambda p: (p.row, p.column))
    return replace(conformed, problems=tuple(problems))


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
        reason=recognised.reason,
        left_out=conformed.left_out,
    )
    if rejected > loading.accept_rejects * max(conformed.rows_read, 1):
        return _not_loaded(result, _over_the_limit(result, loading.accept_rejects))
    if good <= 0:
        return _not_loaded(result, f"{path.name}: {_nothing(conformed)}")
    incoming = Incoming(
        path, hashed, recognised.profile, conformed, rows_loaded=max(good, 0)
    )
    units = [part.path for part in conformed.staged if part.target == "unit_measure"]
    result = replace(result, notes=unshown(units))
    change = store(loading.con, incoming, loading.door.key, keep=not loading.dry_run)
    return replace(
        result,
        status="replaced" if change.replaced else "loaded",
        rows_loaded=result.rows_loaded - change.repeated,
        rows_dropped=result.rows_dropped + change.repeated,
        change=change,
    )


def _nothing(conformed: Conformed) -> str:
    """Why a file gives no row: it has none, or all were left out by stated rules."""
    if not conformed.left_out:
        return "the file holds no row to load"
    rules = "; ".join(f"{rule}: {rows:,}" for rule, rows in conformed.left_out.items())
    return f"the file holds no row to load, all are left out ({rules})"


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
