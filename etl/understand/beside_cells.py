"""Pairs beside others, between shown teams: taken out, buffering, weights, and lag."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl

from analytics.buffering import buffering
from analytics.drivers import Drivers, drivers, most_predictors, relative_weights
from analytics.lag import lag
from analytics.partial import correlations, partial
from analytics.team_sums import Floats, team_sums
from etl.understand.asked import Asked, seed_of
from etl.understand.shown_teams import ALL_WAVES, ShownTeams

Row = dict[str, object]
DRAWS: Final = 1000
FLOATS_DRIVER: Final = (
    "weight",
    "lower",
    "upper",
    "relative",
    "rank_kept",
    "noise",
    "r2",
)
KEYS: Final = {"wave_id": pl.String, "stressor": pl.String, "outcome": pl.String}
ADJUSTED: Final = KEYS | {
    "taken_out": pl.String,
    "teams": pl.Int64,
    **dict.fromkeys(("r", "lower", "upper", "detectable"), pl.Float64),
}
BUFFER: Final = KEYS | {
    "resource": pl.String,
    "teams": pl.Int64,
    **dict.fromkeys(
        ("value", "lower", "upper", "where_little", "where_much"), pl.Float64
    ),
}
DRIVER: Final = KEYS | {
    "level": pl.String,
    "position": pl.Int32,
    "sign": pl.Int32,
    "people": pl.Int64,
    "teams": pl.Int64,
    **dict.fromkeys(FLOATS_DRIVER, pl.Float64),
}
LAG: Final = {
    "stressor": pl.String,
    "outcome": pl.String,
    "waves": pl.Int64,
    "teams": pl.Int64,
    "direction": pl.String,
}


def adjusted_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """What stays of each pair once the set named beforehand is taken out.

    A stressor that is in the set is not taken out of itself. No rows without a set.
    """
    rows = []
    for wave_id in shown.waves if asked.taken_out else ():
        for stressor, outcome in asked.pairs:
            others = [key for key in asked.taken_out if key != stressor]
            x, y, weight, beside = _columns(shown, wave_id, stressor, outcome, others)
            found = partial(
                x, y, beside, size=weight, seed=seed_of(wave_id), draws=DRAWS
            )
            rows.append(
                {
                    "wave_id": wave_id,
                    "stressor": stressor,
                    "outcome": outcome,
                    "taken_out": ",".join(others),
                    "teams": found.teams,
                    "r": found.r,
                    "lower": found.lower,
                    "upper": found.upper,
                    "detectable": found.detectable,
                }
            )
    return pl.DataFrame(rows, schema=ADJUSTED).sort(*KEYS)


def buffer_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """Load x resource of the primary outcome; no row where it cannot be told."""
    rows: list[Row] = []
    for wave_id in shown.waves:
        for resource in asked.resources:
            for stressor in asked.stressors:
                if stressor == resource:
                    continue
                x, y, weight, beside = _columns(
                    shown, wave_id, stressor, asked.primary, [resource]
                )
                team = np.arange(len(x))
                found = buffering(x, beside[:, 0], y, team, weight=weight)
                if found is None or found.interaction.lower is None:
                    continue
                rows.append(
                    {
                        "wave_id": wave_id,
                        "stressor": stressor,
                        "outcome": asked.primary,
                        "resource": resource,
                        "teams": found.teams,
                        "value": found.interaction.value,
                        "lower": found.interaction.lower,
                        "upper": found.interaction.upper,
                        "where_little": found.where_little,
                        "where_much": found.where_much,
                    }
                )
    return pl.DataFrame(rows, schema=BUFFER).sort(*KEYS, "resource")


def driver_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """Weights of the first J / 10 named stressors, from 30 shown teams on.

    In their registered order, of those with figures; each team counts by its answers.
    """
    rows: list[Row] = []
    for wave_id in shown.waves:
        at = shown.waves.index(wave_id)
        for outcome in asked.outcomes:
            y = shown.side(outcome)[at]
            there = [
                key
                for key in asked.stressors
                if (~np.isnan(shown.side(key)[at] + y)).sum() > y.size // 2
            ]
            taken = there[: most_predictors(int((~np.isnan(y)).sum()))]
            if taken:
                rows += _driver_rows(shown, wave_id, outcome, taken)
    return pl.DataFrame(rows, schema=DRIVER).sort("wave_id", "outcome", "position")


def _driver_rows(
    shown: ShownTeams, wave_id: str, outcome: str, taken: list[str]
) -> list[Row]:
    first, *others = taken
    x, y, weight, beside = _columns(shown, wave_id, first, outcome, others)
    columns = np.column_stack([x, beside, y])
    columns = (
        columns - np.average(columns, axis=0, weights=weight) if len(y) else columns
    )
    held = np.column_stack([np.ones(len(y)), columns])
    sums = team_sums(held, np.arange(len(y)), len(y), weight=weight)
    found = drivers(sums, seed=seed_of(wave_id, outcome), draws=DRAWS)
    if found is None:
        return []
    whole = correlations(columns, weight)
    relative = relative_weights(whole[:-1, :-1], whole[:-1, -1])
    return [
        driver_row(found, relative, place)
        | {"wave_id": wave_id, "outcome": outcome, "stressor": key}
        for place, key in enumerate(taken)
    ]


def driver_row(
    found: Drivers, relative: Floats, place: int, *, level: str = "between"
) -> Row:
    """What `driver` says of one stressor, without wave, outcome and stressor."""
    return {
        "level": level,
        "position": place + 1,
        "weight": float(found.weight[place]),
        "lower": float(found.lower[place]),
        "upper": float(found.upper[place]),
        "relative": float(relative[place]),
        "sign": int(found.sign[place]),
        "rank_kept": float(found.rank_kept[place]),
        "noise": found.noise,
        "r2": found.r2,
        "teams": found.teams,
    }


def lag_cells(shown: ShownTeams, asked: Asked) -> pl.DataFrame:
    """What came first of each pair, by team; no row under three waves with both."""
    rows: list[Row] = []
    number, unit = np.divmod(
        np.arange(len(shown.waves) * len(shown.groups)), max(len(shown.groups), 1)
    )
    for stressor, outcome in asked.pairs:
        load, score = shown.side(stressor).ravel(), shown.side(outcome).ravel()
        if np.isnan(load).all() or np.isnan(score).all():
            continue
        found = lag(load, score, unit, wave=number)
        if found is None:
            continue
        teams = found.load_first.people
        enough = teams >= 10  # noqa: PLR2004  (as every relation)
        rows.append(
            {
                "stressor": stressor,
                "outcome": outcome,
                "waves": found.waves,
                "teams": teams,
                "direction": found.direction if enough else "cannot tell",
            }
        )
    return pl.DataFrame(rows, schema=LAG).sort("stressor", "outcome")


def _columns(
    shown: ShownTeams, wave_id: str, stressor: str, outcome: str, others: list[str]
) -> tuple[Floats, Floats, Floats, Floats]:
    """x, y, weight and the others of the teams in which all of them are shown."""
    assert wave_id != ALL_WAVES
    at = shown.waves.index(wave_id)
    x, y = shown.side(stressor)[at], shown.side(outcome)[at]
    empty = np.full(shown.side(outcome).shape, np.nan)
    weight = shown.weight.get(outcome, empty)[at]
    beside = np.column_stack(
        [np.zeros((len(x), 0)), *(shown.side(key)[at] for key in others)]
    )
    there = ~np.isnan(np.column_stack([x, y, weight, beside])).any(axis=1)
    return x[there], y[there], weight[there], beside[there]
