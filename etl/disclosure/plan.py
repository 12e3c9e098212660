"""The release plan: which groups exist for a wave, and who counts where.

Every parent is exactly the union of its children. Two kinds of people sit in no team's
cell: whoever leads a group (counted from the first ancestor in which such people
together reach the minimum) and respondents without a team. They form unpublished
atoms beside the published children, so that nothing is left unsaid in a subtraction.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.disclosure.tree import Counts, Tree, make_tree
from etl.errors import UserError

ORGANISATION = "org"
LOOSE = "loose:"
RANK = {"organisation": 0, "division": 1, "programme": 2, "unit": 3, "team": 4}


@dataclass(frozen=True)
class Node:
    """A group of the release plan. `apart`: may be shown on its own in a survey."""

    node_id: str
    parent_id: str | None
    kind: str
    apart: bool = True


@dataclass(frozen=True)
class Plan:
    """The nodes of one wave, and where people who lead a group have their home."""

    nodes: tuple[Node, ...]
    leads: Mapping[int, str]

    @property
    def root(self) -> str:
        return next(node.node_id for node in self.nodes if node.parent_id is None)

    @property
    def kinds(self) -> dict[str, str]:
        return {node.node_id: node.kind for node in self.nodes}

    def tree(self, loose: Sequence[str] = ()) -> Tree:
        """The plan's tree with an unpublished atom under each node of `loose`."""
        parents = {node.node_id: node.parent_id for node in self.nodes}
        atoms = {f"{LOOSE}{node_id}": node_id for node_id in loose}
        together = {node.node_id for node in self.nodes if not node.apart}
        return make_tree(parents | atoms, unpublished=frozenset(atoms) | together)


def release_plan(
    teams: pl.DataFrame, units: Mapping[str, Sequence[str]] | None = None
) -> Plan:
    """The plan for one wave.

    Args:
        teams: one row per group as it stood at launch: team_id, parent_id, kind; and,
            where known, led_by_key, reporting_unit_id. A group without a parent stands
            under the organisation.
        units: reporting unit -> team_ids. It goes before reporting_unit_id; a team
            that is not in `teams` is passed over, since the snapshot may be older.

    Raises:
        UserError: a group has two parents, an unknown parent, a parent not above it in
            kind, or stands under itself; there are two organisations; a reporting unit
            lies in two programmes or a team in two units. All at once.
    """
    rows = teams.unique(["team_id", "parent_id", "kind"], maintain_order=True)
    kinds = dict(zip(rows["team_id"], rows["kind"], strict=True))
    roots = sorted(key for key, kind in kinds.items() if kind == "organisation")
    root = roots[0] if roots else ORGANISATION
    parents: dict[str, str | None] = {
        team: (above or root) if team != root else None
        for team, above in rows.select("team_id", "parent_id").iter_rows()
    }
    problems = _group_problems(rows, kinds, root)
    if len(roots) > 1:
        problems.append(f"two organisations: {', '.join(roots)}; one is needed")
    member_of, unit_problems = _unit_members(teams, units or {}, kinds)
    problems += unit_problems + _split_units(member_of, parents)
    if not problems:
        problems += _loops(parents)
    if problems:
        raise UserError("\n".join(["teams cannot be released:", *problems]))
    kinds.setdefault(root, "organisation")
    parents.setdefault(root, None)
    return Plan(
        nodes=_nodes(parents, kinds, member_of), leads=_leader_homes(teams, parents)
    )


def propose_reporting_units(
    invited: Mapping[str, int], parents: Mapping[str, str], *, minimum: int = 10
) -> dict[str, tuple[str, ...]]:
    """Small siblings joined to at least `minimum` invited: unit id -> team_ids.

    Greedy, the smallest teams of a parent first; what stays short joins the parent's
    last unit, or else the parent's next smallest team. A small team without siblings
    stays as it is. Units are named after the parent, numbered from 1.
    """
    units: dict[str, tuple[str, ...]] = {}
    for above in sorted({parents[team] for team in invited}):
        siblings = sorted(
            (team for team in invited if parents[team] == above),
            key=lambda team: (invited[team], team),
        )
        for number, members in enumerate(_join(siblings, invited, minimum), start=1):
            units[f"{above}-{number}"] = tuple(sorted(members))
    return units


def settle(plan: Plan, loose: Mapping[str, Counts], minimum: int) -> dict[str, str]:
    """Home -> node in which people who sit in no team's cell are counted.

    From each home upwards, to the first node in which these people together reach the
    minimum for every outcome. A home that reaches it nowhere is absent: its people
    are counted in no cell.

    Args:
        plan: the wave's plan.
        loose: home node -> answers by outcome of the people at home there.
        minimum: people an atom must stand on.
    """
    tree = plan.tree()
    waiting: dict[int, list[str]] = {}
    for home in sorted(loose):
        waiting.setdefault(tree.position(home), []).append(home)
    settled: dict[str, str] = {}
    for node in range(len(tree.nodes) - 1, -1, -1):
        homes = waiting.pop(node, [])
        if not homes:
            continue
        together = np.sum([loose[home] for home in homes], axis=0)
        if (together >= minimum).all():
            settled |= dict.fromkeys(homes, tree.nodes[node])
        elif tree.parent[node] >= 0:
            waiting.setdefault(int(tree.parent[node]), []).extend(homes)
    return settled


