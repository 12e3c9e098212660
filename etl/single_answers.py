"""Relations from single answers of one wave: asked in their order, released by budget.

No group under the minimum can leak: only members of shown teams and reporting units are
asked about, every figure is one of 30 people and ten teams, centred within teams, rounded
when written, and released only as far as `disclosure.relations.budget` finds that it does
not help to guess anybody's score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from definitions.measures import measures
from etl.disclosure.relations.budget import Budget, search
from etl.disclosure.relations.queries import (
    WHOLE,
    Members,
    Query,
    Statistic,
    query,
    written,
)
from etl.disclosure.relations.reconstruction import covariance
from etl.disclosure.rows import ALIKE, LOADS, MEMBERS, SINGLE
from etl.settings import Settings

MOST_WEIGHED: Final = 10
OTHER_WINDOWS: Final = (4, 8)
Row = dict[str, object]


@dataclass(frozen=True)
class SingleAnswers:
    """What is frozen with a wave; shapes: SINGLE, MEMBERS, LOADS, ALIKE in rows.py.

    `figures` may be published; the others never leave the ledger.
    """

    figures: pl.DataFrame
    members: pl.DataFrame
    loads: pl.DataFrame
    alike: pl.DataFrame


def single_answers(wave_id: str, members: Members, settings: Settings) -> SingleAnswers:
    """The figures that the budget releases of a wave, and what was left out."""
    steps = {key: measure.step for key, measure in measures().items()}
    asked = in_order(members, settings)
    found = [query(members, each, step=steps[each.stressors[0]]) for each in asked]
    queries = [each for each in found if each is not None]
    budget = search(members, queries)
    rows = [
        {"wave_id": wave_id, "position": place, "slice": each.statistic.part, **row}
        for place, each in enumerate(queries, start=1)
        for row in _rows(members, each, place, budget)
    ]
    return SingleAnswers(
        pl.DataFrame(rows, schema=SINGLE).sort("position", "row"),
        *_matrix(wave_id, members),
        _alike(wave_id, members),
    )


def in_order(members: Members, settings: Settings) -> list[Statistic]:
    """Every candidate, in the order of priority.

    Of the organisation: each named stressor with the primary outcome over the window of
    the settings, then the other windows, then the other outcomes, then their weights
    beside each other, then levels of load; last the slices, with the primary outcome.
    Weights come late since all loads together single out people sooner than each alone.
    """
    named = [key for key in settings.named_stressors if _known(members, key)]
    weeks, first = settings.relation_weeks, settings.primary_outcome
    rest = [key for key in members.outcomes if key != first]
    outcomes = [first, *rest] if first in members.outcomes else rest
    if not named or not outcomes:
        return []
    primary, others = outcomes[0], outcomes[1:]
    parts = [part for part in members.parts if part != WHOLE]
    return [
        *_slopes(named, [primary], weeks),
        *(one for each in OTHER_WINDOWS for one in _slopes(named, [primary], each)),
        *_slopes(named, others, weeks),
        *_weights(named, [primary], weeks),
        *(Statistic("levels", (key,), primary, weeks) for key in named),
        *(one for part in parts for one in _slopes(named, [primary], weeks, part)),
        *_weights(named, others, weeks),
    ]


def _slopes(
    named: Sequence[str], outcomes: Sequence[str], weeks: int, part: str = WHOLE
) -> list[Statistic]:
    return [Statistic("slope", (x,), y, weeks, part) for y in outcomes for x in named]


def _weights(
    named: Sequence[str], outcomes: Sequence[str], weeks: int
) -> Iterator[Statistic]:
    several = tuple(named[:MOST_WEIGHED])
    if len(several) > 1:
        yield from (Statistic("weights", several, y, weeks) for y in outcomes)


def _known(members: Members, key: str) -> bool:
    return any(stressor == key for stressor, _ in members.load)


def _rows(members: Members, asked: Query, place: int, budget: Budget) -> Iterator[Row]:
    """A row per figure; of what is left out one without figures."""
    statistic = asked.statistic
    gain = budget.gain[place - 1] if place <= len(budget.gain) else None
    key: Row = {
        "kind": statistic.kind,
        "stressors": ",".join(statistic.stressors),
        "outcome": statistic.outcome,
        "weeks": statistic.weeks,
        "gain": None if gain is None else round(gain, 2),
        "people": asked.people,
        "teams": asked.teams,
    }
    if place > budget.released:
        yield key | {"row": 0, "state": "left_out", "stressor": statistic.stressors[0]}
        return
    at = members.outcomes.index(statistic.outcome)
    told = written(asked, members.score[:, at])
    for number, value in enumerate(told):
        norm = float(np.sqrt((asked.weights[number] ** 2).sum()))
        row = key | {
            "row": number,
            "state": "released",
            "stressor": statistic.stressors[number if asked.matrix is not None else 0],
            "value": float(value),
            "norm": norm,
            "scale": asked.scale or None,
            "spread": float(members.spread[at]),
        }
        if asked.matrix is not None:
            row["beside"] = asked.matrix[number].tolist()
        if asked.edges:
            low, high = asked.edges[number]
            row |= {
                "level_from": None if np.isinf(low) else low,
                "level_to": None if np.isinf(high) else high,
                "level_people": asked.counts[number],
            }
        yield row


def _matrix(wave_id: str, members: Members) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What an insider knows of the members, without any answer."""
    answered = ~np.isnan(members.score)
    people = [
        {
            "wave_id": wave_id,
            "person": int(person),
            "group_id": members.teams[members.team[place]],
            "outcomes": [y for y, own in zip(members.outcomes, answered[place], strict=True) if own],
            "slices": [part for part, inside in members.parts.items() if inside[place]],
        }
        for place, person in enumerate(members.person)
    ]  # fmt: skip
    loads = [
        pl.DataFrame(
            {
                "wave_id": wave_id,
                "person": members.person,
                "stressor": stressor,
                "weeks": weeks,
                "value": values,
            },
            schema=LOADS,
        ).filter(~pl.col("value").is_nan())
        for (stressor, weeks), values in members.load.items()
    ]
    return (
        pl.DataFrame(people, schema=MEMBERS).sort("person"),
        pl.concat([pl.DataFrame(schema=LOADS), *loads]).sort(
            "person", "stressor", "weeks"
        ),
    )


def _alike(wave_id: str, members: Members) -> pl.DataFrame:
    """Correlations of the outcomes within teams, to two decimals."""
    if not members.outcomes or not len(members.person):
        return pl.DataFrame(schema=ALIKE)
    together = covariance(members)
    root = np.sqrt(np.diagonal(together))
    found = np.round(together / np.outer(root, root), 2)
    rows = [
        (wave_id, one, other, float(found[a, b]))
        for a, one in enumerate(members.outcomes)
        for b, other in enumerate(members.outcomes)
    ]
    return pl.DataFrame(rows, schema=ALIKE, orient="row")
