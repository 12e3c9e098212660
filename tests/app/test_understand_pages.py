"""The pages about relations: what they say of published rows, and to whom."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import streamlit as st

from charts.theme import LIGHT
from charts.yardstick import Yardstick
from pages.shared import answer, every_pair, filters, relations, weights
from tests.app import opened as page_of
from tests.app.made_published import made_published
from tests.app.opened import opened

NEW = (filters.ALL_PAIRS, filters.GOES_WITH, filters.LAG, filters.PAPERS)
KNOWN = {
    key: Yardstick(
        key, label, label, "points", "decimal", "Load", direction, position=place
    )
    for place, (key, label, direction) in enumerate(
        [
            ("load", "Load", "strain"),
            ("tired", "Tired", "strain"),
            ("well", "Well", "protects"),
        ]
    )
}


@pytest.fixture(autouse=True)
def _cold_caches() -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def _no_search_for_components(monkeypatch: pytest.MonkeyPatch) -> None:
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made"), "full")


@pytest.fixture(autouse=True)
def _data(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BALLAST_DATA", str(made))


def relation(outcome: str = "tired", **more: object) -> pl.DataFrame:
    row = {
        "wave_id": "w1", "slice": "organisation", "level": "between", "position": 1,
        "stressor": "load", "outcome": outcome, "r": 0.41, "lower": 0.1, "upper": 0.6,
        "reading": "more", "q": 0.03, "p": 0.01, "family": True, "teams": 40,
        "slope": 1.0, "slope_lower": 0.2, "slope_upper": 1.8, "step": 3.0,
    }  # fmt: skip
    return pl.DataFrame([row | more])


def cell_of(rows: pl.DataFrame) -> list[object]:
    return every_pair.board(rows, KNOWN, LIGHT)["rows"][0]["cells"][0]


def test_the_answer_stands_first_with_its_correction_and_its_limits() -> None:
    said = page_of.written(opened(filters.RELATION, role="quality"))
    assert "Teams with higher caseloads report more burnout." in said
    assert "one of 3 named stressors, q = .030" in said
    assert "could have shown r = .52 or more (80 % power)" in said
    assert "Within a team, people with higher load report more." in said
    assert "5 statistics from single answers are released" in said
    assert "5 % better" in said
    assert "1 was left out" in said
    assert "Elsewhere" in said
    assert "Not comparable" in said
    assert "After taking out" in said


def test_the_headline_is_words_and_the_figures_stand_under_it() -> None:
    app = opened(filters.RELATION, role="quality")
    headline, figures = (
        next(each.value for each in app.text if part in each.value)
        for part in ("Teams with higher caseloads report more", "In figures: ")
    )
    assert "r =" not in headline
    assert "80 %" not in headline
    assert "Within a team, people with higher load report more." in figures
    assert any("Cannot be told* therefore never" in m.value for m in app.markdown)


def test_what_cannot_be_told_says_that_a_weak_link_may_be_there() -> None:
    load, tired = KNOWN["load"], KNOWN["tired"]
    row = relation(reading="cannot_tell", sentence="?").row(0, named=True)
    said = answer.between_words(load, tired, row)
    assert said == (
        "Whether load and tired go together cannot be told from these 40 teams: a weak "
        "link could be there and not be seen."
    )
    few = answer.between_words(load, tired, row | {"r": None})
    assert few.endswith("cannot be told: too few teams are shown with both figures.")
    told = {
        "reading": "more",
        "sentence": "Teams with more (CBI) do (r = .4; 9 teams).",
    }
    assert answer.between_words(load, tired, row | told) == "Teams with more (CBI) do."


def test_waves_without_a_figure_are_named() -> None:
    names = {"w1": "Wave 1", "w2": "Wave 2", "w3": "Wave 3"}
    rows = pl.concat(
        [relation(), relation(wave_id="w2", r=None)], how="vertical_relaxed"
    )
    said = relations.missing(rows, names)
    assert said.startswith("Not drawn: Wave 2 and Wave 3, with fewer than ten teams")
    assert relations.missing(rows, {"w1": "Wave 1"}) == ""


def test_over_waves_and_what_cannot_be_told_stand_within_teams() -> None:
    said = page_of.written(opened(filters.RELATION, role="quality"))
    assert "Over all waves: Within a team nothing can be told." in said
    assert "as wide as if every wave had repeated the other" in said
    assert "Between less within, exploratory: Whether the slopes differ" in said
    assert "A person from wave to wave: cannot be told." in said
    assert "From which load on within teams: cannot be told" in said
    assert "70-79 % answered" in said
    assert "stay silent" in said


def test_all_waves_have_their_findings_power_and_paper() -> None:
    address = {"role": "quality", "wave": "All waves, each team once"}
    said = page_of.written(opened(filters.ALL_PAIRS, **address))
    assert "2 of 3 named stressors go with" in said
    assert "340 people could have shown r = .52 or more" in said
    assert "spends nothing of their privacy budgets" in said
    said = page_of.written(opened(filters.PAPERS, **address))
    assert "Over all waves each team counts once." in said
    assert "each wave's own plan" in said


def test_one_team_is_counted_as_one_and_none_as_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one").mkdir()
    monkeypatch.setenv("BALLAST_DATA", str(made_published(tmp_path / "one", "one")))
    said = page_of.written(opened(filters.RELATION, role="quality"))
    assert "1 team shown for both" in said
    assert "1 team cannot show how the two go together" in said
    for kind in ("suppressed", "official"):
        monkeypatch.setenv("BALLAST_DATA", str(made_published(tmp_path, kind)))
        said = page_of.written(opened(filters.RELATION, role="quality"))
        assert ("Read with care" in said) == (kind == "official")
    assert "40 units shown for both" in said


def test_what_is_left_out_says_so_and_shows_no_figure() -> None:
    address = {
        "role": "quality",
        "stressor": "Clinical supervision",
        "outcome": "Intent to leave",
    }
    said = page_of.written(opened(filters.RELATION, **address))
    assert "Within teams it is left out" in said
    assert "people with higher load report more" not in said


def test_levels_and_parts_stand_beside_the_answer_within_teams() -> None:
    app = opened(filters.RELATION, role="quality")
    said = page_of.written(app)
    assert "Scores across levels within teams" in said
    assert "In divisions, settings and roles" in said
    assert "nurse" in [row.get("Part") for row in page_of.tables(app)]


def test_between_and_within_stand_side_by_side() -> None:
    said = every_pair.board(
        relation(), KNOWN, LIGHT, within=relation(level="within", r=0.1)
    )
    assert [each["label"] for each in said["sections"]] == [
        "Between teams",
        "Within teams",
    ]
    assert [cell[0] for cell in said["rows"][0]["cells"]] == [".41", ".10"]
    table = every_pair.table(
        relation(people=None), KNOWN, relation(level="within", r=0.1, people=200)
    )
    assert table["Within teams, r"].to_list() == [".10 (.10 to .60)"]
    left = every_pair.table(relation(), KNOWN, relation().clear())
    assert left["Within teams, r"].to_list() == ["not released"]


def test_findings_within_teams_are_counted_apart() -> None:
    said = every_pair.finding_within
    assert said(relation()) == "Within teams 1 of 1 after correction."
    assert said(relation(q=0.2)) == "Within teams it cannot tell so of any of 1 either."
    assert said(relation(family=False)) == ""


def test_a_leader_sees_the_teams_and_no_relation() -> None:
    said = page_of.written(opened(filters.RELATION, role="leader"))
    assert "worked out for quality leads" in said
    assert "q =" not in said


@pytest.mark.parametrize("page", NEW)
def test_only_quality_leads_read_relations(page: str) -> None:
    for role in ("leader", "HR", "staff"):
        assert "Not part of this role" in page_of.written(opened(page, role=role))


def test_a_saved_view_is_a_link() -> None:
    address = {
        "role": "quality",
        "stressor": "Clinical supervision",
        "outcome": "Intent to leave",
    }
    said = page_of.written(opened(filters.RELATION, **address))
    assert "Intent to leave and clinical supervision" in said
    assert "exploratory: not corrected for many tests" in said


def test_a_cell_that_cannot_be_told_is_blank() -> None:
    assert cell_of(relation(reading="cannot_tell"))[0] == ""
    assert cell_of(relation(r=None, reading="too_few"))[0] == ""


def test_colour_follows_strain_and_not_the_sign_alone() -> None:
    more, protects = cell_of(relation()), cell_of(relation("well"))
    assert more[2] > every_pair.MIDDLE > protects[2]
    assert cell_of(relation(r=-0.41, reading="less"))[2] < every_pair.MIDDLE


def test_only_a_corrected_finding_is_marked() -> None:
    assert cell_of(relation())[1] == "q"
    assert cell_of(relation(q=0.2))[1] == ""
    assert cell_of(relation(q=None, family=False))[1] == ""
    assert every_pair.finding(relation(q=0.2), KNOWN).startswith("Of none of 1 named")
    assert "Load" in every_pair.finding(relation(), KNOWN)


def test_the_plan_and_the_method_stand_with_their_dates_and_every_table_as_csv() -> (
    None
):
    app = opened(filters.PAPERS, role="quality")
    said = page_of.written(app)
    assert "The plan was written on 5 Jan 2026" in said
    assert "Slopes are slopes." in said
    for title in ("Relations", "Weights", "What came first", "Plan and method"):
        assert f"{title}:" in said
    page_of.unfolded(app)
    assert len(app.get("download_button")) == 11


def test_weights_under_the_noise_are_not_named() -> None:
    rows = pl.DataFrame(
        {
            "stressor": ["load", "well"],
            "weight": [0.2, 0.05],
            "noise": [0.1, 0.1],
            "r2": [0.25, 0.25],
        }
    )
    said = weights.finding(rows, KNOWN)
    assert said.startswith("Load weighs more")
    assert "Well" not in said
    none = weights.finding(rows.with_columns(noise=0.3), KNOWN)
    assert "No named stressor weighs more" in none
    assert "cannot tell" in weights.finding(rows.head(0), KNOWN)


def test_lag_is_said_in_words_without_a_figure_of_size() -> None:
    app = opened(filters.LAG, role="quality")
    assert "not findings" in page_of.written(app)
    for row in page_of.tables(app):
        assert set(row) == {"Stressor", "Outcome", "What came first", "Waves", "Teams"}
