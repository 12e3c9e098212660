"""Identifiers of people and clients, hashed at the door."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from etl.keys import pseudonym, pseudonyms
from etl.profile import Column
from etl.source import Source, cell

HASHED: Final = ("person", "client")
Codes = npt.NDArray[np.uint32]
SYSTEM_END: Final = "\x1f"  # between a system's name and an identifier of it


class Pseudonyms:
    """Pseudonyms of a column's texts, batch by batch; each distinct text is hashed once.

    A category stands for each distinct text, so that a batch costs a look into a table,
    and Python sees only texts that no batch held before. Several threads may ask.
    """

    def __init__(self, hashed: Callable[[pl.Series], pl.DataFrame]) -> None:
        self._hashed = hashed
        self._kind = pl.Categorical(pl.Categories.random())
        # categories last only as long as a series of them: without it each batch
        # would number its texts anew
        self._held = pl.Series([""], dtype=self._kind)
        self._lock = Lock()
        self._keys = np.zeros(0, dtype=np.uint64)
        self._known = np.zeros(0, dtype=np.bool_)

    def __call__(self, texts: pl.Series) -> pl.Series:
        """The pseudonym of each text as UInt64; null for null."""
        coded = texts.cast(self._kind)
        there = coded.drop_nulls()
        codes = there.to_physical().to_numpy()
        if not len(codes):
            return pl.Series(texts.name, [None] * len(texts), dtype=pl.UInt64)
        keys = pl.Series(texts.name, self._keys_of(there, codes), dtype=pl.UInt64)
        if len(there) == len(texts):
            return keys
        place = coded.is_not_null().cum_sum() - 1
        at = pl.when(coded.is_not_null()).then(place)
        return keys.gather(pl.select(at.alias("at"))["at"])

    def _keys_of(self, texts: pl.Series, codes: Codes) -> npt.NDArray[np.uint64]:
        known = self._known
        if codes.max() >= len(known) or not known[codes].all():
            with self._lock:
                self._learn(texts, codes)
        return self._keys[codes]

    def _learn(self, texts: pl.Series, codes: Codes) -> None:
        """Hashes the texts not known yet; a key stands before it is said to be known."""
        missing = int(codes.max()) + 1 - len(self._known)
        if missing > 0:
            more = max(missing, len(self._known))  # twice as long: few copies
            self._keys = np.concatenate([self._keys, np.zeros(more, dtype=np.uint64)])
            self._known = np.concatenate([self._known, np.zeros(more, dtype=np.bool_)])
        new = texts.filter(pl.Series(~self._known[codes])).unique()
        if not len(new):
            return
        made = self._hashed(new.cast(pl.String))
        places = new.to_physical().to_numpy()
        self._keys[places] = made["hashed"].to_numpy()
        self._known[places] = True


def key_of(source: Source, column: Column, text: pl.Expr) -> pl.Expr:
    """The pseudonym of an identifier column's cells, as UInt64; null for none.

    Hashing every text of every batch was far slower, one thread at a time, and a first
    pass over the file for the distinct ones read it twice.
    """
    if column.system_from is not None:
        # after its system's name where another column says that
        system = cell(source, column.system_from)
        named = pl.lit(None, dtype=pl.String) if system is None else system
        text = pl.concat_str(named.str.to_lowercase(), pl.lit(SYSTEM_END), text)
    hashed = Pseudonyms(lambda seen: _keys(source, column, seen))
    return text.map_batches(hashed, return_dtype=pl.UInt64, is_elementwise=True)


def _keys(source: Source, column: Column, seen: pl.Series) -> pl.DataFrame:
    """One row per identifier, in their order: `identifier` as it stood, `hashed`."""
    system = column.system or source.profile.system
    if column.kind == "client":
        system = f"{system}:client"
    if column.system_from is None:
        return pseudonyms(source.key, system, seen)
    told = [text.partition(SYSTEM_END) for text in seen]
    hashed = [pseudonym(source.key, said, text) for said, _, text in told]
    return pl.DataFrame(
        {"identifier": seen.to_list(), "hashed": hashed},
        schema={"identifier": pl.String, "hashed": pl.UInt64},
    )
