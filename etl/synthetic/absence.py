"""Who is away when: leave requests, and the days they take out of work."""

from dataclasses import dataclass, fields, replace

import numpy as np

from etl.synthetic.arrays import Bools, Floats, Ints, happens, stream
from etl.synthetic.levels import team_level
from etl.synthetic.organisation import Organisation
from etl.synthetic.people import People
from etl.synthetic.requests import (
    APPROVED,
    CALLED_OFF,
    CANCELLED,
    OPEN,
    PARENTAL,
    PERSONAL,
    REJECTED,
    SICK,
    TRAINING,
    VACATION,
    Requests,
)
from etl.synthetic.span import AHEAD_DAYS, Span
from etl.synthetic.truth import Levels, Story

ENTITLED_DAYS = 20.0  # a year, at full or part time
QUARTER = 91
LIKED_MONTHS = {7: 1.6, 8: 2.4, 12: 2.4}
WINTER = (11, 12, 1, 2)
# Chance of a vacation in a quarter of a year: so in any six months about one in five has
# none (NO_WEEK_OFF of levels.py), whatever month they end in.
WEEK_CHANCE = 0.61
TWO_WEEKS_SHARE = 0.12
HALF_DAY_SHARE = 0.45
# kind, share of people a year, shortest and longest in days
LONG_LEAVE = ((PARENTAL, 0.03, 84, 140), (SICK, 0.015, 28, 56))
# kind, chance a month, longest in days
SHORT_LEAVE = ((VACATION, 0.38, 2), (PERSONAL, 0.06, 2), (TRAINING, 0.06, 3))


@dataclass(frozen=True)
class Absence:
    """Requests, and people x days: kind of approved leave (-1 none), and half days."""

    requests: Requests
    kind: Ints
    half: Bools

    def away(self, first: int, last: int) -> Bools:
        """People x days first..last: on approved leave that day, at least half of it."""
        return self.kind[:, first : last + 1] >= 0


@dataclass(frozen=True)
class _Asked:
    """Requests of one kind before it is known whether they fit."""

    person: Ints
    first: Ints
    length: Ints
    half: Bools

    def only(self, kept: Bools) -> "_Asked":
        return _Asked(*(getattr(self, each.name)[kept] for each in fields(self)))

    @property
    def last(self) -> Ints:
        return self.first + self.length - 1


class _Calendar:
    """Approved leave placed so far: nobody is on two leaves on one day."""

    def __init__(self, span: Span, persons: People) -> None:
        self.span, self.persons = span, persons
        self.kind = np.full((len(persons), len(span.dates)), -1, dtype=np.int64)
        self.half = np.zeros(self.kind.shape, dtype=np.bool_)
        self.placed: list[tuple[int, _Asked]] = []

    def place(
        self,
        kind: int,
        person: Ints,
        first: Ints,
        length: Ints,
        half: Bools | None = None,
    ) -> None:
        """Adds the requests that fall within employment and on nothing else."""
        whole_days = np.zeros(len(person), dtype=np.bool_)
        asked = _Asked(person, first, length, whole_days if half is None else half)
        asked = asked.only(
            (asked.first >= np.maximum(0, self.persons.hired[person]))
            & (
                asked.last
                <= np.minimum(len(self.span.dates) - 1, self.persons.left[person])
            )
        )
        days = self._days(asked)
        free = np.all(self.kind[asked.person[:, None], days] < 0, axis=1)
        matters = np.any(self.span.workday[days], axis=1)
        asked = asked.only(np.asarray(free & matters))
        self.kind[asked.person[:, None], self._days(asked)] = kind
        self.half[asked.person[asked.half], asked.first[asked.half]] = True
        self.placed.append((kind, asked))

    def take_back(self, requests: Requests) -> None:
        """Takes out what is asked for and not yet granted."""
        asked = _Asked(
            requests.person,
            requests.first,
            requests.last - requests.first + 1,
            requests.half,
        )
        days = self._days(asked)
        self.kind[asked.person[:, None], days] = -1
        self.half[asked.person[:, None], days] = False

    @staticmethod
    def _days(asked: _Asked) -> Ints:
        """Requests x days; the last day repeated where a request is shorter."""
        offset = np.arange(int(asked.length.max(initial=1)))
        return np.asarray(
            np.minimum(asked.first[:, None] + offset, asked.last[:, None])
        )


