"""The people of the made-up practice: who holds which position, from when to when."""

from dataclasses import dataclass, fields, replace

import numpy as np

from etl.synthetic.arrays import Bools, Floats, Ints, happens, stream
from etl.synthetic.organisation import Organisation
from etl.synthetic.roles import (
    ADMIN,
    MANAGER,
    PSYCHIATRIST,
    PSYCHOLOGIST,
    ROLES,
    TRAINEE,
    role_mix,
)
from etl.synthetic.span import AHEAD_DAYS, Span

STAYS = 1_000_000  # day of leaving of someone who doesn't leave
LEAVING_A_MONTH = 0.015
MOVING_A_YEAR = 0.04
EVENING_SHARE = 0.08  # of clinicians, who chose to work late
FLEXIBLE_SHARE = 0.25
DOCTORS_ON_CONTRACT = 0.3
DAYS_A_MONTH = 30.44
FULL_WEEK_HOURS = 40.0
CONTRACTS = ("permanent", "fixed", "bank", "contractor", "trainee")
PERMANENT, FIXED, BANK, CONTRACTOR, TRAINEESHIP = range(5)
REASONS = ("voluntary", "end_of_contract", "transfer", "other")
LEADER_WITHOUT_CLIENTS = 8  # from this team size on the leader is a manager


@dataclass(frozen=True)
class People:
    """One entry per person in every array; days are indices of the span.

    `team_of` is people x months: the team on the first of the month. `works` is
    people x Monday..Friday. `evening`: chose to work late.
    """

    position: Ints
    leads: Ints
    role: Ints
    contract: Ints
    per_session: Bools
    fte: Floats
    clinical_fte: Floats
    works: Bools
    evening: Bools
    flexible: Bools
    hired: Ints
    left: Ints
    reason: Ints
    team_of: Ints

    def __len__(self) -> int:
        return len(self.position)

    def employed(self, first: int, last: int) -> Bools:
        """People x days first..last: who is employed on the day."""
        days = np.arange(first, last + 1)
        return (self.hired[:, None] <= days) & (days <= self.left[:, None])

    def on_roster(self, day: int) -> Bools:
        return (self.hired <= day) & (day <= self.left)

    @property
    def sees_clients(self) -> Bools:
        return self.clinical_fte > 0

    @property
    def days_a_week(self) -> Ints:
        return np.asarray(self.works.sum(axis=1), dtype=np.int64)

    @property
    def on_payroll(self) -> Bools:
        """Has a leave entitlement: neither bank staff nor contractors."""
        return ~np.isin(self.contract, (BANK, CONTRACTOR))


@dataclass(frozen=True)
class _Positions:
    team: Ints
    role: Ints
    leads: Bools
    opens: Ints


def people(span: Span, org: Organisation, *, seed: int, assistant_month: int) -> People:
    """Everyone employed at some time in the span, by position and then by time."""
    rng = stream(seed, "people")
    seats = _positions(rng, span, org, assistant_month)
    position, hired, left = _occupants(rng, span, seats)
    role = seats.role[position]
    contract = _contracts(rng, role, seats.leads[position])
    fte = _fte(rng, contract)
    clinical = np.array([each.clinical for each in ROLES])[role]
    leads = np.where(seats.leads[position], seats.team[position], -1)
    clinical = np.where((leads >= 0) & (role != MANAGER), clinical * 0.7, clinical)
    count = len(position)
    evening = happens(rng, count, EVENING_SHARE) & (clinical > 0)
    everyone = People(
        position=position,
        leads=leads,
        role=role,
        contract=contract,
        per_session=np.where(
            contract == BANK, happens(rng, count, 0.6), contract == CONTRACTOR
        ),
        fte=fte,
        clinical_fte=np.round(fte * clinical, 2),
        works=_workdays(rng, fte),
        evening=evening,
        flexible=evening | happens(rng, count, FLEXIBLE_SHARE),
        hired=hired,
        left=left,
        reason=_reasons(rng, contract),
        team_of=np.repeat(seats.team[position][:, None], span.months, axis=1),
    )
    ordered = _take(everyone, np.lexsort((hired, position)))
    return replace(ordered, team_of=_teams_over_time(rng, span, org, ordered))


def _take(persons: People, order: Ints) -> People:
    parts = {each.name: getattr(persons, each.name)[order] for each in fields(People)}
    return People(**parts)


def _positions(
    rng: np.random.Generator, span: Span, org: Organisation, assistant_month: int
) -> _Positions:
    """A leader and, in larger teams, an assistant; the rest by the team's role mix."""
    team: list[int] = []
    role: list[int] = []
    leads: list[bool] = []
    for index, each in enumerate(org.teams):
        if each.first_month > 0:
            continue
        mix = role_mix(each.setting, rng)
        assistants = int(
            each.size >= LEADER_WITHOUT_CLIENTS and index != org.parts.assistant
        )
        others = each.size - 1 - assistants
        leader = MANAGER if each.size >= LEADER_WITHOUT_CLIENTS else PSYCHOLOGIST
        chosen = rng.choice(len(ROLES), size=others, p=mix).tolist()
        if index == 0:
            chosen[-1] = TRAINEE  # so that there is one, however few people there are
        team += [index] * each.size
        role += [leader, *[ADMIN] * assistants, *chosen]
        leads += [True, *[False] * (each.size - 1)]
    opens = [0] * len(team) + [int(span.first_index[assistant_month])]
    return _Positions(
        np.array([*team, org.parts.assistant]),
        np.array([*role, ADMIN]),
        np.array([*leads, False]),
        np.array(opens),
    )


