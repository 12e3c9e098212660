"""Lines and marks of charts, from published cells: which cells, which segments."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from analytics.counts import rate_limits, share_limits
from analytics.xmr import limits
from definitions.measures import measures
from etl.disclosure.rows import ESTIMATE
from etl.spc_cells import SPC, spc_cells
from tests.unit.test_signals_cells import CASELOAD, LAST, cells, groups, levels

ACTION = {
    "team_id": pl.String,
    "target_measure": pl.String,
    "started_on": pl.Date,
    "ended_on": pl.Date,
}
BREAK = {"measure": pl.String, "period_kind": pl.String, "period_start": pl.Date}
NO_LEVEL = levels(1).clear()


def actions(*rows: tuple[str, str, date, date | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ACTION, orient="row")


def breaks(*rows: tuple[str, str, date]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=BREAK, orient="row")


def charts(
    estimate: pl.DataFrame,
    *,
    teams: int = 12,
    taken: pl.DataFrame | None = None,
    broken: pl.DataFrame | None = None,
    reference: pl.DataFrame = NO_LEVEL,
) -> pl.DataFrame:
    return spc_cells(
        estimate,
        groups(teams),
        actions() if taken is None else taken,
        measures=list(measures().values()),
        reference=reference,
        breaks=breaks() if broken is None else broken,
    )


def of(frame: pl.DataFrame, group: str) -> pl.DataFrame:
    return frame.filter(pl.col("group_id") == group)


def noise(teams: int = 12, months: int = 24, *, seed: int = 1) -> np.ndarray:
    return 25 + np.random.default_rng(seed).standard_normal((teams, months))


def test_one_row_per_shown_point_with_the_lines_of_its_series() -> None:
    series = noise(3, 12)  # no season can be told in a year
    series[1, 4] = np.nan
    found = charts(cells(series))
    assert dict(found.schema) == SPC
    assert found.height == 35
    assert of(found, "t01").height == 11
    assert date(2026, 1, 1) not in of(found, "t01")["period_start"].to_list()
    drawn = limits(series)
    row = of(found, "t00").row(0, named=True)
    for name in ("centre", "lower", "upper", "near_lower", "near_upper"):
        assert row[name] == pytest.approx(getattr(drawn, name)[0, 0])
    assert found["trial"].all()
    assert found.select("measure", "group_id", "period_start").is_unique().all()


def test_marks_and_what_they_mean_by_the_direction_of_the_measure() -> None:
    series = noise(2, 14)
    series[0, -1] = 60
    strain = of(charts(cells(series)), "t00")[-1]
    assert strain.select("state", "meaning").row(0) == ("above_limit", "concern")
    key = "peer_support"
    protects = of(charts(cells(series, measure=key)), "t00")[-1]
    assert protects.select("state", "meaning").row(0) == ("above_limit", "improvement")
    key = "no_show_share"
    neither = of(charts(cells(series / 100, measure=key)), "t00")[-1]
    assert neither.select("state", "meaning").row(0) == ("above_limit", "change")


def test_answers_have_no_chart() -> None:
    series = noise()
    for kind in ("wave", "month"):
        answers = cells(series, measure="cbi_work", period_kind=kind, origin="answers")
        # not even if a measure of records were answered
        odd = cells(series, period_kind=kind, origin="answers")
        assert charts(pl.concat([answers, odd])).is_empty()


def test_a_month_that_is_not_shown_moves_no_line() -> None:
    series = noise(3, 12)
    series[0, 6] = np.nan
    hidden = cells(series)
    leaky = hidden.with_columns(pl.col("value").fill_null(900.0))
    assert charts(leaky).equals(charts(hidden))


def test_waves_and_rolling_measures_and_split_groups_have_no_chart() -> None:
    series = noise(1)
    assert charts(cells(series, period_kind="wave")).is_empty()
    assert charts(cells(series / 100, measure="no_week_off")).is_empty()
    assert charts(cells(series, ids=["org:role:nurse"])).is_empty()
    assert charts(cells(series, ids=["p"])).height == 24


def test_months_go_before_quarters_and_sensitive_measures_have_these_alone() -> None:
    both = pl.concat([cells(noise(2)), cells(noise(2), period_kind="quarter")])
    assert set(charts(both)["period_kind"]) == {"month"}
    sick = cells(noise(2) / 500, measure="sick_share", period_kind="quarter")
    found = charts(sick)
    assert set(found["period_kind"]) == {"quarter"}
    assert of(found, "t00").height == 24


def test_a_share_of_many_has_limits_by_its_denominator() -> None:
    rng = np.random.default_rng(2)
    of_all = rng.integers(40, 200, (2, 16)).astype(float)
    series = rng.binomial(of_all.astype(int), 0.2) / of_all
    key = "leave_denied"
    assert measures()[key].chart == "p_prime"
    rows = cells(series, measure=key, period_kind="quarter").with_columns(
        pl.Series("denominator", of_all.ravel())
    )
    found = of(charts(rows), "t01")
    drawn = share_limits(series, of_all)
    assert np.allclose(found["upper"], np.minimum(drawn.upper[1], 1))
    assert np.allclose(found["lower"], np.maximum(drawn.lower[1], 0))


def test_a_rate_of_rare_events_has_limits_by_its_opportunities() -> None:
    rng = np.random.default_rng(3)
    weeks = rng.uniform(200, 900, (2, 16))
    series = 100 * rng.poisson(0.004 * weeks) / weeks
    incidents = measures()["incidents"]
    assert (incidents.chart, incidents.factor) == ("u_prime", 100)
    rows = cells(series, measure="incidents", period_kind="quarter").with_columns(
        pl.Series("denominator", weeks.ravel())
    )
    found = of(charts(rows), "t01")
    drawn = rate_limits(series, weeks / 100)
    assert np.allclose(found["upper"], drawn.upper[1])
    assert np.allclose(found["lower"], np.maximum(drawn.lower[1], 0))


def test_a_lasting_action_begins_a_segment_in_its_team_and_measure_alone() -> None:
    series = noise(3, 24)
    begun = ("t00", CASELOAD, date(2025, 12, 10), None)
    other = ("t01", "peer_support", date(2025, 12, 10), None)
    found = charts(cells(series), taken=actions(begun, other))
    segments = of(found, "t00").select("period_start", "segment").rows()
    # the tenth of December is in no whole month before January
    assert {day for day, segment in segments if segment == 0}.isdisjoint(
        {day for day, segment in segments if segment == 1}
    )
    assert min(day for day, segment in segments if segment == 1) == date(2026, 1, 1)
    assert set(of(found, "t01")["segment"]) == {0}
    assert set(of(found, "t02")["segment"]) == {0}
    assert of(found, "t00").filter(pl.col("segment") == 1)["trial"].all()


def test_an_episode_begins_none_and_a_long_action_two() -> None:
    brief = ("t00", CASELOAD, date(2025, 10, 1), date(2026, 1, 1))
    long = ("t01", CASELOAD, date(2025, 3, 1), date(2025, 12, 1))
    found = charts(cells(noise(2)), taken=actions(brief, long))
    assert set(of(found, "t00")["segment"]) == {0}
    assert set(of(found, "t01")["segment"]) == {0, 1, 2}


def test_an_action_before_or_after_the_series_changes_nothing() -> None:
    early = ("t00", CASELOAD, date(2019, 1, 1), None)
    late = ("t00", CASELOAD, date(2027, 1, 1), None)
    found = charts(cells(noise(2)), taken=actions(early, late))
    assert set(found["segment"]) == {0}


def test_a_break_in_a_series_begins_a_segment_everywhere() -> None:
    broke = breaks((CASELOAD, "month", date(2026, 2, 1)))
    found = charts(cells(noise(2)), broken=broke)
    firsts = (
        found.filter(pl.col("segment") == 1)
        .group_by("group_id")
        .agg(pl.col("period_start").min())
    )
    assert set(firsts["period_start"]) == {date(2026, 2, 1)}
    assert firsts.height == 2


def test_the_season_is_in_the_lines_and_out_of_the_marks() -> None:
    months = np.arange(36)
    year = 8 * np.sin(months * np.pi / 6)
    rng = np.random.default_rng(3)
    series = 100 + year + rng.standard_normal((14, 36))
    found = of(charts(cells(series), teams=14), "t05").sort("period_start")
    moved = found["centre"].to_numpy() - found["centre"].mean()
    assert np.corrcoef(moved, year)[0, 1] > 0.99
    assert (found["state"] == "common").mean() > 0.85
    # without it every second month would be marked
    plain = (found["upper"] - found["lower"]).to_numpy()
    assert plain.max() < 10


def test_limits_stay_within_what_the_measure_can_be() -> None:
    rng = np.random.default_rng(4)
    low = charts(cells(0.02 * rng.random((2, 14)), measure="no_show_share"))
    assert (low["lower"] >= 0).all()
    high = charts(cells(1 - 0.02 * rng.random((2, 14)), measure="no_show_share"))
    assert (high["upper"] <= 1).all()
    below_zero = charts(cells(rng.standard_normal((2, 14)), measure="overtime_hours"))
    assert (below_zero["lower"] < 0).any()


def test_assurance_and_lag_1_stand_with_the_last_point_alone() -> None:
    series = noise(3, 14)
    series[2, -1] = np.nan
    reference = pl.concat([levels(1, 60.0), levels(3, 5.0)[1:2], levels(3, 25.0)[2:]])
    found = charts(cells(series), reference=reference)
    told = found.filter(pl.col("assurance").is_not_null())
    assert dict(told.select("group_id", "assurance").iter_rows()) == {
        "t00": "kept",
        "t01": "past",
        "t02": "varies",
    }
    assert told["period_start"].to_list() == [LAST, LAST, date(2026, 7, 1)]
    assert told["lag_1"].is_not_null().all()
    assert found["lag_1"].is_not_null().sum() == 3
    # a reference that nobody agreed on assures nothing
    unagreed = charts(cells(series), reference=levels(3, 60, agreed=False))
    assert unagreed["assurance"].is_null().all()


@pytest.mark.parametrize("months", [1, 2])
def test_few_months(months: int) -> None:
    found = charts(cells(noise(2, months)))
    assert found.height == 2 * months
    assert set(found["state"]) == {"common"}
    if months == 1:
        assert found["lower"].is_null().all()


def test_constant_series_gaps_and_a_team_that_ends() -> None:
    series = np.full((3, 20), 7.0)
    series[1, ::2] = np.nan
    series[2, 9:] = np.nan
    found = charts(cells(series))
    assert set(found["state"]) == {"common"}
    assert (of(found, "t00")["upper"] == 7).all()
    assert of(found, "t01")["upper"].is_null().all()
    assert of(found, "t02").height == 9


def test_nothing_published() -> None:
    assert charts(pl.DataFrame(schema=ESTIMATE)).is_empty()
    hidden = cells(np.full((2, 8), np.nan))
    assert dict(charts(hidden).schema) == SPC


def test_a_thousand_teams() -> None:
    series = noise(1000, 36)
    found = charts(cells(series), teams=1000)
    assert found.height == 36_000
