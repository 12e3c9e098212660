"""Recognising a file by its header: certainly, or not at all."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, Final

from etl.errors import UserError
from etl.profile import Profile, Recognise, alternatives, normal
from etl.readers.table import TextTable

ALMOST: Final = 0.6  # share of a header found from which on a file "looks like" it
IMPORT_ID: Final = re.compile(r"^\{['\"]ImportId")
ZONE: Final = re.compile(r"""['"]timeZone['"]\s*:\s*['"]([^'"]+)['"]""")
RESPONSE_CELL: Final = re.compile(r"^R_\w+$")
CLOSED: Final = ("", "response", "open-ended response")


class UnrecognisedError(UserError):
    """No profile is even close to the file's header."""

    rule: ClassVar[str] = "unrecognised"


class AlmostError(UserError):
    """The header is close to a profile's and lacks columns of it."""

    rule: ClassVar[str] = "almost"


class NoTableError(UserError):
    """The file holds lines of text and no table."""

    rule: ClassVar[str] = "not data"


@dataclass(frozen=True)
class Recognised:
    """A profile and the header it was recognised by.

    Attributes:
        header: the column names, put together where they take several rows.
        header_rows: rows of the file up to and with the header.
        texts: the question text of each column, where the file has one.
        time_zone: the zone of its times, where the file states one.
        reason: why this profile, for a person to read.
    """

    profile: Profile
    header: tuple[str, ...]
    header_rows: int
    texts: tuple[str, ...] = field(default=())
    reason: str = ""
    time_zone: str | None = None


def _there(name: str, cells: set[str]) -> bool:
    """Whether an alternative of `name` is among the cells."""
    return not cells.isdisjoint(alternatives(name))


@dataclass(frozen=True)
class _Line:
    """A row that may be the header: its cells in normal form, and the text above it."""

    listed: tuple[str, ...]
    cells: set[str]
    over: tuple[str, ...]


def _lines(table: TextTable) -> list[_Line]:
    found = []
    over: tuple[str, ...] = ()
    for line in table.head:
        listed = tuple(normal(cell) for cell in line)
        found.append(_Line(listed, set(listed), over))
        over += tuple(cell for cell in line if cell.strip())
    return found


def _fits(rule: Recognise, line: _Line) -> bool:
    """Whether the header rule holds with the header in this row."""
    first = line.listed[0] if line.listed else ""
    return (
        (rule.first is None or first in alternatives(rule.first))
        and all(_there(name, line.cells) for name in rule.header)
        and not any(_there(name, line.cells) for name in rule.absent)
        and all(any(re.search(p, c) for c in line.listed) for p in rule.patterns)
        and (rule.above is None or any(re.search(rule.above, c) for c in line.over))
    )


def _header_row(rule: Recognise, lines: Sequence[_Line]) -> int | None:
    """The first row (0 = first) in which the rule holds."""
    return next((row for row, line in enumerate(lines) if _fits(rule, line)), None)


def _filled(cells: Sequence[str]) -> list[str]:
    """Empty header cells take the text to their left."""
    found: list[str] = []
    for cell in cells:
        found.append(cell if cell.strip() or not found else found[-1])
    return found


def _pairs(first: Sequence[str], second: Sequence[str]) -> tuple[str, ...]:
    """Questions with their options: `Question [Option]`."""
    width = max(len(first), len(second))
    over = _filled([*first, *[""] * (width - len(first))])
    under = [*second, *[""] * (width - len(second))]
    return tuple(
        html.unescape(question)
        if normal(option) in CLOSED
        else html.unescape(f"{question} [{option}]")
        for question, option in zip(over, under, strict=True)
    )


def _put_together(profile: Profile, table: TextTable, row: int) -> Recognised:
    head = table.head
    header = head[row]
    after = head[row + 1 :]
    match profile.recognise.rows:
        case "one":
            return Recognised(profile, header, row + 1, table.texts)
        case "pairs":
            header = _pairs(header, after[0] if after else ())
            return Recognised(profile, header, row + 2, header)
        case "qualtrics":
            return _qualtrics(profile, header, after, row)


def _qualtrics(
    profile: Profile,
    header: tuple[str, ...],
    after: Sequence[tuple[str, ...]],
    row: int,
) -> Recognised:
    """One, two or three header rows, told apart by what stands in them."""
    texts = after[0] if after else ()
    if any(RESPONSE_CELL.match(cell) for cell in texts):
        return Recognised(profile, header, row + 1)  # somebody deleted the other two
    third = after[1] if len(after) > 1 else ()
    marked = any(IMPORT_ID.match(cell) for cell in third)
    zone = next((z[1] for cell in third if (z := ZONE.search(cell))), None)
    # the legacy export names its own columns in the second row alone
    legacy = bool(header) and normal(header[0]) == "v1"
    names = tuple(
        text if legacy and re.fullmatch(r"v\d+", normal(name)) else name
        for name, text in zip(header, texts, strict=False)
    )
    rows = row + (3 if marked else 2)
    return Recognised(profile, names or header, rows, texts, time_zone=zone)


def fitting(table: TextTable, known: Sequence[Profile]) -> list[tuple[Profile, int]]:
    """Every profile that fits the file, with its header row, the strongest first."""
    lines = _lines(table)
    found = [
        (profile, row)
        for profile in known
        if profile.recognise.format == table.format
        and (row := _header_row(profile.recognise, lines)) is not None
    ]
    return sorted(found, key=lambda item: -item[0].recognise.strength)


def recognise(table: TextTable, known: Sequence[Profile]) -> Recognised:
    """The one profile that fits the file and asks most of it.

    Raises:
        UserError: none fits (naming the closest and the columns it misses), or two
            fit equally well (naming both).
    """
    name = table.path.name
    found = fitting(table, known)
    if not found:
        raise _closest(table, known)
    best, row = found[0]
    rivals = [
        profile.key
        for profile, _ in found
        if profile.recognise.strength == best.recognise.strength
    ]
    if len(rivals) > 1:
        raise UserError(
            f"{name}: the header fits {' and '.join(rivals)} equally well; "
            "keep the columns that tell them apart",
            exit_code=3,
        )
    return replace(_put_together(best, table, row), reason=_reason(best, row))


def _reason(profile: Profile, row: int) -> str:
    rule = profile.recognise
    cells = ", ".join(f'"{cell}"' for cell in rule.header[:4])
    more = f" and {len(rule.header) - 4} more" if len(rule.header) > 4 else ""  # noqa: PLR2004
    found = f"found {cells}{more} in row {row + 1}" if cells else "found its marks"
    return f"{found}; no other profile asks as much"


def _closest(table: TextTable, known: Sequence[Profile]) -> UserError:
    name = table.path.name
    cells = {normal(cell) for line in table.head for cell in line}
    named = [
        p for p in known if p.recognise.header and p.recognise.format == table.format
    ]

    def missing(profile: Profile) -> list[str]:
        return [name for name in profile.recognise.header if not _there(name, cells)]

    if table.width <= 1:
        return NoTableError(
            f"{name}: holds lines of text and no table; export it as CSV or XLSX",
            exit_code=3,
        )
    unknown = UnrecognisedError(
        f"{name}: no profile recognises the header; map it once with `ballast map` or "
        "on Data > Import, or fill in one of `ballast templates`",
        exit_code=3,
    )
    named = [profile for profile in named if missing(profile)]
    if not named:
        return unknown
    nearest = min(named, key=lambda p: len(missing(p)) / len(p.recognise.header))
    absent = missing(nearest)
    if 1 - len(absent) / len(nearest.recognise.header) < ALMOST:
        return unknown
    columns = ", ".join(f'"{cell}"' for cell in absent)
    return AlmostError(
        f"{name}: looks like {nearest.title}, but its header lacks {columns}; "
        "export it again with these columns, or map it as it is with `ballast map` or on "
        "Data > Import",
        exit_code=3,
    )