def _occupants(
    rng: np.random.Generator, span: Span, seats: _Positions
) -> tuple[Ints, Ints, Ints]:
    """Position, day hired and last day of everyone who held a position in the span."""
    count = len(seats.team)
    there = np.where(
        seats.opens == 0, -(60 + rng.exponential(1300, count)), seats.opens
    )
    hired, counted_from = _first_monday_before(there), seats.opens.copy()
    seat = np.arange(count)
    held: list[tuple[Ints, Ints, Ints]] = []
    end = span.cut + AHEAD_DAYS
    while len(seat):
        stay = 45 + rng.exponential(DAYS_A_MONTH / LEAVING_A_MONTH, len(seat))
        left = (counted_from + stay).astype(np.int64)
        left -= np.maximum(0, (left + 6) % 7 - 4)  # the last day is a working day
        left = np.where((left > end) | (seats.opens[seat] > 0), STAYS, left)
        held.append((seat, hired, left))
        gone = np.flatnonzero(left < end - 120)
        seat, hired = seat[gone], _next_hires(rng, span, left[gone])
        kept = hired <= span.first_index[-2]
        seat, hired = seat[kept], hired[kept]
        counted_from = hired
    columns = [np.concatenate(each) for each in zip(*held, strict=True)]
    return columns[0], columns[1], columns[2]


def _first_monday_before(day: Floats) -> Ints:
    """Mondays for days before the span, whose day 0 is a Sunday; later days as they are."""
    whole = np.floor(day).astype(np.int64)
    return np.where(whole < 0, whole - (whole + 6) % 7, whole)


def _next_hires(rng: np.random.Generator, span: Span, left: Ints) -> Ints:
    """First of a month one to three months later; every third, a Monday in that month."""
    start = np.searchsorted(span.first_index, left, "right") + rng.integers(
        0, 3, len(left)
    )
    start = np.minimum(start, span.months)
    first = span.first_index[start]
    monday = first + (-span.weekday[first]) % 7 + 7 * rng.integers(0, 3, len(left))
    return np.asarray(np.where(happens(rng, len(left), 1 / 3), monday, first))


def _contracts(rng: np.random.Generator, role: Ints, leads: Bools) -> Ints:
    """Contract of each person; every kind is there, however few people there are."""
    drawn = rng.choice(4, size=len(role), p=(0.8, 0.1, 0.06, 0.04))
    doctor = (role == PSYCHIATRIST) & happens(rng, len(role), DOCTORS_ON_CONTRACT)
    drawn = np.where(doctor, CONTRACTOR, drawn)
    usual = ~leads & ~np.isin(role, (ADMIN, MANAGER, TRAINEE))
    drawn[np.flatnonzero(usual)[1:4]] = (FIXED, BANK, CONTRACTOR)
    drawn = np.where(role == TRAINEE, TRAINEESHIP, drawn)
    return np.where(leads | np.isin(role, (ADMIN, MANAGER)), PERMANENT, drawn)


def _fte(rng: np.random.Generator, contract: Ints) -> Floats:
    usual = rng.choice(
        (1.0, 0.8, 0.6, 0.5), size=len(contract), p=(0.62, 0.2, 0.11, 0.07)
    )
    bank = rng.choice((0.2, 0.3, 0.4), size=len(contract))
    return np.where(
        contract == BANK, bank, np.where(contract == TRAINEESHIP, 1.0, usual)
    )


def _workdays(rng: np.random.Generator, fte: Floats) -> Bools:
    """Days of the week worked: as many as the FTE needs, chosen by the person."""
    rank = rng.random((len(fte), 5)).argsort(axis=1).argsort(axis=1)
    return rank < np.ceil(fte * 5 - 1e-9)[:, None]


def _reasons(rng: np.random.Generator, contract: Ints) -> Ints:
    drawn = rng.choice(4, size=len(contract), p=(0.66, 0.08, 0.12, 0.14))
    temporary = np.isin(contract, (FIXED, TRAINEESHIP)) & happens(rng, len(drawn), 0.7)
    return np.where(temporary, 1, drawn)


def _teams_over_time(
    rng: np.random.Generator, span: Span, org: Organisation, persons: People
) -> Ints:
    """People x months. Some move to a sibling team; the merging teams become one."""
    over_time = persons.team_of.copy()
    home = over_time[:, 0]
    steady = np.flatnonzero(
        (persons.hired < span.first_index[1])
        & (persons.left > span.first_index[-2])
        & (persons.leads < 0)
        & (home != org.parts.assistant)
    )
    movers = max(1, round(len(home) * MOVING_A_YEAR * span.months / 12))
    for person in rng.choice(steady, size=min(movers, len(steady)), replace=False):
        month = int(rng.integers(1, span.months))
        over_time[person, month:] = _sibling(rng, org, int(home[person]))
    after = np.arange(span.months) >= org.merge_month
    over_time[np.isin(over_time, org.parts.merged) & after] = org.parts.merger
    return over_time


def _sibling(rng: np.random.Generator, org: Organisation, team: int) -> int:
    programme = org.teams[team].programme
    others = [
        index
        for index, each in enumerate(org.teams)
        if each.programme == programme and index != team and each.first_month == 0
    ]
    return int(rng.choice(others))
