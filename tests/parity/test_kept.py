"""Marts made from what is kept equal marts made anew, whatever has changed between."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl import marts
from etl.kept import build_kept
from etl.kept.state import LARGE
from tests.marts import drawn
from tests.parity.organisation import (
    FIRST,
    LAST,
    PERIODS,
    Organisation,
    organisations,
    write,
)

EXAMPLES = 150 if os.environ.get("BALLAST_HYPOTHESIS") == "deep" else 3

KEYS = {"holiday": "on_date", "wave": "wave_id"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory):
    """A warehouse that keeps its marts from one organisation to the next."""
    data = tmp_path_factory.mktemp("kept")
    (data / "warehouse").mkdir()
    return drawn.fresh(), data


def written(con: duckdb.DuckDBPyConnection, organisation: Organisation) -> None:
    """The organisation in an emptied warehouse; other rows come by other loads."""
    tables = con.execute(
        "select table_name from duckdb_tables() where not temporary "
        "and database_name <> 'kept'"
    ).fetchall()
    for (table,) in [*tables, ("agreed_level",), ("supervision_interval",)]:
        con.execute(f"delete from {table}")
    write(con, organisation)
    for table in LARGE.values():
        con.execute(f"update {table} set load_id = hash({table}) % 1000000")
    con.execute(
        "create or replace temp table period(period_kind varchar, period_start date, "
        "period_end date, from_day date, to_day date)"
    )
    con.executemany("insert into period values (?, ?, ?, ?, ?)", PERIODS)


def rows(con: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """A mart's rows in words, in order; sums of parts may differ in the last digits."""
    found = con.execute(f"from {mart}").fetchall()
    return sorted(
        repr([round(x, 6) if isinstance(x, float) else x for x in row]) for row in found
    )


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[Organisation, date]]:
    """An organisation and its last day; the same with a few rows gone or come, later."""
    first, other = draw(organisations()), draw(organisations())
    few = st.integers(0, 2)
    tables = dict(first.tables)
    for name in draw(st.sets(st.sampled_from(sorted(tables)), max_size=2)):
        found = first[name][draw(few) :] + other[name][: draw(few)]
        tables[name] = once(found, KEYS[name]) if name in KEYS else found
    earlier = LAST - timedelta(days=draw(st.integers(0, 40)))
    return [(first, earlier), (replace(first, tables=tables), LAST)]


def once(rows: list[dict[str, object]], key: str) -> list[dict[str, object]]:
    """Of rows of one key the last: the warehouse holds no two."""
    return list({row[key]: row for row in rows}.values())


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(changes())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_kept_marts_equal_marts_made_anew(kept, steps) -> None:
    con, data = kept
    anew = drawn.warehouse()
    for organisation, last in steps:
        told = drawn.parameters(FIRST, last)
        written(con, organisation)
        build_kept(con, data, settings_params=told)
        written(anew, organisation)
        marts.build(anew, settings_params=told)
        for mart in marts.MARTS:
            assert rows(con, mart) == rows(anew, mart), mart
