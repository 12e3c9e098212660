"""What was recorded of a session afterwards: its end, its note, its cancellation."""

from dataclasses import dataclass

import numpy as np

from etl.synthetic.arrays import Bools, Ints, happens
from etl.synthetic.day_plan import LATE_START
from etl.synthetic.sessions import CRISIS, GROUP, Sessions
from etl.synthetic.truth import NOTE_HOURS_A_WEEK
from etl.synthetic.world import World

STATUSES = (
    "kept", "no_show", "late_cancel", "cancelled", "clinician_cancelled", "planned",
)  # fmt: skip
KEPT, NO_SHOW, LATE_CANCEL, CANCELLED, CLINICIAN_CANCELLED, PLANNED = range(6)
CHANCES = (0.83, 0.065, 0.04, 0.045, 0.02)
CALLED_OFF = (LATE_CANCEL, CANCELLED, CLINICIAN_CANCELLED)
NEVER_WRITTEN = 0.02  # of notes
NOT_ON_LEAVE = 0.93  # share of late notes that wait for the return from leave
LONGEST_WAIT_WEEKS = 3
AT_DAYS_END = 0.45  # of notes, the rest soon after the session
RECORDED_TO_THE_MINUTE = 0.6  # of ends that were no overrun; the rest as booked
ABSENT_FROM_GROUP = 0.12
OPENS, CLOSES, LATE_CLOSES = 8 * 60, 18 * 60, 21 * 60 + 30
WEEK = 7
DAY = 24 * 60
NONE = -1


@dataclass(frozen=True)
class Rows:
    """One entry per session and client. Times are minutes of the span."""

    session: Ints
    person: Ints
    client: Ints
    status: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True)
class Records:
    """One entry per row, minutes of the span; -1 for what there isn't."""

    actual_end: Ints
    note: Ints
    note_minutes: Ints
    cancelled: Ints


def outcomes(rng: np.random.Generator, world: World, booked: Sessions) -> Ints:
    """What became of each session; bookings on a sick day are called off."""
    status = rng.choice(len(CHANCES), size=len(booked), p=CHANCES)
    held = np.isin(booked.kind, (GROUP, CRISIS)) & (status != CLINICIAN_CANCELLED)
    status[held] = KEPT
    status[booked.sick] = CLINICIAN_CANCELLED
    status[(booked.day > world.span.cut) & (status != CANCELLED)] = PLANNED
    return status


def client_outcomes(
    rng: np.random.Generator, booked: Sessions, status: Ints, session: Ints
) -> Ints:
    """Each client's status: of a group that took place some don't come."""
    own = status[session]
    group = (booked.kind[session] == GROUP) & (own == KEPT)
    own[group & happens(rng, len(own), ABSENT_FROM_GROUP)] = NO_SHOW
    return own


def records(
    rng: np.random.Generator, world: World, booked: Sessions, rows: Rows, month: int
) -> Records:
    """What stands in the record at the data cut."""
    count, kept = len(rows.session), rows.status == KEPT
    cut = (world.span.cut + 1) * DAY
    run = _overruns(rng, world, booked, month)[rows.session]
    note = _notes(rng, world, booked, month)[rows.session]
    known = note < np.minimum(cut, (world.persons.left[rows.person] + 1) * DAY)
    never = happens(rng, len(booked), NEVER_WRITTEN)[rows.session]
    written = kept & known & ~never
    minutes = np.clip(np.round(rng.gamma(6, 2.0, count)), 3, 60).astype(np.int64)
    called = _called_off(rng, rows, booked.sick[rows.session], cut)
    return Records(
        np.where(kept, rows.end + run, NONE),
        np.where(written, note, NONE),
        np.where(written, minutes, NONE),
        np.where(np.isin(rows.status, CALLED_OFF), called, NONE),
    )


def _overruns(
    rng: np.random.Generator, world: World, booked: Sessions, month: int
) -> Ints:
    """Minutes by which each session ended late, or early."""
    count = len(booked)
    share = world.drawn.person["overrun_share"][booked.person, month]
    near = rng.integers(-4, 6, count) * happens(rng, count, RECORDED_TO_THE_MINUTE)
    return np.where(happens(rng, count, share), rng.integers(6, 21, count), near)


def _notes(
    rng: np.random.Generator, world: World, booked: Sessions, month: int
) -> Ints:
    """When each session's notes were finished: soon, at the day's end, at night, later.

    A group's are written together. Hours are the person's own.
    """
    count, person, day = len(booked), booked.person, booked.day
    evening = world.persons.evening[person]
    opens = np.where(evening, OPENS + LATE_START, OPENS)
    closes = np.where(evening, LATE_CLOSES, CLOSES)
    end = day * DAY + booked.end
    soon = end + rng.integers(3, 70, count)
    at_end = day * DAY + np.maximum(soon % DAY, 16 * 60 + rng.integers(0, 110, count))
    night = day * DAY + np.maximum(
        booked.end + 5, closes + 30 + rng.integers(0, 290, count) * CLOSES // closes
    )
    workday = _own_workday(world, person, day + rng.integers(4, 12, count))
    later = _after_leave(rng, world, person, workday) * DAY
    later += opens + rng.integers(0, 10 * 60, count)
    morning = _own_workday(world, person, day + 1) * DAY + opens
    morning += rng.integers(0, 3 * 60, count)
    level = world.drawn.person
    after_hours = level["after_hours_notes"][person, month] / NOTE_HOURS_A_WEEK
    open_long = level["notes_open_72h"][person, month] - NEVER_WRITTEN
    kind = rng.random(count)
    note = np.where(happens(rng, count, AT_DAYS_END), at_end, soon)
    # what would be finished after hours by itself waits for the morning
    note = np.where(note - day * DAY >= closes, morning, note)
    note = np.where(kind > 1 - open_long, later, note)
    return np.where(kind < after_hours, night, note)


def _after_leave(
    rng: np.random.Generator, world: World, person: Ints, day: Ints
) -> Ints:
    """The day, or one or two weeks on for most notes that would fall into leave."""
    kinds = world.away.kind
    waits = happens(rng, len(day), NOT_ON_LEAVE)
    for _ in range(LONGEST_WAIT_WEEKS):
        on_leave = kinds[person, np.minimum(day, kinds.shape[1] - 1)] >= 0
        day = np.where(on_leave & waits, day + 7, day)
    return day


def _own_workday(world: World, person: Ints, day: Ints) -> Ints:
    """The day, or the person's next working day that is no public holiday."""
    span, works = world.span, world.persons.works
    last = len(span.dates) - 1
    for _ in range(2 * WEEK):
        known = np.minimum(day, last)
        works_on = works[person, np.minimum(span.weekday[known], 4)]
        day = np.where(works_on & span.workday[known] | (day > last), day, day + 1)
    return day


def _called_off(rng: np.random.Generator, rows: Rows, sick: Bools, cut: int) -> Ints:
    """When a session was called off: late ones within a day, on sick days at seven."""
    count = len(rows.start)
    late = rows.start - rng.integers(30, DAY, count)
    early = rows.start - rng.integers(DAY + 60, 15 * DAY, count)
    morning = rows.start // DAY * DAY + 7 * 60 + rng.integers(0, 20, count)
    when = np.where(rows.status == LATE_CANCEL, late, early)
    return np.minimum(np.where(sick, morning, when), cut - 1)
