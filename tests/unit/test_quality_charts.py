"""Claims about fields of cells, reliability, bands, the silent, and breaks in a series."""

from __future__ import annotations

import doctest
from datetime import date

import polars as pl
import pytest

from charts import bands as bands_module
from charts.bands import BandPanel, bands
from charts.board import board, columns, lines
from charts.control import control
from charts.grid import OF_CONCERN, PLAIN, Square, fills, grid, ink_of
from charts.panels import BEFORE, Panel
from charts.reliability import ScalePanel, reliability
from charts.scores import across, scores
from charts.series import lines as lines_of
from charts.silent import silent
from charts.theme import LIGHT, Theme, contrast
from charts.yardstick import Yardstick
from tests.unit.made_panels import (
    DAYS,
    READABLE,
    SCORE,
    THEMES,
    drawn,
    lengths,
    panel,
    parts,
    points,
    words,
)


def marks(figure, text: str = "[b]") -> list[str]:
    notes = figure.to_plotly_json()["layout"].get("annotations", [])
    return [note["x"] for note in notes if note["text"] == text]


# -- the field of cells -----------------------------------------------------------


@THEMES
def test_every_text_of_a_field_is_readable_on_its_shade(theme: Theme) -> None:
    for shade, fill in enumerate(fills(theme)):
        assert contrast(ink_of(shade, theme), fill) >= READABLE, shade


def test_every_cell_has_its_text_in_its_place() -> None:
    cells = [
        [Square("70-79", 4), Square("[c]")],
        [Square("45 L", OF_CONCERN), Square("")],
    ]
    drawn = grid(["Adult", "<b>Youth"], ["Wave 1", "Aug\n26"], cells, LIGHT)
    made = drawn.to_plotly_json()
    field, *layers = made["data"]
    assert field["z"] == [[4, PLAIN], [OF_CONCERN, PLAIN]]
    texts = {
        (x, y): text
        for layer in layers
        for x, y, text in zip(layer["x"], layer["y"], layer["text"], strict=True)
    }
    assert texts == {(0, 0): "70-79", (1, 0): "[c]", (0, 1): "45 L", (1, 1): ""}
    assert made["layout"]["xaxis"]["ticktext"] == ["Wave 1", "Aug<br>26"]
    assert made["layout"]["yaxis"]["ticktext"] == ["Adult", "&lt;b&gt;Youth"]


def test_a_field_of_nothing_is_an_empty_frame() -> None:
    assert grid([], [], [], LIGHT).to_plotly_json()["data"][0]["z"] == []


# -- reliability ------------------------------------------------------------------


def scale(*alphas: float | None, breaks: tuple[date, ...] = ()) -> ScalePanel:
    rows = pl.DataFrame(
        {
            "period_start": DAYS[: len(alphas)],
            "state": ["not_computed" if one is None else "shown" for one in alphas],
            "alpha": alphas,
            "alpha_lower": [None if one is None else one - 0.05 for one in alphas],
            "alpha_upper": [None if one is None else one + 0.04 for one in alphas],
            "omega": alphas,
        },
        schema_overrides=dict.fromkeys(
            ("alpha", "alpha_lower", "alpha_upper", "omega"), pl.Float64
        ),
    )
    return ScalePanel("Burnout, work", rows, 0.87, breaks)


def test_a_wave_without_alpha_is_a_mark_and_never_a_point() -> None:
    data = reliability([scale(None, 0.86)], LIGHT).to_plotly_json()["data"]
    alpha, omega, gaps = data
    assert alpha["y"] == omega["y"] == [0.86]
    assert (gaps["x"], gaps["text"]) == ([DAYS[0]], ["[x]"])


def test_a_negative_alpha_stretches_the_axis_and_keeps_its_sign() -> None:
    made = reliability([scale(-0.61)], LIGHT).to_plotly_json()["layout"]
    assert made["yaxis"]["range"][0] < -0.66
    assert "\N{MINUS SIGN}.61" in [note["text"] for note in made["annotations"]]


def test_a_scale_that_is_asked_no_more_shows_no_latest_figure() -> None:
    made = reliability([scale(0.86, 0.85, breaks=(DAYS[2],))], LIGHT).to_plotly_json()
    texts = [note["text"] for note in made["layout"]["annotations"]]
    assert ".85" not in texts
    assert "[b]" in texts


def test_no_scale_is_an_empty_figure() -> None:
    assert reliability([], LIGHT).to_plotly_json()["data"] == []


# -- bands ------------------------------------------------------------------------


def test_doctests_hold() -> None:
    assert doctest.testmod(bands_module).failed == 0


def test_a_bar_reaches_from_one_end_of_its_band_to_the_other() -> None:
    one = BandPanel(
        "Too fast", ["1", "2"], [(0.05, 0.1), None], ["5-9 %", ""], ["", "[c]"]
    )
    bar, words, gaps = bands([one], LIGHT).to_plotly_json()["data"]
    assert (bar["base"], bar["y"]) == ([0.05], [0.05])
    assert words["text"] == ["5-9"]
    assert (gaps["x"], gaps["text"]) == ([1], ["[c]"])


