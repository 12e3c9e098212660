"""Signing in through a real OpenID Connect provider on loopback, as each role."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from etl.trail import log_path
from tests.app.made_published import made_published
from tests.browser.dashboard import SHOWS_WITHIN, free_port, launched, started, stop

pytestmark = pytest.mark.browser

AT_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
TEAM = "t00"
ROLES = f"""
[[member]]
email = "lea@x.org"
role = "leader"
units = ["{TEAM}"]
[[member]]
email = "hal@x.org"
role = "HR"
[[member]]
email = "quinn@x.org"
role = "quality"
[[member]]
email = "sue@x.org"
role = "survey steward"
[[member]]
email = "ada@x.org"
role = "administrator"
"""
PROVIDER = """
    import sys
    from oidc_provider_mock import User, run_server_in_thread
    names = {names!r}
    users = [User(sub=name, claims={{"email": name, "email_verified": True}}) for name in names]
    with run_server_in_thread(port={port}, user_claims=users):
        sys.stdin.read()
"""
PEOPLE = [
    "lea@x.org",
    "hal@x.org",
    "quinn@x.org",
    "sue@x.org",
    "ada@x.org",
    "stu@x.org",
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an OpenID Connect provider that knows the people."""
    if importlib.util.find_spec("oidc_provider_mock") is None:
        pytest.skip("no provider to sign in with: install the dev extras")
    port = free_port()
    script = textwrap.dedent(PROVIDER).format(port=port, names=PEOPLE)
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://localhost:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(
                f"{address}/.well-known/openid-configuration"
            ).close()
            break
        except OSError:
            time.sleep(0.1)
    yield address
    process.kill()
    process.communicate()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made"), "full")


@pytest.fixture(scope="module")
def address(data: Path, provider: str) -> Iterator[str]:
    """A dashboard that asks the provider who somebody is."""
    port = free_port()
    (data / "roles.toml").write_text(ROLES, "utf-8")
    ask(data, provider, port)
    process = started(data, port)
    yield f"http://localhost:{port}"
    stop(process, 15)


