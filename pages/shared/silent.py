"""What the mean could be if those who did not answer differ; the reader says by how much."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.interactive import (
    IfSilentDiffer,
    mean_if_silent_differ,
    points_that_undo,
)
from charts.silent import silent
from charts.theme import Theme
from charts.yardstick import Yardstick
from pages.shared import filters, queries
from pages.shared.figure import Drawn
from pages.shared.reader import Reader

MOST_POINTS, USUAL_POINTS = 30, 10
LOOK_AT = (
    "Dot: the mean of those who answered, with its 95 % interval. Thick bar: the mean of "
    "everybody invited, had the silent answered that many points higher or lower; its "
    "ends are those of the rate's band. Thin: with the interval as well."
)
METHOD = (
    "Mean + (1 - rate) x points, at both ends of the rate's band (Rubin 1977); the "
    "mean of the silent stays within 0 to 100. Made from the published mean and the "
    "published band alone."
)


def scores(reader: Reader) -> dict[str, Yardstick]:
    """The scores with a shown figure by key: those asked last first."""
    known = queries.present(reader, queries.yardsticks(reader))
    asked = queries.last_asked(reader)
    newest = max(asked.values(), default=None)
    own = [each for each in known.values() if each.origin == "answers"]
    own.sort(key=lambda each: (asked.get(each.measure) != newest, each.position))
    return {each.measure: each for each in own}


def points_slider() -> int:
    """How many points the silent differ by; its state stands in the address."""
    return filters.slider(
        "Those who did not answer would score higher (or lower) by, in points",
        lowest=-MOST_POINTS,
        highest=MOST_POINTS,
        usual=USUAL_POINTS,
        key="points",
    )


def with_reach(answered: pl.DataFrame, points: int) -> pl.DataFrame:
    """The waves with where the mean of everybody could lie; null without a rate."""
    found = [_reach(row, points) for row in answered.rows(named=True)]
    ends = {"low": "low", "high": "high", "least": "lower", "most": "upper"}
    return answered.with_columns(
        pl.Series(
            name,
            [None if one is None else getattr(one, end) for one in found],
            dtype=pl.Float64,
        )
        for name, end in ends.items()
    )


def drawn(reached: pl.DataFrame, points: int, score: Yardstick, theme: Theme) -> Drawn:
    """Where the mean of everybody could lie, wave by wave."""
    chart = silent(reached, score, theme)
    return Drawn(chart, table(reached, score), sentence(reached, points, score))


def _reach(row: dict[str, Any], points: int) -> IfSilentDiffer | None:
    if row["rate_band"] is None:
        return None
    return mean_if_silent_differ(
        row["value"],
        rate_band=row["rate_band"],
        points=points,
        band=row["band"],
        lower=row["lower"],
        upper=row["upper"],
    )


def sentence(reached: pl.DataFrame, points: int, score: Yardstick) -> str:
    """What `points` would make of the newest wave, and what would undo its change."""
    rows = reached.rows(named=True)
    last = rows[-1]
    if last["low"] is None:
        return f"{last['wave_name']} has no response rate: nobody can tell how far."
    side = "higher" if points >= 0 else "lower"
    low, high = score.written(last["low"]), score.written(last["high"])
    between = low if low == high else f"{low} to {high}"
    said = (
        f"{last['wave_name']}: {score.written(last['value'])} among those who answered "
        f"({last['rate_band']}); {between} for all, had the silent scored "
        f"{abs(points)} points {side}."
    )
    return f"{said} {_undone(rows)}".strip()


def _undone(rows: list[dict[str, Any]]) -> str:
    """How far the silent would have to differ for the last change to vanish."""
    if len(rows) < len(("before", "now")) or rows[-1]["broke"]:
        return ""
    before, now = rows[-2], rows[-1]
    found = points_that_undo(before["value"], now["value"], rate_band=now["rate_band"])
    if found is None:
        return ""
    least, most = found
    way = "lower" if least < 0 else "higher"
    amount = (
        f"at least {abs(least):.0f}"
        if most is None
        else f"{abs(least):.0f} to {abs(most):.0f}"
    )
    return (
        f"For the change since {before['wave_name']} to vanish, they would have to score "
        f"{amount} points {way} than those who answered."
    )


def table(reached: pl.DataFrame, score: Yardstick) -> pl.DataFrame:
    """One row per wave: the mean of those who answered, and of all, if."""
    return pl.DataFrame(
        [
            {
                "Wave": row["wave_name"],
                "Answered, mean": row["band"] or score.written(row["value"]),
                "Lower": score.written(row["lower"]),
                "Upper": score.written(row["upper"]),
                "Answers": row["n_band"],
                "Answered of invited": row["rate_band"] or "[x] not known",
                "All, from": score.written(row["low"]),
                "All, to": score.written(row["high"]),
                "With the interval, from": score.written(row["least"]),
                "With the interval, to": score.written(row["most"]),
                "Break": f"[b] {row['broke']}" if row["broke"] else "",
            }
            for row in reached.rows(named=True)
        ]
    )
