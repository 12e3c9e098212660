"""Whether intervals hold what they promise, over small made-up organisations.

    nice -n 19 .venv/bin/python benchmarks/understand.py --organisations 1000

Every organisation has about 30 teams of unequal size with uneven response. A person's
exposure has a part of the team, a part of their own and a part of the wave; the score
follows it with another slope within teams than between them, a person's and a team's own
level, a tide of the wave, and ends at 0 and 100. The truth of a slope is the linear
projection: the same estimate in one very large draw of the same generator.

Shares stand with their 95 % Monte Carlo interval (Wilson).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from scipy import stats

from analytics.between import between
from analytics.clustered import clustered
from analytics.segmented import break_point
from analytics.signals import benjamini_hochberg
from analytics.team_sums import Floats, codes, team_means, team_sums
from analytics.two_level import Slope, within_between
from etl.understand.between_pair import between_pair
from etl.understand.shown_teams import Pair

TEAMS, LARGE = 30, 12_000
STRESSORS = 12
BAND_FLOORS = np.array([5.0, 10.0, 20.0])
BREAK_TEAMS, BREAK_AT = 60, 28.0


@dataclass(frozen=True)
class Kind:
    """What an organisation is like. Slopes are points by unit of exposure."""

    waves: int = 1
    within: float = 0.5
    between: float = 1.2
    answers: float = 0.7
    selective: float = 0.0


@dataclass(frozen=True)
class Made:
    """Rows of people who answered; `team_mean` is over all members of a team and wave."""

    x: Floats
    y: Floats
    team_mean: Floats
    team: np.ndarray
    wave: np.ndarray


def made(rng: np.random.Generator, kind: Kind, teams: int = TEAMS) -> Made:
    """One organisation."""
    size = np.clip(np.exp(rng.normal(np.log(11), 0.45, teams)), 6, 40).astype(int)
    team = np.repeat(np.arange(teams), size)
    usual = rng.gamma(40, 0.7, teams)[team]
    own = rng.gamma(4, 2, team.size) - 8
    level = 4 * rng.standard_normal(teams)[team] + 12 * rng.standard_normal(team.size)
    parts = []
    for wave in range(kind.waves):
        x = usual + own + 3 * rng.standard_normal(team.size)
        mean = team_means(x, team, teams)[team]
        tide = 2 * np.sin(wave)
        y = 46 + kind.between * (mean - 28) + kind.within * (x - mean) + level + tide
        y = np.clip(np.round(y + 8 * rng.standard_normal(team.size)), 0, 100)
        lean = kind.selective * ((y - 46) / 15) * ((x - 28) / 5)
        chance = 1 / (1 + np.exp(-(np.log(kind.answers / (1 - kind.answers)) - lean)))
        answered = rng.random(team.size) < chance
        parts.append(
            [part[answered] for part in (x, y, mean, team, np.full(team.size, wave))]
        )
    return Made(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def by_team(org: Made) -> tuple[Slope, Slope]:
    """Within and between slope of people, waves fixed, CR2 errors by team."""
    code, teams = codes(org.team)
    dummies = np.column_stack([(org.wave == t) * 1.0 for t in np.unique(org.wave)])
    columns = [dummies, org.x - org.team_mean, org.team_mean - 28, org.y - 46]
    found = clustered(team_sums(np.column_stack(columns), code, teams))
    assert found
    waves = dummies.shape[1]
    return found.slope(waves), found.slope(waves + 1)


def by_model(org: Made) -> tuple[Slope, Slope]:
    """Within and between slope of one wave with a random intercept, by REML."""
    found = within_between(org.x, org.y, org.team, team_mean=org.team_mean)
    assert found.within
    assert found.between
    return found.within, found.between


def cells(org: Made) -> Pair:
    """Shown cells as published: 5 answers, whole points, floors of bands; all waves."""
    teams = int(org.team.max()) + 1
    place = org.team + teams * org.wave.astype(int)
    count = np.bincount(place)
    shown = np.flatnonzero(count >= BAND_FLOORS[0])
    y = np.round(team_means(org.y, place, len(count))[shown])
    x = team_means(org.team_mean, place, len(count))[shown]
    floor = BAND_FLOORS[np.searchsorted(BAND_FLOORS, count[shown], side="right") - 1]
    weight = np.where(count[shown] >= 50, count[shown], floor)
    team, wave = shown % teams, shown // teams
    for t in np.unique(wave):
        at = wave == t
        x[at] -= np.average(x[at], weights=weight[at])
        y[at] -= np.average(y[at], weights=weight[at])
    waves = np.maximum(np.bincount(team, minlength=teams), 1)
    sides = [np.bincount(team, each, minlength=teams) / waves for each in (x, y)]
    total = np.bincount(team, weight, minlength=teams)
    return Pair(sides[0][total > 0], sides[1][total > 0], total[total > 0])


def by_cells(org: Made) -> tuple[Slope | None, Slope]:
    """The published slope between teams, from shown cells alone."""
    slope = between_pair(cells(org), seed=1).slope
    assert slope
    return None, slope


WAYS: dict[str, tuple[Kind, Callable[[Made], tuple[Slope | None, Slope]]]] = {
    "one wave, random intercept": (Kind(), by_model),
    "one wave, CR2 by team": (Kind(), by_team),
    "eight waves, CR2 by team": (Kind(waves=8), by_team),
    "one wave, shown cells": (Kind(), by_cells),
    "eight waves, shown cells": (Kind(waves=8), by_cells),
    "one wave, who is tired and loaded stays silent": (Kind(selective=0.6), by_team),
}


def truth(name: str) -> tuple[float, float]:
    """The projection: the same estimate in a very large draw, with everybody's answer."""
    kind, estimate = WAYS[name]
    if kind.selective:
        kind = replace(kind, selective=0.0)
    teams = LARGE if kind.waves == 1 else LARGE // 3
    draws = [
        estimate(made(np.random.default_rng([9, draw]), kind, teams))
        for draw in range(3)
    ]
    within = [each[0].value for each in draws if each[0]]
    return float(np.mean(within or [np.nan])), float(
        np.mean([b.value for _, b in draws])
    )


