"""Made-up respondents of shown teams, whose loads everybody knows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from etl.disclosure.relations.queries import WHOLE, Members, Query, Statistic, query


def members(
    people: int,
    teams: int,
    *,
    stressors: int = 1,
    outcomes: int = 1,
    weeks: Sequence[int] = (12,),
    seed: int = 1,
    slope: float = 0.0,
    unanswered: float = 0.0,
) -> Members:
    """Scores in steps of 4 points; the load of one window shares much with the others."""
    random = np.random.default_rng(seed)
    team = np.arange(people) % teams
    of_person = random.normal(size=(people, 1))
    own = 0.7 * of_person + 0.714 * random.normal(size=(people, outcomes))
    base = random.normal(28, 4, (people, stressors))
    score = 46 + random.normal(0, 5, teams)[team][:, None] + 18 * own
    score += slope * (base[:, :1] - 28)
    score = np.round(np.clip(score, 0, 100) / 4) * 4
    score[random.random(score.shape) < unanswered] = np.nan
    load = {
        (f"x{x}", week): base[:, x] + random.normal(0, 2, people)
        for x in range(stressors)
        for week in weeks
    }
    shown = np.array(
        [
            [np.round(np.nanmean(score[team == j, y])) for y in range(outcomes)]
            for j in range(teams)
        ]
    )
    return Members(
        np.arange(people).astype(np.uint64),
        team,
        tuple(f"t{j}" for j in range(teams)),
        tuple(f"y{y}" for y in range(outcomes)),
        score,
        shown,
        load,
        {WHOLE: np.ones(people, dtype=bool)},
    )


def slopes(made: Members, outcomes: int = 1) -> list[Query]:
    """Every load with every score, at 12 weeks."""
    return _asked(
        made,
        [
            Statistic("slope", (key,), f"y{y}", 12)
            for y in range(outcomes)
            for key, weeks in made.load
            if weeks == 12
        ],
    )


def levels(made: Members) -> list[Query]:
    """Levels of every load and window of the first score."""
    return _asked(
        made, [Statistic("levels", (key,), "y0", weeks) for key, weeks in made.load]
    )


def _asked(made: Members, statistics: list[Statistic]) -> list[Query]:
    found = [query(made, each, step=3.0) for each in statistics]
    return [each for each in found if each is not None]