def absence(
    span: Span,
    org: Organisation,
    persons: People,
    drawn: Levels,
    told: Story,
    *,
    seed: int,
) -> Absence:
    """Every request in the span and the four weeks after it, and what it takes out."""
    rng = stream(seed, "absence")
    calendar = _Calendar(span, persons)
    keen = drawn.person["leave_taken_ratio"].mean(axis=1)
    _long_leave(rng, calendar)
    _vacation_weeks(calendar, keen, seed=seed)
    _sick_leave(rng, calendar)
    _days_off(rng, calendar, keen)
    granted = _granted(rng, span, calendar)
    calendar.take_back(granted.only(granted.status == OPEN))
    denial = np.array(told.denial)[
        persons.team_of[granted.person, span.month_of[granted.first]]
    ]
    refused = _twins(rng, calendar, granted, REJECTED, denial / (1 - denial))
    cancelled = _twins(rng, calendar, granted, CANCELLED, np.full(len(granted), 0.04))
    off = team_level("leave_cancelled", span, org, told)[
        persons.team_of[granted.person, span.month_of[granted.first]],
        span.month_of[granted.first],
    ]
    called_off = _twins(
        stream(seed, "called off"), calendar, granted, CALLED_OFF, off / (1 - off),
        again=0.0,
    )  # fmt: skip
    requests = granted.and_also(refused).and_also(cancelled).and_also(called_off)
    return Absence(requests.in_order(), calendar.kind, calendar.half)


def working_days(span: Span, first: Ints, last: Ints) -> Floats:
    """Mondays to Fridays that are no public holiday, both ends included."""
    total = np.concatenate([[0], np.cumsum(span.workday)])
    return np.asarray(total[last + 1] - total[first], dtype=np.float64)


def _granted(rng: np.random.Generator, span: Span, calendar: _Calendar) -> Requests:
    """The placed requests with their dates of posting; the newest are still open."""
    placed = [asked for _, asked in calendar.placed]
    kind = np.repeat(
        [kind for kind, _ in calendar.placed], [len(a.person) for a in placed]
    )
    person, first, last, half = (
        np.concatenate([getattr(asked, name) for asked in placed])
        for name in ("person", "first", "last", "half")
    )
    ahead = 7 + np.minimum(rng.exponential(35, len(kind)), 150)
    notice = np.select(
        [kind == VACATION, kind == SICK, kind == PARENTAL], [ahead, 0, 70], 4
    )
    posted = np.minimum(first - notice.astype(np.int64), span.cut)
    is_open = (posted > span.cut - 12) & (first > span.cut) & (kind == VACATION)
    status = np.where(is_open, OPEN, APPROVED)
    days = working_days(span, first, last) - 0.5 * half
    return Requests(person, kind, first, last, half, status, posted, days)


