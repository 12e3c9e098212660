"""Who worked when, day by day and person by person, in plain loops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.parity.organisation import (
    CLOSES,
    FIRST,
    HOLIDAYS,
    LAST,
    OPENS,
    PEOPLE,
    SNAPSHOTS,
    WORK_DAYS,
    Organisation,
    Row,
)

DAY = timedelta(days=1)


def days(first: date, last: date) -> list[date]:
    """Every day from first to last."""
    return [first + n * DAY for n in range((last - first).days + 1)]


@dataclass
class Hours:
    """A person's own week as it holds on one day; minutes after midnight."""

    works: bool
    own_days: int
    opens: int
    closes: int
    night_until: int


@dataclass
class Day:
    """One person on one day on the roster."""

    team: str | None
    role: str
    fte: float
    clinical: float
    contract_type: str
    before_licence: bool
    flexible: bool | None
    hired_on: date | None
    scheduled: bool
    contract: float | None
    own_days: int
    leave: float = 0
    sick: float = 0
    vacation: float = 0
    long_absent: bool = False

    @property
    def fte_weeks(self) -> float:
        if not self.scheduled or self.long_absent:
            return 0
        return self.clinical / self.own_days * (1 - self.leave)

    @property
    def bank(self) -> bool:
        return self.contract_type == "bank"

    @property
    def available(self) -> float:
        return (self.contract or 0) * (1 - self.leave)


def _in_force(org: Organisation, person: int, weekday: int, day: date) -> Row | None:
    """The hours of a weekday that hold on a day; of several rows the latest."""
    rows = [
        row
        for row in org["work_pattern"]
        if row["staff_key"] == person
        and row["weekday"] == weekday
        and row["valid_from"] <= day
    ]
    if not rows:
        return None
    newest = max(row["valid_from"] for row in rows)
    rows = [row for row in rows if row["valid_from"] == newest]
    if all(row["valid_to"] is not None and row["valid_to"] < day for row in rows):
        return None
    starts = [row["starts"].hour * 60 + row["starts"].minute for row in rows]
    ends = [
        row["ends"].hour * 60
        + row["ends"].minute
        + (1440 if row["ends"] <= row["starts"] else 0)
        for row in rows
    ]
    return {"opens": min(starts), "closes": max(ends)}


def own_hours(org: Organisation, person: int, day: date) -> Hours:
    """The person's own week on a day, or the organisation's."""
    week = {w: _in_force(org, person, w, day) for w in range(1, 8)}
    week = {w: hours for w, hours in week.items() if hours}
    if not week:
        return Hours(
            day.isoweekday() in WORK_DAYS,
            len(WORK_DAYS),
            OPENS.hour * 60 + OPENS.minute,
            CLOSES.hour * 60 + CLOSES.minute,
            0,
        )
    today = week.get(day.isoweekday())
    yesterday = week.get((day - DAY).isoweekday())
    return Hours(
        today is not None,
        len(week),
        today["opens"] if today else 0,
        today["closes"] if today else 0,
        max(0, yesterday["closes"] - 1440) if yesterday else 0,
    )


def _treats(org: Organisation, person: int) -> bool:
    return any(
        row["staff_key"] == person for row in org["appointment"] + org["caseload"]
    )


def _present(org: Organisation, person: int, day: date) -> Day | None:
    """The person as the newest snapshot has them."""
    used = [
        s
        for s in SNAPSHOTS
        if s <= day and any(r["valid_from"] == s for r in org["roster"])
    ]
    if not used:
        return None
    rows = [
        r
        for r in org["roster"]
        if r["staff_key"] == person and r["valid_from"] == used[-1]
    ]
    if not rows:
        return None
    hired = max((r["hired_on"] for r in rows if r["hired_on"]), default=None)
    left = max((r["left_on"] for r in rows if r["left_on"]), default=None)
    if (hired and day < hired) or (left and day > left):
        return None
    posts: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        posts.setdefault((row["team_id"] or "", row["role"]), []).append(row)
    merged = []
    for (team, role), held in posts.items():
        clinical = max(
            r["clinical_fte"]
            if r["clinical_fte"] is not None
            else (r["fte"] if _treats(org, person) else 0)
            for r in held
        )
        hours = [
            r["contract_hours_week"]
            for r in held
            if r["contract_hours_week"] is not None
        ]
        merged.append(
            (
                clinical,
                max(r["fte"] for r in held),
                team,
                role,
                max(hours, default=None),
            )
        )
    main = max((bool(post[2]), *post[:4]) for post in merged)
    contracts = [post[4] for post in merged if post[4] is not None]
    week = sum(contracts) if contracts else None
    hours = own_hours(org, person, day)
    scheduled = hours.works and day not in HOLIDAYS
    flexible = [r["flexible_hours"] for r in rows if r["flexible_hours"] is not None]
    return Day(
        team=main[3] or None,
        role=main[4],
        fte=sum(post[1] for post in merged),
        clinical=sum(post[0] for post in merged),
        contract_type=max(r["contract_type"] for r in rows),
        before_licence=any(
            r["contract_type"] == "trainee" or r["licence_status"] == "Pre-licensed"
            for r in rows
        ),
        flexible=any(flexible) if flexible else None,
        hired_on=hired,
        scheduled=scheduled,
        contract=(None if week is None else week / hours.own_days) if scheduled else 0,
        own_days=hours.own_days,
    )


