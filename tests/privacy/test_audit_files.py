"""The auditor of all finished files: what is planted in a text or a table is found."""

from __future__ import annotations

import ast
import re
import shutil
from dataclasses import fields
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

import etl.disclosure
import etl.publish as publishing
from etl.command.publishing import audit_command
from etl.disclosure.audit import Finding
from etl.disclosure.audit_derived import audit_derived
from etl.disclosure.audit_files import audit_files
from etl.disclosure.audit_leave import audit_cells, audit_leave
from etl.disclosure.audit_memory import Memory
from etl.disclosure.audit_texts import audit_texts, names_of, numbers_of, untold
from etl.disclosure.audit_told import TOLD
from etl.errors import UserError
from etl.leave_tables import leave_tables
from etl.settings import read_settings
from etl.versions import current_version, published_folder
from etl.warehouse import locked, open_warehouse
from etl.write_files import Figures

SQL = Path(etl.disclosure.__file__).parents[1] / "sql"
NOBODY = names_of([])


def version(data: Path) -> Path:
    return published_folder(data) / str(current_version(data))


@pytest.fixture
def planted(practice: Path, tmp_path: Path):
    """The files of the practice with a statement run in one of them."""
    folder = tmp_path / "version"
    shutil.copytree(version(practice), folder)

    def run(file: str, *statements: str) -> Path:
        with duckdb.connect(folder / f"{file}.duckdb") as con:
            for statement in statements:
                con.execute(statement)
        return folder

    return run


def rules(findings) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_finished_version_passes(practice: Path):
    assert audit_files(version(practice), sensitive=10) == []


def test_every_text_column_of_every_published_table_is_named_by_the_auditor():
    said = re.compile(r"^ {4}(\w+) varchar", re.MULTILINE)
    tables = re.compile(r"create table (\w+) \((.*?)^\);", re.MULTILINE | re.DOTALL)
    declared = {
        (table, column)
        for file in ("teams", "analysis", "leave")
        for table, columns in tables.findall((SQL / f"{file}.sql").read_text("utf-8"))
        for column in said.findall(columns)
    }
    named = {(table, column) for table, own in TOLD.items() for column in own}
    assert declared == named


SIGNAL = (
    "delete from headline",
    "delete from signal",
    """
    insert into signal
    select group_id, measure, 'above', 0, period_start, period_start, 'new', 3.0,
        'under .01', 'X: ' || measure || ' is now ' || round(value, 1)::varchar || '.'
    from estimate
    where origin = 'people' and state = 'shown' and period_kind = 'month' and value > 2
    order by all desc limit 1
    """,
)


STANDING = """
    insert into standing
    select {0}, measure, period_start, {1}, 40, 60, null, 'cannot_tell', false
    from estimate where origin = 'answers' and state = 'shown'
      and (measure, group_id, period_start)
        not in (select measure, group_id, period_start from standing)
    order by all limit 1
"""


def test_a_sentence_that_tells_a_shown_month_passes(planted):
    folder = planted("teams", *SIGNAL)
    assert audit_texts(folder) == []
    assert audit_derived(folder) == []


@pytest.mark.parametrize(
    ("file", "statement", "rule"),
    [
        (
            "teams",
            "update signal set sentence = sentence || ' Of 37.31 people.'",
            "a number in signal.sentence is no figure that is shown",
        ),
        (
            "teams",
            """
            insert into headline
            select 'org', 7, 'Burnout of nurses is ' || 83.7::varchar || '.'
            """,
            "a number in headline.sentence is no figure that is shown",
        ),
        (
            "analysis",
            (
                "insert into break_point select 'w', 'a', 'b', 8, false, "
                "null, null, null, null, 'Four of them, 3.7 on average, are low.'"
            ),
            "a number in break_point.sentence is no figure that is shown",
        ),
        (
            "teams",
            "update estimate set reading = 'under 5 people' where state = 'missing'",
            "a text says more than its words",
        ),
        (
            "teams",
            "update grp set people_band = '7'",
            "a text says more than its words",
        ),
        (
            "teams",
            "update quality set mend = 'Ask ' || count_words",
            "a text says more than its words",
        ),
        (
            "teams",
            "alter table standing add column note varchar",
            "a text that the auditor does not know",
        ),
        (
            "leave",
            "create table of_more as select 'anything' as text",
            "a text that the auditor does not know",
        ),
    ],
)
def test_a_text_that_tells_more_is_found(planted, file, statement, rule):
    memory = Memory()
    assert audit_texts(planted("teams", *SIGNAL), memory=memory) == []
    folder = planted(file, statement)
    assert rule in rules(audit_texts(folder, memory=memory))


def test_rows_in_an_order_of_their_own_are_found(planted):
    memory = Memory()
    assert audit_texts(planted("teams"), memory=memory) == []
    folder = planted(
        "teams",
        "create table again as from response order by hash(group_id)",
        "delete from response",
        "insert into response from again",
        "drop table again",
    )
    found = audit_texts(folder, memory=memory)
    assert rules(found) == {"the order of rows tells something"}
    assert {one.measure for one in found} == {"table response"}


