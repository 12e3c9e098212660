"""What each page shows of each kind of data, to each role; without a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from charts.matrix import MARKS
from definitions.measures import measures
from pages.shared import filters
from pages.shared.reader import ROLES
from tests.app import opened as page_of
from tests.app.made_names import LONG_NAMES, NAMES, ODD_NAMES
from tests.app.made_published import KINDS, made_published
from tests.app.opened import TITLES, opened

DIGIT = re.compile(r"\d")
SCORES = [each for each in measures().values() if each.origin == "answers"]


@pytest.fixture(autouse=True)
def _cold_caches() -> Iterator[None]:
    """Caches outlive one test; a figure of another folder must not be met again."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each AppTest would read the metadata of every installed package: 0.2 s."""
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One folder of each kind."""
    above = tmp_path_factory.mktemp("made")
    return {kind: made_published(above / kind, kind) for kind in KINDS}


@pytest.fixture
def look_at(made: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    """Points the pages at a kind of folder."""
    return lambda kind: monkeypatch.setenv("BALLAST_DATA", str(made[kind]))


def everything(app: page_of.AppTest) -> str:
    """Text, matrix, charts and tables of a page, as one text."""
    rows = [list(row.values()) for row in page_of.tables(app)]
    whole = [page_of.board(app), page_of.tiles(app), page_of.figures(app), rows]
    return page_of.written(app) + json.dumps(whole, default=str, ensure_ascii=False)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("page", TITLES)
def test_a_page_shows_its_title_and_no_error(look_at, page: str, kind: str) -> None:
    look_at(kind)
    for role in ROLES if kind == "full" else ROLES[:1]:
        opened(page, role=role)


@pytest.mark.parametrize("page", TITLES)
def test_a_page_shows_the_published_practice(
    practice: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("BALLAST_DATA", str(practice))
    for role in ROLES:
        opened(page, role=role)


@pytest.mark.parametrize("page", list(TITLES)[:5])
def test_where_nothing_is_published_a_page_says_what_to_do(look_at, page: str) -> None:
    look_at("empty")
    said = page_of.written(opened(page))
    assert "Nothing is published yet" in said
    assert "ballast load" in said
    assert "ballast demo" in said


@pytest.mark.parametrize("page", list(TITLES)[:4])
def test_where_nothing_is_shown_no_figure_stands_anywhere(look_at, page: str) -> None:
    look_at("hidden")
    for role in ROLES:
        app = opened(page, role=role)
        assert numbers_drawn(app) == []
        for row in page_of.tables(app):
            figures = [row.get(head) for head in ("Figure", "Lower", "Upper")]
            assert not DIGIT.search("".join(each or "" for each in figures))


def test_a_team_that_is_not_shown_is_a_mark_in_the_matrix(look_at) -> None:
    look_at("suppressed")
    board = page_of.board(opened(filters.OVERVIEW))
    assert board
    shown, *protected = board["rows"]
    assert shown["id"] == "org"
    assert all(DIGIT.search(text) for text, *_ in shown["cells"])
    texts = {text for row in protected for text, *_ in row["cells"]}
    assert texts == {MARKS["not_shown"]}


def test_a_team_that_is_not_shown_draws_no_point_of_its_own(look_at) -> None:
    look_at("suppressed")
    app = opened(filters.TEAM, team=NAMES[0])
    plots = [each for plots in page_of.tiles(app) for each in plots]
    assert plots
    for plot in plots:
        others = [
            text for text in page_of.said(plot) if text.startswith("organisation")
        ]
        assert page_of.said(plot) == others
        assert not plot["latest"]


def numbers_drawn(app: page_of.AppTest) -> list[float]:
    """Every number of the page's charts and matrix that stands for a figure.

    Marks are drawn at the foot of a panel: their place is not a figure.
    """
    traces = [trace for figure in page_of.figures(app) for trace in figure["data"]]
    across = [trace for trace in traces if trace["mode"] != "text"]
    drawn = [y for trace in across for y in trace.get("y", ()) if y is not None]
    board = page_of.board(app) or {"rows": []}
    cells = [cell[0] for row in board["rows"] for cell in row["cells"]]
    plots = [each for plots in page_of.tiles(app) for each in plots]
    drawn += [text for plot in plots for text in (*page_of.said(plot), plot["latest"])]
    drawn = [each for each in drawn if each != ""]
    return drawn + [text for text in cells if text not in MARKS.values()]


@pytest.mark.parametrize("page", TITLES)
def test_staff_see_no_team(look_at, page: str) -> None:
    look_at("full")
    shown = everything(opened(page, role="staff", team=NAMES[0]))
    for name in NAMES:
        assert name not in shown


@pytest.mark.parametrize("page", list(TITLES)[:5])
def test_hr_sees_no_score(look_at, page: str) -> None:
    look_at("full")
    shown = everything(opened(page, role="HR"))
    for measure in SCORES:
        assert measure.label not in shown
        assert measure.key not in shown


def test_names_of_people_stand_on_hrs_lists_and_nowhere_else(look_at) -> None:
    look_at("full")
    assert "Okafor" in everything(opened(filters.LISTS, role="HR"))
    for role in ("leader", "quality", "staff", "administrator"):
        assert "Okafor" not in everything(opened(filters.LISTS, role=role))
    for page in set(TITLES) - {filters.LISTS}:
        assert "Okafor" not in everything(opened(page, role="HR"))


@pytest.mark.parametrize("page", list(TITLES)[:4])
def test_names_are_shown_as_they_stand_and_never_as_markup(look_at, page: str) -> None:
    look_at("long")
    for role in ("leader", "HR"):
        app = opened(page, role=role, division=LONG_NAMES[0], team=LONG_NAMES[1])
        read_as_markup = page_of.markdown(app)
        for name in ODD_NAMES[:3]:
            assert name not in read_as_markup
        for figure in page_of.figures(app):
            assert "<script>" not in json.dumps(figure)
        for plots in page_of.tiles(app):
            assert not [each for each in plots if "<script>" in each["svg"]]


def test_sixty_long_names_all_stand_in_the_matrix_whole(look_at) -> None:
    look_at("long")
    board = page_of.board(opened(filters.OVERVIEW))
    assert board
    assert set(LONG_NAMES) <= {row["name"] for row in board["rows"]}


def test_a_team_asked_for_by_the_address_is_the_one_shown(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM, team=NAMES[3])
    assert app.selectbox(key="team").value == NAMES[3]


def test_an_address_with_unknown_names_shows_the_page_all_the_same(look_at) -> None:
    look_at("full")
    odd = {"division": "<b>", "month": "Smarch", "wave": "Wave 99", "team": "nobody"}
    for page in TITLES:
        opened(page, **odd, role="<script>", order="x", columns="y")


@pytest.mark.parametrize("page", TITLES)
def test_a_page_reached_from_the_overview_can_be_run_again(look_at, page: str) -> None:
    """Filters of one name on two pages would hand each other values they don't know."""
    look_at("full")
    app = opened(page)
    app.run()
    assert not app.exception
