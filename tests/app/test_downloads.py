"""A download address is worth nothing to anybody but the reader it was made for."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.server.starlette import starlette_app
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from definitions.roles import Granted
from etl.trail import log_path
from pages.shared import downloads, server

SECRET = "between the proxy and us"
ROLES = """
[[member]]
email = "hal@x.org"
role = "HR"
[[member]]
email = "lea@x.org"
role = "leader"
units = ["t00"]
"""
HAL = {"X-Ballast-Proxy": SECRET, "X-Forwarded-Email": "hal@x.org"}


async def _serve(request: Request) -> Response:
    return Response(f"figures of {request.path_params['file_id']}")


ROUTE = downloads.checked([Route("/media/{file_id}", _serve, methods=["GET", "HEAD"])])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A proxy signs people in; HR's session was offered a file."""
    (tmp_path / "settings.toml").write_text('[sign_in]\nmethod = "header"\n', "utf-8")
    (tmp_path / "secrets.toml").write_text(f'[proxy]\nsecret = "{SECRET}"\n', "utf-8")
    (tmp_path / "roles.toml").write_text(ROLES, "utf-8")
    monkeypatch.setenv("BALLAST_DATA", str(tmp_path))
    monkeypatch.setattr(downloads, "_LOOKED", {"hals": ("hal@x.org", Granted("HR"))})
    monkeypatch.setattr(downloads, "_GIVEN", {})
    monkeypatch.setattr(downloads, "holders", lambda _: ["hals"])
    monkeypatch.setattr(downloads, "name_of", lambda _: "balances.csv")
    return tmp_path


