"""Where series break between waves, and what is published of waves closed long ago."""

from __future__ import annotations

import json
from datetime import date

import polars as pl

from definitions.instruments import instruments
from etl.disclosure.rows import (
    ANSWER_QUALITY,
    COUNTS,
    ESTIMATE,
    ITEMS,
    RELIABILITY,
    RESPONSE,
    SINGLE,
)
from etl.ledger import Ledger
from etl.wave_breaks import BREAK, asked_differently, basis_breaks, wave_series

DAYS = [date(2025, month, 3) for month in (2, 5, 8, 11)]
CBI = ("cbi_personal", "cbi_work")
OLBI = ("olbi_exhaustion",)
ASKED = {
    "instrument": "cbi",
    "items": ["CBI_01", "CBI_02", "CBI_03"],
    "reversed": ["CBI_03"],
    "coding": {f"CBI_0{n}": [1, 5] for n in (1, 2, 3)},
    "points": {f"CBI_0{n}": [0, 25, 50, 75, 100] for n in (1, 2, 3)},
    "least_answered": 2,
}


def asked(**changes: object) -> str:
    return json.dumps(ASKED | changes)


def ledger(
    *waves: tuple[str, ...],
    put: dict[int, str] | None = None,
    items: dict[int, list[float]] | None = None,
) -> Ledger:
    """Waves with the scales they asked; `put`: how wave n put its first scale."""
    estimate = [
        {"measure": measure, "group_id": "org", "period_kind": "wave"}
        | {"period_start": DAYS[n], "period_end": DAYS[n], "state": "shown"}
        for n, measures in enumerate(waves)
        for measure in measures
    ]
    response = [
        {"wave_id": f"w{n}", "wave_name": f"Wave {n + 1}", "group_id": "org"}
        | {"first_day": DAYS[n], "last_day": DAYS[n], "anonymous": False}
        for n in range(len(waves))
    ]
    reliability = [
        {"wave_id": f"w{n}", "period_start": DAYS[n], "measure": waves[n][0]}
        | {"instrument_name": "Copenhagen Burnout Inventory", "state": "shown"}
        | {"asked": text, "alpha": 0.8}
        for n, text in (put or {}).items()
    ]
    answers = [
        {"wave_id": f"w{n}", "period_start": DAYS[n], "state": "shown"}
        for n in (put or {})
    ]
    stood = [
        {"wave_id": f"w{n}", "measure": waves[n][0], "item": f"CBI_0{place}"}
        | {"people": 100, "apart": apart, "spread": 200.0}
        for n, aparts in (items or {}).items()
        for place, apart in enumerate(aparts, start=1)
    ]
    return Ledger(
        waves=tuple(f"w{n}" for n in range(len(waves))),
        estimate=pl.DataFrame(estimate, schema=ESTIMATE),
        response=pl.DataFrame(response, schema=RESPONSE),
        counts=pl.DataFrame(schema=COUNTS),
        reliability=pl.DataFrame(reliability, schema=RELIABILITY),
        answer_quality=pl.DataFrame(answers, schema=ANSWER_QUALITY),
        items=pl.DataFrame(stood, schema=ITEMS),
        figures=pl.DataFrame(schema=SINGLE),
    )


def breaks(found: Ledger) -> list[tuple[str, date, str]]:
    rows = wave_series(found, instruments()).breaks
    return rows.select("measure", "period_start", "kind").rows()


def test_an_instrument_in_place_of_another_breaks_both():
    found = wave_series(ledger(CBI, CBI, OLBI, OLBI), instruments()).breaks
    assert set(found["measure"]) == {*CBI, *OLBI}
    assert set(found["period_start"]) == {DAYS[2]}
    assert set(found["kind"]) == {"instrument"}
    assert set(found["says"]) == {
        (
            "from Wave 3 on Oldenburg Burnout Inventory in place of Copenhagen Burnout "
            "Inventory: two series, not one"
        )
    }


def test_an_instrument_asked_besides_breaks_nothing():
    both = (*CBI, *OLBI)
    assert breaks(ledger(CBI, both, both)) == []
    # one that is asked no more leaves the other as it was
    assert breaks(ledger(both, both, CBI)) == []


def test_an_instrument_that_comes_back_breaks_again():
    found = breaks(ledger(("cbi_work",), OLBI, ("cbi_work",)))
    assert found == [
        ("cbi_work", DAYS[1], "instrument"),
        ("cbi_work", DAYS[2], "instrument"),
        ("olbi_exhaustion", DAYS[1], "instrument"),
        ("olbi_exhaustion", DAYS[2], "instrument"),
    ]


def test_waves_asked_alike_break_nothing():
    same = {0: asked(), 1: asked(), 2: asked()}
    assert breaks(ledger(CBI, CBI, CBI, put=same)) == []


def test_what_was_put_otherwise_is_said():
    two = {
        "items": ["CBI_01", "CBI_02"],
        "reversed": [],
        "coding": {"CBI_01": [1, 5], "CBI_02": [1, 5]},
    }
    assert asked_differently(asked(), asked()) == []
    assert asked_differently(asked(), asked(**two)) == ["asked without CBI_03"]
    assert asked_differently(asked(**two), asked()) == ["asked with CBI_03 added"]
    assert asked_differently(asked(), asked(reversed=[])) == [
        "CBI_03 turned the other way"
    ]
    coded = {f"CBI_0{n}": [0, 4] for n in (1, 2, 3)}
    assert asked_differently(asked(), asked(coding=coded)) == [
        "answers coded 0 to 4, before 1 to 5"
    ]
    worth = {f"CBI_0{n}": [0, 10, 50, 90, 100] for n in (1, 2, 3)}
    assert asked_differently(asked(), asked(points=worth)) == [
        "answers worth other points"
    ]
    assert asked_differently(asked(), asked(least_answered=3)) == [
        "scored from 3 answered items on, before 2"
    ]


