"""Clients of every person and snapshot, and who is above a level, in plain loops."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tests.parity.organisation import MODEL, PEOPLE, Organisation, Row
from tests.parity.slow_roster import Day, Roster
from tests.parity.slow_sessions import Counts
from tests.parity.slow_time import Figures, Period


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


def _held(
    roster: Roster, first: date, last: date
) -> dict[tuple[int, str | None, str], list[Day]]:
    held: dict[tuple[int, str | None, str], list[Day]] = defaultdict(list)
    for (person, day), here in roster.items():
        if first <= day <= last:
            held[person, here.team, here.role].append(here)
    return held
