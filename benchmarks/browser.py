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
REST = 3000  # milliseconds between seeing a page and leaving it: nobody reads faster
WHAT = (
    "first view, in sight",
    "first view, whole",
    "moving, in sight",
    "moving, whole",
)
Taken = tuple[float, float, float, float]
CHART = '[data-testid="stPlotlyChart"] .main-svg'
# what our own components draw, the matrix and small charts: Playwright looks into them
OWN = "table[role=grid], .tiles .plot svg"
# the page that is meant, and every chart of it drawn that stands in the window
DRAWN = """(one) => one.querySelector('.main-svg')
    || one.shadowRoot?.querySelector('table[role=grid], .plot svg, .block')"""
ALL = '[data-testid="stPlotlyChart"], [data-testid^="stBidiComponent"]'
# small charts are drawn one by one, those in the window first
BLANK = f"""[...document.querySelectorAll('{ALL}')].flatMap(
    (one) => [...(one.shadowRoot?.querySelectorAll('.plot') ?? [])]).filter(
    (plot) => !plot.querySelector('svg'))"""
IN_SIGHT = f"""(name) => {{
  const drawn = {DRAWN};
  const stands = (one) => one.getBoundingClientRect().top < innerHeight;
  const title = document.querySelector('h1');
  const seen = [...document.querySelectorAll('{ALL}')].filter(stands);
  return title && title.textContent.includes(name) && seen.every(drawn)
    && !{BLANK}.some(stands);
}}"""
# that, the script at rest, and the charts further down too
WHOLE = f"""() => {{
  const drawn = {DRAWN};
  return [...document.querySelectorAll('{ALL}')].every(drawn) && !{BLANK}.length
    && document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]');
}}"""
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
        ways = {
            "bare": (one, ("One", CHART), ("Two", CHART)),
            "Ballast": (other, ("Overview", OWN), ("Team", OWN)),
        }
        took: dict[str, list[Taken]] = {name: [] for name in ways}
        for turn in range(TURNS + 1):
            for name, (address, first, then) in ways.items():
                taken = visited(opened, address, first, then)
                if turn:  # the first turn fills what the server keeps
                    took[name].append(taken)
        opened.close()
    for place, what in enumerate(WHAT):
        alone = median(each[place] for each in took["bare"])
        own = median(each[place] for each in took["Ballast"])
        yield f"{what}\tbare {alone:.0f} ms\tBallast {own:.0f} ms\t{own / alone:.2f}"


def visited(
    browser: Browser, address: str, first: tuple[str, str], then: tuple[str, str]
) -> Taken:
    """Milliseconds until the first page stands in sight, and whole; then the next.

    A page: its title, and what it has that is drawn last of what is in sight.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    began = time.perf_counter()
    page.goto(address)
    view = stands(page, *first, began)
    page.wait_for_timeout(REST)
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=then[0]).first
    began = time.perf_counter()
    link.click()
    move = stands(page, *then, began)
    context.close()
    return (*view, *move)


def stands(page: Page, name: str, what: str, began: float) -> tuple[float, float]:
    """Milliseconds since `began` until the page stands in sight, and whole."""
    page.locator("h1", has_text=name).wait_for()
    page.locator(what).first.wait_for()
    found = []
    for arg, claim in ((name, IN_SIGHT), (None, WHOLE)):
        page.wait_for_function(claim, arg=arg, timeout=60_000, polling=20)
        found.append(1000 * (time.perf_counter() - began))
    return found[0], found[1]


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
