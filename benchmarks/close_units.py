"""How long closing a wave of many reporting units takes: suppression, rounding, audit.

    python -m benchmarks.close_units [100 1000]

One made-up organisation of each size, two attributes by which everything from programme
level up is split, and two outcomes that not the same people answered. Seconds of the
processor and on the clock of each step; the audit's sums and linear programmes apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import polars as pl

from benchmarks.organisations import Organisation, made_up
from etl.disclosure.audit_sums import Sums, worked_out
from etl.disclosure.coarse import written_mean
from etl.disclosure.survey_pattern import survey_pattern, survey_units

MINIMUM = 5
ANSWERED = 0.95  # of those who answered the first outcome, the second
LIMIT = 2400.0  # seconds for the search


@contextmanager
def timed(what: str) -> Iterator[None]:
    began, clock = time.process_time(), time.perf_counter()
    yield
    spent, passed = time.process_time() - began, time.perf_counter() - clock
    print(f"    {what:<28} {spent:7.1f} s processor {passed:7.1f} s clock", flush=True)


def two_outcomes(units: int, seed: int) -> Organisation:
    """One organisation in which a few people left the second outcome open."""
    one = made_up(seed, joined=False, teams=units, attributes=2)
    random = np.random.default_rng(seed)
    second = random.binomial(one.atoms.people[:, 0], ANSWERED)
    people = np.column_stack([one.atoms.people[:, 0], second])
    return replace(one, atoms=replace(one.atoms, people=people))


def measured(units: int, seed: int) -> None:
    """Prints what one size takes, and what the audit finds."""
    one = two_outcomes(units, seed)
    nodes = one.tree.nodes
    print(
        f"{units} reporting units: {int(one.atoms.people[:, 0].sum()):,} answers, "
        f"{len(one.atoms.ids):,} atoms, {len(nodes):,} cells",
        flush=True,
    )
    with timed("suppression"):
        shown, in_time = survey_pattern(
            one.tree, one.atoms, one.groups, minimums=[MINIMUM] * 2, seconds=LIMIT
        )
    means = _means(one, seed)
    with timed("rounding"):
        written = survey_units(one.atoms, shown, means)
    found = []
    for column in range(2):
        sums = _sums(one, shown[:, column], column)
        with timed(f"audit of sums, outcome {column + 1}"):
            found += list(worked_out(sums))
        told = {
            node: written_mean(means[at, column], int(written[at, column]))
            for at, node in enumerate(nodes)
            if shown[at, column]
        }
        with timed(f"with rounded means, outcome {column + 1}"):
            found += list(worked_out(replace(sums, means=told)))
    print(
        f"    search in time: {in_time}; hidden {1 - shown.mean():.0%}; "
        f"findings: {len(found)}",
        flush=True,
    )


def _means(one: Organisation, seed: int) -> np.ndarray:
    """Nodes x outcomes: means of made-up scores."""
    random = np.random.default_rng(seed)
    people = one.atoms.people.astype(float)
    own = random.normal(50, 12, people.shape).clip(5, 95) * people
    total, size = np.zeros((2, len(one.tree.nodes), people.shape[1]))
    for atom, line in enumerate(one.atoms.lines):
        total[list(line)] += own[atom]
        size[list(line)] += people[atom]
    return np.asarray(total / np.maximum(size, 1))


def _sums(one: Organisation, shown: np.ndarray, column: int) -> Sums:
    atoms = pl.DataFrame(
        {
            "atom_id": list(one.atoms.ids),
            "ancestors": [
                [one.tree.nodes[n] for n in line] for line in one.atoms.lines
            ],
            "n": one.atoms.people[:, column].tolist(),
            "minimum": [MINIMUM] * len(one.atoms.ids),
        },
        schema_overrides={"ancestors": pl.List(pl.String), "n": pl.Int64},
    ).filter(pl.col("n") > 0)
    states = {
        node: "shown" if seen else "not_shown"
        for node, seen in zip(one.tree.nodes, shown, strict=True)
    }
    return Sums(atoms, states, {})


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("units", type=int, nargs="*", default=[100, 1000])
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    for units in asked.units:
        measured(units, asked.seed)


if __name__ == "__main__":
    main()
