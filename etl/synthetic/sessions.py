"""A month of clinicians' days: who has which session when, before clients and outcomes."""

from dataclasses import dataclass, fields

import numpy as np

from etl.synthetic.absence import Absence
from etl.synthetic.arrays import Bools, Floats, Ints, happens, whole
from etl.synthetic.day_plan import Slots, starts
from etl.synthetic.people import BANK
from etl.synthetic.requests import SICK, VACATION
from etl.synthetic.roles import ROLES
from etl.synthetic.span import Span
from etl.synthetic.world import World

KINDS = ("individual", "group", "family", "intake", "crisis", "other")
INDIVIDUAL, GROUP, FAMILY, INTAKE, CRISIS, OTHER = range(6)
KIND_SHARES = ((GROUP, 0.055), (FAMILY, 0.06), (INTAKE, 0.07), (OTHER, 0.02))
CRISIS_SHARE, USUAL_CRISIS_SHARE = {"crisis": 0.14, "residential": 0.04}, 0.015
MINUTES = (30, 50, 60, 90)
MOST_A_DAY, MOST_MINUTES = 11, 600
KEPT_SHARE = 0.832  # of booked sessions, so that the kept ones come to the level
WORKED_ON_LEAVE = 0.03
BOOKED_WHEN_SICK = 0.8
FREE_ANYWAY = 0.55  # of the days whose middle nobody keeps free
BOOKED_AHEAD = 0.85  # the four weeks past the cut still fill up
LED_BY_TWO = 0.33
SEASON = {8: 0.92, 12: 0.9, 7: 0.97}


@dataclass(frozen=True)
class Days:
    """One entry per clinician and day with bookings."""

    person: Ints
    day: Ints
    team: Ints
    sick: Bools
    on_leave: Bools


@dataclass(frozen=True)
class Sessions:
    """One entry per session. `row` is its entry in Days, minutes count from midnight.

    `lead` is the clinician whose clients come: another person in a group led by two.
    """

    row: Ints
    person: Ints
    day: Ints
    start: Ints
    end: Ints
    kind: Ints
    lead: Ints
    sick: Bools

    def __len__(self) -> int:
        return len(self.row)

    def only(self, kept: Bools | Ints) -> "Sessions":
        return Sessions(*(getattr(self, each.name)[kept] for each in fields(self)))

    def and_also(self, others: "Sessions") -> "Sessions":
        return Sessions(
            *(
                np.concatenate([getattr(self, each.name), getattr(others, each.name)])
                for each in fields(self)
            )
        )


def month_sessions(rng: np.random.Generator, world: World, month: int) -> Sessions:
    """Booked sessions of a month; the last month's run on four weeks past the cut."""
    persons, days = world.persons, clinic_days(rng, world, month)
    level = {
        key: values[days.person, month] for key, values in world.drawn.person.items()
    }
    count = _bookings(rng, world, days, level["sessions_per_fte_week"], month)
    there = np.arange(MOST_A_DAY) < count[:, None]
    kind = _kinds(rng, world, days)
    minutes = _minutes(rng, persons.role[days.person], kind) * there
    minutes *= np.cumsum(minutes, axis=1) <= MOST_MINUTES
    slots = Slots(
        minutes,
        persons.evening[days.person],
        level["back_to_back_share"],
        (level["free_middle_share"] - FREE_ANYWAY) / (1 - FREE_ANYWAY),
    )
    start = starts(rng, slots)
    row, slot = (each.astype(np.int64) for each in np.nonzero(slots.there))
    booked = Sessions(
        row=row,
        person=days.person[row],
        day=days.day[row],
        start=start[row, slot],
        end=(start + slots.minutes)[row, slot],
        kind=kind[row, slot],
        lead=days.person[row],
        sick=days.sick[row],
    )
    return _with_co_leaders(rng, days, booked)


def clinic_days(rng: np.random.Generator, world: World, month: int) -> Days:
    """Days on which a clinician has, or had, bookings, in their own working pattern.

    A sick day's bookings stand until they are called off; a few leave days are worked.
    """
    span, persons, away = world.span, world.persons, world.away
    first, last = month_days(span, month)
    these = slice(first, last + 1)
    clinic = span.workday[these] & persons.employed(first, last)
    clinic &= persons.works[:, np.minimum(span.weekday[these], 4)]
    clinic &= persons.sees_clients[:, None]
    kind, half = away.kind[:, these], away.half[:, these]
    sick, on_leave = kind == SICK, (kind == VACATION) & ~half
    clinic &= (
        (kind < 0)
        | half
        | (sick & happens(rng, kind.shape, BOOKED_WHEN_SICK))
        | (on_leave & happens(rng, kind.shape, WORKED_ON_LEAVE))
    )
    clinic &= ~_long_sick(away, first, last)
    person, offset = (each.astype(np.int64) for each in np.nonzero(clinic))
    return Days(
        person,
        first + offset,
        persons.team_of[person, month],
        sick[person, offset],
        on_leave[person, offset],
    )


