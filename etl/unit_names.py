"""Names of figures that arrive for whole units: which of them a measure is made of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import polars as pl

from definitions.measures import measures

NAMED: Final = 5  # names said of one file
LONGEST: Final = 40  # signs of one name


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
    said = ", ".join(f'"{name[:LONGEST]}"' for name in names[:NAMED])
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    known = ", ".join(known_names())
    line = f"loaded, but shown nowhere: no measure is made of {said}{more}; known"
    return (f"{line} names of unit figures are {known}",)
