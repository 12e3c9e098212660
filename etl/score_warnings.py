"""What should be looked at before a score is used: signs of a wrong coding.

Statistics tell when some items run the wrong way, not when all do: then the scores are
mirrored and hang together as well as ever, and only the mean gives a hint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from analytics.reliability import (
    Floats,
    alpha_upper,
    cronbach_alpha,
    item_rest,
    surely_negative,
)
from definitions.instruments import Instrument
from definitions.scales import Scale

SUSPECTED: Final = "reverse coding suspected"
AGAINST: Final = -0.05  # nearer to 0, an item is unrelated, not reversed
# An alpha is far below the published one when even its 99 % limit is by this much.
FAR_BELOW: Final = 0.3
USUAL_ALPHA: Final = 0.7  # where none is published
# A mean is suspicious when it lies over this many SD from the published one, and nearer
# to that one's mirror image.
FAR_SD: Final = 0.75
LEAST_COMPARED: Final = 30
LEAST_UNUSED: Final = 200  # answers without a single lowest one
LEAST_ITEMS: Final = 3  # of an instrument, for its lowest answer to be expected


def reversal(points: Floats, scale: Scale) -> Iterator[str]:
    """Items against the rest of their scale, and an alpha far below the published one.

    Args:
        points: complete rows of the scale's items, reversed ones turned.
        scale: their codes, in the order of the columns.
    """
    people, items = points.shape
    rest = item_rest(points)
    against = surely_negative(rest, people=people) & (rest < AGAINST)
    for item, r, negative in zip(scale.items, rest, against, strict=True):
        if negative:
            yield f"{SUSPECTED}: {item} runs against the rest (r = {r:.2f})"
    alpha = cronbach_alpha(points)
    if alpha is None or against.any():
        return
    expected = USUAL_ALPHA if scale.alpha is None else scale.alpha
    if alpha_upper(alpha, people=people, items=items) < expected - FAR_BELOW:
        usual = "usual" if scale.alpha is None else "published"
        yield f"{SUSPECTED}: alpha {alpha:z.2f}, far below the {usual} {expected:.2f}"


def mirrored(
    mean: float, scale: Scale, instrument: Instrument, *, people: int
) -> Iterator[str]:
    """A mean nearer to the mirror image of the published one, where codings differ."""
    codings = " or ".join(coding.name for coding in instrument.coding)
    if not (scale.reversed and codings and people >= LEAST_COMPARED):
        return
    for known in scale.reference[:1]:
        usual = scale.to_own(scale.to_points(known.mean, known.on))
        mirror = scale.lowest + scale.highest - usual
        lowest, highest = known.on or scale.ends
        step = (scale.highest - scale.lowest) / (highest - lowest)
        far = known.sd is not None and abs(mean - usual) > FAR_SD * known.sd * step
        if far and abs(mean - mirror) < abs(mean - usual):
            yield (
                f"{SUSPECTED}: the mean {mean:.2f} is nearer to the mirror image of "
                f"the published {usual:.2f}; is the file coded {codings}?"
            )


def noise(sd: float, scale: Scale, *, people: int) -> Iterator[str]:
    """A mean of few people on a scale known to be noisy."""
    if people < scale.noisy_under:
        error = sd * ((people - 1) / people) ** 0.5 / people**0.5
        yield (
            f"fewer than {scale.noisy_under} answers: mostly noise "
            f"(standard error {error:.1f})"
        )


def lowest_unused(values: pl.DataFrame, instrument: Instrument) -> Iterator[str]:
    """A coding from 0 in which nobody ticked 0: the file may be coded from 1."""
    raw = instrument.raw
    if raw.lowest != 0 or len(instrument.items) < LEAST_ITEMS:
        return
    counts = values.select(
        pl.sum_horizontal(pl.all().count()).alias("given"),
        pl.sum_horizontal((pl.all() == 0).sum()).alias("lowest"),
    ).row(0, named=True)
    if counts["given"] >= LEAST_UNUSED and not counts["lowest"]:
        yield (
            f"no answer is 0 ({raw.lowest_means}): is the file coded 1 to "
            f"{raw.highest + 1}?"
        )
