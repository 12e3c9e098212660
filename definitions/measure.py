"""One measure: what every page, title and document says of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from definitions.scales import Area

Section = Literal[
    "Load", "Work around it", "Support", "Rest", "Scores", "Official figures"
]


Level = Literal["organisation", "division", "programme", "unit", "team"]


class Measure(BaseModel):
    """One measure: what it is, how it is made, and what it can be fooled by.

    The figure of a group and period is `factor * sum(numerator) / sum(denominator)`
    over the people and days that count, at every level of the hierarchy or at `levels`
    alone. `compared` says against whom: of teams with a purpose of their own only with
    their peers; of what is strain above and nothing below, upwards only. `published`
    holds what is published of a score, a line each: means, cut-offs, reliability.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    short_label: str = Field(max_length=18)
    unit: str
    format: Literal["share", "decimal", "whole"]
    section: Section
    definition: str
    numerator: str
    denominator: str
    factor: float = 1.0
    aggregation: Literal["ratio of sums", "mean per head", "share of people", "mean"]
    applies_to: Literal["all", "clinical", "not_managers"] = "clinical"
    source: Literal[
        "appointments",
        "notes",
        "note_times",
        "caseload",
        "panel",
        "time",
        "licensed_time",
        "unlicensed_time",
        "contacts",
        "leave",
        "roster",
        "positions",
        "incidents",
        "survey",
        "unit",
    ]
    origin: Literal["people", "answers", "official"] = "people"
    direction: Literal["strain", "protects", "none"]
    area: Area
    lever: str
    chart: Literal["xmr", "p_prime", "u_prime", "line_only"]
    sensitivity: Literal["load", "sensitive"] = "load"
    periods: tuple[Literal["month", "quarter", "year", "wave"], ...] = ("month", "wave")
    levels: tuple[Level, ...] = ()
    compared: Literal["with all", "with peers", "upper side"] = "with all"
    minimum_people: int = 5
    step: float = Field(gt=0)
    fooled_by: str
    evidence: str
    citation: str
    reviewed: date
    published: tuple[str, ...] = ()

    @property
    def per_fte(self) -> bool:
        """Whether the denominator is available FTE, FTE-weeks or hours."""
        return self.denominator.endswith(("fte", "fte_weeks", "available_hours"))