@pytest.mark.parametrize(
    ("file", "statement", "rule"),
    [
        (
            "leave",
            "update balance set owed = owed + 3 where state = 'shown'",
            "a figure of leave is not rounded",
        ),
        (
            "teams",
            "update balance set money = owed * 30 + 7 where group_id = 'org'",
            "a figure of leave is not rounded",
        ),
        (
            "teams",
            "update ahead set people = 9 where group_id = 'org'",
            "a cell stands on too few people",
        ),
        (
            "leave",
            "update decision set people = null where state = 'shown'",
            "a cell stands on too few people",
        ),
        (
            "teams",
            "update calendar set away = .0712 where state = 'shown'",
            "a figure of leave is not rounded",
        ),
        (
            "teams",
            "update ahead set booked = 33 where state = 'shown'",
            "a figure of leave is not rounded",
        ),
        (
            "leave",
            "update balance set people = people + 1 where state = 'shown'",
            "two files say different things",
        ),
        (
            "teams",
            "update ahead set people = people + 3 where group_id = 'org'",
            "a few people can be worked out",
        ),
        (
            "leave",
            "create table response as select 'w' as wave_id",
            "HR's file holds a table that is not of leave",
        ),
        (
            "leave",
            (
                "update leave_estimate set measure = 'cbi_work' where group_id = 'org' and "
                "measure = 'sick_share'"
            ),
            "HR's file holds something about a survey",
        ),
        (
            "leave",
            "insert into reference select 'cbi_work', 'org', 50, true, 'agreed'",
            "HR's file holds something about a survey",
        ),
        (
            "teams",
            "alter table grp add column display_name varchar",
            "people are named outside HR's file",
        ),
    ],
)
def test_a_leak_in_the_tables_of_leave_is_found(planted, file, statement, rule):
    memory = Memory()
    assert audit_leave(planted(file), memory=memory) == []
    assert rule in rules(audit_leave(planted(file, statement), memory=memory))


def calendar(*states: str) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                "a",
                f"2026-08-{day:02}",
                0.05 if state == "shown" else None,
                state,
                None,
            )
            for day, state in enumerate(states, start=3)
        ],
        schema=["group_id", "on_date", "away", "state", "shown_in"],
        orient="row",
    ).with_columns(pl.col("on_date").str.to_date(), pl.col("shown_in").cast(pl.String))


GROUPS = pl.DataFrame(
    {"group_id": ["a"], "parent_id": [None], "split": ["none"]},
    schema_overrides={"parent_id": pl.String},
)


def test_a_month_that_is_shown_in_part_is_found():
    whole = audit_cells("calendar", calendar("shown", "shown"), GROUPS, least=10)
    assert whole == []
    part = audit_cells("calendar", calendar("shown", "not_shown"), GROUPS, least=10)
    assert rules(part) == {"a month is shown in part"}


def test_a_hidden_cell_of_leave_holds_nothing():
    rows = calendar("not_shown").with_columns(away=pl.lit(0.1))
    found = audit_cells("calendar", rows, GROUPS, least=10)
    assert rules(found) == {"a cell that is not shown holds a figure"}


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            STANDING.format("'nobody'", "50"),
            "a standing is of a cell that is not shown",
        ),
        (
            STANDING.format("group_id", "50.3"),
            "a standing is not rounded to 1 point",
        ),
        (
            (
                "insert into spc select measure, group_id, 'month', period_start, 3, null, "
                "null, null, null, 1, true, 'common', 'common', null, null from estimate "
                "where origin = 'answers' and state = 'shown' limit 1"
            ),
            "a control chart holds a point that is not shown",
        ),
        (
            (
                "insert into similar_teams (group_id, measure, period_start, teams, half) "
                "select group_id, 'x', period_start, 3, 1 from estimate limit 1"
            ),
            "a team is compared with fewer than five",
        ),
        (
            (
                "insert into similar_teams (group_id, measure, period_start, teams, half) "
                "select group_id, 'x', period_start, 9, 1 from estimate limit 1"
            ),
            "a team is compared whose cell is not shown",
        ),
        (
            (
                "insert into headline select min(group_id), 3, 'More.' from grp "
                "where kind = 'team' and group_id not in (select group_id from signal)"
            ),
            "a headline is about a group of which no signal is shown",
        ),
        (
            "update reference set value = value + .25 where measure = 'cbi_work'",
            "a reference of answers is no shown figure",
        ),
        (
            "update signal set measure = 'cbi_work'",
            "a signal is of a month that is not shown, or of answers",
        ),
    ],
)
def test_what_is_made_from_a_cell_that_is_not_shown_is_found(planted, statement, rule):
    folder = planted("teams", *SIGNAL)
    folder = planted("teams", statement)
    found = [one for one in audit_derived(folder) if one.rule == rule]
    assert found


