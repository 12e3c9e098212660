"""ballast load, history, undo, profiles, templates."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from etl.command.shared import (
    data_option,
    json_option,
    print_json,
    progress_bar,
    real_folder,
)
from etl.errors import UserError
from etl.load import (
    REJECTS_ALLOWED_SHARE,
    FileResult,
    clear_scratch,
    find_files,
    load_files,
)
from etl.profile import profiles
from etl.publish import Published, behind, publish
from etl.settings import read_settings
from etl.versions import current_version
from etl.warehouse import locked, open_warehouse
from etl.warehouse import undo as undo_load

REFUSED = 3
AUDIT_STOPPED = 4
EXAMPLES = 3
CHANGES = ("loaded", "replaced")


def _share(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> float:
    if value is None:
        return REJECTS_ALLOWED_SHARE
    try:
        share = float(value.strip().removesuffix("%")) / 100
    except ValueError as error:
        raise click.BadParameter("expected a percentage, e.g. 2%") from error
    if not 0 <= share <= 1:
        raise click.BadParameter("expected a percentage from 0% to 100%")
    return share


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@data_option
@click.option(
    "--accept-rejects",
    callback=_share,
    metavar="N%",
    help="Load a file with up to this share of rejected rows (default 1%; 0 = strict).",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@json_option
def load(
    paths: tuple[Path, ...],
    data: Path,
    *,
    accept_rejects: float,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load exports: recognise each file, check it, load it whole or not at all.

    Good files load beside refused ones; what changed is published.
    """
    results, published = load_and_publish(
        real_folder(data),
        paths,
        accept_rejects=accept_rejects,
        dry_run=dry_run,
        quiet=as_json,
    )
    version = published.version if published else current_version(data)
    if as_json:
        print_json({"files": [r.as_json() for r in results], "version": version})
    else:
        _show(results)
        click.echo(f"Published version: {version or 'none yet'}")
    if published and published.findings:
        raise UserError("the audit stopped the survey part", exit_code=AUDIT_STOPPED)
    if any(result.status in {"refused", "unrecognised"} for result in results):
        raise click.exceptions.Exit(REFUSED)


def load_and_publish(
    data: Path,
    paths: Sequence[Path],
    *,
    accept_rejects: float = REJECTS_ALLOWED_SHARE,
    dry_run: bool = False,
    quiet: bool = False,
    publishing: bool = True,
) -> tuple[list[FileResult], Published | None]:
    """Loads files and, where anything changed, publishes (unless told not to)."""
    files = find_files(paths)
    settings = read_settings(data)
    with locked(data):
        clear_scratch(data)
        with open_warehouse(data) as con:
            with progress_bar("Loading", quiet=quiet) as progress:
                results = load_files(
                    con,
                    data,
                    files,
                    settings=settings,
                    accept_rejects=accept_rejects,
                    dry_run=dry_run,
                    progress=progress,
                )
            changed = any(result.status in CHANGES for result in results)
            changed = changed or behind(con, data)
            if dry_run or not changed or not publishing:
                return results, None
            report = (lambda _: None) if quiet else _say
            return results, publish(con, data, settings, progress=report)


def _say(what: str) -> None:
    click.echo(f"Publishing: {what}", err=True)


def _show(results: Sequence[FileResult]) -> None:
    for result in results:
        click.echo(
            f"{result.status:<13} {result.path.name:<40} "
            f"{result.profile or '-':<28} {result.rows_loaded:>10,} rows"
            + (f", {result.rows_rejected:,} rejected" if result.rows_rejected else "")
            + (f", {result.rows_dropped:,} left out" if result.rows_dropped else "")
        )
        _show_problems(result)


def _show_problems(result: FileResult) -> None:
    """Each kind of problem once, with its count and the first rows it is in."""
    kinds = Counter((p.column, p.rule, p.message) for p in result.problems)
    for (column, rule, message), count in kinds.items():
        rows = [
            str(p.row)
            for p in result.problems
            if (p.column, p.rule, p.message) == (column, rule, message)
        ][:EXAMPLES]
        where = f'column "{column}", ' if column else ""
        if rule in {"refused", "unrecognised", "too many rejects"}:
            click.echo(f"    {message}")
            continue
        more = ", ..." if count > len(rows) else ""
        click.echo(f"    {where}row {', '.join(rows)}{more}: {message} ({count})")


@click.command()
@data_option
@json_option
def history(data: Path, *, as_json: bool) -> None:
    """Every load, newest first: number, file, rows, and whether it was undone."""
    with locked(data), open_warehouse(data) as con:
        rows = con.execute(
            """
            select
                load_id, source_file, profile, loaded_at, rows_loaded, rows_rejected,
                rows_dropped, undone_at
            from load
            order by load_id desc
            """
        ).fetchall()
    names = (
        "load",
        "file",
        "profile",
        "loaded_at",
        "rows_loaded",
        "rows_rejected",
        "rows_dropped",
        "undone_at",
    )
    if as_json:
        print_json([dict(zip(names, row, strict=True)) for row in rows])
        return
    if not rows:
        click.echo("Nothing is loaded yet.")
    for row in rows:
        undone = "  undone" if row[7] else ""
        click.echo(
            f"{row[0]:>5}  {row[3]:%Y-%m-%d %H:%M}  {row[1]:<40} {row[4]:>10,} rows{undone}"
        )


@click.command()
@click.argument("load_id", type=int)
@data_option
def undo(load_id: int, data: Path) -> None:
    """Take a load back; what it had replaced is in force again. Publishes."""
    settings = read_settings(data)
    with locked(data), open_warehouse(data) as con:
        undo_load(con, load_id)
        done = publish(con, data, settings, progress=_say)
    click.echo(f"Load {load_id} is undone. Published version: {done.version}")


@click.command("profiles")
@json_option
def profiles_command(*, as_json: bool) -> None:
    """The exports Ballast reads, and how well each is known."""
    known = profiles()
    if as_json:
        print_json([profile.model_dump(by_alias=True) for profile in known])
        return
    for profile in known:
        click.echo(f"{profile.key:<30} {profile.standing:<5} {profile.title}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def templates(folder: Path) -> None:
    """Write empty templates (CSV headers) for everything Ballast can be given."""
    folder.mkdir(parents=True, exist_ok=True)
    for profile in profiles():
        if profile.standing != "ours":
            continue
        columns: list[str] = []
        for table in profile.table:
            for column in table.column:
                sources = (
                    column.source
                    if isinstance(column.source, tuple)
                    else [column.source]
                )
                columns += [s for s in sources if s is not None and s not in columns]
        path = folder / f"{profile.key.removeprefix('ballast_')}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(columns)
        click.echo(str(path))
