"""What the tables on quality give away: planted leaks are found, finished files pass."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import etl.disclosure
from etl.catalogue import read_catalogue
from etl.disclosure.audit_quality import (
    audit_answer_quality,
    audit_quality,
    audit_rows,
)
from etl.disclosure.quality_bands import answers_band, share_band
from etl.disclosure.released import RELEASED
from etl.disclosure.rows import COUNTS, ESTIMATE
from etl.ledger import ledger_folder, read_all
from etl.quality import QUALITY, written
from etl.versions import current_version, published_folder
from etl.wave_breaks import wave_series

FIRST, LAST = date(2025, 2, 3), date(2025, 2, 16)
SQL = Path(etl.disclosure.__file__).parents[1] / "sql"
DECLARED = {
    table
    for name in ("teams", "analysis", "leave")
    for table in read_catalogue(name)["table_name"]
}


def folder(data: Path) -> Path:
    return published_folder(data) / str(current_version(data))


# -- the release plan -------------------------------------------------------------


def test_a_table_that_is_declared_is_in_the_release_plan():
    """A new table needs a line that says what it is made from and who guards it."""
    assert set(RELEASED) == DECLARED


def test_a_file_holds_the_tables_of_the_plan_and_no_other(practice: Path):
    for file in ("teams", "analysis", "leave"):
        path = folder(practice) / f"{file}.duckdb"
        with duckdb.connect(path, read_only=True) as con:
            found = {name for (name,) in con.execute("show tables").fetchall()}
        planned = {table for table, one in RELEASED.items() if file in one.files}
        assert found == planned, file


def test_every_column_of_a_file_has_a_meaning(practice: Path):
    for file in ("teams", "analysis", "leave"):
        path = folder(practice) / f"{file}.duckdb"
        with duckdb.connect(path, read_only=True) as con:
            columns = con.execute(
                "select table_name, column_name from duckdb_columns() "
                "where database_name = current_database() and not internal"
            ).fetchall()
            meant = con.execute(
                "select table_name, column_name from catalogue where meaning <> ''"
            ).fetchall()
        assert set(columns) - set(meant) == set(), file


# -- answers ----------------------------------------------------------------------

SCALE = {
    "wave_id": "w2",
    "period_start": FIRST,
    "measure": "cbi_work",
    "state": "shown",
    "n_band": "50-99",
    "alpha": 0.86,
    "alpha_lower": 0.81,
    "alpha_upper": 0.91,
    "omega": 0.87,
    "missing_band": "under 5 %",
    "warnings": None,
}
WHOLE = {
    "wave_id": "w2",
    "period_start": FIRST,
    "state": "shown",
    "n_band": "50-99",
    "straight_lined": "under 5 %",
    "too_fast": "5-9 %",
    "missing": "under 5 %",
}


def cells(shown: str, people: dict[str, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Estimate and counts of teams under `p`; `shown` names those with a cell."""
    estimate = [
        {"measure": "cbi_work", "group_id": group, "period_kind": "wave"}
        | {"period_start": FIRST, "period_end": LAST, "origin": "answers"}
        | {"state": "shown" if group in shown else "not_shown"}
        for group in [*people, "p"]
    ]
    counts = [
        ("w2", FIRST, LAST, "cbi_work", team, [team, "p"], n, 5)
        for team, n in people.items()
    ]
    return (
        pl.DataFrame(estimate, schema=ESTIMATE),
        pl.DataFrame(counts, schema=COUNTS, orient="row"),
    )


def rules(
    scale: dict[str, object] | None = None,
    whole: dict[str, object] | None = None,
    *,
    shown: str = "pabc",
    people: dict[str, int] | None = None,
) -> set[str]:
    estimate, counts = cells(shown, people or {"a": 40, "b": 30, "c": 9})
    found = audit_answer_quality(
        pl.DataFrame([SCALE | (scale or {})]),
        pl.DataFrame([WHOLE | (whole or {})]),
        estimate,
        counts,
    )
    return {finding.rule for finding in found}


def test_what_stands_on_enough_answers_passes():
    assert rules() == set()


def test_a_figure_on_too_few_answers_of_shown_teams_is_found():
    few = "a figure about answers stands on too few of them"
    # 79 answered, but only the 9 of team c are in a shown cell
    assert rules(shown="pc") == {few}
    assert rules(people={"a": 4, "b": 4, "c": 9}) == {few}


@pytest.mark.parametrize("band", ["29", "5-9", "20-49", "79", None])
def test_a_number_of_answers_outside_the_bands_is_found(band):
    said = {"the number of answers is not in a band"}
    assert rules({"n_band": band}) == said
    assert rules(None, {"n_band": band}) == said


@pytest.mark.parametrize("share", ["6 %", "0 %", "5-7 %", ".06"])
def test_a_share_outside_the_bands_is_found(share):
    said = {"a share about answers is not in a band"}
    assert rules({"missing_band": share}) == said
    for name in ("straight_lined", "too_fast", "missing"):
        assert rules(None, {name: share}) == said


def test_steps_of_five_on_thirty_people_are_found():
    """5 % of 30 people are one or two of them."""
    said = {"a share about answers is not in a band"}
    assert rules(None, {"n_band": "30-49", "too_fast": "5-9 %"}) == said
    wide = {"straight_lined": "under 10 %", "too_fast": "10-19 %"}
    assert rules(None, {"n_band": "30-49", **wide}) == set()


