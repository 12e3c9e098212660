"""Operational cells: from the private rollup to rows that may be published."""

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from analytics.intervals import prediction_intervals
from definitions.measures import Measure
from etl.disclosure.operational_pattern import (
    group_forest,
    linked_pattern,
    nearest_shown,
    split_siblings,
)
from etl.disclosure.rows import ESTIMATE, ESTIMATE_KEY
from etl.disclosure.suppression import Mask
from etl.disclosure.tree import Tree
from etl.settings import Minimums

LEAST_COMPLETENESS = 0.6
# Under two FTE-weeks a ratio per FTE says nothing; a monthly FTE is about four weeks.
LEAST_FTE = {
    **dict.fromkeys(
        ("fte_weeks", "noted_fte_weeks", "timed_fte_weeks", "discharge_fte_weeks"), 2.0
    ),
    **dict.fromkeys(("fte", "panel_fte"), 0.5),
    "available_hours": 80.0,
}
PERIODS_A_YEAR = {"month": 12, "quarter": 4}
COLUMN = ["measure", "period_kind", "period_start", "period_end"]


def operational_cells(
    cells: pl.DataFrame,
    groups: pl.DataFrame,
    *,
    measures: Iterable[Measure],
    minimums: Minimums,
    reference: Mapping[str, float] | None = None,
) -> pl.DataFrame:
    """Rows of the estimate table for every operational cell, sorted by its key.

    State, first that holds: not_applicable (nobody expected), missing (nobody, or
    under 60 % of those expected, recorded; or nothing to divide by), insufficient
    (under 2 FTE-weeks); of these, a group with some people under the minimum is
    not_shown instead, as is what complementary suppression hides. Sensitive measures
    are released by quarter alone, and for no split group. Limits are prediction intervals from the group's own
    shown months or quarters; None under six.

    Args:
        cells: the rollup: measure, group_id, period_kind, period_start, period_end,
            numerator, denominator, people, expected_people, basis.
        groups: group_id, node_id, split, split_value, parent_id; every group in
            `cells`.
        measures: definitions of the measures in `cells`; others are dropped.
        minimums: the smallest groups shown.
        reference: measure -> level that readings are taken against.
    """
    defined = {measure.key: measure for measure in measures}
    states = _states(cells, defined, minimums)
    tree = group_forest(groups)
    with_pattern = _with_pattern(states, tree, groups)
    limited = _with_limits(with_pattern, defined)
    shown = pl.col("state") == "shown"
    only_shown = {
        column: pl.when(shown).then(column)
        for column in ("value", "lower", "upper", "denominator", "reading")
    }
    return (
        limited.with_columns(_reading(reference or {}))
        .with_columns(**only_shown)
        .with_columns(
            pl.when(shown).then("people").alias("n"),
            pl.when(pl.col("state") == "not_shown").then("shown_in").alias("shown_in"),
            pl.when(pl.col("state") != "not_shown")
            .then(pl.col("completeness").round(2))
            .alias("completeness"),
            pl.lit("people").alias("origin"),
            pl.lit(None, dtype=pl.String).alias("band"),
            pl.lit(None, dtype=pl.String).alias("n_band"),
        )
        .select(pl.col(name).cast(kind) for name, kind in ESTIMATE.items())
        .sort(ESTIMATE_KEY)
    )


def people_minimum(measure: Measure, minimums: Minimums) -> int:
    """People a cell of this measure must stand on."""
    sensitive = measure.sensitivity == "sensitive"
    least = minimums.sensitive if sensitive else minimums.people
    return max(least, measure.minimum_people)


def _states(
    cells: pl.DataFrame, measures: Mapping[str, Measure], minimums: Minimums
) -> pl.DataFrame:
    """Cells with value, completeness, minimum and the state before suppression."""
    denominator = pl.col("denominator")
    people = pl.col("people").fill_null(0)
    expected = pl.col("expected_people").fill_null(0)
    return (
        cells.join(_rules(measures, minimums), on="measure", how="inner")
        .filter(~pl.col("sensitive") | (pl.col("period_kind") == "quarter"))
        .with_columns(
            people.cast(pl.Int64).alias("people"),
            expected.alias("expected"),
            pl.when(denominator != 0)
            .then(pl.col("factor") * pl.col("numerator") / denominator)
            .alias("value"),
            pl.when(expected > 0)
            .then((people / expected).clip(0, 1))
            .alias("completeness"),
        )
        .with_columns(_state())
    )


def _rules(measures: Mapping[str, Measure], minimums: Minimums) -> pl.DataFrame:
    """One row per measure: what its cells must meet."""
    return pl.DataFrame(
        [
            {
                "measure": key,
                "factor": measure.factor,
                "least_denominator": LEAST_FTE.get(measure.denominator, 0.0),
                "sensitive": measure.sensitivity == "sensitive",
                "minimum": people_minimum(measure, minimums),
            }
            for key, measure in measures.items()
        ]
    )


def _state() -> pl.Expr:
    people, expected = pl.col("people"), pl.col("expected")
    incomplete = pl.col("completeness") < LEAST_COMPLETENESS
    return (
        pl.when((expected == 0) & (people == 0))
        .then(pl.lit("not_applicable"))
        .when((people == 0) | pl.col("value").is_null() | incomplete)
        .then(pl.lit("missing"))
        .when(pl.col("denominator") < pl.col("least_denominator"))
        .then(pl.lit("insufficient"))
        .otherwise(pl.lit("shown"))
        .alias("state")
    )


