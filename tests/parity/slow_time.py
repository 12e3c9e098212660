"""Time sheets and caseloads, person by person, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from tests.parity.organisation import MODEL, PEOPLE, WORK_DAYS, Organisation, Row
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
    found: PersonDays = {}
    for (person, day), here in roster.items():
        in_month = (person, day.year, day.month) in months
        in_week = day in weeks.get(person, set())
        if not in_month and not in_week:
            continue
        counts = _hours_of(entries.get((person, day), {}), here)
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


def _hours_of(by: Counts, here: Day) -> Counts:
    counts: Counts = {}
    counts["worked_hours"] = _worked(by)
    counts["bank_worked_hours"] = _worked(by) if here.bank else 0
    counts["admin_hours"] = sum(by.get(activity, 0) for activity in ADMIN)
    for activity in HOURS:
        counts[f"{activity}_hours"] = by.get(activity, 0)
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


def caseload(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Clients, available FTE and people above their level in a period."""
    first, last = period[3:]
    length = (last - first).days + 1
    snapshots = {
        which: counts
        for which, counts in carried(org).items()
        if which in roster and first <= which[1] <= last
    }
    found: Figures = defaultdict(dict)
    for (person, team, role), there in _held(roster, first, last).items():
        mine = [
            (roster[who, day], n)
            for (who, day), n in snapshots.items()
            if who == person
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
            everywhere = [n for _, n in mine]
            for name in ("active", "weighted", "open", "dormant"):
                known = [n[name] for n in counted if name in n]
                known = known or [n[name] for n in everywhere if name in n]
                if known:
                    mean = sum(known) / len(known)
                    figures[f"{name}_clients"] = mean * share
    _level(org, roster, snapshots, found)
    return found


def _level(
    org: Organisation,
    roster: Roster,
    snapshots: dict[tuple[int, date], Counts],
    found: Figures,
) -> None:
    """Who is above the level agreed on for the team of their last snapshot."""
    for person in PEOPLE:
        mine = sorted(
            (day, roster[who, day], n["active"])
            for (who, day), n in snapshots.items()
            if who == person
            and roster[who, day].clinical > 0
            and not roster[who, day].long_absent
        )
        if not mine:
            continue
        here = mine[-1][1]
        level = _agreed(org, MODEL.get(here.team))
        if level is None:
            continue
        load = sum(n for _, _, n in mine) / sum(here.clinical for _, here, _ in mine)
        figures = found[person, here.team, here.role]
        figures["people_levelled"] = 1
        figures["people_above_level"] = load > level


def _agreed(org: Organisation, model: str | None) -> float | None:
    for wanted in (model, None):
        levels = [
            row["level"]
            for row in org["agreed_level"]
            if row["measure"] == "caseload_per_fte" and row["service_model"] == wanted
        ]
        if levels:
            return max(levels)
    return None


def carried(org: Organisation) -> dict[tuple[int, date], Counts]:
    """Clients of each person and snapshot."""
    weighted = all(row["weighted_clients"] is not None for row in org["caseload"])
    rows: dict[tuple[int, date], list[Row]] = defaultdict(list)
    for row in org["caseload"]:
        rows[row["staff_key"], row["on_date"]].append(row)
    found: dict[tuple[int, date], Counts] = {}
    for which, said in rows.items():
        most = {
            name: max((r[column] for r in said if r[column] is not None), default=None)
            for name, column in (
                ("active", "active_clients"),
                ("weighted", "weighted_clients"),
                ("open", "open_clients"),
            )
        }
        if most["active"] is None:
            continue
        counts = {"active": most["active"]}
        if weighted and most["weighted"] is not None:
            counts["weighted"] = most["weighted"]
        if most["open"] is not None:
            counts["open"] = max(most["open"], most["active"])
            counts["dormant"] = counts["open"] - most["active"]
        found[which] = counts
    return found


def supervision(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Who is past the interval for clinical supervision on a period's last day."""
    last = period[4]
    entries = entries_by_day(org, roster)
    found: Figures = defaultdict(dict)
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


def _held(
    roster: Roster, first: date, last: date
) -> dict[tuple[int, str | None, str], list[Day]]:
    held: dict[tuple[int, str | None, str], list[Day]] = defaultdict(list)
    for (person, day), here in roster.items():
        if first <= day <= last:
            held[person, here.team, here.role].append(here)
    return held
