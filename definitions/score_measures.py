"""The measure that a scale of an instrument is: everything said of it is generated.

What an instrument's file marks as not verified says so wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from definitions.instruments import Instrument
from definitions.measure import Measure
from definitions.scales import Cutoff, Reference, Scale

FOOLED_BY: Final = (
    "Tired people answer less, and leavers are missing. "
    "A mean of a small team is mostly noise."
)
SAME_SURVEY: Final = (
    "Asked in the same survey as burnout: part of any correlation is common method."
)
STEP_POINTS: Final = 5.0
UNVERIFIED: Final = "from memory or a third party, to be confirmed"


def score_measures(instrument: Instrument) -> tuple[Measure, ...]:
    """A measure for each scale, in the order of the instrument."""
    return tuple(score_measure(instrument, scale) for scale in instrument.scale)


def score_measure(instrument: Instrument, scale: Scale) -> Measure:
    """The measure of one scale: its score on 0 to 100, averaged over respondents."""
    outcome = scale.area == "outcome"
    suffix = f" ({instrument.abbreviation})" if instrument.abbreviation else ""
    return Measure(
        key=scale.measure,
        label=scale.label + suffix,
        short_label=scale.short_label,
        unit=f"points, 0 to 100, higher is more {scale.direction}",
        format="whole",
        section="Scores",
        definition=definition(instrument, scale),
        numerator=scale.measure,
        denominator="respondents",
        aggregation="mean",
        applies_to="all",
        source="survey",
        origin="answers",
        direction=scale.more_is,
        area=scale.area,
        lever="see what goes with it" if outcome else "ask the team what would help",
        chart="line_only",
        periods=("wave",),
        minimum_people=scale.minimum_people,
        step=STEP_POINTS,
        fooled_by=FOOLED_BY if outcome else f"{FOOLED_BY} {SAME_SURVEY}",
        evidence=scale.evidence or instrument.evidence,
        citation=instrument.citation,
        reviewed=instrument.reviewed,
        published=tuple(published(instrument, scale)),
    )


def definition(instrument: Instrument, scale: Scale) -> str:
    """How the score is made, and what there is more of in a higher one."""
    count = len(scale.items)
    how = "Sum" if scale.formula == "sum" else "Mean"
    made = "One item" if count == 1 else f"{how} of {count} items"
    made += f" ({instrument.name})"
    own = f", {scale.lowest:g} to {scale.highest:g}" if scale.ends != (0, 100) else ""
    more = f"{made}{own}, given on 0 to 100; higher is more {scale.direction}."
    return f"{more} {scale.about}".strip()


def published(instrument: Instrument, scale: Scale) -> Iterator[str]:
    """What is published of a scale, a line each: means, cut-offs, reliability, rules."""
    for mean in scale.reference:
        yield published_mean(scale, mean)
    for cutoff in scale.cutoff:
        yield _cutoff(scale, cutoff) + _standing(verified=cutoff.verified)
    for one in scale.reliability:
        values = (("alpha", one.alpha), ("omega", one.omega))
        said = ", ".join(f"{name} {value:.2f}" for name, value in values if value)
        yield f"Reliability: {said}; {one.source}" + _standing(verified=one.verified)
    verified = instrument.key_verified and scale.key_verified
    yield f"Item numbers: {instrument.key_source}" + _standing(verified=verified)
    yield (
        f"Scored from {scale.least_answered} of {len(scale.items)} answered items on: "
        f"{scale.missing_rule_source}"
    ) + _standing(verified=scale.missing_rule_verified)


def published_mean(scale: Scale, mean: Reference) -> str:
    """A published mean in words: on which scale, of whom, and how sure that is."""
    lowest, highest = mean.on or scale.ends
    spread = f" (SD {mean.sd:g})" if mean.sd else ""
    points = scale.to_points(mean.mean, mean.on)
    same = f", {points:.0f} on 0 to 100" if (lowest, highest) != (0, 100) else ""
    return (
        f"Published mean {mean.mean:g}{spread} on {lowest:g} to {highest:g}{same}: "
        f"{mean.population}, {mean.year}; {mean.source}"
    ) + _standing(verified=mean.verified)


def _cutoff(scale: Scale, cutoff: Cutoff) -> str:
    lowest, highest = cutoff.on or scale.ends
    side = "at least" if cutoff.at_most is None else "at most"
    held = f", for {cutoff.holds_for}" if cutoff.holds_for else ""
    return (
        f'Cut-off {side} {cutoff.value:g} on {lowest:g} to {highest:g} "{cutoff.label}", '
        f"{cutoff.standing}{held}; {cutoff.source}"
    )


def _standing(*, verified: bool) -> str:
    return "" if verified else f" [{UNVERIFIED}]"
