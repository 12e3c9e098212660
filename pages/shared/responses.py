"""Response: how many answered, by group and wave, in bands."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics.interactive import share_limits
from charts.bands import short
from charts.grid import Square
from charts.matrix import MARK_WORDS, MARKS
from pages.shared import filters, queries
from pages.shared.reader import Reader
from pages.shared.words import listed, state_words

TEAMS, ABOVE = "All teams", "Programmes and above"
RANK = {"organisation": 0, "division": 1, "programme": 2, "unit": 3, "team": 4}
HIGH = ("organisation", "division", "programme")
# a rate's band to a shade: five steps from under 30 % to 80 % or over
RATE_ENDS = (0.3, 0.5, 0.6, 0.8)
LOOK_AT = (
    "Answered of invited, in per cent and in bands; never who. A rate stands only where "
    "the scores of the group stand, from 10 invited on. "
    + "; ".join(f"{mark} {MARK_WORDS[mark]}" for mark in ("[c]", "[x]"))
    + "."
)
METHOD = (
    "Answers in time of people invited, in ten-point bands, ends merged. A wave's "
    "rate is computed once when it is closed."
)


@dataclass(frozen=True)
class Field:
    """A field of cells and the table behind it."""

    names: list[str]
    heads: list[str]
    squares: list[list[Square]]
    table: pl.DataFrame
    alt: str


def response_field(reader: Reader, *, teams: bool) -> Field:
    """Bands of response by group and wave: the organisation first, then by level.

    Teams are those of a programme that the reader may choose.
    """
    rates, groups = queries.response_by_group(reader), queries.groups(reader)
    waves = rates.select("wave_id", "wave_name", "first_day").unique()
    waves = waves.sort("first_day")
    kept = groups if teams else groups.filter(pl.col("kind").is_in(HIGH))
    kept = filters.of_programme(kept) if teams else kept
    kept = kept.filter(pl.col("group_id").is_in(rates["group_id"].implode()))
    kept = kept.sort(
        pl.col("kind").replace_strict(RANK, default=9, return_dtype=pl.Int8),
        pl.col("label").str.to_lowercase(),
    )
    cells = {
        (group, wave): (band, state)
        for wave, group, band, state in rates.select(
            "wave_id", "group_id", "rate_band", "state"
        ).rows()
    }
    ids, names = kept["group_id"].to_list(), kept["label"].to_list()
    squares = [
        [
            _rate_square(*cells.get((group, wave), (None, "missing")))
            for wave in waves["wave_id"]
        ]
        for group in ids
    ]
    table = pl.DataFrame(
        {"Group": names}
        | {
            name: [
                _rate_words(*cells.get((group, wave), (None, "missing")))
                for group in ids
            ]
            for wave, name in waves.select("wave_id", "wave_name").rows()
        }
    )
    first = [square.text for square in squares[0]] if squares else []
    said = listed(
        f"{name} {text}" for name, text in zip(waves["wave_name"], first, strict=False)
    )
    alt = f"Response by group and wave. {names[0] if names else 'No group'}: {said}."
    return Field(names, waves["wave_name"].to_list(), squares, table, alt)


def _rate_square(band: str | None, state: str) -> Square:
    if band is None:
        return Square(MARKS.get(state, "[x]"))
    lowest, _ = share_limits(band)
    return Square(short(band), 1 + sum(lowest >= end for end in RATE_ENDS))


def _rate_words(band: str | None, state: str) -> str:
    return band or state_words(state, None)
