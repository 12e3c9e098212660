"""HR's way through Leave, and a director's to the brief, as a browser walks it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from etl import trail
from tests.browser import dashboard
from tests.browser.dashboard import Tab

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = dashboard.launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def tab(browser: Browser, practice: Path) -> Iterator[Tab]:
    with dashboard.served(practice) as address, browser.new_context() as context:
        yield Tab(context.new_page(), address)


def follow(tab: Tab, link: str) -> None:
    """Goes to a page by the navigation."""
    tab.page.get_by_test_id("stSidebarNav").get_by_role("link", name=link).click()
    expect(tab.page.locator("h1").first).to_have_text(link)
    tab.wait()


def downloads_of_hr(data: Path) -> list[str]:
    """Names of the files that the audit log says HR took."""
    lines = [line for line in trail.lines(data) if line["what"] == "downloaded"]
    return [line["detail"]["file"] for line in lines if line["role"] == "HR"]


def test_hr_goes_from_use_to_rest_to_a_list_and_takes_it_along(
    tab: Tab, practice: Path
) -> None:
    tab.open("/leave-use?role=HR")
    expect(tab.page.get_by_text("people are entitled to was taken")).to_be_visible()
    for link in ("Rest", "Decisions compared", "Balances", "Named lists"):
        follow(tab, link)
        assert tab.exceptions == 0, link
    expect(tab.page.get_by_text("have no week off in six months")).to_be_visible()
    tab.page.wait_for_timeout(1000)
    assert downloads_of_hr(practice) == []  # it was offered, and nobody took it
    with tab.page.expect_download() as taken:
        tab.page.get_by_role("button", name="Download this list (XLSX)").click()
    path = taken.value.path()
    sheet = fastexcel.read_excel(Path(path).read_bytes()).load_sheet(0).to_polars()
    assert sheet.columns[:2] == ["Name", "Team"]
    assert sheet.height
    tab.page.wait_for_timeout(500)
    logged = [line for line in trail.lines(practice) if line["role"] == "HR"]
    assert {"/leave-lists"} <= {line["detail"].get("page") for line in logged}
    assert downloads_of_hr(practice) == ["no-week-off-in-six-months.xlsx"]
    assert tab.faults == []


def test_a_leader_takes_the_brief_of_a_team_along(tab: Tab) -> None:
    tab.open("/team?role=leader")
    with tab.page.expect_download() as taken:
        tab.page.get_by_role("button", name="Brief for the next team meeting").click()
    page = Path(taken.value.path()).read_text("utf-8")
    assert "To talk about" in page
    assert "<script" not in page
    assert io.StringIO(page).readline().startswith("<!doctype html>")
    tab.open("/next-four-weeks?role=leader")
    expect(tab.page.get_by_text("available hours are booked")).to_be_visible()
    assert tab.faults == []
