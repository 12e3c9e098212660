"""How good a wave's answers are: whose count, from how many on, and in which words."""

from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reliability import cronbach_alpha, mcdonald_omega
from definitions.instruments import instruments
from etl.close_wave import shown_responses, wave_cells
from etl.disclosure import quality_bands
from etl.disclosure.quality_bands import answers_floor, share_band
from etl.disclosure.rows import ANSWER_QUALITY, ITEMS, RELIABILITY
from etl.wave_quality import WaveQuality, wave_quality
from tests.privacy.worlds import snapshot, team_of, teams_table, wave
from tests.unit.test_close_wave import TEAMS, world

CBI = instruments()["cbi"]
SIB = instruments()["single_item_burnout"]
WORK = ("CBI_07", "CBI_08", "CBI_09", "CBI_10", "CBI_11", "CBI_12", "CBI_13")
Sheets = dict[int, dict[str, float | None]]


def test_doctests_hold():
    assert doctest.testmod(quality_bands).failed == 0


def people(count: int, *, seed: int = 3) -> Sheets:
    """Answers to the CBI that hang together, the reversed item as it is asked."""
    chance = np.random.default_rng(seed)
    trait = chance.normal(0, 1, (count, 1))
    raw = np.clip(np.round(3 + trait + chance.normal(0, 0.7, (count, 19))), 1, 5)
    raw[:, 12] = 6 - raw[:, 12]
    return {
        1000 + n: dict(zip(CBI.items, row.tolist(), strict=True))
        for n, row in enumerate(raw)
    }


