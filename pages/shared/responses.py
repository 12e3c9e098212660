"""Response: how many answered, by group and wave, in bands."""

from __future__ import annotations

import polars as pl

from analytics.interactive import share_limits
from charts.bands import short
from charts.grid import Square, grid
from charts.matrix import MARK_WORDS, MARKS
from charts.theme import Theme
from pages.shared import filters, queries
from pages.shared.figure import Drawn
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


def chosen(reader: Reader) -> pl.DataFrame:
    """The groups whose response is shown, as the reader chose: the organisation first.

    Teams are those of a programme that the reader may choose.
    """
    teams = filters.toggle("Groups", (ABOVE, TEAMS), key="groups") == TEAMS
    groups = queries.groups(reader)
    kept = groups if teams else groups.filter(pl.col("kind").is_in(HIGH))
    kept = filters.of_programme(kept) if teams else kept
    return kept.sort(
        pl.col("kind").replace_strict(RANK, default=9, return_dtype=pl.Int8),
        pl.col("label").str.to_lowercase(),
    )


def drawn(rates: pl.DataFrame, groups: pl.DataFrame, theme: Theme) -> Drawn:
    """Bands of response by group and wave.

    `rates`: as `queries.response_by_group`; groups without a rate in it are left out.
    """
    waves = rates.select("wave_id", "wave_name", "first_day").unique()
    waves = waves.sort("first_day")
    there = groups.filter(pl.col("group_id").is_in(rates["group_id"].implode()))
    names = there["label"].to_list()
    of_cell = rates.select("wave_id", "group_id", "rate_band", "state").rows()
    cells = {(group, wave): rest for wave, group, *rest in of_cell}
    bands = [
        [cells.get((group, wave), (None, "missing")) for wave in waves["wave_id"]]
        for group in there["group_id"]
    ]
    squares = [[_square(*cell) for cell in line] for line in bands]
    table = {"Group": names} | {
        name: [_words(*line[place]) for line in bands]
        for place, name in enumerate(waves["wave_name"])
    }
    first = [_words(*cell) for cell in bands[0]] if bands else []
    said = listed(
        f"{name} {text}" for name, text in zip(waves["wave_name"], first, strict=False)
    )
    return Drawn(
        grid(names, waves["wave_name"].to_list(), squares, theme),
        pl.DataFrame(table),
        f"Response by group and wave. {names[0] if names else 'No group'}: {said}.",
    )


def _square(band: str | None, state: str) -> Square:
    if band is None:
        return Square(MARKS.get(state, "[x]"))
    lowest, _ = share_limits(band)
    return Square(short(band), 1 + sum(lowest >= end for end in RATE_ENDS))


def _words(band: str | None, state: str) -> str:
    return band or state_words(state, None)
