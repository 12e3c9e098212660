"""A stressor and an outcome: which can be chosen, and what is said of the pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from charts.yardstick import Yardstick
from pages.shared import beside, filters, queries
from pages.shared.reader import Reader
from pages.shared.words import day_words, period_words, plain

OUTCOMES = ("outcome",)
LOAD_SECTIONS = ("Load", "Work around it", "Support", "Rest", "Official figures")
LEAST_TEAMS, FEW_TEAMS = 10, 30
NOISY = (
    "Means of small teams are noisy, which makes a relation look smaller than it is."
)


@dataclass(frozen=True)
class Period:
    """The period an outcome is taken from."""

    kind: str
    first_day: date
    last_day: date
    words: str
    wave_id: str | None


def stressors(known: dict[str, Yardstick], reader: Reader) -> dict[str, str]:
    """Measures that may stand on the horizontal axis: key -> label, named ones first."""
    order = _named_order(reader)
    found = [
        each
        for each in known.values()
        if each.section in LOAD_SECTIONS and each.area not in OUTCOMES
    ]
    found.sort(
        key=lambda each: (
            order.get(each.measure, len(order)),
            not each.headline,
            each.position,
        )
    )
    return {each.measure: each.label for each in found}


def _named_order(reader: Reader) -> dict[str, int]:
    """The place of each named stressor, for those who may see relations."""
    if reader.role != "quality":
        return {}
    found = queries.relations(reader).filter(pl.col("level") == "between")
    keys = found.sort("position")["stressor"].unique(maintain_order=True)
    return {key: place for place, key in enumerate(keys)}


def outcomes(known: dict[str, Yardstick]) -> dict[str, str]:
    """Measures that may stand on the vertical axis: key -> label, scores first."""
    found = [each for each in known.values() if each.area in OUTCOMES]
    found.sort(key=lambda each: (each.origin != "answers", each.position))
    return {each.measure: each.label for each in found}


def period(reader: Reader, outcome: Yardstick) -> Period | None:
    """The wave or period chosen, newest first; none if the outcome has none."""
    rows = queries.outcome_periods(reader, outcome.measure).rows(named=True)
    waves = {
        row["first_day"]: (row["wave_id"], row["wave_name"])
        for row in queries.waves(reader).rows(named=True)
    }
    found = {}
    for row in rows:
        wave_id, name = waves.get(row["period_start"], (None, None))
        words = period_words(row["period_kind"], row["period_start"], row["period_end"])
        label = f"{name} ({words})" if name else words
        found[label] = Period(
            row["period_kind"], row["period_start"], row["period_end"], label, wave_id
        )
    if not found:
        return None
    title = "Wave" if outcome.origin == "answers" else "Period"
    return found[filters.one_of(title, list(found), key="period")]


def counted(number: int, outcome: Yardstick) -> str:
    """So many teams; of official figures, units."""
    noun = "unit" if outcome.origin == "official" else "team"
    return f"{number} {noun}{'' if number == 1 else 's'}"


def behind(points: pl.DataFrame, chosen: Period, outcome: Yardstick) -> list[str]:
    """Period, teams, and where the stressor's window lies."""
    window = ""
    if points.height:
        first, last = points["x_from"].min(), points["x_to"].max()
        window = f"stressor of {day_words(first)} to {day_words(last)}"
        if chosen.kind == "wave":
            window = "stressor over the twelve weeks before the wave"
    return [
        chosen.words,
        f"{counted(points.height, outcome)} shown for both",
        window,
    ]


def how_to_read(points: pl.DataFrame) -> str:
    """One line on what a dot and a bar are."""
    bars = points["y_lower"].count() or points["x_lower"].count()
    drawn = (
        "One dot per shown team; bars are 95 % intervals."
        if bars
        else ("One dot per shown unit, as supplied, without intervals.")
    )
    return (
        f"{drawn} What goes together need not cause one another: teams differ in much "
        "else."
    )


def table(
    points: pl.DataFrame, stressor: Yardstick, outcome: Yardstick
) -> pl.DataFrame:
    """One row per shown team: both figures with their limits."""
    noun = "Unit" if outcome.origin == "official" else "Team"
    rows = [
        {
            noun: row["name"],
            stressor.label: stressor.written(row["x"]),
            "Lower (x)": stressor.written(row["x_lower"]),
            "Upper (x)": stressor.written(row["x_upper"]),
            outcome.label: outcome.written(row["y"]),
            "Lower (y)": outcome.written(row["y_lower"]),
            "Upper (y)": outcome.written(row["y_upper"]),
            "Answers": row["y_answers"] or "",
        }
        for row in points.rows(named=True)
    ]
    return pl.DataFrame(rows)


def cautions(
    stressor: Yardstick,
    outcome: Yardstick,
    points: pl.DataFrame,
    relation: dict[str, Any] | None = None,
    answered: str = "",
) -> list[str]:
    """What a reader must keep in mind with this pair."""
    noise = beside.cautions(relation) if relation else []
    official = outcome.origin == "official"
    found = [
        *(plain(each) for each in noise),
        *([] if noise or official else [NOISY]),
        "Tired people cut their hours and some leave: both hide load that was there.",
    ]
    if points.height < LEAST_TEAMS:
        few = counted(points.height, outcome)
        found.append(
            plain(f"{few} cannot show how the two go together: that takes ten.")
        )
    elif points.height < FEW_TEAMS:
        few = counted(points.height, outcome)
        found.append(plain(f"{few} can only show a strong relation."))
    if official:
        found.append(
            "Units differ in kind, place and size, and none of it is taken out but the "
            "kind, where kinds stand by themselves."
        )
    if outcome.origin == "answers":
        rate = f" ({answered})" if answered else ""
        found.append(
            plain(
                f"Where those who are tired and loaded stay silent{rate}, no slope and no "
                "interval here holds, and nothing in the answers shows it."
            )
        )
        found.append(
            "Waves ask the same teams and mostly the same people again: their figures do "
            "not stand apart from each other."
        )
    if stressor.origin == "people" and outcome.origin == "answers":
        found.append(
            "Load and scores come from different sources, which is as it should be: they "
            "do not share a mood."
        )
    if stressor.origin == outcome.origin == "official":
        found.append(
            "Where both figures come from one survey, part of what they share is the "
            "survey itself."
        )
    return found
