"""Scores across levels of load: means by level, and from which level on they climb."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize, special

from analytics.team_sums import Floats

LEAST_ROWS: Final = 20
LEAST_IN_BIN: Final = 10
PLACES: Final = 10  # of Davies' test, as R package segmented has by default
FINE: Final = 200
INSIDE: Final = (0.05, 0.95)  # quantiles of x between which a break is looked for
CLAIM: Final = 0.05


@dataclass(frozen=True)
class Level:
    """Mean of y where x lies from `start` up to but not including `end`."""

    start: float
    end: float
    rows: int
    mean: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Break:
    """Where the slope changes, how surely it does, and the slopes on both sides.

    `lower` and `upper` are those of `at`; `claimed`: Davies' p is under .05 and the
    interval lies inside what was looked at. Without that no level is ever named.
    """

    at: float
    lower: float
    upper: float
    p: float
    slope_below: float
    slope_above: float
    rows: int
    claimed: bool


def levels(
    x: Floats, y: Floats, *, edges: Floats, weight: Floats | None = None
) -> tuple[Level, ...]:
    """Weighted mean of y by level of x; a level of under 10 rows joins the one above.

    The last joins the one below. Interval: t of the rows' own spread. `edges` are
    fixed beforehand; rows outside them fall in the end levels. Empty without 10 rows.
    """
    there = ~(np.isnan(x) | np.isnan(y))
    x, y = x[there], y[there]
    if x.size < LEAST_IN_BIN or edges.size <= 1:
        return ()
    w = np.ones(len(x)) if weight is None else weight[there]
    place = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(place, minlength=len(edges) - 1)
    groups: list[list[int]] = [[]]
    for each in range(len(counts)):
        if counts[groups[-1]].sum() >= LEAST_IN_BIN:
            groups.append([])
        groups[-1].append(each)
    if len(groups) > 1 and counts[groups[-1]].sum() < LEAST_IN_BIN:
        last = groups.pop()
        groups[-1] += last
    found = []
    for group in groups:
        own = np.isin(place, group)
        if own.sum() >= LEAST_IN_BIN:
            found.append(
                _level(
                    y[own], w[own], float(edges[group[0]]), float(edges[group[-1] + 1])
                )
            )
    return tuple(found)


def _level(y: Floats, w: Floats, start: float, end: float) -> Level:
    share = w / w.sum()
    mean = float(share @ y)
    rows = len(y)
    squares = float((share**2 * (y - mean) ** 2).sum())
    reach = float(special.stdtrit(rows - 1, 0.975)) * np.sqrt(
        squares * rows / (rows - 1)
    )
    return Level(start, end, rows, mean, mean - float(reach), mean + float(reach))


def round_edges(x: Floats, step: float) -> Floats:
    """Multiples of `step` (x 1, 2, 5, 10 ...) that cut the range of x into 4 to 9 levels.

    >>> round_edges(np.array([3.0, 41.0]), 3).tolist()
    [0.0, 6.0, 12.0, 18.0, 24.0, 30.0, 36.0, 42.0]
    """
    known = x[~np.isnan(x)]
    if known.size == 0:
        return np.zeros(0)
    low, high = float(known.min()), float(known.max())
    for power in range(12):
        for times in (1, 2, 5):
            wide = step * times * 10**power
            first, last = np.floor(low / wide), np.floor(high / wide) + 1
            if last - first <= 9:  # noqa: PLR2004
                return np.asarray(np.arange(first, last + 1) * wide)
    return np.array([low, high + step])


def break_point(x: Floats, y: Floats, *, weight: Floats | None = None) -> Break | None:
    """The level of x from which on the slope of y is another one.

    y = a + b x + c (x - psi)+ + e, psi of least weighted squares (Muggeo 2003, Stat Med
    22:3055-3071). Interval: psi whose sum of squares stays under the least one times 1 +
    F_.95(1, n - 4) / (n - 4), which holds better than the delta method where the slope
    changes little (Seber and Wild 1989, section 9.3). Davies' test: p <= P(Z > M) + V
    exp(-M^2 / 2) / sqrt(8 pi), twice the smaller side, over ten places (Davies 1987,
    Biometrika 74:33-43), t turned into z first. Rows must be independent: team means of
    one wave.

    Args:
        x: level of load; NaN = left out.
        y: score, likewise.
        weight: of each row; 1 if None.

    Returns:
        None under 20 rows, or where x takes fewer than 6 values or y does not vary.
    """
    there = ~(np.isnan(x) | np.isnan(y))
    x, y = x[there], y[there]
    w = np.ones(len(x)) if weight is None else weight[there]
    few = 6
    if len(x) < LEAST_ROWS or len(np.unique(x)) < few or np.ptp(y) == 0:
        return None
    low, high = np.quantile(x, INSIDE)
    made = _Hinge(x, y, np.sqrt(w))
    places = np.linspace(low, high, FINE)
    squares = made.squares_at(places)
    at = made.best(places, int(squares.argmin()))
    least = made.squares(at)
    df = len(x) - 4
    bound = least * (1 + special.fdtri(1, df, 0.95) / df)
    inside = places[squares <= bound]
    lower = min(at, *inside) if inside.size else at
    upper = max(at, *inside) if inside.size else at
    p = _davies(
        np.array([made.t(psi) for psi in np.linspace(low, high, PLACES)]), df + 1
    )
    below, change = made.slopes(at)
    apart = lower > places[0] and upper < places[-1]
    return Break(
        float(at),
        float(lower),
        float(upper),
        p,
        below,
        below + change,
        len(x),
        bool(p < CLAIM and apart),
    )


class _Hinge:
    """Weighted least squares with a hinge at psi beside a straight line."""

    def __init__(self, x: Floats, y: Floats, root: Floats) -> None:
        self.x, self.root = x, root
        line = np.column_stack([root, root * (x - x.mean())])
        self.basis = np.linalg.qr(line)[0]
        self.y = root * y
        self.rest = self._off(self.y)
        self.line_squares = float(self.rest @ self.rest)

    def _off(self, column: Floats) -> Floats:
        return np.asarray(column - self.basis @ (self.basis.T @ column))

    def _bend(self, psi: float) -> Floats:
        return self._off(self.root * np.maximum(self.x - psi, 0))

    def squares(self, psi: float) -> float:
        """Residual sum of squares with the hinge at psi."""
        bend = self._bend(psi)
        length = float(bend @ bend)
        gain = float(bend @ self.rest) ** 2 / length if length > 0 else 0.0
        return self.line_squares - gain

    def squares_at(self, places: Floats) -> Floats:
        """The same for many places at once."""
        bends = np.maximum(self.x[:, None] - places, 0) * self.root[:, None]
        bends -= self.basis @ (self.basis.T @ bends)
        length = (bends**2).sum(axis=0)
        gain = np.divide(
            (bends.T @ self.rest) ** 2,
            length,
            out=np.zeros_like(length),
            where=length > 0,
        )
        return np.asarray(self.line_squares - gain)

    def t(self, psi: float) -> float:
        """T of the change of slope at psi."""
        bend = self._bend(psi)
        length = float(bend @ bend)
        if length <= 0:
            return 0.0
        df = len(self.x) - 3
        error = np.sqrt(max(self.squares(psi), 1e-300) / df / length)
        return float(bend @ self.rest) / length / float(error)

    def best(self, places: Floats, nearest: int) -> float:
        """Psi of least squares between the neighbours of the best place."""
        ends = places[max(nearest - 1, 0)], places[min(nearest + 1, len(places) - 1)]
        found = optimize.minimize_scalar(self.squares, bounds=ends, method="bounded")
        return float(min((float(found.x), float(places[nearest])), key=self.squares))

    def slopes(self, psi: float) -> tuple[float, float]:
        """Slope below psi, and how much it changes there."""
        hinge = np.maximum(self.x - psi, 0)
        design = np.column_stack([np.ones(len(self.x)), self.x - self.x.mean(), hinge])
        found = np.linalg.lstsq(design * self.root[:, None], self.y, rcond=None)[0]
        return float(found[1]), float(found[2])


def _davies(t: Floats, df: int) -> float:
    """Davies' bound from t statistics along the places, two-sided, at most 1."""
    z = np.sign(t) * -special.ndtri(special.stdtr(df, -np.abs(t)))
    z = np.clip(z, -37, 37)
    way = float(np.abs(np.diff(z)).sum())
    most = float(np.abs(z).max())
    tail = special.ndtr(-most) + way * np.exp(-(most**2) / 2) / np.sqrt(8 * np.pi)
    return float(min(2 * tail, 1.0))
