"""The attacker: everything published, every way of adding, against small groups.

    python -m benchmarks.attacker [--organisations 100] [--kept FILE] [--seconds 7200]

Of each made-up organisation it holds all files of two versions, the briefs of every group
and the tables behind pages, and knows besides who works where, who leads, who answered,
whose answer was corrected, and everybody's load: everything but the answers. It tries

* subtraction and row space: sets under five people, of either version or of both, whose
  answers add up from shown means times their numbers (pseudo-inverse, in floating point);
* linear programmes: the same sets, confined by rounding and the scale's ends to less than
  a fifth of the scale;
* regression: the mean of a hidden team as the one that a published correlation needs if
  the team had entered it;
* reconstruction: every person's score from all figures at once, cells and statistics from
  single answers, by conditioning and by linear programmes;
* the same row space on leave and sickness, against sets under ten people.

It does so twice: as published, and with secondary suppression and the budget of statistics
from single answers switched off.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.attacked import Attacked, publish_twice
from benchmarks.attacked_pages import told_beside
from benchmarks.attacked_staff import OUTCOMES
from benchmarks.attacker_leave import told_of_leave
from benchmarks.attacker_persons import persons
from benchmarks.attacker_relations import told_by_relations
from benchmarks.attacker_sums import (
    added_up,
    cells_of,
    confined,
    files_of,
    known,
    small_unions,
)
from benchmarks.unprotected import unprotected

Row = dict[str, Any]
PAGES_OF_EVERY = 5  # organisations: briefs and tables behind pages are read
ARMS = "as published", "protection off"
BUDGET = 100  # thousandths by which a guess may get better
WAYS = (
    *("added up", "confined", "beside the cells", "solved", "leave added up"),
    *("persons", "beyond the budget"),
)
COUNTED = (
    *("people", "cells", "in briefs and downloads", "relations", "of shown cells"),
    *("small sets", "cells of leave", "statistics", "scores", *WAYS, "recovered"),
)


def attack(seed: int, *, protected: bool, pages: bool = True) -> Counter[str]:
    """What is recovered of one organisation; and how much there was to attack.

    `pages`: whether briefs and the tables behind pages are read as well.
    """
    with tempfile.TemporaryDirectory() as folder:
        with nullcontext() if protected else unprotected():
            attacked = publish_twice(seed, Path(folder) / "data")
        return recovered_of(attacked, pages=pages)


def recovered_of(attacked: Attacked, *, pages: bool) -> Counter[str]:
    """The same of an organisation that is published already."""
    found: Counter[str] = Counter()
    for outcome in OUTCOMES:
        one = known(attacked, outcome)
        found["cells"] += len(one.rows)
        found["small sets"] += sum(len(sets) for sets in small_unions(one))
        found["added up"] += added_up(one)
        found["confined"] += confined(one)
    for number, version in enumerate(attacked.versions):
        shown = set(cells_of(files_of(attacked, version)))
        told, more = told_beside(attacked.data, version, shown) if pages else (0, 0)
        published, alone, solved_for = told_by_relations(attacked, number)
        leave, left = told_of_leave(attacked, number)
        found.update(
            {
                "in briefs and downloads": told,
                "beside the cells": more,
                "relations": published,
                "of shown cells": alone,
                "solved": solved_for,
                "cells of leave": leave,
                "leave added up": left,
            }
        )
    found.update(persons(attacked))
    found["beyond the budget"] += found["expected"] > BUDGET
    found["people"] += len({person for _, person, _ in attacked.truth})
    found["recovered"] = sum(found[way] for way in WAYS)
    return found


def run(number: int, seconds: float, kept: Path) -> list[Row]:
    """Attacks what was not attacked yet, a line each, until time is over."""
    until = time.monotonic() + seconds
    done = (
        [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
        if kept.exists()
        else []
    )
    for seed in range(number):
        if any(row["seed"] == seed for row in done):
            continue
        if time.monotonic() > until:
            break
        begun = time.monotonic()
        row: Row = {"seed": seed}
        pages = seed % PAGES_OF_EVERY == 0
        row[ARMS[0]] = attack(seed, protected=True, pages=pages)
        row[ARMS[1]] = attack(seed, protected=False, pages=False)
        row["seconds"] = round(time.monotonic() - begun, 1)
        done.append(row)
        with kept.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")
    return done


def said(done: list[Row]) -> str:
    """The figures as they stand in strength.md."""
    arms = [[row[arm] for row in done] for arm in ARMS]
    lines = [
        f"{len(done)} made-up organisations, two versions each",
        f"| | {ARMS[0]} | {ARMS[1]} |",
        "| --- | --- | --- |",
    ]
    for what in COUNTED:
        sums = [sum(one.get(what, 0) for one in arm) for arm in arms]
        lines.append(f"| {what} | {sums[0]:,} | {sums[1]:,} |")
    held = [[one for one in arm if one.get("statistics")] for arm in arms]
    for what in ("expected", "measured"):
        some = [np.mean([one.get(what, 0) for one in arm] or [0]) / 10 for arm in held]
        lines.append(f"| guess better, {what} | {some[0]:.1f} % | {some[1]:.1f} % |")
    for what in ("statistics", "recovered", *WAYS):
        many = [sum(one.get(what, 0) > 0 for one in arm) for arm in arms]
        lines.append(f"| organisations with {what} | {many[0]} | {many[1]} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--organisations", type=int, default=100)
    options.add_argument("--seconds", type=float, default=7200)
    options.add_argument("--kept", type=Path, default=Path("attacker.jsonl"))
    asked = options.parse_args()
    print(said(run(asked.organisations, asked.seconds, asked.kept)))


if __name__ == "__main__":
    main()
