"""ballast audit-log: who saw, loaded or changed what, and whether the log is whole."""

from __future__ import annotations

from pathlib import Path

import click

from etl import trail
from etl.command.shared import data_option, json_option, print_json
from etl.errors import UserError


@click.group("audit-log")
def audit_log() -> None:
    """Who saw, downloaded, loaded, undid or changed what."""


@audit_log.command()
@data_option
@json_option
def verify(data: Path, *, as_json: bool) -> None:
    """Check that no line was changed or taken out."""
    found = trail.verify(data)
    if as_json:
        print_json(
            {
                "lines": found.lines,
                "broken_at": found.broken_at,
                "last_hash": found.last,
            }
        )
    if found.broken_at is not None:
        raise UserError(
            f"audit log: line {found.broken_at} does not follow from the one before: it "
            "or the one before was changed or taken out",
            exit_code=1,
        )
    if not as_json:
        click.echo(f"{found.lines} lines, each follows from the one before.")
        click.echo(f"Last hash, to be noted elsewhere: {found.last}")


@audit_log.command("show")
@data_option
@click.option("--last", default=50, show_default=True, help="How many lines.")
@json_option
def show(data: Path, *, last: int, as_json: bool) -> None:
    """The newest lines, oldest of them first."""
    found = list(trail.lines(data))[-last:]
    if as_json:
        print_json(found)
        return
    for line in found:
        click.echo(
            f"{line['at']}  {line['who']:<30} {line['role']:<16} {line['what']:<12} "
            f"{line['detail']}"
        )
