"""Survey answers to scores: one row per questionnaire and scale."""

import polars as pl

from definitions.instruments import Instrument, Scale
from etl.errors import UserError

SCORES = {
    "response_id": pl.UInt64,
    "scale": pl.String,
    "score": pl.Float64,
    "answered": pl.Int64,
    "items": pl.Int64,
}
REFUSED = 3


def score(answers: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """Scores on 0 to 100, one row per response x scale, sorted by both.

    Each raw value becomes its points (reversed items: 100 less points); the score is
    the mean of the answered items of a scale, null with fewer answered items than the
    instrument asks for. A response with no answer to an instrument's items has no row.

    Args:
        answers: response_id, item, value; one row per response x item, value null or
            the row absent where unanswered. Items of other instruments are passed over.
        instrument: the key.

    Raises:
        UserError: a value outside the coding (exit code 3), or an item twice in one
            response. Names item and count, never a respondent.
    """
    own = answers.filter(
        pl.col("item").is_in(instrument.items), pl.col("value").is_not_null()
    )
    _check(own, instrument)
    points = {float(raw): points for raw, points in instrument.raw.points.items()}
    worth = own.with_columns(pl.col("value").cast(pl.Float64).replace(points))
    frames = [_scale_scores(worth, scale) for scale in instrument.scale]
    return pl.concat(frames).sort("response_id", "scale")


def _scale_scores(worth: pl.DataFrame, scale: Scale) -> pl.DataFrame:
    """Scores of one scale for every response of `worth`."""
    of_scale = worth.filter(pl.col("item").is_in(scale.items)).with_columns(
        pl.when(pl.col("item").is_in(scale.reversed))
        .then(100 - pl.col("value"))
        .otherwise(pl.col("value"))
        .alias("value")
    )
    means = of_scale.group_by("response_id").agg(
        pl.col("value").sum().alias("total"), pl.len().cast(pl.Int64).alias("answered")
    )
    enough = pl.col("answered") >= scale.least_answered
    return (
        worth.select("response_id")
        .unique()
        .join(means, on="response_id", how="left")
        .with_columns(pl.col("answered").fill_null(0))
        .select(
            pl.col("response_id").cast(pl.UInt64),
            pl.lit(scale.measure).alias("scale"),
            pl.when(enough)
            .then(pl.col("total") / pl.col("answered"))
            .otherwise(None)
            .cast(pl.Float64)
            .alias("score"),
            "answered",
            pl.lit(len(scale.items), dtype=pl.Int64).alias("items"),
        )
    )


def _check(answers: pl.DataFrame, instrument: Instrument) -> None:
    valid = [float(raw) for raw in instrument.raw.points]
    outside = answers.filter(~pl.col("value").cast(pl.Float64).is_in(valid))
    problems = [
        f"{item}: {count} answer(s) outside {instrument.raw.lowest} to "
        f"{instrument.raw.highest}"
        for item, count in outside.group_by("item").len().sort("item").iter_rows()
    ]
    if problems:
        problems.append(_likely_fix(outside, answers, instrument))
        raise UserError(
            "\n".join([f"{instrument.name}: cannot be scored", *problems]),
            exit_code=REFUSED,
        )
    twice = answers.group_by("response_id", "item").len().filter(pl.col("len") > 1)
    if twice.height:
        items = ", ".join(sorted(set(twice["item"])))
        raise UserError(
            f"{instrument.name}: {twice.height} response(s) answer an item twice "
            f"({items}); load each response once",
            exit_code=REFUSED,
        )


def _likely_fix(
    outside: pl.DataFrame, answers: pl.DataFrame, instrument: Instrument
) -> str:
    """What most likely went wrong with the coding, as a next step."""
    raw = instrument.raw
    steps = raw.highest - raw.lowest
    found = answers["value"].cast(pl.Float64)
    wrong = outside["value"].cast(pl.Float64)
    likely_missing = wrong.is_in([-99.0, -9.0, -1.0, 9.0, 99.0, 999.0])
    if likely_missing.all():
        return "these look like codes for 'not answered': name them in the profile"
    if found.is_in([float(step) for step in range(steps + 1)]).all():
        return (
            f"the file seems coded 0 to {steps}: recode to {raw.lowest} "
            f"({raw.lowest_means}) to {raw.highest} ({raw.highest_means})"
        )
    if found.is_in(list(raw.points.values())).all():
        return "the file seems to hold points already: export the raw answers instead"
    return (
        f"check the coding: {raw.lowest} = {raw.lowest_means}, "
        f"{raw.highest} = {raw.highest_means}"
    )
