"""Do teams with more of one thing have more of another? Between teams, in words too."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEAST_TEAMS = 10
DRAWS = 4000
# Conventions for the size of a correlation: Cohen 1988, Statistical Power Analysis for
# the Behavioral Sciences, 2nd ed., pp. 79-81. They choose a word, never a finding.
SLIGHT, CLEAR = 0.3, 0.5


@dataclass(frozen=True)
class Between:
    """A correlation of team means. `detectable`: seen in 80 % of such organisations.

    All figures are None with fewer than 10 teams, or where one side does not vary.
    """

    teams: int
    r: float | None
    lower: float | None
    upper: float | None
    detectable: float | None

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > 0 or self.upper < 0


def between(
    x: Floats, y: Floats, *, size: Floats, seed: int, draws: int = DRAWS
) -> Between:
    """Size-weighted correlation of team means, with its interval.

    r = sum w (x - mx)(y - my) / sqrt(sum w (x - mx)^2 sum w (y - my)^2), w = people of
    the team, m = weighted means (the between part of Robinson 1950, Am Sociol Rev
    15:351-357; Dansereau et al. 1984). Interval: percentiles 2.5 and 97.5 of the same
    figure over teams drawn with replacement (Efron and Tibshirani 1993, ch. 13); draws
    in which one side does not vary are left out. Take shown cells only (METHODS 3).

    Args:
        x: mean of each team; NaN = no figure, the team is left out.
        y: mean of each team, likewise.
        size: weight of each team, people.
        seed: the same seed gives the same interval.
        draws: number of bootstrap draws.
    """
    there = ~(np.isnan(x) | np.isnan(y)) & (size > 0)
    x, y, size = x[there], y[there], size[there].astype(float)
    teams = len(x)
    r = float(weighted_r(x, y, size)) if teams >= LEAST_TEAMS else np.nan
    if np.isnan(r):
        return Between(teams, None, None, None, None)
    counts = times_drawn(teams, draws, seed)
    lower, upper = np.nanpercentile(_drawn_r(x, y, size, counts), [2.5, 97.5])
    return Between(teams, r, float(lower), float(upper), detectable_r(teams))


@lru_cache(maxsize=8)
def times_drawn(teams: int, draws: int, seed: int) -> Floats:
    """How often each team is drawn with replacement: draws x teams; not to be changed.

    Kept, because all pairs of a wave are judged on the same draws.
    """
    even = np.full(teams, 1 / teams)
    return np.random.default_rng(seed).multinomial(teams, even, draws).astype(float)


def _drawn_r(x: Floats, y: Floats, size: Floats, counts: Floats) -> Floats:
    """The weighted correlation of each draw, from sums; NaN where a side is constant."""
    x, y = (side - np.average(side, weights=size) for side in (x, y))
    columns = np.column_stack([np.ones(len(x)), x, y, x * x, y * y, x * y])
    w, wx, wy, wxx, wyy, wxy = (counts @ (columns * size[:, None])).T
    spread = np.maximum(wxx - wx**2 / w, 0) * np.maximum(wyy - wy**2 / w, 0)
    floor = 1e-20 * (size @ (x * x)) * (size @ (y * y))
    together = wxy - wx * wy / w
    safe = np.where(spread > floor, spread, 1.0)
    found = np.clip(together / np.sqrt(safe), -1, 1)
    return np.where(spread > floor, found, np.nan)


def weighted_r(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Weighted correlation along the last axis; NaN where a side does not vary.

    By hand: x 0 0 1, y 0 1 1, weights 1 1 2: means .5 and .75; covariance
    (.375 - .125 + .25) / 4 = .125; variances .25 and .1875; r = .5774.

    >>> x, y, w = np.array([0.0, 0, 1]), np.array([0.0, 1, 1]), np.array([1.0, 1, 2])
    >>> round(weighted_r(x, y, w).item(), 4)
    0.5774
    """
    share = weight / weight.sum(axis=-1, keepdims=True)
    dx = x - (share * x).sum(axis=-1, keepdims=True)
    dy = y - (share * y).sum(axis=-1, keepdims=True)
    spread = (share * dx**2).sum(axis=-1) * (share * dy**2).sum(axis=-1)
    varies = (np.ptp(x, axis=-1) > 0) & (np.ptp(y, axis=-1) > 0)
    together = (share * dx * dy).sum(axis=-1)
    safe = np.where(varies, spread, 1.0)
    return np.where(varies, np.clip(together / np.sqrt(safe), -1, 1), np.nan)


def detectable_r(teams: int, *, power: float = 0.8) -> float:
    """The correlation that this many teams show with the given power, two-sided at 5 %.

    tanh((z_.975 + z_power) / sqrt(teams - 3)). Source: Fisher 1915's z
    transformation; Cohen 1988, ch. 3. Needs at least four teams.

    >>> round(detectable_r(30), 2), round(detectable_r(46), 2)
    (0.49, 0.4)
    """
    reach = special.ndtri(0.975) + special.ndtri(power)
    return float(np.tanh(reach / np.sqrt(teams - 3)))


def sentence(relation: Between, *, stressor: str, outcome: str) -> str:
    """What the correlation says, in one or two sentences of plain words.

    Args:
        relation: from `between`.
        stressor: name of x as it stands within a sentence, e.g. "caseload per FTE".
        outcome: name of y, likewise.
    """
    if relation.r is None or relation.lower is None or relation.upper is None:
        return (
            f"Ballast cannot tell whether {stressor} goes with {outcome} between "
            f"teams: that takes at least {LEAST_TEAMS} teams with both figures shown, "
            "and figures that differ."
        )
    figures = (
        f"(r = {_plain(relation.r)}, 95 % {_plain(relation.lower)} to "
        f"{_plain(relation.upper)}; {relation.teams} teams)"
    )
    if not relation.certain:
        return (
            f"Ballast cannot tell whether {stressor} goes with {outcome} between teams "
            f"{figures}. {relation.teams} teams could have shown "
            f"r = {_plain(detectable_r(relation.teams))} or more (80 % power)."
        )
    direction = "higher" if relation.r > 0 else "lower"
    return (
        f"Between teams, higher {stressor} goes with "
        f"{_size_word(relation.r)}{direction} {outcome} {figures}."
    )


def _size_word(r: float) -> str:
    if abs(r) >= CLEAR:
        return "clearly "
    return "" if abs(r) >= SLIGHT else "slightly "


def _plain(r: float) -> str:
    """A correlation without its leading zero: .41, -.07, 1.00."""
    text = f"{r:.2f}"
    return text.replace("-0.00", "0.00").replace("0.", ".", 1)
