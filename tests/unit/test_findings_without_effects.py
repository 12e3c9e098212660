"""Where nothing goes with anything, corrected findings stay as rare as they are said to be."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.stats import binom

from definitions.measures import measures
from etl.disclosure.rows import ESTIMATE, SINGLE
from etl.understand.asked import asked
from etl.understand.relation_cells import relation_cells
from etl.understand.shown_teams import shown_teams
from etl.understand.within_cells import within_cells
from tests.unit.test_understand_cells import WORK, cell, groups

STRESSORS = tuple(
    key for key, m in measures().items() if m.origin == "people" and m.area != "outcome"
)[:12]
OWN = asked(STRESSORS, (WORK,), WORK, known=measures())
AIM, NEVER = 0.07, 0.999


def findings(rows: pl.DataFrame) -> int:
    """Waves with at least one corrected finding."""
    told = pl.col("reading").is_in(["more", "less"]) & (pl.col("q") < 0.05)
    return rows.filter(pl.col("family") & told)["wave_id"].n_unique()


def test_between_teams_without_effects_findings_are_no_more_than_chance() -> None:
    """Each wave is an organisation of its own: 40 teams, twelve loads that go together."""
    random, waves, teams = np.random.default_rng(7), 30, 40
    days = [date(2016, 1, 4) + timedelta(days=91 * n) for n in range(waves)]
    rows = []
    for day in days:
        shared = random.normal(0, 1, teams)
        for n in range(teams):
            score = round(46 + random.normal(0, 6))
            rows.append(cell(WORK, f"t{n:03}", day, score))
            rows += [
                cell(key, f"t{n:03}", day, 28 + shared[n] + random.normal(0, 2))
                for key in STRESSORS
            ]
    named = [f"w{n:02}" for n in range(waves)]
    closed = pl.DataFrame({"wave_id": named, "first_day": days})
    made = shown_teams(pl.DataFrame(rows, schema=ESTIMATE), groups(teams), closed)
    found = relation_cells(made, OWN).filter(pl.col("wave_id") != "all")
    assert found["q"].null_count() == 0
    assert findings(found) <= binom.ppf(NEVER, waves, AIM)


def test_within_teams_without_effects_findings_are_no_more_than_chance() -> None:
    """As correlations of 340 people in 30 teams scatter where there is no slope."""
    random, waves, people, teams = np.random.default_rng(8), 100, 340, 30
    key = {
        "kind": "slope", "outcome": WORK, "weeks": 12, "slice": "organisation",
        "state": "released", "people": people, "teams": teams, "row": 0,
        "norm": 0.01, "scale": 60.0, "spread": 17.3,
    }  # fmt: skip
    told = np.round(random.normal(0, (people - teams) ** -0.5, (waves, 12)), 2)
    figures = pl.DataFrame(
        [
            key
            | {"wave_id": f"w{w:03}", "position": n, "stressor": x, "stressors": x}
            | {"value": told[w, n]}
            for w in range(waves)
            for n, x in enumerate(STRESSORS)
        ],
        schema=SINGLE,
    )
    found = within_cells(figures, OWN, {})
    assert found["q"].null_count() == 0
    assert findings(found) <= binom.ppf(NEVER, waves, AIM)
