"""All cells of a publication at once, as sets of atoms, and the parts they fall into."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Linked:
    """Every cell that may be published of one wave, whatever tables they stand in.

    Attributes:
        member: cells x atoms, how an atom counts in a cell: 0 not, 1 as it is; another
            number where an answer is known to follow from an earlier one.
        people: atoms x outcomes.
        loss: what hiding a cell costs, over zero.
        may_show: cells that may be shown at all, whatever their size.
        fixed: cells that are published already and cannot be hidden any more.
        guarded: cells that nobody may work out once they are hidden.
        made_of: cell -> sets of cells that divide its people among them. They must
            not go round in a circle: parts are smaller groups of the hierarchy.
    """

    member: Whole
    people: Whole
    loss: Floats
    may_show: Mask
    fixed: Mask
    guarded: Mask
    made_of: Sequence[Sequence[Sequence[int]]] = field(default_factory=list)

    @property
    def counts(self) -> Whole:
        """Cells x outcomes: people."""
        return np.asarray((self.member != 0).astype(np.int64) @ self.people)


@dataclass(frozen=True)
class Part:
    """Shown cells whose sums say nothing of other parts, and the columns they hold.

    `columns` lists atoms that every shown cell holds alike, with their people.
    """

    rows: Whole
    columns: tuple[Whole, ...]
    people: Whole
    matrix: Floats


def parts(linked: Linked, shown: Mask, outcome: int) -> Iterator[Part]:
    """The parts of what is shown of one outcome.

    A cell all of whose parts are shown says nothing more and ties nothing together.
    """
    rows = np.flatnonzero(shown & ~_follows(linked, shown, outcome))
    there = np.flatnonzero(linked.people[:, outcome] > 0)
    member = linked.member[np.ix_(rows, there)]
    covered = np.asarray((member != 0).any(axis=0))
    there, member = there[covered], member[:, covered]
    if not rows.size or not there.size:
        return
    distinct, column = np.unique(member, axis=1, return_inverse=True)
    column = column.ravel()
    atoms = [there[column == one] for one in range(distinct.shape[1])]
    graph = csr_array((distinct != 0).astype(np.int8))
    count, label = _components(graph)
    for part in range(count):
        own_rows = np.flatnonzero(label[: rows.size] == part)
        own_columns = np.flatnonzero(label[rows.size :] == part)
        if not own_columns.size:
            continue
        columns = tuple(atoms[one] for one in own_columns)
        yield Part(
            rows=rows[own_rows],
            columns=columns,
            people=np.array([linked.people[one, outcome].sum() for one in columns]),
            matrix=distinct[np.ix_(own_rows, own_columns)].astype(float),
        )


def _components(graph: csr_array) -> tuple[int, Whole]:
    """Connected rows and columns: how many groups, and the group of each."""
    height, width = graph.shape
    entry = graph.tocoo()
    square = csr_array(
        (entry.data, (entry.row, entry.col + height)),
        shape=(height + width, height + width),
    )
    count, label = connected_components(square, directed=False)
    return int(count), label


def _follows(linked: Linked, shown: Mask, outcome: int) -> Mask:
    """Cells all of whose parts (with people in them) are shown."""
    follows = np.zeros(len(shown), dtype=bool)
    held = linked.counts[:, outcome]
    for cell, ways in enumerate(linked.made_of):
        for way in ways:
            inside = [one for one in way if held[one] > 0]
            whole = int(held[inside].sum()) == held[cell]
            if inside and whole and shown[inside].all():
                follows[cell] = True
    return follows
