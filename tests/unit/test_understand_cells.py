"""Relations from shown cells: what enters, what is corrected together, what is written."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from analytics.between import between
from definitions.measures import measures
from etl.disclosure.rows import ESTIMATE
from etl.settings import Settings
from etl.understand.asked import Asked, asked
from etl.understand.beside_cells import (
    adjusted_cells,
    buffer_cells,
    driver_cells,
    lag_cells,
)
from etl.understand.level_cells import break_cells, level_cells
from etl.understand.plans import plans_of, read_plans, write_plans
from etl.understand.relation_cells import relation_cells
from etl.understand.shown_teams import ALL_WAVES, shown_teams
from etl.understand.study import NO_PLAN, study_cells
from etl.understand.unit_cells import unit_cells

DAYS = [date(2026, 1, 5), date(2026, 4, 6), date(2026, 7, 6)]
WAVES = pl.DataFrame({"wave_id": ["w1", "w2", "w3"], "first_day": DAYS})
LOAD, SUPPORT, WORK, LEAVE = (
    "caseload_per_fte", "clinical_supervision", "cbi_work", "intent_to_leave",
)  # fmt: skip
BANDS = ("5-9", "10-19", "20-49")


def groups(teams: int) -> pl.DataFrame:
    rows = [("org", "organisation"), *((f"t{n:03}", "team") for n in range(teams))]
    return pl.DataFrame(
        {
            "group_id": [each for each, _ in rows],
            "kind": [kind for _, kind in rows],
            "split": ["none"] * len(rows),
        }
    )


def cell(measure: str, team: str, day: date, value: float | None, **more: object):
    answers = measures()[measure].origin == "answers"
    row = {
        "measure": measure, "group_id": team, "period_kind": "wave",
        "period_start": day, "period_end": day + timedelta(days=13), "value": value,
        "origin": "answers" if answers else "people",
        "state": "shown" if value is not None else "not_shown",
    }  # fmt: skip
    if answers and value is not None:
        row |= {"n_band": "10-19", "lower": value - 8, "upper": value + 8}
    return row | more


def estimate(teams: int = 40, seed: int = 1, slope: float = 0.8) -> pl.DataFrame:
    random = np.random.default_rng(seed)
    rows = []
    for day in DAYS:
        for n in range(teams):
            load, support = random.normal(28, 4), random.normal(2, 0.5)
            score = 46 + slope * (load - 28) - 4 * (support - 2) + random.normal(0, 3)
            band = {"n_band": BANDS[n % 3]}
            rows += [
                cell(LOAD, f"t{n:03}", day, load),
                cell(SUPPORT, f"t{n:03}", day, support),
                cell(WORK, f"t{n:03}", day, round(score), **band),
                cell(LEAVE, f"t{n:03}", day, round(random.normal(40, 5)), **band),
            ]
    return pl.DataFrame(rows, schema=ESTIMATE)


def question(**more: object) -> Asked:
    return asked((LOAD, SUPPORT), (LEAVE, WORK), WORK, known=measures(), **more)


def shown(cells: pl.DataFrame, teams: int = 40):
    return shown_teams(cells, groups(teams), WAVES)


def row_of(rows: pl.DataFrame, wave: str, stressor: str = LOAD, outcome: str = WORK):
    return rows.filter(
        (pl.col("wave_id") == wave)
        & (pl.col("stressor") == stressor)
        & (pl.col("outcome") == outcome)
    ).row(0, named=True)


def test_a_planted_relation_is_found_in_every_wave_with_its_slope():
    found = relation_cells(shown(estimate()), question())
    for wave in ("w1", "w2", "w3", ALL_WAVES):
        row = row_of(found, wave)
        assert row["reading"] == "more"
        # planted .8 points by client, the step is 3 clients
        assert row["slope_lower"] < 0.8 * row["step"] < row["slope_upper"]
        assert row["teams"] == 40


def test_the_primary_outcome_comes_first_and_alone_is_corrected():
    found = relation_cells(shown(estimate()), question())
    one = found.filter(pl.col("wave_id") == "w1").sort("position")
    assert one["outcome"].to_list() == [WORK, WORK, LEAVE, LEAVE]
    assert one["stressor"].to_list() == [LOAD, SUPPORT] * 2
    assert one["family"].to_list() == [True, True, False, False]
    assert one["q"].is_null().to_list() == [False, False, True, True]
    p = sorted(one["p"].to_list()[:2])
    assert sorted(one["q"].to_list()[:2]) == pytest.approx([min(2 * p[0], p[1]), p[1]])
    over = found.filter(pl.col("wave_id") == ALL_WAVES).sort("position")
    assert over["q"].is_null().to_list() == [False, False, True, True]
    assert over["waves"].to_list() == [3] * 4
    assert one["waves"].is_null().all()


def test_weights_are_the_lower_ends_of_the_published_bands():
    cells = estimate()
    found = row_of(relation_cells(shown(cells), question()), "w2")
    own = cells.filter(pl.col("period_start") == DAYS[1]).sort("group_id")
    x, y = (
        own.filter(pl.col("measure") == m)["value"].to_numpy() for m in (LOAD, WORK)
    )
    size = np.array([(5.0, 10.0, 20.0)[n % 3] for n in range(40)])
    assert found["r"] == pytest.approx(between(x, y, size=size, seed=1).r)


def test_a_cell_that_is_not_shown_enters_nothing():
    cells = estimate()
    hidden = cells.filter(pl.col("group_id") != "t003")
    protected = pl.concat(
        [hidden, pl.DataFrame([cell(WORK, "t003", DAYS[0], None)], schema=ESTIMATE)]
    )
    one, other = (
        relation_cells(shown(each), question()) for each in (hidden, protected)
    )
    assert one.equals(other)
    assert row_of(one, "w1")["teams"] == 39


def test_a_figure_left_in_a_cell_that_is_not_shown_enters_nothing_either():
    cells = estimate()
    left = pl.when(pl.col("group_id") == "t003").then(pl.lit("not_shown"))
    hidden = cells.with_columns(state=left.otherwise("state"))
    without = cells.filter(pl.col("group_id") != "t003")
    one, other = (relation_cells(shown(each), question()) for each in (hidden, without))
    assert one.equals(other)


def test_over_all_waves_a_team_counts_once_with_its_mean_after_each_waves_own():
    # Two teams, two waves; wave 2 lies 10 higher for all. Less the wave's mean, x: -1 1,
    # -2 2; so the means are -1.5 and 1.5, whatever the tide.
    rows = []
    for wave, (low, high) in enumerate([(10, 12), (18, 22)]):
        for team, value in (("t000", low), ("t001", high)):
            rows += [
                cell(LOAD, team, DAYS[wave], float(value)),
                cell(WORK, team, DAYS[wave], value + 20.0),
            ]
    pair = shown(pl.DataFrame(rows, schema=ESTIMATE), 2).pair(LOAD, WORK, ALL_WAVES)
    assert pair.x.tolist() == pair.y.tolist() == [-1.5, 1.5]
    assert pair.weight.tolist() == [20, 20]


@pytest.mark.parametrize("teams", [0, 1, 9])
def test_few_teams_have_rows_without_figures(teams):
    found = relation_cells(shown(estimate(teams), teams), question())
    assert found["r"].is_null().all()
    assert set(found["reading"]) == {"too_few"}
    assert found["slope_sentence"].unique().to_list() == [""]


def test_a_constant_stressor_has_no_figure_and_no_error():
    cells = estimate().with_columns(
        value=pl.when(pl.col("measure") == LOAD).then(28.0).otherwise("value")
    )
    made = shown(cells)
    assert row_of(relation_cells(made, question()), "w1")["r"] is None
    for make in (level_cells, break_cells, driver_cells, lag_cells):
        make(made, question())


def test_levels_hold_ten_teams_and_no_break_is_named_without_a_claim():
    made = shown(estimate())
    rows = level_cells(made, question())
    assert (rows["teams"] >= 10).all()
    step = measures()[LOAD].step
    edges = rows.filter(pl.col("stressor") == LOAD)["level_from"]
    assert (edges / step).round(6).to_list() == (edges / step).round().to_list()
    breaks = break_cells(made, question())
    unclaimed = breaks.filter(~pl.col("claimed"))
    assert unclaimed.height > 0
    assert unclaimed["value"].is_null().all()


def test_what_is_taken_out_was_named_and_never_the_stressor_itself():
    asked_of = question(taken_out=(SUPPORT,), resources=(SUPPORT,))
    found = adjusted_cells(shown(estimate()), asked_of)
    assert row_of(found, "w1")["taken_out"] == SUPPORT
    assert row_of(found, "w1", SUPPORT)["taken_out"] == ""
    assert adjusted_cells(shown(estimate()), question()).is_empty()
    assert set(buffer_cells(shown(estimate()), asked_of)["stressor"]) == {LOAD}


def test_weights_ask_for_thirty_teams_and_ten_for_each_stressor():
    assert driver_cells(shown(estimate(29), 29), question()).is_empty()
    rows = driver_cells(shown(estimate()), question()).filter(pl.col("outcome") == WORK)
    one = rows.filter(pl.col("wave_id") == "w1")
    assert one["weight"].sum() == pytest.approx(one["r2"][0])
    assert one["relative"].sum() == pytest.approx(one["r2"][0])
    assert one["sign"].to_list() == [1, -1]


def test_lag_is_words_from_three_waves():
    found = lag_cells(shown(estimate()), question())
    assert set(found.columns) == {"stressor", "outcome", "waves", "teams", "direction"}
    two = estimate().filter(pl.col("period_start") != DAYS[2])
    assert lag_cells(shown(two), question()).is_empty()


def test_a_plan_is_dated_before_the_wave_closes_and_no_version_is_lost(tmp_path):
    wave = {"name": "W1", "first_day": DAYS[0], "last_day": DAYS[0]}
    one = Settings.model_validate({"named_stressors": [LOAD], "wave": [wave]})
    two = one.model_copy(update={"named_stressors": (LOAD, SUPPORT)})
    nothing = frozenset[str]()
    write_plans(tmp_path, one, closed=nothing, today=date(2026, 1, 1))
    write_plans(tmp_path, one, closed=nothing, today=date(2026, 1, 2))
    write_plans(tmp_path, two, closed=nothing, today=date(2026, 1, 3))
    write_plans(tmp_path, one, closed=frozenset({"w1"}), today=date(2026, 1, 4))
    found = read_plans(tmp_path, "w1")
    assert [(p.written_on.day, p.stressors) for p in found] == [
        (1, (LOAD,)),
        (3, (LOAD, SUPPORT)),
    ]
    assert plans_of(tmp_path, one, closed=frozenset({"w1"}))["w1"] == found


def test_the_papers_say_what_was_planned_or_that_nothing_was(tmp_path):
    made, asked_of = shown(estimate()), question()
    relation = relation_cells(made, asked_of)
    wave = {"name": "W1", "first_day": DAYS[0], "last_day": DAYS[0]}
    settings = Settings.model_validate({"named_stressors": [LOAD], "wave": [wave]})
    plans = plans_of(tmp_path, settings, closed=frozenset())
    found = study_cells(made, asked_of, relation, plans=plans, settings=settings)
    plan = found.filter((pl.col("part") == "plan") & (pl.col("wave_id") == "w1"))
    assert plan["written_on"].null_count() == 0
    assert "Primary outcome: work-related burnout (CBI)." in plan["text"].to_list()
    other = found.filter((pl.col("part") == "plan") & (pl.col("wave_id") == "w2"))
    assert other["text"].to_list() == [NO_PLAN]
    method = " ".join(found.filter(pl.col("part") == "method")["text"].to_list())
    assert "40 teams had both figures" in method
    assert "2,000 bootstrap draws" in method


def test_units_whose_sign_turns_within_kinds_are_said_to():
    # Within each kind more of x goes with less y; the kind with more x has more y.
    official = [m for m in measures().values() if m.origin == "official"]
    stressor = next(
        m.key for m in official if m.area != "outcome" and "year" in m.periods
    )
    outcome = next(m.key for m in official if m.area == "outcome")
    random = np.random.default_rng(1)
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    rows = []
    for n in range(60):
        own = random.normal(0, 0.02)
        x, y = 0.3 + 0.2 * (n % 2) + own, 0.3 + 0.2 * (n % 2) - own
        for measure, value in ((stressor, x), (outcome, y + random.normal(0, 0.004))):
            rows.append(
                cell(measure, f"t{n:03}", first, value)
                | {
                    "period_kind": "year",
                    "period_end": last,
                    "origin": "official",
                    "n": 900,
                }
            )
    units = groups(60).with_columns(
        setting=pl.Series([None, *(("Acute", "Community")[n % 2] for n in range(60))])
    )
    found = unit_cells(pl.DataFrame(rows, schema=ESTIMATE), units, measures())
    own = found.filter(
        (pl.col("stressor") == stressor) & (pl.col("outcome") == outcome)
    )
    said = dict(own.select("slice", "reading").rows())
    assert said == {
        "organisation": "more", "setting:Acute": "less", "setting:Community": "less",
    }  # fmt: skip
    sentence = own.filter(pl.col("slice") == "organisation")["sentence"][0]
    assert "within Acute, Community it is the other way round" in sentence
    assert own["q"].is_null().all()
