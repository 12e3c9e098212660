"""Who is given a file: the visitor whose session was offered it, and nobody else.

Streamlit serves a download to whoever knows its address, and the address is a hash of
what is in the file: whoever guesses the one could ask for the other. So every request is
checked as a page is (sign-in, token, age of the session, role), and what is given goes
into the audit log. Every refusal says the same as an address that does not exist.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import PurePosixPath
from time import monotonic
from typing import Any

from anyio import to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from streamlit import runtime
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.runtime.memory_media_file_storage import _calculate_file_id
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from definitions.roles import Granted, Role
from pages.shared import identity, trail
from pages.shared.identity import Visitor

Endpoint = Callable[[Request], Awaitable[Response]]
NOT_FOUND = "File not found"
ONCE = 10.0  # seconds in which a file that is asked for again is the same download
MOST = 5000  # remembered of each kind, the latest
# session -> who looked, as what and of which units, when a page of it last ran
_LOOKED: dict[str, tuple[str, Granted]] = {}
# file that was made on a click -> sessions that clicked; Streamlit notes none for these
_MADE: dict[str, set[str]] = {}
# (who, file) -> when it was last given
_GIVEN: dict[tuple[str, str], float] = {}


def remember() -> None:
    """Notes who looks in this session, on every run of a page."""
    context = get_script_run_ctx()
    if context is None:
        return
    visitor = identity.visitor()
    _LOOKED.pop(context.session_id, None)
    if visitor.signed_in and visitor.roles:
        _LOOKED[context.session_id] = (visitor.name, identity.looked_by())
    _drop_oldest(_LOOKED)


def made_on_click(
    make: Callable[[], bytes], *, name: str, mime: str
) -> Callable[[], bytes]:
    """What makes a file when its button is pressed, for the session that was offered it.

    `name` and `mime` must be those of the button: they are part of the file's address.
    """
    context = get_script_run_ctx()
    session = context.session_id if context else ""

    def made() -> bytes:
        data = make()
        file_id = _calculate_file_id(data, mime, name)
        sessions = _MADE.pop(file_id, set()) | {session}
        _MADE[file_id] = sessions
        _drop_oldest(_MADE)
        return data

    return made


def _drop_oldest(held: dict[Any, Any]) -> None:
    while len(held) > MOST:
        held.pop(next(iter(held)))


def checked(routes: list[BaseRoute]) -> list[BaseRoute]:
    """The routes of files, each asking first who the file is for."""
    return [
        Route(route.path, _checked(route.endpoint), methods=list(route.methods or ()))
        if isinstance(route, Route)
        else route
        for route in routes
    ]


def _checked(serve: Endpoint) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        file_id = PurePosixPath(request.path_params["file_id"]).stem
        visitor = identity.of_request(
            lambda: request.headers, lambda: claims_of(request.cookies)
        )
        role = given_as(visitor, holders(file_id))
        if role is None:
            raise HTTPException(status_code=404, detail=NOT_FOUND)
        answer = await serve(request)
        if request.method == "GET" and _newly_given(visitor.name, file_id):
            name = name_of(file_id)
            await to_thread.run_sync(trail.gave, visitor.name, role, name)
        return answer

    return endpoint


def _newly_given(who: str, file_id: str) -> bool:
    """Whether a file is given, and not the same click once more.

    The browser asks for a file to see that it is there, then for the file.
    """
    now, last = monotonic(), _GIVEN.pop((who, file_id), -ONCE)
    _GIVEN[who, file_id] = now
    _drop_oldest(_GIVEN)
    return now - last >= ONCE


def given_as(visitor: Visitor, sessions: Iterator[str] | list[str]) -> Role | None:
    """The role in which one of these sessions of the visitor's was offered a file.

    None for anybody else, and for who does not hold that role any more, or not of the
    same units.
    """
    if not visitor.signed_in:
        return None
    for session in sessions:
        name, grant = _LOOKED.get(session, ("", None))
        if grant is not None and name == visitor.name and grant in visitor.roles:
            return grant.role
    return None


def holders(file_id: str) -> list[str]:
    """Sessions whose page, as it stands, offers the file, or who had it made."""
    files = runtime.get_instance().media_file_mgr
    with files._lock:
        held = files._files_by_session_and_coord.items()
        found = [session for session, own in held if file_id in own.values()]
    return found + sorted(_MADE.get(file_id, ()))


def name_of(file_id: str) -> str:
    """What a file is called."""
    found = runtime.get_instance().media_file_mgr.read_file(file_id)
    return (found.filename if found else None) or "a picture"


def claims_of(cookies: Mapping[str, str]) -> dict[str, Any]:
    """What the provider said of whoever holds these cookies; nothing unless signed."""

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        secret = get_cookie_secret()
        return value and decode_signed_value(secret, name, value.encode("latin-1"))  # type: ignore[return-value]

    whole = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    try:
        claims = json.loads(whole) if whole else {}
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
