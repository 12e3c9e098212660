"""What could be worked out from a pattern of shown cells, and from which of them.

The suppressor's own view, in floating point; the auditor decides anew and exactly.
Within a part every column gets random weights under which each shown cell adds up to
zero. A set can be worked out if its weights do too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.linalg import lsqr

from etl.disclosure.linked import Floats, Linked, Mask, Part, Whole, parts

NOUGHT = 1e-7
EXACT, TURNS = 1e-14, 20_000
SEED = 11
# Columns up to which sets of three and four are looked for pair by pair.
MOST_COLUMNS = 4000


@dataclass(frozen=True)
class Leak:
    """What can be worked out in a part: a weight of each of its columns.

    `cell`: the hidden cell that it is, if it is one.
    """

    part: Part
    target: Floats
    cell: int | None = None


@dataclass
class Memory:
    """Parts seen before, by their rows: a part that is unchanged is not done again."""

    seen: dict[tuple[int, bytes], tuple[Floats, list[tuple[int, ...]]]] = field(
        default_factory=dict
    )


def leaks(
    linked: Linked, shown: Mask, outcome: int, *, minimum: int, memory: Memory
) -> Iterator[Leak]:
    """Small sets and hidden cells that can be worked out, part by part."""
    for part in parts(linked, shown, outcome):
        key = (outcome, part.rows.tobytes())
        if key not in memory.seen:
            weights = _weights(part)
            memory.seen[key] = (weights, _small(weights, part.people, minimum))
        weights, small = memory.seen[key]
        yield from (Leak(part, _indicator(part, columns)) for columns in small)
        yield from _hidden_cells(linked, shown, outcome, part, weights)


def _indicator(part: Part, columns: tuple[int, ...]) -> Floats:
    found = np.zeros(part.matrix.shape[1])
    found[list(columns)] = 1.0
    return found


def _weights(part: Part) -> Floats:
    """Two random weights of each column; every shown cell adds up to zero.

    What is left of a random vector once its best fit by the shown cells is taken off.
    """
    random = np.random.default_rng(SEED).normal(size=(2, part.matrix.shape[1]))
    across = csr_array(part.matrix.T)
    for _ in range(2):  # the second turn takes off what rounding left
        random = np.array([one - across @ _fit(across, one) for one in random])
    return np.asarray(random.T)


def _fit(across: csr_array, one: Floats) -> Floats:
    return np.asarray(lsqr(across, one, atol=EXACT, btol=EXACT, iter_lim=TURNS)[0])


def _hidden_cells(
    linked: Linked, shown: Mask, outcome: int, part: Part, weights: Floats
) -> Iterator[Leak]:
    inside = np.zeros(linked.member.shape[1], dtype=bool)
    inside[np.concatenate(part.columns)] = True
    hidden = np.flatnonzero(~shown & linked.guarded)
    held = linked.member[hidden] * (linked.people[:, outcome] > 0)
    for cell, atoms in zip(hidden, held, strict=True):
        if not atoms.any() or atoms[~inside].any():
            continue
        alike = [np.unique(atoms[one]) for one in part.columns]
        if any(one.size > 1 for one in alike):
            continue
        target = np.array([float(one[0]) for one in alike])
        if (np.abs(target @ weights) < NOUGHT).all():
            yield Leak(part, target, int(cell))


def _small(weights: Floats, people: Whole, minimum: int) -> list[tuple[int, ...]]:
    """Sets of columns under the minimum whose weights add up to zero.

    All sets of up to two columns; of up to four where each holds few people.
    """
    nought = (np.abs(weights) < NOUGHT).all(axis=1)
    found: list[tuple[int, ...]] = [
        (int(one),) for one in np.flatnonzero(nought & (people < minimum))
    ]
    at = np.flatnonzero(~nought & (people < minimum))
    if at.size > MOST_COLUMNS:
        return found
    one, held = weights[at], people[at]
    first, second = np.triu_indices(at.size, 1)
    fit = held[first] + held[second] < minimum
    first, second = first[fit], second[fit]
    total = one[first] + one[second]
    pair = (np.abs(total) < NOUGHT).all(axis=1)
    sets: set[tuple[int, ...]] = {
        (int(i), int(j)) for i, j in zip(first[pair], second[pair], strict=True)
    }
    rest = ~pair
    first, second, total = first[rest], second[rest], total[rest]
    order = np.argsort(total[:, 0], kind="stable")
    first, second, total = first[order], second[order], total[order]
    sets |= set(_joined(one, np.arange(at.size)[:, None], first, second, total))
    both = np.column_stack([first, second])
    sets |= set(_joined(total, both, first, second, total))
    small = [members for members in sets if held[list(members)].sum() < minimum]
    return found + [tuple(sorted(int(at[one]) for one in each)) for each in small]


def _joined(
    wanted: Floats, who: Whole, first: Whole, second: Whole, total: Floats
) -> Iterator[tuple[int, ...]]:
    """Sets made of one of `who` and a pair, whose weights cancel out."""
    left = np.searchsorted(total[:, 0], -wanted[:, 0] - NOUGHT)
    right = np.searchsorted(total[:, 0], -wanted[:, 0] + NOUGHT)
    for row in np.flatnonzero(right > left):
        for place in range(int(left[row]), int(right[row])):
            if abs(total[place, 1] + wanted[row, 1]) < NOUGHT:
                members = {*who[row].tolist(), int(first[place]), int(second[place])}
                if len(members) == who.shape[1] + 2:
                    yield tuple(sorted(members))
