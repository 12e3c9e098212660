"""ballast demo: a made-up practice, from its exports to the dashboard."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Literal

import click

from etl.command.loading import load_and_publish
from etl.command.publishing import close_wave
from etl.command.serving import run_dashboard
from etl.command.shared import DEMO_MARK, progress_bar
from etl.errors import UserError
from etl.ledger import ledger_folder, read_all
from etl.operational import rollup
from etl.publish import publish
from etl.settings import read_settings
from etl.synthetic import write_practice
from etl.understand.plans import plans_of
from etl.warehouse import locked, open_warehouse, warehouse_path


@click.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/demo"),
    show_default=True,
    help="Folder for the made-up practice; one that holds real data is refused.",
)
@click.option("--staff", default=600, show_default=True, help="About how many people.")
@click.option("--teams", default=48, show_default=True, help="How many teams.")
@click.option("--months", default=24, show_default=True, help="How many months.")
@click.option("--seed", default=1, show_default=True, help="Same seed, same practice.")
@click.option(
    "--truth",
    type=click.Choice(["planted", "none"]),
    default="planted",
    show_default=True,
    help="none: teams differ by nothing but season, size, role mix and non-response.",
)
@click.option("--no-serve", is_flag=True, help="Stop before serving.")
@click.option("--port", default=8501, show_default=True, help="Port of the dashboard.")
def demo(
    data: Path,
    *,
    staff: int,
    teams: int,
    months: int,
    seed: int,
    truth: Literal["planted", "none"],
    no_serve: bool,
    port: int,
) -> None:
    """Write a made-up practice's exports, load them, publish, serve."""
    _claim(data)
    started = time.monotonic()
    click.echo(f"Writing a made-up practice to {data / 'exports'}", err=True)
    with progress_bar("Writing", quiet=False) as report:
        try:
            practice = write_practice(
                data,
                staff=staff,
                teams=teams,
                months=months,
                seed=seed,
                truth=truth,
                progress=lambda what, share: report(what, int(share * 100), 100),
            )
        except ValueError as error:
            raise UserError(str(error)) from error
    click.echo(
        f"{practice.people} people and {practice.teams} teams at one time or another, "
        f"{practice.appointments:,} appointments, {practice.waves} survey waves",
        err=True,
    )
    build_demo(data)
    click.echo(f"Ready after {time.monotonic() - started:.0f} s.", err=True)
    if no_serve:
        click.echo(f"To look at it: ballast serve --data {data}", err=True)
    else:
        run_dashboard(data, address="127.0.0.1", port=port)


def _claim(data: Path) -> None:
    """Marks the folder as the demo's and clears what an earlier demo left."""
    if warehouse_path(data).exists() and not (data / DEMO_MARK).exists():
        raise UserError(
            f"{data}: this folder holds loaded exports; the made-up practice "
            "needs a folder of its own (--data)"
        )
    data.mkdir(parents=True, exist_ok=True)
    (data / DEMO_MARK).touch()
    with locked(data):
        for name in ("exports", "ledger"):
            shutil.rmtree(data / name, ignore_errors=True)
        warehouse_path(data).unlink(missing_ok=True)
        (data / "warehouse" / "warehouse.duckdb.wal").unlink(missing_ok=True)


def build_demo(data: Path) -> None:
    """Loads the demo's exports, closes its waves, publishes."""
    settings = read_settings(data)
    load_and_publish(data, [data / "exports"], publishing=False)
    with locked(data), open_warehouse(data) as con:
        closed = frozenset(read_all(ledger_folder(data)).waves)
        plans_of(data, settings, closed=closed)
        made = rollup(con, settings, data)
        for wave in settings.wave:
            if wave.wave_id not in closed:
                close_wave(con, data, wave.name, settings, made=made)
        publish(con, data, settings)
