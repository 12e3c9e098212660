"""The hierarchy as arrays: what suppression and survey cells walk over."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]


@dataclass(frozen=True)
class Tree:
    """Nodes in an order in which every parent stands before its children.

    `parent` holds positions, -1 for a root; `publishable` is false for an unpublished
    atom: people who count in their ancestors and have no cell of their own.
    """

    nodes: tuple[str, ...]
    parent: NDArray[np.int64]
    children: tuple[tuple[int, ...], ...]
    publishable: NDArray[np.bool_]

    def position(self, node_id: str) -> int:
        return self.nodes.index(node_id)

    def totals(self, own: Counts) -> Counts:
        """People of each node: its own and those of every node under it.

        Args:
            own: nodes x anything; people who sit in the node itself.
        """
        total = own.copy()
        for node in range(len(self.nodes) - 1, 0, -1):
            if self.parent[node] >= 0:
                total[self.parent[node]] += total[node]
        return total


def make_tree(
    parents: Mapping[str, str | None], *, unpublished: frozenset[str] = frozenset()
) -> Tree:
    """The tree of `node_id -> parent_id`, siblings in the order of their ids.

    Raises:
        ValueError: a parent is unknown or a node is its own ancestor.
    """
    under: dict[str | None, list[str]] = {None: []}
    for node, above in parents.items():
        under.setdefault(above, []).append(node)
    order: list[str] = []
    waiting = sorted(under[None], reverse=True)
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting.extend(sorted(under.get(node, []), reverse=True))
    if len(order) != len(parents):
        lost = sorted(set(parents) - set(order))
        raise ValueError(f"not under any root: {', '.join(lost)}")
    at = {node: index for index, node in enumerate(order)}
    above_at = [-1 if (up := parents[node]) is None else at[up] for node in order]
    return Tree(
        nodes=tuple(order),
        parent=np.array(above_at, dtype=np.int64),
        children=tuple(
            tuple(sorted(at[child] for child in under.get(node, []))) for node in order
        ),
        publishable=np.array([node not in unpublished for node in order], dtype=bool),
    )
