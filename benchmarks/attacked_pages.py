"""What briefs, printed or not, and the tables behind pages tell beyond the shown cells."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import polars as pl
import streamlit as st

from benchmarks.attacked_staff import OUTCOMES
from benchmarks.pdf_text import pdf_text
from etl.command.brief import found_browser, print_page
from pages.shared import brief, queries
from pages.shared.reader import Reader, Role, open_reader
from pages.shared.tables import csv, estimate_table

DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
TAG = re.compile(r"<[^>]+>")
ROLES: tuple[Role, ...] = ("leader", "quality", "staff", "HR")


class Rows(HTMLParser):
    """The cells of every table of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "tr":
            self.rows.append([])
        self._open = tag in {"td", "th"}
        if self._open and self.rows:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self._open and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def told_beside(
    data: Path, version: str, shown: set[tuple[str, str]]
) -> tuple[int, int]:
    """Figures of scores in briefs and downloads of a version, and those no cell shows.

    Args:
        data: the data folder.
        version: which becomes the current one.
        shown: outcome and group of the cells that are shown.
    """
    told = told_on_pages(data, version)
    return len(told), sum(one not in shown for one in told)


def told_on_pages(data: Path, version: str) -> list[tuple[str, str]]:
    """Outcome and group of every figure of scores in briefs and downloads of a version.

    A number that only the PDF of a brief holds is of an outcome called "printed".
    """
    os.environ["BALLAST_DATA"] = str(data)
    (data / "published" / "CURRENT").write_text(version, "utf-8")
    told = [one for role in ROLES for one in _of_role(role)] + _printed_alone()
    st.cache_resource.clear()
    return told


def _printed_alone() -> list[tuple[str, str]]:
    """Numbers in the PDF of the longest brief that its page does not hold."""
    browser, reader = found_browser(), open_reader("leader")
    assert reader
    if browser is None:
        return []
    pages = {
        who["group_id"]: brief.brief_html(reader, who)
        for who in queries.groups(reader).rows(named=True)
    }
    group = max(pages, key=lambda one: len(pages[one]))
    return [("printed", group)] * len(beside_the_page(browser, pages[group]))


def beside_the_page(browser: str, page: str) -> set[str]:
    """Numbers that the PDF of a brief holds and its page does not."""
    with tempfile.TemporaryDirectory() as folder:
        written, printed = Path(folder) / "brief.html", Path(folder) / "brief.pdf"
        written.write_text(page, "utf-8")
        print_page(browser, written, printed)
        text = pdf_text(printed.read_bytes())
    assert NUMBER.search(text), "the PDF cannot be read"
    return set(NUMBER.findall(text)) - set(NUMBER.findall(TAG.sub(" ", page)))


def _of_role(role: Role) -> Iterator[tuple[str, str]]:
    reader = open_reader(role)
    assert reader
    groups = queries.groups(reader)
    labels = {
        each.label: key
        for key, each in queries.yardsticks(reader).items()
        if key in OUTCOMES
    }
    yield from _of_download(reader, groups, labels)
    if role == "leader":
        for who in groups.rows(named=True):
            page = Rows()
            page.feed(brief.brief_html(reader, who))
            for row in page.rows:
                if row and row[0] in labels and DIGIT.search(row[1]):
                    yield labels[row[0]], who["group_id"]


def _of_download(
    reader: Reader, groups: pl.DataFrame, labels: dict[str, str]
) -> Iterator[tuple[str, str]]:
    """Scores in the file behind a page that shows every group at once."""
    names = dict(groups.select("group_id", "name").iter_rows())
    behind = {name: group for group, name in names.items()}
    history = queries.history(reader, list(names))
    table = estimate_table(history, names, queries.yardsticks(reader))
    if table.is_empty():
        return
    # read back from the file itself: what a reader takes home
    for row in pl.read_csv(BytesIO(csv(table)), infer_schema=False).to_dicts():
        written = [row[name] or "" for name in ("Figure", "Lower", "Upper", "Counted")]
        if row["Measure"] in labels and DIGIT.search(" ".join(written)):
            yield labels[row["Measure"]], behind[row["Group"]]
