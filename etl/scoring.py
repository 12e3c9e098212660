"""Survey answers to scores: by the instrument's own formula, and on 0 to 100.

Every raw value becomes its points (a reversed item 100 less its points). The score on 0
to 100 is the mean of the answered items' points; the own score is the same on the
scale's own ends, which is its mean or its sum, prorated where items are unanswered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from definitions.instruments import Instrument
from definitions.scales import HIGHEST_POINTS, Scale
from etl.errors import UserError
from etl.score_checks import REFUSED, refuse_long, refuse_twice, refuse_wide
from etl.score_points import answered, points_of, total
from etl.score_sums import placed, response_sums

SCORES: Final = {
    "response_id": pl.UInt64,
    "scale": pl.String,
    "score": pl.Float64,
    "answered": pl.Int64,
    "items": pl.Int64,
    "native": pl.Float64,
    "prorated": pl.Boolean,
}
# what a column of `score_wide` holds, by how its name ends
ENDINGS: Final = {
    "score": "",
    "native": "_native",
    "answered": "_answered",
    "prorated": "_prorated",
}
# Sums in another order may differ in the last bits; nobody's score has ten decimals.
DECIMALS: Final = 9


def score(answers: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """Scores, one row per response x scale, sorted by both; columns of `SCORES`.

    `score` is on 0 to 100, `native` on the instrument's own scale; both are null with
    fewer answered items than the instrument asks for. `prorated`: scored although
    items are unanswered. A response without any answer to the instrument has no row.

    Args:
        answers: response_id, item, value; one row per response x item, value null or
            the row absent where unanswered. Items of other instruments are passed over.
        instrument: the key, in the coding of the answers.

    Raises:
        UserError: a value outside the coding (exit code 3), or an item twice in one
            response. Names item and count, never a respondent.
    """
    own = placed(answers, instrument)
    refuse_long(own, instrument)
    sums = response_sums(own, instrument)
    if sums["_twice"].any():
        refuse_twice(own, instrument)
    frames = [
        sums.select(
            pl.col("response_id").cast(pl.UInt64),
            pl.lit(scale.measure).alias("scale"),
            **_scored(scale),
        )
        for scale in sorted(instrument.scale, key=lambda scale: scale.measure)
    ]
    found = pl.concat(frames).sort("response_id", maintain_order=True)
    return found.select(pl.col(name).cast(kind) for name, kind in SCORES.items())


def score_wide(
    frame: pl.DataFrame,
    instrument: Instrument,
    columns: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Scores, one row per row of `frame`, in its order.

    For each scale: `<measure>` on 0 to 100, `<measure>_native` on the instrument's own
    scale, `<measure>_answered` items, `<measure>_prorated`.

    Args:
        frame: one row per respondent; a numeric column per item, null where unanswered.
        instrument: the key, in the coding of the answers.
        columns: item code -> column of the frame; the codes themselves if None.

    Raises:
        UserError: items without a column, or a value outside the coding; exit code 3.
    """
    values = item_values(frame, instrument, columns)
    refuse_wide(values, instrument)
    found = []
    for scale in instrument.scale:
        points = [points_of(instrument, scale, item) for item in scale.items]
        sums = values.select(
            pl.sum_horizontal(points).alias(total(scale)),
            pl.sum_horizontal(
                pl.col(item).is_not_null().cast(pl.Int64) for item in scale.items
            ).alias(answered(scale)),
        )
        parts = _scored(scale)
        found.append(
            sums.select(
                parts[part].alias(scale.measure + ending)
                for part, ending in ENDINGS.items()
            )
        )
    return pl.concat(found, how="horizontal")


def item_values(
    frame: pl.DataFrame,
    instrument: Instrument,
    columns: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """The answers as floats, a column per item code, null where unanswered.

    Raises:
        UserError: items without a column, all named; exit code 3.
    """
    given = columns or {item: item for item in instrument.items}
    absent = [item for item in instrument.items if given.get(item) not in frame.columns]
    if absent:
        raise UserError(
            f"{instrument.name}: {len(absent)} item(s) missing: {', '.join(absent)}",
            exit_code=REFUSED,
        )
    return frame.select(
        pl.col(given[item]).cast(pl.Float64).fill_nan(None).alias(item)
        for item in instrument.items
    )


def _scored(scale: Scale) -> dict[str, pl.Expr]:
    """What is said of a scale, from its total of points and its answered items."""
    given, items = pl.col(answered(scale)).cast(pl.Int64), len(scale.items)
    enough = given >= scale.least_answered
    points = pl.when(enough).then((pl.col(total(scale)) / given).round(DECIMALS))
    width = (scale.highest - scale.lowest) / HIGHEST_POINTS
    return {
        "score": points,
        "answered": given,
        "items": pl.lit(items, dtype=pl.Int64),
        "native": (scale.lowest + points * width).round(DECIMALS),
        "prorated": enough & (given < items),
    }
