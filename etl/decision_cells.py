"""Decisions on vacation requests compared: by team, role, notice, season and length."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.decisions import Compared, compared
from analytics.signals import benjamini_hochberg
from etl.disclosure.table_cells import COLUMN, safe_states

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

FACTORS: Final = {
    "team": "team_id",
    "role": "role",
    "notice": "notice",
    "season": "season",
    "length": "length",
}
ORDER: Final = {
    "notice": (
        "under two weeks",
        "two to four weeks",
        "four to twelve weeks",
        "twelve weeks or more",
        "notice not recorded",
    ),
    "season": (
        "January to March",
        "April to June",
        "July to September",
        "October to December",
    ),
    "length": ("one day", "two to four days", "about a week", "longer"),
}
OUTCOMES: Final = ("denied", "undecided", "cancelled")
Q: Final = 0.05
MOST_ROLES: Final = 14  # whose unions are all looked at beside the teams
NO_ROLE: Final = "role not recorded"
SCHEMA: Final = {
    "outcome": pl.String,
    "dimension": pl.String,
    "group_id": pl.String,
    "level": pl.String,
    "position": pl.Int64,
    "people": pl.Int64,
    "share": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "p": pl.Float64,
    "state": pl.String,
    "shown_in": pl.String,
}


def decision_cells(
    requests: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    minimum: int,
    from_day: date,
    last_day: date,
) -> pl.DataFrame:
    """Shares by outcome and level; columns of the published `decision`.

    Every level of an outcome with 20 requests or more of either kind is compared; a
    level under the minimum of people is part of the model and not shown. Shares are
    rounded to whole per cents here. Readings hold a false discovery rate of 5 % over
    all levels shown of all outcomes (Benjamini & Hochberg 1995).

    Args:
        requests: rows of mart `leave_decision`.
        groups: as published.
        minimum: people behind a level.
        from_day: first day of the span.
        last_day: last day of the span.
    """
    root = groups.filter(pl.col("kind") == "organisation")["group_id"][0]
    known = requests.filter(pl.col("team_id").is_not_null()).with_columns(
        pl.col("role").fill_null(NO_ROLE)
    )
    frames = [
        _of_outcome(outcome, known.filter(pl.col("outcome") == outcome), root, minimum)
        for outcome in OUTCOMES
    ]
    rows = pl.concat([frame for frame in frames if frame is not None] or [_no_rows()])
    return (
        _with_readings(rows)
        .with_columns(
            pl.lit(from_day).alias("period_start"), pl.lit(last_day).alias("period_end")
        )
        .drop("p")
    )


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema=SCHEMA)


def _of_outcome(
    outcome: str, requests: pl.DataFrame, root: str, minimum: int
) -> pl.DataFrame | None:
    """All rows of one outcome; None without requests."""
    if requests.is_empty():
        return None
    coded = {name: _codes(requests[column], name) for name, column in FACTORS.items()}
    person = requests["staff_key"].rank("dense").to_numpy().astype(np.int64) - 1
    found = compared(
        requests["happened"].to_numpy(),
        person,
        {name: codes for name, (codes, _) in coded.items()},
    )
    people = _people(requests, coded)
    states = _states(requests, people, minimum)
    rows = [_whole(requests, root, enough=bool(found))]
    for name, (_, levels) in coded.items():
        rows.append(_levels_of(name, levels, found.get(name), root))
    table = pl.concat(rows).join(
        pl.concat([people, _all(requests)]), on=["dimension", "level"], how="left"
    )
    return _shown(
        table.join(states, on=["dimension", "level"], how="left"), root
    ).select(
        pl.lit(outcome).alias("outcome")
        if name == "outcome"
        else pl.col(name).cast(kind)
        for name, kind in SCHEMA.items()
    )


def _codes(values: pl.Series, name: str) -> tuple[Ints, list[str]]:
    """Level of each request as a number, and the levels in their order."""
    there = set(values.unique())
    levels = [one for one in ORDER.get(name, ()) if one in there]
    levels += sorted(there - set(levels))
    number = {level: at for at, level in enumerate(levels)}
    return np.array([number[value] for value in values], dtype=np.int64), levels


def _levels_of(
    name: str, levels: list[str], found: Compared | None, root: str
) -> pl.DataFrame:
    """One row per level; shares empty where nothing could be compared."""
    empty = [None] * len(levels)
    return pl.DataFrame(
        {
            "dimension": [name] * len(levels),
            "group_id": levels if name == "team" else [root] * len(levels),
            "level": levels,
            "position": list(range(1, len(levels) + 1)),
            **{
                column: getattr(found, column) if found else empty
                for column in ("share", "lower", "upper", "p")
            },
        },
        schema_overrides=dict.fromkeys(("share", "lower", "upper", "p"), pl.Float64),
    )


def _whole(requests: pl.DataFrame, root: str, *, enough: bool) -> pl.DataFrame:
    share = requests["happened"].mean() if enough else None
    return pl.DataFrame(
        {
            "dimension": ["all"],
            "group_id": [root],
            "level": ["all"],
            "position": [0],
            "share": [share],
            "lower": [None],
            "upper": [None],
            "p": [None],
        },
        schema_overrides=dict.fromkeys(("share", "lower", "upper", "p"), pl.Float64),
    )


def _people(
    requests: pl.DataFrame, coded: dict[str, tuple[Ints, list[str]]]
) -> pl.DataFrame:
    """Different people by dimension and level."""
    return pl.concat(
        requests.group_by(pl.col(FACTORS[name]).alias("level"))
        .agg(pl.col("staff_key").n_unique().cast(pl.Int64).alias("people"))
        .select(pl.lit(name).alias("dimension"), "level", "people")
        for name in coded
    )


def _all(requests: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "dimension": ["all"],
            "level": ["all"],
            "people": [requests["staff_key"].n_unique()],
        },
        schema_overrides={"people": pl.Int64},
    )


def _states(requests: pl.DataFrame, people: pl.DataFrame, minimum: int) -> pl.DataFrame:
    """Which levels may be shown beside the organisation's share.

    Each dimension parts the requests, so it is a hierarchy of its own under the
    organisation; teams and roles also cut each other, which is audited together.
    """
    frames = []
    whole = requests["staff_key"].n_unique()
    for name in FACTORS:
        own = people.filter(pl.col("dimension") == name)
        star = _star(own["level"].to_list())
        counted = pl.concat(
            [
                own.select(
                    pl.col("level").alias("group_id"),
                    pl.lit(name).alias(COLUMN),
                    "people",
                ),
                pl.DataFrame({"group_id": [TOP], COLUMN: [name], "people": [whole]}),
            ]
        )
        states = safe_states(counted, star, minimum=minimum)
        top = states.filter(pl.col("group_id") == TOP)["state"].to_list() == ["shown"]
        seen = (pl.col("state") == "shown") & top
        frames.append(
            states.filter(pl.col("group_id") != TOP).select(
                pl.lit(name).alias("dimension"),
                pl.col("group_id").alias("level"),
                pl.when(seen)
                .then(pl.lit("shown"))
                .otherwise(pl.lit("not_shown"))
                .alias("state"),
            )
        )
    found = pl.concat(frames)
    if not _together(requests, found, minimum):
        of_roles = pl.col("dimension") == "role"
        found = found.with_columns(
            pl.when(of_roles)
            .then(pl.lit("not_shown"))
            .otherwise("state")
            .alias("state")
        )
    first = "shown" if whole >= minimum else "not_shown"
    of_all = pl.DataFrame({"dimension": ["all"], "level": ["all"], "state": [first]})
    return pl.concat([found, of_all])


TOP: Final = "\0all"


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


def _shown(table: pl.DataFrame, root: str) -> pl.DataFrame:
    """Figures rounded, and taken out wherever the row is not shown."""
    some = pl.col("share").is_not_null()
    state = (
        pl.when(pl.col("state") == "not_shown")
        .then(pl.lit("not_shown"))
        .when(~some)
        .then(pl.lit("insufficient"))
        .otherwise(pl.lit("shown"))
    )
    seen = pl.col("state") == "shown"
    return table.with_columns(state.alias("state")).with_columns(
        *(
            pl.when(seen).then(pl.col(name).round(2)).alias(name)
            for name in ("share", "lower", "upper")
        ),
        *(pl.when(seen).then(name).alias(name) for name in ("people", "p")),
        pl.when(pl.col("state") == "not_shown").then(pl.lit(root)).alias("shown_in"),
    )


def _with_readings(rows: pl.DataFrame) -> pl.DataFrame:
    """Over or under all requests where q < .05, else cannot tell."""
    tested = rows["p"].is_not_null().to_numpy()
    q = np.ones(rows.height)
    if tested.any():
        q[tested] = benjamini_hochberg(rows["p"].drop_nulls().to_numpy())
    whole = dict(
        rows.filter(pl.col("dimension") == "all").select("outcome", "share").rows()
    )
    overall = pl.col("outcome").replace_strict(
        whole, default=None, return_dtype=pl.Float64
    )
    return (
        rows.with_columns(pl.Series("q", q))
        .with_columns(
            pl.when(pl.col("p").is_null())
            .then(None)
            .when((pl.col("q") < Q) & (pl.col("share") > overall))
            .then(pl.lit("over"))
            .when((pl.col("q") < Q) & (pl.col("share") < overall))
            .then(pl.lit("under"))
            .otherwise(pl.lit("cannot_tell"))
            .alias("reading")
        )
        .drop("q")
    )