def _with_pattern(
    states: pl.DataFrame, tree: Tree, groups: pl.DataFrame
) -> pl.DataFrame:
    """State after suppression, and the nearest shown ancestor of every row."""
    columns = states.select([*COLUMN, "minimum", "sensitive"]).unique().sort(COLUMN)
    numbered = columns.select(COLUMN).with_row_index("column")
    at = pl.DataFrame({"group_id": tree.nodes}).with_row_index("node")
    placed = states.join(numbered, on=COLUMN).join(at, on="group_id")
    node, column = placed["node"].to_numpy(), placed["column"].to_numpy()
    shown = _shown(placed, columns, tree=tree, groups=groups)
    names = np.array([*tree.nodes, None], dtype=object)
    nearest = nearest_shown(tree, shown, split_siblings(tree, groups))
    withheld = (
        (pl.col("state") == "shown")
        | pl.col("people").is_between(1, pl.col("minimum") - 1)
    ) & ~pl.col("may_show")
    return placed.with_columns(
        pl.Series("may_show", shown[node, column]),
        pl.Series("shown_in", names[nearest[node, column]].tolist(), dtype=pl.String),
    ).with_columns(
        pl.when(withheld).then(pl.lit("not_shown")).otherwise("state").alias("state")
    )


def _shown(
    placed: pl.DataFrame, columns: pl.DataFrame, *, tree: Tree, groups: pl.DataFrame
) -> Mask:
    """Nodes x columns: what passes suppression, column by column of its minimum."""
    node, column = placed["node"].to_numpy(), placed["column"].to_numpy()
    people = np.zeros((len(tree.nodes), columns.height))
    people[node, column] = placed["people"].to_numpy()
    computable = np.zeros(people.shape, dtype=bool)
    computable[node, column] = (placed["state"] == "shown").to_numpy()
    # Split and hierarchy can be combined by who knows the roster, so what is sensitive
    # is released along the hierarchy alone.
    parts = set(groups.filter(pl.col("split") != "none")["group_id"])
    in_part = np.array([group in parts for group in tree.nodes], dtype=bool)
    computable &= ~(in_part[:, None] & columns["sensitive"].to_numpy())
    minimum = columns["minimum"].to_numpy()
    shown = np.zeros(people.shape, dtype=bool)
    for least in np.unique(minimum):
        alike = np.flatnonzero(minimum == least)
        shown[:, alike] = linked_pattern(
            tree,
            people[:, alike],
            minimum=int(least),
            computable=computable[:, alike],
            siblings=split_siblings(tree, groups),
        )
    return shown


def _with_limits(placed: pl.DataFrame, measures: Mapping[str, Measure]) -> pl.DataFrame:
    """Prediction limits of monthly and quarterly cells from shown figures alone."""
    frames = [
        _limits_of(cells, PERIODS_A_YEAR[str(kind)], measures)
        for (kind,), cells in sorted(
            placed.partition_by("period_kind", as_dict=True).items()
        )
        if kind in PERIODS_A_YEAR and cells.height
    ]
    empty = pl.lit(None, dtype=pl.Float64)
    if not frames:
        return placed.with_columns(empty.alias("lower"), empty.alias("upper"))
    return placed.join(
        pl.concat(frames), on=["node", "column"], how="left", validate="1:1"
    )


def _limits_of(
    cells: pl.DataFrame, periods: int, measures: Mapping[str, Measure]
) -> pl.DataFrame:
    """node, column, lower, upper of the cells of one kind of period."""
    start = pl.col("period_start")
    number = start.dt.year() * periods + (start.dt.month() - 1) * periods // 12
    numbered = cells.with_columns(
        (number - number.min()).alias("step"),
        pl.struct("measure", "node").rank("dense").alias("series") - 1,
    )
    series = numbered["series"].to_numpy().astype(np.int64)
    step = numbered["step"].to_numpy().astype(np.int64)
    shown = (numbered["state"] == "shown").to_numpy()
    seen = np.full((int(series.max()) + 1, int(step.max()) + 1), np.nan)
    seen[series[shown], step[shown]] = numbered["value"].to_numpy()[shown]
    lower, upper = prediction_intervals(seen)
    limits = numbered.select(
        "measure", "node", "column", "state", "value"
    ).with_columns(
        pl.Series("lower", lower[series, step], nan_to_null=True),
        pl.Series("upper", upper[series, step], nan_to_null=True),
    )
    return limits.with_columns(_within_range(measures)).select(
        "node", "column", "lower", "upper"
    )


def _within_range(measures: Mapping[str, Measure]) -> list[pl.Expr]:
    """Limits cut at 0 where no shown figure is negative, shares also at 1."""
    shares = [key for key, measure in measures.items() if measure.format == "share"]
    shown = pl.when(pl.col("state") == "shown").then("value")
    never_negative = shown.min().over("measure") >= 0
    share = pl.col("measure").is_in(shares) & (shown.max().over("measure") <= 1)
    limits = []
    for name in ("lower", "upper"):
        limit = pl.col(name)
        cut = pl.when(never_negative).then(limit.clip(lower_bound=0)).otherwise(limit)
        limits.append(pl.when(share).then(cut.clip(upper_bound=1)).otherwise(cut))
    return [
        limit.alias(name)
        for limit, name in zip(limits, ("lower", "upper"), strict=True)
    ]


def _reading(reference: Mapping[str, float]) -> pl.Expr:
    """Over or under where the figure and the whole interval lie beyond the level."""
    level = pl.col("measure").replace_strict(
        dict(reference), default=None, return_dtype=pl.Float64
    )
    return (
        pl.when(pl.col("lower").is_null() | level.is_null())
        .then(None)
        .when((pl.col("lower") > level) & (pl.col("value") > level))
        .then(pl.lit("over"))
        .when((pl.col("upper") < level) & (pl.col("value") < level))
        .then(pl.lit("under"))
        .otherwise(pl.lit("cannot_tell"))
        .alias("reading")
    )
