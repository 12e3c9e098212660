"""Every session that was kept or due, from its appointments, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.parity.organisation import Organisation, Row
from tests.parity.slow_roster import own_hours

MINUTE = timedelta(minutes=1)
LONGEST = timedelta(hours=12)
Counts = dict[str, float]
# (person, team, role, day) -> counts
PersonDays = dict[tuple[int, str | None, str | None, date], Counts]


@dataclass
class Session:
    """One clinician and one moment of start, with all clients due."""

    person: int
    start: datetime
    utc: datetime
    utc_end: datetime | None
    place: str | None
    rows: list[Row]
    day: date

    @property
    def kept(self) -> bool:
        return any(row["status"] == "kept" for row in self.rows)

    @property
    def still_booked(self) -> bool:
        return any(
            row["status"] != "late_cancel"
            or (
                row["cancelled_at"] is not None
                and row["cancelled_at"] >= row["starts_at"]
            )
            for row in self.rows
        )

    @property
    def crisis(self) -> bool:
        return any(
            row["kind"] == "crisis" or (row["acuity"] or "").lower() == "high"
            for row in self.rows
        )

    @property
    def kept_rows(self) -> list[Row]:
        return [row for row in self.rows if row["status"] == "kept"]

    @property
    def lateness(self) -> timedelta | None:
        known = [
            row["actual_end_at"] - row["ends_at"]
            for row in self.rows
            if row["actual_end_at"] and possible_end(row) and possible_late(row)
        ]
        return max(known, default=None)

    @property
    def impossible(self) -> bool:
        return any(
            (row["ends_at"] and not possible_end(row)) or not possible_late(row)
            for row in self.rows
        )

    @property
    def remote(self) -> bool:
        return any(row["modality"] in ("Video", "phone") for row in self.rows)

    @property
    def held_known(self) -> bool:
        return any(row["modality"] for row in self.rows)

    @property
    def length(self) -> timedelta:
        return self.utc_end - self.utc if self.utc_end else timedelta(0)

    @property
    def note_at(self) -> datetime | None:
        notes = [row["note_finished_at"] for row in self.kept_rows]
        return None if None in notes or not notes else max(notes)

    @property
    def ripe_at(self) -> datetime:
        return self.start + self.length + timedelta(hours=72)

    @property
    def note_late(self) -> bool:
        return any(
            row["note_finished_at"] is None
            or row["note_finished_at"]
            > (row["ends_at"] if possible_end(row) else row["starts_at"])
            + timedelta(hours=72)
            for row in self.kept_rows
        )


def possible_end(row: Row) -> bool:
    """Whether a booked end is there and lies within 12 hours after the start."""
    if not row["ends_at"]:
        return False
    start = row["starts_at"] - row["utc_offset_min"] * MINUTE
    end = row["ends_at"] - row["end_offset_min"] * MINUTE
    return timedelta(0) < end - start <= LONGEST


def possible_late(row: Row) -> bool:
    """Whether a recorded end, if there is one, lies within 12 hours of the booked one."""
    if not row["actual_end_at"] or not row["ends_at"]:
        return True
    return abs(row["actual_end_at"] - row["ends_at"]) <= LONGEST


def sessions(org: Organisation) -> list[Session]:
    """Every session that was kept or due, in order."""
    due: dict[tuple[int, datetime], list[Row]] = defaultdict(list)
    for row in org["appointment"]:
        if row["status"] in ("kept", "no_show", "late_cancel"):
            utc = row["starts_at"] - row["utc_offset_min"] * MINUTE
            due[row["staff_key"], utc].append(row)
    found = []
    for (person, utc), rows in sorted(due.items(), key=lambda item: item[0]):
        ends = [
            r["ends_at"] - r["end_offset_min"] * MINUTE for r in rows if possible_end(r)
        ]
        start = utc + min(r["utc_offset_min"] for r in rows) * MINUTE
        minutes = start.hour * 60 + start.minute
        night = minutes < own_hours(org, person, start.date()).night_until
        found.append(
            Session(
                person,
                start,
                utc,
                max(ends, default=None),
                rows[0]["location"],
                rows,
                start.date() - timedelta(days=night),
            )
        )
    return found
