"""ballast serve: the dashboard, on loopback."""

from __future__ import annotations

import ipaddress
import os
import sys
from pathlib import Path

import click

from etl.command.shared import data_option
from etl.errors import UserError


@click.command()
@data_option
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", default=8501, show_default=True, help="Port to listen on.")
def serve(data: Path, address: str, port: int) -> None:
    """Serve the dashboard. Without sign-in it listens on loopback alone."""
    run_dashboard(data, address=address, port=port)


def is_loopback(address: str) -> bool:
    """Whether an address reaches this machine alone."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def run_dashboard(data: Path, *, address: str, port: int) -> None:
    """Becomes the dashboard until it is stopped; does not return.

    Raises:
        UserError: the address is not loopback: no sign-in is configured.
    """
    if not is_loopback(address):
        raise UserError(
            f"{address}: without sign-in the dashboard listens on loopback only; "
            "leave --address out"
        )
    click.echo(f"Dashboard: http://{address}:{port}  (Ctrl-C stops it)", err=True)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "pages.shared.server"]
    command += [
        "--data",
        str(data.resolve()),
        "--address",
        address,
        "--port",
        str(port),
    ]
    sys.stdout.flush()
    # In this process's place, not below it: whoever stops the command stops the server.
    os.chdir(root)
    os.execv(sys.executable, command)  # noqa: S606
