"""Claims about colours, marks, gaps and downloads."""

from __future__ import annotations

import doctest
from dataclasses import replace
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import calendar as calendar_of
from charts import svg
from charts.board import board, columns, lines
from charts.control import control
from charts.dots import dots, short_name
from charts.figure import Figure
from charts.finished import Finished, finished
from charts.grid import fills
from charts.matrix import FURTHEST, HATCHED, MARKS, PLAIN, Cell, Estimate, cell, palette
from charts.panels import Action, Panel
from charts.scores import scores
from charts.series import lines as lines_of
from charts.sparkline import span, sparkline
from charts.svg import month_ticks, ticks
from charts.theme import DARK, LIGHT, Theme, contrast
from charts.yardstick import Yardstick
from pages.shared.tables import csv
from tests.unit.made_panels import (
    CASELOAD,
    MONTHS,
    READABLE,
    SVG,
    THEMES,
    drawn,
    lengths,
    panel,
    parts,
    points,
    said,
    words,
)


def calendar_shades(theme: Theme) -> tuple[str, ...]:
    return calendar_of.SHADES_DARK if theme.name == "dark" else calendar_of.SHADES


def grid_shades(theme: Theme) -> list[str]:
    return fills(theme)[1:-1]


READINGS = st.sampled_from([None, "over", "under", "cannot_tell"])
VALUES = st.floats(0, 100, allow_nan=False)


@THEMES
def test_every_ink_of_the_matrix_is_readable_on_its_fill(theme: Theme) -> None:
    for tone in palette(theme):
        fill = theme.ground if tone["fill"] == "transparent" else tone["fill"]
        assert contrast(tone["ink"], fill) >= READABLE, tone
        # the stripes of a hatched cell lie under its ink as well
        assert contrast(tone["ink"], tone.get("stripe", fill)) >= READABLE, tone


@THEMES
def test_a_further_shade_stands_out_more_from_the_ground(theme: Theme) -> None:
    away = [contrast(fill, theme.ground) for fill in theme.diverging]
    bad, good = away[FURTHEST:], away[FURTHEST::-1]
    assert bad == sorted(set(bad))
    assert good == sorted(set(good))


@THEMES
@pytest.mark.parametrize("shades", [calendar_shades, grid_shades])
def test_more_stands_out_more_in_calendar_and_weeks(theme: Theme, shades) -> None:
    away = [contrast(fill, theme.ground) for fill in shades(theme)]
    assert away == sorted(set(away))
    # the fullest is seen at once on either ground
    assert away[-1] >= (4.5 if shades is calendar_shades else 2)


def test_no_shade_is_the_far_one_here_and_the_near_one_on_the_other_ground() -> None:
    sides = ((0, FURTHEST - 1), (2 * FURTHEST, FURTHEST + 1))
    for one, other in ((LIGHT, DARK), (DARK, LIGHT)):
        for far, near in sides:
            # told apart by how full the colour is, whatever the ground
            strong, mild = one.diverging[far], other.diverging[near]
            assert _fullness(strong) > _fullness(mild) + 0.1


