"""Survey quality and Data > Quality: what they say, to whom, and what moves."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import streamlit as st

from definitions.measures import measures
from pages.shared import figure as page_figure
from pages.shared import filters
from pages.shared.reader import ROLES, open_reader
from tests.app import opened as page_of
from tests.app.made_names import NAMES, ODD_NAMES
from tests.app.made_published import made_published
from tests.app.opened import opened

SURVEY, DATA = filters.SURVEY_QUALITY, filters.QUALITY
SCORES = [each for each in measures().values() if each.origin == "answers"]


@pytest.fixture(autouse=True)
def _cold_caches() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    above = tmp_path_factory.mktemp("made")
    kinds = ("full", "one", "hidden", "long", "official", "empty")
    return {kind: made_published(above / kind, kind) for kind in kinds}


@pytest.fixture
def look_at(made: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    return lambda kind: monkeypatch.setenv("BALLAST_DATA", str(made[kind]))


def rows(app: page_of.AppTest) -> str:
    return json.dumps(list(page_of.tables(app)), default=str, ensure_ascii=False)


def notes(app: page_of.AppTest) -> list[str]:
    """The words drawn on the page's charts."""
    return [
        note["text"]
        for figure in page_of.figures(app)
        for note in figure["layout"].get("annotations", [])
    ]


@pytest.mark.parametrize("page", [SURVEY, DATA])
def test_where_nothing_is_published_the_page_says_what_to_do(look_at, page) -> None:
    look_at("empty")
    role = "quality" if page == SURVEY else "leader"
    said = page_of.written(opened(page, role=role))
    assert "Nothing is published yet" in said
    assert "ballast load" in said


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"quality"}))
def test_survey_quality_is_for_quality_leads_alone(look_at, role) -> None:
    look_at("full")
    app = opened(SURVEY, role=role)
    assert "Not part of this role" in page_of.written(app)
    assert page_of.figures(app) == []
    assert list(page_of.tables(app)) == []


def test_every_figure_has_words_for_those_who_do_not_see_it_and_a_download(
    look_at,
) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality")
    charts = app.get("plotly_chart")
    assert len(charts) == 4
    assert all(len(chart.proto.alt) > 20 for chart in charts)
    page_of.unfolded(app)
    assert len(app.get("download_button")) == len(charts)
    assert len(app.dataframe) == len(charts)


def test_a_wave_closed_long_ago_says_that_nothing_was_computed(look_at) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality")
    found = [row for row in page_of.tables(app) if row.get("Wave") == "Wave 1"]
    assert {row["Alpha"] for row in found if "Alpha" in row} == {
        "[x] not computed for this wave"
    }
    careful = next(row for row in found if "Straight-lined" in row)
    assert careful["Straight-lined"] == "[x] not computed for this wave"


def test_where_every_wave_is_old_no_empty_chart_is_drawn(tmp_path, monkeypatch) -> None:
    data = made_published(tmp_path / "data", "one")
    path = next((data / "published").glob("made-*")) / "analysis.duckdb"
    with duckdb.connect(path) as con:
        for table, figures in (
            ("reliability", "n_band, alpha, omega, missing_band, warnings"),
            ("answer_quality", "n_band, straight_lined, too_fast, missing"),
        ):
            nothing = ", ".join(f"{name} = null" for name in figures.split(", "))
            con.execute(f"update {table} set state = 'not_computed', {nothing}")
    monkeypatch.setenv("BALLAST_DATA", str(data))
    app = opened(SURVEY, role="quality")
    said = page_of.written(app)
    assert "closed before the quality of answers was computed" in said
    assert "[x] not computed for this wave" in said
    assert "No alpha to show" in said
    # the bands of response and the silent stand on what was always frozen
    assert len(page_of.figures(app)) == 2


def test_what_to_look_at_and_what_changed_stand_in_words_and_on_the_chart(
    look_at,
) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality")
    said = page_of.written(app)
    assert "before use" in said
    assert "reverse coding suspected: CBI_13 (r = -0.41)" in said
    assert "[b] Wave 3" in said
    assert "asked without CBI_13" in said
    assert "[b]" in notes(app)


def test_a_time_the_export_does_not_tell_is_no_zero(look_at) -> None:
    look_at("full")
    wave = [
        row
        for row in page_of.tables(opened(SURVEY, role="quality"))
        if row.get("Wave") == "Wave 2" and "Too fast to read" in row
    ]
    assert wave[0]["Too fast to read"] == "[x] the export has no times"


def test_nothing_of_it_is_said_by_team_but_the_bands_of_response(look_at) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality", groups="All teams")
    of_teams = [row for row in page_of.tables(app) if set(NAMES) & set(row.values())]
    assert of_teams
    for row in of_teams:
        cells = [value for head, value in row.items() if head != "Group"]
        assert all(re.fullmatch(r"\d\d-\d\d %|\[c\].*", cell) for cell in cells), row


def test_the_groups_shown_stand_in_the_address(look_at) -> None:
    look_at("full")
    few, all_ = (
        page_of.figures(opened(SURVEY, role="quality", **address))[0]
        for address in ({}, {"groups": "All teams"})
    )
    names = [figure["layout"]["yaxis"]["ticktext"] for figure in (few, all_)]
    assert not set(names[0]) & set(NAMES)
    assert set(NAMES) <= set(names[1])


