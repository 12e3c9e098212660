"""What could move: what it would take to be back at a level, with its arithmetic open.

A sum about a team as a whole: never whose clients, and never another team.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.interactive import BackToLevel, back_to_level
from charts.yardstick import MINUS, Yardstick
from definitions.moves import MOVES, Move
from pages.shared.words import in_sentence

SHARE = 100
TIMES = "\N{MULTIPLICATION SIGN}"
DAYS_A_WEEK = 7
NOTHING = (
    "No measure that can be counted in hours, clients or FTE lies past an agreed level, "
    "or past what half of similar teams keep to."
)
SAYS = (
    "What it would take, at today's numbers. Ballast cannot say whose clients or hours, and "
    "names nobody; it is arithmetic, not advice."
)
HEADS = (
    *("Measure", "Now", "Back to", "Which is", "What it takes", "Or", "Arithmetic"),
    "Month",
)


def rows(
    latest: pl.DataFrame,
    known: dict[str, Yardstick],
    similar: dict[str, dict[str, Any]],
) -> list[dict[str, str]]:
    """One row per measure that lies past its level, in the order of `MOVES`.

    `latest`: a team's latest months; `known`: measures with the team's own levels. The
    level is the agreed one; without one, what half of similar teams keep to.
    """
    figures = {row["measure"]: row for row in latest.rows(named=True)}
    found = []
    for key, move in MOVES.items():
        row, yardstick = figures.get(key), known.get(key)
        if row is None or yardstick is None:
            continue
        level, which = _level(yardstick, similar.get(key))
        sign = -1.0 if yardstick.direction == "protects" else 1.0
        if level is not None and sign * (row["value"] - level) > 0:
            found.append(_row(row, yardstick, move, level, which))
    return found


def _level(
    yardstick: Yardstick, similar: dict[str, Any] | None
) -> tuple[float | None, str]:
    if yardstick.agreed_level is not None:
        return yardstick.agreed_level, "the agreed level"
    if similar is None:
        return None, ""
    side = "above" if yardstick.direction == "protects" else "below"
    return similar["half"], (
        f"half of {similar['teams']} similar teams are there or {side}"
    )


def _row(
    row: dict[str, Any], yardstick: Yardstick, move: Move, level: float, which: str
) -> dict[str, str]:
    days = (row["period_end"] - row["period_start"]).days + 1
    weeks = days / DAYS_A_WEEK if move.per == "week" else 1.0
    found = back_to_level(
        row["value"], level=level, denominator=row["denominator"], weeks=weeks
    )
    fewer = "more" if found.amount < 0 else "fewer"
    per = "" if move.per == "now" else f" a {move.per}"
    per = " in four weeks" if move.per == "four weeks" else per
    return {
        "Measure": yardstick.label,
        "Now": yardstick.written(row["value"]),
        "Back to": yardstick.written(level),
        "Which is": which,
        "What it takes": f"about {_about(abs(found.amount))} {fewer} {move.what}{per}",
        "Or": f"{found.more / weeks:.1f} more FTE at today's numbers"
        if move.fte
        else "",
        "Arithmetic": _arithmetic(row, yardstick, move, level, weeks, found),
        "Month": f"{row['period_start']:%b %Y}",
    }


def _arithmetic(
    row: dict[str, Any],
    yardstick: Yardstick,
    move: Move,
    level: float,
    weeks: float,
    found: BackToLevel,
) -> str:
    """`(31.40 less 28.00) times 18.4 = 62.6; ...`, in signs."""
    now, to = _figure(row["value"], yardstick), _figure(level, yardstick)
    of = f"{row['denominator']:,.1f}"
    over = f" / {weeks:.1f} weeks" if move.per == "week" else ""
    text = f"({now} {MINUS} {to}) {TIMES} {of}{over} = {found.amount:,.1f}"
    text = text.replace("-", MINUS)
    if not move.fte:
        return text
    fte = row["denominator"] / weeks
    more = "FTE" if move.per == "now" else "FTE-weeks a week"
    sum_ = f"{fte:,.1f} {more} {TIMES} ({now} / {to} {MINUS} 1)"
    return f"{text}; {sum_} = {found.more / weeks:.1f}"


def _figure(value: float, yardstick: Yardstick) -> str:
    """A figure as arithmetic needs it, with one digit more than elsewhere."""
    if yardstick.format == "share":
        return f"{value * SHARE:.1f} %"
    return f"{value:.2f}"


def _about(amount: float) -> str:
    """`62`, `4.5`: no more digits than such a sum can bear."""
    return f"{amount:,.0f}" if amount >= 10 else f"{amount:.1f}"  # noqa: PLR2004


def sentence(row: dict[str, str]) -> str:
    """`Caseload per FTE back to 28.0 (the agreed level): about 62 fewer open clients, ...`."""
    either = f", or {row['Or']}" if row["Or"] else ""
    return (
        f"{row['Measure']} back to {row['Back to']} ({row['Which is']}): "
        f"{in_sentence(row['What it takes'])}{either}."
    )


def table(found: list[dict[str, str]]) -> pl.DataFrame:
    """The sums with every number that went in."""
    return pl.DataFrame(found, schema=dict.fromkeys(HEADS, pl.String))
