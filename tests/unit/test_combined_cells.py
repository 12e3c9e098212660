"""Rows that follow from other rows: over all waves within teams, and contextual."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.over_waves import difference, slope_of, slope_over_waves
from analytics.two_level import Slope, slope_at
from definitions.measures import measures
from etl.disclosure.audit_combined import audit_combined
from etl.understand.asked import asked
from etl.understand.combined_cells import contextual_cells, over_waves_cells
from etl.understand.relation_rows import RELATION, Told, relation_row
from etl.understand.study_over import over_lines

LOAD, SUPPORT, WORK = "caseload_per_fte", "clinical_supervision", "cbi_work"
OWN = asked((LOAD, SUPPORT), (WORK,), WORK, known=measures())


def row(level: str, wave: str, stressor: str, slope: Slope, r: float = 0.2):
    told = Told(
        teams=30, people=340 if level == "within" else None, r=r, lower=r - 0.1,
        upper=r + 0.1, slope=slope, detectable=0.15, reading="more", sentence="",
        waves=3 if level == "between" and wave == "all" else None,
    )  # fmt: skip
    place = {"wave_id": wave, "position": OWN.stressors.index(stressor) + 1}
    family = {"family": True, "q": slope.p}
    return relation_row(told, OWN, stressor, WORK, level=level) | place | family


def drawn(seed: int, waves: int = 3) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows within teams of each wave, and between teams of each and of all."""
    random = np.random.default_rng(seed)
    made = {
        level: [
            row(
                level,
                wave,
                stressor,
                slope_at(random.normal(0.4, 0.2), random.uniform(0.05, 0.4), df),
                round(random.uniform(-0.3, 0.5), 2),
            )
            for wave in named
            for stressor in OWN.stressors
        ]
        for level, df, named in (
            ("within", 309, [f"w{n}" for n in range(waves)]),
            ("between", 21.5, [*(f"w{n}" for n in range(waves)), "all"]),
        )
    }
    within, between = (
        pl.DataFrame(made[n], schema=RELATION) for n in ("within", "between")
    )
    return within, between


def published(within: pl.DataFrame, between: pl.DataFrame) -> pl.DataFrame:
    over = over_waves_cells(within, OWN, len(OWN.stressors), between)
    whole = pl.concat([within, over])
    return pl.concat([whole, between, contextual_cells(between, whole, OWN)])


def rules(rows: pl.DataFrame) -> set[str]:
    return {one.rule for one in audit_combined(rows)}


@pytest.mark.parametrize("alike", [0.0, 0.6, 1.0])
def test_over_waves_the_interval_holds_however_alike_the_waves_are(alike: float):
    """Answers of the same people err together; 2,000 organisations of eight waves."""
    random, truth, error = np.random.default_rng(3), 0.5, np.linspace(0.2, 0.5, 8)
    shared, own = random.normal(size=(2000, 1)), random.normal(size=(2000, 8))
    values = truth + error * (alike**0.5 * shared + (1 - alike) ** 0.5 * own)
    held = 0
    for each in values:
        slopes = [slope_at(v, e, 300) for v, e in zip(each, error, strict=True)]
        found = slope_over_waves(slopes)
        assert found.lower is not None
        assert found.upper is not None
        held += found.lower <= truth <= found.upper
    assert held / 2000 >= 0.935  # 95 % less three Monte Carlo errors


@given(seed=st.integers(0, 50), waves=st.integers(1, 4))
def test_rows_made_of_rows_pass_the_auditor_and_take_two_waves(seed: int, waves: int):
    made = published(*drawn(seed, waves))
    over = made.filter((pl.col("level") == "within") & (pl.col("wave_id") == "all"))
    assert over.height == (2 if waves > 1 else 0)
    assert over["waves"].to_list() == [waves] * over.height
    assert rules(made) == set()


