"""Leave taken, rest, decisions and work on leave, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tests.parity.organisation import FIRST, HOLIDAYS, PEOPLE, Organisation, Row
from tests.parity.slow_roster import DAY, Day, Roster, days, long_spells
from tests.parity.slow_session_days import session_days
from tests.parity.slow_sessions import sessions
from tests.parity.slow_time import Figures, Period, month_length


def _back(day: date, months: int) -> date:
    """The first day of the so many months that end on a day."""
    after = day + DAY
    month = after.year * 12 + after.month - 1 - months
    year, month = divmod(month, 12)
    length = month_length(date(year, month + 1, 1))
    return date(year, month + 1, min(after.day, length))


def leave(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Leave figures of a period, of whoever is there on its last day."""
    found: Figures = defaultdict(lambda: defaultdict(float))
    if not org["leave_request"]:
        return found
    last = period[4]
    covered = min(row["first_day"] for row in org["leave_request"]).replace(day=1)
    covered = max(covered, FIRST.replace(day=1))
    spells = long_spells(org, roster)
    for person in PEOPLE:
        here = roster.get((person, last))
        if not here:
            continue
        figures = found[person, here.team, here.role]
        since = last
        while (person, since - DAY) in roster:
            since -= DAY
        entitled = _entitled(org, person, here, since, last)
        if entitled and _back(last, 12) >= covered:
            figures["vacation_entitled_hours"] = entitled
            figures["vacation_taken_hours"] = sum(
                roster[person, day].vacation * _hours(roster[person, day])
                for day in days(_back(last, 12), last)
                if (person, day) in roster
            )
        start = _back(last, 6)
        away = any(w == person and a <= last and b >= start for w, a, b in spells)
        known = any(
            row["staff_key"] == person
            for row in org["leave_request"] + org["leave_balance"]
        )
        outside = here.bank or (here.contract_type == "contractor" and not known)
        if start >= max(since, covered) and not away and not outside:
            figures["people_six_months"] = 1
            figures["no_week_off"] = not _week_off(roster, person, start, last)
    return found


def _hours(here: Day) -> float:
    return 8 if here.contract is None else here.contract


def _entitled(
    org: Organisation, person: int, here: Day, since: date, last: date
) -> float:
    rows = [
        (row["as_of"], row["entitlement_hours"])
        for row in org["leave_balance"]
        if row["staff_key"] == person
        and row["kind"] == "vacation"
        and row["as_of"] <= last
        and (row["entitlement_hours"] or 0) > 0
    ]
    if not rows or here.contract_type == "bank":
        return 0
    start = _back(last, 12)
    employed = max(here.hired_on, start) if here.hired_on else start
    if not here.hired_on and since > FIRST:
        employed = max(since, start)
    return max(rows)[1] * ((last - employed).days + 1) / ((last - start).days + 1)


def _week_off(roster: Roster, person: int, start: date, last: date) -> bool:
    """Whether some run of rest holds seven days between start and last."""

    def rests(day: date) -> bool:
        here = roster.get((person, day))
        return here is not None and (not here.scheduled or here.vacation >= 0.9)

    for day in days(start, last - 6 * DAY):
        if not all(rests(day + n * DAY) for n in range(7)):
            continue
        first, end = day, day
        while rests(first - DAY):
            first -= DAY
        while rests(end + DAY):
            end += DAY
        if any(
            d in HOLIDAYS or roster[person, d].vacation >= 0.9 for d in days(first, end)
        ):
            return True
    return False


