"""What this visitor looks at and takes away, into the audit log."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

from definitions.roles import Role
from etl import trail
from pages.shared import identity

NOT_LOGGED = ("code", "state")  # what a provider adds to an address


def _data() -> Path:
    return Path(os.environ.get("BALLAST_DATA", "data"))


def _add(role: Role, what: str, detail: dict[str, Any]) -> None:
    who = identity.visitor().name
    trail.add(_data(), who=who, role=role, what=what, detail=detail)


def saw(role: Role) -> None:
    """Notes a page with its filters, once until either changes."""
    page = st.context.url
    filters = {k: v for k, v in st.query_params.items() if k not in NOT_LOGGED}
    seen = (page, role, tuple(sorted(filters.items())))
    if st.session_state.get("seen") == seen:
        return
    st.session_state["seen"] = seen
    _add(role, "saw", {"page": _path(page), "filters": filters})


def _path(url: str | None) -> str:
    """The address without machine and query."""
    return "/" + (url or "").split("://", 1)[-1].partition("/")[2].partition("?")[0]


def gave(who: str, role: Role, name: str) -> None:
    """Notes a file that was given."""
    trail.add(_data(), who=who, role=role, what="downloaded", detail={"file": name})
