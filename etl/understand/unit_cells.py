"""Rows of `relation` for official figures: between units, overall and within each kind.

They arrive aggregated and are public, so nothing of them is protected here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl

from analytics.relation_words import Reading, opposed_sentence
from definitions.measures import Measure
from etl.understand.asked import Asked, seed_of
from etl.understand.between_pair import between_pair
from etl.understand.relation_cells import between_row, with_q
from etl.understand.relation_rows import RELATION
from etl.understand.shown_teams import Pair

OVERALL: Final = "organisation"
KIND: Final = "setting:"


def unit_cells(
    estimate: pl.DataFrame, groups: pl.DataFrame, known: Mapping[str, Measure]
) -> pl.DataFrame:
    """One row per year x pair x (all units, each kind of unit).

    A year's outcome is set against the stressor's figure of the same year, else its
    latest one that ended by then. Kinds of under ten units have no figure. Where a kind's
    sign is surely another one than overall, the overall sentence says so. All of it is
    exploratory: nobody named it beforehand.
    """
    official = [m for m in known.values() if m.origin == "official"]
    asked = Asked(
        tuple(m.key for m in official if m.area != "outcome"),
        tuple(m.key for m in official if m.area == "outcome"),
        "",
        known,
    )
    units = groups.filter((pl.col("kind") == "team") & (pl.col("split") == "none"))
    cells = estimate.filter(
        (pl.col("origin") == "official") & (pl.col("state") == "shown")
    ).join(units.select("group_id", "setting"), on="group_id")
    rows = []
    years = cells.filter(
        (pl.col("period_kind") == "year") & pl.col("measure").is_in(asked.outcomes)
    )
    for first, last in (
        years.select("period_start", "period_end").unique().sort("period_end").rows()
    ):
        for position, (stressor, outcome) in enumerate(asked.pairs, start=1):
            y = cells.filter(
                (pl.col("measure") == outcome)
                & (pl.col("period_start") == first)
                & (pl.col("period_end") == last)
            )
            x = _latest(cells.filter(pl.col("measure") == stressor), first, last)
            both = y.join(x, on="group_id").sort("group_id")
            if both.is_empty():
                continue
            rows += [
                row | {"wave_id": str(last.year), "position": position}
                for row in _slices(both, asked, stressor, outcome)
            ]
    return with_q(pl.DataFrame(rows, schema=RELATION))


def _latest(x: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """group_id, x: of the same period, else the latest that ended by then."""
    same = (pl.col("period_start") == first) & (pl.col("period_end") == last)
    return (
        x.filter(pl.col("period_end") <= last)
        .sort(same, "period_end", "period_start")
        .unique("group_id", keep="last", maintain_order=True)
        .select("group_id", x="value")
    )


def _slices(
    both: pl.DataFrame, asked: Asked, stressor: str, outcome: str
) -> list[dict[str, object]]:
    kinds: Sequence[str] = sorted(both["setting"].drop_nulls().unique().to_list())
    parts = {KIND + kind: both.filter(pl.col("setting") == kind) for kind in kinds}
    rows = []
    readings: dict[str, Reading] = {}
    for name, own in {OVERALL: both, **parts}.items():
        found = between_pair(_pair(own), seed=seed_of(name, stressor, outcome))
        readings[name] = found.reading
        row = between_row(found, asked, stressor, outcome, units="units")
        rows.append(
            row
            | {"slice": name, "level": "unit", "family": False, "time_window": "year"}
        )
    within = {name.removeprefix(KIND): said for name, said in readings.items()}
    del within[OVERALL]
    turned = opposed_sentence(readings[OVERALL], within, "unit")
    rows[0]["sentence"] = f"{rows[0]['sentence']} {turned}".rstrip()
    return rows


def _pair(own: pl.DataFrame) -> Pair:
    sides = [own[name].cast(pl.Float64).to_numpy() for name in ("x", "value")]
    weight = own["n"].cast(pl.Float64).fill_null(1.0).to_numpy()
    there = ~(np.isnan(sides[0]) | np.isnan(sides[1])) & (weight > 0)
    return Pair(sides[0][there], sides[1][there], weight[there])
