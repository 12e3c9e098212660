"""A chart as the parts that the browser gets."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Figure(go.Figure):  # type: ignore[misc]  # plotly ships no types
    """A figure of plain parts, which plotly checks where somebody asks for its own.

    Checking takes a millisecond a trace: half a second for a Team page. A page draws
    from the plain parts; tests of charts read what plotly has checked.
    """

    def __init__(self, parts: dict[str, Any]) -> None:
        """A figure of `data`, a list of traces, and `layout`."""
        self._parts = parts

    def to_dict(self) -> dict[str, Any]:
        """The parts, the same dict every time."""
        return self._parts

    def to_plotly_json(self) -> dict[str, Any]:
        """The parts as plotly reads them.

        Raises:
            ValueError: a property that no trace or layout has, or a wrong value.
        """
        found: dict[str, Any] = go.Figure(self._parts).to_dict()
        return found

    def __getitem__(self, prop: str) -> object:
        """A part as plotly's own object: `data`, `layout`; to look at, not to change."""
        return go.Figure(self._parts)[prop]
