"""Overview, Team and Trends: what they say of findings, charts and odd series."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

import duckdb
import polars as pl
import pytest
import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import charted, filters, similar, team
from tests.app import opened as page_of
from tests.app.made_names import LONG_NAMES, NAMES, ODD_NAMES
from tests.app.made_published import made_published
from tests.app.made_watch import CASELOAD
from tests.app.opened import opened

LABEL = "Caseload per FTE"
OLD, NEW, ENDED = NAMES[0], NAMES[1], NAMES[3]


@pytest.fixture(autouse=True)
def _cold_caches(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    above = tmp_path_factory.mktemp("watch")
    kinds = ("full", "long", "one", "official")
    return {kind: made_published(above / kind, kind) for kind in kinds}


@pytest.fixture
def look_at(made: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Points the pages at a kind of folder, as some statements have changed it."""

    def points(kind: str, *statements: str) -> None:
        data = made[kind]
        if statements:
            data = tmp_path / f"{kind}-{len(list(tmp_path.iterdir()))}"
            shutil.copytree(made[kind], data)
            path = data / "published" / f"made-{kind}" / "teams.duckdb"
            with duckdb.connect(str(path)) as con:
                for statement in statements:
                    con.execute(statement)
        monkeypatch.setenv("BALLAST_DATA", str(data))

    return points


def links(app: page_of.AppTest) -> list[tuple[str, dict[str, list[str]]]]:
    """The findings that are links: what they say and where they lead."""
    found = [each.proto for each in app.get("page_link")]
    return [
        (proto.label.replace("\\", ""), parse_qs(proto.query_string))
        for proto in found
        if "said as" in proto.label
    ]


def rows(app: page_of.AppTest) -> list[dict]:
    board = page_of.board(app)
    assert board
    return board["rows"]


# Overview


def test_the_headline_counts_the_teams_and_each_finding_leads_to_its_measure(
    look_at,
) -> None:
    look_at("full")
    app = opened(filters.OVERVIEW)
    said = page_of.written(app)
    assert "Two teams are above their agreed level of caseload per FTE, one of" in said
    found = links(app)
    assert [text for text, _ in found] == [
        f"{OLD}: caseload per FTE, said as goes_on.",
        f"New: {NEW}: caseload per FTE, said as new.",
    ]
    assert [lead["team"] for _, lead in found] == [[OLD], [NEW]]
    assert {lead["measure"][0] for _, lead in found} == {LABEL}


def test_a_team_past_two_levels_is_counted_once(look_at) -> None:
    look_at("full", SECOND_FINDING.format(group="t00"))
    said = page_of.written(opened(filters.OVERVIEW))
    assert (
        "Two teams are past an agreed level: one by back-to-back sessions together with "
        "caseload per FTE and one by caseload per FTE." in said
    )
    look_at(
        "full",
        SECOND_FINDING.format(group="t00"),
        "delete from signal where group_id <> 't00'",
    )
    said = page_of.written(opened(filters.OVERVIEW))
    assert "One team is past its agreed levels of caseload per FTE and back-to-" in said


SECOND_FINDING = """
insert into signal
select * replace ('back_to_back_share' as measure, 9 as position)
from signal where group_id = '{group}'
"""


def test_the_number_of_teams_says_of_when_it_is(look_at) -> None:
    look_at("full")
    said = page_of.written(opened(filters.OVERVIEW))
    assert f"{len(NAMES)} teams in Aug 2026" in said


def test_a_card_tells_the_margin_of_error_from_what_was_expected(look_at) -> None:
    look_at("full", "update estimate set lower = value - 0.01, upper = value + 0.01")
    answered, rested = (
        next(
            text
            for text in page_of.written(opened(filters.OVERVIEW)).split("\n")
            if part in text
        )
        for part in ("Margin of error (95 %): ", "Expected from earlier months: ")
    )
    assert "Expected" not in answered
    assert "Margin" not in rested
    assert rested.endswith(" %.")


def test_what_is_new_and_what_is_no_more_stand_in_their_card(look_at) -> None:
    look_at("full")
    said = page_of.written(opened(filters.OVERVIEW))
    assert f"{NEW}: caseload per FTE, said as new." in said
    assert f"{ENDED}: caseload per FTE, said as ended." in said
    look_at("full", "update signal set status = 'goes_on'")
    said = page_of.written(opened(filters.OVERVIEW))
    assert "Nothing: the same findings as in the month before." in said


def test_findings_follow_the_choice_of_programme_month_and_role(look_at) -> None:
    look_at("full")
    app = opened(filters.OVERVIEW, programme="Community")  # teams with an odd number
    assert [lead["team"] for _, lead in links(app)] == [[NEW]]
    assert "One team is above its agreed level" in page_of.written(app)
    assert links(opened(filters.OVERVIEW, month="Jul 2026")) == []
    assert links(opened(filters.OVERVIEW, of_role="nurse")) == []


