"""What a survey cell says: rounded, banded, with an interval that gives nothing away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.intervals import half_width, pooled_sd
from etl.disclosure.coarse import END, written_mean
from etl.disclosure.rows import ESTIMATE, ESTIMATE_KEY
from etl.disclosure.tree import Counts, Tree

# Bands of the number of answers, by their lower ends; exact from EXACT_FROM on.
BANDS = ((5, "5-9"), (10, "10-19"), (20, "20-49"))
EXACT_FROM = 50
SCALE_TOP = 100.0
# A pooled SD from fewer answers, or from one team, would tell of that team's answers.
POOL_ANSWERS, POOL_TEAMS = 30, 2
LEAST_HALF_WIDTH = 1.0


@dataclass(frozen=True)
class Wave:
    """A survey wave, and the fewest answers one of its cells may stand on."""

    wave_id: str
    name: str
    first_day: date
    last_day: date
    anonymous: bool
    minimum: int


@dataclass(frozen=True)
class Moments:
    """Private sums of a wave: nodes x outcomes, in the order of tree and outcomes."""

    tree: Tree
    outcomes: tuple[str, ...]
    size: Counts
    total: Counts
    squares: Counts


def survey_cells(
    moments: Moments,
    shown: NDArray[np.bool_],
    *,
    wave: Wave,
    groups: Mapping[str, str],
    reference: Mapping[str, float],
    units: NDArray[np.int64] | None = None,
) -> pl.DataFrame:
    """Rows of the estimate table for one wave, sorted by its key.

    Args:
        moments: sums of the answers under every node.
        shown: nodes x outcomes; from `suppress`.
        wave: the wave.
        groups: node_id -> kind; these get a row, atoms none.
        reference: outcome -> the organisation's own first wave, as it was published.
            An outcome that is absent gets no reading.
        units: nodes x outcomes, the points to which a mean is written; 1 if None.
    """
    if units is None:
        units = np.ones(shown.shape, dtype=np.int64)
    rows: list[dict[str, object]] = []
    for column, outcome in enumerate(moments.outcomes):
        pool = _pool(moments, shown[:, column], column, groups=groups)
        rows.extend(
            _row(moments, shown[:, column], node, column=column, pool=pool, unit=unit)
            | {"measure": outcome}
            for node, (node_id, unit) in enumerate(
                zip(moments.tree.nodes, units[:, column].tolist(), strict=True)
            )
            if node_id in groups
        )
    frame = pl.DataFrame([row | _period(wave) for row in rows], schema=ESTIMATE)
    return frame.with_columns(_reading(reference)).sort(ESTIMATE_KEY)


def n_band(answers: int) -> str:
    """The number of answers as it is published: a band under 50, then exact."""
    if answers >= EXACT_FROM:
        return str(answers)
    return [text for lowest, text in BANDS if answers >= lowest][-1]


def nearest_shown(tree: Tree, shown: NDArray[np.bool_], node: int) -> str | None:
    """The closest shown ancestor, or None where no ancestor is shown."""
    above = int(tree.parent[node])
    while above >= 0 and not shown[above]:
        above = int(tree.parent[above])
    return None if above < 0 else tree.nodes[above]


@dataclass(frozen=True)
class _Pool:
    sd: float
    freedom: int


def _pool(
    moments: Moments,
    shown: NDArray[np.bool_],
    column: int,
    *,
    groups: Mapping[str, str],
) -> _Pool | None:
    """Within-team SD of the shown teams; no other cell's answers enter it."""
    teams = [
        node
        for node, node_id in enumerate(moments.tree.nodes)
        if shown[node] and groups.get(node_id) == "team"
    ]
    size = moments.size[teams, column]
    if len(teams) < POOL_TEAMS or size.sum() < POOL_ANSWERS:
        return None
    sd = pooled_sd(size, moments.total[teams, column], moments.squares[teams, column])
    return None if sd is None else _Pool(sd, int(size.sum()) - len(teams))


def _row(
    moments: Moments,
    shown: NDArray[np.bool_],
    node: int,
    *,
    column: int,
    pool: _Pool | None,
    unit: int,
) -> dict[str, object]:
    group = {"group_id": moments.tree.nodes[node]}
    if not shown[node]:
        ancestor = nearest_shown(moments.tree, shown, node)
        return group | {"state": "not_shown", "shown_in": ancestor}
    answers = int(moments.size[node, column])
    value, band = written_mean(float(moments.total[node, column]) / answers, unit)
    reach = _reach(moments, node, column=column, pool=pool)
    lower, upper = (None, None) if reach is None else _limits(value, unit, reach)
    return group | {
        "state": "shown",
        "value": value,
        "band": band,
        "lower": lower,
        "upper": upper,
        "n": answers if answers >= EXACT_FROM else None,
        "n_band": n_band(answers),
    }


def _reach(
    moments: Moments, node: int, *, column: int, pool: _Pool | None
) -> float | None:
    """Half width in points; under 50 answers from the pool and the band's lower end."""
    size = moments.size[[node], column]
    answers = int(size[0])
    if answers >= EXACT_FROM:
        own = pooled_sd(
            size, moments.total[[node], column], moments.squares[[node], column]
        )
        sd, freedom, stands_on = own or 0.0, answers - 1, answers
    elif pool is None:
        return None
    else:
        sd, freedom = pool.sd, pool.freedom
        stands_on = max(lowest for lowest, _ in BANDS if answers >= lowest)
    width = half_width(sd, answers=np.array([float(stands_on)]), freedom=freedom)
    return max(float(width[0]), LEAST_HALF_WIDTH)


def _limits(value: float, unit: int, reach: float) -> tuple[float, float]:
    """Limits to 1 point around the written mean; a merged end is open to its side.

    A mean that is written more coarsely may lie half a unit away.
    """
    reach += unit / 2 if unit > 1 else 0.0
    lower = max(float(np.floor(value - reach + 0.5)), 0.0)
    upper = min(float(np.floor(value + reach + 0.5)), SCALE_TOP)
    end = END[unit][0]
    return (
        0.0 if value == end else lower,
        SCALE_TOP if value == SCALE_TOP - end else upper,
    )


def _period(wave: Wave) -> dict[str, object]:
    return {
        "period_kind": "wave",
        "period_start": wave.first_day,
        "period_end": wave.last_day,
        "origin": "answers",
        "basis": None,
    }


def _reading(reference: Mapping[str, float]) -> pl.Expr:
    """Over, under or cannot_tell, from the written limits alone."""
    level = pl.col("measure").replace_strict(
        dict(reference), default=None, return_dtype=pl.Float64
    )
    return (
        pl.when(pl.col("lower").is_null() | level.is_null())
        .then(None)
        .when(pl.col("lower") > level)
        .then(pl.lit("over"))
        .when(pl.col("upper") < level)
        .then(pl.lit("under"))
        .otherwise(pl.lit("cannot_tell"))
        .alias("reading")
    )
