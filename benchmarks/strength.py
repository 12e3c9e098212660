"""How strong disclosure control is, and what it costs, against the plain rules.

    python benchmarks/strength.py [--organisations 500] [--kept FILE]

Each made-up organisation is protected four ways, and the same auditor then looks for
leaks. A leak is a set of fewer than 5 people, or a hidden group, that can be worked out
by adding and subtracting what is shown. What is done is kept in a file, a line each: a
run that was cut goes on where it ended.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.organisations import Organisation, made_up
from etl.disclosure.audit_sums import Sums, worked_out
from etl.disclosure.survey_pattern import survey_pattern

MINIMUM = 5
LEAKS = ("a small group can be worked out", "a hidden cell can be worked out")
HEAD = (
    "| rule | reporting units | leaks | organisations with one | cells hidden | "
    "respondents whose team is hidden |"
)
Pattern = np.ndarray


def sizes(one: Organisation) -> np.ndarray:
    """People in every node of the tree."""
    found = np.zeros(len(one.tree.nodes), dtype=np.int64)
    for line, people in zip(one.atoms.lines, one.atoms.people[:, 0], strict=True):
        found[list(line)] += people
    return found


def ours(one: Organisation) -> Pattern:
    return survey_pattern(one.tree, one.atoms, one.groups, minimums=[MINIMUM])[0][:, 0]


def hide_under(least: int) -> Callable[[Organisation], Pattern]:
    return lambda one: sizes(one) >= least


def hide_next(one: Organisation) -> Pattern:
    """Hide under 5, and in every family with a hidden member the next smallest."""
    held = sizes(one)
    shown = held >= MINIMUM
    families = [list(children) for children in one.tree.children if children]
    of_split: dict[tuple[int, str], list[int]] = {}
    for node, key in one.groups.split.items():
        of_split.setdefault(key, []).append(node)
    for family in [*families, *of_split.values()]:
        left = [node for node in family if shown[node]]
        if left and any(0 < held[node] < MINIMUM for node in family):
            shown[min(left, key=lambda node: (held[node], node))] = False
    return shown


def leaks(one: Organisation, shown: Pattern) -> int:
    """What the auditor finds."""
    atoms = pl.DataFrame(
        {
            "atom_id": list(one.atoms.ids),
            "ancestors": [
                [one.tree.nodes[n] for n in line] for line in one.atoms.lines
            ],
            "n": one.atoms.people[:, 0].tolist(),
            "minimum": [MINIMUM] * len(one.atoms.ids),
        },
        schema_overrides={"ancestors": pl.List(pl.String), "n": pl.Int64},
    )
    states = {
        node: "shown" if seen else "not_shown"
        for node, seen in zip(one.tree.nodes, shown, strict=True)
    }
    return sum(rule in LEAKS for rule, _ in worked_out(Sums(atoms, states, {})))


def cost(one: Organisation, shown: Pattern) -> tuple[int, int, int, int]:
    """Cells hidden, cells, respondents whose team or unit is hidden, respondents."""
    there = sizes(one) > 0
    at = {node: position for position, node in enumerate(one.tree.nodes)}
    people = one.atoms.people[:, 0]
    away = [not shown[at[leaf]] for leaf in one.leaf]
    return (
        int((there & ~shown).sum()),
        int(there.sum()),
        int(people[away].sum()) if len(people) else 0,
        int(people.sum()),
    )


def of_one(number: int) -> dict[str, list[int]]:
    """Of one organisation, by rule and reporting units: leaks, any, and the costs."""
    found = {}
    for joined in (True, False):
        one = made_up(number, joined=joined)
        if not one.atoms.ids:
            continue
        for name, rule in RULES.items():
            shown = rule(one)
            here = leaks(one, shown)
            found[kind_of(name, joined=joined)] = [
                here,
                int(here > 0),
                *cost(one, shown),
            ]
    return found


def kind_of(name: str, *, joined: bool) -> str:
    return f"{name} | {'yes' if joined else 'no'}"


def measured(number: int, seconds: float, kept: Path) -> None:
    """Does what is not done yet, organisation by organisation, until time is over."""
    until = time.monotonic() + seconds
    done = done_before(kept)
    for seed in range(number):
        if time.monotonic() > until:
            break
        if seed not in done:
            done[seed] = of_one(seed)
            with kept.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"seed": seed, "found": done[seed]}) + "\n")
    print(table(list(done.values())))


def done_before(kept: Path) -> dict[int, dict[str, list[int]]]:
    """Organisations of an earlier run; a line cut short is done again."""
    done: dict[int, dict[str, list[int]]] = {}
    if kept.exists():
        for line in kept.read_text("utf-8").splitlines():
            if line.endswith("}}"):
                row = json.loads(line)
                done[row["seed"]] = row["found"]
    return done


def table(organisations: list[dict[str, list[int]]]) -> str:
    """What was found, as it stands in strength.md; a range for organisations."""
    lines = [
        f"{len(organisations)} made-up organisations",
        HEAD,
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for joined in (True, False):
        for name in RULES:
            kind = kind_of(name, joined=joined)
            rows = np.array([one[kind] for one in organisations if kind in one])
            if rows.size:
                total = rows.sum(axis=0)
                lines.append(
                    f"| {kind} | {total[0]:,.0f} | {total[1]} of {len(rows)} | "
                    f"{total[2] / total[3]:.1%} | {total[4] / total[5]:.1%} |"
                )
    return "\n".join(lines)


RULES: dict[str, Callable[[Organisation], Pattern]] = {
    "Ballast": ours,
    "hide under 5": hide_under(5),
    "hide under 5 and the next smallest": hide_next,
    "hide under 10": hide_under(10),
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--organisations", type=int, default=500)
    options.add_argument("--seconds", type=float, default=7200)
    options.add_argument("--kept", type=Path, default=Path("strength.jsonl"))
    asked = options.parse_args()
    measured(asked.organisations, asked.seconds, asked.kept)


if __name__ == "__main__":
    main()
