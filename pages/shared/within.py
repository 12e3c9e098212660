"""What single answers tell of a pair within teams, and what was left out."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.forest import Mark, forest
from charts.theme import Theme
from charts.yardstick import Yardstick
from pages.shared.figure import Drawn
from pages.shared.r_words import p_words
from pages.shared.reader import Reader
from pages.shared.relations import ALL_WAVES, OVERALL, of_pair
from pages.shared.words import in_sentence, listed

MOST_GAIN = 10
LEFT_OUT = (
    "Within teams it is left out: released as well, it would make single answers easier "
    "to guess than the privacy budget allows."
)
NOT_ASKED = (
    "Within teams nothing is told: that takes a wave that is not anonymous and was closed "
    "once, and 30 people in ten shown teams with both figures."
)
METHOD = (
    "Within teams: deviations from the team's own mean, of people of shown teams who did "
    "not change team; correlations to two decimals, all else follows from them and from "
    "one common spread within teams. Figures are released in a fixed order, until who "
    f"knows everybody's load could guess answers {MOST_GAIN} % better than by the shown "
    "team mean."
)
OVER_WAVES = (
    "Its interval is as wide as if every wave had repeated the other: the same people "
    "answer again, and how alike is not known."
)
NOT_TOLD = (
    (
        "A person from wave to wave: cannot be told. Answers of a closed wave are not used "
        "again, so whether somebody's score moves with the own load stays open."
    ),
    "From which load on within teams: cannot be told from a few levels of ten people.",
)
LEVELS = (
    "Mean scores of people by how far their load lies from their own team's mean, as "
    "points from the team's mean score, to one point; ten people a level, edges half "
    "steps of the measure. The interval uses the common spread within teams."
)


def budget(reader: Reader, wave_id: str) -> pl.DataFrame:
    """Every statistic that was asked of a wave's answers, in its order."""
    return reader.ask("budget").filter(pl.col("wave_id") == wave_id).sort("position")


def budget_line(reader: Reader, wave_id: str) -> str:
    """How much of the budget of a wave is spent, and how much was left out."""
    if wave_id == ALL_WAVES:
        return (
            "What is said over all waves follows from the figures of each wave and spends "
            "nothing of their privacy budgets."
        )
    rows = budget(reader, wave_id)
    if rows.is_empty():
        return "Nothing from single answers is released of this wave."
    done = rows.filter(pl.col("state") == "released")
    spent = max([gain for gain in done["gain"] if gain is not None], default=0.0)
    left = rows.height - done.height
    said = (
        f"Privacy budget of this wave: {done.height} statistics from single answers are "
        f"released; with them an answer can be guessed {spent * 100:.0f} % better than "
        f"by the shown team mean ({MOST_GAIN} % are allowed)."
    )
    return (
        f"{said} {left} {'was' if left == 1 else 'were'} left out."
        if left
        else f"{said} None was left out."
    )


