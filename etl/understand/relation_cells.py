"""Rows of `relation`: every pair between shown teams, wave by wave and over all waves."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from analytics.between import detectable_r
from analytics.relation_words import between_sentence, slope_sentence
from analytics.signals import benjamini_hochberg
from analytics.two_level import Slope
from etl.understand.asked import SLICE, WINDOW, Asked, in_sentence, seed_of
from etl.understand.between_pair import Found, between_pair
from etl.understand.shown_teams import ALL_WAVES, LEAST_WAVES, ShownTeams

Row = dict[str, object]

RELATION: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "time_window": pl.String,
    "slice": pl.String,
    "level": pl.String,
    "position": pl.Int32,
    "family": pl.Boolean,
    "people": pl.Int64,
    "teams": pl.Int64,
    "r": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "slope": pl.Float64,
    "slope_lower": pl.Float64,
    "slope_upper": pl.Float64,
    "step": pl.Float64,
    "df": pl.Float64,
    "p": pl.Float64,
    "q": pl.Float64,
    "detectable": pl.Float64,
    "reliability": pl.Float64,
    "reading": pl.String,
    "sentence": pl.String,
    "slope_sentence": pl.String,
}
RELATION_KEY: Final = ["wave_id", "slice", "level", "position"]


def relation_cells(
    shown: ShownTeams, asked: Asked, *, part: str = SLICE
) -> pl.DataFrame:
    """One row per closed wave (and over all) x pair, sorted by wave and priority.

    The family of a wave is the named stressors x the primary outcome: their p are
    corrected together (Benjamini and Hochberg 1995). All else is exploratory, without q,
    and so is everything about a `part` of the organisation.
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
            row = relation_row(found, asked, stressor, outcome)
            rows.append(
                row
                | {
                    "wave_id": wave_id,
                    "position": position,
                    "slice": part,
                    "family": outcome == asked.primary
                    and wave_id != ALL_WAVES
                    and part == SLICE,
                    "reliability": reliable[outcome] if found.relation.r else None,
                }
            )
    return with_q(pl.DataFrame(rows, schema=RELATION))


def relation_row(
    found: Found, asked: Asked, stressor: str, outcome: str, *, units: str = "teams"
) -> Row:
    """What `relation` says of one pair, without its wave and place."""
    relation, names = found.relation, asked.names(stressor, outcome, units=units)
    step = asked.measures[stressor].step
    points = 100.0 if asked.measures[outcome].format == "share" else 1.0
    slope = by_step(found.slope, step)
    enough = relation.r is not None
    return {
        "stressor": stressor,
        "outcome": outcome,
        "time_window": WINDOW,
        "slice": SLICE,
        "level": "between",
        "teams": relation.teams,
        "r": relation.r,
        "lower": relation.lower,
        "upper": relation.upper,
        "slope": slope.value if slope else None,
        "slope_lower": slope.lower if slope else None,
        "slope_upper": slope.upper if slope else None,
        "step": step,
        "df": slope.df if slope else None,
        "p": slope.p if slope else None,
        "detectable": detectable_r(relation.teams) if enough else None,
        "reading": found.reading,
        "sentence": between_sentence(relation, found.slope, names),
        "slope_sentence": slope_sentence(
            by_step(slope, points),
            step=asked.step_words(stressor),
            outcome=in_sentence(asked.measures[outcome]),
        )
        if enough
        else "",
    }


def with_q(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with q within each wave's family, sorted."""
    parts = []
    for _, wave in rows.group_by("wave_id", "slice", maintain_order=True):
        p = wave["p"].cast(pl.Float64).fill_null(np.nan).to_numpy()
        own = wave["family"].to_numpy().astype(bool)
        q = benjamini_hochberg(np.where(own, p, np.nan))
        parts.append(wave.with_columns(pl.Series("q", q).fill_nan(None)))
    return pl.concat([pl.DataFrame(schema=RELATION), *parts]).sort(RELATION_KEY)


def by_step(slope: Slope | None, step: float) -> Slope | None:
    """A slope per unit as one per step of so many units."""
    if slope is None:
        return None
    lower = None if slope.lower is None else slope.lower * step
    upper = None if slope.upper is None else slope.upper * step
    return Slope(
        slope.value * step, slope.error * step, slope.df, lower, upper, slope.p
    )
