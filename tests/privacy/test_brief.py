"""A team's brief holds what its leader is shown, and not a digit more."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars as pl
import pytest
import streamlit as st

from charts.brief import Brief, document
from pages.shared import brief, queries
from pages.shared.reader import Reader, open_reader
from tests.app.made_names import LONG_NAMES, NAMES
from tests.app.made_published import made_published

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Read(HTMLParser):
    """Text, drawn paths, and everything that would ask another machine."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.told: list[str] = []
        self.drawn: list[str] = []
        self.asked: list[str] = []
        self.tags: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append(tag)
        self._inside.append(tag)
        for name, value in attrs:
            if name in {"src", "href", "action", "data", "poster", "srcset"}:
                self.asked.append(f"{tag} {name}")
            if name == "aria-label":
                self.told.append(value or "")
            if name in {"d", "cx", "cy", "y1"}:
                self.drawn.append(value or "")

    def handle_endtag(self, tag) -> None:
        if tag in self._inside:
            self._inside.reverse()
            self._inside.remove(tag)
            self._inside.reverse()

    def handle_data(self, data: str) -> None:
        if "style" not in self._inside and data.strip():
            self.texts.append(data.strip())


def read(page: str) -> Read:
    found = Read()
    found.feed(page)
    return found


@pytest.fixture(autouse=True)
def _cold() -> None:
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made_brief"), "full")


def of(data: Path, monkeypatch, group: str) -> tuple[Reader, dict]:
    monkeypatch.setenv("BALLAST_DATA", str(data))
    reader = open_reader("leader", (group,))
    assert reader
    row = queries.groups(reader).filter(pl.col("group_id") == group)
    return reader, row.row(0, named=True)


def made(data: Path, monkeypatch, group: str = "t00") -> str:
    return brief.brief_html(*of(data, monkeypatch, group))


def changed(full: Path, into: Path, statement: str) -> Path:
    """A copy of the folder with something changed in the leaders' file."""
    shutil.copytree(full, into)
    version = (into / "published" / "CURRENT").read_text("utf-8").strip()
    with duckdb.connect(into / "published" / version / "teams.duckdb") as con:
        con.execute(statement)
    return into


def test_every_number_of_a_brief_is_written_on_a_page_too(full, monkeypatch) -> None:
    reader, who = of(full, monkeypatch, "t00")
    known = queries.own_levels(reader, "t00", queries.yardsticks(reader))
    allowed: set[str] = set()
    shown = queries.history(reader, ["t00"]).filter(pl.col("state") == "shown")
    for row in shown.iter_rows(named=True):
        yardstick = known[row["measure"]]
        for value in (row["value"], row["lower"], row["upper"], yardstick.agreed_level):
            allowed |= set(NUMBER.findall(yardstick.written(value)))
        allowed |= set(NUMBER.findall(str(row["n_band"])))
    for row in queries.ahead(reader).filter(pl.col("group_id") == "t00").to_dicts():
        for name in ("booked", "available", "short_days", "holidays"):
            allowed |= set(NUMBER.findall(f"{row[name]:,.0f}"))
    page = read(brief.brief_html(reader, who))
    words = {each.unit for each in known.values()} | {
        each.label for each in known.values()
    }
    for text in [*page.texts, *page.told]:
        bare = text
        for word in sorted(words, key=len, reverse=True):
            bare = bare.replace(word, "")
        # days, the version, and the share an interval covers
        bare = re.sub(
            r"\d{1,2} [A-Z][a-z]{2} 20\d\d|[A-Z][a-z]{2} 20\d\d|Q\d 20\d\d", "", bare
        )
        bare = re.sub(r"version made-full|95 %|20-29 people", "", bare)
        assert set(NUMBER.findall(bare)) <= allowed, text


def test_each_chart_has_an_axis_of_shown_values_and_a_sentence(
    full, monkeypatch
) -> None:
    reader, who = of(full, monkeypatch, "t00")
    known = queries.own_levels(reader, "t00", queries.yardsticks(reader))
    by_label = {each.label: each for each in known.values()}
    figures = re.findall(
        r"<figure>.*?</figure>", brief.brief_html(reader, who), flags=re.S
    )
    assert figures
    for drawn in figures:
        label = re.search(r"<span>(.*?)</span>", drawn)[1]
        measure = by_label[label]
        own = queries.history(reader, ["t00"], measure.measure)["value"].drop_nulls()
        texts = re.findall(r'text-anchor="end"[^>]*>([^<]*)<', drawn)
        lowest, highest = measure.written(own.min()), measure.written(own.max())
        assert {lowest, highest} <= set(texts), label
        said = re.search(r'<p class="quiet">(.*?)</p></figure>', drawn, flags=re.S)[1]
        level = measure.written(measure.agreed_level)
        assert "Now " in said or " all along" in said
        assert (f"the agreed level of {level}" in said) == bool(level)


def test_a_difference_beyond_what_is_written_changes_nothing(
    full, tmp_path, monkeypatch
) -> None:
    monkeypatch.setenv("BALLAST_DATA", str(full))
    before = made(full, monkeypatch)
    finer = changed(
        full,
        tmp_path / "finer",
        "update estimate set value = case when (select format from measure m where "
        "m.measure = estimate.measure) = 'share' then round(value, 3) else round(value, 1) end "
        "where group_id = 't00' and state = 'shown' and origin = 'people'",
    )
    known = queries.yardsticks(open_reader("leader"))
    st.cache_resource.clear()
    after = made(finer, monkeypatch)
    assert known
    # whatever is written the same is drawn the same
    same = [
        one == other
        for one, other in zip(read(before).told, read(after).told, strict=True)
    ]
    assert any(same)
    for alike, one, other in zip(same, _charts(before), _charts(after), strict=True):
        assert not alike or one == other


