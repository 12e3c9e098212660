"""Profiles: how a vendor's export is recognised and which column becomes which.

In a header cell or a `from`, `A|B` names alternatives: the first that the file has.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, Self
from zoneinfo import available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from etl.errors import UserError

PROFILES = Path(__file__).with_name("profiles")
VOCABULARIES = Path(__file__).with_name("vocabularies.toml")

Kind = Literal[
    "text",
    "number",
    "integer",
    "boolean",
    "date",
    "timestamp",
    "time",
    "person",
    "client",
    "key",
]
Snap = Literal["month start", "month end", "year start", "year end"]
Format = Literal["table", "sav", "json", "ics"]
DateOrder = Literal["day first", "month first"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Column(_Strict):
    """One column of ours: where it comes from and what it must be.

    Attributes:
        source: the header cell; several are joined: by `|` for a key made of parts,
            by a blank for a date and a time of day.
        system, system_from: of an identifier, the system it comes from, or the header
            cell of the column that names it; else the profile's.
        plus_minutes: header cell of minutes that are added to a time.
        constant: a fixed value instead of a cell.
        map: exact words (any case) -> our values; then `vocabulary`, words
            contained in the cell, from vocabularies.toml; then `otherwise`.
        formats: date formats; `numeric` reads 8/31/2026 and 31.8.2026 alike, in
            the order that the whole file proves.
        zone: the zone that a time without an offset is in, `UTC` or an IANA name;
            without it, times are the organisation's own. A text with an offset
            (`Z`, `+01:00`) is converted to the organisation's zone in any case.
        decimal: the decimal mark of numbers.
        labelled: whether an SPSS value label stands for the code.
    """

    to: str
    source: str | tuple[str, ...] | None = Field(None, alias="from")
    constant: str | None = None
    kind: Kind = Field("text", alias="as")
    system: str | None = None
    system_from: str | None = None
    required: bool = False
    formats: tuple[str, ...] = ()
    zone: str | None = None
    decimal: Literal[".", ","] = "."
    map: dict[str, str] | None = None
    vocabulary: str | None = None
    otherwise: str | None = None
    snap: Snap | None = None
    scale: float = 1.0
    times: str | None = None
    plus_minutes: str | None = None
    labelled: bool = False

    @field_validator("source")
    @classmethod
    def _names_a_cell(
        cls, value: str | tuple[str, ...] | None
    ) -> str | tuple[str, ...] | None:
        if value is not None and not value:
            raise ValueError("from names no header cell")
        return value

    @field_validator("vocabulary")
    @classmethod
    def _known_vocabulary(cls, value: str | None) -> str | None:
        if value is not None and value not in vocabularies():
            raise ValueError(f"no vocabulary is called {value}")
        return value

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        if value is not None and value not in available_timezones():
            raise ValueError(f"{value} is no IANA time zone, e.g. Europe/London")
        return value


class Table(_Strict):
    """One of our tables that every row of the file gives a row to."""

    target: str
    column: tuple[Column, ...] = Field(min_length=1)
    each: tuple[dict[str, str], ...] = ({},)
    only_if: str | None = None


class Keep(_Strict):
    """Rows to keep: those whose cell, in lower case, is (or is not) one of `values`."""

    column: str
    values: tuple[str, ...]
    but: bool = Field(False, description="drop the rows with these values instead")


class Recognise(_Strict):
    """What tells this export from all others; never the file's name.

    Attributes:
        header: cells that must all stand in the header row, wherever in the first
            rows that is. At least one, save for a format that has no header.
        patterns: regular expressions; each must match a header cell in lower case.
        absent: cells that must not stand there.
        first: the first header cell.
        above: a regular expression that a cell above the header row must match.
        format: what kind of file the rows were read from.
        rows: how many header rows there are and how they are put together: `one`;
            `qualtrics` (names, question texts, and perhaps ImportIds); `pairs`
            (question, filled to the right, then its option).
    """

    header: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    first: str | None = None
    above: str | None = None
    format: Format = "table"
    rows: Literal["one", "qualtrics", "pairs"] = "one"

    @model_validator(mode="after")
    def _patterns_are_patterns(self) -> Self:
        for pattern in (*self.patterns, self.above or ""):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no pattern: {error}") from error
        return self

    @property
    def strength(self) -> int:
        """How much this asks of a file: of two that fit, the stronger is meant."""
        extra = len(self.patterns) + len(self.absent)
        return len(self.header) + extra + bool(self.first) + bool(self.above)


class Transform(_Strict):
    """A named change of the file's shape (etl/transforms) before columns are read.

    Attributes:
        name: which one.
        keep: columns that stay as they are, for those that ask.
        into: names of the columns it makes, for those that ask.
        pattern: a regular expression, for those that ask.
    """

    name: str
    keep: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    pattern: str | None = None


class Survey(_Strict):
    """Where a survey's own columns stand; the items are found by code or by `item`.

    Attributes:
        status, answers: the column that tells previews, tests and spam, and the
            values (lower case) that are answers.
        finished, complete: the same for "was it sent off"; `present` means any text.
    """

    response_id: str | tuple[str, ...]
    submitted_at: Column
    person: str | None = None
    team: str | None = None
    role: str | None = None
    seconds: str | None = None
    started_at: Column | None = None
    status: str | None = None
    answers: tuple[str, ...] = ()
    finished: str | None = None
    complete: tuple[str, ...] = ("present",)

    @field_validator("submitted_at", "started_at")
    @classmethod
    def _is_one_time(cls, value: Column | None) -> Column | None:
        one = value and (isinstance(value.source, str) or value.constant is not None)
        if value is not None and not (one and value.kind == "timestamp"):
            raise ValueError('expected one cell (or a constant), as = "timestamp"')
        return value


class Profile(_Strict):
    """One export of one vendor.

    Attributes:
        shape: `rows` fill our tables; `survey` holds answers; `reference` is known
            and holds nothing to load: `says` tells what it is.
        window: the column whose date decides whether a row is older than the
            settings' `history_from`; such rows are left out and counted.
        item: header cell or question text -> item code, of surveys whose headers are
            not item codes. Empty text: known, and not an item.
        answer: answer text (any case) -> raw value, for every item.
        answers: the same by instrument key, where instruments differ.
        coding: instrument key -> the name of the coding its answers are in, where it
            is not the instrument's first.
        date_order: of dates such as 3/4/2026, where the file cannot prove it.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    standing: Literal["V", "3P", "M", "ours", "own"]
    source: str
    system: str = "hr"
    shape: Literal["rows", "survey", "reference"] = "rows"
    says: str | None = None
    traps: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    recognise: Recognise
    transform: tuple[Transform, ...] = ()
    keep: tuple[Keep, ...] = ()
    window: Column | None = None
    table: tuple[Table, ...] = ()
    survey: Survey | None = None
    item: dict[str, str] = {}
    answer: dict[str, float] = {}
    answers: dict[str, dict[str, float]] = {}
    coding: dict[str, str] = {}
    date_order: DateOrder | None = None

    @model_validator(mode="after")
    def _has_its_shape(self) -> Self:
        if self.shape == "survey" and not self.survey:
            raise ValueError("a profile of a survey needs a [survey]")
        return self


