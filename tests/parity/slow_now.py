"""What stands on the last day and comes after it, in plain loops over drawn rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]
FEW = 5  # people of a role; fewer are taken together


def team_of(world: World, said: str) -> str:
    """A team's id, where a source names it by its name."""
    for row in world["team_name"]:
        if row["name"] == said.strip().lower():
            return str(row["team_id"])
    return said


def month_of(day: date, *, later: int = 0) -> date:
    """First day of a month, so many months on."""
    number = day.year * 12 + day.month - 1 + later
    return date(number // 12, number % 12 + 1, 1)


def back(day: date, months: int) -> date:
    """The same day so many months before (drawn last days exist in every month)."""
    return month_of(day, later=-months).replace(day=day.day)


def panel_now(world: World, last: date) -> list[Sequence[Any]]:
    """The latest snapshot of every team, and how many people it has."""
    snapshots: dict[str, dict[date, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in world["team_caseload_current"]:
        if last - timedelta(days=92) <= row["on_date"] <= last:
            snapshots[team_of(world, row["team_id"])][row["on_date"]].append(row)
    found = []
    for team, days in snapshots.items():
        newest = max(days)
        counts = [
            max((r[name] for r in days[newest] if r[name] is not None), default=None)
            for name in ("without_clinician", "waiting")
        ]
        people = sum(row["team_id"] == team for row in world["person_now"])
        found.append((team, newest, people, *counts))
    return found


def _newest(rows: list[Row]) -> Row:
    return max(rows, key=lambda r: (r["as_of"], r["load_id"], r["source_row"]))


def _vacation(world: World) -> list[Row]:
    return [
        row
        for row in world["leave_balance_current"]
        if row["kind"] == "vacation" and row["balance_hours"] is not None
    ]


def balance_past(world: World, last: date) -> list[Sequence[Any]]:
    """Hours owed by team and month: everybody's latest balance in the month."""
    of_month: dict[tuple[int, date], list[Row]] = defaultdict(list)
    for row in _vacation(world):
        if back(last, 24) < row["as_of"] <= last:
            of_month[row["staff_key"], month_of(row["as_of"])].append(row)
    owed: dict[tuple[str, date], list[float]] = defaultdict(list)
    for (who, month), rows in of_month.items():
        newest = _newest(rows)
        for here in world["staff_day"]:
            same = (here["staff_key"], here["on_date"]) == (who, newest["as_of"])
            if same and here["team_id"] is not None and not here["bank"]:
                owed[here["team_id"], month].append(max(0.0, newest["balance_hours"]))
    return [(*key, len(hours), sum(hours)) for key, hours in owed.items()]


def leave_account(world: World, last: date) -> list[Sequence[Any]]:
    """The latest balance of everybody who is there."""
    found = []
    for person in world["person_now"]:
        rows = [
            row
            for row in _vacation(world)
            if row["staff_key"] == person["staff_key"]
            and back(last, 12) <= row["as_of"] <= last
        ]
        if not rows or person["contract_type"] == "bank":
            continue
        newest = _newest(rows)
        week = person["contract_hours_week"]
        found.append(
            (
                person["staff_key"],
                person["team_id"],
                newest["as_of"],
                newest["balance_hours"],
                newest["entitlement_hours"],
                newest["accrued_hours"] is not None,
                newest["cap_hours"],
                (40 if week is None else week) / 5,
                person["ends_on"],
            )
        )
    return found


def account_use(world: World, last: date) -> list[Sequence[Any]]:
    """Vacation after a balance: what was taken, then what is approved or usual."""
    found = []
    for account in world["leave_account"]:
        who = account["staff_key"]
        taken: dict[date, float] = defaultdict(float)
        approved: dict[date, float] = defaultdict(float)
        usual: dict[date, float] = defaultdict(float)
        for row in world["leave_day"]:
            if row["staff_key"] != who or row["on_date"] > last:
                continue
            length = 8 if row["contract_hours"] is None else row["contract_hours"]
            hours = row["vacation_share"] * length
            if row["on_date"] > account["as_of"]:
                taken[month_of(row["on_date"])] += hours
            if row["on_date"] > back(last, 12):
                usual[month_of(row["on_date"], later=12)] += hours
        for row in world["leave_ahead"]:
            if row["staff_key"] == who:
                approved[month_of(row["on_date"])] += row["vacation_hours"]
        for month in sorted({*taken, *approved, *usual}):
            hours = taken[month] + max(approved[month], usual[month])
            if hours > 0:
                found.append((who, month, hours))
    return found


def team_ahead(world: World, last: date) -> list[Sequence[Any]]:
    """Hours and short days of each team in each of four weeks."""
    staff = [row for row in world["staff_ahead"] if row["team_id"] is not None]
    booked = _booked(world, last)
    found = []
    for team, week in sorted({(row["team_id"], row["week_no"]) for row in staff}):
        here = [r for r in staff if (r["team_id"], r["week_no"]) == (team, week)]
        available: list[float] = []
        planned = 0.0
        for who in {row["staff_key"] for row in here}:
            own = [row for row in here if row["staff_key"] == who]
            known = all(row["contract_hours"] is not None for row in own)
            if known and any(row["clinical"] for row in own):
                left = [r["contract_hours"] * (1 - r["leave_share"]) for r in own]
                available.append(sum(left))
                planned += sum(booked.get((who, week), []))
        holidays = {
            row["on_date"]
            for row in world["staff_ahead"]
            if row["holiday"] and row["week_no"] == week and _workday(row["on_date"])
        }
        found.append(
            (
                team,
                week,
                last + timedelta(days=1 + 7 * week),
                len({row["staff_key"] for row in here}),
                sum(available) if available else None,
                planned if booked else None,
                len(holidays),
                _short_days(world, staff, here, last),
            )
        )
    return found


def _workday(day: date) -> bool:
    return day.isoweekday() <= 5


def _booked(world: World, last: date) -> dict[tuple[int, int], list[float]]:
    """Lengths of planned sessions by person and week; one of no length known is 0."""
    sessions: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in world["appointment_current"]:
        ahead = (row["starts_at"].date() - last).days
        if row["status"] == "planned" and 1 <= ahead <= 28:
            sessions[row["staff_key"], row["session_key"]].append(row)
    found: dict[tuple[int, int], list[float]] = defaultdict(list)
    for (who, _), rows in sessions.items():
        first = min(row["starts_at"] for row in rows)
        week = ((first.date() - last).days - 1) // 7
        lengths = [
            ((row["ends_at"] or row["starts_at"]) - row["starts_at"]).total_seconds()
            for row in rows
        ]
        hours = max(lengths) / 3600
        found[who, week] += [hours] if 0 <= hours <= 12 else []
    return found


def _pools(staff: list[Row], team: str) -> dict[str, str]:
    """Which pool a role of a team counts in."""
    people: dict[str, set[int]] = defaultdict(set)
    for row in staff:
        if row["team_id"] == team and row["role"] is not None:
            people[row["role"].strip().lower()].add(row["staff_key"])
    small = sum(len(own) for own in people.values() if len(own) < FEW)
    if 0 < small < FEW:
        return dict.fromkeys(people, "all")
    return {role: "small" if len(own) < FEW else role for role, own in people.items()}


def _minimums(world: World, pools: dict[str, str], team: str, last: date) -> Row:
    """Staffing minimum of each pool, in FTE."""
    newest: dict[str, Row] = {}
    for row in world["position_current"]:
        over = row["valid_to"] is not None and row["valid_to"] <= last
        if row["staffing_minimum"] is None or row["valid_from"] > last or over:
            continue
        role = row["role"].strip().lower()
        if team_of(world, row["team_id"]) == team and role in pools:
            held = newest.get(role)
            if held is None or held["valid_from"] < row["valid_from"]:
                newest[role] = row
    found: Row = defaultdict(float)
    for role, row in newest.items():
        found[pools[role]] += row["staffing_minimum"]
    return found


def _short_days(
    world: World, staff: list[Row], here: list[Row], last: date
) -> int | None:
    team = here[0]["team_id"]
    pools = _pools(staff, team)
    minimums = _minimums(world, pools, team, last)
    short, judged = set(), False
    for pool, minimum in minimums.items():
        for day in {row["on_date"] for row in here}:
            own = [
                row
                for row in here
                if row["on_date"] == day
                and row["role"] is not None
                and pools[row["role"].strip().lower()] == pool
                and _workday(day)
                and not row["holiday"]
            ]
            if not own:
                continue
            judged = True
            without_leave = sum(row["day_fte"] for row in own)
            at_work = sum(row["day_fte"] * (1 - row["leave_share"]) for row in own)
            if at_work < minimum <= without_leave:
                short.add(day)
    return len(short) if judged else None
