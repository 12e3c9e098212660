"""ballast forget: a person out of everything the data folder keeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from etl import scratch
from etl.command.publishing import say_retired, stop_on
from etl.command.shared import data_option, note
from etl.forget import forget
from etl.profile import profiles_of
from etl.publish import publish
from etl.settings import read_settings
from etl.versions import current_version, published_folder
from etl.warehouse import locked, open_warehouse

KEPT = "exports-kept"


@click.command("forget")
@click.argument("identifier", metavar="ID")
@data_option
def forget_command(identifier: str, data: Path) -> None:
    """Forget the person ID: warehouse, leave file, identities, rejects, ledger.

    ID is any by which exports know them: number, e-mail address or name. Figures of
    closed waves stay, since they are of groups. Publishes anew and removes older
    versions. Exports that you keep yourself are yours to mend: loaded again, they
    bring the person back.
    """
    settings = read_settings(data)
    with locked(data):
        done = forget(data, identifier, profiles_of(data))
        scratch.clear(data)
        with open_warehouse(data) as con:
            found = publish(con, data, settings)
        only_current(data)
    say_retired(data, found)
    note(data, "forgot a person", rows=sum(done.rows.values()))
    for table, rows in sorted(done.rows.items()):
        if rows:
            click.echo(f"{table:<20} {rows:>8,} rows taken out")
    click.echo(f"{'ledger':<20} {done.ledger_rows:>8,} rows taken out")
    click.echo(f"Published version: {found.version}; older ones are removed.")
    if (data / KEPT).is_dir():
        click.echo(
            f"{data / KEPT} holds exports that the settings keep: delete those that the "
            "person is in",
            err=True,
        )
    stop_on(found.findings)


def only_current(data: Path) -> None:
    """Removes every published version but the current one."""
    current = current_version(data)
    for path in published_folder(data).iterdir():
        if path.is_dir() and path.name != current:
            shutil.rmtree(path)
