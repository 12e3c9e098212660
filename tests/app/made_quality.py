"""Made-up rows of the tables on quality, for tests of what pages show."""

from __future__ import annotations

from datetime import date
from typing import Any

from definitions.measures import Measure

Row = dict[str, Any]
MONTHS = [date(2026, month, 1) for month in (7, 8)]
OF_CHECK = {
    "section": "People",
    "title": "identifiers that match nobody on the roster",
    "mend": "Put the person on the roster.",
    "weight": "mend",
    "unit": "rows",
}
OF_COMPLETE = {
    "check_key": "completeness",
    "section": "Completeness",
    "title": "people on the roster with at least one row",
    "mend": "Ask whether the team records elsewhere.",
    "weight": "tell",
    "unit": "people",
}


def reliability_rows(
    kind: str, waves: list[date], measures: list[Measure]
) -> list[Row]:
    """A row per wave x scale: of `full`, the first wave was never computed."""
    rows = []
    for number, day in enumerate(waves, start=1):
        for measure in measures:
            row: Row = {
                "wave_id": f"w{number}",
                "period_start": day,
                "measure": measure.key,
                "instrument": "cbi",
                "instrument_name": "Copenhagen Burnout Inventory",
                "state": _state(kind, number),
            }
            if row["state"] == "shown":
                row |= _coefficients(measure)
            if row["state"] == "shown" and kind == "full" and number == len(waves):
                row["change"] = "asked without CBI_13"
                row["warnings"] = "reverse coding suspected: CBI_13 (r = -0.41)"
            rows.append(row)
    return rows


def _state(kind: str, number: int) -> str:
    if kind == "hidden":
        return "not_shown"
    return "not_computed" if kind == "full" and number == 1 else "shown"


def _coefficients(measure: Measure) -> Row:
    one = measure.key in {"single_item_burnout", "intent_to_leave"}
    items = 1 if one else 7
    found: Row = {
        "n_band": "200-499",
        "missing_band": "under 5 %",
        "items": items,
        "items_asked": items,
    }
    if one:
        return found
    return found | {
        "alpha": 0.86,
        "alpha_lower": 0.83,
        "alpha_upper": 0.89,
        "omega": 0.87,
        "published_alpha": 0.87,
        "published_source": "Kristensen et al. 2005",
    }


def answer_quality_rows(kind: str, waves: list[date]) -> list[Row]:
    """A row per wave."""
    rows = []
    for number, day in enumerate(waves, start=1):
        row: Row = {
            "wave_id": f"w{number}",
            "period_start": day,
            "state": _state(kind, number),
        }
        if row["state"] == "shown":
            row |= {
                "instruments": "Copenhagen Burnout Inventory",
                "n_band": "200-499",
                "straight_lined": "5-9 %",
                "too_fast": None if number == 2 else "under 5 %",
                "missing": "under 5 %",
            }
        rows.append(row)
    return rows


def break_rows(kind: str, waves: list[date]) -> list[Row]:
    """Of `full` the work scale was put otherwise in the last wave."""
    if kind != "full":
        return []
    wave = {"period_kind": "wave", "period_start": waves[-1], "kind": "items"}
    month = {"period_kind": "month", "period_start": MONTHS[0], "kind": "basis"}
    return [
        {"measure": "cbi_work", "says": "asked without CBI_13", **wave},
        {"measure": "caseload_per_fte", "says": "from here on per FTE", **month},
    ]


def quality_rows(kind: str, teams: list[tuple[str, str]]) -> list[Row]:
    """What was found: in two months, of a few people and of many; and completeness."""
    few = {"count_words": "of under 5 people", "people_words": "under 5", "of": 900}
    many = {"count": 120, "count_words": "120", "people_words": "7", "of": 800}
    rows = [
        {
            "check_key": "unmatched",
            "source": "ballast_appointments",
            "period_start": month,
            **OF_CHECK,
            **found,
        }
        for month, found in zip(MONTHS, (few, many), strict=True)
    ]
    rows.append(
        {
            "check_key": "parent_loop",
            "count": 0,
            "count_words": "none",
            **OF_CHECK,
            "section": "Teams",
            "unit": "teams",
            "title": "teams whose groups above lead in a circle",
        }
    )
    for place, (team_id, name) in enumerate(teams):
        share = (place * 7 % 11) / 10
        share = min(share, 1.0)
        few_rows = 0 < share < 0.3
        rows += [
            {
                **OF_COMPLETE,
                "source": "time",
                "period_start": month,
                "team_id": team_id,
                "team_name": name,
                "count": None if few_rows else int(share * 20),
                "count_words": "under 5" if few_rows else str(int(share * 20)),
                "of": 20,
                "share": None if few_rows else share,
            }
            for month in MONTHS
        ]
    return rows if kind != "official" else rows[2:3]
