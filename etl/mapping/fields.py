"""What a file can be mapped to: our tables and their columns, from the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from etl.profile import Column, Kind, Profile, profiles

OURS: Final = "ours"
TITLE_TAIL: Final = " (Ballast template)"


@dataclass(frozen=True)
class Field:
    """One column of ours that a column of the file may fill.

    Attributes:
        to: its name in our table; `name` is what the template calls it.
        values: its closed values, or none.
        system: of an identifier, which system's by default.
    """

    to: str
    name: str
    kind: Kind
    required: bool
    values: tuple[str, ...] = ()
    system: str | None = None


@dataclass(frozen=True)
class Kindred:
    """A table of ours that a file can be mapped to."""

    key: str
    title: str
    target: str
    system: str
    fields: tuple[Field, ...]


def templates() -> tuple[Profile, ...]:
    """The profiles of Ballast's own templates."""
    return tuple(profile for profile in profiles() if profile.standing == OURS)


def tables() -> dict[str, Kindred]:
    """Template key -> the table it fills, for every template."""
    return {profile.key: _kindred(profile) for profile in templates() if profile.table}


def _kindred(profile: Profile) -> Kindred:
    first = profile.table[0]
    return Kindred(
        profile.key,
        profile.title.removesuffix(TITLE_TAIL),
        first.target,
        profile.system,
        tuple(_field(column, profile) for column in first.column),
    )


def _field(column: Column, profile: Profile) -> Field:
    source = column.source[0] if isinstance(column.source, tuple) else column.source
    person = column.kind == "person"
    values = tuple(dict.fromkeys((column.map or {}).values()))
    return Field(
        column.to,
        (source or column.to).split("|")[0],
        column.kind,
        column.required,
        values,
        (column.system or profile.system) if person else None,
    )
