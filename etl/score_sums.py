"""One row per answer to one row per response: the sums that scores are made from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from definitions.instruments import Instrument
from definitions.scales import HIGHEST_POINTS, Scale
from etl.score_points import answered, total, worth

BITS: Final = 40  # items per checksum: each answer adds a power of two


def placed(answers: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """The answers given to an instrument: response_id, place (of the item), value."""
    known = pl.Enum(instrument.items)
    item = pl.col("item").cast(pl.String).cast(known, strict=False)
    place = item.to_physical().cast(pl.UInt16)
    value = pl.col("value").cast(pl.Float64).fill_nan(None)
    found = answers.lazy().select("response_id", place.alias("place"), value)
    return found.drop_nulls().collect()


def response_sums(own: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """One row per response: total and answered of each scale, and `_twice`.

    One pass over the answers as `placed`; a total is added up from its parts
    afterwards. An item answered twice shows in a checksum: powers of two add up
    without a carry only if all differ, and then the sum has as many bits as there are
    answers.
    """
    scales = {scale.measure: scale for scale in instrument.scale}
    apart = [scale for scale in scales.values() if not is_total(scale, scales)]
    checksums = _checksums(len(instrument.items))
    # what a group adds up is made before it: inside, some expressions are slow
    sums = (
        own.lazy()
        .with_columns(_points(instrument).alias("points"), _power())
        .group_by("response_id")
        .agg(*_parts(instrument, apart), **checksums, _given=pl.len())
        .collect(engine="streaming")
    )
    bits = pl.sum_horizontal(pl.col(name).bitwise_count_ones() for name in checksums)
    return sums.with_columns((bits != pl.col("_given")).alias("_twice")).with_columns(
        pl.sum_horizontal(name(scales[part]) for part in scale.composite_of).alias(
            name(scale)
        )
        for scale in scales.values()
        if scale not in apart
        for name in (total, answered)
    )


def _parts(instrument: Instrument, scales: Sequence[Scale]) -> list[pl.Expr]:
    """Total and answered of each scale, over a response's answers."""
    found = []
    for scale in scales:
        inside = any_of(instrument, scale.items)
        found += [
            pl.when(inside).then("points").sum().alias(total(scale)),
            inside.sum().alias(answered(scale)),
        ]
    return found


def _power() -> pl.Expr:
    """2^place, starting anew every 40 places."""
    place = pl.col("place").cast(pl.UInt32) % BITS
    return pl.lit(2, dtype=pl.UInt64).pow(place).alias("power")


def _checksums(items: int) -> dict[str, pl.Expr]:
    """Sums of the powers over a response's answers, 40 places to a sum."""
    place = pl.col("place")
    return {
        f"_bits_{first}": pl.when(place.is_between(first, first + BITS - 1))
        .then("power")
        .sum()
        for first in range(0, items, BITS)
    }


def is_total(scale: Scale, scales: Mapping[str, Scale]) -> bool:
    """Whether a scale is made of all the items of its parts, not of some."""
    parts = [item for part in scale.composite_of for item in scales[part].items]
    return bool(parts) and set(parts) == set(scale.items)


def any_of(instrument: Instrument, items: Iterable[str]) -> pl.Expr:
    """Whether a place is that of one of some items.

    By runs of neighbours: looking each up in a list takes ten times as long.
    """
    runs: list[list[int]] = []
    for one in sorted(instrument.items.index(item) for item in items):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    place = pl.col("place")
    return pl.any_horizontal(place.is_between(first, last) for first, last in runs)


def _points(instrument: Instrument) -> pl.Expr:
    """Points of each answer, by its item's coding and whether it is reversed."""
    turned = {item for scale in instrument.scale for item in scale.reversed}
    kinds: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for item in instrument.items:
        coding = str(instrument.raw_of(item).points)
        kinds[coding, item in turned].append(item)
    found = pl.lit(None, dtype=pl.Float64)
    for (_, reverse), items in kinds.items():
        points = worth(pl.col("value"), instrument.raw_of(items[0]))
        points = HIGHEST_POINTS - points if reverse else points
        if len(kinds) == 1:
            return points
        found = pl.when(any_of(instrument, items)).then(points).otherwise(found)
    return found
