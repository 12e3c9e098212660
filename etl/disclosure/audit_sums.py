"""The auditor of sums: what follows from the shown cells of one measure and wave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.disclosure.bounds import Known, confined, interval
from etl.disclosure.rowspace import Matrix, Sets, small_sets, space_of

# Stated anew, not imported: a slip in one place must not hide in the other.
LOWEST_ANSWERS = 5
ATOM = ("atom_id", "ancestors", "n", "minimum")

Breach = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Sums:
    """What an attacker holds: shown and hidden sets of atoms, and the shown means.

    atoms: atom_id, ancestors, n, minimum; only those with people in them.
    states: group -> state. means: shown group -> the mean as written and the text beside
    it; absent where no mean is published (response). least: answers a figure of this
    measure must stand on, whatever the counts say.
    """

    atoms: pl.DataFrame
    states: Mapping[str, str]
    means: Mapping[str, tuple[float, str | None]]
    least: int = LOWEST_ANSWERS

    @property
    def people(self) -> Matrix:
        return self.atoms["n"].to_numpy().astype(np.int64)

    def named(self, members: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.atoms["atom_id"][int(atom)] for atom in members)


def worked_out(sums: Sums, *, cut_offs: Sequence[float] = ()) -> Iterator[Breach]:
    """Rules that are broken, and at which groups or atoms.

    Exactly: a set that can be worked out by adding and subtracting. Roughly: a small
    set whose mean the rounded means confine (`bounds.confined`).
    """
    lines = sums.atoms["ancestors"].to_list()
    people = sums.people
    least = max([LOWEST_ANSWERS, sums.least, *sums.atoms["minimum"].to_list()])
    shown = [group for group, state in sums.states.items() if state == "shown"]
    hidden = [group for group, state in sums.states.items() if state != "shown"]
    published, targets = _matrix(shown, lines), _matrix(hidden, lines)
    for group, row in zip(shown, published, strict=True):
        if int(people[row == 1].sum()) < least:
            yield "a shown cell stands on too few people", (group,)
    space = space_of(published)
    sets = small_sets(published, people, least, space=space)
    if sets is None:
        yield "the audit could not decide", tuple(shown)
    for members in sets or []:
        yield "a small group can be worked out", sums.named(members)
    for group, row in zip(hidden, targets, strict=True):
        if row.any() and space.holds(row):
            yield "a hidden cell can be worked out", (group,)
    yield from _confined(sums, shown, published, _small(targets, people), cut_offs)


def _confined(
    sums: Sums,
    shown: Sequence[str],
    published: Matrix,
    small: Sets,
    cut_offs: Sequence[float],
) -> Iterator[Breach]:
    """Small groups that the rounded means confine."""
    rows = [row for row, group in enumerate(shown) if group in sums.means]
    if not rows:
        return
    people = sums.people
    covered = np.asarray(published[rows].sum(axis=0) > 0)
    sets = {*small, *_alike(published[rows], people)}
    wanted = sorted(one for one in sets if covered[list(one)].all())
    held = published[rows] @ people
    limits = [
        interval(*sums.means[shown[row]], int(n))
        for row, n in zip(rows, held, strict=True)
    ]
    lower, upper = (np.array(side, dtype=float) for side in zip(*limits, strict=True))
    known = Known(published[rows], people, lower, upper)
    found = confined(known, wanted, cut_offs=cut_offs)
    if found is None:
        yield "the published means contradict each other", tuple(shown)
    for members in found or []:
        yield "a small group is confined to a narrow range", sums.named(members)


def _alike(published: Matrix, people: Matrix) -> Sets:
    """Atoms under the minimum, and the largest small union of those held alike."""
    small = np.flatnonzero(people < LOWEST_ANSWERS)
    found: Sets = [(int(atom),) for atom in small]
    alike: dict[bytes, list[int]] = {}
    for atom in small[np.argsort(people[small], kind="stable")]:
        alike.setdefault(published[:, atom].tobytes(), []).append(int(atom))
    for atoms in alike.values():
        fit = [n for n in np.cumsum(people[atoms]) if n < LOWEST_ANSWERS]
        if len(fit) > 1:
            found.append(tuple(sorted(atoms[: len(fit)])))
    return found


def _small(targets: Matrix, people: Matrix) -> Sets:
    """Hidden cells under the minimum, and the atoms of any two that are so together."""
    cells = [np.flatnonzero(row) for row in targets]
    few = [
        (frozenset(cell.tolist()), int(people[cell].sum()))
        for cell in cells
        if 0 < people[cell].sum() < LOWEST_ANSWERS
    ]
    found = {members for members, _ in few}
    for position, (members, n) in enumerate(few):
        for others, m in few[position + 1 :]:
            if n + m < LOWEST_ANSWERS and not members & others:
                found.add(members | others)
    return sorted(tuple(sorted(members)) for members in found)


def _matrix(groups: Sequence[str], lines: Sequence[Sequence[str]]) -> Matrix:
    """Groups x atoms: 1 where the atom counts in the group."""
    at = {group: position for position, group in enumerate(groups)}
    matrix = np.zeros((len(groups), len(lines)), dtype=np.int64)
    for atom, line in enumerate(lines):
        for group in line:
            if group in at:
                matrix[at[group], atom] = 1
    return matrix
