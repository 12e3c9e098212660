"""Relations from single answers of a made-up wave, as closing a wave makes them."""

from __future__ import annotations

import numpy as np

from benchmarks.attacked_staff import OUTCOMES, SECRET, WAVE, Staff
from etl.close_wave import Snapshot, WaveCells, shown_people
from etl.disclosure.relations.queries import WHOLE, Members
from etl.settings import Settings
from etl.single_answers import SingleAnswers, single_answers
from etl.wave_people import known_as


def single_of(
    one: Staff, told: Snapshot, cells: WaveCells, settings: Settings
) -> tuple[Members, SingleAnswers]:
    """Who counts in shown cells, and what is released of them."""
    people = shown_people(WAVE, told, cells)
    shown = {
        (row["group_id"], row["measure"]): row["value"]
        for row in cells.estimate.to_dicts()
        if row["state"] == "shown"
    }
    given = {row["person"]: row for row in one.people.to_dicts()}
    rows = sorted(
        (known_as(SECRET, key), key, group)
        for key, group in people.select("staff_key", "group_id").iter_rows()
    )
    keys = [key for _, key, _ in rows]
    teams = sorted({group for _, _, group in rows})
    role = np.array([given[key]["role"] for key in keys])
    asked = tuple(
        y
        for y in OUTCOMES
        if any(
            (group, y) in shown and given[key][y] is not None for _, key, group in rows
        )
    )
    members = Members(
        person=np.array([person for person, _, _ in rows], dtype=np.uint64),
        team=np.array([teams.index(group) for _, _, group in rows], dtype=np.int64),
        teams=tuple(teams),
        outcomes=asked,
        score=np.array(
            [
                [
                    _known(given[key][y]) if (group, y) in shown else np.nan
                    for y in asked
                ]
                for _, key, group in rows
            ]
        ).reshape(len(rows), len(asked)),
        shown=np.array([[shown.get((g, y), np.nan) for y in asked] for g in teams]),
        load={
            key: values[np.array(keys, dtype=np.int64) - 1]
            for key, values in one.own_load.items()
        },
        parts={
            WHOLE: np.ones(len(rows), dtype=bool),
            **{f"role:{name}": role == name for name in sorted(set(role))},
        },
    )
    return members, single_answers(WAVE.wave_id, members, settings)


def _known(score: float | None) -> float:
    return np.nan if score is None else score
