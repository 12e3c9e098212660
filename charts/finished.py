"""A figure that nobody changes any more, so that it is written out once."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Finished(go.Figure):  # type: ignore[misc]  # plotly ships no types
    """A figure whose plain dict is made once: copying a large one costs 40 ms a view.

    Shared between sessions: nobody changes it, or what `to_dict` gives, in place.
    """

    def __init__(self, figure: go.Figure) -> None:
        """The figure, as it is from now on."""
        super().__init__(figure, skip_invalid=True)
        self._whole: dict[str, Any] = super().to_dict()

    def to_dict(self) -> dict[str, Any]:
        """The same dict every time."""
        return self._whole
