"""Who may send a file: a steward, in a session of their own whose page asks for one.

Streamlit takes a file from whoever has opened any page, signed in or not, and keeps it in
memory. So every request is checked as a page is; a refusal says the same as an address
that does not exist, and nothing of the file is read.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from definitions.roles import LOADERS
from pages.shared import downloads, identity

Endpoint = Callable[[Request], Awaitable[Response]]
ASKING = "OPTIONS"  # a browser asks whether it may ask


def checked(routes: list[BaseRoute]) -> list[BaseRoute]:
    """The routes that take files or drop them, each asking first who sends it."""
    return [
        Route(route.path, _checked(route.endpoint), methods=list(route.methods or ()))
        if isinstance(route, Route) and ASKING not in (route.methods or ())
        else route
        for route in routes
    ]


def _checked(take: Endpoint) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visitor = identity.of_request(
            lambda: request.headers, lambda: downloads.claims_of(request.cookies)
        )
        session = request.path_params["session_id"]
        if downloads.given_as(visitor, [session]) not in LOADERS:
            raise HTTPException(status_code=404, detail=downloads.NOT_FOUND)
        return await take(request)

    return endpoint
