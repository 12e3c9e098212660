"""ballast brief: one page for a team's next meeting."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import click

from etl.command.brief_place import check_free, place_of, put, title_of
from etl.command.shared import data_option, note
from etl.errors import UserError

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")
PRINTS_WITHIN: Final = 60  # seconds
ROOT: Final = Path(__file__).resolve().parents[2]


@click.command()
@click.argument("team")
@data_option
@click.option(
    "--out",
    help="The file to write, .html or .pdf (any other name gets .html), or the folder to "
    "write into, made if it ends in a slash. Without it: brief-TEAM-MONTH.html here, and "
    ".pdf beside it where a Chromium is found.",
)
def brief(team: str, data: Path, out: str | None) -> None:
    """Write the one-page brief of TEAM (its id or name): HTML, and PDF with Chromium."""
    name, text = made_page(data, team)
    place, browser = place_of(out, name), found_browser()
    check_free(place.page, title_of(text))
    if place.printed and browser:
        check_free(place.printed, title_of(text))
    put(place.page, text)
    note(data, "brief", team=team)
    click.echo(f"Written: {place.page}")
    if place.asked and browser is None:
        raise UserError(
            f"{out}: no Chromium is on this machine; print {place.page} from any browser"
        )
    if place.printed and browser:
        print_page(browser, place.page, place.printed)
        click.echo(f"Written: {place.printed}")


def made_page(data: Path, team: str) -> tuple[str, str]:
    """The name of a brief's file and its HTML, from a process that reads published files alone.

    Raises:
        UserError: nothing is published, or no one group has this name or id.
    """
    with tempfile.TemporaryDirectory() as own:  # its owner's alone
        made = Path(_written(data, Path(own), "--team", team))
        return made.stem, made.read_text("utf-8")


def every_page(data: Path) -> dict[str, str]:
    """The brief of every published group, as `made_page` makes it: group -> HTML.

    Raises:
        UserError: nothing is published, or a brief cannot be made.
    """
    with tempfile.TemporaryDirectory() as own:  # its owner's alone
        _written(data, Path(own), "--every")
        found = json.loads((Path(own) / "briefs.json").read_text("utf-8"))
    return {str(group): str(page) for group, page in found.items()}


def _written(data: Path, out: Path, *which: str) -> str:
    """What the process that writes says: the path of the file it has written."""
    command = [sys.executable, "-m", "pages.shared.brief_file", *which]
    command += ["--data", str(data.resolve()), "--out", str(out.resolve())]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it could not be written"])[-1]
        raise UserError(f"{which[-1]}: {last}")
    return done.stdout.strip()


def found_browser() -> str | None:
    """A Chromium on this machine, if there is one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def print_page(browser: str, page: Path, printed: Path) -> None:
    """The page as PDF, printed by a browser without a window and without the network.

    Raises:
        UserError: the browser could not print it.
    """
    with tempfile.TemporaryDirectory() as own:
        command = [browser, "--headless", "--disable-gpu", "--no-first-run"]
        command += ["--disable-background-networking", "--disable-sync"]
        command += [
            "--disable-component-update",
            "--host-resolver-rules=MAP * ~NOTFOUND",
        ]
        command += [f"--user-data-dir={own}", "--no-pdf-header-footer"]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += [f"--print-to-pdf={printed.resolve()}", page.resolve().as_uri()]
        try:
            done = subprocess.run(  # noqa: S603
                command, capture_output=True, check=False, timeout=PRINTS_WITHIN
            )
        except subprocess.TimeoutExpired as error:
            raise UserError(
                f"{printed}: the browser did not print it in time"
            ) from error
    if done.returncode or not printed.exists():
        raise UserError(f"{printed}: the browser could not print it")
