"""Sentences and names as pages write them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl

from charts.matrix import MARK_WORDS, MARKS
from charts.yardstick import Yardstick

MARKDOWN = str.maketrans({sign: "\\" + sign for sign in r"\`*_{}[]<>()#+-.!|~$&:"})
NOT_COMPUTED = "[x] not computed for this wave"
PROTECTION = (
    "Figures about a few people are never shown on their own: they are part of the "
    "figure of a larger group."
)
HELP = (
    "If work is wearing you down, talk to somebody: your supervisor, a colleague you "
    "trust, occupational health or your employee assistance programme. Ballast is not "
    "a crisis line, and nobody watches it for calls for help; in an emergency call "
    "your local emergency number."
)


def plain(text: str) -> str:
    """Text that markdown shows as it stands, whatever signs it holds."""
    return text.translate(MARKDOWN)


def day_words(day: date | datetime | None) -> str:
    """`14 Aug 2026`, empty for none."""
    return f"{day.day} {day:%b %Y}" if day else ""


def period_words(kind: str, start: date, end: date) -> str:
    """`Aug 2026`, `Q2 2026`, `2025`, or the wave's first month."""
    if kind == "year":
        return f"{start:%Y}"
    if kind == "quarter":
        return f"Q{(end.month + 2) // 3} {end:%Y}"
    return f"{end:%b %Y}" if kind == "month" else f"{start:%b %Y}"


def span_words(first: date | None, last: date | None) -> str:
    """`Sep 2025 to Aug 2026`, empty when there is nothing."""
    if first is None or last is None:
        return ""
    return f"{first:%b %Y} to {last:%b %Y}"


def state_words(state: str, shown_in: str | None, *, of: str = "answers") -> str:
    """What stands in a table instead of a figure; empty for a shown one.

    `of`: what is protected on this page, the same for every figure of it.
    """
    if state == "shown":
        return ""
    mark = MARKS.get(state, "[x]")
    said = MARK_WORDS[mark].replace("answers", of)
    included = f"; included in {shown_in}" if shown_in else ""
    return f"{mark} {said}{included}"


def leave_words(state: str, shown_in: str | None) -> str:
    """The same of leave, balances and the weeks ahead, which nobody answered."""
    return state_words(state, shown_in, of="people")


def level_words(yardstick: Yardstick) -> str:
    """The reference and the agreed level of a measure, with who set them."""
    parts = []
    if yardstick.agreed_level is not None:
        by = f", set by {yardstick.agreed_by}" if yardstick.agreed_by else ""
        parts.append(f"agreed level {yardstick.written(yardstick.agreed_level)}{by}")
    reference = yardstick.reference
    if reference is not None and reference != yardstick.agreed_level:
        text = f" ({yardstick.reference_text})" if yardstick.reference_text else ""
        parts.append(f"reference {yardstick.written(reference)}{text}")
    return "; ".join(parts) or "no reference is stated"


def listed(named: Iterable[str]) -> str:
    """`a, b and c`."""
    items = list(named)
    if len(items) < len("ab"):
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def headings(estimates: pl.DataFrame) -> dict[str, str]:
    """The period of each measure of a matrix, in words."""
    heads = estimates.select(
        "measure", "period_kind", "period_start", "period_end"
    ).unique()
    return {key: period_words(*period) for key, *period in heads.iter_rows()}


def in_sentence(label: str) -> str:
    """A label as it stands within a sentence: its first letter small."""
    return label[:1].lower() + label[1:]
