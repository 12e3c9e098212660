"""ballast load: recognise, check, load, publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from etl import scratch
from etl.command.publishing import say_retired
from etl.command.shared import (
    data_option,
    json_option,
    note,
    print_json,
    progress_bar,
    real_folder,
)
from etl.errors import UserError
from etl.load import (
    REJECTS_ALLOWED_SHARE,
    FileResult,
    find_files,
    load_files,
)
from etl.profile import DateOrder
from etl.publish import Published, behind, publish
from etl.settings import read_settings
from etl.store import Change
from etl.versions import current_version
from etl.warehouse import locked, open_warehouse

REFUSED = 3
AUDIT_STOPPED = 4
EXAMPLES = 3
WHOLE_FILE = (
    *("refused", "unrecognised", "almost", "not data", "no instrument mapped"),
    *("date order", "too many rejects", "reference"),
)
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
@click.option(
    "--date-order",
    type=click.Choice(["day first", "month first"]),
    help="How to read dates such as 3/4/2026 where the file cannot prove it.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; change nothing.")
@json_option
def load(
    paths: tuple[Path, ...],
    data: Path,
    *,
    accept_rejects: float,
    date_order: DateOrder | None,
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
        date_order=date_order,
        dry_run=dry_run,
    )
    if published:
        say_retired(real_folder(data), published)
    version = published.version if published else current_version(data)
    if as_json:
        print_json({"files": [r.as_json() for r in results], "version": version})
    else:
        _show(results)
        click.echo(f"Published version: {version or 'none yet'}")
    if published and published.findings:
        raise UserError("the audit stopped the survey part", exit_code=AUDIT_STOPPED)
    refused = [r for r in results if r.status in {"refused", "unrecognised"}]
    # templates nobody filled in beside others that load are no fault
    if any(not r.untouched for r in refused) or len(refused) == len(results):
        raise click.exceptions.Exit(REFUSED)


def load_and_publish(
    data: Path,
    paths: Sequence[Path],
    *,
    accept_rejects: float = REJECTS_ALLOWED_SHARE,
    date_order: DateOrder | None = None,
    dry_run: bool = False,
    quiet: bool = False,
    publishing: bool = True,
) -> tuple[list[FileResult], Published | None]:
    """Loads files and, where anything changed, publishes (unless told not to)."""
    files = find_files(paths)
    settings = read_settings(data)
    with locked(data):
        scratch.clear(data)
        with open_warehouse(data) as con:
            with progress_bar("Loading", quiet=quiet) as progress:
                results = load_files(
                    con,
                    data,
                    files,
                    settings=settings,
                    accept_rejects=accept_rejects,
                    date_order=date_order,
                    dry_run=dry_run,
                    progress=progress,
                )
            changed = any(result.status in CHANGES for result in results)
            if changed and not dry_run:
                note(
                    data,
                    "loaded",
                    files=[r.path.name for r in results if r.status in CHANGES],
                    rows=sum(r.rows_loaded for r in results),
                )
            changed = changed or behind(con, data)
            if dry_run or not changed or not publishing:
                return results, None
            report = (lambda _: None) if quiet else _say
            return results, publish(con, data, settings, progress=report)


def _say(what: str) -> None:
    click.echo(f"Publishing: {what}", err=True)


def _show(results: Sequence[FileResult]) -> None:
    empty = [result for result in results if result.untouched]
    for result in results:
        if result.untouched:
            continue
        click.echo(
            f"{result.status:<13} {result.path.name:<40} "
            f"{result.profile or '-':<28} {result.rows_loaded:>10,} rows"
            + (f", {result.rows_rejected:,} rejected" if result.rows_rejected else "")
            + (f", {result.rows_dropped:,} left out" if result.rows_dropped else "")
        )
        for rule, rows in result.left_out.items():
            click.echo(f"    left out: {rule} ({rows:,})")
        if result.change:
            click.echo(f"    {_in_words(result.change)}")
        for note_of in result.notes:
            click.echo(f"    {note_of}")
        _show_problems(result)
    if empty:
        click.echo(_templates(empty))


def _templates(empty: Sequence[FileResult]) -> str:
    """One line for all templates that hold nothing but their example row."""
    names = sorted({result.path.stem for result in empty})
    more = f" and {len(names) - EXAMPLES} more" if len(names) > EXAMPLES else ""
    files = (
        "1 file is an empty template"
        if len(empty) == 1
        else f"{len(empty)} files are empty templates"
    )
    return (
        f"{files} ({', '.join(names[:EXAMPLES])}{more}): fill in those you have figures for, "
        "as GUIDE.md beside them says, leave the others, and load the folder again"
    )


def _in_words(change: Change) -> str:
    """What a file changes: `12 rows new, 3 replaced, 40 as they were; 4 teams`."""
    said = f"{change.added:,} rows new, {change.replaced:,} replaced, "
    said += f"{change.unchanged:,} as they were"
    places = []
    if change.teams:
        places.append(
            f"{len(change.teams)} team{'s' if len(change.teams) != 1 else ''}"
        )
    if change.waves:
        places.append("wave " + ", ".join(change.waves))
    return said + (f"; {', '.join(places)}" if places else "")


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
        if rule in WHOLE_FILE:
            click.echo(f"    {message}")
            continue
        more = ", ..." if count > len(rows) else ""
        click.echo(f"    {where}row {', '.join(rows)}{more}: {message} ({count})")
