"""A wave that was withdrawn and is closed again, together with what it published first.

What was read once is known. Two versions differ by the people who joined, left, moved or
were corrected: a difference of two figures is about them alone. So the cells of earlier
versions stand in the programme as cells that cannot be hidden any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etl.disclosure.linked import Linked, Whole

# of each version: the atom a person counts in, and how their answer there is weighted
Stand = tuple[str, int] | None
Key = tuple[bool, tuple[Stand, ...]]


@dataclass(frozen=True)
class Version:
    """One closing of a wave: what it published, and who stood where in it.

    estimate, counts, people: shapes in etl/disclosure/rows.py.
    """

    estimate: pl.DataFrame
    counts: pl.DataFrame
    people: pl.DataFrame

    def lines(self) -> dict[str, list[str]]:
        """Atom -> the groups it counts in."""
        return dict(self.counts.select("atom_id", "ancestors").iter_rows())


def with_earlier(
    linked: Linked,
    cells: Sequence[str],
    now: pl.DataFrame,
    earlier: Sequence[Version],
    *,
    lines: Mapping[str, Sequence[str]],
    outcomes: Sequence[str],
) -> Linked:
    """The cells of a version that is being closed, with those of earlier ones.

    Each outcome counts twice. Once an answer that was changed is another answer, of
    which nothing follows. Once it follows from the old one (a coding turned round), so
    that a difference of two versions tells the answers themselves.

    Args:
        linked: the cells that may be shown now.
        cells: their group ids.
        now: the people of this version, as in `Version`.
        earlier: versions that were withdrawn.
        lines: atom of this version -> the groups it counts in.
        outcomes: the measures that share the pattern.
    """
    versions = [*(version.people for version in earlier), now]
    where = [*(version.lines() for version in earlier), lines]
    atoms: dict[Key, Whole] = {}
    for column, outcome in enumerate(outcomes):
        for related, stands in _pieces(versions, outcome):
            place = column + (len(outcomes) if related else 0)
            held = atoms.setdefault(
                (related, stands), np.zeros(2 * len(outcomes), dtype=np.int64)
            )
            held[place] += 1
    published = [_published(version, outcomes) for version in earlier]
    rows = [(len(earlier), group) for group in cells] + [
        (at, group) for at, groups in enumerate(published) for group in groups
    ]
    shown = [seen for groups in published for seen in groups.values()]
    member = np.zeros((len(rows), len(atoms)), dtype=np.int64)
    place_of = {row: position for position, row in enumerate(rows)}
    for atom, (_, stands) in enumerate(atoms):
        for at, stand in enumerate(stands):
            inside = where[at].get(stand[0], ()) if stand else ()
            places = [place_of[at, one] for one in inside if (at, one) in place_of]
            member[places, atom] = stand[1] if stand else 0
    more = len(rows) - len(cells)
    return replace(
        linked,
        member=member,
        people=np.array(list(atoms.values())).reshape(len(atoms), -1),
        loss=np.concatenate([linked.loss, np.ones(more)]),
        may_show=np.concatenate([linked.may_show, np.zeros(more, dtype=bool)]),
        fixed=np.array([*linked.fixed, *shown], dtype=bool),
        guarded=np.concatenate([linked.guarded, np.ones(more, dtype=bool)]),
        made_of=[*linked.made_of, *([[]] * more)],
    )


def _published(version: Version, outcomes: Sequence[str]) -> dict[str, bool]:
    """Group -> whether it was shown for any of these outcomes."""
    known = version.estimate.filter(pl.col("measure").is_in(list(outcomes)))
    shown = set(known.filter(pl.col("state") == "shown")["group_id"])
    return {group: group in shown for group in sorted(set(known["group_id"]))}


def _pieces(
    versions: Sequence[pl.DataFrame], outcome: str
) -> Iterator[tuple[bool, tuple[Stand, ...]]]:
    """What is unknown of each person: where it counts, version by version.

    First every different answer of a person for itself, then all of them as one.
    """
    count = len(versions)
    seen: dict[int, dict[int, tuple[str, int]]] = {}
    for at, people in enumerate(versions):
        own = people.filter(pl.col("measure") == outcome)
        for person, atom, mark in own.select("person", "atom_id", "mark").iter_rows():
            seen.setdefault(person, {})[at] = (atom, mark)
    for stands in seen.values():
        marks = list(dict.fromkeys(stands[at][1] for at in sorted(stands)))
        known = [stands.get(at) for at in range(count)]
        for mark in marks:
            yield (
                False,
                tuple((one[0], 1) if one and one[1] == mark else None for one in known),
            )
        yield (
            True,
            tuple((one[0], 1 + marks.index(one[1])) if one else None for one in known),
        )
