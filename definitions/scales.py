"""The parts of an instrument: coding of answers, scales, and what is published of them."""

from __future__ import annotations

import math
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

HIGHEST_POINTS: Final = 100.0
ITEM: Final = r"^[A-Za-z][A-Za-z0-9_]*$"
HALF_RULE: Final = "none published: at least half of the items, as everywhere here"

Standing = Literal[
    "clinically derived",
    "against another scale",
    "percentile of one sample",
    "arbitrary",
    "discouraged",
]
Area = Literal[
    "workload", "control", "reward", "community", "fairness", "values", "outcome"
]
Formula = Literal["mean", "sum", "points"]
Ends = tuple[float, float]


class Strict(BaseModel):
    """Unknown keys are refused; nothing is changed once read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class RawRange(Strict):
    """How answers are coded in a file, and how they become points, 0 to 100.

    Without `points` they are evenly spaced: the smallest raw value 0, the largest 100.
    """

    lowest: int = Field(description="smallest valid raw value")
    highest: int = Field(description="largest valid raw value")
    lowest_means: str = Field("", description="what the smallest value says")
    highest_means: str = Field("", description="what the largest value says")
    points: dict[str, float] = Field({}, description="raw value -> points, 0 to 100")

    @model_validator(mode="before")
    @classmethod
    def _even_unless_said(cls, given: object) -> object:
        if not isinstance(given, dict) or "points" in given:
            return given
        lowest, highest = given.get("lowest"), given.get("highest")
        if not (isinstance(lowest, int) and isinstance(highest, int)):
            return given
        steps = max(highest - lowest, 1)
        raws = range(lowest, highest + 1)
        even = {str(raw): (raw - lowest) * HIGHEST_POINTS / steps for raw in raws}
        return given | {"points": even}

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.highest <= self.lowest:
            raise ValueError(f"highest {self.highest} is not above {self.lowest}")
        expected = [str(raw) for raw in range(self.lowest, self.highest + 1)]
        if sorted(self.points) != sorted(expected):
            raise ValueError(
                f"points must name each raw value from {self.lowest} to "
                f"{self.highest} once; found {', '.join(self.points) or 'none'}"
            )
        if any(not 0 <= points <= HIGHEST_POINTS for points in self.points.values()):
            raise ValueError("points must lie within 0 to 100")
        return self

    @property
    def even(self) -> bool:
        """Whether each step up is worth the same, from 0 to 100 points."""
        step = HIGHEST_POINTS / (self.highest - self.lowest)
        return all(
            math.isclose(points, (int(raw) - self.lowest) * step, abs_tol=1e-9)
            for raw, points in self.points.items()
        )


class OtherRaw(RawRange):
    """The coding of some items that are answered in other words than the rest."""

    items: tuple[str, ...] = Field(min_length=1, description="the items it holds for")


class Coding(Strict):
    """One way in which files of an instrument are coded, and what it reverses."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    lowest_means: str = Field(description="what the smallest raw value says")
    highest_means: str = Field(description="what the largest raw value says")
    reversed: tuple[str, ...] = Field((), description="items reversed in such a file")


class Reliability(Strict):
    """A published internal consistency."""

    alpha: float | None = Field(None, ge=-1, le=1, description="Cronbach's alpha")
    omega: float | None = Field(None, ge=0, le=1, description="McDonald's omega")
    source: str
    verified: bool = Field(description="read in the source, not from memory")


class Reference(Strict):
    """A published mean, as context at organisation level; never a team's target."""

    mean: float = Field(description="on the instrument's own scale, or `on`")
    sd: float | None = Field(None, gt=0)
    on: Ends | None = Field(None, description="ends of the scale it was published on")
    population: str
    year: int
    source: str
    verified: bool = Field(description="read in the source, not from memory")


