"""Which sets of people can be worked out from published sums: the auditor's algebra.

Every published figure about answers is a sum over a set of atoms, so an attacker who
knows the groups holds the row space of their 0/1 indicators. A set is worked out
exactly if and only if its indicator lies in that space (METHODS 3). Rank is decided
modulo two large primes, never in floating point.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# The two largest primes under 2^31: a product of two residues still fits 64 bits.
PRIMES = (2_147_483_647, 2_147_483_629)
# Combinations tried per block of connected small atoms before the audit gives up and
# says so.
MOST_TRIED = 200_000

Matrix = NDArray[np.int64]


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


def reach(indicators: Matrix, prime: int) -> Reach:
    """The reduced row echelon form of the indicators modulo a prime.

    Args:
        indicators: published sets x atoms, 0 or 1.
        prime: below 2^31.
    """
    rows = indicators % prime
    pivots: list[int] = []
    for column in range(rows.shape[1]):
        done = len(pivots)
        below = np.flatnonzero(rows[done:, column])
        if not below.size:
            continue
        found = done + int(below[0])
        rows[[done, found]] = rows[[found, done]]
        rows[done] = rows[done] * pow(int(rows[done, column]), -1, prime) % prime
        others = np.flatnonzero(rows[:, column])
        others = others[others != done]
        rows[others] = (rows[others] - rows[others, column, None] * rows[done]) % prime
        pivots.append(column)
    return Reach(prime, rows[: len(pivots)], tuple(pivots))


def derivable(indicators: Matrix, targets: Matrix) -> list[bool]:
    """Of each target set of atoms (a row), whether it can be worked out."""
    spaces = [reach(indicators, prime) for prime in PRIMES]
    return [all(space.holds(target) for space in spaces) for target in targets]


def small_sets(
    indicators: Matrix, people: Matrix, minimum: int
) -> list[tuple[int, ...]] | None:
    """Sets of atoms that can be worked out and hold 0 < people < minimum.

    Complete: such a set has no atom that reaches the minimum. With the large atoms put
    first, the reduced rows led by a small atom span exactly the part of the row space
    that touches small atoms only; a set in it is the sum of the rows led by those of
    its atoms that lead a row. Rows that share no atom can be taken apart, so all sums
    of fewer than `minimum` rows are tried within each block of rows that share some.
    Any other such set is a union of the sets returned.

    Args:
        indicators: published sets x atoms, 0 or 1.
        people: people per atom, all over zero.
        minimum: people a set may not stay under.

    Returns:
        Sets as sorted positions of atoms; None where a block has too many
        combinations to try them all.
    """
    order = np.argsort(people < minimum, kind="stable")
    reduced = [reach(indicators[:, order], prime) for prime in PRIMES]
    first_small = int((people >= minimum).sum())
    found: list[tuple[int, ...]] = []
    for block in _blocks(reduced[0], first_small):
        sums = _sums(reduced[0], block, people[order], minimum=minimum)
        if sums is None:
            return None
        found += [
            tuple(sorted(int(atom) for atom in order[members]))
            for members in sums
            if reduced[1].holds(_indicator(members, len(people)))
        ]
    return sorted(set(found))


def _blocks(space: Reach, first_small: int) -> list[list[int]]:
    """Rows led by a small atom, grouped so that rows of two groups share no atom."""
    blocks: list[tuple[set[int], list[int]]] = []
    for row, pivot in enumerate(space.pivots):
        if pivot < first_small:
            continue
        atoms = set(np.flatnonzero(space.rows[row]).tolist())
        touching = [block for block in blocks if block[0] & atoms]
        blocks = [block for block in blocks if not block[0] & atoms]
        merged = atoms.union(*(block[0] for block in touching))
        members = [row, *(one for block in touching for one in block[1])]
        blocks.append((merged, members))
    return [sorted(members) for _, members in blocks]


def _sums(
    space: Reach, block: Sequence[int], people: Matrix, *, minimum: int
) -> list[list[int]] | None:
    """Atoms of each 0/1 sum of rows of a block that stays under the minimum."""
    found: list[list[int]] = []
    width = space.rows.shape[1]
    waiting: list[tuple[int, int, Matrix]] = [(0, 0, np.zeros(width, dtype=np.int64))]
    tried = 0
    while waiting:
        start, held, total = waiting.pop()
        for position in range(start, len(block)):
            row = block[position]
            with_row = held + int(people[space.pivots[row]])
            if with_row >= minimum:
                continue
            tried += 1
            if tried > MOST_TRIED:
                return None
            summed = (total + space.rows[row]) % space.prime
            members = np.flatnonzero(summed)
            if (summed[members] == 1).all() and people[members].sum() < minimum:
                found.append(members.tolist())
            waiting.append((position + 1, with_row, summed))
    return found


def _indicator(members: Iterable[int], width: int) -> Matrix:
    indicator = np.zeros(width, dtype=np.int64)
    indicator[list(members)] = 1
    return indicator
