"""The study's papers: the plan as it was dated, and the method with its exact numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from analytics.relation_words import plain
from etl.settings import Settings
from etl.understand.asked import Asked, in_sentence
from etl.understand.between_pair import DRAWS
from etl.understand.plans import Plan
from etl.understand.shown_teams import ALL_WAVES, ShownTeams
from etl.understand.study_over import over_lines

STUDY: Final = {
    "wave_id": pl.String,
    "part": pl.String,
    "position": pl.Int32,
    "written_on": pl.Date,
    "text": pl.String,
}
FINDING: Final = 0.05
NO_PLAN: Final = (
    "No plan was written before this wave was closed: all of its relations are "
    "exploratory."
)


def study_cells(
    shown: ShownTeams,
    asked: Asked,
    relation: pl.DataFrame,
    *,
    within: pl.DataFrame | None = None,
    plans: Mapping[str, Sequence[Plan]],
    settings: Settings,
) -> pl.DataFrame:
    """Lines of both papers for each closed wave, and the method over all of them.

    Columns of STUDY.
    """
    rows = []
    for wave_id in shown.waves:
        versions = plans.get(wave_id, ())
        plan = versions[-1] if versions else None
        own = relation.filter(pl.col("wave_id") == wave_id)
        texts = {
            "plan": plan_lines(plan, len(versions), asked),
            "method": [
                *method_lines(own, asked, settings),
                *within_lines(within, wave_id, asked),
            ],
        }
        rows += [
            {
                "wave_id": wave_id,
                "part": part,
                "position": position,
                "written_on": plan.written_on if plan and part == "plan" else None,
                "text": text,
            }
            for part, lines in texts.items()
            for position, text in enumerate(lines, start=1)
        ]
    over = over_lines(relation, relation.clear() if within is None else within, asked)
    rows += [
        {"wave_id": ALL_WAVES, "part": "method", "position": position, "text": text}
        for position, text in enumerate(over, start=1)
    ]
    return pl.DataFrame(rows, schema=STUDY).sort("wave_id", "part", "position")


def plan_lines(plan: Plan | None, versions: int, asked: Asked) -> list[str]:
    """What was named before the wave was closed, a line each."""
    if plan is None:
        return [NO_PLAN]
    names = [_name(asked, key) for key in plan.stressors]
    lines = [
        f"Primary outcome: {_name(asked, plan.primary_outcome)}.",
        f"Named stressors, in order of priority: {'; '.join(names)}.",
        f"Window: the {plan.weeks} weeks that end the day before the wave.",
        (
            f"Family corrected together: {len(names)} stressors x the primary outcome x "
            f"{plan.weeks} weeks, between teams and apart from them within teams "
            "(Benjamini and Hochberg, q < .05); all else is exploratory."
        ),
    ]
    if plan.taken_out:
        out = "; ".join(_name(asked, key) for key in plan.taken_out)
        lines.append(f"Taken out of both sides: {out}.")
    if plan.resources:
        out = "; ".join(_name(asked, key) for key in plan.resources)
        lines.append(f"Resources that may take the edge off load: {out}.")
    if versions > 1:
        lines.append(
            f"Version {versions} of the plan; the earlier ones are kept beside it."
        )
    return lines


def method_lines(own: pl.DataFrame, asked: Asked, settings: Settings) -> list[str]:
    """The method as a paragraph that could stand in a report, a line a sentence."""
    family = own.filter(pl.col("family"))
    told = family.filter(pl.col("r").is_not_null())
    lines = [
        (
            f"Exposures are ratios of sums over the {settings.relation_weeks} weeks that "
            "end the day before the wave, over all members of a team, answered or not. "
            "Scores are published team means on 0 to 100, rounded to 1 point, on at least "
            f"{settings.minimums.answers} answers."
        ),
        (
            "Only teams and reporting units whose cells are shown enter. Each is weighted "
            "by its number of answers, taken at the lower end of the published band."
        ),
    ]
    if told.is_empty():
        lines.append(
            f"Under {settings.minimums.relation_teams} teams were shown with both "
            "figures; no relation was estimated."
        )
        return lines
    teams = told["teams"]
    fewest, most = (
        teams.to_list()[teams.arg_min() or 0],
        teams.to_list()[teams.arg_max() or 0],
    )
    span = f"{fewest}" if fewest == most else f"{fewest} to {most}"
    found = family.filter(
        (pl.col("q") < FINDING) & (pl.col("reading") != "cannot_tell")
    )
    lines += [
        (
            f"For {told.height} of {family.height} named stressors, {span} teams had both "
            "figures. Correlations are weighted Pearson correlations of team means with "
            f"percentile intervals over {DRAWS:,} bootstrap draws of teams; slopes are "
            "weighted least squares with CR2 errors and Satterthwaite degrees of freedom."
        ),
        (
            f"The p of the {told.height} slopes on {_name(asked, asked.primary)} were "
            "corrected together (Benjamini and Hochberg 1995): "
            f"{found.height} had q under .05."
        ),
        _power(told),
    ]
    reliability = told["reliability"].drop_nulls().to_list()
    if reliability:
        lines.append(_noise(sum(reliability) / len(reliability)))
    lines.append(
        "Assumed: teams are independent; who answered does not depend on score and load "
        "together; the relation is straight. Not adjusted for role mix. Nothing here "
        "tells what causes what."
    )
    return lines


def within_lines(within: pl.DataFrame | None, wave_id: str, asked: Asked) -> list[str]:
    """The method within teams with the wave's numbers; nothing where none is released."""
    if within is None:
        return []
    own = within.filter((pl.col("wave_id") == wave_id) & pl.col("family"))
    if own.is_empty():
        return ["Within teams nothing from single answers was released."]
    people = own["people"].to_list()
    span = sorted({min(people), max(people)})
    found = own.filter((pl.col("q") < FINDING) & (pl.col("reading") != "cannot_tell"))
    return [
        (
            f"Within teams, {' to '.join(map(str, span))} people of shown teams who did not "
            "change team entered, as deviations from their team's mean; correlations "
            "written to two decimals with one common spread, intervals by Fisher's z, "
            "slopes by least squares with t intervals."
        ),
        (
            f"The p of the {own.height} slopes on {_name(asked, asked.primary)} within "
            "teams were corrected together, apart from those between teams: "
            f"{found.height} had q under .05."
        ),
        _power(own, "people"),
    ]


def _power(told: pl.DataFrame, who: str = "teams") -> str:
    seen = told["detectable"].drop_nulls().to_list()
    low, high = plain(min(seen)), plain(max(seen))
    span = low if low == high else f"{low} to {high}"
    return f"So many {who} show a correlation of {span} or more with 80 % power."


def _noise(reliability: float) -> str:
    if reliability == 0:
        return (
            "Team means did not differ detectably in this wave (reliability 0), so a "
            "correlation of them can only be small."
        )
    return (
        f"Mean reliability of the team means was {plain(reliability)}, which shrinks a "
        f"correlation to about {plain(reliability**0.5)} of its size; none was "
        "corrected for it."
    )


def _name(asked: Asked, key: str) -> str:
    return in_sentence(asked.measures[key]) if key in asked.measures else key
