"""A running dashboard and a browser that notes what goes wrong on its pages."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

STARTS_WITHIN = 30
STOPS_WITHIN = 10
SHOWS_WITHIN = 60_000  # milliseconds; two cores, one of them busy
CHROMIUM = shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PROBE = re.compile(r"/[a-z-]+/_stcore/(health|host-config)")
# Charts and the matrix are drawn after the script has ended.
ALL_DRAWN = """() => [
  ...document.querySelectorAll('[data-testid="stPlotlyChart"]')
].every((chart) => chart.querySelector('.main-svg')) && [
  ...document.querySelectorAll('[data-testid="stBidiComponentIsolated"]')
].every((own) => own.shadowRoot?.querySelector('table, .plot svg'))"""
MATRIX = "table[role=grid]"
TITLES = {
    "/": "Overview",
    "/team": "Team",
    "/trends": "Trends",
    "/workload-burnout": "Workload and burnout",
    "/leave-use": "Leave use",
    "/leave-rest": "Rest",
    "/leave-decisions": "Decisions compared",
    "/leave-balances": "Balances",
    "/leave-lists": "Named lists",
    "/next-four-weeks": "Next four weeks",
    "/data": "What is loaded",
    "/about": "Measures",
    "/privacy": "Privacy",
    "/survey-quality": "Survey quality",
    "/quality": "Quality",
}


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of `ballast serve` over a data folder, stopped at the end."""
    port = free_port()
    process = started(data, port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process, signal.SIGTERM)


def started(data: Path, port: int) -> subprocess.Popen[bytes]:
    """A process of `ballast serve` that answers on the port."""
    command = [sys.executable, "-m", "etl", "serve"]
    command += ["--data", str(data), "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet)
    wait_until_it_answers(port, process)
    return process


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    """Returns once the server is healthy; asserts that it becomes so."""
    last = time.monotonic() + STARTS_WITHIN
    while not answers(port):
        assert process.poll() is None, "the dashboard ended at once"
        assert time.monotonic() < last, "the dashboard did not answer"
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether a healthy dashboard listens on the port."""
    health = f"http://127.0.0.1:{port}/_stcore/health"
    try:
        urllib.request.urlopen(health, timeout=1).close()
    except (urllib.error.URLError, TimeoutError):
        return False
    return True


def stop(process: subprocess.Popen[bytes], by: int) -> int:
    """Asks a server to stop by a signal and waits; its exit code."""
    process.send_signal(by)
    try:
        return process.wait(STOPS_WITHIN)
    finally:
        process.kill()


def launched(playwright: Playwright) -> Browser:
    """Chromium; skips where there is none, except in CI, which must have it."""
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed: pages were not opened in a browser")
    assert CHROMIUM, "CI needs Chromium (see .ci/run)"
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@dataclass
class Tab:
    """A browser page that remembers errors and requests to other machines."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(SHOWS_WITHIN)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._note_if_error)
        self.page.on("request", self._note_if_away)

    def _note_if_error(self, said: ConsoleMessage) -> None:
        where = said.location["url"]
        # On a deep link Streamlit's browser part first looks for its server below the
        # page's own path, and finds it at the root: not a fault of the page.
        looking = PROBE.fullmatch(where.removeprefix(self.address))
        if said.type == "error" and not looking:
            self.faults.append(f"{said.text} ({where})")

    def _note_if_away(self, request: Request) -> None:
        local = request.url.startswith((self.address, "data:", "blob:", "ws://127."))
        if not local:
            self.faults.append(f"asked another machine: {request.url}")

    def open(self, path: str) -> None:
        """Loads a path and waits until its script has run to the end."""
        self.page.goto(self.address + path)
        self.wait()

    def wait(self) -> None:
        """Until a title stands on the page, the script is at rest, charts are drawn."""
        self.page.locator("h1").first.wait_for()
        self.page.locator(
            '[data-testid="stApp"][data-test-script-state="notRunning"]'
        ).wait_for()
        self.page.wait_for_function(ALL_DRAWN)

    @property
    def title(self) -> str:
        """The page's own title."""
        return self.page.locator("h1").first.inner_text()

    @property
    def text(self) -> str:
        """What a reader sees, outside components."""
        return self.page.locator("body").inner_text()

    @property
    def exceptions(self) -> int:
        """Error boxes on the page."""
        return self.page.get_by_test_id("stException").count()
