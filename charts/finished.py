"""A figure that nobody changes any more, so that it is written out once."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import plotly.graph_objects as go
from plotly.io import to_json


class Finished(go.Figure):  # type: ignore[misc]  # plotly ships no types
    """A figure whose plain dict is made once: copying a large one costs 40 ms a view.

    Of the dict alone, and not a checked copy of each of its parts: half a second for
    400 of them. Shared between sessions: nobody changes what `to_dict` gives in place.

    The browser is handed every figure twice, once before its colours are known. With
    Plotly's own template in it, of which nothing is left in our style, it would draw all
    of it twice; without, and with a digest of all it holds as `datarevision`, it sees
    that nothing has changed.
    """

    def __init__(self, figure: go.Figure) -> None:
        """The figure, as it is from now on."""
        super().__init__()
        parts = figure.to_dict()
        ours = {key: part for key, part in parts["layout"].items() if key != "template"}
        whole: dict[str, Any] = {**parts, "layout": ours}
        written = to_json(whole, validate=False).encode()
        ours["datarevision"] = sha256(written).hexdigest()[:16]
        self._whole = whole

    def to_dict(self) -> dict[str, Any]:
        """The same dict every time."""
        return self._whole


def finished(figure: go.Figure | None) -> Finished | None:
    """The figure finished, as it is if it was; none of none."""
    if figure is None or isinstance(figure, Finished):
        return figure
    return Finished(figure)