def covered(job: tuple[str, int, tuple[float, float]]) -> list[bool | None]:
    """Whether both intervals of one organisation hold the truth."""
    name, seed, true = job
    kind, estimate = WAYS[name]
    found = estimate(made(np.random.default_rng([1, seed]), kind))
    return [
        None if slope is None else bool(slope.lower <= value <= slope.upper)
        for slope, value in zip(found, true, strict=True)
    ]


def broken(job: tuple[bool, int]) -> tuple[bool, bool]:
    """Whether a break is claimed, and whether its interval holds the planted one."""
    planted, seed = job
    rng = np.random.default_rng([2, seed])
    x = rng.uniform(18, 38, BREAK_TEAMS)
    y = 40 + 0.3 * (x - 18) + (1.2 if planted else 0.0) * np.maximum(x - BREAK_AT, 0)
    weight = BAND_FLOORS[rng.integers(3, size=BREAK_TEAMS)]
    y = np.round(y + 12 / np.sqrt(weight) * rng.standard_normal(BREAK_TEAMS))
    found = break_point(x, y, weight=weight)
    assert found
    return found.claimed, bool(found.lower <= BREAK_AT <= found.upper)


def found_of_nothing(seed: int) -> bool:
    """Whether the family of an organisation without relations has a finding."""
    rng = np.random.default_rng([3, seed])
    org = made(rng, Kind(within=0, between=0))
    pair = cells(org)
    common = rng.standard_normal(len(pair.x))
    p = []
    for _ in range(STRESSORS):
        load = common * 0.6 + rng.standard_normal(len(pair.x))
        slope = between_pair(Pair(load, pair.y, pair.weight), seed=1).slope
        p.append(slope.p if slope and slope.p is not None else np.nan)
    return bool((benjamini_hochberg(np.array(p)) < 0.05).any())


def interval_of_r(job: int) -> bool:
    """Whether the bootstrap interval of a correlation holds the true one, .5."""
    rng = np.random.default_rng([4, job])
    x = rng.standard_normal(TEAMS)
    y = 0.5 * x + np.sqrt(0.75) * rng.standard_normal(TEAMS)
    found = between(
        x, y, size=BAND_FLOORS[rng.integers(3, size=TEAMS)], seed=1, draws=2000
    )
    assert found.lower is not None
    return bool(found.lower <= 0.5 <= found.upper)


def share(hits: list[bool]) -> dict[str, float]:
    """A share with its Wilson interval, per cent."""
    n = len(hits)
    low, high = stats.binomtest(sum(hits), n).proportion_ci(method="wilson")
    return {
        "percent": round(100 * sum(hits) / n, 1),
        "lower": round(100 * low, 1),
        "upper": round(100 * high, 1),
        "of": n,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organisations", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args()
    seeds, found = range(given.organisations), {}
    with Pool(given.processes) as pool:
        for name in WAYS:
            true = truth(name)
            hits = pool.map(
                covered, [(name, seed, true) for seed in seeds], chunksize=20
            )
            for side, place in (("within", 0), ("between", 1)):
                told = [hit[place] for hit in hits if hit[place] is not None]
                if told:
                    found[f"{name}: {side} slope covered"] = share(told) | {
                        "truth": round(true[place], 4)
                    }
                    say(found)
        planted = pool.map(broken, [(True, seed) for seed in seeds], chunksize=50)
        found["break planted: interval covers"] = share([hit for _, hit in planted])
        found["break planted: claimed"] = share([claim for claim, _ in planted])
        found["break planted and claimed: interval covers"] = share(
            [hit for claim, hit in planted if claim]
        )
        none = pool.map(broken, [(False, seed) for seed in seeds], chunksize=50)
        found["no break: none claimed"] = share([not claim for claim, _ in none])
        nothing = pool.map(found_of_nothing, seeds, chunksize=20)
        found["no relation: at least one corrected finding"] = share(nothing)
        found["interval of r covers .5"] = share(
            pool.map(interval_of_r, seeds, chunksize=50)
        )
    say(found)


def say(found: dict[str, dict[str, float]]) -> None:
    print(json.dumps(found, indent=1), flush=True)


if __name__ == "__main__":
    main()
