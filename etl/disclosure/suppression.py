"""Which cells may be shown, so that no small group can be worked out from them.

The groups of one hierarchy are nested sets. Take from every shown group its largest
shown parts: what is left over (its residual) is a set of people, the residuals do not
overlap, and every shown group is a union of them. So a set of people can be worked out
exactly if, and only if, it is a union of residuals (METHODS: the row space of what is
published, which for nested sets has the residuals as its basis). The condition kept
here is therefore exact: every residual is empty or reaches the minimum, and no
protected hidden cell is a union of residuals.

Where people can count in two siblings (someone who moved within the month) a parent
holds fewer people than its children together. The residual is then bounded from below
by the larger of parent less shown parts, and its largest hidden part.
"""

from dataclasses import KW_ONLY, dataclass

import numpy as np
from numpy.typing import NDArray

from etl.disclosure.tree import Counts, Tree

Mask = NDArray[np.bool_]


def suppress(
    tree: Tree,
    counts: Counts,
    *,
    minimum: int,
    allowed: Mask | None = None,
    free: Mask | None = None,
) -> Mask:
    """The cells to show: nodes x columns.

    Only counts decide, never an answer. Primary: a cell under the minimum is hidden.
    Secondary: while a residual is over zero and under the minimum, the cell whose loss
    costs the fewest people is hidden with it.

    Args:
        tree: the hierarchy.
        counts: nodes x columns x outcomes, people. The outcomes of a column share one
            pattern; a cell is shown only if it reaches the minimum for all of them.
        minimum: people a cell must stand on.
        allowed: nodes x columns; false = not to be shown whatever its size.
        free: nodes x columns; hidden for want of a value, so that nothing of it needs
            protection beyond the minimum.
    """
    large = np.asarray((counts >= minimum).all(axis=2))
    shown: Mask = large & tree.publishable[:, None]
    if allowed is not None:
        shown &= allowed
    unprotected = np.zeros_like(shown) if free is None else free
    covered, residual = _residuals(tree, counts, shown)
    short = ((residual > 0) & (residual < minimum)).any(axis=2) & shown
    # Hidden though large: by `allowed`, for another outcome's sake, or unpublishable.
    exposed = ~shown & ~unprotected & (counts >= minimum).any(axis=2)
    for column in np.flatnonzero((short | exposed).any(axis=0)):
        pattern = _Pattern(
            tree,
            counts[:, column],
            minimum=minimum,
            free=unprotected[:, column],
            shown=shown[:, column].copy(),
            covered=covered[:, column],
            residual=residual[:, column],
        )
        pattern.repair(set(np.flatnonzero(short[:, column]).tolist()))
        shown[:, column] = pattern.shown
    return shown


def _residuals(tree: Tree, counts: Counts, shown: Mask) -> tuple[Counts, Counts]:
    """People of each node in its shown parts, and a lower bound of those outside."""
    covered = np.zeros_like(counts)
    hidden_part = np.zeros_like(counts)
    residual = np.zeros_like(counts)
    for node in range(len(tree.nodes) - 1, -1, -1):
        residual[node] = np.maximum(counts[node] - covered[node], hidden_part[node])
        above = tree.parent[node]
        if above < 0:
            continue
        is_shown = shown[node][:, None]
        covered[above] += np.where(is_shown, counts[node], covered[node])
        hidden = np.where(is_shown, 0.0, residual[node])
        hidden_part[above] = np.maximum(hidden_part[above], hidden)
    return covered, residual


