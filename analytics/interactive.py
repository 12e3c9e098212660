"""Pure functions of published cells and of what a reader sets; pages call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

SCALE_TOP: Final = 100.0
# what a mean that was merged at an end of the scale may be, in points
MERGED: Final = {"10 or under": (0.0, 10.0), "90 or over": (90.0, 100.0)}
UNDER: Final = re.compile(r"under (\d+) %")
BETWEEN: Final = re.compile(r"(\d+)-(\d+) %")
OVER: Final = re.compile(r"(\d+) % or over")


@dataclass(frozen=True)
class IfSilentDiffer:
    """A mean over everybody invited, had the silent answered so; points of 0 to 100.

    Attributes:
        low: the least it could be, by the band of the response rate.
        high: the most it could be.
        lower: the least, with the interval of those who answered.
        upper: the most, with that interval; low and high where there is none.
    """

    low: float
    high: float
    lower: float
    upper: float


def share_limits(band: str) -> tuple[float, float]:
    """The ends of a share that is published as a band, 0 to 1.

    >>> share_limits("under 20 %"), share_limits("70-79 %"), share_limits("80 % or over")
    ((0.0, 0.2), (0.7, 0.8), (0.8, 1.0))

    Raises:
        ValueError: the text is no such band.
    """
    if found := UNDER.fullmatch(band):
        return 0.0, int(found[1]) / 100
    if found := BETWEEN.fullmatch(band):
        return int(found[1]) / 100, (int(found[2]) + 1) / 100
    if found := OVER.fullmatch(band):
        return int(found[1]) / 100, 1.0
    raise ValueError(f"{band!r} is no band of a share")


def mean_if_silent_differ(
    value: float,
    *,
    rate_band: str,
    points: float,
    band: str | None = None,
    lower: float | None = None,
    upper: float | None = None,
) -> IfSilentDiffer:
    """The mean of everybody invited if the silent differ by `points` on average.

    `value + (1 - rate) * points`, at both ends of the rate's band; the mean of the
    silent stays within 0 to 100. Made from a published cell and a published band, so
    it tells nothing that they don't.

    By hand: 46 at 70-79 % answered, silent 10 points higher: between 46 + .2 x 10 and
    46 + .3 x 10.

    >>> found = mean_if_silent_differ(46, rate_band="70-79 %", points=10)
    >>> round(found.low, 9), round(found.high, 9)
    (48.0, 49.0)

    Source: Rubin 1977, J Am Stat Assoc 72:538-543 (the silent differ by a stated
    amount); with +-100 points the bounds of Manski 1989, J Human Resources 24:343-360.

    Args:
        value: the published mean, points of 0 to 100.
        rate_band: the published response rate, `70-79 %`.
        points: how much higher (lower, if negative) the silent would score.
        band: `10 or under` or `90 or over`, where the mean was merged there.
        lower: of the published interval.
        upper: of the published interval.
    """
    rates = share_limits(rate_band)
    means = MERGED.get(band or "", (value, value))
    limits = (
        means[0] if lower is None else min(lower, means[0]),
        means[1] if upper is None else max(upper, means[1]),
    )
    inner = [_of_all(mean, rate, points) for mean in means for rate in rates]
    outer = [_of_all(mean, rate, points) for mean in limits for rate in rates]
    return IfSilentDiffer(min(inner), max(inner), min(outer), max(outer))


def _of_all(mean: float, rate: float, points: float) -> float:
    silent = min(max(mean + points, 0.0), SCALE_TOP)
    return rate * mean + (1 - rate) * silent


def points_that_undo(
    before: float, now: float, *, rate_band: str
) -> tuple[float, float | None] | None:
    """How far the silent would have to differ for a change of the mean to vanish.

    `(before - now) / (1 - rate)` at both ends of the rate's band, the smaller amount
    first; the second is None where everybody may have answered. None if nothing
    changed. The silent of the earlier wave are taken to be as those who answered.

    By hand: 46 after 43 at 70-79 %: -3 / .3 and -3 / .2.

    >>> [round(one, 9) for one in points_that_undo(43, 46, rate_band="70-79 %")]
    [-10.0, -15.0]
    """
    change = before - now
    if change == 0:
        return None
    lowest, highest = share_limits(rate_band)
    most = None if highest >= 1 else change / (1 - highest)
    return change / (1 - lowest), most


@dataclass(frozen=True)
class BackToLevel:
    """What lies between a figure and a level, in what the figure counts.

    Attributes:
        apart: figure less level, in the measure's unit.
        amount: so many fewer (more, if negative) of what is counted would do it.
        more: so much more of what it is divided by would do it too, at the numbers of
            now; negative: less.
    """

    apart: float
    amount: float
    more: float


def back_to_level(
    value: float, *, level: float, denominator: float, weeks: float = 1.0
) -> BackToLevel:
    """How far a ratio lies from a level, in its numerator and in its denominator.

    `(value - level) x denominator / weeks` of the numerator; `denominator x (value /
    level - 1)` of the denominator. Made from a published figure, its published
    denominator and a level that is agreed or published.

    By hand, 31.4 clients per FTE at 18.4 FTE and a level of 28: 3.4 x 18.4 clients, or
    18.4 x .1214 FTE.

    >>> found = back_to_level(31.4, level=28, denominator=18.4)
    >>> round(found.amount, 1), round(found.more, 1)
    (62.6, 2.2)

    Args:
        value: the figure, per unit of the denominator.
        level: where it should be; above 0 for `more` to have a meaning.
        denominator: what it was divided by, above 0.
        weeks: over how many weeks the numerator was counted, to tell it by week.
    """
    apart = value - level
    more = denominator * (value / level - 1) if level > 0 else float("nan")
    return BackToLevel(apart, apart * denominator / weeks, more)
