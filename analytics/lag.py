"""What came first: one wave back, both ways, in words about direction alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analytics.repeated import Repeated, repeated
from analytics.team_sums import Floats

LEAST_WAVES: Final = 3
Direction = Literal["load first", "score first", "both", "neither", "cannot tell"]


@dataclass(frozen=True)
class Lag:
    """Both lagged relations within unit and wave; `waves` in which both were there."""

    load_first: Repeated
    score_first: Repeated
    waves: int
    direction: Direction


def lag(
    load: Floats,
    score: Floats,
    unit: NDArray[np.generic],
    *,
    wave: NDArray[np.int64],
) -> Lag | None:
    """Load one wave back with score now, and score one wave back with load now.

    Both within unit (a person or a team) and wave, as `repeated`. With few waves,
    centring on a unit's own mean draws both towards the negative (Nickell 1981,
    Econometrica 49:1417-1426), and a relation one way makes one of the other sign the
    other way: so of two that differ in sign only the surer counts, and what comes out is
    a direction in words, never a size, never a finding.

    Args:
        load: of each unit and wave; NaN = none.
        score: likewise.
        unit: label of each row's unit; one row per unit x wave.
        wave: number of each row's wave, counted without gaps.

    Returns:
        None under three waves in which both are there.
    """
    there = ~(np.isnan(load) & np.isnan(score))
    load, score, unit, wave = load[there], score[there], unit[there], wave[there]
    both = ~(np.isnan(load) | np.isnan(score))
    waves = len(np.unique(wave[both]))
    if waves < LEAST_WAVES:
        return None
    before = _before(unit, wave)
    now, then = before >= 0, before[before >= 0]
    load_first = repeated(load[then], score[now], unit[now], wave=wave[now])
    score_first = repeated(score[then], load[now], unit[now], wave=wave[now])
    return Lag(load_first, score_first, waves, _direction(load_first, score_first))


def _before(unit: NDArray[np.generic], wave: NDArray[np.int64]) -> NDArray[np.int64]:
    """Row of the same unit one wave back, -1 where there is none."""
    at = {
        key: row
        for row, key in enumerate(zip(unit.tolist(), wave.tolist(), strict=True))
    }
    return np.array(
        [
            at.get((who, when - 1), -1)
            for who, when in zip(unit.tolist(), wave.tolist(), strict=True)
        ],
        dtype=np.int64,
    )


def _surely(found: Repeated) -> bool:
    return (
        found.lower is not None
        and found.upper is not None
        and (found.lower > 0 or found.upper < 0)
    )


def _direction(load_first: Repeated, score_first: Repeated) -> Direction:
    if load_first.r is None or score_first.r is None:
        return "cannot tell"
    surely = _surely(load_first), _surely(score_first)
    if all(surely) and load_first.r * score_first.r < 0:
        return "load first" if abs(load_first.r) > abs(score_first.r) else "score first"
    words: dict[tuple[bool, bool], Direction] = {
        (True, True): "both",
        (True, False): "load first",
        (False, True): "score first",
        (False, False): "neither",
    }
    return words[surely]