@dataclass
class _Pattern:
    """One column while it is repaired; cells are only ever taken away.

    `covered` and `residual` are kept up to date for every node, the way `_residuals`
    first gives them.
    """

    tree: Tree
    counts: Counts
    _: KW_ONLY
    minimum: int
    free: Mask
    shown: Mask
    covered: Counts
    residual: Counts

    def repair(self, waiting: set[int]) -> None:
        """Hide until every residual is empty or large and no hidden cell follows.

        Args:
            waiting: nodes whose residual is to be looked at.
        """
        while True:
            while waiting:
                node = max(waiting)  # parts before wholes
                waiting.remove(node)
                waiting |= self._enlarge(node)
            exposed = np.flatnonzero(
                ~self.shown & ~self.free & (self.counts >= self.minimum).any(axis=1)
            )
            for hidden in exposed.tolist():
                waiting |= self._blur(hidden)
                if waiting:
                    break
            if not waiting:
                return

    def _measure(self, node: int) -> None:
        """Bring residual and cover of a node up to date with its children."""
        covered = np.zeros(self.counts.shape[1])
        hidden = np.zeros(self.counts.shape[1])
        for child in self.tree.children[node]:
            if self.shown[child]:
                covered += self.counts[child]
            else:
                covered += self.covered[child]
                hidden = np.maximum(hidden, self.residual[child])
        self.covered[node] = covered
        self.residual[node] = np.maximum(self.counts[node] - covered, hidden)

    def _enlarge(self, node: int) -> set[int]:
        """Hide parts of a shown node until its residual is empty or large."""
        while self.shown[node]:
            short = (self.residual[node] > 0) & (self.residual[node] < self.minimum)
            if not short.any():
                break
            parts = self._largest_shown_parts(node)
            if not parts:
                return self._hide([node])
            self._hide(self._cheapest(parts, int(np.argmax(short))))
        return set()

    def _blur(self, node: int) -> set[int]:
        """Hide one more cell if this hidden one can be worked out."""
        above = self._shown_ancestor(node)
        for outcome in np.flatnonzero(self.counts[node] > 0).tolist():
            own = self.residual[node, outcome]
            if own <= 0:
                parts = self._largest_shown_parts(node)
                return self._hide(self._cheapest(parts, outcome))
            if above is not None and self.residual[above, outcome] == own:
                return self._widen(node, above, outcome)
        return set()

    def _widen(self, node: int, above: int, outcome: int) -> set[int]:
        """Hide a part of `above` outside `node`; `above` itself where there is none."""
        parts = [
            part
            for part in self._largest_shown_parts(above)
            if not self._is_under(part, node)
        ]
        return self._hide(self._cheapest(parts, outcome) if parts else [above])

    def _largest_shown_parts(self, node: int) -> list[int]:
        parts: list[int] = []
        waiting = list(self.tree.children[node])
        while waiting:
            part = waiting.pop()
            if self.shown[part]:
                parts.append(part)
            else:
                waiting.extend(self.tree.children[part])
        return parts

    def _cheapest(self, parts: list[int], outcome: int) -> list[int]:
        """The chain of cells to hide that loses the fewest people.

        Hiding a group all of whose parts are shown hides nothing, so the chain goes
        down until it meets people who are in no shown part.
        """
        chains = [self._chain(part, outcome) for part in parts]
        return min(
            chains,
            key=lambda chain: (self.counts[chain, outcome].sum(), len(chain), chain),
        )

    def _chain(self, part: int, outcome: int) -> list[int]:
        if self.residual[part, outcome] > 0:
            return [part]
        below = self._largest_shown_parts(part)
        return [part, *(self._cheapest(below, outcome) if below else [])]

    def _hide(self, chain: list[int]) -> set[int]:
        """Hide a chain; the shown node above it, whose residual has grown."""
        self.shown[chain] = False
        node = chain[-1]
        while node >= 0:
            self._measure(node)
            if self.shown[node]:
                return {node}
            node = int(self.tree.parent[node])
        return set()

    def _shown_ancestor(self, node: int) -> int | None:
        above = int(self.tree.parent[node])
        while above >= 0 and not self.shown[above]:
            above = int(self.tree.parent[above])
        return None if above < 0 else above

    def _is_under(self, node: int, top: int) -> bool:
        while node >= 0 and node != top:
            node = int(self.tree.parent[node])
        return node == top