def quality(
    sheets: Sheets,
    *,
    too_fast: dict[int, bool | None] | None = None,
    known=None,
    measures=("cbi_personal", "cbi_work", "cbi_client", "single_item_burnout"),
) -> WaveQuality:
    rows = [
        (response, item, value)
        for response, given in sheets.items()
        for item, value in given.items()
    ]
    answers = pl.DataFrame(
        rows,
        schema={"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64},
        orient="row",
    )
    timed = too_fast or dict.fromkeys(sheets, False)
    frame = pl.DataFrame(
        {"response_id": list(sheets), "too_fast": [timed[one] for one in sheets]},
        schema={"response_id": pl.UInt64, "too_fast": pl.Boolean},
    )
    return wave_quality(
        wave(),
        frame,
        answers,
        measures=measures,
        known=known or {"cbi": CBI, "single_item_burnout": SIB},
    )


def scale(found: WaveQuality, measure: str) -> dict:
    rows = found.reliability.filter(pl.col("measure") == measure).to_dicts()
    assert len(rows) == 1
    return rows[0]


def test_shapes_are_the_contract():
    found = quality(people(60))
    assert dict(found.reliability.schema) == dict(RELIABILITY)
    assert dict(found.answer_quality.schema) == dict(ANSWER_QUALITY)
    assert dict(found.items.schema) == dict(ITEMS)


def test_alpha_and_omega_are_those_of_the_turned_points():
    sheets = people(80)
    row = scale(quality(sheets), "cbi_work")
    raw = np.array([[given[item] for item in WORK] for given in sheets.values()])
    points = (raw - 1) * 25
    points[:, 6] = 100 - points[:, 6]
    assert row["alpha"] == round(cronbach_alpha(points), 2)
    assert row["omega"] == round(mcdonald_omega(points), 2)
    assert row["alpha"] > 0.85
    assert (row["published_alpha"], row["items"], row["items_asked"]) == (0.87, 7, 7)
    assert row["published_source"] == "Kristensen et al. 2005 [to be confirmed]"
    assert row["warnings"] is None


def test_the_interval_stands_on_the_lower_end_of_the_band():
    """Feldt: 1 - (1 - a) F; 80 answers are given as 50-99, so 49 and 294 degrees."""
    row = scale(quality(people(80)), "cbi_work")
    assert row["n_band"] == "50-99"
    # F(.975; 49, 294) = 1.47 and F(.025; 49, 294) = .63, from tables
    gap = 1 - row["alpha"]
    assert row["alpha_lower"] == pytest.approx(1 - gap * 1.47, abs=0.011)
    assert row["alpha_upper"] == pytest.approx(1 - gap * 0.63, abs=0.011)


def test_under_thirty_nothing_is_said_and_from_thirty_on_it_is():
    few, enough = quality(people(29)), quality(people(30))
    for row in few.reliability.to_dicts():
        held = {name for name, value in row.items() if value is not None}
        assert held == {
            *("wave_id", "period_start", "measure", "state"),
            *("instrument", "instrument_name"),
        }
        assert row["state"] == "not_shown"
    assert few.items.is_empty()
    (whole,) = few.answer_quality.to_dicts()
    assert whole["state"] == "not_shown"
    assert [whole[name] for name in ("n_band", "straight_lined", "missing")] == [
        None
    ] * 3
    assert set(enough.reliability["state"]) == {"shown"}
    assert enough.answer_quality["n_band"].to_list() == ["30-49"]


def test_complete_sheets_count_and_not_those_with_a_gap():
    """31 answered, two of them left an item of the work scale out: 29 are complete."""
    sheets = people(31)
    for response in (1000, 1001):
        sheets[response]["CBI_10"] = None
    found = quality(sheets)
    assert scale(found, "cbi_work")["state"] == "not_shown"
    assert scale(found, "cbi_personal")["state"] == "shown"


def test_items_left_out_are_a_share_of_those_asked():
    """10 of 100 people x 7 items x .1 = 70 cells of 700: 10 %."""
    sheets = people(110)
    for response in range(1000, 1011):
        for item in WORK:
            sheets[response][item] = None
    row = scale(quality(sheets), "cbi_work")
    # 11 x 7 = 77 of 770
    assert row["missing_band"] == "10-14 %"
    assert scale(quality(sheets), "cbi_personal")["missing_band"] == "under 5 %"


def test_one_item_has_neither_alpha_nor_omega():
    sheets = {n: {"SIB_1": float(1 + n % 5)} for n in range(40)}
    row = scale(quality(sheets), "single_item_burnout")
    assert (row["state"], row["items_asked"]) == ("shown", 1)
    assert (row["alpha"], row["omega"], row["warnings"]) == (None, None, None)


def test_an_item_left_as_it_came_raises_a_suspicion():
    sheets = people(80)
    for ticked in sheets.values():
        ticked["CBI_13"] = 6 - ticked["CBI_13"]
    row = scale(quality(sheets), "cbi_work")
    assert row["warnings"].startswith("reverse coding suspected: CBI_13 (r = -0.")
    assert row["warnings"].endswith("runs against the rest of the scale")


def test_answers_by_chance_are_far_below_the_published_alpha():
    chance = np.random.default_rng(1)
    sheets = {
        n: dict(zip(CBI.items, chance.integers(1, 6, 19).astype(float), strict=True))
        for n in range(150)
    }
    warned = scale(quality(sheets), "cbi_personal")["warnings"]
    assert "far below the published 0.87" in warned


def test_a_mirrored_file_shows_in_its_mean_and_the_mean_is_written_to_one_point():
    """OLBI coded the other way: everything hangs together, only the mean is mirrored."""
    olbi = instruments()["olbi"]
    chance = np.random.default_rng(5)
    trait = chance.normal(0, 0.5, (90, 1))
    raw = np.clip(np.round(3.0 + trait + chance.normal(0, 0.4, (90, 16))), 1, 4)
    for place, item in enumerate(olbi.items):
        if item in olbi.scale[-1].reversed:
            raw[:, place] = 5 - raw[:, place]
    sheets = {
        n: dict(zip(olbi.items, row.tolist(), strict=True)) for n, row in enumerate(raw)
    }
    found = quality(sheets, known={"olbi": olbi}, measures=("olbi_total",))
    said = scale(found, "olbi_total")["warnings"]
    assert "nearer to the mirror image" in said
    # 1 + 3 x whole points / 100 has steps of .03: the text gives no finer mean away
    mean = float(said.split("the mean ")[1].split(" ")[0])
    assert any(abs(mean - (1 + 0.03 * points)) < 0.006 for points in range(101))


def test_items_that_were_not_asked_are_not_missing_and_change_the_count():
    sheets = people(60)
    for ticked in sheets.values():
        del ticked["CBI_13"]
    row = scale(quality(sheets), "cbi_work")
    assert (row["items"], row["items_asked"]) == (7, 6)
    assert row["missing_band"] == "under 5 %"
    assert row["alpha"] is not None


def test_straight_lines_are_counted_once_a_person():
    """6 of 100 people tick 3 throughout, one of them in both instruments: 6 %."""
    sheets = people(100)
    for response in range(1000, 1006):
        sheets[response] = dict.fromkeys(CBI.items, 3.0) | {"SIB_1": 3.0}
    (row,) = quality(sheets).answer_quality.to_dicts()
    assert row["straight_lined"] == "5-9 %"


def test_where_no_instrument_is_long_enough_no_line_can_be_told():
    sheets = {n: {"SIB_1": 3.0} for n in range(60)}
    (row,) = quality(sheets).answer_quality.to_dicts()
    assert (row["state"], row["straight_lined"]) == ("shown", None)


def test_too_fast_is_a_share_of_those_with_a_time():
    """20 of 60 have no time; 4 of the other 40 were too fast: 10 %."""
    sheets = people(60)
    known = list(sheets)
    too_fast = dict.fromkeys(known, False) | dict.fromkeys(known[:20], None)
    too_fast |= dict.fromkeys(known[20:24], True)
    (row,) = quality(sheets, too_fast=too_fast).answer_quality.to_dicts()
    assert row["too_fast"] == "10-19 %"
    none = dict.fromkeys(known, None)
    (row,) = quality(sheets, too_fast=none).answer_quality.to_dicts()
    assert row["too_fast"] is None


def test_a_wave_without_any_answer_in_a_shown_team_has_no_row_of_a_scale():
    found = quality({})
    assert found.reliability.is_empty()
    assert found.answer_quality["state"].to_list() == ["not_shown"]


def test_the_order_of_rows_changes_nothing():
    sheets = people(70)
    turned = dict(reversed(list(sheets.items())))
    one, other = quality(sheets), quality(turned)
    assert one.reliability.equals(other.reliability)
    assert one.answer_quality.equals(other.answer_quality)


@given(of=st.integers(30, 3000), data=st.data())
def test_a_band_of_a_share_holds_at_least_three_counts(of, data):
    """So that it never says of one person whether they are among them."""
    count = data.draw(st.integers(0, of))
    alike = [
        n for n in range(of + 1) if share_band(n, of=of) == share_band(count, of=of)
    ]
    assert len(alike) >= 3


@given(answers=st.integers(30, 20_000))
def test_the_floor_is_the_lower_end_of_the_band(answers):
    band = quality_bands.answers_band(answers)
    assert int(band.replace(" or more", "").split("-")[0]) == answers_floor(answers)


def test_only_who_counts_in_a_shown_team_or_unit_is_looked_at():
    """b and c are a unit; d and e are hidden; a's leader counts above; one is late."""
    hidden = [("d", "p", "team", None), ("e", "p", "team", None)]
    teams = pl.concat([TEAMS, teams_table(hidden)])
    teams = teams.with_columns(
        led_by_key=pl.when(pl.col("team_id") == "a").then(1).cast(pl.UInt64)
    )
    answers, start = [], 1
    for team, size in {"a": 30, "b": 6, "c": 6, "d": 3, "e": 3}.items():
        answers += team_of(size, team, start=start)
        start += size
    made = snapshot(teams, answers, units={"u": ["b", "c"]})
    late = pl.col("response_id") == 1002
    made = replace(
        made, responses=made.responses.with_columns(late=pl.col("late") | late)
    )
    cells = wave_cells(wave(), made)
    found = shown_responses(wave(), made, cells).to_list()
    shown = set(cells.estimate.filter(pl.col("state") == "shown")["group_id"])
    assert "a" in shown
    assert "d" not in shown
    assert "unit:u" in shown
    # 1001 leads, 1002 is late; 1031 to 1042 are of the unit's teams
    assert found == list(range(1003, 1043))


def test_where_no_team_is_shown_nobody_is_looked_at():
    made = world({"a": 4})
    cells = wave_cells(wave(), made)
    assert shown_responses(wave(), made, cells).is_empty()
