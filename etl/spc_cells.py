"""The lines and marks of control charts, from published cells alone.

Of operational figures only: answers come by wave, rounded, and are no process. No group
under the minimum can leak: a month that is not shown is a gap, which no line bridges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.counts import rate_limits, share_limits
from analytics.marks import STATES, marks, meaning
from analytics.season import at_months, scale_of, season
from analytics.xmr import Limits, assurance, lag_1, limits
from definitions.measures import Measure
from etl.kept import Results, made
from etl.month_grid import Grid, grid
from etl.periods import MONTHS_A_YEAR

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CHARTS: Final = ("xmr", "p_prime", "u_prime")
KINDS: Final = ("month", "quarter")
# An action that ended sooner than this was an episode, not a lasting change.
LASTING_MONTHS: Final = 6
SPC: Final = {
    "measure": pl.String,
    "group_id": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "centre": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "near_lower": pl.Float64,
    "near_upper": pl.Float64,
    "segment": pl.Int32,
    "trial": pl.Boolean,
    "state": pl.String,
    "meaning": pl.String,
    "assurance": pl.String,
    "lag_1": pl.Float64,
}


def spc_cells(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    actions: pl.DataFrame,
    *,
    measures: Iterable[Measure],
    reference: pl.DataFrame,
    breaks: pl.DataFrame,
    results: Results | None = None,
) -> pl.DataFrame:
    """Rows of the spc table: one per shown point of a measure with an XmR, p' or u' chart.

    Months, or quarters where a measure has no months. A new segment begins with an
    action on that measure in that team (at its first whole period; at its end too) if
    it lasted at least six months or goes on, and where the series breaks. The season,
    where it can be learnt, is in the lines of an XmR chart and out of what the marks
    are read from. `assurance` (against an agreed level) and `lag_1` stand in the last
    row of a series alone.

    Args:
        estimate: the published cells.
        groups: as published; split groups have no chart.
        actions: team_id, target_measure, started_on, ended_on.
        measures: definitions; those with another kind of chart have no rows.
        reference: as published.
        breaks: measure, period_kind, period_start from which a series is another one.
        results: keeps the charts of the same points for the next publication.
    """
    unsplit = groups.filter(pl.col("split") == "none")
    shown = estimate.filter(
        (pl.col("state") == "shown")
        & (pl.col("origin") != "answers")
        & pl.col("period_kind").is_in(KINDS)
        & pl.col("value").is_not_null()
    ).join(unsplit.select("group_id", "kind", "service_model"), on="group_id")
    agreed = reference.filter("agreed")
    of_measure = shown.partition_by("measure", as_dict=True)
    frames = []
    for measure in measures:
        rows = of_measure.get((measure.key,))
        if rows is None or measure.chart not in CHARTS:
            continue
        kind = next(kind for kind in KINDS if kind in set(rows["period_kind"].unique()))
        own = rows.filter(pl.col("period_kind") == kind)
        level = agreed.filter(pl.col("measure") == measure.key)
        levels = dict(level.select("group_id", "value").iter_rows())
        starts = _Starts(actions, breaks, measure.key, kind)
        chart = partial(_chart, own, measure, kind, starts=starts, levels=levels)
        parts = [own, measure, kind, starts.told(), sorted(levels.items())]
        frames.append(made(results, f"spc of {measure.key}", parts, chart))
    if not frames:
        return pl.DataFrame(schema=SPC)
    return pl.concat(frames).sort("measure", "group_id", "period_start")


class _Starts:
    """The days on which a new segment of one measure begins."""

    def __init__(
        self, actions: pl.DataFrame, breaks: pl.DataFrame, measure: str, kind: str
    ) -> None:
        lasting = actions.filter(pl.col("target_measure") == measure)
        self.of_team: dict[str, list[date]] = {}
        for row in lasting.to_dicts():
            days = _changes(row["started_on"], row["ended_on"])
            self.of_team.setdefault(row["team_id"], []).extend(days)
        self.of_all: list[date] = breaks.filter(
            (pl.col("measure") == measure) & (pl.col("period_kind") == kind)
        )["period_start"].to_list()

    def told(self) -> list[object]:
        """Everything it knows, in one order."""
        return [sorted(self.of_all), sorted(self.of_team.items())]

    def flags(self, made: Grid) -> Flags:
        """Groups x periods: where a segment begins."""
        found = np.zeros((len(made.group_ids), len(made.starts)), dtype=bool)
        for row, group in enumerate(made.group_ids):
            for day in [*self.of_all, *self.of_team.get(group, [])]:
                later = [place for place, one in enumerate(made.starts) if one >= day]
                if later:
                    found[row, later[0]] = True
        return found


def _changes(started: date, ended: date | None) -> Iterator[date]:
    """First and last day of an action that made a lasting change; none of another."""
    if ended is None:
        yield started
    elif _months(ended) - _months(started) >= LASTING_MONTHS:
        yield started
        yield ended


def _chart(
    rows: pl.DataFrame,
    measure: Measure,
    kind: str,
    *,
    starts: _Starts,
    levels: Mapping[str, float],
) -> pl.DataFrame:
    """The chart of every group of one measure."""
    made = grid(rows, ["value", "denominator"], period_kind=kind)
    values = made.values["value"]
    flags = starts.flags(made)
    shape = np.zeros(values.shape)
    if measure.chart == "p_prime":
        lines = share_limits(values, made.values["denominator"], starts=flags)
    elif measure.chart == "u_prime":
        units = made.values["denominator"] / measure.factor
        lines = rate_limits(values, units, starts=flags)
    else:
        shape = _season(made, rows, kind)
        lines = limits(values - shape, starts=flags)
    state = marks(values - shape, lines)
    group, period = np.nonzero(state >= 0)
    drawn = _lines(lines, shape, values, measure)
    frame = pl.DataFrame(
        {
            "group_id": np.array(made.group_ids, dtype=object)[group].tolist(),
            "period_start": [made.starts[one] for one in period],
            "segment": lines.segment[group, period],
            "trial": lines.trial[group, period],
            "state": [STATES[one] for one in state[group, period]],
            **{name: line[group, period] for name, line in drawn.items()},
        },
        schema_overrides={"group_id": pl.String, "period_start": pl.Date},
    )
    meanings = {one: meaning(one, measure.direction) for one in STATES}
    return (
        frame.with_columns(
            pl.lit(measure.key).alias("measure"),
            pl.lit(kind).alias("period_kind"),
            pl.col("state")
            .replace_strict(meanings, return_dtype=pl.String)
            .alias("meaning"),
            pl.col("centre", *LINES).fill_nan(None).round(9),
        )
        .join(
            _last_rows(made, values - shape, lines, measure, levels),
            on=["group_id", "period_start"],
            how="left",
        )
        .select(pl.col(name).cast(kind) for name, kind in SPC.items())
    )


LINES: Final = ("lower", "upper", "near_lower", "near_upper")


def _season(made: Grid, rows: pl.DataFrame, kind: str) -> Floats:
    """Effect of the month of the year on each point; none of quarters."""
    values = made.values["value"]
    if kind != "month":
        return np.zeros(values.shape)
    kinds = rows.unique("group_id", keep="first").sort("group_id")
    above = kinds["kind"] != "team"
    model = pl.select(
        pl.when(above).then(pl.lit(" above")).otherwise(kinds["service_model"])
    ).to_series()
    alike = model.fill_null(" none").rank("dense").to_numpy().astype(np.int64)
    first = made.starts[0].month - 1
    effects = season(values, first_month=first, alike=alike, scale=scale_of(values))
    known = np.nan_to_num(effects)  # nothing where it cannot be told yet
    return at_months(known, first_month=first, months=values.shape[1])


def _lines(
    lines: Limits, shape: Floats, values: Floats, measure: Measure
) -> dict[str, Floats]:
    """The lines as drawn: with the season, within what the measure can be."""
    drawn = {"centre": lines.centre + shape}
    ends = {"lower": lines.lower, "upper": lines.upper}
    ends |= {"near_lower": lines.near_lower, "near_upper": lines.near_upper}
    lowest = 0.0 if np.nanmin(values, initial=0.0) >= 0 else -np.inf
    highest = 1.0 if measure.format == "share" else np.inf
    if np.nanmax(values, initial=0.0) > highest:
        highest = np.inf
    for name in LINES:
        drawn[name] = np.clip(ends[name] + shape, lowest, highest)
    return drawn


def _last_rows(
    made: Grid,
    settled: Floats,
    lines: Limits,
    measure: Measure,
    levels: Mapping[str, float],
) -> pl.DataFrame:
    """Assurance and lag-1 of each group, on the day of its last point."""
    lag = lag_1(settled - lines.centre)
    rows = []
    for place, group in enumerate(made.group_ids):
        last = int(np.flatnonzero(~np.isnan(settled[place]))[-1])
        level = levels.get(group)
        told = level is not None and assurance(
            level,
            lower=float(lines.lower[place, last]),
            upper=float(lines.upper[place, last]),
            direction=measure.direction,
        )
        rows.append(
            {
                "group_id": group,
                "period_start": made.starts[last],
                "assurance": told or None,
                "lag_1": None if np.isnan(lag[place]) else round(float(lag[place]), 2),
            }
        )
    schema = {"group_id": pl.String, "period_start": pl.Date}
    schema |= {"assurance": pl.String, "lag_1": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def _months(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month
