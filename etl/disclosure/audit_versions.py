"""The auditor of a wave that was closed more than once: all versions side by side.

Like `audit`, it shares no code with suppression. A person whose answer was corrected
stands in two versions with two answers: once these are looked at as unrelated, once as
one that follows from the other (a coding turned round), so that no difference between
versions tells of a few people.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_memory import Memory
from etl.disclosure.audit_sums import LOWEST_ANSWERS
from etl.disclosure.rowspace import Matrix, small_sets

RULE = "two versions of a wave give a small group away"
# version -> estimate, counts, people; shapes in etl/disclosure/rows.py
Closing = tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]


def audit_versions(
    wave_id: str, closings: Sequence[Closing], *, memory: Memory | None = None
) -> list[Finding]:
    """Small groups that all versions of a wave together give away; none if one only.

    Args:
        wave_id: the wave.
        closings: of every version that was ever published, the frozen tables.
        memory: of what passed before; everything is done anew without one.
    """
    memory = memory or Memory()
    whole = _digest(wave_id, closings)
    if memory.passed(whole):
        return []
    found = []
    measures = {key for estimate, _, _ in closings for key in estimate["measure"]}
    for measure in sorted(measures):
        persons = _persons(closings, measure)
        shown = [_shown(estimate, measure) for estimate, _, _ in closings]
        lines = [
            dict(counts.select("atom_id", "ancestors").iter_rows())
            for _, counts, _ in closings
        ]
        for related in (False, True):
            columns = list(_columns(persons, related=related))
            sets = _small(columns, shown, lines)
            where = sorted({atom for one in sets for atom in one})
            if where:
                found.append(Finding(RULE, measure, wave_id, tuple(where)))
    if not found:
        memory.note(whole)
    return sorted(set(found))


def _digest(wave_id: str, closings: Sequence[Closing]) -> str:
    rows = [frame.rows() for closing in closings for frame in closing]
    return hashlib.sha256(repr((wave_id, rows)).encode()).hexdigest()


# of each version: the atom a person counts in, and how their answer is weighted
Column = tuple[tuple[str, int] | None, ...]


def _persons(
    closings: Sequence[Closing], measure: str
) -> list[dict[int, tuple[str, int]]]:
    """Of each person: version -> atom and mark of the answer."""
    seen: dict[int, dict[int, tuple[str, int]]] = {}
    for version, (_, _, people) in enumerate(closings):
        rows = people.filter(pl.col("measure") == measure)
        for row in rows.to_dicts():
            known = seen.setdefault(row["person"], {})
            known[version] = (row["atom_id"], row["mark"])
    return [seen[person] | {-1: ("", len(closings))} for person in sorted(seen)]


def _columns(
    persons: Sequence[Mapping[int, tuple[str, int]]], *, related: bool
) -> Iterator[Column]:
    for known in persons:
        count = known[-1][1]
        marks = [known[at][1] if at in known else None for at in range(count)]
        order = list(dict.fromkeys(mark for mark in marks if mark is not None))
        if related:
            yield tuple(
                None if mark is None else (known[at][0], 1 + order.index(mark))
                for at, mark in enumerate(marks)
            )
            continue
        for one in order:
            yield tuple(
                (known[at][0], 1) if mark == one else None
                for at, mark in enumerate(marks)
            )


def _shown(estimate: pl.DataFrame, measure: str) -> list[str]:
    rows = estimate.filter(pl.col("measure") == measure, pl.col("state") == "shown")
    return sorted(set(rows["group_id"]))


def _small(
    columns: Sequence[Column],
    shown: Sequence[Sequence[str]],
    lines: Sequence[Mapping[str, Sequence[str]]],
) -> list[list[str]]:
    """Atoms of each small set that can be worked out; every atom where none can tell."""
    alike: dict[Column, int] = {}
    for column in columns:
        alike[column] = alike.get(column, 0) + 1
    rows = [(at, group) for at, groups in enumerate(shown) for group in groups]
    place = {row: position for position, row in enumerate(rows)}
    matrix: Matrix = np.zeros((len(rows), len(alike)), dtype=np.int64)
    for position, column in enumerate(alike):
        for at, stands in enumerate(column):
            for group in lines[at].get(stands[0], ()) if stands else ():
                if stands and (at, group) in place:
                    matrix[place[at, group], position] = stands[1]
    people = np.array(list(alike.values()), dtype=np.int64)
    if not matrix.any():
        return []
    found = small_sets(matrix, people, LOWEST_ANSWERS)
    kinds = list(alike)
    sets = [tuple(range(len(kinds)))] if found is None else found
    return [
        sorted({stands[0] for one in members for stands in kinds[one] if stands})
        for members in sets
    ]
