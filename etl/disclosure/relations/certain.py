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
TINY: Final = 1e-12
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

    Points along what the rows do not see are witnesses for most people; the rest is
    settled exactly, two linear programmes a person.

    Args:
        attack: every query.
        statistics: how many of the statistics are released.
        shown: teams' published means of this outcome; NaN: not shown.
        team: place of each person's team.
        place: the outcome.
    """
    there = np.flatnonzero(~np.isnan(attack.prior[:, place]))
    known = _known(attack, statistics, shown=shown, team=team, place=place)
    found = _witnesses(known, shown[team[there]])
    if found is None:
        return [int(one) for one in there]
    low, high = found
    for one in np.flatnonzero(high - low < NARROW):
        if high[one] - low[one] >= NARROW:
            continue  # another programme's solution has shown it
        direction = np.zeros(len(there))
        direction[one] = 1.0
        for sign in (1.0, -1.0):
            furthest = _furthest(known, sign * direction)
            if furthest is not None:
                low, high = np.minimum(low, furthest), np.maximum(high, furthest)
    return [int(there[one]) for one in np.flatnonzero(high - low < NARROW)]


def _witnesses(known: Known, centre: Floats) -> tuple[Floats, Floats] | None:
    """Scores that everybody may have, lowest and highest found; without any programme.

    From a possible point each person is moved as far as the scale allows along what the
    rows do not see: the projection of that one person onto their null space. None where
    no point lies inside the scale: then somebody stands at an end of it for certain.
    """
    inverse = np.linalg.pinv(known.rows)
    point = centre + inverse @ ((known.low + known.high) / 2 - known.rows @ centre)
    told = known.rows @ point
    possible = (told >= known.low).all() and (told <= known.high).all()
    if not possible or point.min() <= 0 or point.max() >= TOP:
        inner = _inner_point(known)
        if inner is None:
            return None
        point = inner
    free = np.eye(len(centre)) - inverse @ known.rows
    up = np.where(free > 0, (TOP - point) / np.maximum(free, TINY), np.inf)
    up = np.minimum(up, np.where(free < 0, point / np.maximum(-free, TINY), np.inf))
    down = np.where(free < 0, (TOP - point) / np.maximum(-free, TINY), np.inf)
    down = np.minimum(down, np.where(free > 0, point / np.maximum(free, TINY), np.inf))
    own = np.diagonal(free)
    return point - own * down.min(axis=1), point + own * up.min(axis=1)


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


def _inner_point(known: Known) -> Floats | None:
    """A possible point as far from both ends of the scale as there is; one programme."""
    rows, people = known.rows.shape
    aside = np.zeros((rows, 1))
    ends = np.hstack([np.eye(people), np.ones((people, 1))])
    found = linprog(
        np.append(np.zeros(people), -1.0),
        A_ub=np.vstack(
            [
                np.hstack([known.rows, aside]),
                np.hstack([-known.rows, aside]),
                ends,
                ends * np.append(-np.ones(people), 1.0),
            ]
        ),
        b_ub=np.concatenate(
            [known.high, -known.low, np.full(people, TOP), np.zeros(people)]
        ),
        bounds=(0.0, TOP),
        method="highs",
    )
    if found.x is None or found.x[-1] <= SLACK:
        return None
    return np.asarray(found.x[:-1])


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