@pytest.mark.parametrize("name", ["alpha", "alpha_lower", "alpha_upper", "omega"])
def test_a_coefficient_with_more_decimals_is_found(name):
    assert rules({name: 0.8612}) == {"a coefficient is not rounded to 2 decimals"}


@pytest.mark.parametrize("state", ["not_shown", "not_computed"])
def test_a_row_that_is_not_shown_holds_nothing(state):
    said = {"a row about answers that is not shown holds a figure"}
    assert rules({"state": state}) == said
    empty = dict.fromkeys(["n_band", "straight_lined", "too_fast", "missing"])
    assert rules(None, {"state": state, **empty}) == set()
    assert rules(None, {"state": state, **empty, "too_fast": "5-9 %"}) == said


@given(of=st.integers(30, 3000), data=st.data())
def test_what_is_written_passes_the_auditor(of, data):
    """Two codes that share nothing agree on every band."""
    count = data.draw(st.integers(0, of))
    band, share = answers_band(of), share_band(count, of=of)
    written_so = {"n_band": band, "straight_lined": share, "too_fast": share}
    people = {"a": of}
    assert rules({"n_band": band}, written_so, people=people, shown="pa") == set()


# -- loaded rows ------------------------------------------------------------------

FOUND = dict.fromkeys(QUALITY) | {
    "check_key": "unmatched",
    "unit": "rows",
    "count": 40,
    "count_words": "40",
    "people_words": "7",
    "of": 900,
    "share": 0.04,
}


def row_rules(**changes: object) -> set[str]:
    frame = pl.DataFrame([FOUND | changes], schema=QUALITY)
    return {finding.rule for finding in audit_rows(frame)}


def test_counts_of_five_and_more_people_pass():
    assert row_rules() == set()
    assert row_rules(unit="teams", count=1, count_words="1", people_words=None) == set()


@pytest.mark.parametrize("unit", ["people", "rows", "days"])
@pytest.mark.parametrize("count", [1, 4])
def test_a_few_counted_exactly_are_found(unit, count):
    found = row_rules(unit=unit, count=count, count_words=str(count))
    assert found == {"a few people or rows are counted exactly"}


def test_how_many_rows_a_few_people_have_is_found():
    assert row_rules(people_words="under 5") == {"rows of a few people are counted"}


def test_a_team_of_a_few_people_by_name_is_found():
    few = {"unit": "people", "team_id": "a", "count": None, "share": None}
    few |= {"count_words": "under 5", "people_words": None}
    assert row_rules(**few, of=None) == {"a team of a few people is named"}
    assert row_rules(**few, of=4) >= {"a share of a few people is given"}
    assert row_rules(**few, of=12) == set()


@given(
    unit=st.sampled_from(["people", "rows", "days", "teams", "months", "waves"]),
    people=st.none() | st.integers(0, 12),
    count=st.integers(0, 60),
    more=st.none() | st.integers(0, 60),
    survey=st.booleans(),
)
def test_whatever_is_found_is_written_so_that_the_auditor_passes(
    unit, people, count, more, survey
):
    if unit == "people":
        people = count
    of = None if more is None else count + more
    raw = {"people": people, "count": count, "of": of, "survey": survey}
    said = written(unit, raw)
    assert row_rules(unit=unit, **said) == set()
    few = people is not None and 0 < people < 5
    if few:
        assert said["count"] is None
        assert said["share"] is None
    if survey and unit in {"people", "rows", "days"}:
        assert said["count"] is None
        assert said["of"] is None


# -- the finished files -----------------------------------------------------------


def test_a_finished_version_passes(practice: Path):
    counts = read_all(ledger_folder(practice)).counts
    assert audit_quality(folder(practice), counts) == []


def test_nothing_is_said_of_a_teams_answers(practice: Path):
    with duckdb.connect(folder(practice) / "analysis.duckdb", read_only=True) as con:
        for table in ("reliability", "answer_quality"):
            columns = [row[0] for row in con.execute(f"describe {table}").fetchall()]
            assert not {"group_id", "team_id", "node_id"} & set(columns)


def test_the_quality_of_answers_is_frozen_with_its_wave(practice: Path):
    """What is published of it is the ledger's, column by column."""
    ledger = read_all(ledger_folder(practice))
    series = wave_series(ledger, {})
    with duckdb.connect(folder(practice) / "analysis.duckdb", read_only=True) as con:
        published = con.sql("from reliability order by measure, period_start").pl()
    assert published.height > 0
    assert published.select(series.reliability.columns).equals(
        series.reliability.sort("measure", "period_start")
    )


def test_hrs_file_has_no_row_about_a_survey(practice: Path):
    with duckdb.connect(folder(practice) / "leave.duckdb", read_only=True) as con:
        rows = con.execute(
            "select check_key, section, source, detail from quality"
        ).fetchall()
        breaks = con.execute("select kind from series_break").fetchall()
    text = "\n".join(str(cell) for row in rows for cell in row)
    assert not re.search(r"survey|CBI|wave|invit", text, re.IGNORECASE)
    assert {kind for (kind,) in breaks} <= {"basis"}
    with duckdb.connect(folder(practice) / "teams.duckdb", read_only=True) as con:
        sources = con.execute("select distinct source from quality").fetchall()
    assert ("qualtrics_survey",) in sources


def test_the_auditor_shares_no_code_with_what_it_audits():
    path = Path(etl.disclosure.__file__).with_name("audit_quality.py")
    tree = ast.parse(path.read_text("utf-8"))
    modules = {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    ours = {one for one in modules if one.startswith(("etl", "analytics"))}
    assert ours == {"etl.disclosure.audit"}
