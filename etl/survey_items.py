"""Which columns of a survey are items, and which raw value an answer stands for."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from definitions.instruments import Instrument
from etl.errors import UserError
from etl.profile import normal
from etl.source import Source

NUMBER: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
SUB_QUESTION: Final = re.compile(r"\[([^\[\]]+)\]$")
CUT_SHORT: Final = "..."  # Qualtrics writes the start of a long question text
TYPOGRAPHY: Final = str.maketrans("‘’‛“”„–—‑−", "'''\"\"\"----")  # noqa: RUF001


def plain(text: str) -> str:
    """A text for comparison: no case, entities, typography, outer or double blanks."""
    return normal(html.unescape(text).translate(TYPOGRAPHY)).casefold()


def item_columns(source: Source, items: Mapping[str, str]) -> dict[str, str]:
    """The file's columns that are items: column name `c7` -> item code.

    A column is the item that the profile maps its header cell or question text to;
    else the one whose code is its name, or its sub-question in brackets, with any case
    and marks (`CBI01` and `Q3[cbi-01]` are CBI_01).

    Args:
        source: the file.
        items: item code in lower case -> the code itself.

    Raises:
        UserError: two columns are the same item.
    """
    mapped = {plain(name): code for name, code in source.profile.item.items()}
    unknown = sorted({*mapped.values(), ""} - {*items.values(), ""})
    if unknown:
        raise UserError(
            f"the profile {source.profile.key} names items that no instrument has: "
            f"{', '.join(unknown)}; mend its [item] table, or add the instrument",
            exit_code=3,
        )
    codes = _codes(items)
    found: dict[str, str] = {}
    for place, name in enumerate(source.header):
        text = source.texts[place] if place < len(source.texts) else ""
        code = _mapped(mapped, name, text)
        if code is None:
            code = _coded(codes, name)
        if code:
            found[f"c{place}"] = code
    _refuse_twins(source, found)
    return found


def _codes(items: Mapping[str, str]) -> dict[str, str]:
    """Code without marks -> the code; codes that then look alike only as they are."""
    bare = Counter(_bare(code) for code in items)
    alone = {_bare(low): code for low, code in items.items() if bare[_bare(low)] == 1}
    return {**alone, **items}


def _bare(code: str) -> str:
    return re.sub(r"[^0-9a-z]", "", code.lower())


def _mapped(mapped: Mapping[str, str], name: str, text: str) -> str | None:
    """What the profile maps a column to; "" where it says that it is no item."""
    for said in (plain(name), plain(text)):
        if said and said in mapped:
            return mapped[said]
        if said.endswith(CUT_SHORT):
            start = said.removesuffix(CUT_SHORT)
            longer = {code for key, code in mapped.items() if key.startswith(start)}
            if start and len(longer) == 1:
                return longer.pop()
    return None


def _coded(codes: Mapping[str, str], name: str) -> str | None:
    within = SUB_QUESTION.search(name.strip())
    for said in (name, within[1] if within else ""):
        code = codes.get(normal(said)) or codes.get(_bare(said))
        if code:
            return code
    return None


def _refuse_twins(source: Source, found: Mapping[str, str]) -> None:
    times = Counter(found.values())
    twins = [code for code, number in times.items() if number > 1]
    if not twins:
        return
    columns = [
        f'"{source.header[int(column[1:])]}"'
        for column, code in found.items()
        if code == twins[0]
    ]
    raise UserError(
        f"item {twins[0]} stands in two columns, {' and '.join(columns)}; map the one "
        'that counts, and the other to "", in the [item] table of a profile of your own',
        exit_code=3,
    )


@dataclass(frozen=True)
class Coding:
    """What the answers to one item may be.

    Attributes:
        words: answer text, or code of a labelled answer, in plain form -> raw value.
        valid: the raw values of the instrument's coding.
        unknown: codes in plain form that are no raw values: their labels say nothing
            known, and those of other codes say that the coding is another.
        turned: the smallest and largest raw value together where the file's coding
            runs the other way than the instrument's first, in which answers are
            stored; else None.
    """

    words: Mapping[str, float]
    valid: frozenset[float]
    unknown: frozenset[str] = frozenset()
    turned: float | None = None

    @property
    def expected(self) -> str:
        """The coding in words, for a message."""
        return f"{min(self.valid):g} to {max(self.valid):g}"


def coding(
    source: Source, place: int, item: str, kinds: Mapping[str, Instrument]
) -> Coding:
    """How the answers in one column are read.

    Known texts stand before numbers, those of the item's instrument before those of the
    whole profile. A value label (SPSS) that is a known text says
    what its code means, whatever number it is.
    """
    points = kinds[item].raw_of(item).points
    profile = source.profile
    words = _in_plain(profile.answer)
    words |= _in_plain(profile.answers.get(kinds[item].key, {}))
    labels = {
        plain(code): plain(label)
        for code, label in source.labels.get(place, {}).items()
    }
    meant = {code: words[label] for code, label in labels.items() if label in words}
    recoded = any(raw_value(code, {}) != value for code, value in meant.items())
    unknown = frozenset(labels.keys() - meant.keys() if recoded else ())
    valid = frozenset(float(value) for value in points)
    return Coding(words | meant, valid, unknown, _turned(source, kinds[item], item))


def _turned(source: Source, kind: Instrument, item: str) -> float | None:
    """See `Coding.turned`.

    Raises:
        UserError: the profile names a coding that the instrument does not have.
    """
    name = source.profile.coding.get(kind.key)
    names = [each.name for each in kind.coding]
    if name is None or (names and name == names[0]):
        return None
    if name not in names:
        raise UserError(
            f"{kind.name} has no coding {name}; there are {', '.join(names) or 'none'}",
            exit_code=3,
        )
    raw = kind.raw_of(item)
    return float(raw.lowest + raw.highest)


def _in_plain(answers: Mapping[str, float]) -> dict[str, float]:
    return {plain(text): float(value) for text, value in answers.items()}


def raw_value(text: str, words: Mapping[str, float]) -> float | None:
    """The raw value that an answer says; None where it is no known text and no number.

    >>> raw_value(" OFTEN&nbsp;", {"often": 4.0}), raw_value("4,0", {})
    (4.0, 4.0)
    """
    said = plain(text)
    if said in words:
        return words[said]
    if NUMBER.fullmatch(said):
        return float(said.replace(",", "."))
    return None


def raw_values(texts: pl.Series, coded: Coding) -> pl.Series:
    """A column's raw values; null where a text is missing or says none."""
    said = texts.drop_nulls().unique().to_list()
    values = [
        None if plain(text) in coded.unknown else raw_value(text, coded.words)
        for text in said
    ]
    return texts.replace_strict(said, values, default=None, return_dtype=pl.Float64)