def test_over_waves_the_mean_lies_nearest_the_surest_wave():
    sure, unsure = slope_at(1.0, 0.1, 300), slope_at(3.0, 0.2, 300)
    within = pl.DataFrame(
        [row("within", "w0", LOAD, sure), row("within", "w1", LOAD, unsure)],
        schema=RELATION,
    )
    found = over_waves_cells(within, OWN, 2, within.clear()).row(0, named=True)
    step = measures()[LOAD].step
    assert found["slope"] == pytest.approx((0.8 * 1 + 0.2 * 3) * step)
    reach = stats.t.ppf(0.975, 300) * (0.8 * 0.1 + 0.2 * 0.2) * step
    assert found["slope_upper"] - found["slope"] == pytest.approx(reach)
    # the other named stressor was left out and counts as p = 1
    assert found["q"] == pytest.approx(2 * found["p"])


def test_the_paper_over_all_waves_holds_the_numbers_of_its_rows():
    within, between = drawn(6)
    whole = pl.concat([within, over_waves_cells(within, OWN, 2, between)])
    said = " ".join(over_lines(between, whole, OWN))
    assert "3 waves of at most 340 people" in said
    assert "30 teams, of shown cells alone" in said
    assert said.count("The p of the 2 slopes on work-related burnout (CBI)") == 2
    assert over_lines(between.clear(), within, OWN) == []


def test_windows_and_parts_stand_in_no_row_over_waves():
    within, between = drawn(1)
    other = within.with_columns(time_window=pl.lit("4 weeks"))
    part = within.with_columns(slice=pl.lit("role:nurse"))
    for rows in (other, part):
        assert over_waves_cells(rows, OWN, 2, between).is_empty()
        assert contextual_cells(between, rows, OWN).is_empty()


@given(
    st.floats(-5, 5),
    st.floats(0.01, 3),
    st.floats(1, 500),
    st.floats(0.01, 3),
    st.floats(1, 500),
)
def test_contextual_slopes_are_welchs(value, error, df, other_error, other_df):
    one, other = slope_at(value, error, df), slope_at(0.0, other_error, other_df)
    found = difference(one, other)
    assert found is not None
    assert found.error == pytest.approx(np.hypot(error, other_error))
    assert min(df, other_df) * 0.999 <= found.df <= (df + other_df) * 1.001
    again = slope_of(found.value, found.lower, found.upper, found.df)
    assert again is not None
    assert again.error == pytest.approx(found.error)


def test_a_slope_without_limits_gives_no_row():
    within, between = drawn(2)
    blank = between.with_columns(slope_lower=None, slope_upper=None).cast(RELATION)
    assert contextual_cells(blank, within, OWN).is_empty()
    assert contextual_cells(between.clear(), within, OWN).is_empty()


@pytest.mark.parametrize("name", ["slope", "slope_upper", "people", "waves", "r"])
def test_a_figure_that_other_rows_do_not_give_is_found(name: str):
    made = published(*drawn(4))
    at = (pl.col("level") == "within") & (pl.col("wave_id") == "all")
    wrong = made.with_columns(
        pl.when(at).then(pl.col(name) + 1).otherwise(name).cast(RELATION[name])
    )
    assert "a relation over waves is not of its waves' figures" in rules(wrong)
    contextual = pl.col("level") == "contextual"
    if name != "r":
        moved = made.with_columns(
            pl.when(contextual).then(pl.col(name).fill_null(0) + 1).otherwise(name)
        )
        assert rules(moved) == {"a contextual slope is not of the slopes beside it"}


def test_rows_without_what_they_are_made_of_are_found():
    made = published(*drawn(5))
    one_wave = ~((pl.col("level") == "within") & pl.col("wave_id").is_in(["w0", "w1"]))
    assert rules(made.filter(one_wave)) == {
        "a relation over waves is not of its waves' figures",
        "a contextual slope is not of the slopes beside it",
    }
    elsewhere = pl.when(pl.col("level") == "contextual").then(pl.lit("role:nurse"))
    assert rules(made.with_columns(slice=elsewhere.otherwise("slice"))) == {
        "a contextual slope is not of the slopes beside it"
    }
