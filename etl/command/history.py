"""ballast history, undo: what was loaded, and taking it back."""

from __future__ import annotations

from pathlib import Path

import click
import polars as pl

from etl.command.publishing import say_retired
from etl.command.shared import data_option, json_option, note, print_json
from etl.errors import UserError
from etl.harmless import harmless
from etl.publish import publish
from etl.rejects import rejects_of
from etl.settings import read_settings
from etl.warehouse import locked, open_warehouse
from etl.warehouse import undo as undo_load

COLUMNS = (
    "load",
    "file",
    "profile",
    "table",
    "loaded_at",
    "rows_loaded",
    "rows_rejected",
    "rows_dropped",
    "first_date",
    "last_date",
    "undone_at",
    "to_mend",
)


@click.command()
@data_option
@click.option(
    "--rejects",
    "load_id",
    type=int,
    metavar="LOAD",
    help="Print a load's rejected rows as CSV, to mend and load again.",
)
@json_option
def history(data: Path, *, load_id: int | None, as_json: bool) -> None:
    """Every load, newest first: number, file, rows, and whether it was undone."""
    with locked(data), open_warehouse(data) as con:
        if load_id is not None:
            found = rejects_of(con, load_id)
            if not found:
                raise UserError(
                    f"load {load_id}: no rejected row was kept (rejected answers are "
                    "mended in the survey tool and exported again)"
                )
            click.echo(
                harmless(pl.DataFrame(found, infer_schema_length=None)).write_csv(),
                nl=False,
            )
            return
        rows = con.execute(
            """
            select
                load_id, source_file, profile, target, loaded_at, rows_loaded,
                rows_rejected, rows_dropped, first_date, last_date, undone_at,
                (
                    select count(distinct source_row) from reject r
                    where r.load_id = l.load_id and r.kept is not null
                ) as to_mend
            from load l
            order by load_id desc
            """
        ).fetchall()
    loads = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    if as_json:
        print_json(loads)
        return
    if not loads:
        click.echo("Nothing is loaded yet.")
    for one in loads:
        undone = "  undone" if one["undone_at"] else ""
        rejected = one["rows_rejected"]
        click.echo(
            f"{one['load']:>5}  {one['loaded_at']:%Y-%m-%d %H:%M}  {one['file']:<40} "
            f"{one['rows_loaded']:>10,} rows"
            + (f", {rejected:,} rejected" if rejected else "")
            + undone
        )


@click.command()
@click.argument("load_id", type=int, required=False)
@data_option
def undo(load_id: int | None, data: Path) -> None:
    """Take a load back; what it had replaced is in force again. Publishes."""
    if load_id is None:
        raise UserError(
            "which load? Give its number, e.g. ballast undo 12; ballast history lists "
            "every load with its number, the newest first"
        )
    settings = read_settings(data)
    with locked(data), open_warehouse(data) as con:
        undo_load(con, load_id)
        done = publish(
            con, data, settings, progress=lambda what: click.echo(what, err=True)
        )
    note(data, "took back", load=load_id)
    say_retired(data, done)
    click.echo(f"Load {load_id} is undone. Published version: {done.version}")
