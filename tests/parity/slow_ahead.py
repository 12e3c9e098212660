"""Who is there after a day, who is away, and what was decided, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tests.parity.organisation import HOLIDAYS, PEOPLE, WORK_DAYS, Organisation, Row
from tests.parity.slow_roster import Roster, days, own_hours

Ahead = dict[tuple[int, date], tuple[float, float]]


def there(org: Organisation, roster: Roster, last: date) -> dict[int, date | None]:
    """Everybody on the roster on a day who stays beyond it, and their known last day."""
    found: dict[int, date | None] = {}
    for person in PEOPLE:
        if (person, last) not in roster:
            continue
        rows = [
            row
            for row in org["roster"]
            if row["staff_key"] == person and row["valid_from"] <= last
        ]
        newest = max(row["valid_from"] for row in rows)
        ends = [
            row["left_on"]
            for row in rows
            if row["valid_from"] == newest and row["left_on"]
        ]
        if max(ends, default=None) != last:
            found[person] = max(ends, default=None)
    return found


def _scheduled(org: Organisation, person: int, day: date) -> bool:
    return own_hours(org, person, day).works and day not in HOLIDAYS


def leave_ahead(org: Organisation, roster: Roster, last: date) -> Ahead:
    """Share of each day after `last` on leave, and on vacation, by person."""
    asked: dict[tuple[int, str, date, date], list[Row]] = defaultdict(list)
    for row in org["leave_request"]:
        if row["status"] in ("approved", "taken") and row["last_day"] > last:
            key = (row["staff_key"], row["kind"], row["first_day"], row["last_day"])
            asked[key].append(row)
    shares: dict[tuple[int, date], list[tuple[float, bool]]] = defaultdict(list)
    for person, ends in there(org, roster, last).items():
        week = _weekly(org, person, last)
        for (who, kind, first, end), rows in asked.items():
            if who != person:
                continue
            worked = [
                day
                for day in days(first, end)
                if _scheduled(org, person, day) and (ends is None or day <= ends)
            ]
            share = _share(org, person, week, rows, worked)
            for day in worked:
                if day > last:
                    shares[person, day].append((share, kind == "vacation"))
    return {
        key: (
            min(1, sum(share for share, _ in given)),
            min(1, sum(share for share, vacation in given if vacation)),
        )
        for key, given in shares.items()
        if sum(share for share, _ in given) > 0
    }


def _weekly(org: Organisation, person: int, last: date) -> float | None:
    """Contracted hours a week on the last day, from the roster's own rows."""
    newest = max(
        row["valid_from"]
        for row in org["roster"]
        if row["staff_key"] == person and row["valid_from"] <= last
    )
    posts: dict[tuple[str | None, str], list[float]] = defaultdict(list)
    for row in org["roster"]:
        if row["staff_key"] == person and row["valid_from"] == newest:
            posts[row["team_id"], row["role"]] += (
                [row["contract_hours_week"]] if row["contract_hours_week"] else []
            )
    hours = [max(held) for held in posts.values() if held]
    return sum(hours) if hours else None


def _share(
    org: Organisation,
    person: int,
    week: float | None,
    rows: list[Row],
    worked: list[date],
) -> float:
    asked_days = [row["days"] for row in rows if row["days"] is not None]
    known = [row["hours"] for row in rows if row["hours"] is not None]
    if asked_days:
        return min(1, max(asked_days) / len(worked)) if worked else 1
    if known:
        length = sum(
            8 if week is None else week / own_hours(org, person, day).own_days
            for day in worked
        )
        return min(1, max(known) / length) if length else 1
    return 1


def calendar(
    roster: Roster, first: date, last: date
) -> dict[tuple[str, date], tuple[int, int, float]]:
    """People, scheduled and on vacation, by team and day."""
    found: dict[tuple[str, date], list[float]] = defaultdict(lambda: [0, 0, 0.0])
    for (_, day), here in roster.items():
        if here.team is None or not first <= day <= last:
            continue
        cell = found[here.team, day]
        cell[0] += 1
        if here.scheduled:
            cell[1] += 1
            cell[2] += here.vacation
    return {key: (int(a), int(b), c) for key, (a, b, c) in found.items()}


def working(day: date) -> bool:
    """A working day of the organisation."""
    return day.isoweekday() in WORK_DAYS and day not in HOLIDAYS
