"""How finely a mean may be written, so that rounded means confine no small group.

The rest of a few people whose mean lies near an end of the scale would be known nearly
to the point. The smallest shown group around them is then written more coarsely. Only
what is published decides, so it moves with no answer but those in that group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from etl.disclosure.linked import Floats, Mask, Whole

TOP = 100.0
# Points to which a mean is written: as a rule, and where that says too much.
UNITS = (1, 10, 20)
END = {1: (10.0, "10 or under", "90 or over")} | {
    unit: (float(unit), f"under {unit * 3 // 2}", f"{100 - unit * 3 // 2} or over")
    for unit in UNITS[1:]
}
SMALL = 5
# A little more than the fifth of the scale that the audit asks for.
ROOM = 22.0
SEED = 5
TURNS = 4


@dataclass(frozen=True)
class Means:
    """Shown cells of one outcome: cells x atoms, people per atom, mean per cell."""

    member: Mask
    people: Whole
    means: Floats


def written_mean(mean: float, unit: int = 1) -> tuple[float, str | None]:
    """A mean to some points, half up; near an end of the scale that end and its text.

    >>> written_mean(46.5), written_mean(7.2), written_mean(90.0)
    ((47.0, None), (10.0, '10 or under'), (90.0, '90 or over'))
    >>> written_mean(46.5, 10), written_mean(12.0, 10), written_mean(71.0, 20)
    ((50.0, 'to 10 points'), (10.0, 'under 15'), (80.0, '70 or over'))
    """
    points = unit * float(np.floor(round(mean / unit, 9) + 0.5))
    nearest, low, high = END[unit]
    if points <= nearest:
        return nearest, low
    if points >= TOP - nearest:
        return TOP - nearest, high
    return points, None if unit == 1 else f"to {unit} points"


def units(shown: Means) -> list[int]:
    """The points to which every shown cell is written, the finest that will do."""
    steps = np.zeros(len(shown.means), dtype=np.int64)
    groups = _small_groups(shown)
    while confined := _confined(shown, steps, groups):
        coarser = {
            cell for one in confined if (cell := _around(shown, steps, one)) >= 0
        }
        if not coarser:
            break
        steps[sorted(coarser)] += 1
    return [UNITS[step] for step in steps]


def _around(shown: Means, steps: Whole, members: Sequence[int]) -> int:
    """The smallest cell around a group that can be written more coarsely; -1: none."""
    around = shown.member[:, list(members)].all(axis=1) & (steps < len(UNITS) - 1)
    if not around.any():
        return -1
    size = np.where(around, shown.member @ shown.people, np.inf)
    return int(np.argmin(size))


def _small_groups(shown: Means) -> list[tuple[int, ...]]:
    """Small atoms in some shown cell, and the largest small union of like ones."""
    small = np.flatnonzero(shown.member.any(axis=0) & (shown.people < SMALL))
    small = small[(shown.people[small] > 0)]
    alike: dict[bytes, list[int]] = {}
    for atom in sorted(small.tolist(), key=lambda one: (shown.people[one], one)):
        alike.setdefault(shown.member[:, atom].tobytes(), []).append(atom)
    groups: list[tuple[int, ...]] = [(atom,) for atom in small.tolist()]
    for atoms in alike.values():
        most = int((np.cumsum(shown.people[atoms]) < SMALL).sum())
        groups += [tuple(atoms[:most])] if most > 1 else []
    return groups


def _confined(
    shown: Means, steps: Whole, groups: Sequence[tuple[int, ...]]
) -> list[tuple[int, ...]]:
    """The groups whose mean cannot vary by `ROOM`: no two solutions lie that far apart."""
    left = list(groups)
    if not left:
        return []
    limits = _limits(shown, steps)
    random = np.random.default_rng(SEED)
    ends: Mapping[tuple[int, ...], list[float]] = {one: [] for one in left}
    for _ in range(TURNS):
        aim = np.zeros(len(shown.people))
        for group in left:
            aim[list(group)] += random.normal()
        _widen(shown, ends, aim, limits)
        left = [one for one in left if _room(ends[one]) < ROOM]
        if not left:
            return []
    confined = []
    for group in left:
        own = {group: ends[group]}
        aim = np.zeros(len(shown.people))
        aim[list(group)] = 1.0
        _widen(shown, own, aim, limits)
        confined += [group] if _room(own[group]) < ROOM else []
    return confined


def _room(ends: Sequence[float]) -> float:
    return max(ends) - min(ends) if ends else 0.0


def _widen(
    shown: Means,
    ends: Mapping[tuple[int, ...], list[float]],
    aim: Floats,
    limits: tuple[csr_array, Floats],
) -> None:
    """Adds each group's mean at the two solutions furthest along a direction."""
    for sign in (1.0, -1.0):
        found = linprog(
            sign * aim,
            A_ub=limits[0],
            b_ub=limits[1],
            bounds=np.column_stack([0 * shown.people, TOP * shown.people]),
            method="highs",
        )
        if found.x is None:
            return
        for group, values in ends.items():
            members = list(group)
            values.append(found.x[members].sum() / shown.people[members].sum())


def _limits(shown: Means, steps: Whole) -> tuple[csr_array, Floats]:
    """Sums of a cell's answers lie within what is written: as rows <= limits."""
    member = csr_array(shown.member.astype(float))
    held = shown.member @ shown.people
    low, high = np.zeros(held.size), np.zeros(held.size)
    for cell, (mean, step) in enumerate(zip(shown.means, steps, strict=True)):
        unit = UNITS[step]
        value, _ = written_mean(float(mean), unit)
        end = END[unit][0]
        low[cell] = 0.0 if value == end else value - unit / 2
        high[cell] = TOP if value == TOP - end else value + unit / 2
    return csr_array(vstack([member, -member])), np.concatenate(
        [high * held, -low * held]
    )
