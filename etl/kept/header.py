"""What a mart's header says about making it in slices.

-- sources: session, own_week, holiday          what it reads
-- slices: on_date, margin 3                    cut at months of this column; a row
depends on sources up to 3 days away
-- slices: period                               cut at period_kind and period_start
-- slices: wave_id                              cut at waves
-- days: span                                   has rows on days of the span alone, and
its sources do not say on which
-- whole: own_week                              of these sources every row counts
-- only numbered by: clinician                  rows do not depend on this source
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

LINE: Final = re.compile(r"^-- ([a-z ]+): (.+)$", re.MULTILINE)
Cut = Literal["whole", "days", "periods", "waves"]
CUTS: Final[dict[str, Cut]] = {"period": "periods", "wave_id": "waves"}


@dataclass(frozen=True)
class Header:
    """How a mart may be made.

    Attributes:
        sources: what it reads and depends on, in order.
        cut: at what it is cut; whole: not at all.
        column: of days: the column that says on which day a row stands.
        margin: of days: how many days away a source's row may matter.
        whole: sources of which every row counts in every slice.
        of_span: of days: whether the months are those of the span, not of its sources.
    """

    sources: tuple[str, ...]
    cut: Cut
    column: str
    margin: int
    whole: frozenset[str]
    of_span: bool = False


@cache
def header(sql: str) -> Header:
    r"""The header of a mart's or check's SQL.

    >>> header("-- sources: a, b\n-- slices: on_date, margin 3\n-- whole: b").margin
    3
    >>> header("-- sources: a\nselect 1").cut
    'whole'
    """
    said = dict(LINE.findall(sql))
    column, _, margin = said.get("slices", "").partition(", margin ")
    numbered = _names(said.get("only numbered by", ""))
    return Header(
        sources=tuple(s for s in _names(said["sources"]) if s not in numbered),
        cut=CUTS.get(column, "days") if column else "whole",
        column=column,
        margin=int(margin or 0),
        whole=frozenset(_names(said.get("whole", ""))),
        of_span=said.get("days") == "span",
    )


def _names(listed: str) -> list[str]:
    return [name.strip() for name in listed.split(",") if name.strip()]
