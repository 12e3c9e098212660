"""What the written figures within teams hold: coverage, and findings where nothing is.

    .venv/bin/python -m benchmarks.within_intervals --organisations 1000

Organisations of 30 teams and 340 people of whom 85 % answered, twelve loads that go
together, scores in steps of 4 points within 0 and 100. One load has a slope; of another
organisation none has. Figures are made as they are when a wave is closed: a correlation
to two decimals, one common spread to a tenth, everything else from them. The truth is the
linear projection in 400,000 people of the same kind. The contextual slope (between less
within, from team means to one point) is in truth none: teams' loads go with scores as
people's do.
"""

from __future__ import annotations

import argparse
from math import sqrt

import numpy as np

from analytics.over_waves import difference, slope_of
from analytics.signals import benjamini_hochberg
from analytics.team_sums import team_means
from analytics.within_teams import within_teams
from etl.disclosure.relations.queries import (
    WHOLE,
    Floats,
    Members,
    Statistic,
    query,
    written,
)
from etl.understand.between_pair import between_pair
from etl.understand.shown_teams import Pair

LOADS, TEAMS, PEOPLE = 12, 30, 340
FINDING = 0.05


def organisation(random: np.random.Generator, people: int, slope: float) -> Members:
    """Respondents of shown teams; the first load goes with the score by `slope`."""
    team = np.sort(random.integers(0, max(people * TEAMS // PEOPLE, 10), people))
    teams = int(team.max()) + 1
    shared = random.normal(0, 2, people)
    load = 28 + random.normal(0, 3, teams)[team] + shared
    x = load[:, None] + 3 * random.normal(size=(people, LOADS))
    y = 46 + random.normal(0, 5, teams)[team] + slope * (x[:, 0] - 28)
    y = np.round(np.clip(y + random.normal(0, 17, people), 0, 100) / 4) * 4
    kept = random.random(people) < 0.85
    shown = np.zeros((teams, 1))
    return Members(
        np.flatnonzero(kept).astype(np.uint64),
        team[kept],
        tuple(map(str, range(teams))),
        ("y",),
        y[kept][:, None],
        shown,
        {(f"x{n}", 12): x[kept, n] for n in range(LOADS)},
        {WHOLE: np.ones(int(kept.sum()), dtype=bool)},
    )


def figures(made: Members) -> list[tuple[float, float, float, float]]:
    """Slope, its limits and p of every load."""
    found = []
    for n in range(LOADS):
        asked = query(made, Statistic("slope", (f"x{n}",), "y", 12))
        assert asked is not None
        one = within_teams(
            float(written(asked, made.score[:, 0])[0]),
            people=asked.people,
            teams=asked.teams,
            scale=asked.scale,
            spread=float(made.spread[0]),
        ).slope
        assert one.lower is not None
        assert one.upper is not None
        assert one.p is not None
        found.append((one.value, one.lower, one.upper, one.p))
    return found


def contextual_covers(made: Members, within: tuple[float, float, float, float]) -> bool:
    """Whether the interval of the slope between less that within holds 0."""
    own, teams = made.score[:, 0], len(made.teams)
    size = np.bincount(made.team, minlength=teams).astype(float)
    x = team_means(made.load["x0", 12], made.team, teams)
    y = np.round(team_means(own, made.team, teams))
    pair = Pair(x[size > 0], y[size > 0], size[size > 0])
    between = between_pair(pair, seed=1).slope
    df = float(len(own) - (size > 0).sum() - 1)
    inner = slope_of(*within[:3], df)
    found = difference(between, inner) if between and inner else None
    assert found is not None
    assert found.lower is not None
    assert found.upper is not None
    return found.lower <= 0 <= found.upper


def truth(slope: float) -> float:
    """The slope within teams in a very large draw."""
    made = organisation(np.random.default_rng(0), 400_000, slope)
    return figures(made)[0][0]


def share(hits: Floats) -> str:
    """A share with its 95 % Monte Carlo interval."""
    p, n = float(hits.mean()), len(hits)
    reach = 1.96 * sqrt(p * (1 - p) / n)
    return f"{p:.1%} ({max(p - reach, 0):.1%} to {min(p + reach, 1):.1%})"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organisations", type=int, default=1000)
    count = parser.parse_args().organisations
    for slope in (0.0, 0.5, 1.5):
        true = truth(slope)
        covered, found, beyond = [], [], []
        for seed in range(count):
            random = np.random.default_rng(seed)
            made = organisation(random, PEOPLE, slope)
            rows = figures(made)
            beyond.append(contextual_covers(made, rows[0]))
            covered.append(rows[0][1] <= true <= rows[0][2])
            q = benjamini_hochberg(np.array([row[3] for row in rows]))
            found.append((q < FINDING).any())
        print(
            f"slope {slope} (in truth {true:.3f}): interval covers "
            f"{share(np.array(covered) * 1.0)}; a corrected finding among twelve in "
            f"{share(np.array(found) * 1.0)}; contextual covers none in "
            f"{share(np.array(beyond) * 1.0)}",
            flush=True,
        )


if __name__ == "__main__":
    main()
