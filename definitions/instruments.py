"""Instruments as data: which items make which score, read from instruments/*.toml.

Keys by item code, never by position: the order of items differs between sources.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from definitions.own import OWN_FOLDER, Stamp, stamp
from definitions.scales import ITEM, Coding, OtherRaw, RawRange, Scale, Strict

INSTRUMENTS_FOLDER: Final = Path(__file__).with_name("instruments")

Item = Annotated[str, StringConstraints(pattern=ITEM)]


class InstrumentError(ValueError):
    """An instrument's file contradicts itself; the message names file and key."""


class Instrument(Strict):
    """A questionnaire: its coding, its scales, and the right to use it.

    As read, it stands in the first of its codings; `coded` gives it in another.
    """

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    abbreviation: str = Field("", description="added to the labels of its scales")
    aliases: tuple[str, ...] = Field((), description="other names it goes by")
    other_prefixes: tuple[str, ...] = Field(
        (), description="what may stand before an item code's last part in a file"
    )
    items: tuple[Item, ...] = Field(min_length=1, description="in printed order")
    raw: RawRange
    other_raw: tuple[OtherRaw, ...] = ()
    coding: tuple[Coding, ...] = ()
    scale: tuple[Scale, ...] = Field(min_length=1)
    key_source: str = Field(description="where the item numbers were read")
    key_verified: bool = Field(description="read in the source, not from memory")
    licence: str
    licence_verified: bool
    text_shipped: bool = Field(description="whether item texts are in this project")
    citation: str
    evidence: str = Field(description="what its scores go with, or that none is known")
    reviewed: date
    notes: tuple[str, ...] = ()

    def raw_of(self, item: str) -> RawRange:
        """How one item is coded."""
        own = (other for other in self.other_raw if item in other.items)
        return next(own, self.raw)

    def coded(self, name: str) -> Instrument:
        """The same instrument for files in another of its codings.

        Raises:
            KeyError: it has no coding of this name.
        """
        chosen = {coding.name: coding for coding in self.coding}[name]
        words = {end: getattr(chosen, end) for end in ("lowest_means", "highest_means")}
        scales = (
            scale.model_copy(
                update={
                    "reversed": tuple(i for i in scale.items if i in chosen.reversed)
                }
            )
            for scale in self.scale
        )
        return self.model_copy(
            update={"raw": self.raw.model_copy(update=words), "scale": tuple(scales)}
        )

    def composed(self, scale: Scale) -> tuple[str, ...]:
        """The items a scale scores: its own, or those of the scales it is made of."""
        if scale.items:
            return scale.items
        parts = {part.measure: part.items for part in self.scale}
        return tuple(item for part in scale.composite_of for item in parts[part])

    @model_validator(mode="after")
    def _scales_fit(self) -> Self:
        _once((scale.measure for scale in self.scale), "measure {} stands twice")
        own = [scale for scale in self.scale if not scale.composite_of]
        _once((i for scale in own for i in scale.items), "item {} stands in two scales")
        parts = {scale.measure: scale for scale in own}
        for scale in self.scale:
            for part in scale.composite_of:
                if part not in parts:
                    raise ValueError(
                        f"{scale.measure}: composite_of names {part}, "
                        "which is no scale with items of its own"
                    )
            inside = [i for part in scale.composite_of for i in parts[part].items]
            _none(
                set(scale.items) - set(inside) if scale.composite_of else (),
                f"{scale.measure}: item {{}} is in none of the scales it is made of",
            )
        return self

    @model_validator(mode="after")
    def _items_fit(self) -> Self:
        _once(self.items, "items: {} stands twice")
        scored = {item for scale in self.scale for item in scale.items}
        _none(scored - set(self.items), "scale item {} is not among the items")
        _none(set(self.items) - scored, "item {} is in no scale")
        others = [item for other in self.other_raw for item in other.items]
        _once(others, "other_raw: item {} stands twice")
        _none(set(others) - set(self.items), "other_raw: {} is not among the items")
        for scale in self.scale:
            self._range_fits(scale)
            least, most = scale.least, len(self.composed(scale))
            if least is not None and least > most:
                raise ValueError(
                    f"{scale.measure}: least_answered {least} is more than the "
                    f"{most} items of the scale"
                )
        return self

    @model_validator(mode="after")
    def _codings_fit(self) -> Self:
        _once((coding.name for coding in self.coding), "coding {} stands twice")
        for coding in self.coding:
            _none(
                set(coding.reversed) - set(self.items),
                f"coding {coding.name}: reversed item {{}} is not among the items",
            )
        twice_said = self.raw.lowest_means or self.raw.highest_means
        if self.coding and (twice_said or any(s.reversed for s in self.scale)):
            raise ValueError(
                "with [[coding]] the words of the ends and the reversed items stand "
                "there; drop lowest_means, highest_means and reversed elsewhere"
            )
        if not self.coding and not (self.raw.lowest_means and self.raw.highest_means):
            raise ValueError("raw: lowest_means and highest_means must say something")
        return self

    def _range_fits(self, scale: Scale) -> None:
        """Passes when the scale's own ends follow from its formula and items."""
        if scale.formula == "points":
            return
        items = self.composed(scale)
        raws = [self.raw_of(item) for item in items]
        if not all(raw.even for raw in raws):
            raise ValueError(
                f"{scale.measure}: a {scale.formula} needs evenly spaced points; "
                'use formula = "points"'
            )
        lowest, highest = (sum(r.lowest for r in raws), sum(r.highest for r in raws))
        count = 1 if scale.formula == "sum" else len(items)
        expected = (lowest / count, highest / count)
        close = (math.isclose(*pair) for pair in zip(scale.ends, expected, strict=True))
        alike = len({(raw.lowest, raw.highest) for raw in raws}) == 1
        if not all(close) or not alike:
            raise ValueError(
                f"{scale.measure}: lowest {scale.lowest:g} and highest "
                f"{scale.highest:g} do not fit the {scale.formula} of {len(items)} "
                f"items; expected {expected[0]:g} and {expected[1]:g}"
            )


