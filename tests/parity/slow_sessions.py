"""What a day of sessions was like, session by session, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.parity.organisation import HOLIDAYS, LAST, Organisation, Row
from tests.parity.slow_roster import Roster, own_hours

MINUTE = timedelta(minutes=1)
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
            if row["actual_end_at"]
        ]
        return max(known, default=None)

    @property
    def note_at(self) -> datetime | None:
        notes = [row["note_finished_at"] for row in self.kept_rows]
        return None if None in notes or not notes else max(notes)

    @property
    def ripe_at(self) -> datetime:
        length = self.utc_end - self.utc if self.utc_end else timedelta(0)
        return self.start + length + timedelta(hours=72)

    @property
    def note_late(self) -> bool:
        return any(
            row["note_finished_at"] is None
            or row["note_finished_at"]
            > (row["ends_at"] or row["starts_at"]) + timedelta(hours=72)
            for row in self.kept_rows
        )


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
            r["ends_at"] - r["end_offset_min"] * MINUTE for r in rows if r["ends_at"]
        ]
        start = utc + min(r["utc_offset_min"] for r in rows) * MINUTE
        found.append(
            Session(
                person, start, utc, max(ends, default=None), rows[0]["location"], rows
            )
        )
    return found


def _outside(
    org: Organisation, person: int, moment: datetime, *, at_close: bool
) -> bool:
    """Whether a moment lies outside the person's own hours."""
    day, minutes = moment.date(), moment.hour * 60 + moment.minute + moment.second / 60
    own = own_hours(org, person, day)
    if minutes < own.night_until:
        return False
    if not own.works or day in HOLIDAYS:
        return True
    return (
        minutes < own.opens
        or minutes > own.closes
        or (at_close and minutes == own.closes)
    )


def _gap_counts(day: list[Session]) -> Counts:
    """Back-to-back, overlaps, spans and breaks of one person's day."""
    counts: Counts = defaultdict(float)
    booked = [s for s in day if s.still_booked]
    for s in booked:
        before = [
            o.utc_end
            for o in booked
            if o.utc < s.utc and o.utc_end and o.place == s.place
        ]
        if before:
            counts["followed_sessions"] += 1
            counts["back_to_back"] += -5 * MINUTE <= s.utc - max(before) < 10 * MINUTE
        if s.utc_end:
            counts["sessions_booked"] += 1
            counts["overbooked"] += any(
                min(s.utc_end, o.utc_end) - max(s.utc, o.utc) > 5 * MINUTE
                for o in booked
                if o is not s and o.utc_end
            )
    kept = [s for s in day if s.kept]
    if kept and all(s.utc_end for s in day):
        first, last = min(s.utc for s in kept), max(s.utc_end for s in kept)
        counts["session_days"] += 1
        counts["long_days"] += last - first > timedelta(hours=10)
        if last - first > timedelta(hours=6):
            counts["long_spans"] += 1
            counts["free_middles"] += _free(
                day, first + (last - first) / 3, last - (last - first) / 3
            )
    return counts


def _free(day: list[Session], start: datetime, end: datetime) -> bool:
    """Whether thirty whole minutes between start and end are free, tried second by second."""
    edges = [start, *[s.utc_end for s in day if start <= s.utc_end <= end]]
    return any(
        edge + 30 * MINUTE <= end
        and not any(s.utc < edge + 30 * MINUTE and s.utc_end > edge for s in day)
        for edge in edges
    )


def _team(
    org: Organisation, roster: Roster, person: int, day: date
) -> tuple[str | None, str | None]:
    here = roster.get((person, day))
    named = [
        row["team_id"]
        for row in org["appointment"]
        if row["staff_key"] == person and row["team_id"]
    ]
    role = here.role if here else None
    return ((here.team if here else None) or min(named, default=None)), role


def session_days(org: Organisation, roster: Roster) -> PersonDays:
    """Counts of every person and day."""
    counted: dict[tuple[int, date], Counts] = defaultdict(lambda: defaultdict(float))
    by_day: dict[tuple[int, date], list[Session]] = defaultdict(list)
    on_call = {
        (row["staff_key"], row["on_date"])
        for row in org["time_entry"]
        if row["activity"] == "on_call"
    }
    for s in sessions(org):
        by_day[s.person, s.start.date()].append(s)
    for (person, day), held in by_day.items():
        counts = counted[person, day]
        for name, value in _gap_counts(held).items():
            counts[name] += value
        for s in held:
            _count(counts, s, org, on_call=(person, day) in on_call)
            if (
                s.note_at
                and s.note_at.date() <= LAST
                and _outside(org, person, s.note_at, at_close=False)
            ):
                counted[person, s.note_at.date()]["after_hours_notes"] += 1
    found: PersonDays = {}
    for (person, day), counts in counted.items():
        counts["appointments_days"] = 1
        found[person, *_team(org, roster, person, day), day] = counts
    return _unrecorded_out(found)


def _count(counts: Counts, s: Session, org: Organisation, *, on_call: bool) -> None:
    counts["due"] += 1
    if not s.kept:
        counts["no_shows"] += 1
        return
    counts["sessions"] += 1
    counts["crisis_sessions"] += s.crisis
    outside = _outside(org, s.person, s.start, at_close=True)
    if not (outside and on_call):
        counts["sessions_off_call"] += 1
        counts["after_hours_sessions"] += outside
    if s.lateness is not None:
        counts["ended_sessions"] += 1
        counts["exact"] += s.lateness == timedelta(0)
        counts["overruns"] += s.lateness > 5 * MINUTE
    counts["finished"] += s.note_at is not None
    if s.ripe_at <= datetime(LAST.year, LAST.month, LAST.day) + timedelta(days=1):
        counts["notes_due"] += 1
        counts["notes_open"] += s.note_late


def _unrecorded_out(found: PersonDays) -> PersonDays:
    """Takes out ends and notes of teams whose source does not record them."""
    totals: dict[str | None, Counts] = defaultdict(lambda: defaultdict(float))
    for (_, team, _, _), counts in found.items():
        for name in ("ended_sessions", "exact", "finished"):
            totals[team][name] += counts[name]
    for (_, team, _, _), counts in found.items():
        gone = []
        if totals[team]["exact"] > 0.9 * totals[team]["ended_sessions"]:
            gone += ["ended_sessions", "overruns"]
        if not totals[team]["finished"]:
            gone += ["notes_due", "notes_open", "after_hours_notes"]
        for name in gone:
            counts[name] = 0
    return found
