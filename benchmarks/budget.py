"""The price of the budget: how many statistics from single answers an organisation gets.

    .venv/bin/python -m benchmarks.budget            # 100, 600 and 5,000 people
    .venv/bin/python -m benchmarks.budget --people 20000

Made-up organisations of teams of twelve (eight up to 200 people), 85 % of whom answered, twelve named stressors over
three windows, eight scores, four divisions and three roles; loads go together over windows,
scores with each other. Prints what is released and left out by kind, the gain at the end,
and the seconds of the processor that the search took.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import polars as pl

from definitions.measures import measures
from etl.disclosure.relations.queries import WHOLE, Members
from etl.settings import Settings
from etl.single_answers import single_answers

STRESSORS, OUTCOMES, WEEKS = 12, 8, (4, 8, 12)
TEAM, SMALL_TEAM = 12, 8  # the second in an organisation of 200 or fewer


def organisation(people: int, seed: int = 1) -> Members:
    """Respondents of shown teams; a person in twenty changed team and has no load."""
    random = np.random.default_rng(seed)
    team = np.arange(people) // (TEAM if people > 200 else SMALL_TEAM)
    teams = int(team.max()) + 1
    answered = np.flatnonzero(random.random(people) < 0.85)
    team, people = team[answered], len(answered)
    known = list(measures().values())
    loads = [m.key for m in known if m.origin == "people"][:STRESSORS]
    scores = [m.key for m in known if m.origin == "answers"][:OUTCOMES]
    moved = random.random(people) < 0.05
    load = {}
    for key in loads:
        usual = random.normal(28, 4, people)
        for weeks in WEEKS:
            values = usual + random.normal(0, 2, people)
            load[key, weeks] = np.where(moved, np.nan, values)
    own = random.normal(size=(people, 1))
    score = 46 + random.normal(0, 4, teams)[team][:, None]
    score = score + 18 * (0.7 * own + 0.714 * random.normal(size=(people, OUTCOMES)))
    score = np.round(np.clip(score, 0, 100) / 4) * 4
    size = np.maximum(np.bincount(team, minlength=teams), 1)
    shown = np.column_stack(
        [np.bincount(team, column, minlength=teams) / size for column in score.T]
    ).round()
    role = random.integers(0, 3, people)
    parts = {WHOLE: np.ones(people, dtype=bool)}
    parts |= {f"division:{n}": team * 4 // teams == n for n in range(4)}
    parts |= {f"role:{n}": role == n for n in range(3)}
    return Members(
        answered.astype(np.uint64),
        team,
        tuple(f"t{n}" for n in range(teams)),
        tuple(scores),
        score,
        shown,
        load,
        parts,
    )


def priced(people: int) -> None:
    """Prints what one organisation gets."""
    made = organisation(people)
    settings = Settings(
        named_stressors=tuple(dict.fromkeys(key for key, _ in made.load)),
        primary_outcome=made.outcomes[0],
    )
    began, clock = time.process_time(), time.perf_counter()
    found = single_answers("w", made, settings).figures
    spent, passed = time.process_time() - began, time.perf_counter() - clock
    asked = found.unique("position").sort("position")
    kind = (
        pl.when(pl.col("slice") != WHOLE)
        .then(pl.lit("slopes in slices"))
        .when(pl.col("kind") != "slope")
        .then("kind")
        .when(pl.col("outcome") != made.outcomes[0])
        .then(pl.lit("slopes, other outcomes"))
        .otherwise(pl.format("slopes, primary, {} weeks", "weeks"))
    )
    table = asked.group_by(kind.alias("what"), maintain_order=True).agg(
        asked=pl.len(), released=(pl.col("state") == "released").sum()
    )
    done = asked.filter(pl.col("state") == "released")
    queries = found.filter(pl.col("state") == "released").height
    print(
        f"{people:,} people, {len(made.person):,} answered: {done.height} of "
        f"{asked.height} statistics, {queries} queries, gain "
        f"{done.sort('position')['gain'].to_list()[-1] if done.height else 0:.0%}; "
        f"{spent:.1f} s of processor, {passed:.1f} s on the clock"
    )
    for row in table.iter_rows(named=True):
        print(f"    {row['what']:<28} {row['released']:>3} of {row['asked']}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, nargs="+", default=[100, 600, 5000])
    for people in parser.parse_args().people:
        priced(people)


if __name__ == "__main__":
    main()