Roster = dict[tuple[int, date], Day]


def granted(
    org: Organisation, roster: Roster
) -> dict[tuple[int, str, date, date], float]:
    """Share of each scheduled day that a granted leave takes."""
    asked: dict[tuple[int, str, date, date], list[Row]] = {}
    for row in org["leave_request"]:
        if row["status"] in ("approved", "taken"):
            which = (row["staff_key"], row["kind"], row["first_day"], row["last_day"])
            asked.setdefault(which, []).append(row)
    shares = {}
    for (person, kind, first, last), rows in asked.items():
        scheduled = [
            roster[person, day]
            for day in days(first, last)
            if (person, day) in roster and roster[person, day].scheduled
        ]
        hours = max((r["hours"] for r in rows if r["hours"] is not None), default=None)
        wanted = max((r["days"] for r in rows if r["days"] is not None), default=None)
        contracted = sum(
            8 if day.contract is None else day.contract for day in scheduled
        )
        share = 1.0
        if wanted is not None and scheduled:
            share = min(1, wanted / len(scheduled))
        elif wanted is None and hours is not None and contracted > 0:
            share = min(1, hours / contracted)
        shares[person, kind, first, last] = share
    return shares


def long_spells(org: Organisation, roster: Roster) -> list[tuple[int, date, date]]:
    """Spells of whole leave of 28 days or more; days without work do not end one."""
    found = []
    shares = granted(org, roster)
    for person in PEOPLE:
        away: set[date] = set()
        for (who, _, first, last), share in shares.items():
            if who == person and share >= 0.9:
                away.update(days(first, last))
        spell: list[date] = []
        for day in sorted(away):
            if spell and not _bridged(roster, person, spell[-1] + DAY, day - DAY):
                found.append((person, spell[0], spell[-1]))
                spell = []
            spell.append(day)
        if spell:
            found.append((person, spell[0], spell[-1]))
    return [
        (who, first, last) for who, first, last in found if (last - first).days >= 27
    ]


def _bridged(roster: Roster, person: int, first: date, last: date) -> bool:
    gap = days(first, last)
    if len(gap) > 13:
        return False
    for day in gap:
        here = roster.get((person, day))
        if here.scheduled if here else day.isoweekday() in WORK_DAYS:
            return False
    return True


def roster_days(org: Organisation) -> Roster:
    """Every person on every day on the roster, leave and long absence included."""
    everyone = ((person, day) for person in PEOPLE for day in days(FIRST, LAST))
    found = {which: _present(org, *which) for which in everyone}
    roster = {which: here for which, here in found.items() if here}
    for (person, kind, first, last), share in granted(org, roster).items():
        for day in days(first, last):
            _take_off(roster.get((person, day)), kind, share)
    for here in roster.values():
        here.leave, here.sick = min(1, here.leave), min(1, here.sick)
        here.vacation = min(here.vacation, 1 - here.sick)
    for person, first, last in long_spells(org, roster):
        for day in days(first, last):
            if (person, day) in roster:
                roster[person, day].long_absent = True
    return roster


def _take_off(here: Day | None, kind: str, share: float) -> None:
    if here and here.scheduled:
        here.leave += share
        here.sick += share if kind == "sick" else 0
        here.vacation += share if kind == "vacation" else 0