def own_profiles_folder(data: Path) -> Path:
    """Where an organisation's own profiles lie."""
    return data / "profiles"


@cache
def profiles() -> tuple[Profile, ...]:
    """The profiles Ballast ships, by file name.

    Raises:
        UserError: a profile has an unknown key or lacks one.
    """
    return tuple(read_profile(path) for path in sorted(PROFILES.glob("*.toml")))


def profiles_of(data: Path) -> tuple[Profile, ...]:
    """The shipped profiles and the organisation's own.

    Raises:
        UserError: an own profile is wrong, or takes the key of a shipped one.
    """
    own = [
        read_profile(path) for path in sorted(own_profiles_folder(data).glob("*.toml"))
    ]
    taken = {profile.key for profile in profiles()}
    for profile in own:
        if profile.key in taken:
            raise UserError(
                f"profiles/{profile.key}.toml: the key {profile.key} is taken; "
                "choose another"
            )
        taken.add(profile.key)
    return (*profiles(), *own)


@cache
def vocabularies() -> dict[str, dict[str, str]]:
    """Name -> {word contained in a cell, in lower case: our value}, in file order."""
    return tomllib.loads(VOCABULARIES.read_text("utf-8"))


def read_profile(path: Path) -> Profile:
    """One profile of a TOML file.

    Raises:
        UserError: not TOML, an unknown key, or one that is missing.
    """
    try:
        return Profile.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"profile {path.name}: not valid TOML: {error}") from error
    except (OSError, RecursionError) as error:
        raise UserError(f"profile {path.name}: it cannot be read") from error
    except ValidationError as error:
        problems = [
            f"  {'.'.join(str(part) for part in problem['loc']) or 'profile'}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise UserError("\n".join([f"profile {path.name}:", *problems])) from error


def normal(cell: str) -> str:
    """A header cell for comparison: no outer or double spaces, lower case."""
    return " ".join(cell.replace("\ufeff", "").split()).lower()


@cache
def alternatives(name: str) -> tuple[str, ...]:
    """`A|B` -> the normal forms of A and B."""
    return tuple(normal(part) for part in name.split("|"))
