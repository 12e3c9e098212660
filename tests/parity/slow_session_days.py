"""What a day of sessions was like, session by session, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from tests.parity.organisation import HOLIDAYS, LAST, Organisation
from tests.parity.slow_roster import Roster, own_hours
from tests.parity.slow_sessions import (
    MINUTE,
    Counts,
    PersonDays,
    Session,
    sessions,
)


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
        before = [o for o in booked if o.utc < s.utc and o.utc_end]
        latest = max((o.utc_end for o in before), default=None)
        if any(o.utc_end == latest and o.place == s.place for o in before):
            counts["followed_sessions"] += 1
            counts["back_to_back"] += -5 * MINUTE <= s.utc - latest < 10 * MINUTE
        if s.utc_end:
            counts["sessions_booked"] += 1
            counts["booked_hours"] += s.length / timedelta(hours=1)
            counts["overbooked"] += _overlaps(s, booked)
            counts["overbooked_attended"] += s.kept and _overlaps(
                s, [o for o in booked if o.kept]
            )
    for s in day:
        if s.kept and s.crisis and s.utc_end:
            after = s.utc_end + 30 * MINUTE
            counts["crisis_ended"] += 1
            counts["crisis_recovered"] += not any(
                o.utc < after
                and (o.utc > s.utc or (o.utc_end and o.utc_end > s.utc_end))
                for o in day
                if o is not s
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


def _overlaps(s: Session, others: list[Session]) -> bool:
    return any(
        min(s.utc_end, o.utc_end) - max(s.utc, o.utc) > 5 * MINUTE
        for o in others
        if o is not s and o.utc_end
    )


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


COLUMNS = (
    *("sessions", "due", "no_shows", "crisis_sessions", "crisis_days"),
    *("crisis_cluster_days", "crisis_ended", "crisis_recovered"),
    *("followed_sessions", "back_to_back", "ended_sessions", "overruns"),
    *("sessions_booked", "booked_hours", "overbooked", "overbooked_attended"),
    *("session_days", "long_days", "long_spans", "free_middles"),
    *("rests", "short_rests", "sessions_off_call", "after_hours_sessions"),
    *("remote_known", "remote_sessions", "fit_known", "fit_sessions"),
    *("notes_due", "notes_open", "after_hours_notes", "after_hours_note_hours"),
)


def session_days(org: Organisation, roster: Roster) -> PersonDays:
    """Counts of every person and day; a column that is not recorded is not there."""
    counted: dict[tuple[int, date], Counts] = defaultdict(
        lambda: dict.fromkeys((*COLUMNS, "exact", "finished", "timed"), 0)
    )
    by_day: dict[tuple[int, date], list[Session]] = defaultdict(list)
    on_call = {
        (row["staff_key"], row["on_date"])
        for row in org["time_entry"]
        if row["activity"] == "on_call"
    }
    held = sessions(org)
    for s in held:
        by_day[s.person, s.day].append(s)
    for (person, day), mine in by_day.items():
        counts = counted[person, day]
        for name, value in _gap_counts(mine).items():
            counts[name] += value
        for s in mine:
            _count(counts, s, org, on_call=(person, day) in on_call)
            if (
                s.note_at
                and s.note_at.date() <= LAST
                and _outside(org, person, s.note_at, at_close=False)
            ):
                there = counted[person, s.note_at.date()]
                there["after_hours_notes"] += 1
                there["after_hours_note_hours"] += _minutes(s) / 60
        counts["crisis_days"] += counts["crisis_sessions"] > 0
        counts["crisis_cluster_days"] += counts["crisis_sessions"] > 1
        _rest(counts, mine, by_day.get((person, day - timedelta(days=1)), []))
    for s in held:
        if s.kept and s.held_known and not s.remote and _alone(s, held):
            counted[s.person, s.start.date()]["remote_sessions"] += 1
    found: PersonDays = {}
    for (person, day), counts in counted.items():
        counts["appointments_days"] = 1
        found[person, *_team(org, roster, person, day), day] = counts
    return _unrecorded_out(found)


def _minutes(s: Session) -> float:
    return sum(
        row["note_minutes"] or 0 for row in s.kept_rows if row["note_finished_at"]
    )


def _alone(s: Session, held: list[Session]) -> bool:
    """Whether nobody else had a session at the place that day; no place is none."""
    return s.place is not None and all(
        o.person == s.person
        for o in held
        if o.place == s.place and o.start.date() == s.start.date()
    )


def _rest(counts: Counts, today: list[Session], before: list[Session]) -> None:
    """Whether the night before this day was a rest, and a short one."""
    if not all(s.utc_end for s in today + before):
        return
    starts = [s.utc for s in today if s.kept]
    ends = [s.utc_end for s in before if s.kept]
    if starts and ends:
        counts["rests"] = 1
        counts["short_rests"] = min(starts) - max(ends) < timedelta(hours=11)


def _preferred(org: Organisation, person: int) -> list[str]:
    """Populations of the person's latest row that names some; of two, the later word."""
    rows = [
        (row["valid_from"], row["load_id"], row["preferred_populations"])
        for row in org["roster"]
        if row["staff_key"] == person and row["preferred_populations"]
    ]
    return max(rows)[2].lower().split("; ") if rows else []


def _count(counts: Counts, s: Session, org: Organisation, *, on_call: bool) -> None:
    counts["due"] += 1
    if not s.kept:
        counts["no_shows"] += 1
        return
    counts["sessions"] += 1
    counts["crisis_sessions"] += s.crisis
    counts["remote_known"] += s.held_known
    counts["remote_sessions"] += s.remote
    wanted = _preferred(org, s.person)
    populations = [row["population"].lower() for row in s.rows if row["population"]]
    counts["fit_known"] += bool(wanted and populations)
    counts["fit_sessions"] += any(each in wanted for each in populations)
    outside = _outside(org, s.person, s.start, at_close=True)
    if not (outside and on_call):
        counts["sessions_off_call"] += 1
        counts["after_hours_sessions"] += outside
    if s.lateness is not None:
        counts["ended_sessions"] += 1
        counts["exact"] += s.lateness == timedelta(0)
        counts["overruns"] += s.lateness > 5 * MINUTE
    if s.note_at is not None:
        counts["finished"] += 1
        counts["timed"] += any(
            row["note_minutes"] is not None
            for row in s.kept_rows
            if row["note_finished_at"]
        )
    if s.ripe_at <= datetime(LAST.year, LAST.month, LAST.day) + timedelta(days=1):
        counts["notes_due"] += 1
        counts["notes_open"] += s.note_late


def _unrecorded_out(found: PersonDays) -> PersonDays:
    """Takes out ends, notes and minutes of teams whose source does not record them."""
    totals: dict[str | None, Counts] = defaultdict(lambda: defaultdict(float))
    for (_, team, _, _), counts in found.items():
        for name in ("ended_sessions", "exact", "finished", "timed"):
            totals[team][name] += counts[name]
    for (_, team, _, _), counts in found.items():
        own = totals[team]
        gone = []
        if own["exact"] > 0.9 * own["ended_sessions"]:
            gone += ["ended_sessions", "overruns"]
        if not own["finished"]:
            gone += ["notes_due", "notes_open", "after_hours_notes"]
        if not own["timed"] or own["timed"] < 0.6 * own["finished"]:
            gone += ["after_hours_note_hours"]
        for name in gone:
            counts.pop(name)
    return found
