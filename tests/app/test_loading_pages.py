"""The pages of those who load: who may open them, and what stands on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from etl import trail
from pages.data.importing import child, files
from pages.shared import filters
from tests.app import opened as page_of
from tests.app.opened import opened


@pytest.fixture
def data(practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the practice, since looking at it is noted in its audit log."""
    folder = tmp_path / "data"
    shutil.copytree(practice, folder, ignore=shutil.ignore_patterns("exports"))
    monkeypatch.setenv("BALLAST_DATA", str(folder))
    return folder


@pytest.mark.usefixtures("data")
def test_history_lists_the_loads_a_steward_may_see() -> None:
    app = opened(filters.HISTORY, role="data steward")
    rows = list(page_of.tables(app))
    assert rows
    assert {row["Source"] for row in rows} >= {"Appointments", "Roster snapshot"}
    assert not {row["Source"] for row in rows} & {"Qualtrics: survey responses"}
    app = opened(filters.HISTORY, role="survey steward")
    assert {row["Source"] for row in page_of.tables(app)} == {
        "Qualtrics: survey responses"
    }


@pytest.mark.parametrize("role", ["leader", "HR", "quality", "administrator", "staff"])
@pytest.mark.parametrize("page", [filters.IMPORT, filters.HISTORY])
@pytest.mark.usefixtures("data")
def test_others_are_told_who_loads(page: str, role: str) -> None:
    app = opened(page, role=role)
    assert "For those who load" in page_of.written(app)
    assert list(page_of.tables(app)) == []


def test_what_is_looked_at_is_noted_with_its_filters_and_no_figure(data: Path) -> None:
    opened(filters.OVERVIEW, role="leader", month="2025-06-30")
    noted = [line for line in trail.lines(data) if line["what"] == "saw"]
    assert noted[-1]["role"] == "leader"
    assert set(noted[-1]["detail"]) == {"page", "filters"}
    assert trail.verify(data).broken_at is None


@pytest.mark.usefixtures("data")
def test_the_administrator_sees_the_log_and_nobody_else() -> None:
    opened(filters.OVERVIEW, role="leader")
    assert "each follows" in page_of.written(
        opened(filters.ROLES, role="administrator")
    )
    for role in ("leader", "HR", "quality", "data steward", "staff"):
        said = page_of.written(opened(filters.ROLES, role=role))
        assert "each follows" not in said


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\secret\\plan.csv", "plan.csv"),
        (".bashrc", "bashrc"),
        ("a\u0000b;rm -rf.csv", "a_b_rm -rf.csv"),
        ("...", "upload"),
    ],
)
def test_an_uploads_name_is_never_a_path(tmp_path: Path, name: str, kept: str) -> None:
    class Upload:
        def __init__(self, name: str) -> None:
            self.name = name

        def getbuffer(self) -> memoryview:
            return memoryview(b"x")

    path = child.keep(tmp_path, Upload(name))
    assert path.name == kept
    assert path.resolve().is_relative_to(tmp_path.resolve())


def result(**change: object) -> dict[str, object]:
    """A file as `ballast load --json` tells of it."""
    usual = {
        "table": "appointment",
        "status": "loaded",
        "what": None,
        "problems": [],
        "change": None,
    }
    return {**usual, **change}


def test_each_steward_loads_their_own_kind_alone() -> None:
    survey = result(table="survey_response")
    assert files.loadable(survey, surveys=True)
    assert not files.loadable(survey, surveys=False)
    assert not files.loadable(result(), surveys=True)
    assert files.readiness(survey, surveys=False) == "for the survey steward"


def test_what_cannot_be_loaded_is_offered_for_mapping_where_that_helps() -> None:
    def told(rule: str) -> dict[str, object]:
        return result(status="refused", problems=[{"rule": rule}])

    assert files.mappable(told("unrecognised"), surveys=False)
    assert files.mappable(told("almost"), surveys=False)
    assert files.mappable(told("no instrument mapped"), surveys=True)
    assert not files.mappable(told("no instrument mapped"), surveys=False)
    assert not files.mappable(told("too many rejects"), surveys=False)