def lines(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> list[str]:
    """The answer within teams in plain sentences, other windows, and the budget."""
    wave_id, part = found["wave_id"], found["slice"]
    asked = _of_pair(budget(reader, wave_id), stressor, outcome, part)
    own = of_pair(reader, stressor, outcome).filter(
        (pl.col("level") == "within")
        & (pl.col("wave_id") == wave_id)
        & (pl.col("slice") == part)
    )
    said = []
    for row in own.sort("position").iter_rows(named=True):
        text = f"{row['sentence']} {row['slope_sentence']}".strip()
        if row["family"]:
            text += f" One of the named stressors, q = {p_words(row['q'])}."
        said.append(text if row["family"] else f"Over {row['time_window']}: {text}")
    if own.is_empty():
        said.append(NOT_ASKED if asked.is_empty() else LEFT_OUT)
    windows = [
        row["time_window"]
        for row in asked.iter_rows(named=True)
        if row["state"] == "left_out"
    ]
    if windows and not own.is_empty():
        said.append(f"Left out by the privacy budget: over {listed(windows)}.")
    if part == OVERALL:
        said += _from_others(of_pair(reader, stressor, outcome), wave_id)
    return [*said, budget_line(reader, wave_id)]


def _from_others(rows: pl.DataFrame, wave_id: str) -> list[str]:
    """What follows from other rows: over all waves, and beyond the own load."""
    said = [
        f"Between less within, exploratory: {row['sentence']}"
        for row in rows.filter(
            (pl.col("level") == "contextual") & (pl.col("wave_id") == wave_id)
        ).iter_rows(named=True)
    ]
    over = rows.filter((pl.col("level") == "within") & (pl.col("wave_id") == ALL_WAVES))
    for row in over.iter_rows(named=True):
        q = f" q = {p_words(row['q'])}." if row["family"] else ""
        text = f"{row['sentence']} {row['slope_sentence']}".strip()
        said.append(f"Over all waves: {text}{q} {OVER_WAVES}")
    return [*said, *(NOT_TOLD if over.height else ())]


def _of_pair(
    rows: pl.DataFrame, stressor: Yardstick, outcome: Yardstick, part: str
) -> pl.DataFrame:
    return rows.filter(
        (pl.col("kind") == "slope")
        & (pl.col("stressors") == stressor.measure)
        & (pl.col("outcome") == outcome.measure)
        & (pl.col("slice") == part)
    )


def levels(
    reader: Reader,
    stressor: Yardstick,
    outcome: Yardstick,
    found: dict[str, Any],
    theme: Theme,
) -> list[Drawn]:
    """Scores across levels within teams; nothing where none are released."""
    rows = reader.ask("level_within").filter(
        (pl.col("wave_id") == found["wave_id"])
        & (pl.col("stressor") == stressor.measure)
        & (pl.col("outcome") == outcome.measure)
    )
    if rows.is_empty() or found["slice"] != OVERALL:
        return []
    rows = rows.sort("level_from", nulls_last=False)
    table = pl.DataFrame(
        [
            {
                "From the team's mean": _end(row["level_from"], stressor, "any less"),
                "To under": _end(row["level_to"], stressor, "any more"),
                "People": row["people"],
                f"{outcome.label}, points from the team's mean": f"{row['value']:+.0f}",
                "Lower": f"{row['lower']:+.0f}",
                "Upper": f"{row['upper']:+.0f}",
            }
            for row in rows.iter_rows(named=True)
        ]
    )
    said = "; ".join(
        f"{one[0]} to {one[1]}: {one[3]} points" for one in table.iter_rows()
    )
    alt = f"{outcome.label} within teams by level of {in_sentence(stressor.label)}. {said}."
    return [Drawn(_drawn(rows, table, theme), table, alt)]


def _drawn(rows: pl.DataFrame, table: pl.DataFrame, theme: Theme) -> Any:
    marks = [
        Mark(
            f"{_span(row, named)} ({row['people']} people)",
            row["value"],
            row["lower"],
            row["upper"],
            f"{named[3]} ({named[4]} to {named[5]})",
            sure=not row["lower"] <= 0 <= row["upper"],
        )
        for row, named in zip(
            rows.iter_rows(named=True), table.iter_rows(), strict=True
        )
    ]
    furthest = max(abs(each) for mark in marks for each in (mark.lower, mark.upper))
    title = "Points from the team's mean score"
    return forest(marks, theme, title=title, reach=(-furthest - 1, furthest + 1))


def _end(value: float | None, stressor: Yardstick, otherwise: str) -> str:
    if value is None:
        return otherwise
    sign = "-" if value < 0 else "+"
    return f"{sign}{stressor.written(abs(value))}"


def _span(row: dict[str, Any], named: tuple[Any, ...]) -> str:
    if row["level_from"] is None:
        return f"under {named[1]}"
    return (
        f"{named[0]} or more"
        if row["level_to"] is None
        else (f"{named[0]} to {named[1]}")
    )


def missing(
    reader: Reader, rows: pl.DataFrame, names: dict[str, str], weeks: str
) -> str:
    """The waves without a figure within teams, and why; empty where none lacks one."""
    own = (pl.col("level") == "within") & (pl.col("slice") == OVERALL)
    own &= (pl.col("time_window") == weeks) & pl.col("r").is_not_null()
    there = set(rows.filter(own)["wave_id"])
    lacking = {wave: name for wave, name in names.items() if wave not in there}
    asked = {wave for wave in lacking if budget(reader, wave).height}
    left = [name for wave, name in lacking.items() if wave in asked]
    never = [name for wave, name in lacking.items() if wave not in asked]
    said = []
    if left:
        said.append(f"Not drawn: {listed(left)}, left out to protect answers.")
    if never:
        said.append(
            f"Not drawn: {listed(never)}, without a figure within teams (an anonymous wave, "
            "one closed more than once, or too few people)."
        )
    return " ".join(said)


def of_window(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> dict[str, Any] | None:
    """The row within teams of the planned window; none where there is none."""
    own = of_pair(reader, stressor, outcome).filter(
        (pl.col("level") == "within")
        & (pl.col("wave_id") == found["wave_id"])
        & (pl.col("slice") == found["slice"])
        & (pl.col("time_window") == found["time_window"])
    )
    return own.row(0, named=True) if own.height else None
