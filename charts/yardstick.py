"""What a chart needs to know of a measure, and numbers written as pages write them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Format = Literal["share", "decimal", "whole"]
Direction = Literal["strain", "protects", "none"]

# Below this step (in shares) a whole per cent would hide a step of the scale.
FINE_STEP = 0.02
MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class Yardstick:
    """One measure as the published version defines it.

    `reference`, `agreed_level` and `step` are in the measure's own unit (shares 0
    to 1). `step` is the distance of one shade of colour from the reference.
    """

    measure: str
    label: str
    short_label: str
    unit: str
    format: Format
    section: str
    direction: Direction
    area: str = "workload"
    origin: str = "people"
    reference: float | None = None
    reference_text: str | None = None
    agreed_level: float | None = None
    agreed_by: str | None = None
    step: float | None = None
    headline: bool = False
    position: int = 0

    @property
    def anchor(self) -> float | None:
        """The stated level that colours are taken from: reference, else agreed."""
        return self.reference if self.reference is not None else self.agreed_level

    def written(self, value: float | None) -> str:
        """A value as pages write it: `31.4`, `38 %`, `46`; empty for none."""
        if value is None or math.isnan(value):
            return ""
        if self.format == "share":
            fine = self.step is not None and self.step < FINE_STEP
            return f"{value * 100:.{1 if fine else 0}f} %".replace("-", MINUS)
        return f"{value:.{0 if self.format == 'whole' else 1}f}".replace("-", MINUS)

    def written_interval(self, lower: float | None, upper: float | None) -> str:
        """`(29.1 to 33.7)`, empty where there is no interval."""
        if lower is None or upper is None:
            return ""
        return f"({self.written(lower)} to {self.written(upper)})"

    @property
    def tick_format(self) -> str:
        """The d3 format of this measure's axis."""
        return ".0%" if self.format == "share" else "~g"
