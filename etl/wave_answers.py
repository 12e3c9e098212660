"""How carefully a wave was answered: one alike throughout, too fast, left out.

No group under the minimum can leak: as in `etl.wave_quality`, everything is of people in
shown teams, from 30 of them on, in bands that hold three.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.carelessness import straight_lined
from analytics.reliability import Floats
from definitions.instruments import Instrument
from etl.disclosure.quality_bands import LEAST_ANSWERS, answers_band, share_band

Row = dict[str, object]


@dataclass(frozen=True)
class Sheet:
    """One instrument's answers: a row per respondent who answered any of it."""

    kind: Instrument
    asked: tuple[str, ...]
    values: pl.DataFrame

    @property
    def matrix(self) -> Floats:
        """Respondents x items asked, in printed order, NaN where unanswered."""
        found: Floats = self.values.select(self.asked).fill_null(np.nan).to_numpy()
        return found


def sheet_of(kind: Instrument, own: pl.DataFrame) -> Sheet:
    """The answers to one instrument; an item that nobody answered was not asked.

    Args:
        kind: the instrument.
        own: response_id, item, value; none of them null.
    """
    mine = own.filter(pl.col("item").is_in(kind.items)).sort("response_id")
    asked = set(mine["item"])
    wide = mine.pivot("item", index="response_id", values="value").sort("response_id")
    return Sheet(kind, tuple(item for item in kind.items if item in asked), wide)


def answer_quality(sheets: pl.DataFrame, found: Sequence[Sheet]) -> Row:
    """The columns of ANSWER_QUALITY but for the wave's own.

    Args:
        sheets: response_id and too_fast (null: not known).
        found: the answers to every instrument asked.
    """
    row: Row = {
        "instruments": "; ".join(sheet.kind.name for sheet in found),
        "state": "not_shown",
    }
    answered = pl.concat(
        [pl.Series([], dtype=pl.UInt64)]
        + [sheet.values["response_id"].cast(pl.UInt64) for sheet in found]
    )
    people = answered.n_unique()
    if people < LEAST_ANSWERS:
        return row
    timed = sheets.filter(pl.col("response_id").is_in(answered.implode()))
    timed = timed.filter(pl.col("too_fast").is_not_null())
    cells = sum(sheet.matrix.size for sheet in found)
    empty = sum(int(np.isnan(sheet.matrix).sum()) for sheet in found)
    return row | {
        "state": "shown",
        "n_band": answers_band(people),
        "straight_lined": _straight_lined(found),
        "too_fast": _share(timed["too_fast"].to_numpy()),
        "missing": share_band(empty, of=cells),
    }


def _straight_lined(found: Sequence[Sheet]) -> str | None:
    """People with one answer throughout an instrument, of those with one long enough."""
    lined: dict[int, bool] = {}
    for sheet in found:
        whole, told = straight_lined(sheet.matrix)
        for person, same, known in zip(
            sheet.values["response_id"], whole, told, strict=True
        ):
            if known:
                lined[person] = lined.get(person, False) or bool(same)
    return _share(np.array(list(lined.values()), dtype=bool))


def _share(claims: NDArray[np.bool_]) -> str | None:
    """The band of a share; None where fewer than 30 can be told."""
    if len(claims) < LEAST_ANSWERS:
        return None
    return share_band(int(claims.sum()), of=len(claims))
