"""Instruments as data: which items make which score, read from instruments/*.toml.

Keys by item code, never by position: the order of items differs between sources.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

INSTRUMENTS_FOLDER = Path(__file__).with_name("instruments")

HIGHEST_POINTS = 100

Standing = Literal[
    "clinically derived",
    "against another scale",
    "percentile of one sample",
    "arbitrary",
    "discouraged",
]


class InstrumentError(ValueError):
    """An instrument's file contradicts itself; the message names file and key."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RawRange(_Strict):
    """How answers are coded in a file, and how they become 0 to 100."""

    lowest: int = Field(description="smallest valid raw value")
    highest: int = Field(description="largest valid raw value")
    lowest_means: str = Field(description="what the smallest value says")
    highest_means: str = Field(description="what the largest value says")
    points: dict[str, float] = Field(description="raw value -> points, 0 to 100")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        expected = [str(raw) for raw in range(self.lowest, self.highest + 1)]
        if sorted(self.points) != sorted(expected):
            raise ValueError(
                f"points must name each raw value from {self.lowest} to "
                f"{self.highest} once; found {', '.join(self.points) or 'none'}"
            )
        if any(not 0 <= points <= HIGHEST_POINTS for points in self.points.values()):
            raise ValueError("points must lie within 0 to 100")
        return self


class Reference(_Strict):
    """A published mean, as context at organisation level; never a team's target."""

    mean: float = Field(ge=0, le=100)
    sd: float | None = Field(None, gt=0)
    population: str
    year: int
    source: str
    verified: bool = Field(description="read in the source, not from memory")


class Cutoff(_Strict):
    """A published cut-off, with how far it can be trusted."""

    at_least: float = Field(description="on the raw scale if one item, else 0 to 100")
    label: str
    standing: Standing
    source: str
    verified: bool


class Scale(_Strict):
    """One score. `measure` is its key among the measures."""

    measure: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    direction: str = Field(description="what a high score on 0 to 100 means")
    items: tuple[str, ...] = Field(min_length=1)
    reversed: tuple[str, ...] = ()
    least_answered: int = Field(ge=1, description="fewer answered items: unscored")
    missing_rule_source: str
    missing_rule_verified: bool
    alpha: float | None = Field(None, ge=-1, le=1, description="published reliability")
    reference: tuple[Reference, ...] = ()
    cutoff: tuple[Cutoff, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        twice = sorted({item for item in self.items if self.items.count(item) > 1})
        if twice:
            raise ValueError(f"item {twice[0]} stands twice")
        strange = sorted(set(self.reversed) - set(self.items))
        if strange:
            raise ValueError(f"reversed item {strange[0]} is not an item of the scale")
        if self.least_answered > len(self.items):
            raise ValueError(
                f"least_answered {self.least_answered} is more than the "
                f"{len(self.items)} items of the scale"
            )
        return self


class Instrument(_Strict):
    """A questionnaire: its coding, its scales, and the right to use it."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    raw: RawRange
    scale: tuple[Scale, ...] = Field(min_length=1)
    licence: str
    licence_verified: bool
    text_shipped: bool = Field(description="whether item texts are in this project")
    citation: str
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[str, ...]:
        """Every item code, in the order of the scales."""
        return tuple(item for scale in self.scale for item in scale.items)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        twice = sorted({item for item in self.items if self.items.count(item) > 1})
        if twice:
            raise ValueError(f"item {twice[0]} stands in two scales")
        keys = [scale.measure for scale in self.scale]
        if len(set(keys)) < len(keys):
            raise ValueError("two scales share one measure key")
        return self


def read_instrument(path: Path) -> Instrument:
    """The instrument of one TOML file.

    Raises:
        InstrumentError: not TOML, an unknown or missing key, an item twice, a coding
            that does not fit its range. All problems at once, each with its key.
    """
    try:
        return Instrument.model_validate(tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise InstrumentError(f"{path.name}: not valid TOML: {error}") from error
    except ValidationError as error:
        problems = [
            f"  {'.'.join(str(part) for part in problem['loc']) or 'instrument'}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise InstrumentError("\n".join([f"{path.name}:", *problems])) from error


def read_instruments(folder: Path) -> dict[str, Instrument]:
    """Every instrument of a folder, by key, in the order of the file names.

    Raises:
        InstrumentError: a file is wrong, or two files share an instrument key, a
            measure key or an item code.
    """
    found: dict[str, Instrument] = {}
    taken: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        instrument = read_instrument(path)
        measures = (scale.measure for scale in instrument.scale)
        claims = [f"instrument {instrument.key}"]
        claims += [f"measure {key}" for key in measures]
        claims += [f"item {item}" for item in instrument.items]
        for claim in claims:
            if claim in taken:
                raise InstrumentError(
                    f"{path.name}: {claim} stands in {taken[claim]} too"
                )
            taken[claim] = path.name
        found[instrument.key] = instrument
    return found


@cache
def instruments() -> dict[str, Instrument]:
    """The instruments Ballast ships, by key."""
    return read_instruments(INSTRUMENTS_FOLDER)
