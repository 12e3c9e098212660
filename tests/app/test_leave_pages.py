"""Leave and the weeks ahead: what each role is told, of each kind of data."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import fastexcel
import polars as pl
import pytest
import streamlit as st

from charts.calendar import calendar
from charts.theme import LIGHT
from etl import trail
from pages.shared import filters
from pages.shared.reader import open_reader
from pages.shared.tables import xlsx
from tests.app import opened as page_of
from tests.app.made_names import NAMES, ODD_NAMES
from tests.app.made_published import KINDS, made_published
from tests.app.opened import opened

LEAVE_PAGES = (filters.LEAVE, filters.REST, filters.DECISIONS, filters.BALANCES)


GAP = ("nan", "None", "<NA>")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    above = tmp_path_factory.mktemp("made_leave")
    return {kind: made_published(above / kind, kind) for kind in KINDS}


@pytest.fixture
def look_at(made: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    return lambda kind: monkeypatch.setenv("BALLAST_DATA", str(made[kind]))


@pytest.fixture(autouse=True)
def _cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    st.cache_data.clear()
    st.cache_resource.clear()
    scan = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scan, list)
    yield
    st.cache_resource.clear()


def rows(app) -> list[dict]:
    return list(page_of.tables(app))


@pytest.mark.parametrize("page", LEAVE_PAGES)
def test_hr_and_leaders_read_the_same_days_and_months(look_at, page: str) -> None:
    look_at("full")
    told = [
        [row for row in rows(opened(page, role=role)) if {"Day", "Month"} & row.keys()]
        for role in ("HR", "leader")
    ]
    assert str(told[0]) == str(told[1])


def test_a_leader_is_told_of_own_teams_and_the_organisation_alone(look_at) -> None:
    look_at("full")
    leader = open_reader("leader", ("t00",))
    assert leader
    for question, values in (
        ("ahead", {}),
        ("waiting", {}),
        ("forfeits", {}),
        ("decisions", {"outcome": "denied"}),
    ):
        assert set(leader.ask(question, **values)["group_id"]) <= {"org", "t00"}
    for question in ("calendar", "balance"):
        assert leader.ask(question, group_id="t01").is_empty()
        assert leader.ask(question, group_id="t00").height


@pytest.mark.parametrize("page", [*LEAVE_PAGES, filters.LISTS, filters.NEXT])
def test_staff_are_told_that_a_page_is_not_theirs(look_at, page: str) -> None:
    look_at("full")
    app = opened(page, role="staff")
    assert "Not part of this role" in page_of.written(app)
    assert rows(app) == []


@pytest.mark.parametrize("page", [*LEAVE_PAGES, filters.NEXT])
@pytest.mark.parametrize("kind", ["hidden", "suppressed"])
def test_where_a_team_is_not_shown_it_has_no_figure(
    look_at, page: str, kind: str
) -> None:
    look_at(kind)
    for row in rows(opened(page, role="leader")):
        if row.get("Team", row.get("Compared")) in NAMES:
            figures = {name: cell for name, cell in row.items() if "hours" in name}
            assert not [cell for cell in figures.values() if str(cell) not in GAP], row


def test_without_leave_each_page_says_what_it_needs(look_at) -> None:
    look_at("official")
    for page in (*LEAVE_PAGES, filters.NEXT):
        assert "needs" in page_of.written(opened(page, role="leader"))


def test_the_weeks_ahead_say_hours_days_short_and_who_waits(look_at) -> None:
    look_at("full")
    app = opened(filters.NEXT, role="leader")
    said = page_of.written(app)
    assert "600 of 1,680 available hours are booked (36 %)" in said
    assert "3 days on which leave brings a team under its minimum of staff" in said
    assert "12 clients without a clinician" in said
    assert "30 referrals waiting" in said


def test_a_page_that_has_no_earlier_month_offers_none(look_at) -> None:
    look_at("full")
    for page in (filters.NEXT, filters.DECISIONS, filters.BALANCES):
        labels = [each.label for each in opened(page, role="leader").selectbox]
        assert "Month" not in labels
        assert "Division" in labels or "Programme" in labels


def test_the_calendar_says_what_a_square_is_and_of_which_days(look_at) -> None:
    look_at("full")
    said = page_of.written(opened(filters.LEAVE, role="HR"))
    assert "One square is one working day from " in said
    assert " 2026, one column a week." in said


def test_balances_say_what_is_lost_by_when_and_what_it_is_worth(look_at) -> None:
    look_at("full")
    said = page_of.written(opened(filters.BALANCES, role="HR"))
    assert "about 40 hours will be forfeited by August 2026" in said
    assert "worth about 34,200 USD" in said


def test_a_team_decided_otherwise_is_named_and_no_cause_is(look_at) -> None:
    look_at("full")
    app = opened(filters.DECISIONS, role="HR")
    said = page_of.written(app)
    assert "Compared like with like it would be " in said
    assert f" in {NAMES[0]}: more than chance makes." in said
    for word in ("cause", "unfair", "discriminat", "worst"):
        assert word not in said.lower()
    assert "not why, and not that they are wrong" in said


def test_names_with_markup_stand_as_text(look_at) -> None:
    look_at("long")
    for page in (*LEAVE_PAGES, filters.NEXT):
        app = opened(page, role="leader")
        read_as_markup = page_of.markdown(app)
        assert not [name for name in ODD_NAMES[:3] if name in read_as_markup]
        assert "<script>" not in str(page_of.figures(app))


def test_a_single_team_has_its_pages(look_at) -> None:
    look_at("one")
    for page in (*LEAVE_PAGES, filters.NEXT):
        opened(page, role="leader")


def test_each_list_can_be_chosen_sorted_and_taken_along(look_at) -> None:
    look_at("full")
    app = opened(filters.LISTS, role="HR")
    assert "2 people have no week off in six months" in page_of.written(app)
    for name in app.selectbox(key="list").options:
        app.selectbox(key="list").set_value(name).run()
        assert not app.exception
        assert {row["Name"] for row in rows(app)} == {"Ada Okafor", "=Cleo Marsh"}


def test_a_look_at_the_lists_stands_in_the_audit_log(
    made: dict[str, Path], look_at
) -> None:
    look_at("full")
    opened(filters.LISTS, role="HR")
    seen = [line for line in trail.lines(made["full"]) if line["role"] == "HR"]
    assert seen
    assert "Okafor" not in str(seen)


def test_a_workbook_holds_no_formula_link_or_number_made_of_text() -> None:
    risky = ["=1+1", "+1", "-1", "@sum(A1)", "http://x.example", "\tx", "12"]
    table = pl.DataFrame({"Name": risky, "Day": [date(2026, 8, 1)] * len(risky)})
    book = xlsx(table, title="List")
    parts = zipfile.ZipFile(io.BytesIO(book))
    sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    read = fastexcel.read_excel(book).load_sheet(0).to_polars()
    assert read["Name"].to_list()[:4] == ["'=1+1", "'+1", "'-1", "'@sum(A1)"]
    assert read["Name"].dtype == pl.String
    assert read["Day"].to_list()[0] in (date(2026, 8, 1), "2026-08-01") or str(
        read["Day"][0]
    ).startswith("2026-08-01")


def test_an_empty_list_is_an_empty_workbook() -> None:
    empty = pl.DataFrame(schema={"Name": pl.String, "Hours": pl.Float64})
    read = fastexcel.read_excel(xlsx(empty, title="List")).load_sheet(0)
    assert read.to_polars().is_empty()


def test_the_calendar_marks_a_month_that_is_not_shown() -> None:
    days = pl.DataFrame(
        {
            "on_date": [date(2026, 7, 1), date(2026, 8, 3), date(2026, 8, 8)],
            "away": [None, 0.1, 0.3],
            "state": ["not_shown", "shown", "shown"],
        }
    )
    drawn = calendar(days, LIGHT)
    assert drawn is not None
    assert [each.text for each in drawn.layout.annotations] == ["[c]"]
    # a Saturday is drawn where somebody is scheduled on it
    assert len(drawn.data[0].z) == 6
    assert calendar(days.head(1), LIGHT) is None