def month_days(span: Span, month: int) -> tuple[int, int]:
    """First and last day of a month's file; the last file runs on past the cut."""
    last = int(span.first_index[month + 1]) - 1
    ends = last if last < span.cut else len(span.dates) - 1
    return int(span.first_index[month]), ends


def _long_sick(away: Absence, first: int, last: int) -> Bools:
    """Sick a fortnight before or after, too: nothing is booked any more."""
    days, end = np.arange(first, last + 1), away.kind.shape[1] - 1
    sick = away.kind == SICK
    near = sick[:, np.maximum(days - 13, 0)] | sick[:, np.minimum(days + 13, end)]
    return np.asarray(sick[:, days] & near)


def _bookings(
    rng: np.random.Generator, world: World, days: Days, sessions: Floats, month: int
) -> Ints:
    """Sessions booked per day, whole numbers spread about the person's level."""
    persons, person = world.persons, days.person
    season = SEASON.get(world.span.month_starts[month].month, 1.0)
    a_day = sessions * persons.clinical_fte[person] / persons.days_a_week[person]
    expected = np.where(days.on_leave, 0.45, a_day / KEPT_SHARE * season)
    fill = np.where(days.day > world.span.cut, BOOKED_AHEAD, 1.0)
    fill = np.where(persons.contract[person] == BANK, 0.9 * fill, fill)
    spread = rng.normal(0, 0.6, len(person)) + rng.random(len(person)) - 0.5
    count = whole(expected * fill + spread)
    return np.clip(count, np.where(days.on_leave, 1, 0), MOST_A_DAY)


def _kinds(rng: np.random.Generator, world: World, days: Days) -> Ints:
    """Kind of each slot, days x slots; crises by the team's setting."""
    crisis = by_setting(CRISIS_SHARE, world, otherwise=USUAL_CRISIS_SHARE)
    left = rng.random((len(days.person), MOST_A_DAY))
    kind = np.full(left.shape, INDIVIDUAL)
    for number, share in KIND_SHARES:
        kind[(left >= 0) & (left < share)] = number
        left = left - share
    kind[(left >= 0) & (left < crisis[days.team][:, None])] = CRISIS
    return kind


def by_setting(share: dict[str, float], world: World, *, otherwise: float) -> Floats:
    """A share by team: its setting's, or `otherwise` for all if settings don't differ."""
    if not world.told.has_effects:
        return np.full(len(world.org.teams), otherwise)
    return np.array([share.get(team.setting, otherwise) for team in world.org.teams])


def _minutes(rng: np.random.Generator, role: Ints, kind: Ints) -> Ints:
    chances = np.cumsum([each.minutes for each in ROLES], axis=1)[role]
    slot = (rng.random(kind.shape)[:, :, None] >= chances[:, None, :]).sum(axis=2)
    usual = np.array(MINUTES)[np.minimum(slot, len(MINUTES) - 1)]
    longer = np.where(happens(rng, kind.shape, 0.5), 60, 90)
    return np.where((kind == GROUP) | (kind == INTAKE), longer, usual)


def _with_co_leaders(
    rng: np.random.Generator, days: Days, booked: Sessions
) -> Sessions:
    """Some groups with a second leader, whose own sessions at that time fall away."""
    groups = np.flatnonzero(
        (booked.kind == GROUP) & happens(rng, len(booked), LED_BY_TWO)
    )
    second = _partners(rng, days)[booked.row[groups]]
    groups, second = groups[second >= 0], second[second >= 0]
    once = np.unique(second, return_index=True)[1]
    groups, second = groups[once], second[once]
    group = booked.only(groups)
    joined = Sessions(
        second, days.person[second], group.day, group.start, group.end, group.kind,
        group.lead, np.zeros(len(second), dtype=np.bool_),
    )  # fmt: skip
    begins, ends = np.full(len(days.day), -1), np.full(len(days.day), -1)
    begins[second], ends[second] = joined.start, joined.end
    meets = (booked.start < ends[booked.row]) & (booked.end > begins[booked.row])
    meets[groups] = False
    merged = booked.only(~meets).and_also(joined)
    return merged.only(np.lexsort((merged.start, merged.person, merged.day)))


def _partners(rng: np.random.Generator, days: Days) -> Ints:
    """For each day's entry that of a teammate who is there on the day, or -1."""
    order = np.lexsort((rng.random(len(days.day)), days.day, days.team))
    nearby = np.roll(order, -1)
    alike = (days.team[order] == days.team[nearby]) & (
        days.day[order] == days.day[nearby]
    )
    partner = np.full(len(days.day), -1)
    partner[order[alike]] = nearby[alike]
    away = days.sick | days.on_leave
    return np.where((partner >= 0) & (away | away[partner]), -1, partner)
