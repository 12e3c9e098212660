"""Identifiers of people and clients, hashed at the door."""

from __future__ import annotations

from typing import Final

import polars as pl

from etl.keys import pseudonym, pseudonyms
from etl.profile import Column
from etl.source import Source, cell, text_of

HASHED: Final = ("person", "client")
SYSTEM_END: Final = "\x1f"  # between a system's name and an identifier of it


def with_keys(
    source: Source, rows: pl.LazyFrame, columns: list[Column]
) -> pl.LazyFrame:
    """The rows with the pseudonym of each identifier column, as `to`.

    Each distinct identifier is hashed once, then joined on; hashing batch by batch
    within the scan was slower, one thread at a time.
    """
    hashed = [column for column in columns if column.kind in HASHED]
    if not hashed:
        return rows
    texts = [_identifier(source, c).alias(f"_id_{c.to}") for c in hashed]
    rows = rows.with_columns(texts)
    names = [f"_id_{column.to}" for column in hashed]
    # each column's distinct texts, not their pairs: far fewer
    distinct = [rows.select(pl.col(name).unique()) for name in names]
    seen = pl.collect_all(distinct, engine="streaming")
    for column, name, found in zip(hashed, names, seen, strict=True):
        keys = _keys(source, column, found[name].drop_nulls())
        rows = rows.join(
            keys.rename({"hashed": column.to}).lazy(),
            left_on=name,
            right_on="identifier",
            how="left",
        )
    return rows


def _identifier(source: Source, column: Column) -> pl.Expr:
    """The identifier's text; after its system's name where another column says that."""
    text = text_of(source, column)
    if column.system_from is None:
        return text
    system = cell(source, column.system_from)
    named = pl.lit(None, dtype=pl.String) if system is None else system
    return pl.concat_str(named.str.to_lowercase(), pl.lit(SYSTEM_END), text)


def _keys(source: Source, column: Column, seen: pl.Series) -> pl.DataFrame:
    """One row per identifier: `identifier` as in `_identifier`, `hashed`."""
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
