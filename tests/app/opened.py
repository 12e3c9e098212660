"""A page of the dashboard, run without a browser, and what stands on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from streamlit.testing.v1 import AppTest

from pages.shared import filters

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard.py"
TITLES = {
    filters.OVERVIEW: "Overview",
    filters.TEAM: "Team",
    filters.TRENDS: "Trends",
    filters.RELATION: "Workload and burnout",
    filters.LEAVE: "Leave use",
    filters.REST: "Rest",
    filters.DECISIONS: "Decisions compared",
    filters.BALANCES: "Balances",
    filters.LISTS: "Named lists",
    filters.NEXT: "Next four weeks",
    filters.LOADED: "What is loaded",
    filters.MEASURES: "Measures",
    filters.PRIVACY: "Privacy",
    filters.ALL_PAIRS: "All pairs",
    filters.GOES_WITH: "What goes with it",
    filters.LAG: "Lag",
    filters.PAPERS: "The study's papers",
    filters.SURVEY_QUALITY: "Survey quality",
    filters.QUALITY: "Quality",
    filters.IMPORT: "Import",
    filters.ROLES: "Roles",
}
# Elements whose text Streamlit reads as markdown; `text` and tables are not among them.
MARKDOWN = ("title", "header", "subheader", "markdown", "caption")
SLOWEST = 180  # seconds; where ten other processes share two cores, a page waits
# the key at the end of the name that Streamlit gives to an expander
BEHIND = re.compile(r"behind-.+$")


def opened(page: str, **address: str) -> AppTest:
    """The page as its address says, after one run; asserts that it is that page."""
    app = AppTest.from_file(DASHBOARD, default_timeout=SLOWEST)
    app.query_params.update(address)
    if page != filters.OVERVIEW:
        app._registered_pages = navigation()
        app.switch_page(page)
    app.run()
    assert not app.exception, [each.message for each in app.exception]
    assert [each.value for each in app.title] == [TITLES.get(page, "History")]
    return app


@cache
def navigation() -> dict[str, Any]:
    """The frame's pages, which an AppTest learns only by running the frame: once."""
    app = AppTest.from_file(DASHBOARD, default_timeout=SLOWEST).run()
    assert len(app._registered_pages) > len(TITLES), "whoever is here is signed in"
    return app._registered_pages


def unfolded(app: AppTest) -> AppTest:
    """The page with every table behind a figure opened, as if each had been clicked."""
    keys = [BEHIND.search(part.proto.id) for part in app.expander]
    found = [key[0] for key in keys if key] + folded(app)
    closed = [key for key in found if not _held(app, key)]
    for key in closed:
        app.session_state[key] = True
    if closed:
        app.run()
        assert not app.exception, [each.message for each in app.exception]
    return app


def folded(app: AppTest) -> list[str]:
    """The keys of what blocks of the page unfold."""
    return [f"behind-{each['key']}" for each in blocks(app) if each["behind"]]


def _held(app: AppTest, key: str) -> bool:
    return key in app.session_state and bool(app.session_state[key])


def elements(app: AppTest) -> Iterator[Any]:
    """Every element of the page and its sidebar, those behind figures among them."""
    yield from _leaves(unfolded(app)._tree)


def _leaves(node: Any) -> Iterator[Any]:
    if not hasattr(node, "children"):
        yield node
        return
    for child in node.children.values():
        yield from _leaves(child)


def written(app: AppTest) -> str:
    """All text of the page, one element per line; charts and tables are not in it."""
    kinds = (*MARKDOWN, "text")
    said = [each.value for each in elements(app) if each.type in kinds]
    for each in blocks(app):
        quiet = [each["look_at"], each["how"]]
        said += [each["heading"], *each["lines"], *quiet, *each["after"]]
    return "\n".join(said)


def markdown(app: AppTest) -> str:
    """The part of the text that is read as markdown."""
    return "\n".join(each.value for each in elements(app) if each.type in MARKDOWN)


def figures(app: AppTest) -> list[dict[str, Any]]:
    """The page's charts, each as Plotly's own JSON."""
    return [json.loads(each.proto.spec) for each in app.get("plotly_chart")]


def board(app: AppTest) -> dict[str, Any] | None:
    """What the matrix of the page was given, none if there is none."""
    drawn = next((each for each in _components(app) if "rows" in each), None)
    return {**drawn, "rows": json.loads(drawn["rows"])} if drawn else None


def tiles(app: AppTest) -> list[list[dict[str, Any]]]:
    """The page's small multiples, a list of plots for each block that has some."""
    return [each["tiles"] for each in blocks(app) if each["tiles"]]


def blocks(app: AppTest) -> list[dict[str, Any]]:
    """What the browser draws in one piece: headings, words, plots, what unfolds."""
    sent = [each["blocks"] for each in _components(app) if "blocks" in each]
    return [json.loads(block) for blocks in sent for block in blocks]


def said(tile: dict[str, Any]) -> list[str]:
    """What a plot says of its points, in their order."""
    dots = ET.fromstring(tile["svg"]).iter("{http://www.w3.org/2000/svg}circle")
    return [dot.get("data-says", "") for dot in dots]


def _components(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(each.proto.json) for each in app.get("bidi_component")]


def tables(app: AppTest) -> Iterator[dict[str, Any]]:
    """Every row of every table of the page."""
    for table in unfolded(app).dataframe:
        yield from table.value.to_dict("records")
