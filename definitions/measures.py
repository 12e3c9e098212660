"""The measures, read from measures.toml and validated."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MEASURES_FILE = Path(__file__).with_name("measures.toml")

Section = Literal[
    "Load", "Work around it", "Support", "Rest", "Scores", "Official figures"
]


class Measure(BaseModel):
    """One measure: what it is, how it is made, and what it can be fooled by.

    The figure of a group and period is `factor * sum(numerator) / sum(denominator)`
    over the people and days that count, at every level of the hierarchy.
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
    area: Literal[
        "workload", "control", "reward", "community", "fairness", "values", "outcome"
    ]
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

    @property
    def per_fte(self) -> bool:
        """Whether the denominator is available clinical FTE."""
        return self.denominator in {"fte", "fte_weeks"}


class Measures(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    measure: tuple[Measure, ...]


def read_measures(path: Path) -> tuple[Measure, ...]:
    """The measures of a TOML file, in the order in which they stand there.

    Raises:
        ValueError: a key is unknown, missing, or stands twice; the message names
            the file, the measure and the key.
    """
    try:
        found = Measures.model_validate(tomllib.loads(path.read_text("utf-8"))).measure
    except ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error
    keys = [measure.key for measure in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"{path.name}: measure {twice[0]} stands twice")
    return found


@cache
def measures() -> dict[str, Measure]:
    """The measures Ballast ships, by key."""
    return {measure.key: measure for measure in read_measures(MEASURES_FILE)}
