"""Relations from single answers: in which order, of whom, and what is written down."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.within_teams import within_teams
from definitions.measures import measures
from etl.disclosure.relations.queries import WHOLE, Members
from etl.disclosure.rows import SINGLE
from etl.settings import Settings
from etl.single_answers import in_order, single_answers
from etl.understand.asked import Asked, asked
from etl.understand.study import within_lines
from etl.understand.within_cells import (
    budget_cells,
    driver_within_cells,
    level_within_cells,
    within_cells,
)
from tests.privacy.made_members import members

STRESSORS = ("caseload_per_fte", "clinical_supervision")
OUTCOMES = ("cbi_work", "intent_to_leave")
SETTINGS = Settings(named_stressors=STRESSORS)


def practice(people: int = 300, teams: int = 30, **more: object) -> Members:
    """Respondents with the named stressors over three windows, and one slice."""
    made = members(people, teams, stressors=2, outcomes=2, weeks=(4, 8, 12), **more)
    named = {f"x{place}": key for place, key in enumerate(STRESSORS)}
    return replace(
        made,
        outcomes=OUTCOMES,
        load={(named[key], weeks): load for (key, weeks), load in made.load.items()},
        parts=made.parts | {"role:nurse": made.team < teams // 2},
    )


def question() -> Asked:
    return asked(STRESSORS, OUTCOMES, "cbi_work", known=measures())


def test_the_order_is_stated_beforehand() -> None:
    """Whatever people answered: primary outcome, windows, others, weights, levels, slices."""
    said = [
        (one.kind, one.stressors[0], one.outcome, one.weeks, one.part)
        for one in in_order(practice(), SETTINGS)
    ]
    first, second = STRESSORS
    assert said == [
        ("slope", first, "cbi_work", 12, WHOLE),
        ("slope", second, "cbi_work", 12, WHOLE),
        ("slope", first, "cbi_work", 4, WHOLE),
        ("slope", second, "cbi_work", 4, WHOLE),
        ("slope", first, "cbi_work", 8, WHOLE),
        ("slope", second, "cbi_work", 8, WHOLE),
        ("slope", first, "intent_to_leave", 12, WHOLE),
        ("slope", second, "intent_to_leave", 12, WHOLE),
        ("weights", first, "cbi_work", 12, WHOLE),
        ("levels", first, "cbi_work", 12, WHOLE),
        ("levels", second, "cbi_work", 12, WHOLE),
        ("slope", first, "cbi_work", 12, "role:nurse"),
        ("slope", second, "cbi_work", 12, "role:nurse"),
        ("weights", first, "intent_to_leave", 12, WHOLE),
    ]


def test_what_is_left_out_stands_there_without_a_figure() -> None:
    found = single_answers("w1", practice(48, 12), SETTINGS).figures
    left = found.filter(pl.col("state") == "left_out")
    assert left.height > 0
    assert left["value"].null_count() == left.height
    assert (
        left["position"].min()
        > found.filter(pl.col("state") == "released")["position"].max()
    )
    said = budget_cells(found)
    assert said["position"].to_list() == list(range(1, said.height + 1))
    assert said.filter(pl.col("state") == "released")["gain"].max() <= 0.1


@given(seed=st.integers(0, 50))
def test_the_slope_is_that_of_least_squares_within_teams(seed: int) -> None:
    made = practice(seed=seed, slope=1.0)
    found = single_answers("w1", made, SETTINGS).figures
    rows = within_cells(found, question(), {})
    row = rows.filter(
        (pl.col("stressor") == STRESSORS[0])
        & (pl.col("outcome") == "cbi_work")
        & (pl.col("time_window") == "12 weeks")
        & (pl.col("slice") == WHOLE)
    ).row(0, named=True)
    x, y = made.load[STRESSORS[0], 12].copy(), made.score[:, 0].copy()
    for team in range(30):
        x[made.team == team] -= x[made.team == team].mean()
        y[made.team == team] -= y[made.team == team].mean()
    step = measures()[STRESSORS[0]].step
    rounding = 0.005 * made.spread[0] * np.sqrt(270) / np.sqrt(x @ x)
    assert abs(row["slope"] / step - (x @ y) / (x @ x)) <= rounding + 0.05 / np.sqrt(
        x @ x
    )
    assert row["slope_lower"] < row["slope"] < row["slope_upper"]
    assert row["people"] == 300


def test_nothing_follows_from_answers_but_the_written_figures() -> None:
    """Every published row is the same when the frozen figures are read again."""
    found = single_answers("w1", practice(seed=3, slope=1.0), SETTINGS).figures
    for made in (level_within_cells, budget_cells, driver_within_cells):
        assert made(found).equals(made(found.clone()))
    told = found.filter(pl.col("state") == "released")
    slopes = told.filter(pl.col("kind") != "levels")["value"].to_numpy()
    levels = told.filter(pl.col("kind") == "levels")["value"].to_numpy()
    assert np.abs(slopes * 100 - np.round(slopes * 100)).max() < 1e-6
    assert np.abs(levels - np.round(levels)).max() < 1e-6
    spreads = told["spread"].to_numpy()
    assert np.abs(spreads * 10 - np.round(spreads * 10)).max() < 1e-6


def test_the_family_is_as_large_as_it_was_fixed() -> None:
    """What the budget left out counts as if nothing had been found."""
    found = single_answers("w1", practice(seed=3, slope=1.0), SETTINGS).figures
    whole = within_cells(found, question(), {})
    cut = found.with_columns(
        state=pl.when(pl.col("position") == 2)
        .then(pl.lit("left_out"))
        .otherwise("state")
    )
    less = within_cells(cut, question(), {})
    one, other = (
        rows.filter(pl.col("position") == 1).row(0, named=True)
        for rows in (whole, less)
    )
    assert one["family"]
    assert other["q"] == pytest.approx(min(2 * other["p"], 1.0))
    outside = whole.filter(~pl.col("family"))
    assert outside["q"].null_count() == outside.height > 0


def test_opposed_signs_are_said() -> None:
    found = single_answers("w1", practice(seed=3, slope=2.0), SETTINGS).figures
    key = ("w1", STRESSORS[0], "cbi_work", WHOLE)
    said = within_cells(found, question(), {key: "less"})["sentence"]
    assert any("the other way round" in one for one in said)


def test_weights_add_up_to_what_is_explained() -> None:
    found = single_answers("w1", practice(seed=3, slope=1.0), SETTINGS).figures
    rows = driver_within_cells(found).filter(pl.col("outcome") == "cbi_work")
    assert rows.height == 2
    assert rows["weight"].sum() == pytest.approx(rows["r2"][0])
    assert (rows["lower"] <= rows["weight"]).all()
    assert rows["weight"].arg_max() == rows["stressor"].to_list().index(STRESSORS[0])


def test_no_member_or_no_stressor_gives_empty_tables() -> None:
    nobody = single_answers("w1", practice(), Settings()).figures
    assert nobody.is_empty()
    assert nobody.schema == pl.Schema(SINGLE)
    for rows in (
        within_cells(nobody, question(), {}),
        level_within_cells(nobody),
        budget_cells(nobody),
        driver_within_cells(nobody),
    ):
        assert rows.is_empty()


def test_the_insiders_matrix_holds_no_answer() -> None:
    made = practice()
    found = single_answers("w1", made, SETTINGS)
    assert found.members["outcomes"].to_list()[0] == list(OUTCOMES)
    assert set(found.loads["stressor"]) == set(STRESSORS)
    assert not set(np.round(found.loads["value"].to_numpy(), 6)) & set(
        made.score.ravel()
    )


def test_a_perfect_correlation_has_an_interval_of_nothing() -> None:
    found = within_teams(1.2, people=40, teams=10, scale=3.0, spread=6.0)
    assert found.relation.r == 1.0
    assert found.slope.lower is None


def test_the_method_within_teams_stands_with_its_numbers() -> None:
    found = single_answers("w1", practice(seed=3, slope=1.0), SETTINGS).figures
    rows = within_cells(found, question(), {})
    said = " ".join(within_lines(rows, "w1", question()))
    assert "300 people of shown teams" in said
    assert "The p of the 2 slopes" in said
    assert "nothing from single answers" in within_lines(rows, "w2", question())[0]
    assert within_lines(None, "w1", question()) == []
