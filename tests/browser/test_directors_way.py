"""The director's way in a real browser: the headline, a cell, the team and its measure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.app.made_names import NAMES
from tests.app.made_published import made_published
from tests.browser import dashboard
from tests.browser.dashboard import MATRIX, SHOWS_WITHIN, Tab

pytestmark = pytest.mark.browser

CASELOAD = "Caseload per FTE"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = dashboard.launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard over made figures with findings, charts and similar teams."""
    made: Path = made_published(tmp_path_factory.mktemp("made"), "full")
    with dashboard.served(made) as found:
        yield found


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that the scripts of Streamlit are fetched once."""
    with browser.new_context() as opened:
        yield opened


@pytest.fixture
def tab(context: BrowserContext, address: str) -> Iterator[Tab]:
    with context.new_page() as page:
        yield Tab(page, address)


def team_chosen(tab: Tab) -> str:
    """The team shown; an address leaves out the one that is shown without any."""
    label = "Team, programme or division"
    return tab.page.get_by_role("combobox", name=label).input_value()


def in_address(tab: Tab, name: str) -> list[str]:
    return parse_qs(urlsplit(tab.page.url).query)[name]


def test_from_the_headline_by_a_cell_to_the_team_what_could_move_and_the_brief(
    tab: Tab,
) -> None:
    tab.open("/")
    page = tab.page
    expect(page.get_by_text("Two teams are above their agreed level")).to_be_visible()
    head = page.locator(f"{MATRIX} tbody tr").nth(1).locator(".name")
    assert head.inner_text() == NAMES[0]  # strongest evidence first
    page.locator(
        f'{MATRIX} button[data-group="t00"][data-measure="caseload_per_fte"]'
    ).click()
    expect(page).to_have_url(re.compile(r"/team\?"), timeout=SHOWS_WITHIN)
    tab.wait()
    assert tab.title == "Team"
    assert team_chosen(tab) == NAMES[0]
    assert in_address(tab, "measure") == [CASELOAD]
    expect(page.get_by_role("heading", name=CASELOAD, exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Similar teams")).to_be_visible()
    expect(page.get_by_role("heading", name="What could move")).to_be_visible()
    page.locator("summary", has_text="How to read this").first.click()
    expect(page.get_by_text("the limits within which its points")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Brief for the next team meeting").click()
    written = Path(taken.value.path()).read_text("utf-8")
    assert NAMES[0] in written
    assert "<svg" in written
    assert tab.exceptions == 0
    assert tab.faults == []


def test_a_finding_is_a_link_to_its_team_and_a_reload_keeps_it(tab: Tab) -> None:
    tab.open("/")
    tab.page.get_by_role("link", name=re.compile("said as new")).click()
    expect(tab.page).to_have_url(re.compile(r"/team\?"), timeout=SHOWS_WITHIN)
    tab.wait()
    assert in_address(tab, "team") == [NAMES[1]]
    tab.page.reload()
    tab.wait()
    assert in_address(tab, "team") == [NAMES[1]]
    chosen = tab.page.get_by_role("combobox", name="Look closely at")
    assert chosen.input_value() == CASELOAD
    assert tab.faults == []


def test_small_charts_of_trends_and_team_open_what_they_show(tab: Tab) -> None:
    tab.open("/trends?level=Teams")
    assert tab.title == "Trends"
    titles = tab.page.locator(".tiles .name", has_text=NAMES[0])
    # two cores, many at work on them
    expect(titles.first).to_be_visible(timeout=SHOWS_WITHIN)
    titles.first.click()
    expect(tab.page).to_have_url(re.compile(r"/team\?"), timeout=SHOWS_WITHIN)
    tab.wait()
    assert team_chosen(tab) == NAMES[0]
    # a small chart opens by keyboard, its arrow keys say figures, its table unfolds
    small = tab.page.locator(".tiles .name", has_text="Weighted caseload").first
    small.focus()
    tab.page.keyboard.press("ArrowLeft")
    expect(tab.page.locator(".says.read", has_text="Aug 2026: ")).to_be_visible()
    tab.page.keyboard.press("Enter")
    expect(tab.page).to_have_url(re.compile("measure=Weighted"), timeout=SHOWS_WITHIN)
    tab.wait()
    tab.page.locator(".behind").first.click()
    expect(tab.page.get_by_test_id("stDataFrame")).to_be_visible(timeout=SHOWS_WITHIN)
    assert tab.exceptions == 0
    assert tab.faults == []
