"""The method over all waves, as a paragraph that could stand in a report."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.relation_words import plain
from etl.understand.asked import Asked, in_sentence
from etl.understand.shown_teams import ALL_WAVES

FINDING: Final = 0.05
TOLD: Final = ("more", "less")


def over_lines(relation: pl.DataFrame, within: pl.DataFrame, asked: Asked) -> list[str]:
    """A line a sentence, with the exact numbers; none where no wave stands with another.

    Args:
        relation: rows between teams.
        within: rows within teams, those over all waves too.
        asked: the pairs.
    """
    of_family = (pl.col("wave_id") == ALL_WAVES) & pl.col("family")
    between, inner = (
        rows.filter(of_family & pl.col("r").is_not_null())
        for rows in (relation, within)
    )
    return [*_between(between, asked), *_within(inner, asked)]


def _between(rows: pl.DataFrame, asked: Asked) -> list[str]:
    if rows.is_empty():
        return []
    return [
        (
            f"Between teams over all waves ({_span(rows, 'waves')} of them), each team "
            "counts once, with the mean of its waves after each wave's own weighted mean "
            f"was taken off both sides: {_span(rows, 'teams')} teams, of shown cells alone."
        ),
        f"{_family(rows, asked)} {_power(rows, 'teams')}",
    ]


def _within(rows: pl.DataFrame, asked: Asked) -> list[str]:
    if rows.is_empty():
        return []
    return [
        (
            "Within teams over all waves, the slope is the mean of the waves' released "
            f"slopes weighted by precision ({_span(rows, 'waves')} waves of at most "
            f"{_span(rows, 'people')} people). Its interval is as wide as if every wave "
            "had repeated the other, since mostly the same people answer: it covers at "
            "least 95 %. No answer of a closed wave was used again."
        ),
        f"{_family(rows, asked)} {_power(rows, 'people')}",
        (
            "Slopes between teams less those within them (contextual) have Welch's "
            "intervals and are exploratory."
        ),
    ]


def _family(rows: pl.DataFrame, asked: Asked) -> str:
    found = rows.filter((pl.col("q") < FINDING) & pl.col("reading").is_in(TOLD))
    primary = asked.measures.get(asked.primary)
    name = in_sentence(primary) if primary else asked.primary
    return (
        f"The p of the {rows.height} slopes on {name} were corrected together, apart from "
        f"those of each wave (Benjamini and Hochberg 1995): {found.height} had q under .05."
    )


def _power(rows: pl.DataFrame, who: str) -> str:
    sizes = rows["detectable"].drop_nulls().to_list()
    low, high = plain(min(sizes)), plain(max(sizes))
    span = low if low == high else f"{low} to {high}"
    return f"So many {who} show a correlation of {span} or more with 80 % power."


def _span(rows: pl.DataFrame, name: str) -> str:
    values = rows[name].drop_nulls().to_list()
    ends = sorted({min(values), max(values)}) if values else []
    return " to ".join(map(str, ends))
