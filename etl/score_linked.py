"""Scales that are parts of one another, made safe to publish side by side.

A total tells of its parts: with all three known for different people, their difference
is the answers of a few. No group under the minimum can leak this way when linked scales
count the same people and a total is exactly its parts added up: it then says nothing
that the parts don't.
"""

from __future__ import annotations

import polars as pl

from definitions.instruments import Instrument
from definitions.scales import HIGHEST_POINTS, Scale
from etl.score_sums import is_total

LEAST_ASKED = 0.5


def same_people(scores: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """The scores with linked scales of a response all null if one of them is.

    A total becomes the mean of its parts' scores, weighted by their items: what it
    was already where every item is answered. `native` and `prorated` follow. A part
    that under half of those who answered its neighbours have a score of was not asked
    like them: it is left unscored, and so is what is made of it.

    Args:
        scores: rows of one instrument, as from `etl.scoring.score`.
        instrument: the key.
    """
    scales = {scale.measure: scale for scale in instrument.scale}
    counted = scores.filter(pl.col("score").is_not_null())["scale"].value_counts()
    people = dict(counted.iter_rows())
    for family in _families(list(scales.values())):
        most = max(people.get(key, 0) for key in family)
        rare = {key for key in family if people.get(key, 0) < LEAST_ASKED * most}
        rare |= {key for key in family if rare & set(scales[key].composite_of)}
        scores = _unscored(scores, pl.col("scale").is_in(rare))
        for linked in _families([scales[key] for key in family if key not in rare]):
            inside = pl.col("scale").is_in(linked)
            gap = (inside & pl.col("score").is_null()).any().over("response_id")
            scores = _unscored(scores, inside & gap)
    for scale in scales.values():
        if is_total(scale, scales):
            scores = _added_up(scores, scale, scales)
    return scores


def _families(scales: list[Scale]) -> list[list[str]]:
    """Measure keys of scales that share items, a list for each set of them."""
    families: list[set[str]] = []
    for scale in scales:
        if scale.composite_of:
            own = {scale.measure, *scale.composite_of}
            joined = [family for family in families if family & own]
            apart = [family for family in families if not family & own]
            families = [*apart, own.union(*joined)]
    return [sorted(family) for family in families]


def _unscored(scores: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    return scores.with_columns(
        *(pl.when(~which).then(name).alias(name) for name in ("score", "native")),
        (pl.col("prorated") & ~which).alias("prorated"),
    )


def _added_up(
    scores: pl.DataFrame, scale: Scale, scales: dict[str, Scale]
) -> pl.DataFrame:
    items = {part: len(scales[part].items) for part in scale.composite_of}
    weight = pl.col("scale").replace_strict(items, default=0, return_dtype=pl.Float64)
    mean = (pl.col("score") * weight).sum().over("response_id") / len(scale.items)
    own = (pl.col("scale") == scale.measure) & pl.col("score").is_not_null()
    width = (scale.highest - scale.lowest) / HIGHEST_POINTS
    return scores.with_columns(
        pl.when(own).then(mean).otherwise("score").alias("score"),
        pl.when(own)
        .then(scale.lowest + mean * width)
        .otherwise("native")
        .alias("native"),
    )