def asked(headers: dict[str, str], *, method: str = "GET") -> int:
    """The status of asking for the file with these headers."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    request = Request(
        {
            "type": "http",
            "method": method,
            "path": "/media/abc.csv",
            "path_params": {"file_id": "abc.csv"},
            "query_string": b"",
            "headers": raw,
        }
    )
    route = ROUTE[0]
    assert isinstance(route, Route)
    try:
        answer: Response = asyncio.run(route.endpoint(request))
    except HTTPException as error:
        # the words of an address that does not exist
        return error.status_code if error.detail == "File not found" else 0
    return answer.status_code


def logged(folder: Path) -> list[dict]:
    if not log_path(folder).exists():
        return []
    lines = log_path(folder).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_reader_it_was_made_for_is_given_it_and_the_log_says_so(folder) -> None:
    assert asked(HAL) == 200
    (line,) = logged(folder)
    assert (line["who"], line["role"], line["what"]) == (
        "hal@x.org",
        "HR",
        "downloaded",
    )
    assert line["detail"] == {"file": "balances.csv"}


def test_a_file_that_is_asked_for_twice_at_one_click_is_one_download(
    folder, monkeypatch
) -> None:
    """The browser looks whether it is there first; a minute later it is another."""
    now = [1000.0]
    monkeypatch.setattr(downloads, "monotonic", lambda: now[0])
    assert [asked(HAL), asked(HAL)] == [200, 200]
    assert len(logged(folder)) == 1
    now[0] += 60
    assert asked(HAL) == 200
    assert len(logged(folder)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Forwarded-Email": "hal@x.org"},
        HAL | {"X-Ballast-Proxy": "a guess"},
        HAL | {"X-Forwarded-Email": "lea@x.org"},
        HAL | {"X-Forwarded-Email": ""},
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nobody_else_is_told_that_it_exists(folder, headers, method) -> None:
    assert asked(headers, method=method) == 404
    assert logged(folder) == []


def test_a_file_nobody_was_offered_is_not_found(monkeypatch) -> None:
    monkeypatch.setattr(downloads, "holders", lambda _: [])
    assert asked(HAL) == 404


def test_a_leader_of_other_units_than_a_file_was_made_for_is_not_given_it(
    folder, monkeypatch
) -> None:
    lea = HAL | {"X-Forwarded-Email": "lea@x.org"}
    offered = ("lea@x.org", Granted("leader", ("t00",)))
    monkeypatch.setattr(downloads, "_LOOKED", {"hals": offered})
    assert asked(lea) == 200
    path = folder / "roles.toml"
    path.write_text(path.read_text("utf-8").replace("t00", "t01"), "utf-8")
    assert asked(lea) == 404


def test_a_role_that_was_taken_away_is_given_nothing_more(folder) -> None:
    path = folder / "roles.toml"
    path.write_text(ROLES.replace('"HR"', '"quality"'), "utf-8")
    assert asked(HAL) == 404


class Runtime:
    """As Streamlit keeps files, without a server."""

    def __init__(self) -> None:
        self.media_file_mgr = MediaFileManager(MemoryMediaFileStorage("/media"))


def test_a_file_made_on_a_click_is_for_the_session_that_clicked(monkeypatch) -> None:
    """Streamlit notes no session for these, so we do."""
    monkeypatch.undo()
    ours = Runtime()
    monkeypatch.setattr(downloads.runtime, "get_instance", lambda: ours)
    monkeypatch.setattr(downloads, "_MADE", {})
    session = SimpleNamespace(session_id="hals")
    monkeypatch.setattr(downloads, "get_script_run_ctx", lambda: session)
    made = downloads.made_on_click(lambda: b"a,b", name="t.csv", mime="text/csv")
    files = ours.media_file_mgr
    held = files.add_deferred(made, "text/csv", "1", file_name="t.csv")
    assert "hals" not in downloads.holders(held)
    address = files.execute_deferred(held)
    assert downloads.holders(Path(address).stem) == ["hals"]
    assert downloads.name_of(Path(address).stem) == "t.csv"
    assert downloads.holders("another") == []


def test_what_is_remembered_of_sessions_has_an_end(monkeypatch) -> None:
    monkeypatch.setattr(downloads, "MOST", 2)
    held = {"old": 1, "newer": 2, "newest": 3}
    downloads._drop_oldest(held)
    assert list(held) == ["newer", "newest"]


def _cookie(claims: dict[str, object], secret: str) -> dict[str, str]:
    name = downloads.USER_COOKIE_NAME
    value = create_signed_value(secret, name, json.dumps(claims)).decode("latin-1")
    return {"Cookie": f"{name}={value}"}


@pytest.fixture
def provider(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (folder / "settings.toml").write_text('[sign_in]\nmethod = "oidc"\n', "utf-8")
    monkeypatch.setattr(downloads, "get_cookie_secret", lambda: "ours")
    return "ours"


def claims(**changes: object) -> dict[str, object]:
    now = time.time()
    fixed = {"is_logged_in": True, "email": "hal@x.org", "email_verified": True}
    return fixed | {"iat": now - 60, "exp": now + 600} | changes


def test_a_token_opens_the_file_while_it_holds(provider: str) -> None:
    assert asked(_cookie(claims(), provider)) == 200
    assert asked(_cookie(claims(email="lea@x.org"), provider)) == 404
    assert asked(_cookie(claims(exp=time.time() - 1), provider)) == 404
    assert asked(_cookie(claims(iat=time.time() - 9 * 3600), provider)) == 404
    assert asked(_cookie(claims(is_logged_in=False), provider)) == 404
    assert asked({}) == 404


@pytest.mark.usefixtures("provider")
def test_a_cookie_that_somebody_else_signed_opens_nothing() -> None:
    assert asked(_cookie(claims(), "another")) == 404
    assert asked({"Cookie": f"{downloads.USER_COOKIE_NAME}=nonsense"}) == 404


@pytest.mark.parametrize("way", ["create_media_routes", "create_upload_routes"])
def test_every_file_the_server_gives_or_takes_is_checked(monkeypatch, way) -> None:
    def made(*_: object):
        return [Route("/files/{file_id}", _serve, methods=["GET", "PUT"])]

    for each in ("create_media_routes", "create_upload_routes"):
        monkeypatch.setattr(starlette_app, each, made)
    server.check_files()
    told = (None, None, None) if way == "create_upload_routes" else (None, None)
    (route,) = getattr(starlette_app, way)(*told)
    assert isinstance(route, Route)
    assert route.endpoint is not _serve
    assert route.path == "/files/{file_id}"


def test_no_agent_may_drive_the_pages(folder) -> None:
    assert server.flags("127.0.0.1", 8501, folder)["server_enableAgentApi"] is False
