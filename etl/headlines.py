"""The finding in words that opens a page, made from published figures alone.

No group under the minimum can leak: only cells that are shown enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import polars as pl

from analytics.signals import benjamini_hochberg, past_level
from definitions.measures import Measure, measures

NUMBER_WORDS: Final = (
    *("No", "One", "Two", "Three", "Four", "Five"),
    *("Six", "Seven", "Eight", "Nine", "Ten"),
)
HEADLINE: Final = {
    "group_id": pl.String,
    "position": pl.Int32,
    "sentence": pl.String,
}
NAMED: Final = 4  # teams named below the headline
FALSE_DISCOVERIES: Final = 0.05


def figure(value: float, measure: Measure) -> str:
    """A figure as it stands in a sentence: 31.4, 38 %, 46."""
    if measure.format == "share":
        return f"{value:.0%}".replace("%", " %")
    return f"{value:.0f}" if measure.format == "whole" else f"{value:.1f}"


def _count(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def agreed_months(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    reference: pl.DataFrame,
    headline_measures: Sequence[str],
) -> pl.DataFrame:
    """Shown months of teams, for headline measures with an agreed level of theirs.

    One row per measure x team x month: measure, group_id, name, period_start, value,
    level, and `sign`: 1 where more is strain, -1 where more protects.
    """
    known = measures()
    sign = {
        key: -1.0 if known[key].direction == "protects" else 1.0
        for key in headline_measures
        if known[key].direction != "none"
    }
    teams = groups.filter((pl.col("kind") == "team") & (pl.col("split") == "none"))
    agreed = reference.filter("agreed").select("measure", "group_id", level="value")
    return (
        estimate.filter(
            pl.col("measure").is_in(list(sign))
            & (pl.col("period_kind") == "month")
            & (pl.col("state") == "shown")
        )
        .join(teams.select("group_id", "name"), on="group_id")
        .join(agreed, on=["measure", "group_id"])
        .with_columns(
            pl.col("measure")
            .replace_strict(sign, default=1.0, return_dtype=pl.Float64)
            .alias("sign")
        )
        .select("measure", "group_id", "name", "period_start", "value", "level", "sign")
        .sort("measure", "group_id", "period_start")
    )


def past_their_level(months: pl.DataFrame) -> pl.DataFrame:
    """Teams whose last three months lie surely past an agreed level, surest first.

    q < .05 by Benjamini and Hochberg over teams x measures, on "the mean of the last
    three months is not past the level". One row per measure x team: measure, group_id,
    name, value, level, q, since (the first of the months in a row past the level;
    wording, not a criterion).
    """
    columns = ["measure", "group_id", "name", "value", "level", "q", "since"]
    if months.is_empty():
        return months.with_columns(q=pl.lit(0.0), since="period_start").select(columns)
    past = (pl.col("value") - pl.col("level")) * pl.col("sign") > 0
    key = ["measure", "group_id"]
    latest = (
        months.sort("period_start", descending=True)
        .with_columns(past.cum_min().over(key).alias("in_a_row"))
        .with_columns(
            pl.when("in_a_row").then("period_start").min().over(key).alias("since")
        )
        .unique(key, keep="first", maintain_order=True)
        .sort(key)
    )
    wide = (
        months.with_columns(pl.col("value") * pl.col("sign"))
        .pivot("period_start", index=key, values="value", sort_columns=True)
        .sort(key)
    )
    p = past_level(
        wide.drop(key).cast(pl.Float64).to_numpy(),
        (latest["level"] * latest["sign"]).to_numpy(),
    )
    q = pl.Series("q", np.nan_to_num(benjamini_hochberg(p), nan=1.0))
    return (
        latest.with_columns(q)
        .filter((pl.col("q") < FALSE_DISCOVERIES) & pl.col("in_a_row"))
        .sort("q", "name")
        .select(columns)
    )


def team_sentence(row: dict[str, object]) -> str:
    """What is past its level in a team, since when, and how much it is now."""
    measure = measures()[str(row["measure"])]
    side = "below" if measure.direction == "protects" else "above"
    label = measure.label[0].lower() + measure.label[1:]
    have = "have" if label.endswith("s") and " " in label else "has"
    return (
        f"{row['name']}: {label} {have} been {side} the agreed level of "
        f"{figure(float(str(row['level'])), measure)} since {row['since']:%B %Y}, "
        f"now {figure(float(str(row['value'])), measure)}."
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

    Without an agreed level for a headline measure, or any month of one, there are none.
    """
    months = agreed_months(estimate, groups, reference, headline_measures)
    if months.is_empty():
        return pl.DataFrame(schema=HEADLINE)
    found = past_their_level(months)
    teams = found["group_id"].n_unique()
    noun, verb = ("team", "is") if teams == 1 else ("teams", "are")
    who = f"{_count(teams)} {noun} {verb}" if teams else "No team is"
    sentences = [f"{who} past an agreed level, judged by the last three months."]
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
