"""What the ledger holds of single answers, as `analysis` publishes it.

Figures are taken as they were frozen when the wave was closed; intervals, p, q, weights
and sentences follow from them, from loads and from the common spread, and from nothing
else about answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from scipy.special import ndtri

from analytics.drivers import relative_weights
from analytics.drivers_within import drivers_within
from analytics.relation_words import Reading, within_reading, within_sentence
from analytics.within_teams import WithinTeams, within_teams
from etl.understand.asked import Asked, seed_of
from etl.understand.beside_cells import DRIVER, driver_row
from etl.understand.relation_rows import RELATION, Row, Told, corrected, relation_row

WHOLE: Final = "organisation"
RELEASED: Final = "released"
LEVEL_WITHIN: Final = {
    "wave_id": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "position": pl.Int32,
    "level_from": pl.Float64,
    "level_to": pl.Float64,
    "people": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
}
BUDGET: Final = {
    "wave_id": pl.String,
    "position": pl.Int32,
    "kind": pl.String,
    "stressors": pl.String,
    "outcome": pl.String,
    "time_window": pl.String,
    "slice": pl.String,
    "state": pl.String,
    "gain": pl.Float64,
    "people": pl.Int64,
    "teams": pl.Int64,
}


def within_cells(
    figures: pl.DataFrame, asked: Asked, between: Mapping[tuple[str, ...], Reading]
) -> pl.DataFrame:
    """Rows of `relation` within teams: a slope each, in their order; columns of RELATION.

    Args:
        figures: as frozen.
        asked: the measures.
        between: (wave, stressor, outcome, slice) -> reading between teams, if any.
    """
    slopes = figures.filter((pl.col("kind") == "slope") & (pl.col("state") == RELEASED))
    rows = [
        _slope_row(row, asked, between)
        for row in slopes.iter_rows(named=True)
        if row["outcome"] in asked.measures and row["stressor"] in asked.measures
    ]
    whole = pl.DataFrame(rows, schema=RELATION)
    return _with_q(whole, figures, asked)


def _slope_row(
    row: Mapping[str, Any], asked: Asked, between: Mapping[tuple[str, ...], Reading]
) -> Row:
    stressor, outcome = row["stressor"], row["outcome"]
    found = _found(row)
    relation = found.relation
    key = (row["wave_id"], stressor, outcome, row["slice"])
    told = Told(
        teams=row["teams"],
        people=row["people"],
        r=relation.r,
        lower=relation.lower,
        upper=relation.upper,
        slope=found.slope,
        detectable=relation.detectable,
        reading=within_reading(relation),
        sentence=within_sentence(
            relation,
            asked.names(stressor, outcome),
            beside=between.get(key, "cannot_tell"),
        ),
    )
    return relation_row(told, asked, stressor, outcome, level="within") | {
        "wave_id": row["wave_id"],
        "time_window": f"{row['weeks']} weeks",
        "slice": row["slice"],
        "position": row["position"],
        "family": _in_family(row, asked),
    }


def _found(row: Mapping[str, Any]) -> WithinTeams:
    return within_teams(
        row["value"],
        people=row["people"],
        teams=row["teams"],
        scale=row["scale"],
        spread=row["spread"],
    )


def _in_family(row: Mapping[str, Any], asked: Asked) -> bool:
    return bool(
        row["kind"] == "slope"
        and row["outcome"] == asked.primary
        and row["weeks"] == asked.weeks
        and row["slice"] == WHOLE
    )


def planned(figures: pl.DataFrame, asked: Asked, wave_id: str | None = None) -> int:
    """How many named stressors were asked about with the primary outcome.

    In a wave, or in any; what was left out counts, so that the family is as it was fixed.
    """
    inside = pl.col("kind") == "slope"
    if wave_id is not None:
        inside &= pl.col("wave_id") == wave_id
    own = figures.filter(inside).unique(["wave_id", "position"])
    family = [row for row in own.iter_rows(named=True) if _in_family(row, asked)]
    return len({row["stressor"] for row in family})


def _with_q(rows: pl.DataFrame, figures: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Q within each wave's family, as large as it was fixed."""
    parts = [
        corrected(own, size=planned(figures, asked, str(wave_id)))
        for (wave_id,), own in rows.group_by("wave_id", maintain_order=True)
    ]
    return pl.concat([pl.DataFrame(schema=RELATION), *parts]).sort(
        "wave_id", "position"
    )


def level_within_cells(figures: pl.DataFrame) -> pl.DataFrame:
    """Mean scores within teams by level of load, from the team's own mean.

    Interval by the common spread. An end that is null is open.
    """
    own = figures.filter((pl.col("kind") == "levels") & (pl.col("state") == RELEASED))
    reach = float(ndtri(0.975)) * pl.col("spread") * pl.col("norm")
    return (
        own.with_columns(
            people=pl.col("level_people"),
            lower=pl.col("value") - reach,
            upper=pl.col("value") + reach,
        )
        .select(pl.col(name).cast(kind) for name, kind in LEVEL_WITHIN.items())
        .sort("wave_id", "stressor", "outcome", "level_from", nulls_last=False)
    )


def budget_cells(figures: pl.DataFrame) -> pl.DataFrame:
    """What was released of each wave, and what was left out, in order; columns of BUDGET."""
    own = figures.unique(["wave_id", "position"], keep="first", maintain_order=True)
    return (
        own.with_columns(time_window=pl.format("{} weeks", "weeks"))
        .select(pl.col(name).cast(kind) for name, kind in BUDGET.items())
        .sort("wave_id", "position")
    )


def between_readings(
    rows: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, ...], Reading]:
    """(wave, stressor, outcome, slice) -> reading, of rows between teams."""
    return {
        (row["wave_id"], row["stressor"], row["outcome"], row["slice"]): row["reading"]
        for row in rows
    }


def driver_within_cells(figures: pl.DataFrame) -> pl.DataFrame:
    """Weights of the named stressors beside each other within teams; columns of DRIVER."""
    own = figures.filter((pl.col("kind") == "weights") & (pl.col("state") == RELEASED))
    rows: list[Row] = []
    for _, one in own.group_by("wave_id", "position", maintain_order=True):
        ordered = one.sort("row")
        first = ordered.row(0, named=True)
        matrix, r = np.array(ordered["beside"].to_list()), ordered["value"].to_numpy()
        key = {"wave_id": first["wave_id"], "outcome": first["outcome"]}
        seed = seed_of("within", *key.values())
        found = drivers_within(
            matrix, r, people=first["people"], teams=first["teams"], seed=seed
        )
        if found is None:
            continue
        relative = relative_weights(matrix, r)
        rows += [
            key
            | driver_row(found, relative, place, level="within")
            | {"stressor": stressor, "people": first["people"]}
            for place, stressor in enumerate(ordered["stressor"])
        ]
    return pl.DataFrame(rows, schema=DRIVER).sort("wave_id", "outcome", "position")
