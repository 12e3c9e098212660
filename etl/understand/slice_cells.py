"""Pairs between the shown teams of one division or setting, of ten of them or more."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from etl.understand.asked import Asked
from etl.understand.relation_cells import relation_cells
from etl.understand.relation_rows import RELATION, RELATION_KEY
from etl.understand.shown_teams import ALL_WAVES, LEAVES, shown_teams

LEAST_TEAMS = 10


def slice_cells(
    estimate: pl.DataFrame, groups: pl.DataFrame, waves: pl.DataFrame, asked: Asked
) -> pl.DataFrame:
    """Rows of `relation` by slice, with the primary outcome; columns of RELATION.

    From shown cells alone. Exploratory: outside the family. No row where fewer than ten
    shown teams have both figures.
    """
    rows = [pl.DataFrame(schema=RELATION)]
    primary = [key for key in asked.outcomes if key == asked.primary]
    own = Asked(asked.stressors, tuple(primary), asked.primary, asked.measures)
    for part, ids in slices_of(groups).items():
        if len(ids) >= LEAST_TEAMS and primary:
            shown = shown_teams(estimate, groups, waves, within=ids)
            found = relation_cells(shown, own, part=part)
            rows.append(
                found.filter(
                    pl.col("r").is_not_null() & (pl.col("wave_id") != ALL_WAVES)
                )
            )
    return pl.concat(rows).sort(RELATION_KEY)


def slices_of(groups: pl.DataFrame) -> dict[str, list[str]]:
    """`division:NAME` and `setting:KIND` -> teams and reporting units in it.

    A unit has the setting that all its teams share, else none.
    """
    plain = groups.filter(pl.col("split") == "none")
    above: Mapping[str, str | None] = dict(
        plain.select("group_id", "parent_id").iter_rows()
    )
    known = {row["group_id"]: row for row in plain.iter_rows(named=True)}
    found: dict[str, list[str]] = {}
    for row in plain.filter(pl.col("kind").is_in(LEAVES)).iter_rows(named=True):
        node: str | None = row["group_id"]
        while node is not None and known[node]["kind"] != "division":
            node = above.get(node) if above.get(node) in known else None
        if node is not None:
            found.setdefault(f"division:{known[node]['name']}", []).append(
                row["group_id"]
            )
        if row["setting"]:
            found.setdefault(f"setting:{row['setting']}", []).append(row["group_id"])
    return dict(sorted(found.items()))
