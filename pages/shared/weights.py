"""What goes with an outcome: weights of the named stressors, and what came first."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.forest import Mark, forest
from charts.theme import Theme
from charts.yardstick import Yardstick
from definitions.measures import measures
from pages.shared.figure import Drawn
from pages.shared.words import listed

SIGN = {1: "goes with more", -1: "goes with less", 0: "neither"}
METHOD = (
    "Shapley values of R² (Lindeman, Merenda and Gold), of the first named stressors in "
    "their registered order, one for ten teams, from 30 shown teams; they add up to what all explain "
    "together. Johnson's relative weights stand beside them. Intervals: bootstrap over "
    "teams. The line: 95 % of columns of random numbers in place of a stressor weigh "
    "less. Same rank: share of draws in which the stressor keeps its place. A weight says "
    "what goes together, not what would change."
)
WITHIN_METHOD = (
    "Shapley values of R² of people's deviations from their own team's mean, from "
    "correlations written to two decimals; intervals and the line of noise by draws from "
    "the distribution that such correlations have. Released as far as the privacy budget "
    "goes. A weight says what goes together, not what would change."
)
LAG_METHOD = (
    "Within team and wave, one wave back, both ways, from three waves on (repeated-"
    "measures correlation; Bakdash and Marusich 2017). With few waves such figures lean "
    "towards the negative (Nickell 1981): so there is a direction in words, never a size, "
    "and it is never a finding. Each pair is looked at by itself, both ways: where nothing "
    "comes first about one pair in ten shows a direction all the same. Assumed: the waves "
    "are about equally far apart."
)
DIRECTIONS = {
    "load first": "load, then the score",
    "score first": "the score, then load",
    "both": "each before the other",
    "neither": "neither surely",
    "cannot tell": "cannot tell",
}


def finding(
    rows: pl.DataFrame, known: dict[str, Yardstick], *, level: str = "between"
) -> str:
    """Which stressors weigh more than noise, in words."""
    if rows.is_empty():
        return (
            "Ballast cannot tell which stressors weigh most: that takes 30 teams with all "
            "figures shown in one wave."
        )
    over = [
        known[row["stressor"]].label
        for row in rows.sort("weight", descending=True).iter_rows(named=True)
        if row["weight"] > row["noise"] and row["stressor"] in known
    ]
    who = "teams differ" if level == "between" else "people differ within their teams"
    share = f"{rows['r2'][0] * 100:.0f} % of how {who}"
    if not over:
        return (
            f"No named stressor weighs more {level} teams than random numbers would; "
            f"together they go with {share}."
        )
    return (
        f"{listed(over)} weigh{'s' if len(over) == 1 else ''} more {level} teams than "
        f"random numbers would; the {rows.height} together go with {share}."
    )


def behind(rows: pl.DataFrame) -> list[str]:
    """How many teams and people, and how many stressors stand beside each other."""
    if rows.is_empty():
        return []
    people = rows["people"].drop_nulls().to_list()
    return [
        f"{rows['teams'][0]} teams",
        f"{people[0]} people" if people else "",
        f"{rows.height} named stressors beside each other",
    ]


def drawn(
    rows: pl.DataFrame,
    known: dict[str, Yardstick],
    theme: Theme,
    *,
    level: str = "between",
) -> Drawn:
    """The weights with their intervals against the line of noise, heaviest first."""
    own = rows.filter(pl.col("stressor").is_in(list(known)))
    own = own.sort("weight", descending=True)
    table = pl.DataFrame([_row(row, known) for row in own.iter_rows(named=True)])
    if own.is_empty():
        return Drawn(None, table, "No weights: under 30 teams with all figures shown.")
    marks = [
        Mark(
            f"{known[row['stressor']].label} ({SIGN[row['sign']]})",
            row["weight"], row["lower"], row["upper"],
            f"{_share(row['weight'])} ({_share(row['lower'])} to {_share(row['upper'])})",
            sure=row["weight"] > row["noise"],
        )
        for row in own.iter_rows(named=True)
    ]  # fmt: skip
    alt = "; ".join(f"{mark.name} {mark.text}" for mark in marks)
    chart = forest(
        marks,
        theme,
        title="Share of how teams differ in the outcome"
        if level == "between"
        else "Share of how people differ within their teams",
        nothing=(own["noise"][0], "noise"),
        reach=(-0.01, max(0.2, *(mark.upper or 0 for mark in marks)) + 0.02),
    )
    return Drawn(chart, table, f"{alt}. Noise: {_share(own['noise'][0])}.")


def _row(row: dict[str, Any], known: dict[str, Yardstick]) -> dict[str, Any]:
    defined = measures().get(row["stressor"])
    return {
        "Stressor": known[row["stressor"]].label,
        "Weight": _share(row["weight"]),
        "Lower": _share(row["lower"]),
        "Upper": _share(row["upper"]),
        "Relative weight": _share(row["relative"]),
        "Over noise": "yes" if row["weight"] > row["noise"] else "no",
        "Sign": SIGN[row["sign"]],
        "Same rank": f"{row['rank_kept'] * 100:.0f} %",
        "What can be changed": defined.lever if defined else "",
        "Teams": row["teams"],
        **({"People": row["people"]} if row["level"] == "within" else {}),
    }


def levers(rows: pl.DataFrame, known: dict[str, Yardstick]) -> list[str]:
    """By which lever each stressor over the noise can be changed."""
    said = []
    for row in rows.sort("weight", descending=True).iter_rows(named=True):
        defined = measures().get(row["stressor"])
        if row["weight"] > row["noise"] and defined and row["stressor"] in known:
            said.append(f"{defined.label}: {defined.lever}.")
    return said


def lag_table(rows: pl.DataFrame, known: dict[str, Yardstick]) -> pl.DataFrame:
    """One row per pair: what came first, in words."""
    return pl.DataFrame(
        [
            {
                "Stressor": known[row["stressor"]].label,
                "Outcome": known[row["outcome"]].label,
                "What came first": DIRECTIONS[row["direction"]],
                "Waves": row["waves"],
                "Teams": row["teams"],
            }
            for row in rows.iter_rows(named=True)
            if row["stressor"] in known and row["outcome"] in known
        ]
    )


def lag_finding(rows: pl.DataFrame) -> str:
    """How many pairs say a direction."""
    if rows.is_empty():
        return (
            "Ballast cannot tell what came first: that takes three waves in which load "
            "and scores of the same teams are shown."
        )
    counted = {
        key: rows.filter(pl.col("direction") == key).height for key in DIRECTIONS
    }
    return (
        f"Of {rows.height} pairs, load came first in {counted['load first']}, the score in "
        f"{counted['score first']}, each before the other in {counted['both']}; in "
        f"{counted['neither'] + counted['cannot tell']} neither can be told. These are "
        "directions to ask about, not findings."
    )


def _share(value: float) -> str:
    return f"{value * 100:.0f} %"
