"""The auditor of briefs: a number that is no shown figure of the group is found."""

from __future__ import annotations

import ast
from pathlib import Path

import polars as pl
import pytest
import streamlit as st
from click.testing import CliRunner

import etl.command.publishing as command
from etl.disclosure import audit_briefs as auditor
from etl.disclosure.audit_briefs import ASKS, RULE, audit_briefs
from etl.errors import UserError
from pages.shared import brief, queries
from pages.shared.reader import open_reader
from tests.app.made_published import made_published


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made_audited"), "full")


@pytest.fixture
def teams(full: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    st.cache_resource.clear()
    monkeypatch.setenv("BALLAST_DATA", str(full))
    version = (full / "published" / "CURRENT").read_text("utf-8").strip()
    return full / "published" / version / "teams.duckdb"


def page(group: str) -> str:
    reader = open_reader("leader", (group,))
    assert reader
    who = queries.groups(reader).filter(pl.col("group_id") == group)
    return brief.brief_html(reader, who.row(0, named=True))


def test_the_briefs_of_a_published_file_pass(teams: Path):
    assert audit_briefs(teams, {group: page(group) for group in ("t00", "t01")}) == []


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("<p>Four of them lie at 83.7.</p>", RULE),
        ('<svg aria-label="Burnout was 41.37"></svg>', RULE),
        ("<p>of 437 people</p>", RULE),
        ('<img src="https://elsewhere.example/a">', ASKS),
        ('<a href="https://elsewhere.example">more</a>', ASKS),
    ],
)
def test_what_is_planted_in_a_brief_is_found_and_not_said(teams: Path, planted, rule):
    pages = {
        "t00": page("t00"),
        "t01": page("t01").replace("<h2>", f"{planted}<h2>", 1),
    }
    (found,) = audit_briefs(teams, pages)
    assert (found.rule, found.groups) == (rule, ("t01",))
    assert not any(number in str(found) for number in ("83.7", "41.37", "437"))


@pytest.mark.usefixtures("teams")
def test_the_command_reads_every_brief(full: Path, monkeypatch):
    made = page("t00").replace("<h2>", "<p>Burnout was 83.7</p><h2>", 1)
    monkeypatch.setattr(command, "audit_version", lambda *_: [])
    monkeypatch.setattr(command, "every_page", lambda _: {"t00": made})
    done = CliRunner().invoke(command.audit_command, ["--data", str(full)])
    assert isinstance(done.exception, UserError)
    assert done.exception.exit_code == 4
    assert RULE in str(done.exception)


def test_the_auditor_shares_no_code_with_briefs():
    tree = ast.parse(Path(auditor.__file__).read_text("utf-8"))
    modules = {
        node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }
    ours = {one for one in modules if one.startswith(("etl", "pages", "charts"))}
    assert ours == {"etl.disclosure.audit", "etl.disclosure.audit_texts"}
