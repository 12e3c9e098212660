"""Scores across levels of load between shown teams, and where the slope changes."""

from __future__ import annotations

from typing import Final

import polars as pl

from analytics.relation_words import break_sentence
from analytics.segmented import Break, break_point, levels, round_edges
from definitions.measure import Measure
from etl.understand.asked import Asked
from etl.understand.shown_teams import Pair, ShownTeams

LEVEL_OF_LOAD: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "level_from": pl.Float64,
    "level_to": pl.Float64,
    "teams": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
}
BREAK_POINT: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "teams": pl.Int64,
    "claimed": pl.Boolean,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "p": pl.Float64,
    "sentence": pl.String,
}
KEY: Final = ["wave_id", "stressor", "outcome"]


def level_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """One row per wave x pair x level of the stressor; columns of LEVEL_OF_LOAD.

    Edges are multiples of the measure's own step, so nobody picks them after the fact.
    """
    rows = []
    for wave_id in shown.waves:
        for stressor, outcome in asked.pairs:
            pair = shown.pair(stressor, outcome, wave_id)
            edges = round_edges(pair.x, asked.measures[stressor].step)
            if edges.size == 0:
                continue
            found = levels(pair.x, pair.y, edges=edges, weight=pair.weight)
            rows += [
                {
                    "wave_id": wave_id,
                    "stressor": stressor,
                    "outcome": outcome,
                    "level_from": each.start,
                    "level_to": each.end,
                    "teams": each.rows,
                    "value": each.mean,
                    "lower": each.lower,
                    "upper": each.upper,
                }
                for each in found
            ]
    return pl.DataFrame(rows, schema=LEVEL_OF_LOAD).sort(*KEY, "level_from")


def break_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """One row per wave x pair; columns of BREAK_POINT. No level without a claim."""
    rows = [
        {
            "wave_id": wave_id,
            "stressor": stressor,
            "outcome": outcome,
            **_break(shown.pair(stressor, outcome, wave_id), asked, stressor, outcome),
        }
        for wave_id in shown.waves
        for stressor, outcome in asked.pairs
    ]
    return pl.DataFrame(rows, schema=BREAK_POINT).sort(KEY)


def _break(pair: Pair, asked: Asked, stressor: str, outcome: str) -> dict[str, object]:
    found = break_point(pair.x, pair.y, weight=pair.weight)
    measure = asked.measures[stressor]
    named: Break | None = found if found and found.claimed else None
    return {
        "teams": len(pair.x),
        "claimed": named is not None,
        "value": named.at if named else None,
        "lower": named.lower if named else None,
        "upper": named.upper if named else None,
        "p": found.p if found else None,
        "sentence": break_sentence(
            found,
            asked.names(stressor, outcome),
            at=written(measure, found.at) if found else "",
            ends=f"95 % {written(measure, found.lower)} to "
            f"{written(measure, found.upper)}"
            if found
            else "",
        ),
    }


def written(measure: Measure, value: float) -> str:
    """A figure of a measure as sentences write it."""
    if measure.format == "share":
        return f"{value * 100:.0f} %"
    return f"{value:.0f}" if measure.format == "whole" else f"{value:.1f}"
