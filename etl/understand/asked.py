"""What is asked of the shown teams: the pairs, in their fixed order of priority."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analytics.relation_words import Names
from definitions.measures import Measure

WINDOW: Final = "12 weeks"
SLICE: Final = "organisation"


@dataclass(frozen=True)
class Asked:
    """Named stressors and outcomes, both in their registered order.

    The order of priority: the primary outcome with each stressor in turn, then the
    other outcomes. `taken_out` and `resources` were named beforehand too.
    """

    stressors: tuple[str, ...]
    outcomes: tuple[str, ...]
    primary: str
    measures: Mapping[str, Measure]
    taken_out: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    weeks: int = 12

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every stressor and outcome, in the order of priority."""
        return [(x, y) for y in self.outcomes for x in self.stressors]

    def names(self, stressor: str, outcome: str, *, units: str = "teams") -> Names:
        """A pair as it stands within a sentence."""
        known = self.measures
        return Names(in_sentence(known[stressor]), in_sentence(known[outcome]), units)

    def step_words(self, stressor: str) -> str:
        """One step of a stressor with its unit: `3 active clients per FTE`."""
        measure = self.measures[stressor]
        if measure.format == "share":
            return f"{measure.step * 100:g} percentage points of {in_sentence(measure)}"
        return f"{measure.step:g} {measure.unit}"


def asked(
    stressors: Sequence[str],
    outcomes: Sequence[str],
    primary: str,
    *,
    known: Mapping[str, Measure],
    taken_out: Sequence[str] = (),
    resources: Sequence[str] = (),
) -> Asked:
    """The pairs asked about, the primary outcome first."""
    first = [key for key in outcomes if key == primary]
    rest = [key for key in outcomes if key != primary]
    return Asked(
        tuple(stressors),
        (*first, *rest),
        primary,
        known,
        tuple(taken_out),
        tuple(resources),
    )


def in_sentence(measure: Measure) -> str:
    """A measure's name as it stands within a sentence."""
    label = measure.label
    first = label.split()[0]
    acronym = len(first) > 1 and first.isupper()
    return label if acronym else label[0].lower() + label[1:]


def seed_of(*parts: str) -> int:
    """A seed that the same parts give again."""
    return zlib.crc32("|".join(parts).encode())
