"""Which groups of a table of its own may be shown: one pattern for each of its columns.

For tables that are no estimates: a column is a month, a week, an outcome. Only counts of
people decide. `audit_cells` looks at the result with the auditor's own code.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_people import audit_people
from etl.disclosure.operational_pattern import (
    group_forest,
    linked_pattern,
    nearest_shown,
)

COLUMN: Final = "column"
CELL: Final = {
    "group_id": pl.String,
    COLUMN: pl.String,
    "people": pl.Int64,
    "state": pl.String,
    "shown_in": pl.String,
}


def whole_groups(groups: pl.DataFrame) -> pl.DataFrame:
    """The groups that are not split."""
    return groups.filter(pl.col("split") == "none")


def above(groups: pl.DataFrame) -> pl.DataFrame:
    """Every unsplit group with every node in it: columns group_id, team_id."""
    parent = dict(whole_groups(groups).select("group_id", "parent_id").rows())
    rows = []
    for group in parent:
        up: str | None = group
        while up is not None:
            rows.append((up, group))
            up = parent.get(up)
    return pl.DataFrame(
        rows, schema={"group_id": pl.String, "team_id": pl.String}, orient="row"
    )


def cell_states(
    people: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> pl.DataFrame:
    """State of every cell with people in it: one row per group x column.

    Args:
        people: group_id, column, people; of unsplit groups. Where somebody can count in
            two siblings a parent may hold fewer than its parts together.
        groups: group_id, node_id, split, split_value, parent_id.
        minimum: people a cell must stand on.

    Returns:
        group_id, column, people, state (shown, not_shown), shown_in; sorted.
    """
    there = people.filter(pl.col("people") > 0)
    if there.is_empty():
        return pl.DataFrame(schema=CELL)
    tree = group_forest(whole_groups(groups))
    names = there[COLUMN].unique().sort()
    place = {name: number for number, name in enumerate(names)}
    at = {group: number for number, group in enumerate(tree.nodes)}
    node = np.array([at[group] for group in there["group_id"]])
    column = np.array([place[name] for name in there[COLUMN]])
    counts = np.zeros((len(tree.nodes), len(names)))
    counts[node, column] = there["people"].to_numpy()
    shown = linked_pattern(
        tree, counts, minimum=minimum, computable=counts > 0, siblings={}
    )
    nearest = nearest_shown(tree, shown, {})
    labels = np.array([*tree.nodes, None], dtype=object)
    may = shown[node, column]
    included = [
        None if seen else labels[one]
        for seen, one in zip(may, nearest[node, column], strict=True)
    ]
    return (
        there.with_columns(
            pl.when(pl.Series(may))
            .then(pl.lit("shown"))
            .otherwise(pl.lit("not_shown"))
            .alias("state"),
            pl.Series("shown_in", included, dtype=pl.String),
        )
        .select(pl.col(name).cast(kind) for name, kind in CELL.items())
        .sort("group_id", COLUMN)
    )


def audit_cells(
    cells: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> list[Finding]:
    """What the auditor of operational cells finds in the states of a table.

    Args:
        cells: as from `cell_states`.
        groups: group_id, node_id, split, split_value, parent_id.
        minimum: people a cell must stand on.
    """
    day = date(2000, 1, 1)
    rows = cells.with_columns(
        pl.col(COLUMN).alias("measure"),
        pl.lit("month").alias("period_kind"),
        pl.lit(day).alias("period_start"),
        pl.lit(day).alias("period_end"),
        pl.lit("people").alias("origin"),
    )
    minimums = dict.fromkeys(cells[COLUMN].unique(), minimum)
    found = audit_people(rows, rows, whole_groups(groups), minimums=minimums)
    small = rows.filter((pl.col("state") == "shown") & (pl.col("people") < minimum))
    return found + [
        Finding("a cell stands on too few people", column, str(day), (group,))
        for group, column in small.select("group_id", COLUMN).rows()
    ]


def safe_states(
    people: pl.DataFrame, groups: pl.DataFrame, *, minimum: int
) -> pl.DataFrame:
    """As `cell_states`; a column in which the auditor finds something keeps its top alone."""
    cells = cell_states(people, groups, minimum=minimum)
    bad = {one.measure for one in audit_cells(cells, groups, minimum=minimum)}
    if not bad:
        return cells
    top = groups.filter(pl.col("kind") == "organisation")["group_id"].to_list()
    hidden = pl.col(COLUMN).is_in(list(bad)) & (
        ~pl.col("group_id").is_in(top) | (pl.col("people") < minimum)
    )
    root = top[0] if top else None
    return cells.with_columns(
        pl.when(hidden).then(pl.lit("not_shown")).otherwise("state").alias("state"),
        pl.when(hidden & (pl.col("group_id") != root))
        .then(pl.lit(root))
        .otherwise("shown_in")
        .alias("shown_in"),
    )
