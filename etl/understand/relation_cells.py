"""Rows of `relation`: every pair between shown teams, wave by wave and over all waves."""

from __future__ import annotations

import polars as pl

from analytics.relation_words import between_sentence
from etl.understand.asked import SLICE, WINDOW, Asked, seed_of
from etl.understand.between_pair import Found, between_pair
from etl.understand.relation_rows import (
    RELATION,
    RELATION_KEY,
    Row,
    Told,
    corrected,
    relation_row,
)
from etl.understand.shown_teams import ALL_WAVES, LEAST_WAVES, ShownTeams


def relation_cells(
    shown: ShownTeams, asked: Asked, *, part: str = SLICE
) -> pl.DataFrame:
    """One row per closed wave (and over all) x pair, sorted by wave and priority.

    The family of a wave is the named stressors x the primary outcome: their p are
    corrected together (Benjamini and Hochberg 1995), and those over all waves together.
    All else is exploratory, without q, and so is everything about a `part`.
    """
    waves = list(shown.waves)
    if len(waves) >= LEAST_WAVES:
        waves.append(ALL_WAVES)
    rows = []
    for wave_id in waves:
        seed = seed_of(wave_id, WINDOW)
        reliable = {y: shown.reliability(y, wave_id) for y in asked.outcomes}
        for position, (stressor, outcome) in enumerate(asked.pairs, start=1):
            pair = shown.pair(stressor, outcome, wave_id)
            found = between_pair(pair, seed=seed)
            together = wave_id == ALL_WAVES and found.relation.r is not None
            several = shown.waves_with(stressor, outcome) if together else None
            rows.append(
                between_row(found, asked, stressor, outcome, waves=several)
                | {
                    "wave_id": wave_id,
                    "position": position,
                    "slice": part,
                    "family": outcome == asked.primary and part == SLICE,
                    "reliability": reliable[outcome] if found.relation.r else None,
                }
            )
    return with_q(pl.DataFrame(rows, schema=RELATION))


def between_row(
    found: Found,
    asked: Asked,
    stressor: str,
    outcome: str,
    *,
    units: str = "teams",
    waves: int | None = None,
) -> Row:
    """What `relation` says of one pair between teams, without its wave and place."""
    relation, names = found.relation, asked.names(stressor, outcome, units=units)
    told = Told(
        teams=relation.teams,
        r=relation.r,
        lower=relation.lower,
        upper=relation.upper,
        slope=found.slope,
        detectable=relation.detectable,
        reading=found.reading,
        sentence=between_sentence(relation, found.slope, names),
        waves=waves,
    )
    return relation_row(told, asked, stressor, outcome, level="between")


def with_q(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with q within each wave's family, sorted."""
    parts = [
        corrected(wave)
        for _, wave in rows.group_by("wave_id", "slice", maintain_order=True)
    ]
    return pl.concat([pl.DataFrame(schema=RELATION), *parts]).sort(RELATION_KEY)
