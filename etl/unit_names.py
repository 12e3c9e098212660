"""Names of figures that arrive for whole units: which of them a measure is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from definitions.measures import measures

NAMED: Final = 5  # names said of one file
# What a name of figures looks like. Whatever else stands in that column may be a person's
# name or a figure out of place, or move a terminal's cursor: it is counted, never said.
NAME: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")


def known_names() -> list[str]:
    """The names of unit figures that some measure is made of, sorted."""
    parts = (
        part.partition(".")[0]
        for each in measures().values()
        if each.source == "unit"
        for part in (each.numerator, each.denominator)
        if part
    )
    return sorted(set(parts))


def unknown_names(staged: Iterable[Path]) -> list[str]:
    """The names in staged rows of unit figures that no measure is made of, sorted."""
    found: set[str] = set()
    for path in staged:
        names = pl.scan_parquet(path).select(pl.col("measure").unique()).collect()
        found |= set(names["measure"].drop_nulls())
    return sorted(found - set(known_names()))


def unshown(staged: Iterable[Path]) -> tuple[str, ...]:
    """What to say of names that no measure is made of; nothing where all are known.

    By name and without a value: figures under such a name load and are shown nowhere.
    """
    names = unknown_names(staged)
    if not names:
        return ()
    like = [name for name in names if NAME.fullmatch(name)]
    parts = [f'"{name}"' for name in like[:NAMED]]
    if more := len(like) - len(parts):
        parts.append(f"{more} more")
    if others := len(names) - len(like):
        parts.append(f"{others} that are no such names (small letters and _)")
    said = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    known = ", ".join(known_names())
    line = f"loaded, but shown nowhere: no measure is made of {said}; known"
    return (f"{line} names of unit figures are {known}",)