def test_the_command_finds_it_ends_with_4_and_says_no_figure(
    practice: Path, tmp_path: Path
):
    data = tmp_path / "data"
    shutil.copytree(practice, data)
    with duckdb.connect(version(data) / "leave.duckdb") as con:
        con.execute("update balance set owed = 4321 where group_id = 'org'")
    with duckdb.connect(version(data) / "teams.duckdb") as con:
        con.execute("insert into headline values ('org', 9, 'Of 98.7 points.')")
    done = CliRunner().invoke(audit_command, ["--data", str(data)])
    assert isinstance(done.exception, UserError)
    assert done.exception.exit_code == 4
    said = str(done.exception)
    assert "a figure of leave is not rounded: table balance" in said
    assert "a number in headline.sentence is no figure that is shown" in said
    assert "4321" not in said
    assert "98.7" not in said


# -- numbers in sentences ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "figures", "left"),
    [
        ("r = -.02, 95 % -.39 to .42; 36 teams", [-0.0237, -0.391, 0.42, 36, 95], []),
        ("35 % since July 2025, now 50 %", [0.35, 0.496], []),
        ("now 1,204.5 hours", [1204.52], []),
        ("now 3.4", [3.26], ["3.4"]),
        ("of 35 people", [0.35], ["35"]),
        ("on 3 Feb 2026 and in August 2025", [], []),
        ("of 12 people 4 are low", [12.0], ["4"]),
    ],
)
def test_a_number_is_told_where_a_figure_rounds_to_it(text, figures, left):
    assert untold(text, figures, NOBODY) == left


def test_numbers_in_names_are_nobodys():
    names = names_of(["Team 7", "Team 71", "Notes open after 72 hours", "plain"])
    text = "Team 71: notes open after 72 hours have been 8 since Team 7."
    assert numbers_of(text, names) == ["8"]


def test_the_auditors_share_no_code_with_what_they_audit():
    folder = Path(etl.disclosure.__file__).parent
    imported = set()
    for name in ("audit_texts", "audit_told", "audit_leave", "audit_derived"):
        tree = ast.parse((folder / f"{name}.py").read_text("utf-8"))
        imported |= {
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        }
    ours = {one for one in imported if one.startswith(("etl", "analytics"))}
    own = ("audit", "audit_memory", "audit_told")
    assert ours <= {f"etl.disclosure.{name}" for name in own}


# -- what is left of a version that was found fault with -----------------------------


def test_a_table_of_leave_that_tells_too_much_goes_with_the_survey_part(
    practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = tmp_path / "data"
    shutil.copytree(practice, data, ignore=shutil.ignore_patterns("exports"))

    def careless(*args, **kwargs):
        made = leave_tables(*args, **kwargs)
        return made | {"balance": made["balance"].with_columns(pl.col("owed") + 3)}

    monkeypatch.setattr(publishing, "leave_tables", careless)
    with locked(data), open_warehouse(data) as con:
        done = publishing.publish(con, data, read_settings(data))
    assert {one.measure for one in done.findings} == {"table balance"}
    held = {}
    for file in ("teams", "leave"):
        with duckdb.connect(version(data) / f"{file}.duckdb", read_only=True) as con:
            for name in ("balance", "calendar"):
                rows = con.execute(f"select count(*) from {name}").fetchall()
                held[file, name] = rows[0][0]
            said = con.execute("select audit from manifest").fetchall()[0][0]
            assert said.startswith("survey part stopped")
    assert held["teams", "balance"] == held["leave", "balance"] == 0
    assert held["teams", "calendar"] == held["leave", "calendar"] > 0
    with duckdb.connect(version(data) / "teams.duckdb", read_only=True) as con:
        origins = con.execute("select distinct origin from estimate").fetchall()
    assert ("answers",) not in origins
    assert audit_files(version(data), sensitive=10) == []


def figures() -> Figures:
    made = dict.fromkeys(
        (each.name for each in fields(Figures)), pl.DataFrame({"any": [1]})
    )
    return Figures(
        **made | {"root": "org", "understand": {}, "leave": {"ahead": made["action"]}}
    )


@pytest.mark.parametrize("sound", [1, 2, None])
def test_what_is_written_instead_is_audited_too(monkeypatch, sound):
    """Once without the survey part, once without all that is made from cells."""
    written = []
    one = Finding("a rule", "table headline", "this version", ("the file",))
    monkeypatch.setattr(publishing, "_write_all", lambda _, left: written.append(left))
    monkeypatch.setattr(
        publishing,
        "audit_written",
        lambda *_: [] if len(written) == sound else [one],
    )
    draft = publishing.Draft(None, Path(), "v", None, (one,))  # type: ignore[arg-type]
    if sound is None:
        with pytest.raises(UserError, match="nothing is published") as stopped:
            publishing._write_stopped(draft, figures(), None)  # type: ignore[arg-type]
        assert stopped.value.exit_code == 4
    else:
        publishing._write_stopped(draft, figures(), None)  # type: ignore[arg-type]
    assert len(written) == (sound or 2)
    assert written[0].headline.height == 1
    if len(written) == 2:
        assert written[1].headline.is_empty()
        assert written[1].leave["ahead"].is_empty()
        assert written[1].action.height == 1
