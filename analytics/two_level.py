"""People in teams, one wave: a random intercept for the team, by REML in one dimension."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from analytics.team_sums import Floats, codes, team_means

LEAST_TEAMS = 10  # for a p or an interval of anything between teams


@dataclass(frozen=True)
class RandomIntercept:
    """A fitted model; arrays have one entry per column of the design."""

    coefficients: Floats
    covariance: Floats
    sigma2: float
    tau2: float
    log_likelihood: float
    people: int
    teams: int

    @property
    def errors(self) -> Floats:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diagonal(self.covariance))


@dataclass(frozen=True)
class Slope:
    """A slope with its 95 % interval and p; limits are None where none may be given."""

    value: float
    error: float
    df: float
    lower: float | None = None
    upper: float | None = None
    p: float | None = None


@dataclass(frozen=True)
class WithinBetween:
    """Slope within teams, between them, and between less within (contextual)."""

    within: Slope | None
    between: Slope | None
    contextual: Slope | None
    people: int
    teams: int


def random_intercept(
    design: Floats, y: Floats, team: NDArray[np.generic]
) -> RandomIntercept | None:
    """The model y = design b + u_team + e by restricted maximum likelihood.

    Profiled over theta = tau2 / sigma2 in [0, inf): minimises sum log(1 + n_j theta) +
    (n - p) log q + log |A|, A = X'V^-1 X, q = the generalised residual sum of squares;
    theta = 0 is tried by itself, since zero team variance is everyday in small
    organisations. Source: Bates et al. 2015, J Stat Softw 67(1), eq. 41, in one dimension.

    Args:
        design: rows x p, of full rank, its first column ones.
        y: one per row.
        team: label of each row's team.

    Returns:
        None where the design is not of full rank, rows do not outnumber its columns by
        two, or it fits exactly.
    """
    code, teams = codes(team)
    rows, p = design.shape
    if rows <= p + 1 or np.linalg.matrix_rank(design) < p:
        return None
    size = np.bincount(code).astype(float)
    held: Floats = np.column_stack([design, y]).astype(np.float64)
    sums = np.column_stack([np.bincount(code, weights=column) for column in held.T])
    products = held.T @ held

    def profile(theta: float) -> tuple[float, Floats]:
        drawn = theta / (1 + size * theta)
        inner = products - (sums * drawn[:, None]).T @ sums
        a, b = inner[:p, :p], inner[:p, p]
        q = float(inner[p, p] - b @ np.linalg.solve(a, b))
        if q <= 1e-12 * float(products[p, p]):
            return -np.inf, inner
        fit = (rows - p) * np.log(q) + np.linalg.slogdet(a)[1]
        return float(np.log1p(size * theta).sum() + fit), inner

    if not np.isfinite(profile(0.0)[0]):
        return None
    theta = _smallest(lambda value: profile(value)[0])
    misfit, inner = profile(theta)
    a, b = inner[:p, :p], inner[:p, p]
    found = np.linalg.solve(a, b)
    sigma2 = float(inner[p, p] - b @ found) / (rows - p)
    constant = (rows - p) * (1 + np.log(2 * np.pi / (rows - p)))
    return RandomIntercept(
        np.asarray(found, dtype=np.float64),
        sigma2 * np.linalg.inv(a),
        sigma2,
        theta * sigma2,
        float(-0.5 * (misfit + constant)),
        rows,
        teams,
    )


def within_between(
    x: Floats,
    y: Floats,
    team: NDArray[np.generic],
    *,
    team_mean: Floats | None = None,
) -> WithinBetween:
    """Slopes of one wave: y = g00 + g10 (x - xbar_j) + g01 xbar_j + u_j + e.

    g10 within, g01 between, g01 - g10 the contextual effect (Mundlak 1978, Econometrica
    46:69-85). Interval by t: people less teams less 1 df for within, teams - 2 for what
    lies between. Nothing between teams is given under 10 teams.

    Args:
        x: of each person; NaN = left out.
        y: likewise.
        team: label of each person's team.
        team_mean: mean of x over *all* members of the person's team, not only those who
            answered (else the between slope shrinks; Luedtke et al. 2008, Psychol
            Methods 13:203-229); of those given, if None.
    """
    there = ~(np.isnan(x) | np.isnan(y))
    if team_mean is not None:
        there &= ~np.isnan(team_mean)
    x, y, team = x[there], y[there], team[there]
    if x.size == 0:
        return WithinBetween(None, None, None, 0, 0)
    code, teams = codes(team)
    mean = team_means(x, code, teams)[code] if team_mean is None else team_mean[there]
    centre = float(mean.mean())
    parts = {"within": x - mean, "between": mean - centre}
    kept = {name: part for name, part in parts.items() if np.ptp(part) > 0}
    design = np.column_stack([np.ones(len(x)), *kept.values()])
    model = random_intercept(design, y, team)
    empty = WithinBetween(None, None, None, len(x), teams)
    if model is None:
        return empty
    return _slopes(model, list(kept), empty)


def _slopes(
    model: RandomIntercept, names: list[str], empty: WithinBetween
) -> WithinBetween:
    people, teams = empty.people, empty.teams
    at = {name: place for place, name in enumerate(names, start=1)}
    found: dict[str, Slope] = {}
    for name, df in (("within", people - teams - 1), ("between", teams - 2)):
        if name in at:
            weights = np.eye(len(model.coefficients))[at[name]]
            given = name == "within" or teams >= LEAST_TEAMS
            found[name] = _slope(model, weights, df=df, given=given)
    if len(found) == len(at) == 2:  # noqa: PLR2004
        weights = np.zeros(len(model.coefficients))
        weights[at["between"]], weights[at["within"]] = 1, -1
        found["contextual"] = _slope(
            model, weights, df=teams - 2, given=teams >= LEAST_TEAMS
        )
    return WithinBetween(
        found.get("within"),
        found.get("between"),
        found.get("contextual"),
        people,
        teams,
    )


def _slope(model: RandomIntercept, weights: Floats, *, df: float, given: bool) -> Slope:
    value = float(weights @ model.coefficients)
    error = float(np.sqrt(weights @ model.covariance @ weights))
    return slope_at(value, error, df) if given else Slope(value, error, max(df, 0))


def slope_at(value: float, error: float, df: float) -> Slope:
    """A slope with its t interval; no limits where df is under 1 or error is 0.

    >>> found = slope_at(2.0, 1.0, 10)
    >>> round(found.lower, 3), round(found.upper, 3), round(found.p, 4)
    (-0.228, 4.228, 0.0734)
    """
    if df < 1 or not error > 0:
        return Slope(value, error, max(df, 0.0))
    reach = float(special.stdtrit(df, 0.975)) * error
    p = float(2 * special.stdtr(df, -abs(value / error)))
    return Slope(value, error, df, value - reach, value + reach, p)


def _smallest(misfit: object) -> float:
    """The theta of least misfit: along theta / (1 + theta), and 0 by itself."""
    assert callable(misfit)
    found = optimize.minimize_scalar(
        lambda share: misfit(share / (1 - share)),
        bounds=(0.0, 1 - 1e-9),
        method="bounded",
        options={"xatol": 1e-10},
    )
    share = float(found.x)
    theta = share / (1 - share)
    return 0.0 if misfit(0.0) <= misfit(theta) else theta
