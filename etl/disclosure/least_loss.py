"""Secondary suppression of all tables at once, with the least information lost.

A 0/1 programme says which cells are hidden; its constraints are found as they are
needed. Solve, look for what could still be worked out, add a cut for each way there,
and solve again, until nothing is found (METHODS 3: solve, audit, cut, repeat). Only
counts decide, never an answer. Where time runs out more is hidden, never less.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from etl.disclosure.cuts import Cut, apart, as_rows, cells_of, cuts_of
from etl.disclosure.leaks import Leak, Memory, leaks
from etl.disclosure.linked import Linked, Mask

SECONDS = 60.0
SECONDS_A_PART = 5.0
GAP = 1e-3
# Leaks closed in one round; more only repeat the same cells.
MOST_LEAKS = 400


@dataclass(frozen=True)
class Pattern:
    """Cells to show. `in_time`: false where time ran out and more was hidden."""

    shown: Mask
    in_time: bool
    rounds: int


@dataclass
class _Solved:
    """Hidden cells by the cuts that ask for them: an unchanged group is kept."""

    known: dict[frozenset[Cut], frozenset[int]] = field(default_factory=dict)


def least_loss(
    linked: Linked,
    *,
    minimum: int,
    seconds: float = SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> Pattern:
    """Which cells to show, so that no small set and no hidden cell can be worked out.

    Primary: a cell under the minimum for any outcome is hidden. Secondary: the cheapest
    set of further cells, by `loss`.

    Args:
        linked: all cells of the publication.
        minimum: people a cell, and a set that can be worked out, must stand on.
        seconds: after these no programme is solved any more; from then on the cheapest
            cell of every way that is left is hidden.
        clock: seconds since any moment.
    """
    until = clock() + seconds
    large = (linked.counts >= minimum).all(axis=1)
    open_cells = (large & linked.may_show) | linked.fixed
    memory, solved = Memory(), _Solved()
    cuts: set[Cut] = set()
    shown = open_cells.copy()
    rounds = 0
    while clock() < until:
        found = _found(linked, shown, minimum, memory)
        if not found:
            return Pattern(shown, in_time=True, rounds=rounds)
        rounds += 1
        new = {cut for leak in found for cut in cuts_of(linked, leak)} - cuts
        if not new:
            break
        cuts |= new
        shown = open_cells & ~_hidden(
            linked, sorted(cuts, key=_order), solved, open_cells
        )
    return _hide_more(linked, shown, minimum=minimum, memory=memory, rounds=rounds)


def _order(cut: Cut) -> tuple[list[int], int]:
    return sorted(cut.cells), -1 if cut.cell is None else cut.cell


def _found(linked: Linked, shown: Mask, minimum: int, memory: Memory) -> list[Leak]:
    """Leaks of every outcome; outcomes with the same people are one."""
    _, first = np.unique(linked.people, axis=1, return_index=True)
    found = [
        leak
        for outcome in sorted(int(one) for one in first)
        for leak in leaks(linked, shown, outcome, minimum=minimum, memory=memory)
    ]
    return found[:MOST_LEAKS]


def _hidden(
    linked: Linked, cuts: Sequence[Cut], solved: _Solved, open_cells: Mask
) -> Mask:
    """The cheapest cells that meet every cut, group by group of cuts."""
    hidden = np.zeros(open_cells.size, dtype=bool)
    for group in apart(cuts):
        key = frozenset(group)
        if key not in solved.known:
            solved.known[key] = _solve(linked, group, open_cells)
        hidden[list(solved.known[key])] = True
    return hidden


def _solve(linked: Linked, cuts: list[Cut], open_cells: Mask) -> frozenset[int]:
    """The cells hidden by one programme; every cell of its cuts where it finds none."""
    cells = cells_of(cuts)
    column = {int(cell): position for position, cell in enumerate(cells)}
    rows, least = as_rows(cuts, column)
    found = milp(
        linked.loss[cells],
        integrality=np.ones(cells.size),
        bounds=Bounds(
            (~open_cells[cells]).astype(float), (~linked.fixed[cells]).astype(float)
        ),
        constraints=LinearConstraint(rows, least, np.inf),
        options={"time_limit": SECONDS_A_PART, "mip_rel_gap": GAP},
    )
    if found.x is None:
        return frozenset(int(cell) for cell in cells if not linked.fixed[cell])
    return frozenset(int(cell) for cell in cells[np.round(found.x) == 1])


def _hide_more(
    linked: Linked, shown: Mask, *, minimum: int, memory: Memory, rounds: int
) -> Pattern:
    """Hide the cheapest cell of every way that is left, until none is."""
    shown = shown.copy()
    while found := _found(linked, shown, minimum, memory):
        before = int(shown.sum())
        for leak in found:
            for cut in cuts_of(linked, leak):
                ways = [cell for cell in sorted(cut.cells) if shown[cell]]
                if len(ways) == len(cut.cells):
                    shown[min(ways, key=lambda cell: (linked.loss[cell], cell))] = False
        if int(shown.sum()) == before:  # no way was found: the whole part goes
            rows = np.concatenate([leak.part.rows for leak in found])
            shown[rows[~linked.fixed[rows]]] = False
            if int(shown.sum()) == before:
                break
    return Pattern(shown, in_time=False, rounds=rounds)
