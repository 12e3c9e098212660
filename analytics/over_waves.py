"""Figures of several waves as one, from what each wave's figure says of itself alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, isfinite, sqrt, tanh

import numpy as np
from scipy.special import ndtri, stdtrit

from analytics.two_level import Slope, slope_at

NEARLY_ONE = 1 - 1e-9


@dataclass(frozen=True)
class OverWaves:
    """A correlation over waves with limits, and what could have been seen."""

    waves: int
    r: float
    lower: float
    upper: float
    detectable: float


def slope_over_waves(slopes: Sequence[Slope]) -> Slope:
    """Mean of the waves' slopes weighted by 1 / error^2, as unsure as if one wave.

    Each wave's slope is within that wave, so what moves everybody at once is out. The
    same people answer again and how alike their answers are is not known, so the error
    is the largest that any likeness allows: sum of weight x error, as though one wave
    repeated the other (Borenstein, Hedges, Higgins and Rothstein 2009, Introduction to
    Meta-Analysis, ch. 11 for the mean, ch. 24 for outcomes of the same people, r = 1). The
    interval covers at least 95 %. Degrees of freedom: the fewest of any wave.

    Args:
        slopes: one or more, each with an error over 0.

    By hand, 2 (error 1) and 5 (error 2): weights .8 and .2, mean 2.6, error 1.2.

    >>> found = slope_over_waves([Slope(2.0, 1.0, 40), Slope(5.0, 2.0, 30)])
    >>> round(found.value, 6), round(found.error, 6), found.df
    (2.6, 1.2, 30)
    """
    errors = np.array([each.error for each in slopes])
    weight = _weights(errors)
    value = float(weight @ [each.value for each in slopes])
    return slope_at(value, float(weight @ errors), min(each.df for each in slopes))


def r_over_waves(r: Sequence[float], df: Sequence[float]) -> OverWaves:
    """Mean of the waves' correlations on Fisher's scale, as unsure as if one wave.

    z = atanh(r), error 1 / sqrt(df - 1) as in `repeated` (df + 2 - 3), mean and error as
    in `slope_over_waves`. Detectable: with 80 % power at that error.

    Args:
        r: of each wave.
        df: of each; over 1.

    >>> found = r_over_waves([0.3, 0.3], [101, 101])
    >>> round(found.r, 3), round(found.lower, 3), round(found.upper, 3)
    (0.3, 0.113, 0.466)
    """
    z = [atanh(min(max(each, -NEARLY_ONE), NEARLY_ONE)) for each in r]
    errors = np.array([1 / sqrt(each - 1) for each in df])
    weight = _weights(errors)
    mean, error = float(weight @ z), float(weight @ errors)
    reach = float(ndtri(0.975))
    return OverWaves(
        len(z),
        tanh(mean),
        tanh(mean - reach * error),
        tanh(mean + reach * error),
        tanh((reach + float(ndtri(0.8))) * error),
    )


def difference(one: Slope, other: Slope) -> Slope | None:
    """One slope less another that was estimated apart from it, with its interval.

    Degrees of freedom after Welch (1947) and Satterthwaite (1946). None where either has
    no error. Between less within this is the contextual slope (Mundlak 1978): how much
    the team's load goes with beyond one's own. The two are uncorrelated in the model
    with team intercepts, since team means and deviations from them are.

    By hand, 3 (error .3, df 10) less 1 (error .4, df 40): 2, error .5, df .25^2 / (.09^2 / 10 + .16^2 / 40) = 43.1.

    >>> found = difference(Slope(3.0, 0.3, 10), Slope(1.0, 0.4, 40))
    >>> round(found.value, 3), round(found.error, 3), round(found.df, 1)
    (2.0, 0.5, 43.1)
    """
    if not (one.error > 0 and other.error > 0):
        return None
    squares = np.array([one.error, other.error]) ** 2
    df = squares.sum() ** 2 / (squares**2 / [one.df, other.df]).sum()
    return slope_at(one.value - other.value, float(sqrt(squares.sum())), float(df))


def slope_of(
    value: float | None, lower: float | None, upper: float | None, df: float | None
) -> Slope | None:
    """A slope with its error, from its t interval as it was written; None without one."""
    if value is None or lower is None or upper is None or df is None or df < 1:
        return None
    error = (upper - lower) / 2 / float(stdtrit(df, 0.975))
    return slope_at(value, error, df) if isfinite(error) and error > 0 else None


def _weights(errors: np.typing.NDArray[np.float64]) -> np.typing.NDArray[np.float64]:
    each = errors**-2.0
    return np.asarray(each / each.sum())
