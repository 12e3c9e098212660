"""Signals: teams surely past a level that somebody agreed on, from published cells alone.

No group under the minimum can leak: only cells that are shown enter, and a measure that
is released by quarter, as sensitive ones are, has no months to make one of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.signals import (
    LAST_MONTHS,
    WORTH,
    Past,
    findings,
    past_level,
)
from definitions.measures import Measure, measures
from etl.kept import Results, made
from etl.month_grid import Grid, grid
from etl.periods import MONTHS_A_YEAR

Floats = NDArray[np.float64]
Row = dict[str, object]

MOST_MEASURES: Final = 6
LEAST_ALIKE: Final = 5  # teams of one service model that have a season of their own
MOST_LAG: Final = 2  # months a measure may lie behind the newest one and still speak
CHANCES: Final = (
    (0.0001, "under .0001"),
    (0.001, "under .001"),
    (0.01, "under .01"),
)
CHANCE_TOP: Final = "under .05"
SIGNAL: Final = {
    "group_id": pl.String,
    "measure": pl.String,
    "kind": pl.String,
    "position": pl.Int32,
    "period_start": pl.Date,
    "since": pl.Date,
    "status": pl.String,
    "strength": pl.Float64,
    "p_band": pl.String,
    "sentence": pl.String,
}


def agreed_months(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    reference: pl.DataFrame,
    headline_measures: Sequence[str],
) -> pl.DataFrame:
    """Shown months of teams, for headline measures with an agreed level of theirs.

    One row per measure x team x month: measure, group_id, name, service_model,
    period_start, value, level. Measures without a direction, of answers, and those that
    are rolling by nature (chart line_only: their months overlap) have none.
    """
    known = measures()
    may = [
        key
        for key in dict.fromkeys(headline_measures)
        if known[key].direction != "none"
        and known[key].chart != "line_only"
        and known[key].origin != "answers"
    ]
    teams = groups.filter((pl.col("kind") == "team") & (pl.col("split") == "none"))
    agreed = _cautious(reference.filter("agreed"), may)
    return (
        estimate.filter(
            pl.col("measure").is_in(may[:MOST_MEASURES])
            & (pl.col("period_kind") == "month")
            & (pl.col("state") == "shown")
            & (pl.col("origin") != "answers")
        )
        .join(teams.select("group_id", "name", "service_model"), on="group_id")
        .join(agreed, on=["measure", "group_id"])
        .select(
            *("measure", "group_id", "name", "service_model"),
            *("period_start", "value", "level"),
        )
        .sort("measure", "group_id", "period_start")
    )


def _cautious(agreed: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """One level per measure and group; of several the one least easily passed."""
    protects = [key for key in keys if measures()[key].direction == "protects"]
    lowest, highest = pl.col("value").min(), pl.col("value").max()
    return agreed.group_by("measure", "group_id").agg(
        pl.when(pl.col("measure").first().is_in(protects))
        .then(lowest)
        .otherwise(highest)
        .alias("level")
    )


def signal_cells(
    estimate: pl.DataFrame,
    groups: pl.DataFrame,
    reference: pl.DataFrame,
    *,
    headline_measures: Sequence[str],
    results: Results | None = None,
) -> pl.DataFrame:
    """Rows of the signal table, surest first by `position`.

    A team x measure is a signal where q < .10 (Benjamini and Hochberg over all teams x
    headline measures that lie past their level at all) for "the mean of its last three months is not past its agreed
    level", and the mean as published lies past it too. `since`: the first of the months
    in a row past the level, in words only; null where the last month is not past it. A
    measure more than two months behind the newest says nothing: it has stopped.
    `status`: `new` where the same test did not name it by the month before; `goes_on`;
    and `ended`, last of all and no finding, where it named it then and does no more.

    Args:
        estimate: the published cells.
        groups: as published.
        reference: as published; agreed levels alone count.
        headline_measures: at most six are looked at, in this order.
        results: keeps the signals of the same months for the next publication.
    """
    months = agreed_months(estimate, groups, reference, headline_measures)
    if months.is_empty():
        return pl.DataFrame(schema=SIGNAL)
    return made(results, "signal", [months], lambda: _signals(months))


def _signals(months: pl.DataFrame) -> pl.DataFrame:
    newest = pl.col("period_start").max()
    tested = _judged(months)
    before = {
        _key(row)
        for row in _judged(months.filter(pl.col("period_start") < newest))
        if row["named"]
    }
    found = [
        row | {"status": "goes_on" if _key(row) in before else "new"}
        for row in tested
        if row["named"]
    ]
    found.sort(key=lambda row: (row["p"], -_number(row["strength"]), row["name"]))
    ended = [
        row | {"status": "ended"}
        for row in tested
        if _key(row) in before and not row["named"]
    ]
    ended.sort(key=lambda row: (row["name"], row["measure"]))
    rows = [_row(row, place) for place, row in enumerate([*found, *ended])]
    return pl.DataFrame(rows, schema=SIGNAL)


def _key(row: Row) -> tuple[object, object]:
    return row["group_id"], row["measure"]


def _judged(months: pl.DataFrame) -> list[Row]:
    """Every team x measure that can be tested, and whether it is named."""
    newest = months["period_start"].max()
    if not isinstance(newest, date):
        return []
    tested = [
        row
        for (key,), own in months.group_by("measure", maintain_order=True)
        for row in _tested(own, measures()[str(key)], newest)
    ]
    p = np.array([row["p"] for row in tested], dtype=float)
    return [
        row | {"named": bool(found and row["past"])}
        for row, found in zip(tested, findings(p), strict=True)
    ]


def figure(value: float, measure: Measure) -> str:
    """A figure as it stands in a sentence: 31.4, 38 %, 46."""
    if measure.format == "share":
        return f"{value:.0%}".replace("%", " %")
    return f"{value:.0f}" if measure.format == "whole" else f"{value:.1f}"


def team_sentence(row: Mapping[str, object], measure: Measure) -> str:
    """What is past its level in a team, since when, and how much it is now."""
    side = "below" if measure.direction == "protects" else "above"
    label = measure.label[0].lower() + measure.label[1:]
    have = "have" if label.endswith("s") and " " in label else "has"
    level = _level(_number(row["level"]), measure)
    if row["since"] is None:
        mean = figure(_number(row["mean"]), measure)
        return (
            f"{row['name']}: {label} {have} averaged {mean} over the last three months, "
            f"{side} the agreed level of {level}."
        )
    return (
        f"{row['name']}: {label} {have} been {side} the agreed level of {level} since "
        f"{row['since']:%B %Y}, now {figure(_number(row['value']), measure)}."
    )


def ended_sentence(row: Mapping[str, object], measure: Measure) -> str:
    """What was surely past its level a month ago and is not any more."""
    side = "below" if measure.direction == "protects" else "above"
    label = measure.label[0].lower() + measure.label[1:]
    verb = "are" if label.endswith("s") and " " in label else "is"
    level = _level(_number(row["level"]), measure)
    mean = figure(_number(row["mean"]), measure)
    if row["past"]:
        return (
            f"{row['name']}: {label} {verb} less surely {side} the agreed level of "
            f"{level} than a month ago, {mean} over the last three months."
        )
    return (
        f"{row['name']}: {label} {verb} back within the agreed level of {level}, "
        f"{mean} over the last three months."
    )


def _level(value: float, measure: Measure) -> str:
    """An agreed level as it was agreed on: 28, 1.5, 35 %."""
    return figure(value, measure) if measure.format == "share" else f"{value:g}"


def _tested(own: pl.DataFrame, measure: Measure, newest: date) -> list[Row]:
    """One row per team of a measure whose level can be tested."""
    made = grid(own, ["value", "level"], period_kind="month")
    last = made.starts[-1]
    if _months(newest) - _months(last) > MOST_LAG:
        return []
    teams = own.unique("group_id", keep="first").sort("group_id")
    below = measure.direction == "protects"
    level = teams["level"].to_numpy()
    found = past_level(
        made.values["value"],
        level,
        first_month=made.starts[0].month - 1,
        alike=_alike(teams["service_model"].to_list()),
        below=below,
        worth=WORTH,
    )
    return [
        _finding(made, place, found, team, measure)
        for place, team in enumerate(teams.to_dicts())
        if not np.isnan(found.p[place])
    ]


def _finding(made: Grid, place: int, found: Past, team: Row, measure: Measure) -> Row:
    series = made.values["value"][place]
    sign = -1.0 if measure.direction == "protects" else 1.0
    beyond = sign * (series - _number(team["level"])) > 0
    mean = float(series[-LAST_MONTHS:].mean())
    return team | {
        "p": float(found.p[place]),
        "past": sign * (mean - _number(team["level"])) > 0,
        "mean": mean,
        "value": float(series[-1]),
        "since": _since(beyond, made.starts),
        "last": made.starts[-1],
        "strength": round(float(found.distance[place]), 2),
    }


def _since(beyond: NDArray[np.bool_], starts: Sequence[date]) -> date | None:
    """The first of the months in a row past the level, up to the last."""
    run = int(np.argmin(np.append(beyond[::-1], False)))
    return starts[len(starts) - run] if run else None


def _alike(models: Sequence[str | None]) -> NDArray[np.int64]:
    """A number per team: its service model where five teams share it, else the rest."""
    many = sorted({m for m in models if m and models.count(m) >= LEAST_ALIKE})
    numbers = {model: number for number, model in enumerate(many, start=1)}
    return np.array([numbers.get(m or "", 0) for m in models], dtype=np.int64)


def _row(row: Row, place: int) -> Row:
    measure = measures()[str(row["measure"])]
    p = _number(row["p"])
    return {
        "group_id": row["group_id"],
        "measure": row["measure"],
        "kind": "below" if measure.direction == "protects" else "above",
        "position": place,
        "period_start": row["last"],
        "since": None if row["status"] == "ended" else row["since"],
        "status": row["status"],
        "strength": row["strength"],
        "p_band": next((words for top, words in CHANCES if p < top), CHANCE_TOP),
        "sentence": (
            ended_sentence(row, measure)
            if row["status"] == "ended"
            else team_sentence(row, measure)
        ),
    }


def _number(value: object) -> float:
    assert isinstance(value, float | int)
    return float(value)


def _months(day: date) -> int:
    return day.year * MONTHS_A_YEAR + day.month
