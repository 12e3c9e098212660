"""How figures about the quality of answers are written: in bands, from 30 answers on.

No group under the minimum can leak: every figure stands on at least 30 answers of the
whole organisation, and a band holds at least three different counts, so that it never
says of one person whether they are among them.
"""

from __future__ import annotations

from typing import Final

LEAST_ANSWERS: Final = 30
# Bands of the number of answers by their lower ends. Banded all the way up: next to the
# organisation's exact number it would else tell how many answered in hidden teams.
ENDS: Final = (30, 50, 100, 200, 500, 1000, 2000, 5000)
# Steps of a share: three people must fit into one.
FINE_FROM: Final = 60
FINE, COARSE, MERGED_FROM = 5, 10, 50


def answers_band(answers: int) -> str:
    """The number of answers as it is published, from 30 on.

    >>> answers_band(30), answers_band(187), answers_band(7000)
    ('30-49', '100-199', '5000 or more')
    """
    assert answers >= LEAST_ANSWERS, "under 30 answers nothing is said"
    place = max(at for at, lowest in enumerate(ENDS) if answers >= lowest)
    if place == len(ENDS) - 1:
        return f"{ENDS[place]} or more"
    return f"{ENDS[place]}-{ENDS[place + 1] - 1}"


def answers_floor(answers: int) -> int:
    """The lower end of the band; intervals stand on it, so they tell no more."""
    return max(lowest for lowest in ENDS if answers >= lowest)


def share_band(count: int, *, of: int) -> str:
    """A share as its band in percent: steps of 5, of 10 under 60 answers, ends merged.

    >>> share_band(2, of=30), share_band(3, of=30), share_band(9, of=100)
    ('under 10 %', '10-19 %', '5-9 %')
    >>> share_band(60, of=100)
    '50 % or over'
    """
    assert of >= LEAST_ANSWERS, "under 30 answers nothing is said"
    step = FINE if of >= FINE_FROM else COARSE
    percent = 100 * count // of
    if percent < step:
        return f"under {step} %"
    if percent >= MERGED_FROM:
        return f"{MERGED_FROM} % or over"
    lowest = percent // step * step
    return f"{lowest}-{lowest + step - 1} %"
