"""Whether an item moved against its own scale between two waves.

Texts of items are not kept, so a changed wording shows only in how an item stands to
its neighbours. Answers are respondents x items, reversed ones turned, in points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEAST_ITEMS: Final = 3  # of two items nobody can say which one moved
# An item's mean moves with the season; ten points of a hundred against its own scale,
# beyond chance at one in a thousand, is another question or another coding.
LEAST_POINTS: Final = 10.0
CHANCE: Final = 0.001


@dataclass(frozen=True)
class Stand:
    """How the items of a scale stood to each other in one wave.

    Attributes:
        people: complete rows.
        apart: per item, mean of (the item less the mean of the others), points.
        spread: per item, variance of that, points squared.
    """

    people: int
    apart: tuple[float, ...]
    spread: tuple[float, ...]


def stand(answers: Floats) -> Stand | None:
    """How each item stands to the mean of the others.

    >>> found = stand(np.array([[0.0, 50, 100], [50, 50, 50]]))
    >>> found.apart, found.spread
    ((-37.5, 0.0, 37.5), (2812.5, 0.0, 2812.5))

    By hand, first item: 0 - 75 and 50 - 50, mean -37.5, variance 37.5^2 x 2 / 1.

    Args:
        answers: complete rows.

    Returns:
        None with fewer than 3 items or 2 respondents.
    """
    people, items = answers.shape
    if items < LEAST_ITEMS or people <= 1:
        return None
    others = (answers.sum(axis=1, keepdims=True) - answers) / (items - 1)
    apart = answers - others
    return Stand(
        people,
        tuple(float(one) for one in apart.mean(axis=0)),
        tuple(float(one) for one in apart.var(axis=0, ddof=1)),
    )


def moved_item(before: Stand, now: Stand) -> int | None:
    """The item that moved most against its scale, if surely and far; else None.

    Welch's z of the difference of `apart`, at .001 over the number of items
    (Bonferroni), and at least 10 points. Who answered both waves makes it only more
    careful: their answers go together. When one item moves, the others seem to move
    the other way, by 1 / (items - 1) of it; so one item is named, no more.

    Source: Welch 1947, Biometrika 34:28-35; items functioning differently, as in
    Holland and Wainer (eds.) 1993, Differential Item Functioning.

    Args:
        before: the earlier wave, the same items in the same order.
        now: the later wave.
    """
    assert len(before.apart) == len(now.apart), "the same items"
    moves = [late - early for early, late in zip(before.apart, now.apart, strict=True)]
    item = int(np.argmax(np.abs(moves)))
    error = math.sqrt(
        before.spread[item] / before.people + now.spread[item] / now.people
    )
    limit = float(special.ndtri(1 - CHANCE / (2 * len(moves))))
    surely = abs(moves[item]) > limit * error
    return item if surely and abs(moves[item]) >= LEAST_POINTS else None
