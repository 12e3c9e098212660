"""Takes the picture in README.md from the running dashboard of the made-up practice.

make picture        # needs `make demo-data` and Chromium
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "overview.png"
PORT = 8597
ADDRESS = f"http://127.0.0.1:{PORT}"
CHROMIUM = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
WIDTH, HEIGHT = 1280, 1200


def wait_until_up(seconds: float = 60) -> None:
    """Returns when the dashboard answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{ADDRESS}/_stcore/health", timeout=2)
        except OSError:
            time.sleep(0.3)
        else:
            return
    sys.exit("the dashboard did not start")


def main() -> None:
    command = [sys.executable, "-m", "etl", "serve", "--data", "data/demo"]
    server = subprocess.Popen([*command, "--port", str(PORT)], cwd=ROOT)
    try:
        wait_until_up()
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"), args=list(CHROMIUM)
            )
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(ADDRESS)
            page.get_by_role("grid").wait_for(timeout=30_000)
            time.sleep(2)  # the sparklines fade in
            page.screenshot(path=PICTURE)
            browser.close()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
