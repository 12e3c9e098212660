"""What a change of a measure comes to, in what a team can plan: clients, hours, sessions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Per = Literal["now", "week", "month", "four weeks"]


@dataclass(frozen=True)
class Move:
    """What the numerator of a measure counts.

    Attributes:
        what: the thing counted, in the plural.
        per: over which time it is told; `now`: a stock.
        fte: whether more FTE would do the same.
    """

    what: str
    per: Per
    fte: bool = False


MOVES: Final = {
    "caseload_per_fte": Move("open clients", "now", fte=True),
    "sessions_per_fte_week": Move("sessions", "week", fte=True),
    "back_to_back_share": Move("sessions without a gap before them", "week"),
    "admin_share": Move("hours of administration", "week"),
    "after_hours_notes": Move("notes finished after hours", "week"),
    "overtime_hours": Move("hours of overtime", "four weeks"),
    "clinical_supervision": Move("hours of supervision", "month"),
    "peer_support": Move("hours of peer support", "month"),
}
