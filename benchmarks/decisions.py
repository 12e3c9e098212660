"""How often decisions compared says over or under where nothing differs, and where it does.

Usage: python -m benchmarks.decisions [ORGANISATIONS]
"""

from __future__ import annotations

import math
import sys

import numpy as np
from scipy import stats

from analytics.decisions import compared
from analytics.signals import benjamini_hochberg

TEAMS, SIZE, ROLES = 48, 12, 8
PERSON_SPREAD = 0.7  # of log odds between people: some ask for hard days


def organisation(rng: np.random.Generator, *, share: float, odds: float) -> dict:
    """Requests of one organisation; team 0 is refused at `odds` times the others'."""
    people = TEAMS * SIZE
    asked = rng.poisson(10, people)
    person = np.repeat(np.arange(people), asked)
    count = len(person)
    factors = {
        "team": person // SIZE,
        "role": rng.integers(0, ROLES, people)[person],
        "notice": rng.integers(0, 4, count),
        "season": rng.integers(0, 4, count),
        "length": rng.integers(0, 4, count),
    }
    chance = (
        math.log(share / (1 - share)) + PERSON_SPREAD * rng.normal(size=people)[person]
    )
    chance += 0.3 * (1.5 - factors["notice"]) + 0.2 * (factors["season"] == 2)
    chance += math.log(odds) * (factors["team"] == 0)
    happened = rng.random(count) < 1 / (1 + np.exp(-chance))
    person = np.unique(person, return_inverse=True)[1]
    return {"happened": happened, "person": person, "factors": factors}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    for share in (0.05, 0.15):
        for odds in (1.0, 2.0, 3.0, 4.0):
            rng = np.random.default_rng(int(1000 * share + 10 * odds))
            said, other, covered = 0, 0, 0
            for run in range(runs):
                made = organisation(rng, share=share, odds=odds)
                found = compared(**made, seed=run)
                team = found["team"]
                flat = np.concatenate([found[n].p for n in ("team", "role")])
                q = benjamini_hochberg(flat)
                said += bool(q[0] < 0.05)
                other += int((q[1:] < 0.05).sum())
                overall = made["happened"].mean()
                covered += int(
                    ((team.lower <= overall) & (overall <= team.upper))[1:].sum()
                )
            low, high = stats.binomtest(said, runs).proportion_ci()
            print(
                f"share {share}, odds {odds}: team 0 named in {said / runs:.3f} "
                f"({low:.3f} to {high:.3f}); others named per publication "
                f"{other / runs:.3f} (at most {stats.chi2.ppf(0.975, 2 * other + 2) / 2 / runs:.3f}); "
                f"intervals of the others hold the share of all: {covered / runs / (TEAMS - 1):.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