# -- the silent -------------------------------------------------------------------


def reached(**changes: object) -> pl.DataFrame:
    row = {
        "period_start": DAYS[0],
        "wave_name": "Wave 1",
        "value": 46.0,
        "lower": 42.0,
        "upper": 50.0,
        "low": 48.0,
        "high": 49.0,
        "least": 44.0,
        "most": 53.0,
        "broke": None,
    }
    return pl.DataFrame([row | changes])


def test_the_bars_are_the_ends_and_each_wave_has_its_own() -> None:
    thin, thick, dot = silent(reached(), SCORE, LIGHT).to_plotly_json()["data"]
    assert thin["y"] == [44, 53, None]
    assert thick["y"] == [48, 49, None]
    assert dot["y"] == [46]
    assert not thin["connectgaps"]


def test_a_wave_without_a_rate_has_a_dot_alone() -> None:
    unknown = reached(low=None, high=None, least=None, most=None)
    thin, thick, dot = silent(unknown, SCORE, LIGHT).to_plotly_json()["data"]
    assert thin["y"] == thick["y"] == []
    assert dot["y"] == [46]


def test_a_break_is_marked_among_the_waves() -> None:
    assert marks(silent(reached(broke="another instrument"), SCORE, LIGHT))
    assert not marks(silent(reached(), SCORE, LIGHT))


# -- breaks in a series -----------------------------------------------------------


@pytest.mark.parametrize("draw", [lines_of, control])
def test_no_line_leads_over_a_break(draw) -> None:
    (whole,) = drawn([score(40, 41, 50, 51)], draw).tiles
    assert lengths(whole, "own") == [4]
    (broken,) = drawn([score(40, 41, 50, 51, breaks=(DAYS[2],))], draw).tiles
    assert lengths(broken, "own") == [2, 2]
    assert words(broken, "break") == ["[b]"]
    (line,) = parts(broken, "line", "break")
    days = [(day - DAYS[0]).days for day in (DAYS[1], DAYS[2] - BEFORE, DAYS[2])]
    before, at, after = (
        f"{100 * one / (DAYS[3] - DAYS[0]).days:05.2f}%" for one in days
    )
    assert before < str(line.get("x1")) == at < after


def test_scores_of_two_instruments_have_one_time_axis_and_no_line() -> None:
    old = score(40, 41, breaks=(DAYS[2],))
    rows = points([1, 2, 50, 51], DAYS)
    new = Panel(SCORE, rows.tail(2), rows.clear(), (DAYS[2],))
    one, other = drawn([old, new], scores, ends=across([old, new])).tiles
    ticks = [
        [each.get("x") for each in parts(t, "text", "along")] for t in (one, other)
    ]
    assert ticks[0] == ticks[1]
    assert lengths(one, "own") == lengths(other, "own") == []
    assert [words(each, "break") for each in (one, other)] == [["[b]"], ["[b]"]]


def score(*values: float | None, breaks: tuple[date, ...] = ()) -> Panel:
    return panel(values, SCORE, DAYS, breaks=breaks)


def test_an_ended_series_has_no_latest_figure_in_its_heading() -> None:
    assert score(40, 41, breaks=(DAYS[2],)).last is None
    assert score(40, 41, 42, breaks=(DAYS[2],)).last == 42
    assert score(40, 41).last == 41


def test_a_cell_of_the_matrix_says_where_its_series_broke() -> None:
    groups = pl.DataFrame({"group_id": ["a"], "name": ["A"], "parent": ["P"]})
    estimate = {
        "measure": "cbi_work",
        "group_id": "a",
        "value": 46.0,
        "state": "shown",
        "reading": None,
        "shown_in": None,
        "level": 45.0,
    }
    for broke, text in ((None, "46"), ("asked without CBI_13", "46 [b]")):
        rows = pl.DataFrame([estimate | {"broke": broke}])
        drawn = board(lines(groups, rows, [SCORE]), [SCORE], {}, LIGHT)
        assert drawn["rows"][0]["cells"][0][0] == text


def test_the_short_view_holds_what_is_to_stand_side_by_side() -> None:
    others = [
        Yardstick(**{**vars(SCORE), "measure": key, "position": place})
        for place, key in enumerate(("cbi_personal", "olbi_exhaustion"), start=1)
    ]
    known = [SCORE, *others]
    short = columns(known, ("Scores",), short=True)
    assert [each.measure for each in short] == ["cbi_work"]
    both = columns(known, ("Scores",), short=True, side_by_side=["olbi_exhaustion"])
    assert [each.measure for each in both] == ["cbi_work", "olbi_exhaustion"]
