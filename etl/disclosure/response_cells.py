"""Response rates: in bands of ten points, ends merged, from 10 invited on."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.rows import RESPONSE
from etl.disclosure.suppression import suppress
from etl.disclosure.survey_cells import Wave
from etl.disclosure.tree import Counts, Tree

LEAST_INVITED = 10
# Ends are merged: "everybody" or "nobody" would say who answered.
MERGED_BELOW, MERGED_FROM, STEP = 20, 80, 10


@dataclass(frozen=True)
class Turnout:
    """People invited, and questionnaires returned by them, under every node."""

    invited: Counts
    returned: Counts


def response_cells(
    tree: Tree,
    turnout: Turnout,
    *,
    wave: Wave,
    allowed: NDArray[np.bool_],
    groups: Collection[str],
) -> pl.DataFrame:
    """Rows of the response table for one wave, sorted by group.

    A rate is shown only where the wave's answers are shown, so that a rate never tells
    why a score is not.

    Args:
        tree: the wave's tree.
        turnout: invited and returned.
        wave: the wave.
        allowed: nodes whose scores are shown.
        groups: nodes that get a row.
    """
    shown = suppress(
        tree,
        turnout.invited[:, None, None],
        minimum=LEAST_INVITED,
        allowed=allowed[:, None],
    )[:, 0]
    unknown = "missing" if turnout.invited.sum() == 0 else "not_shown"
    rows = [
        {
            "group_id": node_id,
            "state": "shown" if shown[node] else unknown,
            "rate_band": rate_band(turnout.returned[node] / turnout.invited[node])
            if shown[node]
            else None,
        }
        for node, node_id in enumerate(tree.nodes)
        if node_id in groups
    ]
    of_wave = {
        "wave_id": wave.wave_id,
        "wave_name": wave.name,
        "first_day": wave.first_day,
        "last_day": wave.last_day,
        "anonymous": wave.anonymous,
    }
    return pl.DataFrame([row | of_wave for row in rows], schema=RESPONSE).sort(
        "wave_id", "group_id"
    )


def rate_band(rate: float) -> str:
    """A share as its band in percent.

    >>> rate_band(0.12), rate_band(0.7), rate_band(0.799), rate_band(1.0)
    ('under 20 %', '70-79 %', '70-79 %', '80 % or over')
    """
    percent = int(np.floor(round(rate * 100, 9)))
    if percent < MERGED_BELOW:
        return f"under {MERGED_BELOW} %"
    if percent >= MERGED_FROM:
        return f"{MERGED_FROM} % or over"
    lowest = percent // STEP * STEP
    return f"{lowest}-{lowest + STEP - 1} %"
