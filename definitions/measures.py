"""The measures: those of measures.toml, and one for every scale of an instrument."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from definitions.instruments import Instrument, instruments_of
from definitions.measure import Measure, Section
from definitions.own import Stamp, stamp
from definitions.score_measures import score_measures

__all__ = ["Measure", "Section", "in_use", "measures", "measures_of", "read_measures"]

MEASURES_FILE: Final = Path(__file__).with_name("measures.toml")


class Measures(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: tuple[Measure, ...]


def read_measures(path: Path) -> tuple[Measure, ...]:
    """The measures of a TOML file, in the order in which they stand there.

    Raises:
        ValueError: a key is unknown, missing, or stands twice; the message names
            the file, the measure and the key.
    """
    try:
        found = Measures.model_validate(tomllib.loads(path.read_text("utf-8"))).measure
    except ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error
    keys = [measure.key for measure in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"{path.name}: measure {twice[0]} stands twice")
    return found


def with_scores(
    written: Iterable[Measure], kinds: Iterable[Instrument]
) -> dict[str, Measure]:
    """Measures by key: those written by hand, and one for each scale of `kinds`.

    A scale with an entry of its own keeps that entry's words and place; what is
    published of it is added. The other scales follow the last of these, so that
    sections stay together.

    Raises:
        ValueError: a scale has the key of a measure that is no score.
    """
    made = {measure.key: measure for kind in kinds for measure in score_measures(kind)}
    before: list[Measure] = []
    after: list[Measure] = []
    for measure in written:
        if measure.section == "Scores":
            score = made.pop(measure.key, None)
            lines = score.published if score else ()
            before += [*after, measure.model_copy(update={"published": lines})]
            after = []
        else:
            after.append(measure)
    taken = sorted({measure.key for measure in after + before} & made.keys())
    if taken:
        raise ValueError(f"scale {taken[0]}: a measure that is no score has this key")
    return {measure.key: measure for measure in [*before, *made.values(), *after]}


def measures() -> dict[str, Measure]:
    """The measures, by key: written ones, and the scales of every known instrument.

    Raises:
        InstrumentError: an own instrument of the data folder is wrong.
        ValueError: an own scale has the key of another measure.
    """
    return _measures(stamp())


@lru_cache(maxsize=8)
def _measures(known: Stamp) -> dict[str, Measure]:
    return measures_of(known[0])


def measures_of(data: Path | None) -> dict[str, Measure]:
    """The measures shipped, and the scales of a data folder's own instruments.

    Raises:
        InstrumentError: an own instrument is wrong.
        ValueError: an own scale has the key of another measure.
    """
    return with_scores(_shipped(), instruments_of(data).values())


@cache
def _shipped() -> tuple[Measure, ...]:
    return read_measures(MEASURES_FILE)


def in_use(known: Iterable[Measure], answered: Collection[str]) -> list[Measure]:
    """The measures without the scores that nobody has answered, in their order.

    Dozens of scales can be scored; an organisation asks a few. `answered` holds keys
    of measures that have a figure, shown or not.
    """
    return [
        measure
        for measure in known
        if measure.origin != "answers" or measure.key in answered
    ]
