"""The finding in words that opens a page, made from published figures alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from definitions.measures import Measure, measures

NUMBER_WORDS: Final = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
)
HEADLINE: Final = {
    "group_id": pl.String,
    "position": pl.Int32,
    "sentence": pl.String,
}
NAMED: Final = 4  # teams named below the headline


def figure(value: float, measure: Measure) -> str:
    """A figure as it stands in a sentence: 31.4, 38 %, 46."""
    if measure.format == "share":
        return f"{value:.0%}".replace("%", " %")
    return f"{value:.0f}" if measure.format == "whole" else f"{value:.1f}"


def _count(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def strained(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    reference: pl.DataFrame,
    headline_measures: Sequence[str],
) -> pl.DataFrame:
    """Teams whose latest month lies surely on the strained side of its reference.

    One row per team x headline measure, furthest from the reference first: group_id,
    name, measure, value, reference, agreed, since. `since`: the first of the months in
    a row, up to the latest, with the value on that side; wording, never a criterion.
    """
    known = measures()
    keys = [key for key in headline_measures if known[key].direction != "none"]
    strain = {key: known[key].direction == "strain" for key in keys}
    steps = {key: known[key].step for key in keys}
    teams = groups.filter((pl.col("kind") == "team") & (pl.col("split") == "none"))
    months = (
        estimate.filter(
            pl.col("measure").is_in(keys)
            & (pl.col("period_kind") == "month")
            & (pl.col("state") == "shown")
        )
        .join(teams.select("group_id", "name"), on="group_id")
        .join(
            reference.rename({"value": "reference"}),
            on=["measure", "group_id"],
        )
    )
    if months.is_empty():
        return months.with_columns(since=pl.col("period_start")).clear()
    is_strain = pl.col("measure").replace_strict(strain, return_dtype=pl.Boolean)
    above = pl.col("value") > pl.col("reference")
    latest = months["period_start"].max()
    return (
        months.sort(
            "measure", "group_id", "period_start", descending=[False, False, True]
        )
        .with_columns(
            pl.when(is_strain)
            .then(above)
            .otherwise(pl.col("value") < pl.col("reference"))
            .alias("strained"),
            pl.when(is_strain)
            .then(pl.col("reading") == "over")
            .otherwise(pl.col("reading") == "under")
            .fill_null(value=False)
            .alias("sure"),
        )
        .with_columns(
            pl.col("strained").cum_min().over("measure", "group_id").alias("in_a_row")
        )
        .with_columns(
            pl.when("in_a_row")
            .then("period_start")
            .min()
            .over("measure", "group_id")
            .alias("since")
        )
        .filter(pl.col("sure") & (pl.col("period_start") == latest))
        .with_columns(
            (
                (pl.col("value") - pl.col("reference")).abs()
                / pl.col("measure").replace_strict(steps, return_dtype=pl.Float64)
            ).alias("distance")
        )
        .sort("distance", "name", descending=[True, False])
    )


def team_sentence(row: dict[str, object]) -> str:
    """What is strained in a team, since when, and how much."""
    measure = measures()[str(row["measure"])]
    value = figure(float(str(row["value"])), measure)
    level = figure(float(str(row["reference"])), measure)
    side = "above" if measure.direction == "strain" else "below"
    against = "the agreed level" if row["agreed"] else "the organisation's first year"
    since = row["since"]
    when = f" since {since:%B %Y}" if since is not None else ""
    return (
        f"{row['name']}: {measure.label[0].lower() + measure.label[1:]} has been {side} "
        f"{against} ({level}){when}, now {value}."
    )


def headlines(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    reference: pl.DataFrame,
    *,
    root: str,
    headline_measures: Sequence[str],
) -> pl.DataFrame:
    """Sentences for the organisation's page (position 0 its headline) and each team's.

    Without a headline measure, or any month of one, there are none.
    """
    found = strained(estimate, groups, reference, headline_measures)
    measured = estimate.filter(
        pl.col("measure").is_in(list(headline_measures))
        & (pl.col("period_kind") == "month")
        & (pl.col("state") == "shown")
    )
    if measured.is_empty():
        return pl.DataFrame(schema=HEADLINE)
    teams = found["group_id"].n_unique()
    noun, verb = ("team", "is") if teams == 1 else ("teams", "are")
    latest = measured.select(pl.col("period_start").max().dt.strftime("%B %Y")).item()
    who = f"{_count(teams)} {noun} {verb}" if teams else "No team is"
    first_sentence = (
        f"{who} surely above an agreed level, or under more strain than the "
        f"organisation's first year, in {latest}."
    )
    sentences = [first_sentence]
    first = found.unique("group_id", keep="first", maintain_order=True)
    sentences += [team_sentence(row) for row in first.head(NAMED).to_dicts()]
    rows = [
        {"group_id": root, "position": place, "sentence": one}
        for place, one in enumerate(sentences)
    ]
    for (team,), own in found.group_by("group_id", maintain_order=True):
        rows += [
            {"group_id": str(team), "position": place, "sentence": team_sentence(row)}
            for place, row in enumerate(own.to_dicts())
        ]
    return pl.DataFrame(rows, schema=HEADLINE)
