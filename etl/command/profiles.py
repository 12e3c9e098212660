"""ballast profiles, templates: what Ballast reads, and files to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from etl.command.shared import data_option, json_option, print_json
from etl.profile import profiles_of
from etl.templates import write_templates


@click.command("profiles")
@data_option
@json_option
def profiles_command(data: Path, *, as_json: bool) -> None:
    """The exports Ballast reads, those mapped here among them, and how well known."""
    known = profiles_of(data)
    if as_json:
        print_json([profile.model_dump(by_alias=True) for profile in known])
        return
    for profile in known:
        click.echo(f"{profile.key:<34} {profile.standing:<5} {profile.title}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def templates(folder: Path) -> None:
    """Write templates (CSV and XLSX, with an example row) and a guide."""
    for path in write_templates(folder):
        click.echo(str(path))
