"""The matrix of teams and measures: what each cell says and how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from charts.theme import Theme, ink_on
from charts.yardstick import Yardstick

MARKS = {
    "not_shown": "[c]",
    "missing": "[x]",
    "not_applicable": "[z]",
    "insufficient": "[u]",
}
MARK_WORDS = {
    "[c]": "not shown separately, to protect answers",
    "[x]": "not available",
    "[z]": "not applicable",
    "[u]": "too little to tell",
    "[b]": "break in the series",
}
ABOVE, BELOW = "▲", "▼"
LETTER_WORDS = {
    ABOVE: "surely above the agreed level",
    BELOW: "surely below the agreed level",
}
READINGS = {"over": 1, "under": -1}
FURTHEST = 3
# the scale as the legend draws it, from its good to its strained end
SCALE_WORDS = ("far on the good side", "", "far on the strained side")
PLAIN, HATCHED = 7, 8

TONE_WORDS = (
    "far on the good side of the reference",
    "clearly on the good side of the reference",
    "on the good side of the reference",
    "near the reference",
    "on the bad side of the reference",
    "clearly on the bad side of the reference",
    "far on the bad side of the reference",
    "",
    "cannot be told from the reference",
)


@dataclass(frozen=True)
class Estimate:
    """One published figure, or the state it has instead of one.

    `level`: the group's own reference, where it differs from the measure's.
    """

    value: float | None
    state: str = "shown"
    reading: str | None = None
    basis_broke: bool = False
    level: float | None = None


@dataclass(frozen=True)
class Cell:
    """One cell: number or mark, a letter beside the colour, and its tone.

    `tone` is the place in `palette`: 0 to 6 along the diverging scale, 7 plain
    (no colour claimed), 8 hatched (cannot be told).
    """

    text: str
    letter: str
    tone: int


def cell(
    estimate: Estimate | None, yardstick: Yardstick, *, past: bool = False
) -> Cell:
    """The cell of an estimate; no estimate is `[x]`, never zero and never coloured.

    `past`: surely past an agreed level by the last three months, whatever this one
    month can tell: at least one step on the bad side, with its own letter.
    """
    if estimate is None or estimate.state != "shown" or estimate.value is None:
        state = "missing" if estimate is None else estimate.state
        return Cell(MARKS.get(state, "[x]"), "", PLAIN)
    text = yardstick.written(estimate.value)
    text = f"{text} [b]" if estimate.basis_broke else text
    if past:
        return Cell(text, *_past(estimate, yardstick))
    if estimate.reading == "cannot_tell":
        return Cell(text, "?", HATCHED)
    distance = steps_away(estimate, yardstick)
    if distance is None or yardstick.direction == "none":
        return Cell(text, "", PLAIN)
    letter = "H" if distance > 0 else "L" if distance < 0 else ""
    toward_strain = distance if yardstick.direction == "strain" else -distance
    return Cell(text, letter, FURTHEST + toward_strain)


def _past(estimate: Estimate, yardstick: Yardstick) -> tuple[str, int]:
    away = steps_away(estimate, yardstick) or 0
    protects = yardstick.direction == "protects"
    toward_strain = max(1, -away if protects else away)
    return BELOW if protects else ABOVE, FURTHEST + toward_strain


def steps_away(estimate: Estimate, yardstick: Yardstick) -> int | None:
    """Whole steps from the stated reference, -3 to 3; none without a reference.

    Absolute: other teams' values do not enter. A reading of over or under is at
    least one step, so that what is claimed in words is also seen.
    """
    anchor = yardstick.anchor if estimate.level is None else estimate.level
    step = yardstick.step
    if anchor is None or not step or estimate.value is None:
        return None
    away = round((estimate.value - anchor) / step)
    told = READINGS.get(estimate.reading or "", 0)
    away = max(away, 1) if told > 0 else min(away, -1) if told < 0 else away
    return max(-FURTHEST, min(FURTHEST, away))


def evidence(cells: list[Cell]) -> int:
    """Steps on the bad side of the references, over the cells that can be told."""
    return sum(
        shown.tone - FURTHEST for shown in cells if FURTHEST < shown.tone < PLAIN
    )


def scale_words(
    words: tuple[str, str, str] = SCALE_WORDS, *, hatched: str = ""
) -> list[dict[str, str | int]]:
    """The legend of the colours: a tone each, words at both ends and in the middle.

    `hatched`: what hatching means, where the matrix has any.
    """
    good, near, strained = words
    said = {0: good, FURTHEST: near, 2 * FURTHEST: strained}
    shades: list[dict[str, str | int]] = [
        {"tone": tone, "says": said.get(tone, "")} for tone in range(2 * FURTHEST + 1)
    ]
    last: dict[str, str | int] = {"tone": HATCHED, "says": hatched}
    return [*shades, last] if hatched else shades


def palette(theme: Theme) -> list[dict[str, str]]:
    """Fill and ink of each tone; ink is black or white by contrast."""
    scale = [{"fill": fill, "ink": ink_on(fill)} for fill in theme.diverging]
    scale[FURTHEST]["ink"] = theme.ink
    plain = {"fill": "transparent", "ink": theme.ink}
    ground, stripe = theme.hatch
    return [*scale, plain, {"fill": ground, "ink": theme.ink, "stripe": stripe}]
