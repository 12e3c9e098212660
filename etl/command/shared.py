"""What every subcommand shares: the data folder, progress, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from etl import trail
from etl.errors import UserError

DEMO_MARK: Final = ".made-up"

data_option = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data"),
    show_default=True,
    help="The data folder: warehouse, ledger, published files, settings.toml.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def real_folder(data: Path) -> Path:
    """The data folder, which must not be the made-up practice's.

    Raises:
        UserError: it is the demo's.
    """
    if (data / DEMO_MARK).exists() and not _allowed_for_demo():
        raise UserError(
            f"{data}: this folder holds the made-up practice; "
            "real exports go into a folder of their own (--data)"
        )
    return data


def _allowed_for_demo() -> bool:
    return "demo" in sys.argv[1:2]


def note(data: Path, what: str, **detail: Any) -> None:
    """Adds to the audit log what a command did, and for whom."""
    trail.add(
        data,
        who=os.environ.get("BALLAST_WHO") or "command line",
        role=os.environ.get("BALLAST_ROLE") or "",
        what=what,
        detail=detail,
    )


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, indent=2, default=str))


@contextmanager
def progress_bar(
    title: str, *, quiet: bool
) -> Iterator[Callable[[str, int, int], None]]:
    """A function to call with (what, done, of): a bar on a terminal, lines elsewhere."""
    if quiet:
        yield lambda _what, _done, _of: None
        return
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, of: click.echo(
            f"{title} {done + 1}/{of}: {what}", err=True
        )
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(title)

        def report(what: str, done: int, of: int) -> None:
            bar.update(task, description=f"{title} {what}", completed=done, total=of)

        yield report
