"""The one place where pages open published files, each role its own."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from definitions.own import know
from definitions.roles import ROLES, STEWARDS, Role

__all__ = ["ROLES", "STEWARDS", "Reader", "Role", "current_version", "open_reader"]

FILES: dict[Role, tuple[str, ...]] = {
    "leader": ("teams",),
    "HR": ("leave",),
    "quality": ("teams", "analysis"),
    "staff": ("teams",),
    "survey steward": ("teams",),
    "data steward": ("teams",),
    "administrator": ("teams",),
}
HERE = Path(__file__).parent
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Reader:
    """One role's view of one published version, fixed for the run of a page.

    `units`: the groups a leader sees, with what is under them; none of them: all.
    """

    role: Role
    version: str
    folder: str
    units: tuple[str, ...] = ()

    @property
    def older(self) -> bool:
        """Whether an earlier Ballast published this version, without tables of today."""
        try:
            _connect(self.folder, self.role, self.units)
        except duckdb.CatalogException:
            return True
        return False

    def ask(self, question: str, **values: Any) -> pl.DataFrame:
        """The answer to sql/<question>.sql with its named parameters.

        Kept by version, role, question and values: a version never changes. The frame
        is shared between sessions; nobody changes a frame in place.
        """
        given = tuple((key, _hashable(value)) for key, value in sorted(values.items()))
        return _answer(self.folder, self.role, self.units, question, given)


def published() -> Path:
    """The folder of published versions; its organisation's instruments are known."""
    data = Path(os.environ.get("BALLAST_DATA", "data"))
    know(data)
    return data / "published"


def current_version() -> str | None:
    """The version CURRENT names, none if nothing is published."""
    try:
        version = (published() / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    whole = VERSION.fullmatch(version) and (published() / version).is_dir()
    return version if whole else None


def open_reader(role: Role, units: tuple[str, ...] = ()) -> Reader | None:
    """A reader of the current version as `role`; none if nothing is published."""
    version = current_version()
    if version is None:
        return None
    folder = str((published() / version).resolve())
    return Reader(role=role, version=version, folder=folder, units=units)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@st.cache_resource(max_entries=400, show_spinner=False)
def _answer(
    folder: str,
    role: Role,
    units: tuple[str, ...],
    question: str,
    given: tuple[tuple[str, Any], ...],
) -> pl.DataFrame:
    values = {
        key: list(value) if isinstance(value, tuple) else value for key, value in given
    }
    cursor = _connect(folder, role, units).cursor()
    return cursor.sql(_text("sql", question), params=values).pl()


@st.cache_resource(max_entries=64, show_spinner=False)
def _connect(
    folder: str, role: Role, units: tuple[str, ...]
) -> duckdb.DuckDBPyConnection:
    """An in-memory connection that sees the role's files read-only and nothing else.

    Attaching to memory, not connecting to the file: a connection kept open to a path
    would go on showing the old file after a new one took its place.
    """
    con = duckdb.connect()
    for name in FILES[role]:
        path = str(Path(folder) / f"{name}.duckdb").replace("'", "''")
        con.execute(f"attach '{path}' as {name} (read_only)")
    if role == "leader":
        con.execute(_text("scope", "reach"), {"units": list(units)})
    con.execute(_text("scope", role))
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


@cache
def _text(folder: str, name: str) -> str:
    return (HERE / folder / f"{name}.sql").read_text("utf-8")
