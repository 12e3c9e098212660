"""A figure that nobody changes any more, so that it is written out once."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Finished(go.Figure):  # type: ignore[misc]  # plotly ships no types
    """A figure whose plain dict is made once: copying a large one costs 40 ms a view.

    Of the dict alone, and not a checked copy of each of its parts: half a second for
    400 of them. Shared between sessions: nobody changes what `to_dict` gives in place.
    """

    def __init__(self, figure: go.Figure) -> None:
        """The figure, as it is from now on."""
        super().__init__()
        self._whole: dict[str, Any] = figure.to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The same dict every time."""
        return self._whole