def _charts(page: str) -> list[str]:
    """Each chart with the numbers that stand beside it."""
    figures = re.findall(r"<figure>.*?</figure>", page, flags=re.S)
    return [re.sub(r"<path.*", "", each, flags=re.S) for each in figures]


def test_scores_on_fewer_than_ten_answers_are_not_in_it(
    full, tmp_path, monkeypatch
) -> None:
    with_scores = made(full, monkeypatch)
    assert "What people answered" in with_scores
    assert brief.NO_SCORES not in with_scores
    st.cache_resource.clear()
    few = changed(
        full,
        tmp_path / "few",
        "update estimate set n_band = '5-9' where origin = 'answers' and group_id = 't00'",
    )
    page = made(few, monkeypatch)
    assert brief.NO_SCORES in page
    assert page.index(brief.NO_SCORES) < page.index('<div class="charts">')
    assert "What people answered" not in page
    assert "burnout" not in page.lower()


def test_other_teams_change_nothing_in_it(full, tmp_path, monkeypatch) -> None:
    before = made(full, monkeypatch)
    st.cache_resource.clear()
    other = changed(
        full,
        tmp_path / "other",
        "update estimate set value = value * 2 where group_id not in ('t00', 'org') "
        "and state = 'shown'",
    )
    assert made(other, monkeypatch) == before


def test_a_team_that_is_not_shown_has_a_brief_without_a_figure(
    tmp_path, monkeypatch
) -> None:
    data = made_published(tmp_path, "suppressed")
    page = read(made(data, monkeypatch))
    assert page.drawn == []
    assert "table" not in page.tags
    assert brief.NO_SCORES in page.texts


def test_official_figures_alone_miss_no_scores(tmp_path, monkeypatch) -> None:
    data = made_published(tmp_path, "official")
    assert brief.NO_SCORES not in made(data, monkeypatch, "R000")


def test_a_team_that_ended_is_said_to_have_and_has_no_now(
    full, tmp_path, monkeypatch
) -> None:
    over = changed(
        full,
        tmp_path / "over",
        "update grp set valid_to = case group_id when 't01' then date '2025-12-31' "
        "else date '2026-12-31' end where group_id in ('t00', 't01')",
    )
    page = made(over, monkeypatch, "t01")
    assert "This team ended on 31 December 2025." in read(page).texts
    assert page.index("ended on") < page.index('<div class="charts">')
    assert not re.search(r"\bnow\b", re.sub("<[^>]+>", " ", page), re.IGNORECASE)
    assert "At the end " in page
    goes_on = made(over, monkeypatch, "t00")
    assert "ended on" not in goes_on
    assert "Now " in goes_on


def test_two_names_that_fold_to_one_give_two_files_whoever_takes_them(
    full, tmp_path, monkeypatch
) -> None:
    alike = changed(
        full,
        tmp_path / "alike",
        "update grp set name = case group_id when 't00' then 'a/b' else 'a b' end "
        "where group_id in ('t00', 't01')",
    )
    monkeypatch.setenv("BALLAST_DATA", str(alike))
    everybody = open_reader("leader")
    assert everybody
    for group in ("t00", "t01"):
        name = f"brief-a-b-{group}-2026-08"
        assert brief.file_name(*of(alike, monkeypatch, group)) == name
        row = queries.groups(everybody).filter(group_id=group).row(0, named=True)
        assert brief.file_name(everybody, row) == name


def test_an_action_stands_with_its_day_where_its_measure_is_drawn(
    full, tmp_path, monkeypatch
) -> None:
    texts = read(made(full, monkeypatch)).texts
    assert "15 May 2026" in texts
    assert "caseload per FTE" in texts
    st.cache_resource.clear()
    of_score = changed(
        full, tmp_path / "score", "update action set target_measure = 'cbi_work'"
    )
    assert "What was done" not in made(of_score, monkeypatch)


def test_a_number_stays_with_its_per_cent_sign() -> None:
    page = document(
        Brief("A", "", ["now 50 %, above 35 %."], [], [], [], [], missing="")
    )
    assert "now 50\N{NO-BREAK SPACE}%, above 35\N{NO-BREAK SPACE}%." in page


def test_names_are_text_and_no_other_machine_is_asked(tmp_path, monkeypatch) -> None:
    data = made_published(tmp_path, "long")
    for number in range(4):
        page = read(made(data, monkeypatch, f"t{number:02}"))
        assert page.asked == []
        assert not {"script", "b", "img", "link", "iframe"} & set(page.tags)
        assert LONG_NAMES[number] in page.texts


def test_it_speaks_of_work_and_blames_nobody(full, monkeypatch) -> None:
    said = " ".join(read(made(full, monkeypatch)).texts).lower()
    for word in ("worst", "outlier", "verdict", "cause", "underperform"):
        assert word not in said
    assert "not for judging anybody" in said
    assert NAMES[0].lower() in said
