"""The auditor of operational cells: can a few people's figures be worked out?

Like `audit`, it shares no code with suppression, and takes the private rollup only to
know who is small. People who count in two siblings make a parent smaller than its parts
together, so what is left over is bounded from below, as the least it can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.audit import Finding
from etl.disclosure.audit_sums import LOWEST_ANSWERS

COLUMN = ["measure", "period_kind", "period_start", "period_end"]
RULE = "a few people can be worked out"
Mask = NDArray[np.bool_]
People = NDArray[np.int64]


@dataclass(frozen=True)
class _Groups:
    """Groups by number.

    Attributes:
        names: group ids.
        children: group -> groups one level below, split values kept to their own.
        splits: group -> the sets of split groups that add up to it.
        upwards: every group, parts before wholes.
    """

    names: list[str]
    children: Mapping[int, list[int]]
    splits: Mapping[int, list[list[int]]]
    upwards: list[int]


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
    structure = _structure(groups)
    columns = cells.select(COLUMN).unique().sort(COLUMN)
    at = {name: number for number, name in enumerate(structure.names)}
    people = np.zeros((len(at), columns.height), dtype=np.int64)
    shown = np.zeros(people.shape, dtype=bool)
    here = _placed(cells, columns, at)
    people[here] = cells["people"].fill_null(0).to_numpy()
    seen = estimate.filter(
        (pl.col("origin") == "people") & (pl.col("state") == "shown")
    ).join(columns, on=COLUMN, how="semi")
    shown[_placed(seen, columns, at)] = True
    least = np.array(
        [minimums.get(measure, LOWEST_ANSWERS) for measure in columns["measure"]]
    )
    periods = columns.select(
        "measure",
        pl.format("{} to {}", "period_start", "period_end").alias("period"),
    ).rows()
    findings = {
        Finding(RULE, measure, period, (structure.names[group],))
        for group, leaks in _leaks(structure, people, shown, least)
        for measure, period in (periods[column] for column in np.flatnonzero(leaks))
    }
    return sorted(findings)


def _placed(
    rows: pl.DataFrame, columns: pl.DataFrame, at: Mapping[str, int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of group and of column of each row."""
    column = rows.select(COLUMN).join(
        columns.with_row_index("column"), on=COLUMN, how="left", maintain_order="left"
    )["column"]
    group = rows["group_id"].replace_strict(dict(at), return_dtype=pl.Int64)
    return group.to_numpy(), column.cast(pl.Int64).to_numpy()


def _structure(groups: pl.DataFrame) -> _Groups:
    rows = groups.select(
        "group_id", "node_id", "split", "split_value", "parent_id"
    ).rows()
    above = {node: up for _, node, split, _, up in rows if split == "none"}
    number = {group: place for place, (group, *_) in enumerate(rows)}
    named = {
        (node, split, value): number[group] for group, node, split, value, _ in rows
    }
    children: dict[int, list[int]] = {}
    together: dict[tuple[int, str], list[int]] = {}
    for group, node, split, value, _ in rows:
        if split != "none":
            whole = named[node, "none", None]
            together.setdefault((whole, split), []).append(number[group])
        up = above[node]
        while up is not None and (up, split, value) not in named:
            up = above[up]
        if up is not None:
            children.setdefault(named[up, split, value], []).append(number[group])
    splits: dict[int, list[list[int]]] = {}
    for (whole, _), parts in together.items():
        splits.setdefault(whole, []).append(parts)
    tops = set(number.values()) - {one for below in children.values() for one in below}
    return _Groups(list(number), children, splits, _upwards(children, sorted(tops)))


def _upwards(children: Mapping[int, list[int]], tops: list[int]) -> list[int]:
    downwards: list[int] = []
    waiting = list(tops)
    while waiting:
        one = waiting.pop()
        downwards.append(one)
        waiting += children.get(one, [])
    return downwards[::-1]


def _leaks(
    groups: _Groups, people: People, shown: Mask, least: People
) -> Iterator[tuple[int, Mask]]:
    """Groups with parts, and in which columns what is left over of them is small."""
    in_seen = np.zeros_like(people)  # people in the largest shown groups below
    in_hidden = np.zeros_like(people)  # most people of one hidden group of no part
    for group in groups.upwards:
        for part in groups.children.get(group, []):
            whole = not groups.children.get(part)
            in_seen[group] += np.where(shown[part], people[part], in_seen[part])
            hidden = people[part] if whole else in_hidden[part]
            in_hidden[group] = np.maximum(
                in_hidden[group], np.where(shown[part], 0, hidden)
            )
        ways = [(in_seen[group], in_hidden[group], shown[group])]
        for values in groups.splits.get(group, []):
            of_values = np.where(shown[values], people[values], 0).sum(axis=0)
            others = np.where(shown[values], 0, people[values]).max(axis=0)
            told = shown[group] & shown[values].any(axis=0)
            ways.append((of_values, others, told))
        for seen, hidden, told in ways if groups.children.get(group) else ways[1:]:
            left = np.maximum(people[group] - seen, hidden)
            yield group, told & (left > 0) & (left < least)
