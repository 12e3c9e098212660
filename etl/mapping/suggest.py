"""Suggestions by name and by content: which column is which, and what a word means."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl
from rapidfuzz import fuzz

from etl.mapping.fields import Field, Kindred, tables
from etl.mapping.look import Look
from etl.numeric_dates import numeric_timestamp
from etl.profile import normal
from etl.typed import timestamp

WORDS: Final = Path(__file__).with_name("words.toml")
ENOUGH: Final = 70  # of 100: below, no suggestion rather than a wrong one
LIKE: Final = 60  # a name less alike than this is not looked at
CONTENT: Final = 25  # what fitting or unfitting content is worth beside the name
BEST_FIT: Final = 125  # name and content at their best
LIKELY: Final = 0.8
MOSTLY: Final = 0.9
TIME_OF_DAY: Final = r"^\d{1,2}:\d{2}(:\d{2})?\s*([AaPp]\.?[Mm]\.?)?$"
LENGTH: Final = re.compile(r"\b(length|duration|minutes|mins?)\b(?!.*note)")
NUMBERS: Final = ("number", "integer")
TIMES: Final = ("date", "timestamp")


@cache
def _words() -> dict[str, dict[str, list[str] | str]]:
    return tomllib.loads(WORDS.read_text("utf-8"))


def _plain(name: str) -> str:
    return " ".join(normal(name).replace("_", " ").replace("/", " ").split())


def _by_name(field: Field, cell: str) -> float:
    """How alike a header cell and any name of the field are, 0 to 100."""
    known = [field.name, field.to, *_words()["names"].get(field.name, [])]
    known += _words()["names"].get(field.to, [])
    return max(fuzz.WRatio(_plain(cell), _plain(name)) for name in known)


def _share(cells: pl.Series, kind: str) -> float | None:
    """Share of the cells that can be read as `kind`; None where any text can."""
    if cells.is_empty():
        return None
    frame = pl.DataFrame({"t": cells})
    text = pl.col("t")
    if kind in NUMBERS:
        readable = text.cast(pl.Float64, strict=False)
    elif kind in TIMES:
        readable = pl.coalesce(
            timestamp(text, ("offset",)),
            numeric_timestamp(text, "day first"),
            numeric_timestamp(text, "month first"),
        )
    else:
        return None
    return float(frame.select(readable.is_not_null().mean()).item())


def _fit(field: Field, look: Look, cell: str) -> float:
    """Name and content together: 0 to about 150."""
    name = _by_name(field, cell)
    if field.values:
        return name + 2 * CONTENT * _words_fit(field, look, cell)
    if name < LIKE:
        return 0
    share = _share(look.cells(cell), field.kind)
    if share is not None:
        return name + CONTENT * (1 if share >= MOSTLY else -2)
    dates = _share(look.cells(cell), "date") if field.kind == "text" else None
    return name - (CONTENT if dates is not None and dates >= MOSTLY else 0)


def _words_fit(field: Field, look: Look, cell: str) -> float:
    """From -1, too many words or none of ours, to 1, each word means one of ours."""
    values = look.values(cell)
    if not values:
        return -1
    meant = meanings(values, field).values()
    return 2 * sum(bool(value) for value in meant) / len(values) - 1


def length_column(look: Look, kindred: Kindred) -> str | None:
    """The column of whole minutes that a session takes, where the file has one."""
    if not any(field.to == "ends_at" for field in kindred.fields):
        return None
    named = [c for c in look.columns if LENGTH.search(_plain(c))]
    return next(
        (c for c in named if (_share(look.cells(c), "number") or 0) >= MOSTLY), None
    )


def with_time_of_day(
    look: Look, found: dict[str, str]
) -> dict[str, str | tuple[str, str]]:
    """The pairs, each day joined with a column of its time of day where one is free."""
    free = [
        cell
        for cell in look.columns
        if cell not in found.values() and _mostly(look.cells(cell), TIME_OF_DAY)
    ]
    joined: dict[str, str | tuple[str, str]] = dict(found)
    day = found.get("starts_at")
    if day is None or not free or _mostly(look.cells(day), r"\d:\d"):
        return joined
    joined["starts_at"] = (day, free[0])
    if len(free) > 1 and "ends_at" not in found:
        joined["ends_at"] = (day, free[1])
    return joined


def _mostly(cells: pl.Series, pattern: str) -> bool:
    share = cells.str.contains(pattern).mean()
    return isinstance(share, float) and share >= MOSTLY


def suggested(look: Look, kindred: Kindred) -> dict[str, str]:
    """Our column -> the file's column, best pairs first, each column once.

    A column of lengths in minutes is left for the end of the session.
    """
    length = length_column(look, kindred)
    scored = sorted(
        (
            (_fit(field, look, cell) + (1 if field.required else 0), field.to, cell)
            for field in kindred.fields
            for cell in look.columns
            if cell != length and not _mostly(look.cells(cell), TIME_OF_DAY)
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for score, to, cell in scored:
        if score >= ENOUGH and to not in found and cell not in found.values():
            found[to] = cell
    return found


def likely_table(look: Look) -> str | None:
    """The template key whose required columns are best filled; None if none is."""

    def filled(kindred: Kindred) -> float:
        found = suggested(look, kindred)
        needed = [field.to for field in kindred.fields if field.required]
        share = sum(to in found for to in needed) / max(len(needed), 1)
        fits = [_fit(f, look, found[f.to]) for f in kindred.fields if f.to in found]
        explained = sum(fits) / BEST_FIT / max(len(look.columns), 1)
        return share + explained

    best = max(tables().values(), key=filled)
    return best.key if filled(best) >= LIKELY else None


def meanings(values: list[str], field: Field) -> dict[str, str]:
    """Each word of the file -> our value it most likely means, or empty text."""

    def meaning(word: str) -> str:
        plain = _plain(word)
        if plain.replace(" ", "_") in field.values:
            return plain.replace(" ", "_")
        for part, value in _words()["values"].items():
            if part in plain and value in field.values:
                return str(value)
        best = max(field.values, key=lambda value: fuzz.ratio(plain, _plain(value)))
        return best if fuzz.ratio(plain, _plain(best)) >= ENOUGH else ""

    return {word: meaning(word) for word in values}


def likely_system(cells: pl.Series, default: str) -> str:
    """Which system's identifier a column holds: an e-mail, a name, or the default."""
    if cells.is_empty():
        return default
    if _mostly(cells, "@"):
        return "survey"
    return "name" if _mostly(cells, r"^\p{L}[\p{L}'.-]+,? \p{L}") else default
