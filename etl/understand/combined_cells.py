"""Rows of `relation` that follow from other rows of it: over waves, and contextual.

Nothing about answers is read here but figures that `relation` publishes beside these, so
they tell nothing that those do not, and cost no budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from analytics.over_waves import (
    difference,
    r_over_waves,
    slope_of,
    slope_over_waves,
)
from analytics.relation_words import (
    Reading,
    contextual_sentence,
    over_waves_sentence,
)
from analytics.two_level import Slope
from etl.understand.asked import SLICE, WINDOW, Asked, in_sentence
from etl.understand.relation_rows import RELATION, Row, Told, corrected, relation_row
from etl.understand.shown_teams import ALL_WAVES, LEAST_WAVES

PAIR = ("stressor", "outcome")


def over_waves_cells(
    within: pl.DataFrame, asked: Asked, planned: int, between: pl.DataFrame
) -> pl.DataFrame:
    """Within teams over all waves: a row per pair with figures in two or more of them.

    Answers of a closed wave are not asked again, so nothing is said of a person from
    wave to wave; `people` are those of the wave with most of them.

    Args:
        within: rows within teams, wave by wave.
        asked: the pairs.
        planned: named stressors of the family; those without a row count as p = 1.
        between: rows between teams, for the signs.

    Returns:
        Columns of RELATION, with q over the family.
    """
    over = between.filter(_whole() & (pl.col("wave_id") == ALL_WAVES))
    signs: dict[tuple[object, ...], Reading] = {
        (row["stressor"], row["outcome"]): row["reading"] for row in over.to_dicts()
    }
    places = {pair: place for place, pair in enumerate(asked.pairs, start=1)}
    rows = []
    for pair, own in within.filter(_whole()).group_by(PAIR, maintain_order=True):
        found = [(row, _slope(row)) for row in own.sort("wave_id").to_dicts()]
        known = [(row, slope) for row, slope in found if slope is not None]
        if len(known) < LEAST_WAVES or pair not in places:
            continue
        told = _over_waves(known, asked, signs.get(pair, "cannot_tell"))
        stressor, outcome = str(pair[0]), str(pair[1])
        row = relation_row(told, asked, stressor, outcome, level="within")
        place = {"wave_id": ALL_WAVES, "position": places[stressor, outcome]}
        rows.append(row | place | {"family": outcome == asked.primary})
    return corrected(pl.DataFrame(rows, schema=RELATION), size=planned)


def contextual_cells(
    between: pl.DataFrame, within: pl.DataFrame, asked: Asked
) -> pl.DataFrame:
    """Slope between teams less slope within them, where both are there; exploratory.

    Args:
        between: rows between teams.
        within: rows within teams, those over all waves too.
        asked: the pairs.

    Returns:
        Columns of RELATION; `r` is null, `teams` those between, `people` those within.
    """
    key = ["wave_id", *PAIR]
    inner = {
        tuple(row[n] for n in key): row for row in within.filter(_whole()).to_dicts()
    }
    rows = []
    for outer in between.filter(_whole()).to_dicts():
        own = inner.get(tuple(outer[n] for n in key))
        found = _contextual(outer, own, asked) if own else None
        if found is not None:
            place = {name: outer[name] for name in ("wave_id", "position", "waves")}
            rows.append(found | place | {"family": False})
    return pl.DataFrame(rows, schema=RELATION)


def _whole() -> pl.Expr:
    return (pl.col("slice") == SLICE) & (pl.col("time_window") == WINDOW)


def _slope(row: Mapping[str, Any]) -> Slope | None:
    """A row's slope by one unit of the stressor."""
    step = row["step"]
    ends = [row[n] for n in ("slope", "slope_lower", "slope_upper")]
    value, lower, upper = (None if end is None else end / step for end in ends)
    return slope_of(value, lower, upper, row["df"])


def _over_waves(
    known: list[tuple[dict[str, Any], Slope]], asked: Asked, beside: Reading
) -> Told:
    rows = [row for row, _ in known]
    found = r_over_waves([row["r"] for row in rows], [row["df"] for row in rows])
    names = asked.names(rows[0]["stressor"], rows[0]["outcome"])
    people = max(row["people"] for row in rows)
    return Told(
        teams=max(row["teams"] for row in rows),
        r=found.r,
        lower=found.lower,
        upper=found.upper,
        slope=slope_over_waves([slope for _, slope in known]),
        detectable=found.detectable,
        reading=_reading(found.lower, found.upper),
        sentence=over_waves_sentence(found, names, people=people, beside=beside),
        people=people,
        waves=found.waves,
    )


def _contextual(
    outer: Mapping[str, Any], own: Mapping[str, Any], asked: Asked
) -> Row | None:
    sides = _slope(outer), _slope(own)
    found = difference(sides[0], sides[1]) if sides[0] and sides[1] else None
    if found is None or found.lower is None or found.upper is None:
        return None
    stressor, outcome = outer["stressor"], outer["outcome"]
    step = asked.measures[stressor].step
    points = 100.0 if asked.measures[outcome].format == "share" else 1.0
    told = Told(
        teams=outer["teams"],
        r=None,
        lower=None,
        upper=None,
        slope=found,
        detectable=None,
        reading=_reading(found.lower, found.upper),
        sentence=contextual_sentence(
            *(each * step * points for each in (found.value, found.lower, found.upper)),
            step=asked.step_words(stressor),
            outcome=in_sentence(asked.measures[outcome]),
        ),
        people=own["people"],
    )
    row = relation_row(told, asked, stressor, outcome, level="contextual")
    return row | {"slope_sentence": ""}


def _reading(lower: float, upper: float) -> Reading:
    if lower <= 0 <= upper:
        return "cannot_tell"
    return "more" if lower > 0 else "less"
