"""When the events of a calendar take place: recurrences written out (RFC 5545)."""

from __future__ import annotations

import time as clock
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from math import prod
from typing import Final

from dateutil.rrule import rrulestr
from icalendar import Event
from icalendar.prop import vRecur

Moment = date | datetime

# Rules without an end are written out this far from today, ends included.
HORIZON_DAYS: Final = 400
MOST_OCCURRENCES: Final = 5_000  # of one rule, the latest
MOST_IN_ALL: Final = 500_000
# Rules can be made that never come to an end, or never find a day; a practice's years
# of weekly events take a few seconds.
LONGEST_SECONDS: Final = 30
MOST_A_DAY: Final = 24
WITHIN_A_DAY: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
SLOWEST: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


class RecurrenceError(Exception):
    """A rule that cannot be written out, or rules that give more than anybody plans."""


@dataclass(frozen=True)
class Occurrence:
    """An event on its own days: `ends` is as the file says it, or None."""

    event: Event
    starts: Moment
    ends: Moment | None


def _moment(event: Event, name: str) -> Moment | None:
    found = getattr(event.get(name), "dt", None)
    return found if isinstance(found, date) else None


def _span(event: Event, starts: Moment) -> timedelta | None:
    """How long the event takes on the clock on the wall; None where it does not say."""
    ends = _moment(event, "DTEND")
    if ends is not None:
        return _wall(ends, starts) - _wall(starts, starts)
    length = getattr(event.get("DURATION"), "dt", None)
    return length if isinstance(length, timedelta) else None


def _wall(moment: Moment, like: Moment) -> datetime:
    """The moment on the clock of `like`, without its zone; a day begins at midnight."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time())
    zone = like.tzinfo if isinstance(like, datetime) else None
    if moment.tzinfo and zone:
        moment = moment.astimezone(zone)
    return moment.replace(tzinfo=None)


def _unwalled(wall: datetime, like: Moment) -> Moment:
    """A wall time in the zone of `like`; a day where `like` is a day."""
    if not isinstance(like, datetime):
        return wall.date()
    return wall.replace(tzinfo=like.tzinfo)


def _listed(event: Event, name: str, like: Moment) -> tuple[set[datetime], set[date]]:
    """The wall times and the whole days of RDATE or EXDATE."""
    values = event.get(name)
    walls: set[datetime] = set()
    days: set[date] = set()
    for each in values if isinstance(values, list) else [values] if values else []:
        for entry in each.dts:
            moment = entry.dt[0] if isinstance(entry.dt, tuple) else entry.dt
            if isinstance(moment, datetime):
                walls.add(_wall(moment, like))
            else:
                days.add(moment)
    return walls, days


def _ruled(rule: vRecur, starts: Moment, horizon: datetime) -> Iterator[datetime]:
    """The wall times a rule gives, up to the horizon."""
    parts = {name.upper(): value for name, value in rule.items()}
    if str(parts.get("FREQ", [""])[0]).upper() not in SLOWEST:
        raise RecurrenceError
    if any(int(number) < 1 for number in parts.get("INTERVAL", [1])):
        raise RecurrenceError
    if prod(len(parts.get(part, [0])) for part in WITHIN_A_DAY) > MOST_A_DAY:
        raise RecurrenceError
    until = parts.pop("UNTIL", [horizon])[0]
    last = min(_wall(until, starts), horizon)
    if not isinstance(until, datetime):
        last = min(datetime.combine(until, time.max), horizon)
    text = bytes(vRecur(parts).to_ical()).decode()  # type: ignore[no-untyped-call] # icalendar
    if "COUNT" not in parts:
        text += f";UNTIL={last:%Y%m%dT%H%M%S}"
    try:
        dated = rrulestr(text, dtstart=_wall(starts, starts))
        yield from takewhile(lambda wall: wall <= last, dated)
    except (ValueError, TypeError, OverflowError) as error:
        raise RecurrenceError from error


def _in_time(walls: Iterator[datetime], ends: float) -> Iterator[datetime]:
    for wall in walls:
        if clock.monotonic() > ends:
            raise RecurrenceError
        yield wall


def _repeated(
    event: Event, starts: Moment, horizon: datetime, ends: float
) -> Iterator[datetime]:
    """The wall times at which an event takes place, once each, in order."""
    first = _wall(starts, starts)
    walls = {first}
    rules = event.get("RRULE")
    for rule in rules if isinstance(rules, list) else [rules] if rules else []:
        dated = _in_time(_ruled(rule, starts, horizon), ends)
        walls |= set(deque(dated, maxlen=MOST_OCCURRENCES))
    added, added_days = _listed(event, "RDATE", starts)
    walls |= added | {datetime.combine(day, first.time()) for day in added_days}
    gone, gone_days = _listed(event, "EXDATE", starts)
    yield from sorted(w for w in walls - gone if w.date() not in gone_days)


def _latest(events: Sequence[Event]) -> list[Event]:
    """Of an event sent again with a higher SEQUENCE, the latest alone."""
    highest = max(int(event.get("SEQUENCE", 0)) for event in events)
    return [event for event in events if int(event.get("SEQUENCE", 0)) == highest]


def occurrences(events: Sequence[Event], today: date) -> list[Occurrence]:
    """Every occurrence of every event that has a start, in file order.

    An event with a RECURRENCE-ID stands for that one occurrence of the event with
    the same UID. Of the forms of a rule, RANGE=THISANDFUTURE is not followed.

    Raises:
        RecurrenceError: a rule is broken, or faster than daily, or the events are more
            than `MOST_IN_ALL`, or take longer than `LONGEST_SECONDS` to write out.
    """
    ends = clock.monotonic() + LONGEST_SECONDS
    horizon = datetime.combine(today, time()) + timedelta(days=HORIZON_DAYS)
    alike: dict[tuple[str, str], list[Event]] = defaultdict(list)
    moved: dict[str, list[Moment]] = defaultdict(list)
    for number, event in enumerate(events):
        uid = str(event.get("UID") or f"event {number}")
        of = _moment(event, "RECURRENCE-ID")
        alike[uid, str(of)].append(event)
        if of is not None:
            moved[uid].append(of)
    kept = [e for group in alike.values() for e in _latest(group)]
    written: list[Occurrence] = []
    for event in kept:
        elsewhere = moved.get(str(event.get("UID")), [])
        written += _of_event(event, elsewhere, horizon, ends)
        if len(written) > MOST_IN_ALL or clock.monotonic() > ends:
            raise RecurrenceError
    return written


def _of_event(
    event: Event, moved: Sequence[Moment], horizon: datetime, ends: float
) -> Iterator[Occurrence]:
    starts = _moment(event, "DTSTART")
    if starts is None:
        return
    span = _span(event, starts)
    repeats = "RRULE" in event or "RDATE" in event
    if "RECURRENCE-ID" in event or not repeats:
        walls: Iterator[datetime] = iter([_wall(starts, starts)])
        elsewhere = set()
    else:
        walls = _repeated(event, starts, horizon, ends)
        elsewhere = {_wall(moment, starts) for moment in moved}
    for wall in walls:
        if wall not in elsewhere:
            until = None if span is None else _unwalled(wall + span, starts)
            yield Occurrence(event, _unwalled(wall, starts), until)


def as_text(moment: Moment | None) -> str | None:
    """A day as 2026-08-31; a time with its offset, if it has a zone."""
    if not isinstance(moment, datetime):
        return None if moment is None else moment.isoformat()
    offset = moment.utcoffset()
    if offset is None:
        return moment.isoformat(timespec="seconds")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
