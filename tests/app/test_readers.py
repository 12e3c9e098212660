"""What each role can ask at all, whatever a page does with it."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from pages.shared import queries, roles
from pages.shared.reader import ROLES, STEWARDS, Reader, open_reader
from tests.app.made_published import made_published

DAY = date(2026, 8, 31)
TEAM = "t00"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made"), "full")


@pytest.fixture(autouse=True)
def _published(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    monkeypatch.setenv("BALLAST_DATA", str(full))


def reader(role) -> Reader:
    found = open_reader(role)
    assert found
    return found


def nodes(groups) -> set[str]:
    """The nodes of groups: a role of the organisation is the organisation's."""
    return {group.partition(":role:")[0] for group in groups}


def test_staff_are_answered_about_the_organisation_alone() -> None:
    staff = reader("staff")
    figures = queries.matrix(staff, by=DAY, wave_by=DAY)
    assert nodes(figures["group_id"]) == {"org"}
    assert set(queries.groups(staff)["group_id"]) == {"org"}
    for answer in (
        queries.history(staff, [TEAM]),
        queries.responses(staff, TEAM),
        queries.actions(staff, TEAM),
    ):
        assert answer.is_empty()
    assert queries.headlines(staff, TEAM) == []
    # the same questions of a leader are answered
    assert queries.history(reader("leader"), [TEAM]).height
    assert queries.headlines(reader("leader"), TEAM)


def test_hr_is_answered_from_a_file_without_answers() -> None:
    figures = queries.matrix(reader("HR"), by=DAY, wave_by=DAY)
    assert set(figures["origin"]) == {"people"}
    with pytest.raises(duckdb.CatalogException):
        reader("HR").ask("waves")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"HR"}))
def test_nobody_but_hr_can_ask_for_a_name(role: str) -> None:
    for question in ("rest_by_name", "balance_by_name", "requests_by_name"):
        with pytest.raises(duckdb.CatalogException):
            reader(role).ask(question)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"quality"}))
def test_only_quality_can_ask_for_relations(role: str) -> None:
    with pytest.raises(duckdb.CatalogException):
        reader(role).ask("relations")


def test_a_leader_is_answered_about_own_units_and_the_organisation() -> None:
    leader = open_reader("leader", (TEAM,))
    assert leader
    assert set(queries.groups(leader)["group_id"]) == {"org", TEAM}
    figures = queries.matrix(leader, by=DAY, wave_by=DAY)
    assert nodes(figures["group_id"]) <= {"org", TEAM}
    for answer in (
        queries.history(leader, ["t01"]),
        queries.responses(leader, "t01"),
        queries.actions(leader, "t01"),
    ):
        assert answer.is_empty()
    # the organisation's headlines name other teams
    assert queries.headlines(leader, "org") == []
    assert queries.headlines(leader, "t01") == []


def test_a_unit_nobody_has_published_shows_no_team() -> None:
    leader = open_reader("leader", ("not there",))
    assert leader
    assert set(queries.groups(leader)["group_id"]) == {"org"}


@pytest.mark.parametrize("role", STEWARDS)
def test_those_who_load_are_answered_no_figure(role) -> None:
    for question in ("groups", "waves"):
        with pytest.raises(duckdb.CatalogException):
            reader(role).ask(question)


def test_a_version_of_an_earlier_ballast_is_known_as_such(
    full: Path, tmp_path: Path
) -> None:
    version = (full / "published" / "CURRENT").read_text("utf-8").strip()
    path = tmp_path / "teams.duckdb"
    shutil.copy(full / "published" / version / "teams.duckdb", path)
    with duckdb.connect(str(path)) as con:
        con.execute("drop table quality")
    assert Reader("leader", "v", str(tmp_path)).older
    assert not reader("leader").older


def test_roles_of_units_that_nobody_publishes_are_told(full, tmp_path, monkeypatch):
    """A typing error in roles.toml must not stop the page that would show it."""
    data = tmp_path / "signed"
    shutil.copytree(full, data)
    (data / "settings.toml").write_text('[sign_in]\nmethod = "oidc"\n', "utf-8")
    members = "".join(
        f'[[member]]\nemail = "{who}@x.org"\nrole = "leader"\nunits = ["{unit}"]\n'
        for who, unit in (("ann", TEAM), ("ben", "typo"))
    )
    (data / "roles.toml").write_text(members, "utf-8")
    monkeypatch.setenv("BALLAST_DATA", str(data))
    assert roles.finding() == "2 roles are given. Not published: typo."


def test_what_is_out_of_reach_is_a_larger_group_without_a_name() -> None:
    """A leader's own group may be part of one that the leader does not see."""
    everything = queries.matrix(reader("leader"), by=DAY, wave_by=DAY)
    hidden = everything.filter(state="not_shown").sort("group_id").row(0, named=True)
    assert hidden["shown_in"] != "a larger group"
    own = open_reader("leader", (hidden["group_id"],))
    assert own
    there = set(queries.groups(own)["name"]) | {"a larger group", None}
    said = set(queries.history(own, [hidden["group_id"]])["shown_in"])
    said |= set(queries.balance(own, hidden["group_id"])["shown_in"])
    said |= set(queries.forfeits(own)["shown_in"])
    assert said <= there
    assert "a larger group" in said
