"""The auditor of briefs: each number of a group's page is a shown figure of that group.

Like `audit`, it shares no code with what it audits: it reads the finished pages, and the
published file to know what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import duckdb

from etl.disclosure.audit import Finding
from etl.disclosure.audit_texts import DATE, names_of, untold

RULE = "a number in a brief is no shown figure of its group"
ASKS = "a brief asks another machine"
# quarters and years of periods, the version's own name, and what an interval covers
BESIDE = re.compile(r"\bQ\d 20\d\d\b|\b20\d\d\b|version \S+|95 %")
NO_BREAK = "\N{NO-BREAK SPACE}"
OUTWARD = ("src", "href", "action", "data", "poster", "srcset")


class Page(HTMLParser):
    """Texts of a page, those told to who cannot see, and what would be asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.asked: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._style = tag == "style"
        for name, value in attrs:
            if name == "aria-label":
                self.texts.append(value or "")
            if name in OUTWARD:
                self.asked.append(name)

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.texts.append(data.replace(NO_BREAK, " "))


def audit_briefs(published: Path, pages: Mapping[str, str]) -> list[Finding]:
    """Briefs that tell what no shown cell of their group tells; empty if none.

    Args:
        published: path of the `teams` file.
        pages: group -> its brief as HTML.
    """
    found = []
    with duckdb.connect(published, read_only=True) as con:
        named = (
            "select name from grp union select label from measure union select unit "
            "from measure union select organisation from manifest "
            "union select people_band || ' people' from grp"
        )
        names = names_of(text for (text,) in con.execute(named).fetchall())
        for group, page in sorted(pages.items()):
            read = Page()
            read.feed(page)
            figures, traced = _figures(con, group), _sentences(con, group)
            texts = [text for text in read.texts if text not in traced]
            bare = [BESIDE.sub(" ", DATE.sub(" ", text)) for text in texts]
            if any(untold(text, figures, names) for text in bare):
                found.append(_finding(RULE, group))
            if read.asked:
                found.append(_finding(ASKS, group))
    return sorted(set(found))


def _figures(con: duckdb.DuckDBPyConnection, group: str) -> list[float]:
    """Every figure of a group that is shown, its levels, and its weeks ahead."""
    rows = con.execute(
        """
        select value, lower, upper, n,
            unnest(regexp_extract_all(coalesce(n_band, '0'), '[0-9]+'))::double,
            unnest(regexp_extract_all(coalesce(band, '0'), '[0-9]+'))::double
        from estimate where group_id = $group and state = 'shown'
        union all
        select value, null, null, null, null, null from reference
        where group_id = $group and agreed
        union all
        select booked, available, short_days, holidays, people, null from ahead
        where group_id = $group and state = 'shown'
        """,
        {"group": group},
    ).fetchall()
    return [float(one) for row in rows for one in row if one is not None]


def _sentences(con: duckdb.DuckDBPyConnection, group: str) -> set[str]:
    """Headlines of a group, whose numbers the auditor of texts traces, and its actions."""
    found = con.execute(
        "select sentence from headline where group_id = $group "
        "union select lever from action where team_id = $group",
        {"group": group},
    ).fetchall()
    return {sentence for (sentence,) in found}


def _finding(rule: str, group: str) -> Finding:
    return Finding(rule, "brief", "this version", (group,))
