"""Decisions on vacation requests compared: by team, role, notice, season and length."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.decisions import Compared, compared
from analytics.signals import benjamini_hochberg
from etl.decision_states import FACTORS, level_states

Ints = NDArray[np.int64]

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
    states = level_states(requests, people, minimum)
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
    there = set(values.unique().to_list())
    levels = [one for one in ORDER.get(name, ()) if one in there]
    levels += sorted(there - set(levels))
    number = {level: at for at, level in enumerate(levels)}
    coded = values.replace_strict(number, return_dtype=pl.Int64)
    return coded.to_numpy().astype(np.int64), levels


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
