"""Staff get the brief of their own team as its leader has it, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from definitions.roles import Granted
from pages.shared import brief, filters, identity, queries
from pages.shared.identity import Visitor
from pages.shared.reader import open_reader
from tests.app import opened as page_of
from tests.app.made_names import NAMES
from tests.app.made_published import made_published
from tests.app.opened import opened

OWN = "t00"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made_own_brief"), "full")


@pytest.fixture(autouse=True)
def _published(full: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    st.cache_resource.clear()
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)
    monkeypatch.setenv("BALLAST_DATA", str(full))
    yield
    st.cache_resource.clear()


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The briefs that pages give from now on, as they are made."""
    found: list[str] = []
    monkeypatch.setattr(
        brief,
        "brief_button",
        lambda reader, who: found.append(brief.brief_html(reader, who)),
    )
    return found


def signed_in(monkeypatch: pytest.MonkeyPatch, *units: str) -> None:
    """Somebody who is staff, of these teams by roles.toml."""
    staff = Visitor("stu@x.org", (Granted("staff", units),), signed_in=True)
    monkeypatch.setattr(identity, "visitor", lambda: staff)


def test_it_is_what_the_leader_of_that_team_gets(given, monkeypatch) -> None:
    signed_in(monkeypatch, OWN)
    said = page_of.written(opened(filters.TEAM))
    leader = open_reader("leader", (OWN,))
    assert leader
    row = queries.groups(leader).filter(group_id=OWN).row(0, named=True)
    assert set(given) == {brief.brief_html(leader, row)}
    assert NAMES[0] in said
    assert not [name for name in NAMES[1:] if name in said]


def test_an_address_changes_nothing_of_it(given, monkeypatch) -> None:
    signed_in(monkeypatch, OWN)
    opened(filters.TEAM)
    st.cache_resource.clear()
    before = set(given)
    given.clear()
    opened(filters.TEAM, team=NAMES[1], role="leader")
    assert set(given) == before


@pytest.mark.parametrize("units", [(), ("no such team",), ("org",)])
def test_staff_without_a_team_of_their_own_get_none(given, monkeypatch, units) -> None:
    signed_in(monkeypatch, *units)
    said = page_of.written(opened(filters.TEAM))
    assert given == []
    assert "Not part of this role" in said
    assert not [name for name in NAMES if name in said]
