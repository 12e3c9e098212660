"""Starts the dashboard in this process: `python -m pages.shared.server --data DIR`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click
from streamlit import config
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import bootstrap
from streamlit.web.server.starlette import starlette_app

from definitions.roles import read_sign_in
from pages.shared import downloads, uploads

MAIN = Path(__file__).resolve().parents[2] / "dashboard.py"
PRIVATE = 0o700


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--address", default="127.0.0.1", show_default=True)
@click.option("--port", default=8501, show_default=True)
def main(data: Path, address: str, port: int) -> None:
    """Serves the dashboard over a data folder until it is stopped."""
    data = data.resolve()
    os.environ["BALLAST_DATA"] = str(data)
    use_private_temporary_folder(data / "tmp")
    # A folder pages/ beside dashboard.py makes Streamlit answer the first request with
    # its old router: a deep link would say "Page not found" until navigation has run.
    PagesManager.uses_pages_directory = False
    check_files()
    # Settings lie beside dashboard.py, wherever the command was called.
    config._main_script_path = str(MAIN)
    options = flags(address, port, data)
    bootstrap.load_config_options(options)
    bootstrap.run(str(MAIN), False, [], options)


def flags(address: str, port: int, data: Path) -> dict[str, object]:
    """Settings that a file of the person who calls must not change."""
    how = read_sign_in(data)
    return {
        "server_address": address,
        "server_port": port,
        # Another name that resolves to this address is another site asking for it.
        "server_allowedHosts": [address, "localhost", *how.hosts],
        "secrets_files": [str(data / "secrets.toml")],
        # it would drive the pages for a caller who has not signed in
        "server_enableAgentApi": False,
        "server_headless": True,
        "server_fileWatcherType": "none",
        "browser_gatherUsageStats": False,
        "client_showErrorDetails": "none",
        "logger_hideWelcomeMessage": True,
    }


def check_files() -> None:
    """Files go out and come in through our own check of who asks; without it none does."""
    served, taken = (
        starlette_app.create_media_routes,
        starlette_app.create_upload_routes,
    )
    starlette_app.create_media_routes = lambda storage, base: downloads.checked(
        served(storage, base)
    )
    starlette_app.create_upload_routes = lambda runtime, kept, base: uploads.checked(
        taken(runtime, kept, base)
    )


def use_private_temporary_folder(folder: Path) -> None:
    """Uploads are spooled to the temporary folder: one that nobody else reads."""
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    folder.chmod(PRIVATE)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # forget the folder found before


if __name__ == "__main__":
    main()