def leave_events(org: Organisation, roster: Roster, period: Period) -> Figures:
    """Decisions and vacation days of a period."""
    _, _, _, first, last = period
    found: Figures = defaultdict(lambda: defaultdict(float))
    answers: dict[tuple[int, date, date], list[tuple[date, bool, int]]] = defaultdict(
        list
    )
    for row in org["leave_request"]:
        if (
            row["kind"] == "vacation"
            and row["status"] in ("approved", "taken", "denied")
            and row["decided_on"]
            and first <= row["decided_on"] <= last
        ):
            answer = (row["decided_on"], row["status"] == "denied", row["request_key"])
            answers[row["staff_key"], row["first_day"], row["last_day"]].append(answer)
    for (person, _, _), given in answers.items():
        decided, denied, _ = max(given)
        here = roster.get((person, decided))
        if here:
            found[person, here.team, here.role]["vacation_decided"] += 1
            found[person, here.team, here.role]["vacation_denied"] += denied
    _begun(org, roster, period, found)
    _granted(org, roster, period, found)
    return _vacation_days(org, roster, period, found)


def _same_days(org: Organisation) -> dict[tuple[int, date, date], list[Row]]:
    """Requests for vacation, those for the same days together."""
    asked: dict[tuple[int, date, date], list[Row]] = defaultdict(list)
    for row in org["leave_request"]:
        if row["kind"] == "vacation":
            asked[row["staff_key"], row["first_day"], row["last_day"]].append(row)
    return asked


def _begun(org: Organisation, roster: Roster, period: Period, found: Figures) -> None:
    """Requests that begin in a period, and those nobody had decided on by then."""
    dated = [
        row["decided_on"] == row["requested_on"]
        for row in org["leave_request"]
        if row["kind"] == "vacation" and row["decided_on"] and row["requested_on"]
    ]
    if sum(dated) > 0.9 * len(dated):
        return
    for (person, day, _), rows in _same_days(org).items():
        there = [row for row in rows if row["status"] != "cancelled"]
        answered = [row for row in there if row["status"] != "requested"]
        dated = [row["decided_on"] for row in answered if row["decided_on"]]
        here = roster.get((person, day))
        judged = there and (dated or not answered)
        if judged and here and period[3] <= day <= period[4]:
            figures = found[person, here.team, here.role]
            figures["vacation_begun"] += 1
            figures["vacation_undecided"] += not dated or min(dated) > day


def _granted(org: Organisation, roster: Roster, period: Period, found: Figures) -> None:
    """Requests that were granted, and those the employer called off at last."""
    vacation = [row for row in org["leave_request"] if row["kind"] == "vacation"]
    if not any(row["cancelled_by"] for row in vacation):
        return
    for (person, day, _), rows in _same_days(org).items():
        said = [
            (
                row["decided_on"] or row["requested_on"] or day,
                row["status"] == "cancelled",
                row["request_key"],
            )
            for row in rows
            if row["status"] in ("approved", "taken")
            or (row["status"] == "cancelled" and row["cancelled_by"] == "employer")
        ]
        here = roster.get((person, day))
        if said and here and period[3] <= day <= period[4]:
            figures = found[person, here.team, here.role]
            figures["vacation_granted"] += 1
            figures["vacation_called_off"] += max(said)[1]


def vacation_days(org: Organisation, roster: Roster) -> dict[tuple[int, date], bool]:
    """Whole days of vacation that sessions cover, and whether they were worked on."""
    held = sessions(org)
    worked = {(s.person, s.day) for s in held if s.kept}
    for s in held:
        notes = [
            row["note_finished_at"] for row in s.kept_rows if row["note_finished_at"]
        ]
        if notes and not all(row["cosigned"] for row in s.kept_rows):
            worked.add((s.person, max(notes).date()))
    touched = [day for _, _, _, day in session_days(org, roster)]
    if not touched:
        return {}
    return {
        (person, day): (person, day) in worked
        for (person, day), here in roster.items()
        if min(touched) <= day <= max(touched)
        and here.scheduled
        and here.vacation >= 0.9
    }


def _vacation_days(
    org: Organisation, roster: Roster, period: Period, found: Figures
) -> Figures:
    for (person, day), worked in vacation_days(org, roster).items():
        if period[3] <= day <= period[4]:
            here = roster[person, day]
            figures = found[person, here.team, here.role]
            figures["full_leave_days"] += 1
            figures["worked_leave_days"] += worked
    return found