def ask(data: Path, provider: str, port: int) -> None:
    """Sets up sign-in through a provider for a dashboard on a port."""
    (data / "settings.toml").write_text('[sign_in]\nmethod = "oidc"\n', "utf-8")
    secrets = {
        "redirect_uri": f"http://localhost:{port}/oauth2callback",
        "cookie_secret": "a secret of this test",
        "client_id": "ballast",
        "client_secret": "whatever",
        "server_metadata_url": f"{provider}/.well-known/openid-configuration",
    }
    lines = [f"{key} = {json.dumps(value)}" for key, value in secrets.items()]
    (data / "secrets.toml").write_text("\n".join(["[auth]", *lines]), "utf-8")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launched(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def warm(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that the scripts of Streamlit are fetched once."""
    with browser.new_context() as opened:
        yield opened


@pytest.fixture
def nobody(warm: BrowserContext) -> Iterator[BrowserContext]:
    """A browser that knows nobody: no cookie of the dashboard or of the provider."""
    warm.clear_cookies()
    yield warm
    for page in warm.pages:
        page.close()


def rest(page: Page) -> None:
    page.locator("h1").first.wait_for(timeout=SHOWS_WITHIN)
    page.wait_for_timeout(400)
    page.locator(AT_REST).wait_for(timeout=SHOWS_WITHIN)
    page.wait_for_timeout(400)


def signed_in(context: BrowserContext, address: str, email: str) -> Page:
    """A page of somebody who has signed in."""
    page = context.new_page()
    page.goto(address)
    rest(page)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=sub]").fill(email)
    page.locator("button[type=submit], input[type=submit]").first.click()
    page.wait_for_url(f"{address}/**")
    rest(page)
    return page


def test_before_sign_in_only_privacy_is_open(
    nobody: BrowserContext, address: str
) -> None:
    page = nobody.new_page()
    for path in ("/", "/team?role=leader", "/leave-use?role=HR", "/import", "/roles"):
        page.goto(address + path)
        rest(page)
        assert page.locator("h1").first.inner_text() == "Sign in"
        assert page.locator('[data-testid="stDataFrame"], .js-plotly-plot').count() == 0
    page.goto(f"{address}/privacy")
    rest(page)
    assert page.locator("h1").first.inner_text() == "Privacy"


@pytest.mark.parametrize(
    ("email", "allowed", "refused"),
    [
        ("lea@x.org", "/", "/roles?role=administrator"),
        ("hal@x.org", "/leave-use", "/team?role=leader"),
        ("quinn@x.org", "/workload-burnout", "/roles?role=administrator"),
        ("sue@x.org", "/import", "/"),
        ("ada@x.org", "/roles", "/?role=leader"),
        ("stu@x.org", "/about", "/team?role=leader"),
    ],
)
def test_each_role_finds_what_it_may_see_and_no_more(
    nobody: BrowserContext, address: str, email: str, allowed: str, refused: str
) -> None:
    page = signed_in(nobody, address, email)
    if allowed != "/":  # there one is after signing in
        page.goto(address + allowed)
        rest(page)
    assert page.get_by_text("Not part of this role").count() == 0
    # who is signed in; tables of Roles name people too, as soon as they are drawn
    assert page.get_by_text(email).count() >= 1
    page.goto(address + refused)
    rest(page)
    gone = page.get_by_text("Not part of this role").count()
    assert gone == 1 or page.get_by_text("For those who load").count() == 1


def test_a_download_address_is_worth_nothing_to_anybody_else(
    nobody: BrowserContext, browser: Browser, address: str, data: Path
) -> None:
    hal = signed_in(nobody, address, "hal@x.org")
    hal.goto(f"{address}/leave-lists")
    rest(hal)
    with hal.expect_download() as made:
        hal.get_by_role("button", name="Download this list (XLSX)").click()
    link = made.value.url
    assert "/media/" in link
    # made when it is pressed, which Streamlit serves another way
    with hal.expect_download() as table:
        hal.get_by_role("button", name="Download this table (CSV)").first.click()
    assert "Name" in Path(table.value.path()).read_text("utf-8-sig")
    assert hal.context.request.get(link).status == 200
    assert browser.new_context().request.get(link).status == 404
    # beside hal, whose page stays open
    lea = signed_in(browser.new_context(), address, "lea@x.org")
    assert lea.context.request.get(link).status == 404
    lines = log_path(data).read_text("utf-8").splitlines()
    taken = [line for line in map(json.loads, lines) if line["what"] == "downloaded"]
    assert {line["who"] for line in taken} == {"hal@x.org"}
    assert {line["role"] for line in taken} == {"HR"}
    assert {line["detail"]["file"][-4:] for line in taken} == {"xlsx", ".csv"}
    # from the page, and by the address alone
    assert len(taken) >= 2


def test_signing_out_ends_it(nobody: BrowserContext, address: str) -> None:
    page = signed_in(nobody, address, "lea@x.org")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session?**", wait_until="commit", timeout=SHOWS_WITHIN)
    page.goto(f"{address}/team")
    rest(page)
    assert page.locator("h1").first.inner_text() == "Sign in"


def test_a_provider_that_is_down_lets_nobody_in_and_shows_no_trace(
    browser: Browser, tmp_path: Path
) -> None:
    data = made_published(tmp_path, "one")
    port = free_port()
    ask(data, f"http://localhost:{free_port()}", port)
    process = started(data, port)
    try:
        page = browser.new_context().new_page()
        page.goto(f"http://localhost:{port}")
        rest(page)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("Authentication error").wait_for(timeout=20_000)
        assert page.locator("body").inner_text() == "Authentication error"
        page.goto(f"http://localhost:{port}/team")
        rest(page)
        assert page.locator("h1").first.inner_text() == "Sign in"
    finally:
        stop(process, 15)