def _group_problems(
    rows: pl.DataFrame, kinds: Mapping[str, str], root: str
) -> list[str]:
    repeated = Counter(rows["team_id"])
    problems = [
        f"{team}: {times} different rows; a group has one parent and one kind at launch"
        for team, times in repeated.items()
        if times > 1
    ]
    for team, above, kind in rows.select("team_id", "parent_id", "kind").iter_rows():
        if above is None or root in {above, team}:
            continue
        if above not in kinds:
            problems.append(f"{team}: its parent {above} is not among the teams")
        elif RANK[kinds[above]] > RANK[kind] or kinds[above] == "team":
            problems.append(f"{team}: a {kind} cannot stand under a {kinds[above]}")
    return problems


def _loops(parents: Mapping[str, str | None]) -> list[str]:
    problems = []
    for start in parents:
        seen, node = {start}, parents[start]
        while node is not None and node not in seen:
            seen.add(node)
            node = parents.get(node)
        if node == start:
            problems.append(f"{start}: stands under itself")
    return problems


def _unit_members(
    teams: pl.DataFrame, units: Mapping[str, Sequence[str]], kinds: Mapping[str, str]
) -> tuple[dict[str, str], list[str]]:
    """Team -> reporting unit; what contradicts itself."""
    member_of: dict[str, str] = {}
    problems = []
    for unit in sorted(units):
        problems += [
            f"{team}: in two reporting units"
            for team in units[unit]
            if member_of.setdefault(team, unit) != unit
        ]
    if "reporting_unit_id" in teams.columns:
        own = teams.filter(pl.col("reporting_unit_id").is_not_null())
        for team, unit in own.select("team_id", "reporting_unit_id").iter_rows():
            member_of.setdefault(team, unit)
    present = {t: unit for t, unit in member_of.items() if kinds.get(t) == "team"}
    return present, problems


def _split_units(
    member_of: Mapping[str, str], parents: Mapping[str, str | None]
) -> list[str]:
    above: dict[str, set[str]] = {}
    for team, unit in member_of.items():
        above.setdefault(unit, set()).add(str(parents[team]))
    return [
        f"reporting unit {unit}: its teams stand under {', '.join(sorted(homes))}; "
        "a unit lies within one programme"
        for unit, homes in sorted(above.items())
        if len(homes) > 1
    ]


def _nodes(
    parents: Mapping[str, str | None],
    kinds: Mapping[str, str],
    member_of: Mapping[str, str],
) -> tuple[Node, ...]:
    sizes = Counter(member_of.values())
    nodes = []
    units: dict[str, Node] = {}
    for team in sorted(parents):
        unit = member_of.get(team)
        # A unit of one team would be that team under another name.
        if unit is None or sizes[unit] == 1:
            nodes.append(Node(team, parents[team], kinds[team]))
            continue
        units[unit] = Node(f"unit:{unit}", parents[team], "unit")
        nodes.append(Node(team, f"unit:{unit}", kinds[team], apart=False))
    return tuple(nodes + [units[unit] for unit in sorted(units)])


def _leader_homes(
    teams: pl.DataFrame, parents: Mapping[str, str | None]
) -> dict[int, str]:
    """Leader -> the nearest group above everything they lead."""
    if "led_by_key" not in teams.columns:
        return {}
    homes: dict[int, str] = {}
    for team, leader in teams.select("team_id", "led_by_key").iter_rows():
        if leader is None:
            continue
        home = parents[team] or team
        known = homes.get(leader)
        homes[leader] = home if known is None else _common(known, home, parents)
    return homes


def _common(one: str, other: str, parents: Mapping[str, str | None]) -> str:
    line, node = [one], parents[one]
    while node is not None:
        line.append(node)
        node = parents[node]
    while other not in line:
        other = str(parents[other])
    return other


def _join(
    siblings: Sequence[str], invited: Mapping[str, int], minimum: int
) -> list[list[str]]:
    """Siblings, smallest first, joined while the smallest is short of the minimum."""
    joined: list[list[str]] = []
    current: list[str] = []
    for team in siblings:
        if invited[team] >= minimum and (joined or not current):
            break
        current.append(team)
        if sum(invited[member] for member in current) >= minimum:
            joined.append(current)
            current = []
    if current and joined:
        joined[-1] += current
    return joined
