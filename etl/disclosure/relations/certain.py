"""The final check: what the released figures leave possible of anybody's score.

No prior: a score lies between 0 and 100, every figure within its rounding. A person whose
score is confined to a fifth of the scale is a breach, however unlikely the rest was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linprog, minimize

from etl.disclosure.relations.queries import Codes, Floats
from etl.disclosure.relations.reconstruction import (
    LEAST_MEASURED,
    Attack,
    middle,
    posterior,
)

TOP: Final = 100.0
NARROW: Final = 20.0
DIRECTIONS: Final = 3
SLACK: Final = 1e-6
ROUNDING: Final = 0.5  # a shown mean is written to one point at the finest


@dataclass(frozen=True)
class Known:
    """All that is released about one outcome: low <= rows x score <= high."""

    rows: Floats
    low: Floats
    high: Floats


def narrowed(
    attack: Attack, statistics: int, *, shown: Floats, team: Codes, place: int
) -> list[int]:
    """People whose score on one outcome must lie within a fifth of the scale.

    Points found in a few random directions are witnesses for most people; the rest is
    settled exactly, two programmes a person.

    Args:
        attack: every query.
        statistics: how many of the statistics are released.
        shown: teams' published means of this outcome; NaN: not shown.
        team: place of each person's team.
        place: the outcome.
    """
    there = np.flatnonzero(~np.isnan(attack.prior[:, place]))
    known = _known(attack, statistics, shown=shown, team=team, place=place)
    low, high = np.full(len(there), TOP), np.zeros(len(there))
    random = np.random.default_rng(place)
    for _ in range(DIRECTIONS):
        direction = random.choice([-1.0, 1.0], len(there))
        for sign in (1.0, -1.0):
            found = _furthest(known, sign * direction)
            if found is not None:
                low, high = np.minimum(low, found), np.maximum(high, found)
    unsettled = np.flatnonzero(high - low < NARROW)
    for one in unsettled:
        direction = np.zeros(len(there))
        direction[one] = 1.0
        for sign in (1.0, -1.0):
            found = _furthest(known, sign * direction)
            if found is not None:
                low[one] = min(low[one], found[one])
                high[one] = max(high[one], found[one])
    return [int(there[one]) for one in unsettled if high[one] - low[one] < NARROW]


def boxed_gain(attack: Attack, statistics: int, *, shown: Floats) -> float:
    """Share by which least squares within the scale beats the shown mean; at least 0.

    The ridge of `posterior`, but every score between 0 and 100: what is left of the
    median absolute error, the worst of all people and each slice of a hundred or more.

    Args:
        attack: every query.
        statistics: how many of the statistics are released.
        shown: people x outcomes, the published mean of each one's team.
    """
    k = int(attack.last[statistics - 1])
    weights, place, told = attack.weights[:k], attack.outcome[:k], attack.told[:k]
    precision = np.linalg.inv(attack.together)
    there = np.asarray(~np.isnan(attack.away))
    people, outcomes = attack.prior.shape
    root = 1 / np.sqrt(attack.noise[:k])
    scaled = weights * root[:, None]

    def misfit(flat: Floats) -> tuple[float, Floats]:
        d = flat.reshape(people, outcomes)
        left = np.einsum("ki,ik->k", scaled, d[:, place]) - told * root
        slope = np.zeros_like(d)
        for one in range(outcomes):
            own = place == one
            slope[:, one] = scaled[own].T @ left[own]
        pulled = d @ precision
        value = 0.5 * float(left @ left + (d * pulled).sum())
        return value, (slope + pulled).ravel()

    start = posterior(attack, attack.last[statistics - 1 : statistics])[1][0]
    centre = np.nan_to_num(shown, nan=TOP / 2)
    low, high = -centre, TOP - centre
    found = minimize(
        misfit,
        np.clip(start, low, high).ravel(),
        jac=True,
        method="L-BFGS-B",
        bounds=np.column_stack([low.ravel(), high.ravel()]),
        options={"maxiter": 200},
    )
    sd = np.sqrt(np.diagonal(attack.together))
    before = np.abs(attack.away) / sd
    error = np.abs(attack.away - found.x.reshape(there.shape)) / sd
    gain = 0.0
    for group in attack.groups:
        own = there & group[:, None]
        if own.any(axis=1).sum() >= LEAST_MEASURED:
            share = 1 - middle(error[None, own]) / middle(before[None, own])
            gain = max(gain, float(share[0]))
    return gain


def _known(
    attack: Attack, statistics: int, *, shown: Floats, team: Codes, place: int
) -> Known:
    there = ~np.isnan(attack.prior[:, place])
    k = int(attack.last[statistics - 1])
    own = np.flatnonzero(attack.outcome[:k] == place)
    half = np.sqrt(attack.noise[own] * 12) / 2 + SLACK
    asked = attack.weights[own][:, there]
    teams = np.flatnonzero(~np.isnan(shown))
    means = (team[there][None, :] == teams[:, None]) * 1.0
    count = means.sum(axis=1)
    means, teams = means[count > 0], teams[count > 0]
    means /= means.sum(axis=1, keepdims=True)
    # a coarser mean than to 1 point is taken as if it were fine, but never contradicts
    truth = means @ (attack.away[there, place] + shown[team[there]])
    reach = np.maximum(ROUNDING, np.abs(truth - shown[teams])) + SLACK
    return Known(
        np.vstack([asked, means]),
        np.concatenate([attack.told[own] - half, shown[teams] - reach]),
        np.concatenate([attack.told[own] + half, shown[teams] + reach]),
    )


def _furthest(known: Known, direction: Floats) -> Floats | None:
    """A possible set of scores furthest along a direction; None if none was found."""
    found = linprog(
        -direction,
        A_ub=np.vstack([known.rows, -known.rows]),
        b_ub=np.concatenate([known.high, -known.low]),
        bounds=(0.0, TOP),
        method="highs",
    )
    return None if found.x is None else np.asarray(found.x)
