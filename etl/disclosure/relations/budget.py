"""The search: which statistics from single answers are released, in their fixed order.

The order is stated beforehand and never depends on answers. The first statistic with
which the attack beats "guess the team's shown mean" by more than a tenth, or with which
anybody's score is bounded within a fifth of the scale, stops the release: it and all that
comes after it are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from etl.disclosure.relations.certain import NARROW, boxed_gain, narrowed
from etl.disclosure.relations.queries import Members, Query
from etl.disclosure.relations.reconstruction import Attack, attack_on, gains

MOST_GAIN: Final = 0.10
MOST_CHECKED: Final = 2000
LEAST_AT_ONCE: Final = 16
ROOM: Final = 10_000_000  # entries of statistics x people x outcomes held at a time


@dataclass(frozen=True)
class Budget:
    """What fits.

    Attributes:
        released: how many of the statistics, from the first on.
        gain: of the attack after each released one, then after the first left out, if
            any; as measured, 0 to 1.
    """

    released: int
    gain: tuple[float, ...]


def search(members: Members, queries: Sequence[Query]) -> Budget:
    """How many of the queries are released.

    Args:
        members: who count.
        queries: in their order of priority.
    """
    if not queries:
        return Budget(0, ())
    attack = attack_on(members, queries)
    known: dict[int, tuple[float, bool]] = {}
    at_once = max(LEAST_AT_ONCE, ROOM // max(attack.prior.size, 1))
    fits = _first_failing(
        len(queries), lambda after: _judged(attack, after, known), at_once
    )
    if fits and len(members.person) <= MOST_CHECKED:
        fits = _last_passing(fits, lambda n: _passes_final(attack, members, n))
    said = range(1, min(fits + 1, len(queries)) + 1)
    return Budget(fits, tuple(_filled([known.get(n, (np.nan,))[0] for n in said])))


def _judged(
    attack: Attack, after: Sequence[int], known: dict[int, tuple[float, bool]]
) -> list[bool]:
    """Whether each of these numbers of statistics fits; remembers the gains."""
    found = gains(attack, after)
    for n, gain, least in zip(after, found.gain, found.least, strict=True):
        known[n] = (float(gain), bool(gain <= MOST_GAIN and least >= NARROW))
    return [known[n][1] for n in after]


def _first_failing(
    count: int, judge: Callable[[list[int]], list[bool]], at_once: int
) -> int:
    """How many from the first on pass.

    Looks at `at_once` places at a time, closer and closer around the first that fails.
    """
    low, high = 0, count + 1  # `low` passes, `high` does not
    while high - low > 1:
        places = np.linspace(low + 1, high - 1, min(at_once, high - low - 1))
        after = sorted({int(n) for n in places.round()})
        for n, passes in zip(after, judge(after), strict=True):
            if not passes:
                high = n
                break
            low = n
        if low == count:
            break
    return low


def _last_passing(count: int, passes: Callable[[int], bool]) -> int:
    """The most statistics that pass, by halving; all if all do."""
    if passes(count):
        return count
    low, high = 0, count
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return low


def _passes_final(attack: Attack, members: Members, statistics: int) -> bool:
    if boxed_gain(attack, statistics, shown=members.shown[members.team]) > MOST_GAIN:
        return False
    return not any(
        narrowed(
            attack,
            statistics,
            shown=members.shown[:, place],
            team=members.team,
            place=place,
        )
        for place in sorted(
            {int(n) for n in attack.outcome[: attack.last[statistics - 1]]}
        )
    )


def _filled(values: list[float]) -> list[float]:
    """Gaps take the next figure that is known, which is no smaller."""
    following = 0.0
    for place in range(len(values) - 1, -1, -1):
        if np.isnan(values[place]):
            values[place] = following
        following = values[place]
    return values
