"""Mapping an export nobody knows on the page, and loading it; then without questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.dashboard import Tab, launched, served
from tests.unit.loading import rows

pytestmark = pytest.mark.browser
AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
LOADS_WITHIN = 60_000  # milliseconds; a child process that imports everything

VISITS = """Practice visits export,,,,,,,
,,,,,,,
Visit Number,Therapist,Client Ref,Date of Service,Start,Length (min),Result,Comments
1001,"Lee, Ann",K-77,3/14/2026,9:00 AM,50,Show,cried
1002,"Lee, Ann",K-78,3/14/2026,10:00 AM,50,No Show,none
1003,"Chen, Bo",K-79,3/15/2026,2:00 PM,50,Late Cancellation,x
"""
ANSWERS = "\n".join(
    [
        "Sheet,When,Address,How often are you worn out?,Where do you work?",
        *(
            f"S{n},2026-03-0{n % 7 + 2} 10:00,p{n}@x.org,{word},T1"
            for n, word in enumerate(["Never", "Seldom", "Sometimes", "Often"] * 6)
        ),
    ]
)
SETTINGS = """
[[wave]]
name = "Spring"
first_day = 2026-03-02
last_day = 2026-03-15
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("import") / "data"
    folder.mkdir()
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def tab(data: Path) -> Iterator[Tab]:
    """One dashboard and one browser for all: each test goes to its own address."""
    with served(data) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        yield Tab(browser.new_page(), address)
        browser.close()


def as_role(tab: Tab, role: str) -> Page:
    """The page for those who load, as one of them."""
    tab.page.goto(f"{tab.address}/import?role={role}")
    rest(tab.page)
    return tab.page


def rest(page: Page) -> None:
    """Until the script has run to its end."""
    page.wait_for_timeout(500)
    page.locator(AT_REST).wait_for(timeout=LOADS_WITHIN)
    page.wait_for_timeout(500)


def dropped(page: Page, path: Path) -> None:
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_text(path.name).first.wait_for()
    page.get_by_role("button", name="See what they are").click()
    page.get_by_role("button", name=re.compile("^Load ")).wait_for(timeout=LOADS_WITHIN)
    rest(page)


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).click()
    rest(page)


def test_an_unknown_export_is_mapped_once_and_then_known(
    tab: Tab, data: Path, tmp_path: Path
) -> None:
    page = as_role(tab, "data+steward")
    first = tmp_path / "march.csv"
    first.write_text(VISITS, "utf-8")
    dropped(page, first)
    page.get_by_role("heading", name="Map it once").wait_for()
    press(page, "Save this mapping")
    page.get_by_role(
        "heading", name=re.compile("1 of 1 files can be loaded")
    ).wait_for()
    press(page, "Load 1 of 1")
    page.get_by_text(re.compile("3 rows of 1 files are loaded")).wait_for(
        timeout=LOADS_WITHIN
    )
    found = rows(
        data,
        "select starts_at::varchar, ends_at::varchar, status from appointment_current "
        "order by all",
    )
    assert found == [
        ("2026-03-14 09:00:00", "2026-03-14 09:50:00", "kept"),
        ("2026-03-14 10:00:00", "2026-03-14 10:50:00", "no_show"),
        ("2026-03-15 14:00:00", "2026-03-15 14:50:00", "late_cancel"),
    ]
    # nothing of the upload stays behind
    assert [p for p in (data / "warehouse" / "uploads").rglob("*") if p.is_file()] == []
    second = tmp_path / "april.csv"
    second.write_text(VISITS.replace("3/14", "4/14").replace("100", "200"), "utf-8")
    dropped(page, second)
    assert page.get_by_role("heading", name="Map it once").count() == 0
    press(page, "Load 1 of 1")
    page.get_by_text(re.compile("3 rows of 1 files are loaded")).wait_for(
        timeout=LOADS_WITHIN
    )
    assert tab.faults == []


def test_a_survey_is_mapped_with_its_answers_masked(
    tab: Tab, data: Path, tmp_path: Path
) -> None:
    page = as_role(tab, "survey+steward")
    path = tmp_path / "survey.csv"
    path.write_text(ANSWERS, "utf-8")
    dropped(page, path)
    assert "p1@x.org" not in page.content()
    page.get_by_label("Instruments in this survey").click()
    page.keyboard.type("Single-item")
    page.get_by_role("option").first.click()
    page.keyboard.press("Escape")
    rest(page)
    # the one column with few distinct answers is the one item; its words have a worth
    press(page, "Save this mapping")
    page.get_by_role(
        "heading", name=re.compile("1 of 1 files can be loaded")
    ).wait_for()
    press(page, "Load 1 of 1")
    page.get_by_text(re.compile("rows of 1 files are loaded")).wait_for(
        timeout=LOADS_WITHIN
    )
    found = rows(data, "select item, count(*) from survey_answer_current group by 1")
    assert found == [("SIB_1", 24)]
    assert tab.faults == []