def _once(values: Iterable[str], message: str) -> None:
    counted = Counter(values)
    _none((value for value, count in counted.items() if count > 1), message)


def _none(values: Iterable[str], message: str) -> None:
    found = sorted(values)
    if found:
        raise ValueError(message.format(found[0]))


def _whole(written: Instrument) -> Instrument:
    """An instrument with the items of its composites filled in, in its first coding."""
    turned = {item for scale in written.scale for item in scale.reversed}
    scales = []
    for scale in written.scale:
        items = written.composed(scale)
        reversed_ = tuple(item for item in items if item in turned)
        scales.append(scale.model_copy(update={"items": items, "reversed": reversed_}))
    whole = written.model_copy(update={"scale": tuple(scales)})
    return whole.coded(whole.coding[0].name) if whole.coding else whole


def read_instrument(path: Path) -> Instrument:
    """The instrument of one TOML file.

    Raises:
        InstrumentError: not TOML, an unknown or missing key, an item twice, a range
            that does not fit. All problems at once, each with its key.
    """
    try:
        text = path.read_text("utf-8")
        return _whole(Instrument.model_validate(tomllib.loads(text)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstrumentError(f"{path.name}: not valid TOML: {error}") from error
    except ValidationError as error:
        problems = [
            f"  {'.'.join(str(part) for part in problem['loc']) or 'instrument'}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise InstrumentError("\n".join([f"{path.name}:", *problems])) from error


def _claims(instrument: Instrument) -> Iterator[str]:
    """What no other instrument may have: case does not tell item codes apart."""
    yield f"instrument {instrument.key}"
    yield from (f"measure {scale.measure}" for scale in instrument.scale)
    yield from (f"item {item.upper()}" for item in instrument.items)


def _unlike(found: Mapping[str, tuple[str, Instrument]]) -> dict[str, Instrument]:
    """Instruments by key, none of which claims what another has."""
    taken: dict[str, str] = {}
    for name, instrument in found.values():
        for claim in _claims(instrument):
            if claim in taken:
                raise InstrumentError(f"{name}: {claim} stands in {taken[claim]} too")
            taken[claim] = name
    return {instrument.key: instrument for _, instrument in found.values()}


def _files(folder: Path) -> dict[str, tuple[str, Instrument]]:
    paths = sorted(folder.glob("*.toml"))
    return {str(path): (path.name, read_instrument(path)) for path in paths}


def read_instruments(folder: Path) -> dict[str, Instrument]:
    """Every instrument of a folder, by key, in the order of the file names.

    Raises:
        InstrumentError: a file is wrong, or two files share an instrument key, a
            measure key or an item code.
    """
    return _unlike(_files(folder))


@cache
def shipped_instruments() -> dict[str, Instrument]:
    """The instruments Ballast ships, by key."""
    return read_instruments(INSTRUMENTS_FOLDER)


def instruments() -> dict[str, Instrument]:
    """The instruments shipped and those of the known data folder, by key.

    Raises:
        InstrumentError: as `instruments_of`.
    """
    return _instruments(stamp())


@lru_cache(maxsize=8)
def _instruments(known: Stamp) -> dict[str, Instrument]:
    return instruments_of(known[0])


def instruments_of(data: Path | None) -> dict[str, Instrument]:
    """The instruments shipped and those of a data folder's `instruments`, by key.

    Raises:
        InstrumentError: an own file is wrong, or claims a key, measure or item code
            of another instrument.
    """
    shipped = {key: ("Ballast", one) for key, one in shipped_instruments().items()}
    own = {} if data is None else _files(data / OWN_FOLDER)
    return _unlike(shipped | own)
