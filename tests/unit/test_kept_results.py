"""Frames kept between publications are those that would be made."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.kept import results
from etl.kept.results import Results
from etl.operational import Rollup
from etl.operational_estimates import operational_estimates
from etl.settings import Minimums

PARTS = pl.DataFrame({"group": ["a", "b", "b"], "n": [1, 2, None]})
OTHERS = [
    PARTS.with_columns(pl.col("n").fill_null(0)),
    PARTS.with_columns(pl.col("n").cast(pl.Int32)),
    PARTS.rename({"n": "m"}),
    PARTS.head(2),
    pl.concat([PARTS, PARTS.tail(1)]),
    PARTS.select("n", "group"),
]
MEASURES = ("sessions_per_fte_week", "after_hours_notes")
TEAMS = ("p", "a", "b", "c")


class Keeping(Rollup):
    """A rollup whose results are kept in memory."""

    store: Results

    @property
    def results(self) -> Results:
        return self.store


def kept() -> Results:
    con = duckdb.connect()
    con.execute("attach ':memory:' as kept")
    return Results(con)


def made_of(store: Results, *parts: object) -> bool:
    """Whether a result is made, not taken up again; it is what was made either way."""
    calls = []

    def make() -> pl.DataFrame:
        calls.append(1)
        return PARTS

    assert store.made("name", parts, make).equals(PARTS)
    return bool(calls)


def test_a_result_is_made_once_of_the_same_rows_in_any_order() -> None:
    store = kept()
    assert made_of(store, PARTS, date(2026, 8, 31))
    assert not made_of(store, PARTS.reverse(), date(2026, 8, 31))


@pytest.mark.parametrize("other", OTHERS)
def test_a_result_is_made_anew_of_other_rows_columns_or_kinds(other) -> None:
    store = kept()
    made_of(store, PARTS)
    assert made_of(store, other)


def test_a_result_is_made_anew_with_another_setting_or_other_code(monkeypatch) -> None:
    store = kept()
    made_of(store, Minimums())
    assert made_of(store, Minimums(people=6))
    monkeypatch.setattr(results, "code", lambda: "other")
    assert made_of(store, Minimums(people=6))


@st.composite
def cells(draw: st.DrawFn) -> pl.DataFrame:
    """Cells of two measures in a few groups of few people, over a month or two."""
    people = st.integers(0, 12)
    rows = [
        (measure, group, date(2026, month, 1), float(n), n)
        for measure in draw(st.sets(st.sampled_from(MEASURES)))
        for month in draw(st.sets(st.integers(1, 2), min_size=1))
        for group, n in zip(
            TEAMS, [30, *draw(st.lists(people, min_size=3, max_size=3))], strict=True
        )
    ]
    frame = pl.DataFrame(
        rows,
        schema={
            "measure": pl.String,
            "group_id": pl.String,
            "period_start": pl.Date,
            "denominator": pl.Float64,
            "people": pl.Int64,
        },
        orient="row",
    )
    return frame.with_columns(
        period_kind=pl.lit("month"),
        period_end=pl.col("period_start").dt.month_end(),
        numerator=20 * pl.col("denominator"),
        expected_people=pl.col("people"),
        basis=pl.lit(None, dtype=pl.String),
    )


def groups() -> pl.DataFrame:
    rows = [
        (name, name, "none", None, "p" if name != "p" else None, "5-9")
        for name in TEAMS
    ]
    names = ("group_id", "node_id", "split", "split_value", "parent_id", "people_band")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@settings(max_examples=4, deadline=None)
@given(st.lists(cells(), min_size=2, max_size=3))
def test_estimates_taken_up_again_are_those_made_anew(
    drawn: list[pl.DataFrame],
) -> None:
    store = kept()
    nothing = pl.DataFrame()
    for each in drawn:
        keeping = Keeping(None, groups(), each, nothing)
        object.__setattr__(keeping, "store", store)
        anew = operational_estimates(
            Rollup(None, groups(), each, nothing), Minimums(), "p"
        )
        assert operational_estimates(keeping, Minimums(), "p").equals(anew)
