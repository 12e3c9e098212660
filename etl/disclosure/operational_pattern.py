"""Suppression of operational cells: the hierarchy, and its splits by role or tenure."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.suppression import Mask, suppress
from etl.disclosure.tree import Tree, make_tree


def group_forest(groups: pl.DataFrame) -> Tree:
    """One tree of all people, and one for each value of a split.

    A split group stands under the nearest group above it with the same split value.
    """
    node_of = dict(groups.select("group_id", "node_id").iter_rows())
    plain = groups.filter(pl.col("split") == "none")
    above = dict(plain.select("node_id", "parent_id").iter_rows())
    by_value = {
        (node, split, value): group
        for group, node, split, value in groups.select(
            "group_id", "node_id", "split", "split_value"
        ).iter_rows()
    }
    parents: dict[str, str | None] = {}
    for (node, split, value), group in by_value.items():
        up = above.get(node)
        while up is not None and (node_of.get(up, up), split, value) not in by_value:
            up = above.get(up)
        parents[group] = None if up is None else by_value[up, split, value]
    return make_tree(parents)


def split_siblings(tree: Tree, groups: pl.DataFrame) -> dict[int, list[list[int]]]:
    """Unsplit group -> the sets of split groups that add up to it."""
    at = {group: position for position, group in enumerate(tree.nodes)}
    whole = {
        node: at[group]
        for group, node in groups.filter(pl.col("split") == "none")
        .select("group_id", "node_id")
        .iter_rows()
    }
    found: dict[tuple[int, str], list[int]] = {}
    parts = groups.filter(pl.col("split") != "none").sort("group_id")
    for group, node, split in parts.select("group_id", "node_id", "split").iter_rows():
        found.setdefault((whole[node], split), []).append(at[group])
    result: dict[int, list[list[int]]] = {}
    for (position, _), members in found.items():
        result.setdefault(position, []).append(members)
    return result


def linked_pattern(
    tree: Tree,
    people: NDArray[np.float64],
    *,
    minimum: int,
    computable: Mask,
    siblings: Mapping[int, list[list[int]]],
) -> Mask:
    """Suppression over the hierarchy and its splits, until both hold.

    A split of a group is taken back whole where what its hidden values hold together
    would stay under the minimum; that may hide more above it, so both rules are
    applied in turn until nothing changes.
    """
    allowed = computable.copy()
    while True:
        shown = suppress(
            tree, people[:, :, None], minimum=minimum, allowed=allowed, free=~computable
        )
        changed = False
        for whole, splits in siblings.items():
            for members in splits:
                hidden = np.where(shown[members], 0.0, people[members])
                seen = np.where(shown[members], people[members], 0.0).sum(axis=0)
                left = np.maximum(people[whole] - seen, hidden.max(axis=0))
                short = (left > 0) & (left < minimum) & shown[members].any(axis=0)
                changed |= bool(short.any())
                allowed[members] &= ~short
        if not changed:
            return shown


def nearest_shown(
    tree: Tree, shown: Mask, siblings: Mapping[int, list[list[int]]]
) -> NDArray[np.int64]:
    """Position of each cell's closest shown ancestor; -1 where there is none."""
    whole = {
        member: position
        for position, splits in siblings.items()
        for members in splits
        for member in members
    }
    nearest = np.full(shown.shape, -1, dtype=np.int64)
    order = [node for node in range(len(tree.nodes)) if node not in whole]
    for node in [*order, *sorted(whole)]:
        above = whole.get(node, int(tree.parent[node]))
        if above >= 0:
            nearest[node] = np.where(shown[above], above, nearest[above])
    return nearest
