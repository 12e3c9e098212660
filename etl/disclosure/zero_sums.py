"""Small sets whose weights add up to zero modulo two primes: all of them, by sorting."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.int64]

# Members of a set that are looked for; each holds at least one person.
LARGEST_SUM = 4
# Sets listed before the search stops: more say nothing new.
MOST_LISTED = 2000


def zero_sums(
    weights: Sequence[Matrix], primes: Sequence[int], people: Matrix, *, below: int
) -> list[tuple[int, ...]]:
    """Sets of up to 4 columns under `below` people whose weights add up to zero.

    Pairs are sorted by the sum of their weights; three are a pair and its complement
    among single columns, four are two pairs. A column that is zero alone is listed
    alone and in no other set.

    Args:
        weights: for each of two primes, a weight per column.
        primes: the two primes, below 2^31.
        people: people per column, all over zero.
        below: people a set must stay under, at most 5.

    Returns:
        Sorted positions of columns; at most a few hundred sets.
    """
    zero = np.all([weight == 0 for weight in weights], axis=0)
    found = [(int(one),) for one in np.flatnonzero(zero & (people < below))]
    at = np.flatnonzero(~zero & (people < below))
    at = at[np.argsort(people[at], kind="stable")]
    held = people[at]
    one, other = (weight[at] for weight in weights)
    keys = _key(one, other)
    missing = _key(-one % primes[0], -other % primes[1])
    several = chain(
        _pairs(keys, missing, held, below),
        _larger(one, other, primes, held, below=below),
    )
    sets = set(islice(several, MOST_LISTED))
    members = [tuple(sorted(int(at[position]) for position in each)) for each in sets]
    return sorted({*found, *members})


def _key(one: Matrix, other: Matrix) -> Matrix:
    """Both residues in one number under 2^62."""
    return (one << 31) | other


def _pairs(
    keys: Matrix, missing: Matrix, held: Matrix, below: int
) -> Iterator[tuple[int, ...]]:
    order = np.argsort(keys)
    for i, place in _matches(missing, keys[order]):
        j = int(order[place])
        if i < j and held[i] + held[j] < below:
            yield (i, j)


def _larger(
    one: Matrix, other: Matrix, primes: Sequence[int], held: Matrix, *, below: int
) -> Iterator[tuple[int, ...]]:
    """Sets of three and four columns, by the sums of two."""
    few = int(np.searchsorted(held, below - 2, side="left"))
    lone = int(np.searchsorted(held, 1, side="right"))
    if few < LARGEST_SUM - 1:
        return
    first, second = _two(lone, few)
    # of three columns two hold one person each, or one does and another two
    first, second = first.astype(np.int32), second.astype(np.int32)
    sum_one = (one[first] + one[second]) % primes[0]
    sum_other = (other[first] + other[second]) % primes[1]
    keys = _key(sum_one, sum_other)
    order = np.argsort(keys)
    first, second, keys = first[order], second[order], keys[order]
    missing = _key(-one[:few] % primes[0], -other[:few] % primes[1])
    for single, pair in _matches(missing, keys):
        members = {single, int(first[pair]), int(second[pair])}
        if len(members) == LARGEST_SUM - 1 and held[list(members)].sum() < below:
            yield tuple(sorted(members))
    if below <= LARGEST_SUM:
        return
    alone = (held[first] == 1) & (held[second] == 1)
    first, second, keys = first[alone], second[alone], keys[alone]
    missing = _key(-(keys >> 31) % primes[0], -(keys & (2**31 - 1)) % primes[1])
    for pair, match in _matches(missing, keys):
        members = {int(one[at]) for at in (pair, match) for one in (first, second)}
        if len(members) == LARGEST_SUM:
            yield tuple(sorted(members))


def _two(lone: int, few: int) -> tuple[Matrix, Matrix]:
    """Pairs i < j of the first `few` columns of which i is one of the first `lone`."""
    first = np.repeat(np.arange(lone), few - 1 - np.arange(lone))
    starts = np.arange(lone) + 1
    second = np.concatenate(
        [np.arange(start, few) for start in starts] or [np.zeros(0, dtype=np.int64)]
    )
    return first, second


def _matches(wanted: Matrix, keys: Matrix) -> Iterator[tuple[int, int]]:
    """Positions (in wanted, in keys) of equal numbers; `keys` sorted."""
    left = np.searchsorted(keys, wanted, side="left")
    right = np.searchsorted(keys, wanted, side="right")
    for position in np.flatnonzero(right > left):
        for place in range(int(left[position]), int(right[position])):
            yield int(position), place
