"""How tightly rounded means bound small groups: the auditor's linear programmes.

A mean that is published to one point gives an interval for a sum, and every person's
score lies on the scale. Under these constraints the mean of a small group may still be
confined (METHODS 3): the rest of five people whose mean lies near an end of the scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Matrix = NDArray[np.int64]

TOP = 100.0
# No small group's mean may be known to less than a fifth of the scale.
NARROWEST = TOP / 5
SEED = 20_250_203
# Random directions tried before every remaining set gets programmes of its own.
DIRECTIONS = 6


@dataclass(frozen=True)
class Known:
    """What is published of one measure: sets of atoms, and limits of their sums.

    indicators: sets x atoms, 0 or 1. people: per atom. lower, upper: per set.
    """

    indicators: Matrix
    people: Matrix
    lower: Floats
    upper: Floats


def confined(
    known: Known, sets: Sequence[tuple[int, ...]], *, cut_offs: Sequence[float] = ()
) -> list[tuple[int, ...]] | None:
    """Those of the sets whose mean is confined to a fifth of the scale, or less.

    Or wholly to one side of a cut-off in use. A few programmes in random directions
    show most sets to be free: two solutions far enough apart are witnesses. What is
    left gets a smallest and a largest mean of its own.

    Args:
        known: what is published.
        sets: small groups, as positions of atoms; none of them empty.
        cut_offs: on 0 to 100.

    Returns:
        The sets found; None where the published figures contradict each other.
    """
    if not sets or not len(known.indicators):
        return []
    chosen = _indicators(sets, len(known.people))
    held = chosen @ known.people
    random = np.random.default_rng(SEED)
    low, high = np.full(len(sets), np.inf), np.full(len(sets), -np.inf)
    for turn in range(DIRECTIONS):
        open_sets = np.flatnonzero(~_free(low, high, cut_offs))
        if not open_sets.size:
            break
        weight = random.normal(size=open_sets.size)
        direction = weight @ chosen[open_sets] + (turn == 0) * random.normal(
            size=len(known.people)
        )
        for sign in (1.0, -1.0):
            sums = _solve(known, sign * direction)
            if sums is None:
                return None
            means = chosen @ sums / held
            low, high = np.minimum(low, means), np.maximum(high, means)
    left = np.flatnonzero(~_free(low, high, cut_offs))
    return _exactly(known, chosen[left], [sets[int(one)] for one in left], cut_offs)


def _exactly(
    known: Known,
    chosen: csr_array,
    sets: Sequence[tuple[int, ...]],
    cut_offs: Sequence[float],
) -> list[tuple[int, ...]] | None:
    """Those of the sets that their own smallest and largest mean confine."""
    found = []
    for one, members in enumerate(sets):
        own = chosen[[one]].toarray().ravel()
        ends = [_solve(known, sign * own) for sign in (1.0, -1.0)]
        if ends[0] is None or ends[1] is None:
            return None
        held = float(own @ known.people)
        low, high = (np.array([own @ end / held]) for end in ends)
        if not _free(low, high, cut_offs)[0]:
            found.append(members)
    return found


def _free(low: Floats, high: Floats, cut_offs: Sequence[float]) -> NDArray[np.bool_]:
    """Whether means known to be possible lie apart, on both sides of every cut-off."""
    free = high - low >= NARROWEST - 1e-6
    for cut_off in cut_offs:
        free &= (low < cut_off) & (high >= cut_off)
    return np.asarray(free)


def _indicators(sets: Sequence[tuple[int, ...]], width: int) -> csr_array:
    rows = np.repeat(np.arange(len(sets)), [len(members) for members in sets])
    columns = np.array([atom for members in sets for atom in members])
    return csr_array((np.ones(rows.size), (rows, columns)), shape=(len(sets), width))


def _solve(known: Known, direction: Floats) -> Floats | None:
    """Sums of scores by atom that fit what is published, furthest against a direction.

    None where nothing fits.
    """
    found = milp(
        direction,
        constraints=LinearConstraint(
            csr_array(known.indicators), known.lower, known.upper
        ),
        bounds=Bounds(0.0, TOP * known.people),
    )
    return None if found.x is None else np.asarray(found.x)


# What a text beside a mean says of where the mean lies.
TEXTS = {
    "10 or under": (0.0, 10.5),
    "90 or over": (89.5, TOP),
    "under 15": (0.0, 15.0),
    "85 or over": (85.0, TOP),
    "under 30": (0.0, 30.0),
    "70 or over": (70.0, TOP),
}
STEPS = {"to 10 points": 5.0, "to 20 points": 10.0}


def interval(value: float, text: str | None, people: int) -> tuple[float, float]:
    """Least and largest sum of scores behind a mean as it is written.

    Args:
        value: the mean.
        text: what stands beside it; None for a mean to one point.
        people: behind it.

    >>> interval(46.0, None, 10), interval(10.0, "10 or under", 10)
    ((455.0, 465.0), (0.0, 105.0))
    >>> interval(50.0, "to 10 points", 10), interval(80.0, "70 or over", 10)
    ((450.0, 550.0), (700.0, 1000.0))
    """
    away = STEPS.get(text or "", 0.5)
    lowest, highest = TEXTS.get(text or "", (value - away, value + away))
    return lowest * people, highest * people
