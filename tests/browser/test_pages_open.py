"""What only a browser can tell: pages open, links work, the keyboard reaches."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from definitions.measures import measures
from tests.browser import dashboard
from tests.browser.dashboard import MATRIX, TITLES, Tab

pytestmark = pytest.mark.browser

MOST_TABS = 60
# The element that has the focus, inside components too.
FOCUSED = """() => {
  let found = document.activeElement;
  while (found && found.shadowRoot && found.shadowRoot.activeElement)
    found = found.shadowRoot.activeElement;
  return found && found.dataset ? found.dataset.group || null : null;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = dashboard.launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def team(practice: Path) -> str:
    """The name of a team with a shown figure; names are unique in this practice."""
    version = (practice / "published" / "CURRENT").read_text("utf-8").strip()
    path = practice / "published" / version / "teams.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(
            """
            select min(grp.name)
            from grp
            join estimate using (group_id)
            where grp.kind = 'team' and grp.split = 'none' and state = 'shown'
            """
        ).fetchone()
    assert found
    return str(found[0])


@dataclass(frozen=True)
class FirstVisit:
    """What the first request after a start met with."""

    address: str
    text: str
    dialogs: int
    faults: list[str]


@pytest.fixture(scope="module")
def first_visit(browser: Browser, practice: Path, team: str) -> Iterator[FirstVisit]:
    """The dashboard, which a deep link was the first to ask for."""
    with dashboard.served(practice) as address:
        with browser.new_context() as context:
            tab = Tab(context.new_page(), address)
            tab.open(f"/team?team={quote(team)}")
            dialogs = tab.page.get_by_role("dialog").count()
            met = FirstVisit(address, tab.text, dialogs, tab.faults)
        yield met


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that the scripts of Streamlit are fetched once."""
    with browser.new_context() as opened:
        yield opened


@pytest.fixture
def tab(context: BrowserContext, first_visit: FirstVisit) -> Iterator[Tab]:
    with context.new_page() as page:
        yield Tab(page, first_visit.address)


def test_every_page_opens_without_an_error_and_asks_no_other_machine(tab: Tab) -> None:
    for path, title in TITLES.items():
        tab.open(path)
        assert tab.title == title
        if path == "/":
            tab.page.locator(MATRIX).wait_for()
        assert tab.exceptions == 0, path
        assert "Page not found" not in tab.text, path
        assert tab.faults == [], path


def test_a_deep_link_as_the_first_request_after_a_start_shows_its_page(
    first_visit: FirstVisit, team: str
) -> None:
    assert team in first_visit.text
    assert "Page not found" not in first_visit.text
    assert first_visit.dialogs == 0
    assert first_visit.faults == []


def test_the_matrix_is_reached_by_tab_and_enter_opens_the_team(tab: Tab) -> None:
    tab.open("/")
    tab.page.locator(f"{MATRIX} button").first.wait_for()
    for _ in range(MOST_TABS):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate(FOCUSED):
            break
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        tab.page.keyboard.press(key)
    group = tab.page.evaluate(FOCUSED)
    assert group, f"no cell has the focus after {MOST_TABS} tabs"
    row = tab.page.locator(f'{MATRIX} th button[data-group="{group}"] .name')
    name = row.inner_text()
    tab.page.keyboard.press("Enter")
    expect(tab.page).to_have_url(re.compile(r"/team\?"))
    tab.wait()
    expect(tab.page.get_by_text(name).first).to_be_visible()
    assert parse_qs(urlsplit(tab.page.url).query)["team"] == [name]


def test_looking_as_hr_the_overview_shows_no_survey_figure(tab: Tab) -> None:
    tab.open("/?role=HR")
    expect(tab.page.get_by_text("Not part of this role")).to_be_visible()
    assert tab.page.locator(MATRIX).count() == 0
    for measure in measures().values():
        assert measure.origin != "answers" or measure.label not in tab.text


def test_division_and_month_stand_in_the_address_and_survive_a_reload(tab: Tab) -> None:
    tab.open("/")
    picked = {label: pick_last(tab, label) for label in ("Division", "Month")}
    tab.page.reload()
    tab.wait()
    assert {label: chosen(tab, label) for label in picked} == picked
    in_address = parse_qs(urlsplit(tab.page.url).query)
    assert [in_address["division"], in_address["month"]] == [
        [picked["Division"]],
        [picked["Month"]],
    ]


def pick_last(tab: Tab, label: str) -> str:
    """Picks the last option of a filter; what it says."""
    tab.page.get_by_role("combobox", name=label).click()
    option = tab.page.get_by_role("option").last
    said = option.inner_text().strip()
    option.click()
    expect(tab.page).to_have_url(re.compile(f"[?&]{label.lower()}="))
    tab.wait()
    return said


def chosen(tab: Tab, label: str) -> str:
    """What a filter shows."""
    return tab.page.get_by_role("combobox", name=label).input_value()


def test_interrupting_the_command_leaves_no_server_behind(practice: Path) -> None:
    port = dashboard.free_port()
    process = dashboard.started(practice, port)
    assert dashboard.stop(process, signal.SIGINT) == 0
    assert not dashboard.answers(port)
