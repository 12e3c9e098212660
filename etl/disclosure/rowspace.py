"""Which sets of people can be worked out from published sums: the auditor's algebra.

Every published figure about answers is a sum over a set of atoms, so an attacker who
knows the groups holds the row space of their 0/1 indicators. A set is worked out
exactly if and only if its indicator lies in that space (METHODS 3). Rank is decided
modulo two large primes, never in floating point.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.disclosure.zero_sums import LARGEST_SUM, zero_sums

# The two largest primes under 2^31: a product of two residues still fits 64 bits.
PRIMES = (2_147_483_647, 2_147_483_629)
# Combinations tried per part before the audit gives up and says so.
MOST_TRIED = 200_000
SEED = 20_250_203

Matrix = NDArray[np.int64]
Sets = list[tuple[int, ...]]


@dataclass(frozen=True)
class Reach:
    """Reduced rows of one prime; `pivots[i]` is the leading column of `rows[i]`."""

    prime: int
    rows: Matrix
    pivots: tuple[int, ...]

    def holds(self, target: Matrix) -> bool:
        """Whether the set with this 0/1 indicator can be worked out.

        In reduced rows a vector of the space is the sum of the rows led by its own
        leading columns, so there is only that one sum to compare with.
        """
        led = target[list(self.pivots)] == 1
        summed = self.rows[led].sum(axis=0) % self.prime
        return bool((summed == target).all())

    def kernel(self, random: np.random.Generator) -> Matrix:
        """A random weight of each column, under which every row adds up to zero."""
        width = self.rows.shape[1]
        free = np.setdiff1d(np.arange(width), np.array(self.pivots, dtype=np.int64))
        found = np.zeros(width, dtype=np.int64)
        found[free] = random.integers(1, self.prime, size=free.size)
        led = np.zeros(len(self.pivots), dtype=np.int64)
        for column in free:
            led = (led + self.rows[:, column] * found[column]) % self.prime
        found[list(self.pivots)] = -led % self.prime
        return found


def reach(indicators: Matrix, prime: int) -> Reach:
    """The reduced row echelon form of the indicators modulo a prime.

    Args:
        indicators: published sets x atoms, 0 or 1.
        prime: below 2^31.
    """
    rows = indicators % prime
    pivots: list[int] = []
    filled = np.count_nonzero(rows, axis=1)
    for column in range(rows.shape[1]):
        done = len(pivots)
        below = done + np.flatnonzero(rows[done:, column])
        if not below.size:
            continue
        found = int(below[np.argmin(filled[below])])  # the shortest fills in least
        rows[[done, found]] = rows[[found, done]]
        filled[[done, found]] = filled[[found, done]]
        leading = rows[done] * pow(int(rows[done, column]), -1, prime) % prime
        rows[done] = leading
        others = np.flatnonzero(rows[:, column])
        others = others[others != done]
        at = np.flatnonzero(leading)
        block = np.ix_(others, at)
        rows[block] = (rows[block] - rows[others, column, None] * leading[at]) % prime
        filled[others] = np.count_nonzero(rows[others], axis=1)
        pivots.append(column)
    return Reach(prime, rows[: len(pivots)], tuple(pivots))


@dataclass(frozen=True)
class Space:
    """What is published, with atoms that every published set holds alike as one column.

    `column`: atom -> column, -1 for an atom in no published set.
    """

    column: Matrix
    reaches: tuple[Reach, ...]

    def holds(self, target: Matrix) -> bool:
        """Whether a set of atoms (0/1) can be worked out: alike ones all or none."""
        inside = self.column[target == 1]
        if (inside < 0).any():
            return False
        columns = np.zeros(self.reaches[0].rows.shape[1], dtype=np.int64)
        columns[inside] = 1
        covered = self.column >= 0
        if (columns[self.column[covered]] != target[covered]).any():
            return False
        return all(one.holds(columns) for one in self.reaches)


def space_of(indicators: Matrix) -> Space:
    """The space of published sets x atoms, 0 or 1."""
    covered = np.flatnonzero(indicators.any(axis=0))
    column = np.full(indicators.shape[1], -1, dtype=np.int64)
    distinct, inverse = np.unique(indicators[:, covered], axis=1, return_inverse=True)
    column[covered] = inverse.ravel()
    return Space(column, tuple(reach(distinct, prime) for prime in PRIMES))


def derivable(indicators: Matrix, targets: Matrix) -> list[bool]:
    """Of each target set of atoms (a row), whether it can be worked out."""
    space = space_of(indicators)
    return [space.holds(target) for target in targets]


def small_sets(
    indicators: Matrix, people: Matrix, minimum: int, *, space: Space | None = None
) -> Sets | None:
    """Sets of atoms that can be worked out and hold 0 < people < minimum.

    Complete for a minimum of 5, and for larger ones where few combinations are
    possible; any such set is a union of the sets returned. What is published falls
    into parts whose sums say nothing of each other (the connected components of the
    reduced rows). Within a part an atom carries a random weight under which every
    published sum is zero; a set can be worked out iff its weights add up to zero.

    Args:
        indicators: published sets x atoms, 0 or 1.
        people: people per atom, all over zero.
        minimum: people a set may not stay under.
        space: of these indicators, where it is known.

    Returns:
        Sets as sorted positions of atoms; None where a part has too many
        combinations to try them all.
    """
    space = space or space_of(indicators)
    width = space.reaches[0].rows.shape[1]
    covered = space.column >= 0
    held = np.bincount(
        space.column[covered], weights=people[covered], minlength=width
    ).astype(np.int64)
    random = np.random.default_rng(SEED)
    weights = [one.kernel(random) for one in space.reaches]
    found: Sets = []
    for rows, columns in _parts(space.reaches[0]):
        if (held[columns] >= minimum).all():
            continue
        combined = _combined(space.reaches[0], rows, columns, held, minimum)
        if combined is None and minimum <= LARGEST_SUM + 1:
            own = [one[columns] for one in weights]
            combined = [
                tuple(int(columns[one]) for one in members)
                for members in zero_sums(own, PRIMES, held[columns], below=minimum)
            ]
        if combined is None:
            return None
        found += combined
    return sorted(_as_atoms(members, space) for members in found if members)


def _as_atoms(columns: Sequence[int], space: Space) -> tuple[int, ...]:
    return tuple(np.flatnonzero(np.isin(space.column, columns)).tolist())


def _parts(space: Reach) -> list[tuple[list[int], Matrix]]:
    """Rows and columns of each connected part of the reduced rows."""
    parts: list[tuple[set[int], list[int]]] = []
    for row in range(len(space.pivots)):
        columns = set(np.flatnonzero(space.rows[row]).tolist())
        touching = [part for part in parts if part[0] & columns]
        parts = [part for part in parts if not part[0] & columns]
        merged = columns.union(*(part[0] for part in touching))
        parts.append((merged, [row, *(one for part in touching for one in part[1])]))
    return [(sorted(rows), np.array(sorted(columns))) for columns, rows in parts]


def _combined(
    space: Reach, rows: list[int], columns: Matrix, held: Matrix, minimum: int
) -> Sets | None:
    """The sets by trying sums of reduced rows; None where these are too many.

    A set under the minimum has no column that reaches it. With the large columns put
    first, the rows led by a small one span what touches small columns only, and a set
    in it is the sum of the rows led by those of its columns that lead one.
    """
    large = held[columns] >= minimum
    order = columns[np.argsort(~large, kind="stable")]
    local = reach(space.rows[rows][:, order], space.prime)
    first_small = int(large.sum())
    leading = [row for row, at in enumerate(local.pivots) if at >= first_small]
    found: Sets = []
    waiting: list[tuple[int, int, Matrix]] = [
        (0, 0, np.zeros(len(order), dtype=np.int64))
    ]
    tried = 0
    while waiting:
        start, so_far, total = waiting.pop()
        for position in range(start, len(leading)):
            row = leading[position]
            with_row = so_far + int(held[order[local.pivots[row]]])
            if with_row >= minimum:
                continue
            tried += 1
            if tried > MOST_TRIED:
                return None
            summed = (total + local.rows[row]) % local.prime
            members = order[summed == 1]
            if np.count_nonzero(summed) == members.size and (
                held[members].sum() < minimum
            ):
                found.append(tuple(sorted(members.tolist())))
            waiting.append((position + 1, with_row, summed))
    return found
