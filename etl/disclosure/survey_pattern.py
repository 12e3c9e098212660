"""Which cells of a wave are shown: the hierarchy and its splits, all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.disclosure.coarse import Means, units
from etl.disclosure.least_loss import SECONDS, least_loss
from etl.disclosure.linked import Floats, Linked, Mask, Whole
from etl.disclosure.together import Version, with_earlier
from etl.disclosure.tree import Tree

# From this minimum on, splits are not released: sets of up to nine people are then
# small, and only the hierarchy's can all be looked at.
SPLITS_BELOW = 6


@dataclass(frozen=True)
class Atoms:
    """The finest groups of people of a wave, none of which is a cell for itself.

    lines: the positions in the tree of every node an atom counts in. people: atoms x
    outcomes.
    """

    ids: tuple[str, ...]
    lines: tuple[tuple[int, ...], ...]
    people: Whole


@dataclass(frozen=True)
class Groups:
    """Nodes of the tree that are cells, and how splits divide them.

    cells: nodes that get a row. split: node -> (the node it is a part of, attribute).
    """

    cells: Mask
    split: Mapping[int, tuple[int, str]]


@dataclass(frozen=True)
class Before:
    """Earlier versions of a wave, who stands where now, and the outcomes' keys."""

    now: pl.DataFrame
    earlier: Sequence[Version]
    outcomes: Sequence[str]


def survey_pattern(
    tree: Tree,
    atoms: Atoms,
    groups: Groups,
    *,
    minimums: Sequence[int],
    seconds: float = SECONDS,
    before: Before | None = None,
) -> tuple[Mask, bool]:
    """Shown nodes x outcomes, and whether the search ended in time.

    One pattern for all outcomes of one minimum: the states of a scale then tell
    nothing of another. Shares stand on more people than means, so they have their own.

    Args:
        tree: the hierarchy, with a tree of its own for every value of a split.
        atoms: the finest groups.
        groups: which nodes are cells.
        minimums: of each outcome; 0 for one that is shown nowhere.
        seconds: for each pattern.
        before: earlier versions of the wave, where it was withdrawn.
    """
    shown = np.zeros((len(tree.nodes), len(minimums)), dtype=bool)
    in_time = True
    for minimum in sorted({one for one in minimums if one}):
        columns = [at for at, one in enumerate(minimums) if one == minimum]
        linked = _linked(tree, atoms, groups, columns, minimum=minimum)
        if before is not None:
            linked = _after(linked, tree, atoms, groups, columns, before)
        found = least_loss(linked, minimum=minimum, seconds=seconds)
        for column in columns:
            shown[_cells(groups), column] = found.shown[: len(_cells(groups))]
        in_time &= found.in_time
    return shown, in_time


def survey_units(atoms: Atoms, shown: Mask, means: Floats) -> Whole:
    """Nodes x outcomes: the points to which a shown mean is written (see `coarse`)."""
    found = np.ones(shown.shape, dtype=np.int64)
    member = np.zeros((len(shown), len(atoms.ids)), dtype=bool)
    for atom, line in enumerate(atoms.lines):
        member[list(line), atom] = True
    for column in range(shown.shape[1]):
        rows = np.flatnonzero(shown[:, column])
        own = Means(member[rows], atoms.people[:, column], means[rows, column])
        found[rows, column] = units(own)
    return found


def _cells(groups: Groups) -> Whole:
    return np.flatnonzero(groups.cells)


def _after(
    linked: Linked,
    tree: Tree,
    atoms: Atoms,
    groups: Groups,
    columns: list[int],
    before: Before,
) -> Linked:
    named = {
        atom: [tree.nodes[node] for node in line]
        for atom, line in zip(atoms.ids, atoms.lines, strict=True)
    }
    return with_earlier(
        linked,
        [tree.nodes[node] for node in _cells(groups)],
        before.now,
        before.earlier,
        lines=named,
        outcomes=[before.outcomes[column] for column in columns],
    )


def _linked(
    tree: Tree, atoms: Atoms, groups: Groups, columns: list[int], *, minimum: int
) -> Linked:
    cells = _cells(groups)
    at = {int(node): row for row, node in enumerate(cells)}
    released = np.array(
        [minimum < SPLITS_BELOW or int(node) not in groups.split for node in cells]
    )
    member = np.zeros((len(cells), len(atoms.ids)), dtype=np.int64)
    for atom, line in enumerate(atoms.lines):
        member[[at[node] for node in line if node in at], atom] = 1
    member *= released[:, None]
    people = atoms.people[:, columns]
    return Linked(
        member=member,
        people=people,
        loss=(member @ people).max(axis=1) + 1.0,
        may_show=tree.publishable[cells] & released,
        fixed=np.zeros(len(cells), dtype=bool),
        guarded=released,
        made_of=_made_of(tree, groups, cells, at),
    )


def _made_of(
    tree: Tree, groups: Groups, cells: Whole, at: Mapping[int, int]
) -> list[list[list[int]]]:
    """Of each cell, its children, and its parts by every attribute."""
    ways: list[list[list[int]]] = [
        [[at[child] for child in tree.children[node] if child in at]] for node in cells
    ]
    parts: dict[tuple[int, str], list[int]] = {}
    for node, key in groups.split.items():
        parts.setdefault(key, []).append(at[node])
    for (whole, _), members in sorted(parts.items()):
        ways[at[whole]].append(members)
    return ways