def test_a_role_stands_beside_the_organisation_and_no_team_is_crossed_with_it(
    look_at,
) -> None:
    look_at("full")
    app = opened(filters.OVERVIEW, of_role="nurse")
    assert [row["id"] for row in rows(app)] == ["org", "org:role:nurse"]
    for name in NAMES:
        assert name not in page_of.written(app)


def test_a_team_with_a_finding_comes_first_and_its_cell_is_never_hatched(
    look_at,
) -> None:
    look_at("full", "update estimate set reading = 'cannot_tell' where value > 0")
    app = opened(filters.OVERVIEW)
    _, first, second, *others = rows(app)
    assert [first["name"], second["name"]] == [OLD, NEW]
    keys = [column["key"] for column in page_of.board(app)["columns"]]
    place = keys.index(CASELOAD)
    assert first["cells"][place][1] == "▲"
    assert all(row["cells"][place][1] != "▲" for row in others)
    assert page_of.board(app)["letters"]["▲"] == "surely above the agreed level"


def test_without_an_agreed_level_the_page_says_so(look_at) -> None:
    look_at("full", "update reference set agreed = false", "delete from signal")
    said = page_of.written(opened(filters.OVERVIEW))
    assert "no level is agreed for a headline measure" in said
    look_at("one")
    said = page_of.written(opened(filters.OVERVIEW))
    assert "No team is surely past an agreed level" in said


def test_many_findings_are_named_six_at_most(look_at) -> None:
    look_at("long", "delete from signal", MANY_SIGNALS)
    app = opened(filters.OVERVIEW)
    assert len(links(app)) == 6
    assert "34 more stand in the table below." in page_of.written(app)
    assert "40 teams are above" in page_of.written(app)


MANY_SIGNALS = """
insert into signal
select group_id, 'caseload_per_fte', 'above', row_number() over (order by group_id),
    date '2026-08-01', null, 'goes_on', 1.0, 'under .05', name || ' said as it is.'
from grp where kind = 'team' order by group_id limit 40
"""


# Team


def test_without_a_team_in_the_address_the_surest_finding_opens(look_at) -> None:
    look_at("full", "update signal set position = position + 5 where group_id = 't00'")
    app = opened(filters.TEAM)
    assert app.selectbox(key="team").value == NEW
    # a link to the page goes on showing this team when another finding is the surest
    assert app.query_params["team"] == NEW
    app.selectbox(key="team").select(OLD).run()
    assert OLD in page_of.written(app)
    assert app.selectbox(key="team").value == OLD
    app = opened(filters.TEAM, team="nobody at all")
    assert app.selectbox(key="team").value == NEW
    app.selectbox(key="team").select(OLD).run()
    assert app.selectbox(key="team").value == OLD
    app = opened(filters.TEAM, team=OLD)
    assert app.selectbox(key="team").value == OLD
    look_at("full", "delete from signal where status <> 'ended'")
    app = opened(filters.TEAM)
    assert app.selectbox(key="team").value == sorted(NAMES, key=str.casefold)[0]


def test_a_cell_opens_its_measure_close_up_with_what_its_chart_says(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM, team=OLD, measure=LABEL)
    said = page_of.written(app)
    assert page_of.blocks(app)[1]["heading"] == LABEL
    assert "August 2026: higher than its usual range." in said
    assert "If nothing changes its months stay past the agreed level." in said
    assert "lag-1 correlation 0.5" in said
    (close_up,) = page_of.tiles(app)[0]
    assert close_up["key"] == CASELOAD
    assert all(len(plots) > 1 for plots in page_of.tiles(app)[1:4])


def test_every_chart_says_in_a_line_what_to_look_at(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM, team=OLD)
    load = page_of.tiles(app)[1]
    said = [each["says"] for each in load]
    assert (
        sum(text.endswith("higher than its usual range (trial)") for text in said) >= 3
    )
    assert page_of.blocks(app)[0]["how"] == charted.READ


def test_a_team_without_a_finding_says_why(look_at) -> None:
    look_at("full", "delete from signal")
    said = page_of.written(opened(filters.TEAM, team=OLD))
    assert "no headline measure is surely past a level that somebody agreed on." in said
    look_at("full", "delete from signal", "update reference set agreed = false")
    said = page_of.written(opened(filters.TEAM, team=OLD))
    assert "nothing is singled out, for no level is agreed" in said
    hide = "update estimate set value = null, lower = null, upper = null, n = null, "
    hide += "band = null, n_band = null, state = 'not_shown', shown_in = 'org' "
    look_at("full", "delete from signal", f"{hide} where group_id = 't00'")
    said = page_of.written(opened(filters.TEAM, team=OLD))
    assert f"{OLD} is not shown separately, to protect answers: its figures are" in said


