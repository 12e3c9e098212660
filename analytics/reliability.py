"""Reliability of a scale: alpha, omega, and whether an item runs the wrong way.

Answers are respondents x items, in any unit, reversed items turned.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEAST_UNIQUENESS: Final = 0.005  # as R's factanal: holds a Heywood case inside
MOST_ROUNDS: Final = 5000
CLOSE_ENOUGH: Final = 1e-12
LEAST_FACTOR_ITEMS: Final = 3  # one factor of two items is not identified
LEAST_PEOPLE: Final = 5


def complete(answers: Floats) -> Floats:
    """The rows without a gap; `answers` has NaN where unanswered."""
    whole: Floats = answers[~np.isnan(answers).any(axis=1)]
    return whole


def cronbach_alpha(answers: Floats) -> float | None:
    """Cronbach's alpha: k/(k-1) (1 - sum of item variances / variance of the sum).

    >>> round(cronbach_alpha(np.array([[1.0, 2], [2, 2], [3, 4], [4, 3], [5, 5]])), 4)
    0.9091

    By hand: item variances 2.5 and 1.7; sums 3, 4, 7, 7, 10 with variance 7.7;
    2 (1 - 4.2 / 7.7) = .9091.

    Source: Cronbach 1951, Psychometrika 16:297-334.

    Args:
        answers: complete rows.

    Returns:
        None with fewer than 2 items, fewer than 5 respondents, or a sum that is the
        same for everybody. May be negative.
    """
    people, items = answers.shape
    if items <= 1 or people < LEAST_PEOPLE:
        return None
    total = float(answers.sum(axis=1).var(ddof=1))
    if total <= CLOSE_ENOUGH:
        return None
    return float(items / (items - 1) * (1 - answers.var(axis=0, ddof=1).sum() / total))


def alpha_upper(
    alpha: float, *, people: int, items: int, confidence: float = 0.99
) -> float:
    """Upper limit of alpha: 1 - (1 - alpha) F(1 - confidence; n - 1, (n - 1)(k - 1)).

    Source: Feldt 1965, Psychometrika 30:357-370.

    >>> round(alpha_upper(0.0, people=200, items=8), 2)
    0.23
    """
    freedom = people - 1
    quantile = special.fdtri(freedom, freedom * (items - 1), 1 - confidence)
    return float(1 - (1 - alpha) * quantile)


def one_factor_loadings(correlations: Floats) -> Floats | None:
    """Loadings of one factor that leave the least squared residual correlations.

    Each loading in turn is set to its best given the others,
    l_i = sum_j r_ij l_j / sum_j l_j^2 over j other than i, until none moves by 1e-12;
    uniquenesses stay at or over .005. Begins at the first principal component.

    Source: Harman and Jones 1966, Psychometrika 31:351-368 (minres).

    Args:
        correlations: items x items, ones on the diagonal.

    Returns:
        One loading per item, their sum not negative; None for fewer than 3 items.
    """
    items = len(correlations)
    if items < LEAST_FACTOR_ITEMS:
        return None
    values, vectors = np.linalg.eigh(correlations)
    bound = math.sqrt(1 - LEAST_UNIQUENESS)
    loadings: Floats = np.clip(vectors[:, -1] * math.sqrt(values[-1]), -bound, bound)
    for _ in range(MOST_ROUNDS):
        before = loadings.copy()
        for item in range(items):
            others = np.delete(loadings, item)
            weight = float(others @ others)
            if weight > CLOSE_ENOUGH:
                best = float(np.delete(correlations[item], item) @ others) / weight
                loadings[item] = min(max(best, -bound), bound)
        if float(np.abs(loadings - before).max()) < CLOSE_ENOUGH:
            break
    return loadings if loadings.sum() >= 0 else -loadings


def mcdonald_omega(answers: Floats) -> float | None:
    """McDonald's omega of one factor: (sum l)^2 / ((sum l)^2 + sum u).

    l: loading times the item's SD, u: the item's variance times its uniqueness; so it
    is the reliability of the plain sum or mean of the items, as alpha is.

    Source: McDonald 1999, Test Theory: A Unified Treatment, ch. 6; loadings by minres.

    Args:
        answers: complete rows.

    Returns:
        None with fewer than 3 items, fewer than 5 respondents, or an item answered
        alike by everybody.
    """
    people, items = answers.shape
    if items < LEAST_FACTOR_ITEMS or people < LEAST_PEOPLE:
        return None
    spread = answers.std(axis=0, ddof=1)
    if (spread <= CLOSE_ENOUGH).any():
        return None
    correlations: Floats = np.asarray(np.corrcoef(answers, rowvar=False))
    loadings = one_factor_loadings(correlations)
    assert loadings is not None
    common = float((loadings * spread).sum()) ** 2
    unique = float((spread**2 * (1 - loadings**2)).sum())
    return common / (common + unique)


def item_rest(answers: Floats) -> Floats:
    """Correlation of each item with the sum of the others; NaN where one is constant.

    >>> item_rest(np.array([[1.0, 1, 3], [2, 2, 2], [3, 3, 1]])).round(2)
    array([nan, nan, -1.])

    There the first item's rest is 4, 4, 4: it does not vary.

    Args:
        answers: complete rows.
    """
    people, items = answers.shape
    if items <= 1 or people <= 1:
        return np.full(items, np.nan)
    own = answers - answers.mean(axis=0)
    rest = own.sum(axis=1, keepdims=True) - own
    size = np.sqrt((own**2).sum(axis=0) * (rest**2).sum(axis=0))
    size[size <= CLOSE_ENOUGH] = np.nan
    found: Floats = (own * rest).sum(axis=0) / size
    return found


def surely_negative(
    correlations: Floats, *, people: int, confidence: float = 0.95
) -> NDArray[np.bool_]:
    """Which correlations lie below zero with their whole interval, one-sided.

    Fisher's z: atanh(r) + z / sqrt(n - 3) < 0. With few people chance alone makes
    correlations negative; none is flagged under 5. Source: Fisher 1921, Metron 1:3-32.
    """
    if people < LEAST_PEOPLE:
        return np.zeros(correlations.shape, dtype=bool)
    reach = special.ndtri(confidence) / math.sqrt(people - 3)
    held = np.clip(np.nan_to_num(correlations), -1 + 1e-9, 1 - 1e-9)
    return np.asarray(np.arctanh(held) + reach < 0)


def net_score_error(promoters: float, detractors: float, *, people: int) -> float:
    """Standard error of a net promoter score: 100 sqrt((p + d - (p - d)^2) / n).

    The variance of a variable that is +100, 0 or -100 with shares p, 1 - p - d and d.

    >>> round(net_score_error(0.4, 0.3, people=50), 2)
    11.75

    By hand: sqrt((.7 - .01) / 50) = sqrt(.0138) = .11747.
    """
    variance = promoters + detractors - (promoters - detractors) ** 2
    return 100 * math.sqrt(variance / people)
