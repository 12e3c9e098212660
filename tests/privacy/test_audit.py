"""The auditor: planted leaks are found and named, safe tables pass."""

import ast
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

import etl.disclosure
from etl.disclosure.audit import Finding, audit, audit_frames
from etl.disclosure.audit_frozen import audit_frozen
from etl.disclosure.rows import COUNTS, ESTIMATE, RESPONSE

FIRST, LAST = date(2025, 2, 3), date(2025, 2, 16)
PERIOD = "2025-02-03 to 2025-02-16"
MEAN = {"value": 50.0, "lower": 45.0, "upper": 55.0, "n_band": "10-19"}


def counts(people: dict[str, int], *, minimum: int = 5) -> pl.DataFrame:
    """Teams under one programme `p`, with their answers."""
    rows = [
        ("w", FIRST, LAST, "cbi_work", team, [team, "p"], n, minimum)
        for team, n in people.items()
    ]
    return pl.DataFrame(rows, schema=COUNTS, orient="row")


def estimate(shown: str, hidden: str = "", **changes: object) -> pl.DataFrame:
    """Answer rows of the groups named by single letters; `changes` to shown rows."""
    fixed = {
        "measure": "cbi_work",
        "period_kind": "wave",
        "period_start": FIRST,
        "period_end": LAST,
        "origin": "answers",
    }
    rows = [
        fixed | {"group_id": group, "state": "shown"} | MEAN | changes
        for group in shown
    ]
    rows += [fixed | {"group_id": group, "state": "not_shown"} for group in hidden]
    return pl.DataFrame(rows, schema=ESTIMATE)


def rates(*rows: tuple[str, str | None, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("w", "Wave", FIRST, LAST, False, group, band, state, None)
            for group, band, state in rows
        ],
        schema=RESPONSE,
        orient="row",
    )


def findings(
    table: pl.DataFrame, people: pl.DataFrame, response: pl.DataFrame | None = None
) -> list[Finding]:
    response = rates() if response is None else response
    return audit_frames(table, response, people, people_minimums={"sick_share": 10})


def rules(*args, **kwargs) -> set[str]:
    return {finding.rule for finding in findings(*args, **kwargs)}


def test_a_safe_table_passes():
    table = estimate("pab", "cd")
    assert findings(table, counts({"a": 12, "b": 30, "c": 8, "d": 3})) == []


def test_two_hidden_siblings_of_three_and_two_pass():
    table = estimate("pab", "cd")
    assert findings(table, counts({"a": 12, "b": 30, "c": 3, "d": 2})) == []


def test_a_parent_less_three_shown_siblings_is_found():
    table = estimate("pabc", "d")
    found = findings(table, counts({"a": 12, "b": 30, "c": 8, "d": 3}))
    assert (
        Finding("a small group can be worked out", "cbi_work", PERIOD, ("d",)) in found
    )
    assert (
        Finding("a hidden cell can be worked out", "cbi_work", PERIOD, ("d",)) in found
    )


def test_two_hidden_siblings_of_three_and_one_are_found():
    table = estimate("pab", "cd")
    assert findings(table, counts({"a": 12, "b": 30, "c": 3, "d": 1})) == [
        Finding("a small group can be worked out", "cbi_work", PERIOD, ("c", "d"))
    ]


def test_a_hidden_cell_that_follows_is_found_though_it_is_large():
    table = estimate("pabc", "d")
    assert findings(table, counts({"a": 12, "b": 30, "c": 8, "d": 9})) == [
        Finding("a hidden cell can be worked out", "cbi_work", PERIOD, ("d",))
    ]


def test_a_shown_cell_under_the_minimum_is_found():
    found = rules(estimate("pa", "bcd"), counts({"a": 4, "b": 30, "c": 8, "d": 3}))
    assert "a shown cell stands on too few people" in found


def test_the_minimum_of_an_anonymous_wave_is_its_own():
    people = {"a": 9, "b": 30, "c": 12, "d": 12}
    assert rules(estimate("pabcd"), counts(people)) == set()
    assert "a shown cell stands on too few people" in rules(
        estimate("pabcd"), counts(people, minimum=10)
    )


def test_a_minimum_in_the_ledger_never_goes_under_five():
    table = estimate("pab")
    assert rules(table, counts({"a": 4, "b": 30}, minimum=1)) != set()


def test_a_wave_without_counts_cannot_pass():
    nothing = counts({})
    assert rules(estimate("pab"), nothing) == {"no counts to audit by"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"value": 50.3}, "a mean or limit is not rounded to 1 point"),
        ({"upper": 55.25}, "a mean or limit is not rounded to 1 point"),
        ({"value": None}, "a mean or limit is not rounded to 1 point"),
        ({"value": 7.0}, "a mean near an end of the scale is not merged"),
        ({"value": 96.0}, "a mean near an end of the scale is not merged"),
        ({"value": 10.0}, "the text of a merged mean does not fit"),
        ({"n_band": "12"}, "the number of answers is not in a band"),
        ({"n_band": "1-4"}, "the number of answers is not in a band"),
        ({"n": 12, "n_band": "12"}, "the number of answers is given exactly"),
        ({"n": 60, "n_band": "20-49"}, "the number of answers is given exactly"),
        ({"denominator": 12.0}, "a cell of answers holds a count beside its band"),
        ({"completeness": 0.7}, "a cell of answers holds a count beside its band"),
    ],
)
def test_a_cell_that_says_too_much_is_found(changes, rule):
    table = estimate("pab", **changes)
    assert rules(table, counts({"a": 12, "b": 30})) == {rule}


