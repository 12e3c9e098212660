"""Time sheets and caseloads, person by person, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.parity.organisation import PEOPLE, WORK_DAYS, Organisation
from tests.parity.slow_roster import DAY, Day, Roster, days
from tests.parity.slow_sessions import Counts, PersonDays

NOT_WORKED = ("break", "on_call", "admin_block", "admin_block_planned")
ADMIN = ("scheduling", "billing", "records", "other_admin")
HOURS = (
    "clinical_supervision",
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


def time_days(org: Organisation, roster: Roster) -> PersonDays:
    """Hours, heads and overtime of every person and day that count."""
    entries: dict[tuple[int, date], Counts] = defaultdict(lambda: defaultdict(float))
    for row in org["time_entry"]:
        if (row["staff_key"], row["on_date"]) in roster:
            entries[row["staff_key"], row["on_date"]][row["activity"]] += row["hours"]
    worked = {
        which: sum(
            hours for activity, hours in by.items() if activity not in NOT_WORKED
        )
        for which, by in entries.items()
    }
    weeks = _recorded_weeks(roster, worked)
    months = {(person, day.year, day.month) for person, day in entries}
    found: PersonDays = {}
    for (person, day), here in roster.items():
        counts = _hours_of(entries.get((person, day)), worked.get((person, day), 0))
        if (person, day.year, day.month) in months and not here.long_absent:
            counts["head_months"] = 1 / month_length(day)
        if day in weeks.get(person, set()):
            counts["head_weeks"] = 1 / 28
            counts["overtime"] = worked.get((person, day), 0) - here.available
        if counts:
            found[person, here.team, here.role, day] = counts
    return found


def _hours_of(by: Counts | None, worked: float) -> Counts:
    counts: Counts = defaultdict(float)
    if by is None:
        return counts
    counts["time_days"] = 1
    counts["worked_hours"] = worked
    counts["admin_hours"] = sum(by[activity] for activity in ADMIN)
    for activity in HOURS:
        counts[f"{activity}_hours"] = by[activity]
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


def caseload(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Active clients and available FTE of a period."""
    first, last = period[3:]
    length = (last - first).days + 1
    carried = _carried(org, roster, first, last)
    found: Figures = defaultdict(lambda: defaultdict(float))
    for (person, team, role), there in _held(roster, first, last).items():
        mine = [
            (roster[who, day], n) for (who, day), n in carried.items() if who == person
        ]
        if not mine and not any(here.clinical > 0 for here in there):
            continue
        figures = found[person, team, role]
        figures["fte"] = sum(here.fte_weeks for here in there) / (length / 7)
        if mine:
            in_team = [n for here, n in mine if (here.team, here.role) == (team, role)]
            counted = in_team or [n for _, n in mine]
            figures["caseload_days"] = len(mine)
            share = len(there) / length
            figures["active_clients"] = sum(counted) / len(counted) * share
    return found


def _carried(
    org: Organisation, roster: Roster, first: date, last: date
) -> dict[tuple[int, date], float]:
    """Clients of each person on the roster and snapshot."""
    weighted = all(row["weighted_clients"] is not None for row in org["caseload"])
    column = "weighted_clients" if weighted else "active_clients"
    carried: dict[tuple[int, date], float] = {}
    for row in org["caseload"]:
        which = (row["staff_key"], row["on_date"])
        if row[column] is not None and which in roster and first <= which[1] <= last:
            carried[which] = max(carried.get(which, 0), row[column])
    return carried


def _held(
    roster: Roster, first: date, last: date
) -> dict[tuple[int, str | None, str], list[Day]]:
    held: dict[tuple[int, str | None, str], list[Day]] = defaultdict(list)
    for (person, day), here in roster.items():
        if first <= day <= last:
            held[person, here.team, here.role].append(here)
    return held
