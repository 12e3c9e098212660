"""What a control chart says, in a line and in words."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.yardstick import Yardstick

TRIAL_POINTS = 13
LAG_WARNING = 0.3
SAYS = {
    "common": "within its usual range",
    "above_limit": "higher than its usual range",
    "below_limit": "lower than its usual range",
    "rising": "rising for seven or more",
    "falling": "falling for seven or more",
    "near_upper": "near the upper end of its usual range",
    "near_lower": "near the lower end of its usual range",
    "run_above": "above its usual for seven or more",
    "run_below": "below its usual for seven or more",
}
ASSURANCE = {
    "kept": "If nothing changes its months keep within the agreed level.",
    "past": "If nothing changes its months stay past the agreed level.",
    "varies": (
        "If nothing changes some of its months lie past the agreed level and some do "
        "not."
    ),
}
# what a point means that the range from before it, held against the level, contradicts
CONTRADICTED = {("concern", "kept"), ("improvement", "past")}
UNLIKE = "Its latest points are unlike this range, so it does not tell what comes next."
READ = (
    "**The thin line** is what is usual for this group, from its first 13 points; the "
    "**dashed lines** are the limits within which its points are expected to lie by "
    "themselves. Look for what leaves them, or stays on one side.\n\n"
    "**Marked points** are unlike the others by one of four rules: outside the limits; "
    "seven in a row rising or falling; two of three near a limit; seven in a row on one "
    "side. ◆ is of concern, ■ is better, ▲ is a change of a measure that claims no "
    "direction; H high, L low. Over many charts a few marks come by chance alone: no "
    "finding is made of them.\n\n"
    "**The orange line** is the agreed level. A dashed upright with a letter is an action; "
    "an action that lasts starts a new stretch of lines. Under 13 points the range is "
    "only a first guess (trial). Where there are no dashed "
    "lines, the grey line is the organisation. A gap is a month that is not shown, never "
    "zero.\n\n"
    "**Scores** are dots with 95 % intervals by wave: what an interval holds cannot be "
    "told from it."
)


def of_measure(control: pl.DataFrame, measure: str, group_id: str) -> pl.DataFrame:
    """The chart of one measure of one group; no rows where it has none."""
    return control.filter(
        (pl.col("measure") == measure) & (pl.col("group_id") == group_id)
    )


def line(
    drawn: pl.DataFrame,
    newest: Any,
    yardstick: Yardstick,
    value: float | None,
) -> str:
    """What to look at, short enough to stand above a panel.

    `newest`: first day of the latest period of the measure; a chart that ends before it
    says so. `value`: the latest; past an agreed level that is said first, for a usual
    range can lie past it as a whole.
    """
    if drawn.is_empty():
        return ""
    last = drawn.row(-1, named=True)
    if newest is not None and last["period_start"] < newest:
        return f"no figure since {last['period_start']:%b %Y}"
    said = f"{SAYS[last['state']]} (trial)" if last["trial"] else SAYS[last["state"]]
    side = past(yardstick, value)
    if not side:
        return said
    if last["state"] == "common":
        return f"{side} the agreed level, as is usual here"
    return f"{side} the agreed level; {said}"


def past(yardstick: Yardstick, value: float | None) -> str:
    """`above` or `below` where a value lies on the strained side of its agreed level."""
    level = yardstick.agreed_level
    if level is None or value is None or yardstick.direction == "none":
        return ""
    if yardstick.direction == "protects":
        return "below" if value < level else ""
    return "above" if value > level else ""


def sentences(drawn: pl.DataFrame, yardstick: Yardstick) -> list[str]:
    """What a chart says when it is looked at alone."""
    if drawn.is_empty():
        return []
    last = drawn.row(-1, named=True)
    said = [f"{last['period_start']:%B %Y}: {SAYS[last['state']]}."]
    if last["lower"] is not None:
        usual = yardstick.written(last["centre"])
        limits = yardstick.written(last["lower"]), yardstick.written(last["upper"])
        trial = ", trial limits" if last["trial"] else ""
        said.append(f"Usual {usual}, expected {limits[0]} to {limits[1]}{trial}.")
    said += _anew(drawn, yardstick)
    if (last["meaning"], last["assurance"]) in CONTRADICTED:
        said.append(UNLIKE)
    elif last["assurance"]:
        said.append(ASSURANCE[last["assurance"]])
    if (last["lag_1"] or 0) > LAG_WARNING:
        said.append(
            "Its months follow one another closely "
            f"(lag-1 correlation {last['lag_1']:.1f}), so that marks come too easily."
        )
    return said


def _anew(drawn: pl.DataFrame, yardstick: Yardstick) -> list[str]:
    """That the lines began anew, and what was usual before; nothing where they did not."""
    segments = drawn.group_by("segment", maintain_order=True).agg(
        pl.col("period_start").first(), pl.col("centre").mean()
    )
    *earlier, now = segments.rows(named=True)
    if not earlier:
        return []
    before = yardstick.written(earlier[-1]["centre"])
    begun = (
        f"The range begins anew in {now['period_start']:%B %Y}, at an action or a break"
    )
    return [f"{begun}; before, {before} was usual."]
