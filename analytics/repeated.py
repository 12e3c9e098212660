"""Answers of the same people again and again: what goes together within a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from analytics.team_sums import Floats, codes, deviations

LEAST_PEOPLE: Final = 3
NO_SPREAD: Final = 1e-12


@dataclass(frozen=True)
class Repeated:
    """A repeated-measures correlation; figures are None where there is none.

    `people` have two or more rows; `answers` are their rows.
    """

    people: int
    answers: int
    df: int
    r: float | None = None
    p: float | None = None
    lower: float | None = None
    upper: float | None = None
    detectable: float | None = None


def repeated(
    x: Floats,
    y: Floats,
    person: NDArray[np.generic],
    *,
    wave: NDArray[np.generic] | None = None,
) -> Repeated:
    """Correlation within people, and within waves where `wave` is given.

    Each side less the person's own mean; with waves also less what wave dummies explain
    of that (on an unbalanced panel x - x_i - x_t + x is wrong). df = N - k - 1 - (rank
    of the dummies); r = Sxy / sqrt(Sxx Syy); t = r sqrt(df / (1 - r^2)); interval by
    Fisher's z with n_eff = df + 2. Source: Bakdash and Marusich 2017, Front Psychol
    8:456, with the interval of R package rmcorr 0.5.4 (before, and in the paper, n_eff =
    df: too wide). Detectable: as `detectable_r`, at n_eff.

    Args:
        x: one side; NaN = the row is left out.
        y: the other, likewise.
        person: label of each row's person; those with one row drop out.
        wave: label of each row's wave.

    Returns:
        No figures with fewer than 3 people, df under 2, or a side that does not vary
        within people.
    """
    kept = _several(~(np.isnan(x) | np.isnan(y)), person)
    x, y = x[kept], y[kept]
    code, people = codes(person[kept])
    if people < LEAST_PEOPLE:
        return Repeated(people, len(x), 0)
    sides = [deviations(side, code, people) for side in (x, y)]
    ranks = 0
    if wave is not None:
        dummies = _wave_dummies(wave[kept], code, people)
        sides, ranks = _less(sides, dummies)
    df = len(x) - people - 1 - ranks
    spread = [float(side @ side) for side in sides]
    least = [
        NO_SPREAD * max(float(side @ side), 1e-300)
        for side in (x - x.mean(), y - y.mean())
    ]
    if df <= 1 or spread[0] <= least[0] or spread[1] <= least[1]:
        return Repeated(people, len(x), max(df, 0))
    r = float(np.clip(sides[0] @ sides[1] / np.sqrt(spread[0] * spread[1]), -1, 1))
    return judged(r, people=people, answers=len(x), df=df)


def _several(
    there: NDArray[np.bool_], person: NDArray[np.generic]
) -> NDArray[np.bool_]:
    """Rows of people with two or more rows."""
    code, people = codes(person)
    rows = np.bincount(code[there], minlength=people)
    several: NDArray[np.bool_] = there & (rows[code] > 1)
    return several


def _wave_dummies(wave: NDArray[np.generic], code: NDArray[np.int64], n: int) -> Floats:
    number, waves = codes(wave)
    columns = [deviations((number == t) * 1.0, code, n) for t in range(1, waves)]
    return np.column_stack(columns) if columns else np.zeros((len(wave), 0))


def _less(sides: list[Floats], dummies: Floats) -> tuple[list[Floats], int]:
    """What the dummies leave of each side, and how many of them are independent."""
    if dummies.shape[1] == 0:
        return sides, 0
    found, _, rank, _ = np.linalg.lstsq(dummies, np.column_stack(sides), rcond=1e-9)
    left = np.column_stack(sides) - dummies @ found
    return [left[:, 0], left[:, 1]], int(rank)


def judged(r: float, *, people: int, answers: int, df: int) -> Repeated:
    """A correlation within people or teams with its interval and p; df at least 2."""
    error = 1 / np.sqrt(df - 1)
    inside = min(max(r, -1 + 1e-15), 1 - 1e-15)
    t = inside * np.sqrt(df / (1 - inside**2))
    reach = special.ndtri(0.975) * error
    seen = (special.ndtri(0.975) + special.ndtri(0.8)) * error
    return Repeated(
        people=people,
        answers=answers,
        df=df,
        r=r,
        p=float(2 * special.stdtr(df, -abs(t))),
        lower=float(np.tanh(np.arctanh(inside) - reach)),
        upper=float(np.tanh(np.arctanh(inside) + reach)),
        detectable=float(np.tanh(seen)),
    )
