"""Cuts: of which cells at least one must be hidden, so that a leak is closed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from etl.disclosure.leaks import Leak
from etl.disclosure.linked import Floats, Linked, Mask, Whole

NOUGHT = 1e-6
# Different ways to the same set that are closed at once.
MOST_WAYS = 4


@dataclass(frozen=True)
class Cut:
    """At least one of `cells` is hidden, if `cell` is (always, where that is None)."""

    cells: frozenset[int]
    cell: int | None = None


def cuts_of(linked: Linked, leak: Leak) -> Iterator[Cut]:
    """Ways in which the shown cells of a part give a set away, each as a cut.

    A way is a weight for each shown cell that adds up to the set. The one with the
    least loss in it is taken, then one that uses none of its cells, and so on.
    """
    part = leak.part
    usable = np.ones(part.rows.size, dtype=bool)
    for _ in range(MOST_WAYS):
        weights = _cheapest_way(
            part.matrix[usable], leak.target, _price(linked, leak, usable)
        )
        if weights is None:
            return
        used = part.rows[usable][np.abs(weights) > NOUGHT]
        free = used[~linked.fixed[used]]
        if not free.size:
            return
        yield Cut(frozenset(int(one) for one in free), leak.cell)
        usable &= ~np.isin(part.rows, free)


def _price(linked: Linked, leak: Leak, usable: Mask) -> Floats:
    rows = leak.part.rows[usable]
    return np.where(linked.fixed[rows], 1e-3, linked.loss[rows])


def _cheapest_way(matrix: Floats, target: Floats, price: Floats) -> Floats | None:
    """Weights of the rows that add up to the target, of least price; None: there are none."""
    if not len(matrix):
        return None
    both = np.concatenate([matrix, -matrix]).T
    found = linprog(
        np.concatenate([price, price]),
        A_eq=csr_array(both),
        b_eq=target,
        bounds=(0, None),
        method="highs",
    )
    if found.x is None:
        return None
    count = len(matrix)
    return np.asarray(found.x[:count] - found.x[count:])


def as_rows(cuts: Sequence[Cut], column: dict[int, int]) -> tuple[csr_array, Floats]:
    """Cuts as rows of a programme: sum of the hidden >= least (less what it hangs on)."""
    rows, least = [], []
    for cut in cuts:
        row = np.zeros(len(column))
        row[[column[one] for one in cut.cells]] = 1.0
        if cut.cell in column:
            row[column[cut.cell]] -= 1.0
        rows.append(csr_array(row[None]))
        least.append(0.0 if cut.cell in column else 1.0)
    return csr_array(vstack(rows)), np.array(least)


def apart(cuts: Sequence[Cut]) -> list[list[Cut]]:
    """Cuts in groups that share no cell, so that each group is solved for itself."""
    groups: list[tuple[set[int], list[Cut]]] = []
    for cut in cuts:
        cells = set(cut.cells) | (set() if cut.cell is None else {cut.cell})
        touching = [group for group in groups if group[0] & cells]
        groups = [group for group in groups if not group[0] & cells]
        merged = cells.union(*(group[0] for group in touching))
        groups.append((merged, [cut, *(one for g in touching for one in g[1])]))
    return [members for _, members in groups]


def cells_of(cuts: Sequence[Cut]) -> Whole:
    """Every cell in these cuts, sorted."""
    named = {cell for cut in cuts for cell in cut.cells}
    named |= {cut.cell for cut in cuts if cut.cell is not None}
    return np.array(sorted(named), dtype=np.int64)
