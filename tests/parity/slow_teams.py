"""Posts, incidents, clients and turnover of every team, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tests.parity.organisation import FIRST, LAST, PEOPLE, Organisation, Row
from tests.parity.slow_leave import _back
from tests.parity.slow_roster import DAY, Roster, days
from tests.parity.slow_sessions import Counts
from tests.parity.slow_time import Period, month_length

TeamFigures = dict[str, Counts]


def team_figures(org: Organisation, roster: Roster, period: Period) -> TeamFigures:
    """Figures of each team; what is not measured is not there."""
    found: TeamFigures = defaultdict(dict)
    _vacancy(org, roster, period, found)
    _incidents(org, period, found)
    _panel(org, period, found)
    _turnover(org, roster, period, found)
    return found


def _established(org: Organisation, team: str, role: str, day: date) -> float | None:
    """FTE of a team's posts of a role on a day: that of the newest row, if it holds."""
    rows = [
        row
        for row in org["position"]
        if row["team_id"].lower() == team
        and row["role"].lower() == role
        and row["valid_from"] <= day
        and row["fte_established"] is not None
    ]
    newest = [
        row for row in rows if row["valid_from"] == max(r["valid_from"] for r in rows)
    ]
    if any(row["valid_to"] is None or row["valid_to"] >= day for row in newest):
        return max(row["fte_established"] for row in newest)
    return None


def _vacancy(
    org: Organisation, roster: Roster, period: Period, found: TeamFigures
) -> None:
    window = days(*period[3:])
    for team in {row["team_id"].lower() for row in org["position"]}:
        total, vacant = 0.0, 0.0
        for role in {row["role"].lower() for row in org["position"]}:
            posts = [_established(org, team, role, day) for day in window]
            if all(fte is None for fte in posts):
                continue
            established = sum(fte or 0 for fte in posts) / len(window)
            held = sum(
                here.fte
                for (_, day), here in roster.items()
                if (here.team, here.role) == (team, role)
                and period[3] <= day <= period[4]
                and not here.bank
            )
            total += established
            vacant += max(0, established - held / len(window))
        if total > 0:
            found[team] |= {"fte_established": total, "fte_vacant": vacant}


def _incidents(org: Organisation, period: Period, found: TeamFigures) -> None:
    rows = org["incident"]
    if not rows:
        return
    begins = min(row["on_date"] for row in rows).replace(day=1)
    ends = max(row["on_date"] for row in rows)
    ends = ends.replace(day=month_length(ends))
    if not begins <= period[3] <= period[4] <= ends:
        return
    for team in {row["team_id"].lower() for row in rows}:
        serious = [
            row
            for row in rows
            if row["team_id"].lower() == team
            and row["kind"] != "complaint"
            and period[3] <= row["on_date"] <= period[4]
        ]
        found[team]["incidents"] = len(serious)
        if any(row["debriefed_on"] for row in rows):
            due = [row for row in serious if _debrief_due(row)]
            found[team]["incidents_due"] = len(due)
            found[team]["incidents_debriefed"] = sum(
                row["debriefed_on"] is not None
                and row["debriefed_on"] - row["on_date"] <= 3 * DAY
                for row in due
            )


def _debrief_due(row: Row) -> bool:
    before = row["debriefed_on"] and row["debriefed_on"] < row["on_date"]
    return row["on_date"] + 3 * DAY <= LAST and not before


def _panel(org: Organisation, period: Period, found: TeamFigures) -> None:
    said: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in org["team_caseload"]:
        if period[3] <= row["on_date"] <= period[4]:
            said[row["team_id"].lower(), row["on_date"]].append(row)
    for column, name, mean in (
        ("without_clinician", "clients_without_clinician", True),
        ("discharged", "clients_discharged", False),
    ):
        by_team: dict[str, list[int]] = defaultdict(list)
        for (team, _), rows in said.items():
            known = [row[column] for row in rows if row[column] is not None]
            if known:
                by_team[team].append(max(known))
        for team, counts in by_team.items():
            found[team][name] = sum(counts) / (len(counts) if mean else 1)


def _turnover(
    org: Organisation, roster: Roster, period: Period, found: TeamFigures
) -> None:
    start, last = _back(period[4], 12), period[4]
    if start < FIRST or not _tells_why(org, roster):
        return
    length = (last - start).days + 1
    for (person, day), here in roster.items():
        if not start <= day <= last or here.contract_type == "trainee" or not here.team:
            continue
        figures = found[here.team]
        figures["headcount_12m"] = figures.get("headcount_12m", 0) + 1 / length
        gone = (person, day + DAY) not in roster and _reason(org, person, day)
        figures["voluntary_leavers"] = figures.get("voluntary_leavers", 0) + (
            gone == "voluntary"
        )


def _reason(org: Organisation, person: int, day: date) -> str | None:
    """Why a person left on a day, as the newest row with that day says."""
    rows = [
        (row["valid_from"], row["load_id"], row["leaving_reason"])
        for row in org["roster"]
        if row["staff_key"] == person
        and row["left_on"] == day
        and row["leaving_reason"] is not None
    ]
    return max(rows)[2] if rows else None


def _tells_why(org: Organisation, roster: Roster) -> bool:
    """Whether the roster has a reason for 60 % of those who are gone for good."""
    ends = {
        person: max(day for who, day in roster if who == person)
        for person in PEOPLE
        if any(who == person for who, _ in roster)
    }
    gone = [(person, day) for person, day in ends.items() if day < LAST]
    known = [each for each in gone if _reason(org, *each)]
    return len(known) >= 0.6 * len(gone)