def _fullness(colour: str) -> float:
    """How far the strongest channel lies above the weakest, 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return max(channels) - min(channels)


def test_the_legend_draws_every_shade_from_good_to_strained() -> None:
    scale = board([], [], {}, LIGHT)["scale"]
    assert [each["tone"] for each in scale] == [*range(2 * FURTHEST + 1), HATCHED]
    assert [each["says"] for each in scale if each["says"]] == [
        *("far on the good side", "far on the strained side"),
        "cannot be told from the reference",
    ]


@THEMES
def test_every_text_of_a_chart_is_readable_on_the_ground(theme: Theme) -> None:
    for ink in (
        theme.ink,
        theme.muted,
        theme.concern,
        theme.accent,
        theme.better,
    ):
        assert contrast(ink, theme.ground) >= READABLE, ink


@given(value=VALUES, reading=READINGS)
def test_no_colour_stands_without_a_letter(value: float, reading: str | None) -> None:
    shown = cell(Estimate(value, reading=reading), CASELOAD)
    assert bool(shown.letter) == (shown.tone not in {FURTHEST, PLAIN})
    assert (shown.letter == "?") == (shown.tone == HATCHED)


@given(value=VALUES)
def test_a_measure_without_direction_or_reference_claims_no_colour(
    value: float,
) -> None:
    aside = {"direction": "none"}, {"reference": None, "agreed_level": None}
    for change in aside:
        yardstick = Yardstick(**{**vars(CASELOAD), **change})
        assert cell(Estimate(value, reading="over"), yardstick).tone == PLAIN


@pytest.mark.parametrize(("state", "mark"), MARKS.items())
def test_what_is_not_shown_is_its_mark_without_colour(state: str, mark: str) -> None:
    # a value that came along by mistake must not be written either
    for value in (None, 0.0, 31.4):
        assert cell(Estimate(value, state), CASELOAD) == Cell(mark, "", PLAIN)


def test_an_absent_figure_is_a_mark_and_never_zero() -> None:
    assert cell(None, CASELOAD) == Cell("[x]", "", PLAIN)
    assert cell(Estimate(0.0), CASELOAD).text == "0.0"


@given(value=VALUES, reading=READINGS, others=st.lists(VALUES, max_size=8))
def test_a_colour_does_not_depend_on_what_other_teams_hold(
    value: float, reading: str | None, others: list[float]
) -> None:
    alone = drawn_board([value], reading)
    among = drawn_board([value, *others], reading)
    assert own_cell(among) == own_cell(alone)


def drawn_board(values: list[float], reading: str | None) -> dict:
    """The matrix of one measure; the first value is that of group `g0`."""
    names = [f"g{place}" for place in range(len(values))]
    groups = pl.DataFrame({"group_id": names, "name": names, "parent": "Adult"})
    estimates = groups.select(
        "group_id",
        measure=pl.lit(CASELOAD.measure),
        value=pl.Series(values, dtype=pl.Float64),
        state=pl.lit("shown"),
        reading=pl.lit(reading, dtype=pl.String),
        basis=pl.lit("available"),
        shown_in=pl.lit(None, dtype=pl.String),
        level=pl.lit(28.0),
    )
    measures = columns([CASELOAD], ("Load",), short=False)
    return board(lines(groups, estimates, measures), measures, {}, LIGHT)


def own_cell(drawn: dict) -> list:
    """The cell of `g0`."""
    return next(row["cells"] for row in drawn["rows"] if row["id"] == "g0")


def test_a_reading_said_in_words_is_also_seen() -> None:
    """29 lies a quarter step from 28: rounded it has no colour, read as over it has."""
    assert cell(Estimate(29.0), CASELOAD).tone == FURTHEST
    assert cell(Estimate(29.0, reading="over"), CASELOAD) == Cell("29.0", "H", 4)
    assert cell(Estimate(27.0, reading="under"), CASELOAD) == Cell("27.0", "L", 2)


def test_a_group_with_a_level_of_its_own_is_measured_from_that() -> None:
    assert cell(Estimate(36.0, level=36.0), CASELOAD) == Cell("36.0", "", FURTHEST)


def test_for_a_measure_that_protects_less_is_the_bad_side() -> None:
    protects = Yardstick(**{**vars(CASELOAD), "direction": "protects"})
    # 36 is two steps above 28, 20 two below
    assert cell(Estimate(36.0), protects) == Cell("36.0", "H", 1)
    assert cell(Estimate(20.0), protects) == Cell("20.0", "L", 5)


@pytest.mark.parametrize("draw", [lines_of, control, scores])
@pytest.mark.parametrize(("state", "mark"), MARKS.items())
def test_a_hidden_period_is_a_gap_with_its_mark(draw, state: str, mark: str) -> None:
    own = points([30.0, 31.0, None, None, 34.0, 33.0], hidden=state)
    (tile,) = drawn([Panel(CASELOAD, own, own.clear())], draw).tiles
    # one mark for both months, along the foot from the first to the last of them
    assert words(tile, "mark") == [mark]
    (foot,) = parts(tile, "line", "hidden")
    days = [(day - MONTHS[0]).days for day in MONTHS[:6]]
    ends = [f"{100 * days[place] / days[5]:.2f}%" for place in (2, 3)]
    assert [foot.get("x1"), foot.get("x2")] == ends
    # no point stands there, and no line leads over it
    assert len(said(tile)) == 4
    assert set(lengths(tile, "own")) <= {2}


def test_periods_hidden_for_two_reasons_have_two_marks() -> None:
    own = points([30.0, None, None]).with_columns(
        state=pl.Series(["shown", "not_shown", "missing"])
    )
    (tile,) = drawn([Panel(CASELOAD, own, own.clear())], lines_of).tiles
    assert words(tile, "mark") == ["[c]", "[x]"]


def test_the_band_does_not_bridge_a_hidden_period() -> None:
    (tile,) = drawn([panel([30.0, 31.0, None, 34.0, 33.0])], lines_of).tiles
    # out along the lower edge and back along the upper one, twice
    assert lengths(tile, "band") == [4, 4]


def test_every_text_of_a_plot_is_escaped() -> None:
    name = "<script>alert(1)</script> & <b>"
    odd = replace(CASELOAD, short_label=name, unit=name, agreed_level=29.0)
    actions = {"": [Action(MONTHS[1], "<i>")]}
    (tile,) = drawn([panel([30.0, 31.0, 28.0], odd)], control, actions=actions).tiles
    assert tile.title == name
    assert "<script>" not in tile.svg
    assert "&lt;i&gt;" in tile.svg
    assert "<i>" in words(tile)


def test_a_plot_says_its_points_as_pages_write_them() -> None:
    share = replace(CASELOAD, format="share", step=0.05, reference=None)
    (tile,) = drawn([panel([0.311, 0.289], share)], lines_of).tiles
    assert said(tile) == ["Jan 2026: 31 %", "Feb 2026: 29 %"]
    assert (tile.latest, tile.says) == ("29 %", "clients per FTE")
    assert all(text.endswith(" %") for text in words(tile, "up"))


def test_the_examples_of_ticks_hold() -> None:
    assert doctest.testmod(svg).failed == 0


@given(low=st.floats(-1e4, 1e4), wide=st.floats(1e-3, 1e4), most=st.integers(2, 8))
def test_ticks_are_few_and_lie_inside(low: float, wide: float, most: int) -> None:
    found = ticks(low, low + wide, most)
    assert 1 <= len(found) <= most
    assert all(low - 1e-6 <= one <= low + wide + 1e-6 for one in found)


@given(first=st.dates(date(1990, 1, 1), date(2020, 1, 1)), days=st.integers(1, 4000))
def test_ticks_of_time_are_first_days_of_months_inside(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    found = month_ticks(first, last)
    assert len(found) <= 4
    assert all(first <= day <= last and day.day == 1 for day in found)


def test_a_plot_of_one_period_or_none_is_drawn() -> None:
    for values in ([30.0], []):
        (tile,) = drawn([panel(values)], control).tiles
        assert len(said(tile)) == len(values)
    assert drawn([], control).tiles == ()


def test_the_sparkline_leaves_a_gap() -> None:
    values = [30.0, 31.0, None, 34.0, 33.0]
    image = ET.fromstring(sparkline(MONTHS[:5], [*values], CASELOAD, LIGHT))
    assert [
        len(line.get("points", "").split()) for line in image.iter(f"{SVG}polyline")
    ] == [2, 2]
    heights = [float(dot.get("cy", "")) for dot in image.iter(f"{SVG}circle")]
    # more is higher up, and there is no dot for what is not shown
    assert sorted(heights, reverse=True) == [heights[place] for place in (0, 1, 3, 2)]


def test_names_that_differ_at_their_end_still_differ_when_cut() -> None:
    one, other = (f"Central Outpatient Program {n}, joint unit" for n in (1, 2))
    ends = {short_name(f"{one} A"), short_name(f"{one} B"), short_name(other)}
    assert len(ends) == 3
    assert max(map(len, ends)) == 34
    assert short_name("Canal House") == "Canal House"


@given(st.lists(st.floats(0, 100), min_size=1), st.floats(0, 20))
def test_an_axis_of_what_is_never_negative_starts_at_nought(
    values: list[float], step: float
) -> None:
    low, high = span([*values], replace(CASELOAD, step=step))
    assert low <= min(values) <= max(values) <= high
    assert high - low >= 4 * step - 1e-6
    # room for the dot of a 0, and no tick below it
    assert low >= -0.05 * (high - low)
    assert span([-3.0, 4.0], CASELOAD)[0] < -3


def test_a_figure_handed_over_twice_is_drawn_once() -> None:
    made, changed = (dots(teams([value]), CASELOAD, LIGHT) for value in (30.0, 31.0))
    twice = [Finished(made).to_dict()["layout"] for _ in range(2)]
    assert twice[0]["datarevision"] == twice[1]["datarevision"]
    other = finished(changed)
    assert other is not None
    assert other.to_dict()["layout"]["datarevision"] != twice[0]["datarevision"]
    # with a template in it the browser sees a change where there is none
    assert "template" not in twice[0]
    assert finished(None) is None


def teams(values: list[float | None]) -> pl.DataFrame:
    """A row per team, as charts of dots want them."""
    names = [f"Team {place}" for place in range(len(values))]
    return points(values).with_columns(name=pl.Series(names, dtype=pl.String))


def test_a_hidden_team_keeps_its_line_with_a_mark_in_place_of_the_dot() -> None:
    figure = dots(teams([30.0, None]), CASELOAD, LIGHT).to_plotly_json()
    shown, hidden = figure["data"]
    assert (list(shown["x"]), list(shown["y"])) == ([30.0], [0])
    assert (list(hidden["text"]), list(hidden["y"])) == (["[c]"], [1])
    assert figure["layout"]["yaxis"]["ticktext"] == ["Team 0", "Team 1"]


@pytest.mark.parametrize("first", "=+-@\t\r")
def test_a_downloaded_cell_is_never_a_formula(first: str) -> None:
    table = pl.DataFrame({"Team": [f"{first}1+1", "Westgate"], "Value": [-1.5, 2.0]})
    read = pl.read_csv(csv(table), encoding="utf8")
    assert read["Team"].to_list() == [f"'{first}1+1", "Westgate"]
    # numbers stay numbers
    assert read["Value"].to_list() == [-1.5, 2.0]


def test_a_figure_is_its_parts_and_plotly_refuses_what_it_does_not_know() -> None:
    parts = {"data": [{"type": "scatter", "x": [1], "y": [2]}], "layout": {}}
    assert Figure(parts).to_dict() is parts
    assert Figure(parts).to_plotly_json()["data"] == parts["data"]
    assert Figure(parts).data[0].x == (1,)
    wrong = {"data": [{"type": "scatter", "colour": "red"}], "layout": {}}
    with pytest.raises(ValueError, match="colour"):
        Figure(wrong).to_plotly_json()


def test_finishing_a_figure_leaves_its_parts_alone() -> None:
    parts = {"data": [], "layout": {"height": 40, "template": {}}}
    whole = Finished(Figure(parts)).to_dict()
    assert set(whole["layout"]) == {"height", "datarevision"}
    assert parts["layout"] == {"height": 40, "template": {}}
