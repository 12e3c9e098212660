"""Team means drawn towards the whole, as far as chance may have driven them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from scipy.special import ndtr

Floats = NDArray[np.float64]
Reading = Literal["over", "under", "cannot_tell"]

LEAST_TEAMS: Final = 5  # Morris needs four; of fewer than five nothing is compared
QUANTILE: Final = 1.959964
NO_DIFFERENCE: Final = 1e-6  # tau2 below this share of the largest possible is 0
# Chances in words; the ends are those at which the 95 % interval leaves the reference
# out.
CHANCES: Final = (
    (0.025, "under 2.5 %"),
    (0.2, "2.5-20 %"),
    (0.8, "20-80 %"),
    (0.975, "80-97.5 %"),
)
CHANCE_TOP: Final = "97.5 % or over"


@dataclass(frozen=True)
class Between:
    """What teams have in common: mean, its error, and the variance between them."""

    mu: float
    error: float
    tau2: float


@dataclass(frozen=True)
class Shrunk:
    """Each team's mean, drawn in; arrays have one entry per team.

    Attributes:
        between: what the teams have in common.
        kept: share of a team's distance from mu that is kept.
        value: the shrunken mean; NaN for a team left out.
        error: its standard error, with the uncertainty of mu and tau2.
    """

    between: Between
    kept: Floats
    value: Floats
    error: Floats

    @property
    def differ(self) -> bool:
        """Whether teams differ detectably; if not, no team may be named."""
        return self.between.tau2 > 0

    @property
    def lower(self) -> Floats:
        """Lower 95 % limit."""
        return self.value - QUANTILE * self.error

    @property
    def upper(self) -> Floats:
        """Upper 95 % limit."""
        return self.value + QUANTILE * self.error


def between_teams(means: Floats, variances: Floats) -> Between:
    """Mean of the teams, its standard error, and tau2, by restricted likelihood.

    tau2 >= 0 maximises -1/2 (sum log(v + tau2) + log sum w + sum w (y - mu)^2), w = 1 /
    (v + tau2), mu = sum w y / sum w; tau2 = 0 is tried by itself. The error of mu is 1 /
    sqrt(sum w).

    Source: Raudenbush and Bryk 1985, J Educ Stat 10:75-98.

    Args:
        means: one per team, at least two.
        variances: squared standard errors, positive.

    By hand, 0 and 4 with variances 1: tau2 = 8 - 1; mu = 2; error = sqrt(8 / 2) = 2.

    >>> found = between_teams(np.array([0.0, 4.0]), np.ones(2))
    >>> [round(x, 4) for x in (found.mu, found.error, found.tau2)]
    [2.0, 2.0, 7.0]
    """
    most = float(np.ptp(means) ** 2 + variances.max())

    def misfit(tau2: float) -> float:
        w = 1 / (variances + tau2)
        mu = float(np.average(means, weights=w))
        squares = float((w * (means - mu) ** 2).sum())
        return float(-np.log(w).sum() + np.log(w.sum()) + squares)

    found = optimize.minimize_scalar(
        misfit, bounds=(0, most), method="bounded", options={"xatol": 1e-9 * most}
    )
    tau2 = float(found.x)
    if misfit(0.0) <= misfit(tau2) or tau2 < NO_DIFFERENCE * most:
        tau2 = 0.0
    w = 1 / (variances + tau2)
    return Between(
        float(np.average(means, weights=w)), float(1 / np.sqrt(w.sum())), tau2
    )


def shrunk(means: Floats, errors: Floats) -> Shrunk | None:
    """Each team's mean drawn towards that of all, with its honest error.

    With B_j = (k - 3)/(k - 1) v_j / (v_j + tau2): value = (1 - B_j) y_j + B_j mu; error^2
    = v_j (1 - (1 - w_j / sum w) B_j) + u_j (y_j - mu)^2, where u_j = 2 / (k - 3) B_j^2
    (v + tau2) / (v_j + tau2), v the w-weighted mean variance. The first term holds the
    uncertainty of mu, the second that of tau2; the factor (k - 3)/(k - 1) makes up for
    tau2 being an estimate, so that B stays below 1 even at tau2 = 0.

    Source: Morris 1983, J Am Stat Assoc 78:47-55, section 5, with tau2 by restricted
    likelihood (`between_teams`); for equal errors it is James and Stein's.

    Args:
        means: one per team; NaN = not shown, left out.
        errors: standard error of each.

    Returns:
        None with fewer than 5 teams. `differ` is False at tau2 = 0: then no team may be
        named, and every reading is cannot_tell.

    By hand, 0 0 6 12 12 with errors 2: the sum of squares about 6 is 144, B = (5 - 3) x
    4 / 144 = .0556; 12 becomes 12 - .0556 x 6 = 11.667; error^2 = 4 (1 - .8 x .0556) +
    (2/2) .0556^2 x 36 = 3.933.

    >>> found = shrunk(np.array([0.0, 0, 6, 12, 12]), np.full(5, 2.0))
    >>> round(found.value[4].item(), 3), round(found.error[4].item() ** 2, 3)
    (11.667, 3.933)
    """
    known = ~np.isnan(means) & (errors > 0)
    teams = int(known.sum())
    if teams < LEAST_TEAMS:
        return None
    y, v = means[known], errors[known] ** 2
    between = between_teams(y, v)
    w = 1 / (v + between.tau2)
    drawn = (teams - 3) / (teams - 1) * v * w
    usual = float(np.average(v, weights=w)) + between.tau2
    unsure = 2 / (teams - 3) * drawn**2 * usual * w
    away = y - between.mu
    error = np.sqrt(v * (1 - (1 - w / w.sum()) * drawn) + unsure * away**2)
    kept, value, errors_out = (np.full(means.shape, np.nan) for _ in range(3))
    kept[known] = 1 - drawn
    value[known] = between.mu + (1 - drawn) * away
    errors_out[known] = error
    return Shrunk(between, kept, value, errors_out)


def chance_above(found: Shrunk, reference: float) -> Floats:
    """P(the team's true mean lies above the reference), one per team.

    The normal distribution about the shrunken value; NaN for a team left out. The
    reference is taken as known.

    Source: Morris 1983.

    >>> found = Shrunk(Between(0, 1, 1), np.ones(1), np.zeros(1), np.ones(1))
    >>> chance_above(found, 0.0).item()
    0.5
    """
    chance: Floats = ndtr((found.value - reference) / found.error)
    return chance


def chance_words(chance: float) -> str:
    """A chance as it is published.

    >>> chance_words(0.024), chance_words(0.5), chance_words(0.99)
    ('under 2.5 %', '20-80 %', '97.5 % or over')
    """
    return next((words for top, words in CHANCES if chance < top), CHANCE_TOP)


def reading(lower: float, upper: float, *, reference: float) -> Reading:
    """Over or under where the whole interval lies beyond the reference.

    >>> reading(40, 45, reference=39), reading(40, 45, reference=40)
    ('over', 'cannot_tell')
    """
    if lower > reference:
        return "over"
    return "under" if upper < reference else "cannot_tell"