class Cutoff(Strict):
    """A published cut-off, with how far it can be trusted."""

    at_least: float | None = Field(None, description="on the own scale, or `on`")
    at_most: float | None = Field(None, description="on the own scale, or `on`")
    on: Ends | None = Field(None, description="ends of the scale it was published on")
    label: str
    standing: Standing
    holds_for: str = Field("", description="version or people it was made with")
    source: str
    verified: bool = Field(description="read in the source, not from memory")

    @model_validator(mode="after")
    def _one_side(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("give at_least or at_most, one of them")
        return self

    @property
    def value(self) -> float:
        """The cut-off itself, whichever side it bounds."""
        value = self.at_most if self.at_least is None else self.at_least
        assert value is not None
        return value


class Scale(Strict):
    """One score. `measure` is its key among the measures.

    The score on 0 to 100 is the mean of the answered items' points; the instrument's
    own score is the same on `lowest` to `highest`: a mean of raw values, a sum of them
    (prorated where items are unanswered), or the points on a range of its own.
    A scale is made of `items`, or composed of other scales of the instrument: of all
    their items (a total), or of those named.
    """

    measure: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    short_label: str = Field(max_length=18, description="for a column head")
    direction: str = Field(description="what there is more of in a higher score")
    more_is: Literal["strain", "protects"]
    area: Area = "outcome"
    about: str = Field(
        "", description="a sentence of definition, if the label is short"
    )
    formula: Formula
    lowest: float = Field(description="smallest score on the instrument's own scale")
    highest: float = Field(description="largest score on the instrument's own scale")
    items: tuple[str, ...] = ()
    composite_of: tuple[str, ...] = Field((), description="measure keys of its parts")
    reversed: tuple[str, ...] = ()
    least: int | None = Field(None, ge=1, alias="least_answered")
    missing_rule_source: str = HALF_RULE
    missing_rule_verified: bool = True
    key_verified: bool = Field(True, description="item numbers read in a source")
    minimum_people: int = Field(5, ge=5, description="answers behind a figure")
    noisy_under: int = Field(0, ge=0, description="fewer answers are mostly noise")
    evidence: str = ""
    reliability: tuple[Reliability, ...] = ()
    reference: tuple[Reference, ...] = ()
    cutoff: tuple[Cutoff, ...] = ()

    @field_validator("direction", "label")
    @classmethod
    def _said(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("must say something")
        return value

    @model_validator(mode="after")
    def _items_fit(self) -> Self:
        if not self.items and not self.composite_of:
            raise ValueError("a scale needs items or composite_of")
        twice = sorted({item for item in self.items if self.items.count(item) > 1})
        if twice:
            raise ValueError(f"item {twice[0]} stands twice")
        if self.composite_of and self.reversed:
            raise ValueError(
                "a composite reverses what its parts reverse; drop reversed"
            )
        strange = sorted(set(self.reversed) - set(self.items))
        if strange:
            raise ValueError(f"reversed item {strange[0]} is not an item of the scale")
        if self.items and self.least_answered > len(self.items):
            raise ValueError(
                f"least_answered {self.least_answered} is more than the "
                f"{len(self.items)} items of the scale"
            )
        return self

    @model_validator(mode="after")
    def _figures_fit(self) -> Self:
        if self.highest <= self.lowest:
            raise ValueError(f"highest {self.highest:g} is not above {self.lowest:g}")
        published = [(mean.mean, mean.on, "reference") for mean in self.reference]
        published += [(cut.value, cut.on, "cutoff") for cut in self.cutoff]
        for value, on, kind in published:
            lowest, highest = on or self.ends
            if not lowest <= value <= highest:
                raise ValueError(
                    f"{kind} {value:g} lies outside {lowest:g} to {highest:g}; "
                    "say with `on` which scale it was published on"
                )
        return self

    @property
    def ends(self) -> Ends:
        """Smallest and largest score on the instrument's own scale."""
        return self.lowest, self.highest

    @property
    def least_answered(self) -> int:
        """Fewer answered items leave the scale unscored; half of them unless said."""
        return math.ceil(len(self.items) / 2) if self.least is None else self.least

    @property
    def alpha(self) -> float | None:
        """The first published alpha."""
        found = (one.alpha for one in self.reliability if one.alpha is not None)
        return next(found, None)

    def to_points(self, value: float, on: Ends | None = None) -> float:
        """A score on 0 to 100, from the own scale or the one it was published on.

        >>> at = {"measure": "x", "label": "x", "short_label": "x", "direction": "x"}
        >>> scale = Scale(**at, more_is="strain", formula="sum", lowest=0, highest=54,
        ...     items=("A",))
        >>> scale.to_points(27), scale.to_points(3, on=(0, 6))
        (50.0, 50.0)
        """
        lowest, highest = on or self.ends
        return (value - lowest) / (highest - lowest) * HIGHEST_POINTS

    def to_own(self, points: float) -> float:
        """A score on the instrument's own scale, from 0 to 100."""
        return self.lowest + points / HIGHEST_POINTS * (self.highest - self.lowest)