def test_what_is_past_its_level_is_not_called_usual_alone() -> None:
    strain = Yardstick(
        "m", "M", "M", "per FTE", "decimal", "Load", "strain", agreed_level=28.0
    )
    chart = pl.DataFrame(
        [{"period_start": date(2026, 8, 1), "state": "common", "trial": False}]
    )
    said = [charted.line(chart, None, strain, value) for value in (30.0, 27.0, None)]
    assert said == [
        "above the agreed level, as is usual here",
        "within its usual range",
        "within its usual range",
    ]
    protects = replace(strain, direction="protects")
    assert charted.line(chart, None, protects, 27.0).startswith(
        "below the agreed level"
    )
    assert charted.line(chart, None, protects, 30.0) == "within its usual range"
    assert charted.past(replace(strain, agreed_level=None), 30.0) == ""
    high = chart.with_columns(state=pl.lit("above_limit"), trial=pl.lit(value=True))
    assert charted.line(high, None, strain, 30.0) == (
        "above the agreed level; higher than its usual range (trial)"
    )


def test_opening_a_small_chart_looks_closely_at_its_measure(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM, team=OLD)
    known = {CASELOAD: Yardstick(CASELOAD, LABEL, "", "", "decimal", "Load", "strain")}
    st.session_state.clear()
    team.opener(known)(CASELOAD)
    team.opener(known)("no such measure")
    assert st.session_state["measure"] == LABEL
    app.session_state["measure"] = LABEL
    app.run()
    assert page_of.blocks(app)[1]["heading"] == LABEL


def test_what_could_move_shows_every_number_and_nobodys_name(look_at) -> None:
    """24.3 at 10 FTE and a level of 20: 43 clients; 10 x (24.3 / 20 - 1) = 2.2 FTE."""
    change = f"where measure = '{CASELOAD}' and group_id = 't00'"
    look_at(
        "full",
        f"update estimate set value = 24.3, denominator = 10 {change} "
        "and period_kind = 'month'",
        f"update reference set value = 20 {change}",
    )
    app = opened(filters.TEAM, team=OLD)
    said = page_of.written(app)
    assert (
        "Caseload per FTE back to 20.0 (the agreed level): about 43 fewer open "
        "clients, or 2.2 more FTE at today's numbers." in said
    )
    sums = [row for row in page_of.tables(app) if "Arithmetic" in row]
    assert "(24.30 \N{MINUS SIGN} 20.00)" in sums[0]["Arithmetic"]
    for name in (*NAMES[1:], "Okafor"):
        assert name not in json.dumps(sums, ensure_ascii=False)


def test_where_there_is_no_comparison_one_text_stands_for_every_reason(
    look_at,
) -> None:
    look_at("full")
    hidden = opened(filters.TEAM, team=NAMES[2])  # its answers are not shown
    few = opened(filters.TEAM, team="Acute")  # a programme has no similar ones
    for app in (hidden, few):
        assert similar.NO_COMPARISON in page_of.written(app)
    compared = opened(filters.TEAM, team=OLD)
    assert similar.NO_COMPARISON not in page_of.written(compared)


def test_the_funnel_names_no_other_team(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM, team=OLD)
    drawn = page_of.tiles(app)[-1]
    assert any(text.startswith("similar: ") for text in page_of.said(drawn[0]))
    for name in NAMES[1:]:
        assert name not in json.dumps(drawn, ensure_ascii=False)


# Trends


def test_trends_show_twelve_groups_a_page_and_the_address_holds_which(
    look_at,
) -> None:
    look_at("long")
    app = opened(filters.TRENDS, level="Teams", trend=LABEL, part="13 to 24 of 61")
    (drawn,) = page_of.tiles(app)
    assert len(drawn) == 12
    assert app.selectbox(key="trend").value == LABEL
    text = "".join(each["svg"] for each in drawn)
    assert "<script>" not in text
    assert "<b>Community" not in text
    others = opened(filters.TRENDS, level="Teams", trend=LABEL)
    shown = {row["Group"] for row in page_of.tables(others)}
    assert len(shown) == 12
    assert shown.isdisjoint({row["Group"] for row in page_of.tables(app)})


def test_a_page_of_charts_that_is_gone_is_the_first_one(look_at) -> None:
    look_at("full")
    app = opened(filters.TRENDS, level="Teams", part="49 to 60 of 61")
    assert not app.exception
    app = opened(filters.TRENDS, level="Programmes", part="<b>")
    assert len(page_of.tiles(app)) == 1