@pytest.mark.parametrize(
    "column",
    ["value", "lower", "n", "denominator", "completeness", "n_band", "reading"],
)
def test_a_hidden_cell_that_holds_anything_is_found(column):
    kind = pl.lit("5-9") if ESTIMATE[column] == pl.String else pl.lit(3)
    table = estimate("pab", "cd").with_columns(
        pl.when(pl.col("state") == "not_shown")
        .then(kind.cast(ESTIMATE[column]))
        .otherwise(column)
        .alias(column)
    )
    people = counts({"a": 12, "b": 30, "c": 8, "d": 3})
    assert rules(table, people) == {"a cell that is not shown holds a figure"}


def operational(measure: str, n: int | None, state: str = "shown") -> pl.DataFrame:
    row = {
        "measure": measure,
        "group_id": "a",
        "period_kind": "month",
        "period_start": FIRST,
        "period_end": LAST,
        "origin": "people",
        "state": state,
        "value": 0.25,
        "n": n,
    }
    return pl.DataFrame([row], schema=ESTIMATE)


@pytest.mark.parametrize(
    ("measure", "n", "found"),
    [
        ("caseload_per_fte", 5, False),
        ("caseload_per_fte", 4, True),
        ("caseload_per_fte", None, True),
        ("sick_share", 10, False),
        ("sick_share", 9, True),
    ],
)
def test_an_operational_cell_must_stand_on_its_minimum(measure, n, found):
    expected = {"an operational cell stands on too few people"} if found else set()
    assert rules(operational(measure, n), counts({})) == expected


def test_a_missing_cell_with_a_figure_is_found():
    found = rules(operational("caseload_per_fte", 12, "missing"), counts({}))
    assert found == {"a cell without a figure holds one"}


def test_a_rate_must_be_in_a_band_and_stand_on_ten_invited():
    people = counts({"a": 12, "b": 30}).with_columns(measure=pl.lit("response"))
    invited = people.with_columns(minimum=pl.lit(10, dtype=pl.Int64))
    rows = [("p", "70-79 %", "shown"), ("b", "71 %", "shown"), ("a", None, "not_shown")]
    found = rules(estimate(""), invited, rates(*rows))
    assert found == {"a rate is not in a band", "a hidden cell can be worked out"}


def test_a_hidden_rate_holds_nothing():
    invited = counts({"a": 12, "b": 30}).with_columns(measure=pl.lit("response"))
    found = rules(estimate(""), invited, rates(("a", "70-79 %", "not_shown")))
    assert found == {"a rate that is not shown holds a figure"}


def test_a_finding_names_the_cell_and_no_figure():
    people = counts({"a": 12, "b": 30, "c": 8, "d": 3})
    text = "\n".join(map(str, findings(estimate("pabc", "d", value=50.3), people)))
    assert f"a small group can be worked out: cbi_work, {PERIOD}, at d" in text
    assert "50.3" not in text


def test_the_finished_file_itself_is_read(tmp_path):
    path = tmp_path / "teams.duckdb"
    schema = Path(etl.disclosure.__file__).parents[1] / "sql" / "teams.sql"
    leaking = estimate("pabc", "d")
    with duckdb.connect(path) as con:
        con.execute(schema.read_text("utf-8"))
        con.register("rows", leaking)
        con.execute("insert into estimate from rows")
    found = audit(path, counts({"a": 12, "b": 30, "c": 8, "d": 3}))
    assert {finding.groups for finding in found} == {("d",)}


def test_a_published_file_of_another_organisation_is_refused(tmp_path):
    path = tmp_path / "teams.duckdb"
    schema = Path(etl.disclosure.__file__).parents[1] / "sql" / "teams.sql"
    own = estimate("pab")
    with duckdb.connect(path) as con:
        con.execute(schema.read_text("utf-8"))
        con.register("rows", own)
        con.execute("insert into estimate from rows")
    assert audit_frozen(path, own) == []
    foreign = own.with_columns(value=pl.col("value") + 1)
    found = audit_frozen(path, foreign)
    assert {finding.groups for finding in found} == {("a",), ("b",), ("p",)}
    assert len(audit_frozen(path, own.clear())) == 3


def test_the_auditor_shares_no_code_with_what_it_audits():
    folder = Path(etl.disclosure.__file__).parent
    imported = set()
    ours = {"audit", "audit_sums", "bounds", "rowspace", "zero_sums"}
    ours |= {"audit_frozen", "audit_versions", "audit_memory"}
    for name in ours:
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        imported |= {
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        }
    of_project = {one for one in imported if one.startswith(("etl", "analytics"))}
    assert of_project <= {f"etl.disclosure.{name}" for name in ours}
