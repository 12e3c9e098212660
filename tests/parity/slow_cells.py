"""Every cell, group by group and person by person, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from definitions.measures import Measure, measures
from tests.parity.organisation import LEADER, PERIODS, TEAMS, UNIT, Organisation
from tests.parity.slow_leave import leave, leave_events
from tests.parity.slow_roster import Day, Roster, roster_days
from tests.parity.slow_sessions import Counts, PersonDays, session_days
from tests.parity.slow_time import Period, caseload, time_days

PER_HEAD = ("fte", "fte_weeks", "head_weeks", "head_months")
Who = tuple[int, str | None, str | None]


@dataclass
class Person:
    """One person in one team and role in one period."""

    figures: Counts
    clinical: bool = True
    manager: bool = False
    at_work: bool = False


def _leave_months(org: Organisation) -> tuple[date, date] | None:
    """First and last month that leave records cover, as (first day, any last day)."""
    rows = org["leave_request"]
    if not rows:
        return None
    last = max(row["last_day"] for row in rows)
    return min(row["first_day"] for row in rows).replace(day=1), last


def _covers(months: tuple[date, date] | None, day: date) -> bool:
    if months is None:
        return False
    first, last = months
    return first <= day and (day.year, day.month) <= (last.year, last.month)


def people(org: Organisation, roster: Roster, period: Period) -> dict[Who, Person]:
    """Everybody in a period with all their figures."""
    first, last = period[3:]
    found: dict[Who, Person] = defaultdict(lambda: Person(defaultdict(float)))
    months = _leave_months(org)
    for (who, day), here in roster.items():
        if first <= day <= last:
            key = (who, here.team, here.role)
            if key not in found:
                found[key].clinical = False
            _add_day(found[key], who, here, covered=_covers(months, day))
    for source in (session_days(org, roster), time_days(org, roster)):
        _add(found, source, first, last)
    for figures in (
        caseload(org, roster, period),
        leave(org, roster, period),
        leave_events(org, roster, period),
    ):
        for key, amounts in figures.items():
            for name, amount in amounts.items():
                found[key].figures[name] += amount
    return found


def _add_day(person: Person, who: int, here: Day, *, covered: bool) -> None:
    person.clinical |= here.clinical > 0
    person.manager = here.role == "manager" or who == LEADER
    person.at_work |= here.scheduled and not here.long_absent and here.leave < 0.9
    person.figures["fte_weeks"] += here.fte_weeks
    if covered and here.contract is not None:
        person.figures["contract_hours"] += here.contract
        person.figures["sick_hours"] += here.contract * here.sick


def _add(found: dict[Who, Person], source: PersonDays, first: date, last: date) -> None:
    for (who, team, role, day), counts in source.items():
        if first <= day <= last:
            for name, amount in counts.items():
                found[who, team, role].figures[name] += amount


def groups() -> dict[str, tuple[set[str], str | None]]:
    """Group -> the teams under it, and the only role that counts, if any."""
    teams = set(TEAMS)
    found: dict[str, tuple[set[str], str | None]] = {
        team: ({team}, None) for team in teams
    }
    for team, above in TEAMS.items():
        if above:
            found[above][0].add(team)
    found["unit:u"] = (set(UNIT), None)
    found["org"] = (teams, None)
    for node in ("p", "q", "org"):
        for role in ("nurse", "psychologist", "manager"):
            found[f"{node}:role:{role}"] = (found[node][0], role)
    return found


def _applies(measure: Measure, person: Person) -> bool:
    if measure.applies_to == "all":
        return True
    return person.clinical and not (
        measure.applies_to == "not_managers" and person.manager
    )


def cells(
    org: Organisation,
) -> dict[tuple[str, str, str, date], tuple[float, float, int, int, str | None]]:
    """(measure, group, period kind and start) -> numerator, denominator, people, expected, basis."""
    roster = roster_days(org)
    months = _leave_months(org)
    found = {}
    for period in PERIODS:
        everybody = people(org, roster, period)
        for measure in measures().values():
            if measure.source in ("survey", "unit") or period[0] not in measure.periods:
                continue
            counted = {
                key: one for key, one in everybody.items() if _applies(measure, one)
            }
            for group, (teams, role) in groups().items():
                inside = {
                    key: one
                    for key, one in counted.items()
                    if key[1] in teams and role in (None, key[2])
                }
                cell = _cell(measure, inside)
                if cell:
                    basis = None
                    if measure.per_fte:
                        whole = _covers(months, period[3]) and _covers(
                            months, period[4]
                        )
                        basis = "available" if whole else "contracted"
                    found[measure.key, group, period[0], period[1]] = (*cell, basis)
    return found


def _cell(
    measure: Measure, inside: dict[Who, Person]
) -> tuple[float, float, int, int] | None:
    numerator = sum(one.figures[measure.numerator] for one in inside.values())
    denominator = sum(one.figures[measure.denominator] for one in inside.values())
    source_days = f"{measure.source}_days"
    counts_by = source_days if measure.denominator in PER_HEAD else measure.denominator
    recorded = {
        who for (who, _, _), one in inside.items() if one.figures[counts_by] > 0
    }
    lacking = {
        who
        for (who, _, _), one in inside.items()
        if measure.source != "leave" and one.at_work and not one.figures[source_days]
    }
    if denominator <= 0 or not recorded:
        return None
    return numerator, denominator, len(recorded), len(recorded | lacking)