def test_staff_see_trends_of_the_organisation_alone(look_at) -> None:
    look_at("full")
    app = opened(filters.TRENDS, role="staff", level="Teams")
    assert {row["Group"] for row in page_of.tables(app)} <= {"Ballast Demo Practice"}


# Odd input, on each page

ODD = {
    "one month": "delete from estimate where period_start <> date '2026-08-01'",
    "a constant series": "update estimate set value = 0.0, lower = 0.0, upper = 0.0 "
    "where state = 'shown'",
    "gaps": "delete from estimate where month(period_start) in (4, 6)",
    "a measure that stops": "delete from estimate where period_start > "
    f"date '2026-05-01' and measure = '{CASELOAD}'",
    "a merged team": "update grp set valid_to = date '2026-06-30', became = 't05' "
    "where group_id = 't00'",
    "levels that contradict": "update reference set value = -1 where group_id = 't00'",
    "no reference": "delete from reference",
    "no charts": "delete from spc",
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_input_is_shown_without_an_error(look_at, odd: str) -> None:
    look_at("full", ODD[odd])
    for page in (filters.OVERVIEW, filters.TEAM, filters.TRENDS):
        opened(page, team=OLD, measure=LABEL, trend=LABEL, level="Teams")


@pytest.mark.parametrize("kind", ["one", "official"])
def test_one_team_and_official_figures_have_trends(look_at, kind: str) -> None:
    look_at(kind)
    app = opened(filters.TRENDS, level="Teams")
    assert page_of.tiles(app)


def test_a_chart_that_stops_says_since_when(look_at) -> None:
    stops = "where period_start > date '2026-05-01' and group_id = 't00'"
    look_at("full", f"delete from spc {stops}", f"update estimate {GONE} {stops}")
    app = opened(filters.TRENDS, trend=LABEL, level="Teams")
    text = json.dumps(page_of.tiles(app)[0])
    assert "no figure since May 2026" in text


GONE = (
    "set state = 'missing', value = null, lower = null, upper = null, n = null, "
    "n_band = null, denominator = null"
)


def test_a_merged_team_is_gone_from_overview_and_says_what_it_became(look_at) -> None:
    look_at("full", ODD["a merged team"])
    assert OLD not in [row["name"] for row in rows(opened(filters.OVERVIEW))]
    said = page_of.written(opened(filters.TEAM, team=OLD))
    assert "until 30 Jun 2026" in said
    assert f"became {NAMES[5]}" in said


def test_names_with_html_are_shown_as_text_in_findings(look_at) -> None:
    look_at("long")
    app = opened(filters.OVERVIEW)
    leads = [lead["team"][0] for _, lead in links(app)]
    for lead, name in zip(leads, LONG_NAMES[:2], strict=True):
        assert lead.startswith(name)
    for proto in (each.proto for each in app.get("page_link")):
        for name in ODD_NAMES[:3]:
            assert name not in proto.label  # escaped: markdown would read it


def test_a_table_behind_a_figure_is_sent_once_it_is_opened(look_at) -> None:
    look_at("full")
    app = opened(filters.TEAM)
    assert len(app.dataframe) == 0
    behind = len(app.expander) + len(page_of.folded(app))
    assert behind > 5
    assert len(page_of.unfolded(app).dataframe) == behind


def test_a_range_says_nothing_of_what_comes_next_once_months_have_left_it() -> None:
    """Usual 0.9 under a level of 3, and ten months above: not "keep within the level"."""
    said = " ".join(charted.sentences(charted_months(0.9, "concern", "kept"), NOTES))
    assert "keep within" not in said
    assert charted.UNLIKE in said
    said = " ".join(charted.sentences(charted_months(0.9, "common", "kept"), NOTES))
    assert charted.ASSURANCE["kept"] in said
    assert charted.UNLIKE not in said


def test_a_range_that_began_anew_says_what_was_usual_before() -> None:
    before = charted_months(5.0, "common", "past")
    since = charted_months(4.0, "common", "past", segment=1, month=4)
    said = " ".join(charted.sentences(pl.concat([before, since]), NOTES))
    assert "begins anew in April 2026" in said
    assert "before, 5.0 was usual" in said
    assert "anew" not in " ".join(charted.sentences(before, NOTES))


NOTES = Yardstick("m", "M", "M", "hours", "decimal", "Load", "strain", agreed_level=3.0)


def charted_months(
    centre: float, meaning: str, assurance: str, *, segment: int = 0, month: int = 1
) -> pl.DataFrame:
    row = {
        "period_start": date(2026, month, 1),
        "state": "common" if meaning == "common" else "run_above",
        "lower": centre - 0.5,
        "upper": centre + 0.5,
        "trial": False,
        "lag_1": 0.0,
    }
    told = {"centre": centre, "segment": segment}
    return pl.DataFrame([row | told | {"meaning": meaning, "assurance": assurance}])
