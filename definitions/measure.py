"""One measure: what every page, title and document says of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from definitions.scales import Area

Section = Literal[
    "Load", "Work around it", "Support", "Rest", "Scores", "Official figures"
]


class Measure(BaseModel):
    """One measure: what it is, how it is made, and what it can be fooled by.

    The figure of a group and period is `factor * sum(numerator) / sum(denominator)`
    over the people and days that count, at every level of the hierarchy. `published`
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
    source: Literal["appointments", "caseload", "time", "leave", "survey", "unit"]
    origin: Literal["people", "answers", "official"] = "people"
    direction: Literal["strain", "protects", "none"]
    area: Area
    lever: str
    chart: Literal["xmr", "p_prime", "g", "line_only"]
    sensitivity: Literal["load", "sensitive"] = "load"
    periods: tuple[Literal["month", "quarter", "year", "wave"], ...] = ("month", "wave")
    minimum_people: int = 5
    step: float = Field(gt=0)
    fooled_by: str
    evidence: str
    citation: str
    reviewed: date
    published: tuple[str, ...] = ()

    @property
    def per_fte(self) -> bool:
        """Whether the denominator is available clinical FTE."""
        return self.denominator in {"fte", "fte_weeks"}