def test_a_scale_put_otherwise_breaks_where_it_was_first_and_only_there():
    put = {0: asked(), 1: asked(reversed=[]), 2: asked(reversed=[])}
    found = wave_series(ledger(CBI, CBI, CBI, put=put), instruments())
    assert breaks(ledger(CBI, CBI, CBI, put=put)) == [
        ("cbi_personal", DAYS[1], "items")
    ]
    said = dict(found.reliability.select("wave_id", "change").rows())
    assert said == {"w0": None, "w1": "CBI_03 turned the other way", "w2": None}


def test_a_scale_left_out_for_a_wave_is_set_beside_the_one_before():
    put = {0: asked(), 2: asked(reversed=[])}
    both = (*CBI, "intent_to_leave")
    found = breaks(ledger(CBI, ("intent_to_leave", *CBI[1:]), both, put=put))
    assert ("cbi_personal", DAYS[2], "items") in found


def test_an_item_that_moved_against_its_scale_may_be_worded_otherwise():
    put = {0: asked(), 1: asked()}
    items = {0: [0.0, 2.0, -2.0], 1: [-12.0, -10.0, 22.0]}
    found = wave_series(ledger(CBI, CBI, put=put, items=items), instruments()).breaks
    assert found.select("measure", "kind", "says").rows() == [
        (
            "cbi_personal",
            "wording",
            (
                "CBI_03 moved against the rest of its scale since Wave 1: was it worded or "
                "coded another way?"
            ),
        )
    ]
    still = {0: [0.0, 2.0, -2.0], 1: [1.0, 1.0, -2.0]}
    assert breaks(ledger(CBI, CBI, put=put, items=still)) == []


def test_a_wave_closed_long_ago_is_not_computed_and_holds_nothing():
    found = wave_series(ledger(CBI, CBI, put={1: asked()}), instruments())
    states = found.reliability.select("wave_id", "measure", "state").rows()
    assert ("w0", "cbi_personal", "not_computed") in states
    assert ("w0", "cbi_work", "not_computed") in states
    assert ("w1", "cbi_personal", "shown") in states
    old = found.reliability.filter(pl.col("wave_id") == "w0")
    held = [name for name in old.columns if old[name].null_count() < old.height]
    assert held == ["wave_id", "period_start", "measure", "state"]
    assert found.answer_quality.select("wave_id", "state").rows() == [
        ("w0", "not_computed"),
        ("w1", "shown"),
    ]


def test_an_older_wave_is_set_beside_no_other_but_for_its_instruments():
    """How it put its items is not known; which scales it had is."""
    assert breaks(ledger(CBI, CBI, put={1: asked()})) == []
    assert breaks(ledger(OLBI, ("cbi_work",), put={1: asked()})) == [
        ("cbi_work", DAYS[1], "instrument"),
        ("olbi_exhaustion", DAYS[1], "instrument"),
    ]


def test_how_items_were_put_and_stood_is_not_published():
    items = {0: [0.0, 2.0, -2.0]}
    found = wave_series(ledger(CBI, put={0: asked()}, items=items), instruments())
    for frame in (found.reliability, found.answer_quality):
        assert {"asked", "apart", "spread", "people"}.isdisjoint(frame.columns)


def test_without_any_closed_wave_there_are_empty_tables():
    for found in (
        wave_series(None, instruments()),
        wave_series(ledger(), instruments()),
    ):
        assert found.reliability.is_empty()
        assert found.answer_quality.is_empty()
        assert dict(found.breaks.schema) == BREAK


def operational(*rows: tuple[str, int, str | None, str]) -> pl.DataFrame:
    """(measure, month, basis, state) of one group."""
    return pl.DataFrame(
        [
            {"measure": measure, "group_id": "a", "period_kind": "month"}
            | {"period_start": date(2025, month, 1), "basis": basis, "state": state}
            for measure, month, basis, state in rows
        ],
        schema=ESTIMATE,
    )


def test_another_basis_breaks_the_series_from_its_first_month_on():
    found = basis_breaks(
        operational(
            ("caseload_per_fte", 1, "contracted", "shown"),
            ("caseload_per_fte", 2, "contracted", "shown"),
            ("caseload_per_fte", 3, "available", "shown"),
            ("caseload_per_fte", 4, "available", "shown"),
            ("caseload_per_fte", 5, "contracted", "shown"),
            ("admin_share", 3, None, "shown"),
        )
    )
    assert found.select("measure", "period_start", "kind").rows() == [
        ("caseload_per_fte", date(2025, 3, 1), "basis"),
        ("caseload_per_fte", date(2025, 5, 1), "basis"),
    ]
    assert "per available FTE" in found["says"][0]
    assert "no leave records" in found["says"][1]


def test_a_figure_that_is_not_shown_tells_nothing_of_its_basis():
    found = basis_breaks(
        operational(
            ("caseload_per_fte", 1, "contracted", "shown"),
            ("caseload_per_fte", 2, "available", "not_shown"),
        )
    )
    assert found.is_empty()
