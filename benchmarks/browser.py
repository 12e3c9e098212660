"""First view and moving between pages in Chromium, beside a bare page with one chart."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TURNS = 5
DRAWN = """() => document.querySelector('h1') && [
  ...document.querySelectorAll('[data-testid="stPlotlyChart"]')
].every((chart) => chart.querySelector('.main-svg'))
  && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
  && document.querySelector('[data-testid="stPlotlyChart"] .main-svg')"""
BARE = """import streamlit as st
import plotly.graph_objects as go

def page(name):
    def show():
        st.title(name)
        st.plotly_chart(go.Figure(go.Scatter(x=[1, 2, 3], y=[2, 1, 3])), key=name)
    show.__name__ = name
    return show

st.navigation([st.Page(page("One"), default=True), st.Page(page("Two"))]).run()
"""


def beside_a_bare_page(data: Path) -> Iterator[str]:
    """Milliseconds of both, and their ratio; medians of five turns, taken in turns."""
    bare = Path(mkdtemp()) / "bare.py"
    bare.write_text(BARE, "utf-8")
    of_bare = ["-m", "streamlit", "run", str(bare), "--server.headless", "true"]
    of_bare += ["--browser.gatherUsageStats", "false", "--server.port"]
    ours = ["-m", "pages.shared.server", "--data", str(data), "--port"]
    with served(of_bare) as one, served(ours) as other, sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        addresses = {"bare": (one, "Two"), "Ballast": (other, "Team")}
        views: dict[str, list[float]] = {name: [] for name in addresses}
        moves: dict[str, list[float]] = {name: [] for name in addresses}
        for turn in range(TURNS + 1):
            for name, (address, target) in addresses.items():
                view, move = visited(opened, address, target)
                if turn:  # the first turn fills what the server keeps
                    views[name].append(view)
                    moves[name].append(move)
        opened.close()
    for what, took in (("first view", views), ("moving", moves)):
        alone, own = median(took["bare"]), median(took["Ballast"])
        yield f"{what}\tbare {alone:.0f} ms\tBallast {own:.0f} ms\t{own / alone:.2f}"


def visited(browser: Browser, address: str, target: str) -> tuple[float, float]:
    """Milliseconds until the first page is drawn, and until the next one is."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    drawn(page)
    view = time.perf_counter() - began
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=target).first
    began = time.perf_counter()
    link.click()
    page.locator("h1", has_text=target).wait_for()
    drawn(page)
    move = time.perf_counter() - began
    context.close()
    return 1000 * view, 1000 * move


def drawn(page: Page) -> None:
    """Returns once a title stands, the script is at rest and every chart is drawn."""
    page.wait_for_function(DRAWN, timeout=60_000, polling=20)


@contextmanager
def served(command: list[str]) -> Iterator[str]:
    """The address of a server in a process of its own, stopped at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, *command, str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)
