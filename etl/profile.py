"""Profiles: how a vendor's export is recognised and which column becomes which."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from etl.errors import UserError

PROFILES = Path(__file__).with_name("profiles")
ALMOST = 0.6  # share of a profile's header found from which on a file "looks like" it

Kind = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "timestamp",
    "person",
    "client",
    "key",
]
Snap = Literal["month start", "month end", "year start", "year end"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Strict):
    """One column of ours: where it comes from and what it must be."""

    to: str
    source: str | tuple[str, ...] | None = Field(None, alias="from")
    constant: str | None = None
    kind: Kind = Field("text", alias="as")
    system: str | None = None
    required: bool = False
    formats: tuple[str, ...] = ()
    map: dict[str, str] | None = None
    otherwise: str | None = None
    snap: Snap | None = None
    scale: float = 1.0
    times: str | None = None


class Table(_Strict):
    """One of our tables that every row of the file gives a row to."""

    target: str
    column: tuple[Column, ...]
    each: tuple[dict[str, str], ...] = ({},)
    only_if: str | None = None


class Keep(_Strict):
    """Rows to keep: those whose cell, in lower case, is one of `values`."""

    column: str
    values: tuple[str, ...]


class Recognise(_Strict):
    """The header cells that must all stand in the header row."""

    header: tuple[str, ...]
    rows: Literal["one", "qualtrics"] = "one"


class Profile(_Strict):
    """One export of one vendor."""

    key: str
    title: str
    standing: Literal["V", "3P", "M", "ours"]
    source: str
    system: str = "hr"
    shape: Literal["rows", "survey"] = "rows"
    traps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    recognise: Recognise
    keep: tuple[Keep, ...] = ()
    table: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Recognised:
    """A profile and the header it was recognised by."""

    profile: Profile
    header: tuple[str, ...]
    header_rows: int


def normal(cell: str) -> str:
    """A header cell for comparison: no outer or double spaces, lower case."""
    return " ".join(cell.replace("\ufeff", "").split()).lower()


@cache
def profiles() -> tuple[Profile, ...]:
    """The profiles Ballast ships, by file name.

    Raises:
        UserError: a profile has an unknown key or lacks one.
    """
    return tuple(_read(path) for path in sorted(PROFILES.glob("*.toml")))


def _read(path: Path) -> Profile:
    try:
        return Profile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise UserError(f"profile {path.name}: {error}") from error


def _header_rows(profile: Profile, head: Sequence[Sequence[str]]) -> int:
    if profile.recognise.rows == "one":
        return 1
    markers = ('{"ImportId', "{'ImportId")
    third = next((row[0] for row in head[2:3] if row), "")
    return 3 if third.startswith(markers) else 2


def recognise(
    head: Sequence[Sequence[str]], name: str, known: Sequence[Profile]
) -> Recognised:
    """The one profile whose header stands in the file's first row.

    The profile that explains most header cells wins.

    Raises:
        UserError: none fits (naming the closest and the columns it misses), or two
            fit equally well (naming both).
    """
    header = tuple(head[0]) if head else ()
    cells = {normal(cell) for cell in header}

    def found(profile: Profile) -> int:
        return sum(normal(cell) in cells for cell in profile.recognise.header)

    fitting = [p for p in known if found(p) == len(p.recognise.header)]
    if not fitting:
        raise UserError(_closest(cells, name, known), exit_code=3)
    best = max(found(profile) for profile in fitting)
    winners = [profile for profile in fitting if found(profile) == best]
    if len(winners) > 1:
        both = " and ".join(profile.key for profile in winners)
        raise UserError(
            f"{name}: the header fits {both} equally well; "
            "keep the columns that tell them apart",
            exit_code=3,
        )
    return Recognised(winners[0], header, _header_rows(winners[0], head))


class UnrecognisedError(UserError):
    """No profile is even close to the file's header."""


def _closest(cells: set[str], name: str, known: Sequence[Profile]) -> str:
    def missing(profile: Profile) -> list[str]:
        return [c for c in profile.recognise.header if normal(c) not in cells]

    if not known:
        raise UnrecognisedError(f"{name}: no profiles are installed", exit_code=3)
    nearest = min(known, key=lambda p: len(missing(p)) / len(p.recognise.header))
    absent = missing(nearest)
    if 1 - len(absent) / len(nearest.recognise.header) < ALMOST:
        raise UnrecognisedError(
            f"{name}: no profile recognises the header; see `ballast profiles` for "
            "what Ballast reads and `ballast templates` for files to fill in",
            exit_code=3,
        )
    columns = ", ".join(f'"{cell}"' for cell in absent)
    return (
        f"{name}: looks like {nearest.title}, but its header lacks {columns}; "
        "export it again with these columns"
    )
