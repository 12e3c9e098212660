"""Figures that arrive aggregated, as rows that may be published: as supplied."""

from __future__ import annotations

import polars as pl

from etl.disclosure.rows import ESTIMATE, ESTIMATE_KEY


def official_estimates(cells: pl.DataFrame) -> pl.DataFrame:
    """Rows of the estimate table from the mart `official_cell`.

    Official figures are shown as supplied: no rounding, no minimum. A group above the
    units divides the sums over its units. A unit whose figure was suppressed at the
    source is missing, never zero.
    """
    shown = (pl.col("units") > 0) & (pl.col("denominator") > 0)

    def if_shown(value: pl.Expr) -> pl.Expr:
        return pl.when(shown).then(value)

    return (
        cells.with_columns(
            if_shown(pl.col("numerator") / pl.col("denominator")).alias("value"),
            if_shown(pl.col("n").round().cast(pl.Int64)).alias("n"),
            if_shown(pl.col("denominator")).alias("denominator"),
            if_shown(pl.col("units") / pl.col("expected_units")).alias("completeness"),
            pl.when(shown)
            .then(pl.lit("shown"))
            .otherwise(pl.lit("missing"))
            .alias("state"),
            pl.lit("official").alias("origin"),
            *(
                pl.lit(None).alias(name)
                for name in (
                    "band",
                    "lower",
                    "upper",
                    "n_band",
                    "basis",
                    "shown_in",
                    "reading",
                )
            ),
        )
        .select(pl.col(name).cast(kind) for name, kind in ESTIMATE.items())
        .sort(ESTIMATE_KEY)
    )
