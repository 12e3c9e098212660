"""Which levels of compared decisions are shown: teams and roles together tell no few."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.disclosure.table_cells import COLUMN, safe_states

Floats = NDArray[np.float64]

FACTORS: Final = {
    "team": "team_id",
    "role": "role",
    "notice": "notice",
    "season": "season",
    "length": "length",
}
MOST_ROLES: Final = 14  # whose unions are all looked at beside the teams
TOP: Final = "\0all"


def level_states(
    requests: pl.DataFrame, people: pl.DataFrame, minimum: int
) -> pl.DataFrame:
    """Which levels may be shown beside the organisation's share.

    Each dimension parts the requests, so it is a hierarchy of its own under the
    organisation; teams and roles also cut each other, which is audited together: where
    they tell a few people apart, no role is shown.

    Args:
        requests: rows of mart `leave_decision` of one outcome, with team and role.
        people: different people by `dimension` and `level`.
        minimum: people behind a level.

    Returns:
        One row per level and one of all requests: dimension, level, state (`shown` or
        `not_shown`).
    """
    whole = requests["staff_key"].n_unique()
    found = pl.concat(_of_dimension(name, people, whole, minimum) for name in FACTORS)
    if not _together(requests, found, minimum):
        seen = (pl.col("state") == "shown") & (pl.col("dimension") != "role")
        found = found.with_columns(_state(seen))
    first = "shown" if whole >= minimum else "not_shown"
    of_all = pl.DataFrame({"dimension": ["all"], "level": ["all"], "state": [first]})
    return pl.concat([found, of_all])


def _state(seen: pl.Expr) -> pl.Expr:
    shown = pl.when(seen).then(pl.lit("shown")).otherwise(pl.lit("not_shown"))
    return shown.alias("state")


def _of_dimension(
    name: str, people: pl.DataFrame, whole: int, minimum: int
) -> pl.DataFrame:
    """The levels of one dimension, as if it were alone."""
    own = people.filter(pl.col("dimension") == name)
    counted = pl.concat(
        [
            own.select(
                pl.col("level").alias("group_id"), pl.lit(name).alias(COLUMN), "people"
            ),
            pl.DataFrame({"group_id": [TOP], COLUMN: [name], "people": [whole]}),
        ]
    )
    star = _star(own["level"].to_list())
    states = safe_states(counted, star, minimum=minimum)
    top = states.filter(pl.col("group_id") == TOP)["state"].to_list() == ["shown"]
    return states.filter(pl.col("group_id") != TOP).select(
        pl.lit(name).alias("dimension"),
        pl.col("group_id").alias("level"),
        _state((pl.col("state") == "shown") & top),
    )


def _star(levels: list[str]) -> pl.DataFrame:
    """The organisation with the levels directly under it."""
    names = [TOP, *levels]
    return pl.DataFrame(
        {
            "group_id": names,
            "node_id": names,
            "split": ["none"] * len(names),
            "split_value": [None] * len(names),
            "parent_id": [None, *[TOP] * len(levels)],
            "kind": ["organisation", *["team"] * len(levels)],
        },
        schema_overrides={"split_value": pl.String, "parent_id": pl.String},
    )


def _together(requests: pl.DataFrame, states: pl.DataFrame, minimum: int) -> bool:
    """Whether teams and roles shown beside each other tell no few people apart.

    Two ways of parting the same people give away a union of roles taken from the teams
    that hold them all, and a union of teams taken from the roles that make them up; the
    hidden ones of each way count as one part, being what the shown ones leave over.
    """
    sizes = requests.group_by("team_id", "role").agg(
        pl.col("staff_key").n_unique().alias("people")
    )
    for name in ("team", "role"):
        seen = states.filter(
            (pl.col("dimension") == name) & (pl.col("state") == "shown")
        )["level"]
        column = pl.col(FACTORS[name])
        sizes = sizes.with_columns(
            pl.when(column.is_in(seen.implode()))
            .then(column)
            .otherwise(pl.lit(TOP))
            .rank("dense")
            .cast(pl.Int64)
            .alias(name)
        )
    at = sizes["team"].to_numpy() - 1, sizes["role"].to_numpy() - 1
    people = np.zeros((int(at[0].max()) + 1, int(at[1].max()) + 1))
    np.add.at(people, at, sizes["people"].to_numpy())
    if people.shape[1] > MOST_ROLES:
        return False
    return not any(
        0 < left < minimum
        for chosen in range(1, 2 ** people.shape[1] - 1)
        for left in _left_over(people, chosen)
    )


def _left_over(people: Floats, chosen: int) -> tuple[float, float]:
    """People left over by some roles, one bit of `chosen` each.

    Those of the teams that hold any of them less the roles, and those of the roles less
    the teams that hold no other.
    """
    roles = (chosen >> np.arange(people.shape[1])) & 1 == 1
    inside = people[:, roles].sum(axis=1)
    outside = people[:, ~roles].sum(axis=1)
    return float(outside[inside > 0].sum()), float(inside[outside > 0].sum())
