"""What colours and readings refer to: an agreed level, or the organisation's beginning."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from definitions.measures import Measure
from definitions.measures import measures as every_measure
from etl.disclosure.rows import ESTIMATE
from etl.settings import AgreedLevel, Settings

MONTHS_A_YEAR: Final = 12
QUARTERS_A_YEAR: Final = 4
REFERENCE: Final = {
    "measure": pl.String,
    "group_id": pl.String,
    "value": pl.Float64,
    "agreed": pl.Boolean,
    "text": pl.String,
}


def own_beginnings(cells: pl.DataFrame, root: str) -> pl.DataFrame:
    """The organisation's own first year of each measure: measure, value, text.

    Sums of the first twelve months' numerators over their denominators (four quarters
    for measures without months, one year for yearly ones), times the measure's factor.
    `cells` as the rollup; a measure the organisation has no cell of has no row.
    """
    factors = {measure.key: measure.factor for measure in every_measure().values()}
    factor = pl.col("measure").replace_strict(
        factors, default=1.0, return_dtype=pl.Float64
    )
    own = cells.filter(
        (pl.col("group_id") == root)
        & (pl.col("period_kind") != "wave")
        & (pl.col("denominator") > 0)
    )
    order = {"month": 0, "quarter": 1, "year": 2}
    finest = (
        own.with_columns(
            pl.col("period_kind").replace_strict(order, default=3).alias("rank")
        )
        .filter(pl.col("rank") == pl.col("rank").min().over("measure"))
        .sort("measure", "period_start")
        .with_columns(pl.int_range(pl.len()).over("measure").alias("place"))
    )
    year = pl.col("rank").replace_strict(
        {0: MONTHS_A_YEAR, 1: QUARTERS_A_YEAR}, default=1
    )
    return (
        finest.filter(pl.col("place") < year)
        .group_by("measure", maintain_order=True)
        .agg(
            (pl.col("numerator").sum() / pl.col("denominator").sum()).alias("value"),
            pl.col("period_start").min().dt.strftime("%b %Y").alias("first"),
            pl.col("period_end").max().dt.strftime("%b %Y").alias("last"),
        )
        .select(
            "measure",
            pl.col("value") * factor,
            pl.format(
                "the organisation's own first year ({} to {})", "first", "last"
            ).alias("text"),
        )
    )


def first_wave(estimate: pl.DataFrame, root: str) -> pl.DataFrame:
    """The organisation's first closed wave, as published: measure, value, text."""
    own = estimate.filter(
        (pl.col("group_id") == root)
        & (pl.col("origin") == "answers")
        & (pl.col("state") == "shown")
    ).sort("measure", "period_start")
    return own.unique("measure", keep="first", maintain_order=True).select(
        "measure",
        "value",
        pl.format(
            "the organisation's own first wave ({})",
            pl.col("period_start").dt.strftime("%b %Y"),
        ).alias("text"),
    )


def _agreed_text(level: AgreedLevel) -> str:
    return f"the agreed level ({level.level:g}, set by {level.set_by}, {level.set_on:%b %Y})"


def references(
    beginnings: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    measures: Iterable[Measure],
    settings: Settings,
) -> pl.DataFrame:
    """One row per measure x group: measure, group_id, value, agreed, text.

    A level agreed for the group's service model goes before one agreed for all, that
    before the organisation's own beginning; of two that contradict each other the one
    agreed on later. A measure with neither has no row. What is high by purpose in some
    teams is compared with peers: the organisation's beginning is no reference for them.
    """
    defined = list(measures)
    unsplit = groups.filter(pl.col("split") == "none")
    among_peers = [each.key for each in defined if each.compared == "with peers"]
    whole = pl.col("kind") == "organisation"
    found = (
        beginnings.join(unsplit.select("group_id", "kind"), how="cross")
        .filter(whole | ~pl.col("measure").is_in(among_peers))
        .drop("kind")
        .with_columns(pl.lit(value=False).alias("agreed"))
    )
    known = {measure.key for measure in defined}
    levels = sorted(
        (level for level in settings.agreed_level if level.measure in known),
        key=lambda level: (level.service_model is not None, level.set_on),
    )
    for level in levels:
        held = unsplit
        if level.service_model is not None:
            held = unsplit.filter(pl.col("service_model") == level.service_model)
        rows = held.select(
            pl.lit(level.measure).alias("measure"),
            "group_id",
            pl.lit(level.level).alias("value"),
            pl.lit(_agreed_text(level)).alias("text"),
            pl.lit(value=True).alias("agreed"),
        )
        found = pl.concat([found, rows.select(found.columns)])
    return (
        found.select(pl.col(name).cast(kind) for name, kind in REFERENCE.items())
        .unique(["measure", "group_id"], keep="last", maintain_order=True)
        .sort("measure", "group_id")
    )


def with_readings(estimate: pl.DataFrame, reference: pl.DataFrame) -> pl.DataFrame:
    """The estimates with `reading`: over, under or cannot_tell, by each group's own.

    Over when the figure and its whole interval lie above the reference, under when
    below it; a figure without an interval has no reading. Split groups are read
    against their node's reference. What is compared on its upper side is never under.
    """
    upwards = [
        measure.key
        for measure in every_measure().values()
        if measure.compared == "upper side"
    ]
    below = pl.max_horizontal("upper", "value") < pl.col("level")
    node = pl.col("group_id").str.split(":role:").list.first()
    joined = estimate.with_columns(node.alias("node_id")).join(
        reference.select(
            "measure",
            pl.col("group_id").alias("node_id"),
            pl.col("value").alias("level"),
        ),
        on=["measure", "node_id"],
        how="left",
    )
    return joined.with_columns(
        pl.when(pl.min_horizontal("lower", "value") > pl.col("level"))
        .then(pl.lit("over"))
        .when(below & ~pl.col("measure").is_in(upwards))
        .then(pl.lit("under"))
        .when(pl.col("lower").is_not_null() & pl.col("level").is_not_null())
        .then(pl.lit("cannot_tell"))
        .alias("reading")
    ).select(list(ESTIMATE))