def test_the_reader_moves_the_points_and_the_address_keeps_them(look_at) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality", points="-15")
    assert app.slider(key="points").value == -15
    assert "15 points lower" in page_of.written(app)
    before = page_of.figures(app)
    app.slider(key="points").set_value(20).run()
    assert not app.exception
    assert "20 points higher" in page_of.written(app)
    after = page_of.figures(app)
    assert before[:3] == after[:3]
    assert before[3] != after[3]


def test_points_of_nothing_leave_the_mean_where_it_is(look_at) -> None:
    look_at("full")
    app = opened(SURVEY, role="quality", points="0")
    table = [row for row in page_of.tables(app) if "All, from" in row]
    assert table
    for row in table:
        assert row["All, from"] == row["All, to"] == row["Answered, mean"]


def test_where_nothing_is_shown_no_figure_stands_anywhere(look_at) -> None:
    look_at("hidden")
    app = opened(SURVEY, role="quality", groups="All teams")
    for figure in page_of.figures(app):
        for trace in figure["data"]:
            if trace["type"] == "heatmap":
                assert {shade for line in trace["z"] for shade in line} == {0}
            elif trace["mode" if "mode" in trace else "type"] != "text":
                assert not [y for y in trace["y"] if y is not None]
    text = rows(app)
    assert "[c] not shown separately" in text
    assert not re.search(r'"(Alpha|Omega|Lower)": "[.\d]', text)


def test_one_wave_alone_says_what_can_be_said(look_at) -> None:
    look_at("one")
    said = page_of.written(opened(SURVEY, role="quality"))
    assert "1 closed wave" in said
    assert "to vanish" not in said


def test_without_a_survey_the_page_says_what_it_needs(look_at) -> None:
    look_at("official")
    said = page_of.written(opened(SURVEY, role="quality"))
    assert "closed survey wave" in said


# -- Data > Quality ---------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_every_role_sees_what_to_mend(look_at, role) -> None:
    look_at("full")
    said = page_of.written(opened(DATA, role=role))
    assert "1 found something to mend" in said
    assert "Put the person on the roster" in said
    assert "Teams whose groups above lead in a circle" in said


def test_staff_see_no_team_and_no_field_of_teams(look_at) -> None:
    look_at("full")
    app = opened(DATA, role="staff")
    assert page_of.figures(app) == []
    for name in NAMES:
        assert name not in rows(app)


def test_hr_finds_no_score(look_at) -> None:
    look_at("full")
    app = opened(DATA, role="HR")
    shown = page_of.written(app) + rows(app)
    for measure in SCORES:
        assert measure.label not in shown
        assert measure.key not in shown


def test_of_a_few_people_only_that_there_are_some(look_at) -> None:
    look_at("full")
    app = opened(DATA, role="leader")
    assert "120 rows of 7 people in Aug 2026" in page_of.written(app)
    found = [row for row in page_of.tables(app) if row.get("Month") == "Jul 2026"]
    few = next(row for row in found if row.get("Source") == "Appointments")
    assert (few["Found"], few["People"]) == ("of under 5 people", "under 5")


def test_a_team_under_sixty_per_cent_has_a_letter_beside_its_colour(look_at) -> None:
    look_at("full")
    app = opened(DATA, role="leader", source="Time entries")
    (field,) = page_of.figures(app)
    texts = {
        text
        for trace in field["data"]
        if trace["type"] == "scatter"
        for text in trace["text"]
    }
    assert {"0 L", "&lt;5", "70"} <= texts
    letters = [text for text in texts if text.endswith("L")]
    assert all(int(text.removesuffix(" L")) < 60 for text in letters)
    assert "under 60 %" in app.get("plotly_chart")[0].proto.alt


def test_names_are_shown_as_they_stand_and_never_as_markup(look_at) -> None:
    look_at("long")
    app = opened(DATA, role="leader")
    read_as_markup = page_of.markdown(app)
    for name in ODD_NAMES[:3]:
        assert name not in read_as_markup
    for figure in page_of.figures(app):
        assert "<script>" not in json.dumps(figure)


def test_a_version_from_before_the_checks_says_so(tmp_path, monkeypatch) -> None:
    data = made_published(tmp_path / "data", "one")
    path = next((data / "published").glob("made-*")) / "teams.duckdb"
    with duckdb.connect(path) as con:
        con.execute("delete from quality")
    monkeypatch.setenv("BALLAST_DATA", str(data))
    said = page_of.written(opened(DATA, role="leader"))
    assert "publish again" in said


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"quality"}))
def test_nobody_else_can_ask_how_answers_hang_together(look_at, role) -> None:
    look_at("full")
    found = open_reader(role)
    assert found
    for question in ("reliability", "answer_quality"):
        with pytest.raises(duckdb.CatalogException):
            found.ask(question)


def test_what_is_kept_for_one_scope_is_not_met_in_another(look_at) -> None:
    """Two leaders of different units ask for a figure by the same name."""
    look_at("full")
    made = []
    for units in (("t00",), ("t01",), ("t00",)):
        reader = open_reader("leader", units)
        assert reader
        made.append(page_figure.kept(reader, ("quality",), lambda seen=units: seen))
    assert made == [("t00",), ("t01",), ("t00",)]
