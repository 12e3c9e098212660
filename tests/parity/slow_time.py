"""Time sheets and caseloads, person by person, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.parity.organisation import PEOPLE, WORK_DAYS, Organisation, Row
from tests.parity.slow_roster import DAY, Day, Roster, days
from tests.parity.slow_sessions import Counts, PersonDays

NOT_WORKED = ("break", "on_call", "admin_block", "admin_block_planned")
ADMIN = ("scheduling", "billing", "records", "other_admin")
HOURS = (
    "one_to_one",
    "peer_support",
    "training_chosen",
    "admin_block",
    "admin_block_planned",
)
Period = tuple[str, date, date, date, date]
# (person, team, role) -> figures
Figures = dict[tuple[int, str | None, str | None], Counts]


def _monday(day: date) -> date:
    return day - (day.isoweekday() - 1) * DAY


def entries_by_day(org: Organisation, roster: Roster) -> dict[tuple[int, date], Counts]:
    """Hours by activity of everybody on the roster; no day of over 24 hours."""
    entries: dict[tuple[int, date], Counts] = defaultdict(lambda: defaultdict(float))
    for row in org["time_entry"]:
        if (row["staff_key"], row["on_date"]) in roster:
            entries[row["staff_key"], row["on_date"]][row["activity"]] += row["hours"]
    return {which: by for which, by in entries.items() if _worked(by) <= 24}


def _worked(by: Counts) -> float:
    return sum(hours for activity, hours in by.items() if activity not in NOT_WORKED)


def time_days(org: Organisation, roster: Roster) -> PersonDays:
    """Hours, heads and overtime of every person and day that count."""
    entries = entries_by_day(org, roster)
    worked = {which: _worked(by) for which, by in entries.items()}
    weeks = _recorded_weeks(roster, worked)
    months = {(person, day.year, day.month) for person, day in entries}
    named = {row["activity"] for row in org["time_entry"]}
    found: PersonDays = {}
    for (person, day), here in roster.items():
        in_month = (person, day.year, day.month) in months
        in_week = day in weeks.get(person, set())
        if not in_month and not in_week:
            continue
        counts = _hours_of(entries.get((person, day), {}), here, named)
        counts["time_days"] = (person, day) in entries
        head = 1 / month_length(day) if in_month and not here.long_absent else 0
        counts["head_months"] = head
        counts["unlicensed_head_months"] = head if here.before_licence else 0
        counts["licensed_head_months"] = 0 if here.before_licence else head
        if in_week:
            counts["head_weeks"] = 1 / 28
            counts["overtime"] = worked.get((person, day), 0) - here.available
        found[person, here.team, here.role, day] = counts
    return found


def _hours_of(by: Counts, here: Day, named: set[str]) -> Counts:
    """Hours of a day; what no sheet of anybody names is not there."""
    counts: Counts = {
        "worked_hours": _worked(by),
        "bank_worked_hours": _worked(by) if here.bank else 0,
    }
    if named & set(ADMIN):
        counts["admin_hours"] = sum(by.get(activity, 0) for activity in ADMIN)
    for activity in HOURS:
        if activity in named:
            counts[f"{activity}_hours"] = by.get(activity, 0)
    if "clinical_supervision" in named:
        supervision = by.get("clinical_supervision", 0)
        before = here.before_licence
        counts["clinical_supervision_hours"] = 0 if before else supervision
        counts["supervision_before_licence_hours"] = supervision if before else 0
    return counts


def month_length(day: date) -> int:
    """Days of the month of a day."""
    return (
        (day.replace(day=28) + timedelta(days=4)).replace(day=1) - day.replace(day=1)
    ).days


def _recorded_weeks(
    roster: Roster, worked: dict[tuple[int, date], float]
) -> dict[int, set[date]]:
    """The days of the weeks that can be set against the contract, by person."""
    if not worked:
        return {}
    first, last = min(day for _, day in worked), max(day for _, day in worked)
    if first.isoweekday() <= min(WORK_DAYS):
        first -= 6 * DAY
    if last.isoweekday() >= max(WORK_DAYS):
        last += 6 * DAY
    found = {}
    for person in PEOPLE:
        usable, copied = set(), []
        for monday in {_monday(day) for who, day in worked if who == person}:
            week = [
                (day, roster[person, day])
                for day in days(monday, monday + 6 * DAY)
                if (person, day) in roster and first <= day <= last
            ]
            if any(here.contract is None for _, here in week):
                continue
            hours = sum(worked.get((person, day), 0) for day, _ in week)
            copied.append(
                abs(hours - sum(here.available for _, here in week)) < 0.01
                or abs(hours - sum(here.contract for _, here in week)) < 0.01
            )
            usable.update(day for day, _ in week)
        if not all(copied):
            found[person] = usable
    return found


def supervision(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Who is past the interval for clinical supervision on a period's last day."""
    last = period[4]
    entries = entries_by_day(org, roster)
    found: Figures = defaultdict(dict)
    if not any(row["activity"] == "clinical_supervision" for row in org["time_entry"]):
        return found
    for person in PEOPLE:
        here = roster.get((person, last))
        length = _interval(org, here) if here and here.clinical > 0 else None
        if here is None or length is None:
            continue
        window = days(last - (length - 1) * DAY, last)
        there = [roster.get((person, day)) for day in window]
        if min((day for _, day in entries), default=last + DAY) > window[0]:
            continue
        if any(one is None or one.long_absent for one in there):
            continue
        sheets = [entries[person, day] for day in window if (person, day) in entries]
        if sheets:
            figures = found[person, here.team, here.role]
            figures["people_with_interval"] = 1
            figures["people_past_interval"] = not any(
                by.get("clinical_supervision", 0) for by in sheets
            )
    return found


def _interval(org: Organisation, here: Day) -> int | None:
    """Days of the most particular interval: role before licence, then the shortest."""
    fitting = [
        (row["role"] is None, row["before_licence"] is None, row["days"])
        for row in org["supervision_interval"]
        if (row["role"] or here.role).lower() == here.role
        and row["before_licence"] in (None, here.before_licence)
    ]
    return min(fitting)[2] if fitting else None


def contacts(org: Organisation, roster: Roster) -> PersonDays:
    """Contacts answered after hours, by person and day."""
    said: dict[tuple[int, date], dict[str, list[Row]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for row in org["contact"]:
        if (row["staff_key"], row["on_date"]) in roster:
            said[row["staff_key"], row["on_date"]][row["channel"]].append(row)
    found: PersonDays = {}
    for (person, day), channels in said.items():
        here = roster[person, day]
        own, on_call = (
            sum(max(row[name] or 0 for row in rows) for rows in channels.values())
            for name in ("after_hours", "on_call")
        )
        found[person, here.team, here.role, day] = {
            "contacts_days": 1,
            "own_contacts": own,
            "after_hours_contacts": own + on_call,
            "on_call_contacts": on_call,
        }
    return found
