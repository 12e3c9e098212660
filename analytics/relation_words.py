"""What a relation says, in plain sentences made from its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from analytics.between import CLEAR, LEAST_TEAMS, SLIGHT, Between
from analytics.over_waves import OverWaves
from analytics.repeated import Repeated
from analytics.segmented import Break
from analytics.two_level import Slope

Reading = Literal["more", "less", "cannot_tell", "too_few"]
LEFT_OUT: Final = (
    "Within teams it is left out: released as well, it would make single answers easier "
    "to guess than the privacy budget allows."
)
NOT_ASKED: Final = (
    "Within teams nothing is told: that takes a wave that is not anonymous and was closed "
    "once, and 30 people in ten shown teams with both figures."
)


@dataclass(frozen=True)
class Names:
    """A pair as it stands within a sentence, and the unit of its levels."""

    stressor: str
    outcome: str
    units: str = "teams"


def reading(relation: Between, slope: Slope | None) -> Reading:
    """More, less, or cannot tell: r's interval and the slope's must both leave out 0."""
    if relation.r is None:
        return "too_few"
    sure = slope is not None and slope.lower is not None and slope.upper is not None
    if not relation.certain or not sure or not _leaves_out_zero(slope):
        return "cannot_tell"
    return "more" if relation.r > 0 else "less"


def between_sentence(relation: Between, slope: Slope | None, names: Names) -> str:
    """One or two sentences on what goes together between teams (or units)."""
    said = reading(relation, slope)
    if said == "too_few" or relation.r is None:
        return (
            f"Ballast cannot tell whether {names.stressor} goes with {names.outcome} "
            f"between {names.units}: that takes at least {LEAST_TEAMS} {names.units} "
            "with both figures shown, and figures that differ."
        )
    figures = (
        f"(r = {plain(relation.r)}, 95 % {plain(relation.lower)} to "
        f"{plain(relation.upper)}; {relation.teams} {names.units})"
    )
    if said == "cannot_tell":
        return (
            f"Ballast cannot tell whether {names.stressor} goes with {names.outcome} "
            f"between {names.units} {figures}. {relation.teams} {names.units} could have "
            f"shown r = {plain(relation.detectable)} or more (80 % power)."
        )
    direction = "higher" if said == "more" else "lower"
    return (
        f"Between {names.units}, higher {names.stressor} goes with "
        f"{size_word(relation.r)}{direction} {names.outcome} {figures}."
    )


def within_reading(within: Repeated) -> Reading:
    """More, less, or cannot tell: whether the interval leaves out 0."""
    if within.r is None or within.lower is None or within.upper is None:
        return "too_few"
    if within.lower <= 0 <= within.upper:
        return "cannot_tell"
    return "more" if within.r > 0 else "less"


def within_sentence(within: Repeated, names: Names, *, beside: Reading) -> str:
    """One or two sentences on what goes together within teams or people.

    Args:
        within: from `repeated`, or a like figure.
        names: of the pair.
        beside: the reading between teams; where the signs differ the sentence says so.
    """
    if within.r is None or within.lower is None or within.upper is None:
        return (
            f"Ballast cannot tell whether {names.stressor} goes with {names.outcome} "
            "within teams: too few people answered with both figures."
        )
    several = within.answers > within.people
    answers = f", {within.answers} answers" if several else ""
    figures = (
        f"(r = {plain(within.r)}, {plain(within.lower)} to {plain(within.upper)}; "
        f"{within.people} people{answers})"
    )
    if within.lower <= 0 <= within.upper:
        return (
            f"Within a team Ballast cannot tell {figures}; r = "
            f"{plain(within.detectable)} or more could have been seen (80 % power)."
        )
    direction = "higher" if within.r > 0 else "lower"
    return (
        f"{_turn(beside, direction)} with higher {names.stressor} report {size_word(within.r)}{direction} "
        f"{names.outcome} {figures}."
    )


def over_waves_sentence(
    found: OverWaves, names: Names, *, people: int, beside: Reading
) -> str:
    """One or two sentences on what goes together within teams over several waves.

    Args:
        found: from `r_over_waves`.
        names: of the pair.
        people: of the wave with most of them.
        beside: the reading between teams over all waves.

    >>> found = OverWaves(7, 0.09, 0.03, 0.15, 0.15)
    >>> names = Names("caseload", "burnout")
    >>> over_waves_sentence(found, names, people=354, beside="more")
    'Within a team, people with higher caseload report slightly higher burnout (r = .09, .03 to .15; 7 waves of at most 354 people).'
    """
    figures = (
        f"(r = {plain(found.r)}, {plain(found.lower)} to {plain(found.upper)}; "
        f"{found.waves} waves of at most {people} people)"
    )
    if found.lower <= 0 <= found.upper:
        return (
            f"Within a team Ballast cannot tell {figures}; r = "
            f"{plain(found.detectable)} or more could have been seen (80 % power)."
        )
    direction = "higher" if found.r > 0 else "lower"
    return (
        f"{_turn(beside, direction)} with higher {names.stressor} report "
        f"{size_word(found.r)}{direction} {names.outcome} {figures}."
    )


def contextual_sentence(
    value: float, lower: float, upper: float, *, step: str, outcome: str
) -> str:
    """How much steeper a pair goes together between teams than within them.

    >>> contextual_sentence(1.2, 0.3, 2.1, step="3 clients", outcome="burnout")
    'Between teams 3 clients more go with 1.2 points more burnout than within them (0.3 to 2.1).'
    """
    if lower <= 0 <= upper:
        return (
            "Whether the slope between teams is another one than within them cannot be "
            f"told: {_signed(value)} points of {outcome} by {step} "
            f"({_signed(lower)} to {_signed(upper)})."
        )
    way = "more" if value > 0 else "less"
    low, high = (lower, upper) if value > 0 else (-upper, -lower)
    return (
        f"Between teams {step} more go with {abs(value):.1f} points {way} {outcome} than "
        f"within them ({_signed(low)} to {_signed(high)})."
    )


def _turn(beside: Reading, direction: str) -> str:
    """How a sentence within teams begins: whether the sign is that between them."""
    if (beside, direction) in {("more", "lower"), ("less", "higher")}:
        return "Within a team it is the other way round: people"
    return "Within a team, people"


def slope_sentence(slope: Slope | None, *, step: str, outcome: str) -> str:
    """How much the outcome moves with one step; empty without an interval.

    >>> slope_sentence(Slope(1.83, 1, 9, 0.4, 3.2), step="3 clients", outcome="burnout")
    '3 clients more go with 1.8 points more burnout (0.4 to 3.2).'
    """
    if slope is None or slope.lower is None or slope.upper is None:
        return ""
    if not _leaves_out_zero(slope):
        return (
            f"How steeply cannot be told either: {_signed(slope.value)} points of {outcome} "
            f"by {step} ({_signed(slope.lower)} to {_signed(slope.upper)})."
        )
    way = "more" if slope.value >= 0 else "less"
    low, high = slope.lower, slope.upper
    if slope.value < 0:
        low, high = -high, -low
    return (
        f"{step} more go with {abs(slope.value):.1f} points {way} {outcome} "
        f"({_signed(low)} to {_signed(high)})."
    )


def break_sentence(found: Break | None, names: Names, *, at: str, ends: str) -> str:
    """Whether the slope changes at some level of the stressor, and where.

    Args:
        found: from `break_point`.
        names: of the pair.
        at: the level as pages write it.
        ends: its interval, likewise.
    """
    if found is None:
        return (
            f"Ballast cannot tell from which {names.stressor} on {names.outcome} climbs: "
            f"that takes 20 {names.units} with both figures shown."
        )
    if not found.claimed:
        return (
            f"No level of {names.stressor} is found from which on {names.outcome} climbs "
            "otherwise than before it; that does not show that there is none."
        )
    steeper = "more" if found.slope_above > found.slope_below else "less"
    return (
        f"From {at} on ({ends}), {names.outcome} climbs {steeper} steeply with "
        f"{names.stressor}."
    )


def opposed_sentence(overall: Reading, parts: dict[str, Reading], units: str) -> str:
    """Whether the sign overall differs from that within kinds (Simpson 1951).

    Empty where it does not, or nothing is certain.
    """
    other = {"more": "less", "less": "more"}.get(overall)
    against = sorted(kind for kind, said in parts.items() if said == other)
    if not against:
        return ""
    return (
        f"Overall and within kinds the signs differ: within {', '.join(against)} it is "
        f"the other way round. Kinds of {units} differ in much else; read within kinds."
    )


def size_word(r: float) -> str:
    """A word for the size of a correlation, with a space after it.

    >>> [size_word(r) for r in (0.2, -0.4, 0.6)]
    ['slightly ', '', 'clearly ']
    """
    if abs(r) >= CLEAR:
        return "clearly "
    return "" if abs(r) >= SLIGHT else "slightly "


def plain(r: float | None) -> str:
    """A correlation without its leading zero.

    >>> plain(0.413), plain(-0.071), plain(-0.001), plain(1.0), plain(None)
    ('.41', '-.07', '.00', '1.00', '')
    """
    if r is None:
        return ""
    return f"{r:.2f}".replace("-0.00", "0.00").replace("0.", ".", 1)


def _leaves_out_zero(slope: Slope | None) -> bool:
    if slope is None or slope.lower is None or slope.upper is None:
        return False
    return slope.lower > 0 or slope.upper < 0


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-0.0", "0.0")
