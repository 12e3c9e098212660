"""Control charts as small multiples: where a figure is expected to lie, and what is not."""

from __future__ import annotations

from typing import Any, Final

from charts.series import lines
from charts.tiles import Frame

# Colour is never alone: what a point means has its own shape, and its side a letter.
SHAPES: Final = {
    "concern": "diamond",
    "improvement": "square",
    "change": "triangle",
}
HIGH: Final = ("above_limit", "rising", "near_upper", "run_above")
OVER, UNDER = 8, 15  # pixels from a point to the foot of its letter
STATE_WORDS: Final = {
    "common": "as usual",
    "above_limit": "above its limits",
    "below_limit": "below its limits",
    "rising": "part of a rise of seven",
    "falling": "part of a fall of seven",
    "near_upper": "two of three near the upper limit",
    "near_lower": "two of three near the lower limit",
    "run_above": "seven in a row above the usual",
    "run_below": "seven in a row below the usual",
}


def control(frame: Frame) -> None:
    """Draws one panel; one without `control` as `series` draws it.

    Solid thin line: the usual; dashed: its limits, one stretch per segment. Marked
    points: diamond and H or L where it is of concern, square where it is better,
    triangle where the measure claims no direction; the letter stands at the last of a
    row of them. A period that is not shown, or is
    left out, is a gap.
    """
    if frame.panel.control is None:
        lines(frame)
        return
    _limits(frame)
    points = frame.panel.own.select("period_start", "value").join(
        frame.panel.control, on="period_start", how="left", maintain_order="left"
    )
    rows = points.rows(named=True)
    frame.lines(rows, "value", "own")
    shown = [row for row in rows if row["value"] is not None]
    for place, row in enumerate(shown):
        _point(frame, row)
        after = shown[place + 1] if place + 1 < len(shown) else None
        if _marked(row) and (after is None or _marked(after) != _marked(row)):
            _letter(frame, row)


def _limits(frame: Frame) -> None:
    """Centre and both limits, a stretch for each segment."""
    assert frame.panel.control is not None
    for segment in frame.panel.control.partition_by("segment", maintain_order=True):
        rows = segment.rows(named=True)
        for column, kind in (
            ("centre", "usual"),
            ("lower", "limit"),
            ("upper", "limit"),
        ):
            shown = [row for row in rows if row[column] is not None]
            frame.plot.line(frame.places(shown, column), kind)


def _point(frame: Frame, row: dict[str, Any]) -> None:
    x, value = frame.across(row["period_start"]), row["value"]
    state = STATE_WORDS.get(row["state"] or "", "not charted")
    written = frame.panel.yardstick.written(value)
    frame.plot.dot(x, value, "own", f"{row['period_start']:%b %Y}: {written}, {state}")
    if row["meaning"] in SHAPES:
        frame.plot.shape(x, value, SHAPES[row["meaning"]], row["meaning"])


def _marked(row: dict[str, Any]) -> str:
    """What a marked point's letter says, and of which meaning; empty where it has none."""
    if row["meaning"] not in SHAPES:
        return ""
    return f"{'H' if row['state'] in HIGH else 'L'} {row['meaning']}"


def _letter(frame: Frame, row: dict[str, Any]) -> None:
    """One letter for points in a row that say the same, at the last: H over it, L under."""
    letter, meaning = _marked(row).split()
    up = frame.plot.up(row["value"])
    under = letter == "L" and up + UNDER < frame.plot.tall
    at = up + UNDER if under else up - OVER
    frame.plot.text(frame.across(row["period_start"]), at, letter, f"{meaning} letter")
