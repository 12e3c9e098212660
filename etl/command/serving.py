"""ballast serve: the dashboard, on loopback."""

from __future__ import annotations

import ipaddress
import os
import sys
import tomllib
from pathlib import Path

import click

from definitions.roles import RolesError, read_roles, read_sign_in
from etl.command.shared import data_option
from etl.errors import UserError

# what secrets.toml must hold for a way to sign in
NEEDED = {
    "oidc": (
        "auth",
        (
            "redirect_uri",
            "cookie_secret",
            "client_id",
            "client_secret",
            "server_metadata_url",
        ),
    ),
    "header": ("proxy", ("secret",)),
}


@click.command()
@data_option
@click.option(
    "--address", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option("--port", default=8501, show_default=True, help="Port to listen on.")
def serve(data: Path, address: str, port: int) -> None:
    """Serve the dashboard. Without sign-in it listens on loopback alone."""
    check_sign_in(data)
    run_dashboard(data, address=address, port=port)


def check_sign_in(data: Path) -> None:
    """Refuses to serve with a sign-in that cannot work.

    Raises:
        UserError: roles.toml or [sign_in] is wrong, or what they need is missing.
    """
    try:
        how = read_sign_in(data)
        read_roles(data)
    except RolesError as error:
        raise UserError(str(error)) from error
    if how.method == "none":
        return
    path = data / "secrets.toml"
    needed = NEEDED[how.method]
    try:
        found = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError("secrets.toml: not valid TOML") from error
    section, keys = needed
    missing = [key for key in keys if not found.get(section, {}).get(key)]
    if missing:
        raise UserError(
            f"secrets.toml: sign_in.method is {how.method}, so [{section}] needs "
            f"{', '.join(missing)}"
        )
    path.chmod(0o600)


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
        UserError: the address is not loopback and no sign-in is configured.
    """
    if not is_loopback(address) and read_sign_in(data).method == "none":
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
