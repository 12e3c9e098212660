"""Made-up rows of signals, control charts, standings and similar teams."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
NEW_TEAM, OLD_TEAM, ENDED_TEAM = "t01", "t00", "t03"
CASELOAD = "caseload_per_fte"


def signal_rows(names: dict[str, str]) -> list[Row]:
    """One finding that goes on, one that is new, and one that has ended."""
    rows = [
        (OLD_TEAM, CASELOAD, "goes_on", date(2026, 3, 1)),
        (NEW_TEAM, CASELOAD, "new", date(2026, 7, 1)),
        (ENDED_TEAM, CASELOAD, "ended", None),
    ]
    return [
        {
            "group_id": group,
            "measure": measure,
            "kind": "above",
            "position": place,
            "period_start": date(2026, 8, 1),
            "since": since,
            "status": status,
            "strength": 4.0 - place,
            "p_band": "under .001",
            "sentence": f"{names[group]}: caseload per FTE, said as {status}.",
        }
        for place, (group, measure, status, since) in enumerate(rows)
        if group in names
    ]


def spc_rows(estimates: list[Row], steps: dict[str, float], top: str) -> list[Row]:
    """A control chart of every monthly operational figure shown."""
    shown = [
        row
        for row in estimates
        if row["state"] == "shown"
        and row["period_kind"] == "month"
        and row["origin"] == "people"
    ]
    last = {(row["measure"], row["group_id"]): row["period_start"] for row in shown}
    return [
        _spc(row, steps[row["measure"]], row["group_id"] == top)
        | {
            "assurance": "past"
            if last[row["measure"], row["group_id"]] == row["period_start"]
            else None
        }
        for row in shown
    ]


def _spc(row: Row, step: float, whole: bool) -> Row:
    return {
        "measure": row["measure"],
        "group_id": row["group_id"],
        "period_kind": "month",
        "period_start": row["period_start"],
        "centre": row["value"],
        "lower": max(0.0, row["value"] - 3 * step),
        "upper": row["value"] + 3 * step,
        "segment": 0,
        "trial": True,
        "state": "common" if whole else "above_limit",
        "meaning": "common" if whole else "concern",
        "lag_1": 0.5,
    }


def score_rows(estimates: list[Row], teams: set[str]) -> dict[str, list[Row]]:
    """Standing and similar teams of the shown scores of teams in their last wave."""
    shown = [
        row
        for row in estimates
        if row["origin"] == "answers"
        and row["state"] == "shown"
        and row["group_id"] in teams
    ]
    latest = max((row["period_start"] for row in shown), default=None)
    shown = [row for row in shown if row["period_start"] == latest]
    same = ("group_id", "measure", "period_start")
    standing = [
        {name: row[name] for name in same}
        | {"value": 46.0, "lower": 40.0, "upper": 52.0, "differ": False}
        | {"reading": "cannot_tell"}
        for row in shown
    ]
    similar = [
        {name: row[name] for name in same}
        | {"teams": len(teams), "half": 46.0, "target": 46.0}
        | {"lower": 40.0, "upper": 52.0, "alarm_lower": 36.0, "alarm_upper": 56.0}
        for row in shown
    ]
    return {"standing": standing, "similar_teams": similar}


def role_rows(estimates: list[Row]) -> dict[str, list[Row]]:
    """A role of the whole organisation, with the figures that the organisation has."""
    group = "org:role:nurse"
    own = [row | {"group_id": group} for row in estimates if row["group_id"] == "org"]
    role = {
        "group_id": group,
        "node_id": "org",
        "split": "role",
        "split_value": "nurse",
        "name": "The practice, nurse",
        "kind": "organisation",
    }
    return {"grp": [role], "estimate": own}
