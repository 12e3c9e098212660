"""What everybody was exposed to before a wave, person by person and day by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from definitions.measures import Measure, measures
from tests.parity.organisation import LAST, LEADER, PEOPLE, PERIODS, WAVES, Organisation
from tests.parity.slow_caseload import carried
from tests.parity.slow_cells import covers, leave_months
from tests.parity.slow_leave import leave, vacation_days
from tests.parity.slow_roster import DAY, Day, Roster, days, roster_days
from tests.parity.slow_session_days import session_days
from tests.parity.slow_sessions import Counts
from tests.parity.slow_time import contacts, time_days

WINDOWS = (4, 8, 12)
OLDEST = 45 * DAY
Facts = dict[tuple[int, date], Counts]
Key = tuple[int, str, str, int]


@dataclass
class Week:
    """One person's week before an answer."""

    figures: Counts
    worked: bool
    moved: bool


def _anchor(org: Organisation, person: int, wave: str) -> tuple[date, bool]:
    """Day of the last answer in time and True, or the first day of the wave and False."""
    answers = [
        row["submitted_at"].date()
        for row in org["survey_response"]
        if row["staff_key"] == person and row["wave_id"] == wave and not row["late"]
    ]
    return (max(answers), True) if answers else (WAVES[wave], False)


def _facts(org: Organisation, roster: Roster) -> Facts:
    """Everything counted by person and day."""
    facts: Facts = defaultdict(dict)
    for source in (
        session_days(org, roster),
        time_days(org, roster),
        contacts(org, roster),
    ):
        for (person, _, _, day), counts in source.items():
            facts[person, day] |= counts
    for which, worked in vacation_days(org, roster).items():
        facts[which] |= {"full_leave_days": 1, "worked_leave_days": worked}
    return facts


def _week(
    org: Organisation,
    roster: Roster,
    facts: Facts,
    person: int,
    window: list[date],
    team: str | None,
) -> Week | None:
    there = [(day, roster[person, day]) for day in window if (person, day) in roster]
    if not there:
        return None
    figures: Counts = defaultdict(float)
    for day in window:
        for name, amount in facts.get((person, day), {}).items():
            figures[name] += amount
    months = leave_months(org)
    for day, here in there:
        figures["fte_weeks"] += here.fte_weeks
        figures["available_hours"] += 0 if here.long_absent else here.available
        if covers(months, day) and here.contract is not None:
            figures["contract_hours"] += here.contract
            figures["sick_hours"] += here.contract * here.sick
    if any(here.contract is None for _, here in there):
        for name in ("available_hours", "booked_hours"):
            figures.pop(name, None)
    return Week(
        figures,
        any(h.scheduled and not h.long_absent and h.leave < 0.9 for _, h in there),
        any(here.team != team for _, here in there),
    )


def _with_clients(week: Week, clients: dict[date, Counts], last: date) -> None:
    """Adds the clients of the latest snapshot, if it is not too old."""
    before = [day for day in clients if day <= last]
    if before and last - max(before) <= OLDEST:
        for name, amount in clients[max(before)].items():
            week.figures[f"{name}_clients"] = amount
        week.figures["fte"] = week.figures["fte_weeks"]


def _with_habits(
    week: Week, org: Organisation, roster: Roster, team: str | None
) -> None:
    """Adds FTE-weeks in a team whose source has notes, or their minutes."""
    mates = [
        counts
        for (_, there, _, _), counts in session_days(org, roster).items()
        if team and there == team
    ]
    for column, weeks in (
        ("notes_due", "noted_fte_weeks"),
        ("after_hours_note_hours", "timed_fte_weeks"),
    ):
        if any(column in counts for counts in mates):
            week.figures[weeks] = week.figures["fte_weeks"]


def _applies(measure: Measure, here: Day, person: int) -> bool:
    if measure.applies_to == "all":
        return True
    manager = here.role == "manager" or person == LEADER
    return here.clinical > 0 and not (measure.applies_to == "not_managers" and manager)


def exposures(org: Organisation) -> dict[Key, tuple[object, ...]]:
    """(person, wave, measure, weeks) -> answered, team, moved, weeks, parts."""
    roster = roster_days(org)
    facts = _facts(org, roster)
    snapshots = carried(org)
    found: dict[Key, tuple[object, ...]] = {}
    for wave in WAVES:
        standing = _standing(org, roster, wave)
        for person in PEOPLE:
            day, answered = _anchor(org, person, wave)
            here = roster.get((person, min(day, LAST)))
            known = answered or (person, WAVES[wave]) in roster
            if here is None or not known:
                continue
            clients = {on: n for (who, on), n in snapshots.items() if who == person}
            weeks: dict[int, Week] = {}
            for number in range(1, 13):
                last = day - 7 * (number - 1) * DAY - DAY
                week = _week(
                    org, roster, facts, person, days(last - 6 * DAY, last), here.team
                )
                if week:
                    _with_clients(week, clients, last)
                    _with_habits(week, org, roster, here.team)
                    weeks[number] = week
            for window in WINDOWS:
                worked = [w for n, w in weeks.items() if n <= window and w.worked]
                if 2 * len(worked) < window:
                    continue
                about = (answered, here.team, any(w.moved for w in worked), len(worked))
                sums = [w.figures for w in worked] + [standing.get(person, {})]
                for measure in measures().values():
                    parts = _parts(measure, sums)
                    if parts and _applies(measure, here, person):
                        found[person, wave, measure.key, window] = (*about, *parts)
    return found


def _standing(org: Organisation, roster: Roster, wave: str) -> dict[int, Counts]:
    """Leave taken and weeks off as they stood when the wave began."""
    for period in PERIODS:
        if period[:2] == ("wave", WAVES[wave]):
            return {who: n for (who, _, _), n in leave(org, roster, period).items()}
    return {}


def _parts(measure: Measure, figures: list[Counts]) -> tuple[float, float] | None:
    top = [
        counts[measure.numerator] for counts in figures if measure.numerator in counts
    ]
    below = [
        counts[measure.denominator]
        for counts in figures
        if measure.denominator in counts
    ]
    return (sum(top), sum(below)) if top and sum(below) > 0 else None
