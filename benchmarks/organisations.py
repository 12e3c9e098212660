"""Made-up organisations for measuring disclosure control: hierarchy, sizes, answers.

Nothing here is drawn from a real organisation. Each has up to three levels above its
teams, teams of very different sizes, a response rate that differs by team, and none, one
or two attributes (role, tenure) by which everything from programme level up is split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from etl.disclosure.plan import propose_reporting_units
from etl.disclosure.survey_pattern import Atoms, Groups
from etl.disclosure.tree import Tree, make_tree

LEAST_INVITED = 10


@dataclass(frozen=True)
class Organisation:
    """Who answered, by the finest groups, and the cells that could be published."""

    tree: Tree
    atoms: Atoms
    groups: Groups
    leaf: tuple[str, ...]  # of each atom, the team or reporting unit it counts in


def made_up(
    seed: int, *, joined: bool, teams: int | None = None, attributes: int | None = None
) -> Organisation:
    """One organisation. `joined`: with small teams joined to reporting units."""
    random = np.random.default_rng(seed)
    count = teams or int(random.integers(3, 45))
    split_by = int(random.integers(0, 3)) if attributes is None else attributes
    above, parents = _hierarchy(random, count)
    mean = random.uniform(6, 25)
    invited = {
        team: int(max(1, random.gamma(2.5, mean / 2.5))) for team in sorted(above)
    }
    rate = {team: random.beta(6, 4) for team in invited}
    unit_of = {team: team for team in invited}
    if joined:
        units = propose_reporting_units(invited, above, minimum=LEAST_INVITED)
        unit_of |= {team: unit for unit, members in units.items() for team in members}
    chances = [random.dirichlet(np.full(3 + at, 1.5)) for at in range(split_by)]
    held: Counter[tuple[str, ...]] = Counter()
    for team, people in invited.items():
        for _ in range(random.binomial(people, rate[team])):
            own = [str(random.choice(len(chance), p=chance)) for chance in chances]
            held[unit_of[team], above[team], *own] += 1
    leaves = {unit_of[team]: above[team] for team in invited}
    return _organisation(parents, leaves, held, split_by)


def _hierarchy(
    random: np.random.Generator, teams: int
) -> tuple[dict[str, str], dict[str, str | None]]:
    """team -> the group above it; every group above teams -> the one above that."""
    parents: dict[str, str | None] = {"org": None}
    level = ["org"]
    for depth in range(int(random.integers(0, 3))):
        width = max(2, int(teams / (20 if depth == 0 else 5)))
        below = [f"g{depth}-{number}" for number in range(width)]
        for number, group in enumerate(below):
            parents[group] = level[number % len(level)]
        level = below
    own = {f"t{number}": str(random.choice(level)) for number in range(teams)}
    return own, parents


def _organisation(
    parents: Mapping[str, str | None],
    leaves: Mapping[str, str],
    held: Counter[tuple[str, ...]],
    split_by: int,
) -> Organisation:
    seen = [{key[2 + at] for key in held} for at in range(split_by)]
    splits = {
        f"{group}:{at}:{value}": (group, at, value)
        for group in parents
        for at in range(split_by)
        for value in sorted(seen[at])
    }
    every: dict[str, str | None] = {**parents, **leaves}
    for name, (group, at, value) in splits.items():
        up = parents[group]
        every[name] = None if up is None else f"{up}:{at}:{value}"
    tree = make_tree(every)
    place = {node: position for position, node in enumerate(tree.nodes)}
    lines, people = [], []
    for (leaf, above, *values), number in sorted(held.items()):
        line, group = [leaf], above
        while group is not None:
            line += [group, *(f"{group}:{at}:{v}" for at, v in enumerate(values))]
            group = parents[group]
        lines.append(tuple(place[node] for node in line))
        people.append([number])
    split = {
        place[name]: (place[group], str(at)) for name, (group, at, _) in splits.items()
    }
    return Organisation(
        tree,
        Atoms(
            tuple("|".join(key) for key in sorted(held)),
            tuple(lines),
            np.array(people, dtype=np.int64).reshape(-1, 1),
        ),
        Groups(np.ones(len(tree.nodes), dtype=bool), split),
        tuple(key[0] for key in sorted(held)),
    )
