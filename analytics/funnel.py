"""Funnels: is a team unlike similar teams, given how few it counts?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_PEERS: Final = 5  # fewer similar teams are no comparison
WINSOR: Final = 0.1
WARNING, ALARM = 1.959964, 3.090232  # normal quantiles of 95 % and 99.8 %


@dataclass(frozen=True)
class Funnel:
    """Where similar teams are expected to lie; arrays have one entry per team.

    Attributes:
        target: what the funnel stands about, in the measure's unit.
        spread: how much wider than chance alone, phi; 1 = chance explains it all.
        tau2: variance between teams beyond chance, on the scale of the test (squared
            units for means, squared radians for shares).
        lower, upper: 95 % limits, in the measure's unit.
        alarm_lower, alarm_upper: 99.8 % limits.
        outside: outside the 99.8 % limits; the only teams that may be named.
    """

    target: float
    spread: float
    tau2: float
    lower: Floats
    upper: Floats
    alarm_lower: Floats
    alarm_upper: Floats
    outside: Flags


def funnel_of_means(
    means: Floats, errors: Floats, *, target: float | None = None
) -> Funnel | None:
    """A funnel of means: limits target +- 1.96 and 3.09 sqrt(s^2 + tau2).

    z = (mean - target) / s, winsorised at 10 and 90 %; phi = mean z^2; tau2 = max(0,
    (n phi - (n - 1)) / (sum w - sum w^2 / sum w)), w = 1 / s^2.

    Source: Spiegelhalter 2005, Stat Med 24:1185-1202, doi 10.1002/sim.1970; without
    winsorising and about the weighted mean it is DerSimonian and Laird's.

    Args:
        means: of similar teams, in the measure's unit; NaN = not shown, left out.
        errors: standard error of each: the pooled SD within teams over sqrt(n).
        target: what they stand about; by default their mean weighted by 1 / s^2.

    Returns:
        None with fewer than 5 similar teams. Limits of a team left out are NaN.

    By hand, means 8 10 10 10 12 with errors 1: z -2 0 0 0 2, winsorised at -1.2 and
    1.2; phi = 2.88 / 5 = .576, under 4 / 5, so tau2 = 0 and no limit is widened.

    >>> found = funnel_of_means(np.array([8.0, 10, 10, 10, 12]), np.ones(5))
    >>> round(found.spread, 3), found.tau2, found.outside.any().item()
    (0.576, 0.0, False)
    """
    known = ~np.isnan(means) & (errors > 0)
    if known.sum() < LEAST_PEERS:
        return None
    y, s = means[known], errors[known]
    middle = float(np.average(y, weights=1 / s**2)) if target is None else target
    spread, tau2 = overdispersion((y - middle) / s, s)
    wide = np.where(known, np.sqrt(errors**2 + tau2), np.nan)
    return Funnel(
        target=middle,
        spread=spread,
        tau2=tau2,
        lower=middle - WARNING * wide,
        upper=middle + WARNING * wide,
        alarm_lower=middle - ALARM * wide,
        alarm_upper=middle + ALARM * wide,
        outside=known & (np.abs(np.nan_to_num(means - middle)) > ALARM * wide),
    )


def funnel_of_shares(
    cases: Floats, of: Floats, *, target: float | None = None
) -> Funnel | None:
    """A funnel of shares, on the arcsine of their square root, where s = 1/(2 sqrt(n)).

    As `funnel_of_means` on asin(sqrt(cases / of)); limits are turned back by sin^2.

    Source: Spiegelhalter 2005; Anscombe 1948, Biometrika 35:246-254.

    Args:
        cases: of similar teams; NaN = not shown, left out.
        of: what each is out of; a team with 0 is left out.
        target: a share; by default all cases over all.

    Returns:
        None with fewer than 5 similar teams. Limits lie within 0 and 1.

    By hand: 25 of 100 everywhere: asin(.5) = .5236, s = .05; 95 % limits
    sin^2(.5236 -+ .098) = .1705 and .3391.

    >>> found = funnel_of_shares(np.full(5, 25.0), np.full(5, 100.0))
    >>> round(found.lower[0].item(), 4), round(found.upper[0].item(), 4)
    (0.1705, 0.3391)
    """
    known = ~np.isnan(cases) & (of > 0)
    if known.sum() < LEAST_PEERS:
        return None
    size = np.where(known, of, 1.0)
    share = np.where(known, np.clip(cases / size, 0, 1), np.nan)
    whole = float(cases[known].sum() / of[known].sum()) if target is None else target
    turned = funnel_of_means(
        np.arcsin(np.sqrt(share)),
        np.where(known, 0.5 / np.sqrt(size), np.nan),
        target=float(np.arcsin(np.sqrt(whole))),
    )
    assert turned is not None, "the same teams are known"
    return Funnel(
        target=whole,
        spread=turned.spread,
        tau2=turned.tau2,
        lower=_share(turned.lower),
        upper=_share(turned.upper),
        alarm_lower=_share(turned.alarm_lower),
        alarm_upper=_share(turned.alarm_upper),
        outside=turned.outside,
    )


def overdispersion(
    z: Floats, errors: Floats, *, winsor: float = WINSOR
) -> tuple[float, float]:
    """Phi and tau2 of winsorised z scores; see `funnel_of_means`.

    Source: Spiegelhalter 2005; quantiles as R's default (type 7).

    >>> overdispersion(np.array([-3.0, -1, 1, 3]), np.ones(4), winsor=0)
    (5.0, 5.666666666666667)

    By hand: phi = 20 / 4; (4 x 5 - 3) / (4 - 4 / 4) = 17 / 3.
    """
    low, high = np.quantile(z, [winsor, 1 - winsor])
    phi = float((np.clip(z, low, high) ** 2).mean())
    w = 1 / errors**2
    room = float(w.sum() - (w**2).sum() / w.sum())
    return phi, max(0.0, (len(z) * phi - (len(z) - 1)) / room)


def _share(angle: Floats) -> Floats:
    """The share at an angle; beyond a right angle, or below none, the end."""
    back: Floats = np.sin(np.clip(angle, 0, np.pi / 2)) ** 2
    return back
