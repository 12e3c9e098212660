"""What a transform takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from etl.profile import alternatives, normal


@dataclass(frozen=True)
class Rows:
    """Rows of text below a header.

    Attributes:
        header: the columns' names, by position: column `c{i}` of `frame`.
        frame: lazy frame of strings `c0`, `c1`, ..., plus `source_row` (where the row
            stood in the file; several rows may share one) and `_beyond_header`.
        texts: question text by position, or empty.
        labels: column position -> {code: label}, or empty.
        time_zone: the organisation's time zone, for rows that expand in time.
        above: the file's first rows that stand above the header.
    """

    header: tuple[str, ...]
    frame: pl.LazyFrame
    texts: tuple[str, ...] = ()
    labels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    time_zone: str = "UTC"
    above: tuple[tuple[str, ...], ...] = ()

    def place(self, name: str) -> int | None:
        """Position of the column of that name (`A|B`: the first that exists)."""
        places = {normal(cell): i for i, cell in reversed(list(enumerate(self.header)))}
        found = [places[name] for name in alternatives(name) if name in places]
        return found[0] if found else None