def _long_leave(rng: np.random.Generator, calendar: _Calendar) -> None:
    """Parental leave of 12 to 20 weeks, sickness of 4 to 8."""
    persons, span = calendar.persons, calendar.span
    entitled = np.flatnonzero(persons.on_payroll & (persons.leads < 0))
    for kind, a_year, shortest, longest in LONG_LEAVE:
        wanted = max(2, round(len(entitled) * a_year * span.months / 12))
        who = np.sort(
            rng.choice(entitled, size=min(len(entitled), wanted), replace=False)
        )
        latest = max(1, span.cut - shortest // 2)
        first = _monday(rng.integers(0, latest, len(who)))
        calendar.place(kind, who, first, rng.integers(shortest, longest, len(who)))


def _monday(day: Ints) -> Ints:
    """The Monday on or after; day 0 is a Sunday."""
    return np.asarray(day + (1 - day) % 7)


def _vacation_weeks(calendar: _Calendar, keen: Floats, *, seed: int) -> None:
    """In each quarter most people take a week, some two; summer and December more."""
    rng = stream(seed, "vacation")
    span, persons = calendar.span, calendar.persons
    mondays = _monday(np.arange(0, len(span.dates) - 14, 7))
    month = [span.on(int(day)).month for day in mondays]
    liked = np.array([LIKED_MONTHS.get(each, 1.0) for each in month])
    entitled = np.flatnonzero(persons.on_payroll)
    block = mondays // QUARTER
    for number in range(int(block.max()) + 1):
        mine = block == number
        whole_block = min(1.0, mine.sum() * 7 / QUARTER * 1.1)
        takes = happens(rng, len(entitled), WEEK_CHANCE * whole_block * keen[entitled])
        who = entitled[takes]
        likely = liked[mine] / liked[mine].sum()
        first = rng.choice(mondays[mine], size=len(who), p=likely)
        length = np.where(happens(rng, len(who), TWO_WEEKS_SHARE), 12, 5)
        calendar.place(VACATION, who, first, length)


def _sick_leave(rng: np.random.Generator, calendar: _Calendar) -> None:
    """Some three short spells a year, more of them in winter."""
    span, persons = calendar.span, calendar.persons
    entitled = np.flatnonzero(persons.on_payroll)
    for month in range(span.months):
        winter = span.month_starts[month].month in WINTER
        who = entitled[happens(rng, len(entitled), 0.52 if winter else 0.36)]
        first = span.first_index[month] + rng.integers(0, AHEAD_DAYS, len(who))
        length = np.minimum(rng.geometric(0.34, len(who)), 9)
        works = _at_work(calendar, who, first)
        calendar.place(SICK, who[works], first[works], length[works])


def _days_off(rng: np.random.Generator, calendar: _Calendar, keen: Floats) -> None:
    """Single days: vacation (some of them half), personal and training leave."""
    span = calendar.span
    entitled = np.flatnonzero(calendar.persons.on_payroll)
    for month in range(span.months + 1):
        for kind, chance, longest in SHORT_LEAVE:
            who = entitled[happens(rng, len(entitled), chance * keen[entitled])]
            first = span.first_index[month] + rng.integers(0, AHEAD_DAYS - 3, len(who))
            length = rng.integers(1, longest + 1, len(who))
            half = (length == 1) & happens(rng, len(who), HALF_DAY_SHARE)
            half &= kind == VACATION
            works = _at_work(calendar, who, first)
            calendar.place(kind, who[works], first[works], length[works], half[works])


def _at_work(calendar: _Calendar, who: Ints, day: Ints) -> Bools:
    """Whether the day is one of the person's own working days."""
    weekday = np.minimum(calendar.span.weekday[day], 4)
    return calendar.persons.works[who, weekday] & calendar.span.workday[day]


def _twins(
    rng: np.random.Generator,
    calendar: _Calendar,
    granted: Requests,
    outcome: int,
    share: Floats,
    *,
    again: float = 1 / 3,
) -> Requests:
    """Requests that came to nothing, beside a share of the vacations that were granted.

    A share `again` is for the same days: asked for again, which is one request, refused
    first.
    """
    asked = (granted.kind == VACATION) & (granted.status == APPROVED)
    twin = granted.only(asked & happens(rng, len(granted), share))
    shift = 7 * rng.integers(1, 5, len(twin)) * happens(rng, len(twin), 1 - again)
    first, last = twin.first - shift, twin.last - shift
    posted = np.minimum(twin.posted, first) - rng.integers(2, 20, len(twin))
    days = working_days(calendar.span, np.maximum(first, 0), np.maximum(last, 0))
    days -= 0.5 * twin.half
    hired = np.maximum(0, calendar.persons.hired[twin.person])
    moved = replace(
        twin, first=first, last=last, posted=posted, days=days,
        status=np.full(len(twin), outcome),
    )  # fmt: skip
    return moved.only((first >= hired) & (days > 0))
