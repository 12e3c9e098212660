"""Answer sheets that nobody can have read: every item answered alike.

Answers are respondents x items in printed order, raw values, NaN where unanswered.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Under six items in a row the same answer is nothing unusual.
LEAST_ITEMS: Final = 6


def straight_lined(
    answers: Floats, *, least_items: int = LEAST_ITEMS
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which sheets give one and the same answer to every item, and which can be told.

    The strictest of the long-string indices: the longest run of one raw value is the
    whole questionnaire. Raw, so that a reversed item breaks the run of somebody who
    read it. It can be meant ("never" throughout), so it is a share to look at and
    nothing to leave an answer out for.

    >>> whole, told = straight_lined(np.array([[3.0] * 6, [3, 3, 3, 3, 3, 4]]))
    >>> whole.tolist(), told.tolist()
    ([True, False], [True, True])

    Source: Johnson 2005, J Res Pers 39:103-129; Curran 2016, J Exp Soc Psychol
    66:4-19, doi:10.1016/j.jesp.2015.07.006.

    Args:
        answers: respondents x items.
        least_items: answered items from which on a sheet can be told.

    Returns:
        Two claims per respondent. A sheet with fewer answered items than
        `least_items` can't be told and is not straight-lined.
    """
    told: NDArray[np.bool_] = (~np.isnan(answers)).sum(axis=1) >= least_items
    lowest = np.where(np.isnan(answers), np.inf, answers).min(axis=1, initial=np.inf)
    highest = np.where(np.isnan(answers), -np.inf, answers).max(axis=1, initial=-np.inf)
    return told & (lowest == highest), told
