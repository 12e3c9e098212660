"""The auditor of operational cells: can a few people's figures be worked out?

Like `audit`, it shares no code with suppression, and takes the private rollup only to
know who is small. People who count in two siblings make a parent smaller than its parts
together, so what is left over is bounded from below, as the least it can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_sums import LOWEST_ANSWERS

COLUMN = ("measure", "period_kind", "period_start", "period_end")


@dataclass(frozen=True)
class _Groups:
    """children: group -> groups one level below, split values kept to their own."""

    children: Mapping[str, list[str]]
    splits: Mapping[str, list[list[str]]]


def audit_people(
    estimate: pl.DataFrame,
    cells: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    minimums: Mapping[str, int],
) -> list[Finding]:
    """Shown groups from which fewer people than the minimum can be told apart.

    Args:
        estimate: the published table; a cell without a row counts as not shown.
        cells: the private rollup: measure, group_id, period_kind, period_start,
            period_end, people.
        groups: group_id, node_id, split, split_value, parent_id.
        minimums: measure -> people a cell must stand on (5 where absent).
    """
    key = [*COLUMN, "group_id"]
    states = estimate.filter(pl.col("origin") == "people").select(*key, "state")
    joined = cells.select(*key, pl.col("people").fill_null(0)).join(
        states, on=key, how="left"
    )
    structure = _structure(groups)
    findings = []
    for (measure, _, first, last), column in joined.partition_by(
        COLUMN, as_dict=True
    ).items():
        people = dict(column.select("group_id", "people").iter_rows())
        shown = set(column.filter(pl.col("state") == "shown")["group_id"])
        least = minimums.get(str(measure), LOWEST_ANSWERS)
        rule = "a few people can be worked out"
        findings += [
            Finding(rule, str(measure), f"{first} to {last}", (group,))
            for group in _leaks(structure, people, shown, least)
        ]
    return sorted(set(findings))


def _structure(groups: pl.DataFrame) -> _Groups:
    rows = groups.select(
        "group_id", "node_id", "split", "split_value", "parent_id"
    ).rows()
    above = {node: up for _, node, split, _, up in rows if split == "none"}
    named = {(node, split, value): group for group, node, split, value, _ in rows}
    children: dict[str, list[str]] = {}
    together: dict[tuple[str, str], list[str]] = {}
    for group, node, split, value, _ in rows:
        if split != "none":
            whole = named[node, "none", None]
            together.setdefault((whole, split), []).append(group)
        up = above[node]
        while up is not None and (up, split, value) not in named:
            up = above[up]
        if up is not None:
            children.setdefault(named[up, split, value], []).append(group)
    splits: dict[str, list[list[str]]] = {}
    for (whole, _), parts in together.items():
        splits.setdefault(whole, []).append(parts)
    return _Groups(children, splits)


def _leaks(
    groups: _Groups, people: Mapping[str, int], shown: set[str], least: int
) -> Iterator[str]:
    for group in sorted(shown):
        parts = _frontier(groups, group, shown)
        ways = [parts] if groups.children.get(group) else []
        ways += [
            ({one for one in values if one in shown}, set(values) - shown)
            for values in groups.splits.get(group, [])
            if shown.intersection(values)
        ]
        for seen, hidden in ways:
            away = people[group] - sum(people[one] for one in seen)
            left = max([away, *(people.get(one, 0) for one in hidden)])
            if 0 < left < least:
                yield group


def _frontier(
    groups: _Groups, group: str, shown: set[str]
) -> tuple[set[str], set[str]]:
    """The largest shown groups under a group, and the hidden ones that hold none."""
    seen: set[str] = set()
    hidden: set[str] = set()
    waiting = list(groups.children.get(group, []))
    while waiting:
        one = waiting.pop()
        below = groups.children.get(one, [])
        if one in shown:
            seen.add(one)
        elif not below:
            hidden.add(one)
        waiting += [] if one in shown else below
    return seen, hidden
