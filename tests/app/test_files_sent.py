"""Files are taken from a steward alone, in a session whose page asks for one."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from definitions.roles import Granted
from pages.shared import downloads, uploads

SECRET = "between the proxy and us"
ROLES = """
[[member]]
email = "sue@x.org"
role = "survey steward"
[[member]]
email = "ada@x.org"
role = "administrator"
"""
SUE = {"X-Ballast-Proxy": SECRET, "X-Forwarded-Email": "sue@x.org"}
ADA = SUE | {"X-Forwarded-Email": "ada@x.org"}
TAKEN: list[str] = []


async def _take(request: Request) -> Response:
    TAKEN.append(request.path_params["session_id"])
    return Response(status_code=204)


PATH = "/_stcore/upload_file/{session_id}/{file_id}"
ROUTES = uploads.checked(
    [Route(PATH, _take, methods=[each]) for each in ("PUT", "DELETE", "OPTIONS")]
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A proxy signs people in; three of them have a page open."""
    (tmp_path / "settings.toml").write_text('[sign_in]\nmethod = "header"\n', "utf-8")
    (tmp_path / "secrets.toml").write_text(f'[proxy]\nsecret = "{SECRET}"\n', "utf-8")
    (tmp_path / "roles.toml").write_text(ROLES, "utf-8")
    monkeypatch.setenv("BALLAST_DATA", str(tmp_path))
    looked = {
        "sues": ("sue@x.org", Granted("survey steward")),
        "sues as staff": ("sue@x.org", Granted("staff")),
        "adas": ("ada@x.org", Granted("administrator")),
    }
    monkeypatch.setattr(downloads, "_LOOKED", looked)
    TAKEN.clear()
    return tmp_path


def sent(headers: dict[str, str], session: str, *, way: int = 0) -> int:
    """The status of sending a file in a session with these headers."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    route = ROUTES[way]
    assert isinstance(route, Route)
    request = Request(
        {
            "type": "http",
            "method": "PUT",
            "path": "/",
            "path_params": {"session_id": session, "file_id": "1"},
            "query_string": b"",
            "headers": raw,
        }
    )
    try:
        return asyncio.run(route.endpoint(request)).status_code
    except HTTPException as error:
        return error.status_code if error.detail == "File not found" else 0


@pytest.mark.parametrize("way", [0, 1])
def test_a_steward_sends_a_file_in_a_session_of_their_own(way: int) -> None:
    assert sent(SUE, "sues", way=way) == 204
    assert TAKEN == ["sues"]


@pytest.mark.parametrize("way", [0, 1])
@pytest.mark.parametrize(
    ("headers", "session"),
    [
        ({}, "sues"),
        (SUE | {"X-Ballast-Proxy": "a guess"}, "sues"),
        (SUE, "adas"),
        (SUE, "nobodys"),
        (SUE, "sues as staff"),
        (ADA, "adas"),
        (ADA, "sues"),
    ],
)
def test_nothing_is_taken_from_anybody_else(
    headers: dict[str, str], session: str, way: int
) -> None:
    assert sent(headers, session, way=way) == 404
    assert TAKEN == []


def test_a_browser_may_ask_whether_it_may_ask() -> None:
    assert sent({}, "nobodys", way=2) == 204


def test_in_local_mode_whoever_looks_as_a_steward_sends_files(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "settings.toml").unlink()
    looked = {"mine": ("local mode", Granted("data steward"))}
    monkeypatch.setattr(downloads, "_LOOKED", looked)
    assert sent({}, "mine") == 204
