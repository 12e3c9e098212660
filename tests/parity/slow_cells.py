"""Every cell, group by group and person by person, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from definitions.measures import Measure, measures
from tests.parity.organisation import LEADER, PERIODS, TEAMS, UNIT, Organisation
from tests.parity.slow_caseload import caseload
from tests.parity.slow_leave import leave, leave_events
from tests.parity.slow_roster import Day, Roster, roster_days
from tests.parity.slow_session_days import session_days
from tests.parity.slow_sessions import Counts, PersonDays
from tests.parity.slow_teams import TeamFigures, team_figures
from tests.parity.slow_time import Period, contacts, supervision, time_days

PER_HEAD = ("head_weeks", "head_months", "headcount_12m")
SHEETS_OF = {"licensed_time": False, "unlicensed_time": True}  # before licence
OF_TEAMS = ("positions", "incidents", "panel")
Who = tuple[int, str | None, str | None]


@dataclass
class Person:
    """One person in one team and role in one period."""

    figures: Counts
    clinical: bool = True
    manager: bool = False
    before_licence: bool = False
    at_work: bool = False
    contract_known: bool = True
    weeks: float = 1


def leave_months(org: Organisation) -> tuple[date, date] | None:
    """First and last month that leave records cover, as (first day, any last day)."""
    rows = org["leave_request"]
    if not rows:
        return None
    last = max(row["last_day"] for row in rows)
    return min(row["first_day"] for row in rows).replace(day=1), last


def covers(months: tuple[date, date] | None, day: date) -> bool:
    if months is None:
        return False
    first, last = months
    return first <= day and (day.year, day.month) <= (last.year, last.month)


def people(
    org: Organisation, roster: Roster, period: Period, teams: TeamFigures
) -> dict[Who, Person]:
    """Everybody in a period with all their figures."""
    first, last = period[3:]
    found: dict[Who, Person] = defaultdict(lambda: Person(defaultdict(float)))
    months = leave_months(org)
    for (who, day), here in roster.items():
        if first <= day <= last:
            key = (who, here.team, here.role)
            if key not in found:
                found[key].clinical = False
            _add_day(found[key], who, here, covered=covers(months, day))
            if day == last and here.flexible is not None:
                found[key].figures["flexible_known"] = 1
                found[key].figures["flexible_people"] = here.flexible
    sessions = session_days(org, roster)
    for source in (sessions, time_days(org, roster), contacts(org, roster)):
        _add(found, source, first, last)
    for figures in (
        caseload(org, roster, period),
        supervision(org, roster, period),
        leave(org, roster, period),
        leave_events(org, roster, period),
    ):
        for key, amounts in figures.items():
            for name, amount in amounts.items():
                found[key].figures[name] += amount
    for key, one in found.items():
        one.weeks = ((last - first).days + 1) / 7
        _finish(one, key[1], sessions, teams.get(key[1] or "", {}))
    return found


def _add_day(person: Person, who: int, here: Day, *, covered: bool) -> None:
    person.clinical |= here.clinical > 0
    person.before_licence |= here.before_licence
    person.manager = here.role == "manager" or who == LEADER
    person.at_work |= here.scheduled and not here.long_absent and here.leave < 0.9
    figures = person.figures
    figures["roster_days"] += 1
    figures["fte_weeks"] += here.fte_weeks
    person.contract_known &= here.contract is not None
    hours = 0 if here.long_absent else here.available
    figures["available_hours"] += hours
    figures["bank_available_hours"] += hours if here.bank else 0
    if covered and here.contract is not None:
        figures["contract_hours"] += here.contract
        figures["sick_hours"] += here.contract * here.sick
        figures["vacation_hours"] += here.contract * here.vacation


def _finish(
    one: Person, team: str | None, sessions: PersonDays, about_team: Counts
) -> None:
    """What follows from a person's other figures and from their team's."""
    figures = one.figures
    if not one.contract_known or not figures.get("roster_days"):
        for name in ("available_hours", "bank_available_hours", "booked_hours"):
            figures.pop(name, None)
    worked = figures.get("time_days", 0) > 0
    for name, by_sheet, by_contract in (
        ("covered_hours", "worked_hours", "available_hours"),
        ("bank_hours", "bank_worked_hours", "bank_available_hours"),
    ):
        source = by_sheet if worked else by_contract
        if source in figures:
            figures[name] = figures[source]
    mates = [counts for (_, there, _, _), counts in sessions.items() if there == team]
    for source, column, weeks in (
        ("notes", "notes_due", "noted_fte_weeks"),
        ("note_times", "after_hours_note_hours", "timed_fte_weeks"),
    ):
        if team and any(column in counts for counts in mates):
            figures[weeks] = figures.get("fte_weeks", 0)
            if "appointments_days" in figures:
                figures[f"{source}_days"] = figures["appointments_days"]
    for source, columns in (
        ("positions", ["fte_established"]),
        ("incidents", ["incidents"]),
        ("panel", ["clients_without_clinician", "clients_discharged"]),
    ):
        if any(column in about_team for column in columns):
            figures[f"{source}_days"] = figures.get("roster_days", 0)
    if "clients_without_clinician" in about_team:
        figures["panel_fte"] = figures.get("fte_weeks", 0) / one.weeks
    if "clients_discharged" in about_team:
        figures["discharge_fte_weeks"] = figures.get("fte_weeks", 0)


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


KINDS = {"p": "programme", "q": "programme", "unit:u": "unit", "org": "organisation"}


def _told_apart(measure: Measure, group: str, role: str | None) -> bool:
    """Whether a measure has a figure for a kind of group at all."""
    if role is not None:
        return not measure.levels and measure.source not in OF_TEAMS
    return not measure.levels or KINDS.get(group, "team") in measure.levels


def cells(
    org: Organisation,
) -> dict[tuple[str, str, str, date], tuple[float, float, int, int, str | None]]:
    """(measure, group, period kind and start) -> numerator, denominator, people, expected, basis."""
    roster = roster_days(org)
    months = leave_months(org)
    found = {}
    for period in PERIODS:
        of_teams = team_figures(org, roster, period)
        everybody = people(org, roster, period, of_teams)
        whole = covers(months, period[3]) and covers(months, period[4])
        for measure in measures().values():
            if measure.source in ("survey", "unit") or period[0] not in measure.periods:
                continue
            counted = {
                key: one for key, one in everybody.items() if _applies(measure, one)
            }
            for group, (teams, role) in groups().items():
                if not _told_apart(measure, group, role):
                    continue
                inside = {
                    key: one
                    for key, one in counted.items()
                    if key[1] in teams and role in (None, key[2])
                }
                parts = [] if role else [of_teams.get(team, {}) for team in teams]
                cell = _cell(measure, inside, parts)
                if cell:
                    basis = None
                    if measure.per_fte:
                        basis = "available" if whole else "contracted"
                    found[measure.key, group, period[0], period[1]] = (*cell, basis)
    return found


def _sum(name: str, inside: dict[Who, Person], teams: list[Counts]) -> float | None:
    """A component over people and teams; None where nobody has it."""
    held = [*(one.figures for one in inside.values()), *teams]
    known = [figures[name] for figures in held if name in figures]
    return sum(known) if known else None


def _cell(
    measure: Measure, inside: dict[Who, Person], teams: list[Counts]
) -> tuple[float, float, int, int] | None:
    numerator = _sum(measure.numerator, inside, teams)
    denominator = _sum(measure.denominator, inside, teams)
    source = "time" if measure.source in SHEETS_OF else measure.source
    source_days = f"{source}_days"
    by_source = (
        measure.per_fte or measure.denominator in PER_HEAD or measure.source in OF_TEAMS
    )
    counts_by = source_days if by_source else measure.denominator
    recorded = {
        who for (who, _, _), one in inside.items() if one.figures.get(counts_by, 0) > 0
    }
    lacking = {
        who
        for (who, _, _), one in inside.items()
        if measure.source not in ("leave", "roster")
        and one.at_work
        and not one.figures.get(source_days)
        and SHEETS_OF.get(measure.source, one.before_licence) == one.before_licence
    }
    if numerator is None or not denominator or not recorded:
        return None
    return numerator, denominator, len(recorded), len(recorded | lacking)
