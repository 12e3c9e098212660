"""Control charts and funnels draw what was published: each claim fails on planted faults."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import ModuleType

import polars as pl
import pytest

from charts import control, funnel
from charts.panels import Action
from charts.svg import SHAPES
from charts.tiles import TALL, Tile
from tests.unit.made_panels import (
    CASELOAD,
    MONTHS,
    SCORE,
    drawn,
    lengths,
    panel,
    parts,
    said,
    words,
)

AGREED = replace(CASELOAD, reference=27.0, agreed_level=28.0, step=1.0)
# April is not shown; May begins a new segment
VALUES = [20.0, 24.0, 21.0, None, 30.0, 31.0, 29.0, 36.0]
CHARTED = pl.DataFrame(
    [
        (MONTHS[0], 22.0, 18.0, 26.0, 0, "common", "common"),
        (MONTHS[1], 22.0, 18.0, 26.0, 0, "near_upper", "concern"),
        (MONTHS[2], 22.0, 18.0, 26.0, 0, "run_below", "improvement"),
        (MONTHS[4], 30.0, 25.0, 35.0, 1, "common", "common"),
        (MONTHS[5], 30.0, 25.0, 35.0, 1, "rising", "change"),
        (MONTHS[6], 30.0, 25.0, 35.0, 1, "common", "common"),
        (MONTHS[7], 30.0, 25.0, 35.0, 1, "above_limit", "concern"),
    ],
    schema=["period_start", "centre", "lower", "upper", "segment", "state", "meaning"],
    orient="row",
)


ACTIONS = {"": [Action(MONTHS[2], "A")], "Another": [Action(MONTHS[3], "B")]}


def charts(module: ModuleType) -> tuple[Tile, ...]:
    own = panel(VALUES, AGREED, control=CHARTED)
    return drawn([own, own], module.control, actions=ACTIONS).tiles


def across(day: date) -> str:
    return f"{100 * (day - MONTHS[0]).days / (MONTHS[-1] - MONTHS[0]).days:.2f}%"


def a_gap_is_bridged_by_nothing(module: ModuleType) -> None:
    tile = charts(module)[0]
    assert lengths(tile, "own") == [3, 4]
    shown = {each.get("cx"): each.get("data-says") for each in parts(tile, "circle")}
    states = dict(CHARTED.select("period_start", "state").rows())
    assert shown == {
        across(day): f"{day:%b} 2026: {value:.1f}, {module.STATE_WORDS[states[day]]}"
        for day, value in zip(MONTHS, VALUES, strict=True)
        if value is not None
    }
    assert words(tile, "mark") == ["[c]"]


def a_period_left_out_is_a_gap_too(module: ModuleType) -> None:
    own = panel(VALUES, AGREED, control=CHARTED)
    left_out = replace(own, own=own.own.filter(pl.col("value").is_not_null()))
    (tile,) = drawn([left_out], module.control).tiles
    assert lengths(tile, "own") == [3, 4]
    assert words(tile, "mark") == []


def each_segment_has_its_own_lines(module: ModuleType) -> None:
    tile = charts(module)[0]
    assert lengths(tile, "usual") == [3, 4]
    heights = {
        kind: [
            {place.split()[1] for place in line.get("d", "")[1:].split("L")}
            for line in parts(tile, "path", kind)
        ]
        for kind in ("usual", "limit")
    }
    centres, limits = heights["usual"], heights["limit"]
    assert all(len(line) == 1 for line in [*centres, *limits])  # level
    (first, second) = (float(*line) for line in centres)
    assert first > second  # 22 lies below 30
    low_1, high_1, low_2, high_2 = (float(*line) for line in limits)
    assert low_1 > first > high_1
    assert low_2 > second > high_2
    assert (low_1 - first) / (low_2 - second) == pytest.approx(4 / 5, abs=0.02)


def what_a_point_means_has_a_shape_and_a_letter(module: ModuleType) -> None:
    tile = charts(module)[0]
    marked = {
        kind: [path.get("d") for path in parts(tile, "path", kind)]
        for kind in ("concern", "improvement", "change")
    }
    assert marked == {
        "concern": [SHAPES["diamond"]] * 2,
        "improvement": [SHAPES["square"]],
        "change": [SHAPES["triangle"]],
    }
    letters = {each.get("x"): each.text for each in parts(tile, "text", "letter")}
    days = [MONTHS[place] for place in (1, 2, 5, 7)]
    assert letters == dict(zip(map(across, days), "HLHH", strict=True))


def a_row_of_marks_has_one_letter(module: ModuleType) -> None:
    run = CHARTED.with_columns(
        state=pl.lit("run_above"), meaning=pl.lit("concern"), segment=0
    )
    (tile,) = drawn([panel(VALUES, AGREED, control=run)], module.control).tiles
    assert len(parts(tile, "path", "concern")) == 7
    (letter,) = parts(tile, "text", "letter")
    assert (letter.text, letter.get("x")) == ("H", across(MONTHS[-1]))


def an_action_stands_on_its_own_measure_alone(module: ModuleType) -> None:
    for tile in charts(module):  # of all measures: on both panels
        assert words(tile, "action") == ["A"]
        (line,) = parts(tile, "line", "action")
        assert line.get("x1") == line.get("x2") == across(MONTHS[2])


def levels_are_drawn_where_they_are(module: ModuleType) -> None:
    tile = charts(module)[0]
    (agreed,) = parts(tile, "line", "agreed")
    (reference,) = parts(tile, "line", "reference")
    assert float(agreed.get("y1", "")) < float(reference.get("y1", ""))
    assert agreed.get("y1") == agreed.get("y2")
    assert words(tile, "agreed") == ["agreed 28.0"]


# own, value, answers, target, lower, upper, alarm_lower, alarm_upper, drawn_in
POINTS = pl.DataFrame(
    [
        (True, 62.0, "5-9", 45.0, 30.0, 60.0, 21.0, 69.0, 52.0),
        (False, 41.0, "5-9", 45.0, 30.0, 60.0, 21.0, 69.0, 44.0),
        (False, 47.0, "20-49", 45.0, 39.0, 51.0, 36.0, 54.0, 46.0),
        (False, 43.0, "10-19", 45.0, 35.0, 55.0, 30.0, 60.0, 44.5),
    ],
    schema=[
        *("own", "value", "answers", "target", "lower", "upper"),
        *("alarm_lower", "alarm_upper", "drawn_in"),
    ],
    orient="row",
).with_columns(name=pl.Series(["Own", "Secret A", "Secret B", "Secret C"]))


def funnel_of(module: ModuleType) -> Tile:
    found = module.funnel({"cbi_work": POINTS}, {"cbi_work": SCORE}, str)
    (tile,) = found.tiles
    return tile


def heights(tile: Tile, kind: str) -> list[float]:
    """How far down the level lines of a kind lie, in their order."""
    return [
        float(one.get("d", "").split("L")[0].split()[1])
        for one in parts(tile, "path", kind)
    ]


def down(value: float, tile: Tile) -> float:
    """How far down a value lies, by two dots whose values are known."""
    dots = {
        dot.get("data-says"): float(dot.get("cy", "")) for dot in parts(tile, "circle")
    }
    at_62, at_41 = dots["this team: 62"], dots["similar: 41"]
    return at_62 + (62 - value) * (at_41 - at_62) / 21


def limits_stand_over_their_band(module: ModuleType) -> None:
    tile = funnel_of(module)
    assert words(tile, "along") == ["5-9", "10-19", "20-49"]
    assert heights(tile, "usual") == pytest.approx([down(45, tile)] * 3, abs=0.2)
    for kind, ends in (
        ("near", ("lower", "upper")),
        ("far", ("alarm_lower", "alarm_upper")),
    ):
        expected = [
            down(POINTS.filter(answers=band).row(0, named=True)[end], tile)
            for band in ("5-9", "10-19", "20-49")
            for end in ends
        ]
        assert heights(tile, kind) == pytest.approx(expected, abs=0.2)


def the_team_is_told_from_others_who_have_no_name(module: ModuleType) -> None:
    tile = funnel_of(module)
    assert len(parts(tile, "circle", "large")) == 1
    assert sorted(said(tile)) == [
        "chance taken off: 52",
        *(f"similar: {value}" for value in (41, 43, 47)),
        "this team: 62",
    ]
    (shrunk,) = parts(tile, "path", "open")
    assert shrunk.get("d") == SHAPES["diamond"]
    (beside,) = parts(tile, "circle", "unseen")
    assert float(beside.get("cy", "")) == pytest.approx(down(52, tile), abs=0.2)
    assert parts(tile, "svg")[-1].get("y") == beside.get("cy")
    (own,) = parts(tile, "circle", "large")
    assert float(own.get("cx", "")[:-1]) == pytest.approx(100 / 6, abs=0.1)
    places = {
        dot.get("data-says"): int(float(dot.get("cx", "")[:-1]) * 3 / 100)
        for dot in parts(tile, "circle", "compared")
    }
    assert places == {"similar: 41": 0, "similar: 43": 1, "similar: 47": 2}
    assert "Secret" not in tile.svg
    # room for the widest limits
    assert min(heights(tile, "far")) > 0
    assert max(heights(tile, "far")) < TALL


CONTROL = (
    a_gap_is_bridged_by_nothing,
    a_period_left_out_is_a_gap_too,
    each_segment_has_its_own_lines,
    what_a_point_means_has_a_shape_and_a_letter,
    a_row_of_marks_has_one_letter,
    an_action_stands_on_its_own_measure_alone,
    levels_are_drawn_where_they_are,
)
FUNNEL = (limits_stand_over_their_band, the_team_is_told_from_others_who_have_no_name)
Claim = Callable[[ModuleType], None]
FAULTS = [
    (control, 'frame.lines(rows, "value", "own")', 'frame.plot.line(frame.places([r for r in rows if r["value"]], "value"), "own")'),
    (control, 'frame.panel.control.partition_by("segment", maintain_order=True)', "[frame.panel.control]"),
    (control, '("upper", "limit"),', '("lower", "limit"),'),
    (control, '"concern": "diamond"', '"concern": "square"'),
    (control, "'H' if row['state'] in HIGH else 'L'", "'L' if row['state'] in HIGH else 'H'"),
    (control, "_marked(after) != _marked(row)", "True"),
    (control, "_marked(row) and (after", "(after"),
    (control, 'if row["meaning"] in SHAPES:', "if False:"),
    (control, "    _limits(frame)\n", "    pass\n"),
    (control, "written}, {state}", "written}"),
    (funnel, "key=_least", "key=str"),
    (funnel, '("upper", "near")', '("alarm_upper", "near")'),
    (funnel, '("alarm_lower", "far")', '("lower", "far")'),
    (funnel, 'rows.filter(pl.col("answers") == band).row(0', "rows.row(0"),
    (funnel, 'rows.filter(~pl.col("own"))', "rows"),
    (funnel, 'plot.dot(x, row["drawn_in"]', 'plot.dot(x, row["value"]'),
    (funnel, '"diamond", "open own"', '"square", "open own"'),
    (funnel, '"value", "alarm_lower", "alarm_upper", "drawn_in"', '"value",'),
]  # fmt: skip


@pytest.mark.parametrize("claim", CONTROL, ids=lambda claim: claim.__name__)
def test_of_a_control_chart(claim: Claim) -> None:
    claim(control)


@pytest.mark.parametrize("claim", FUNNEL, ids=lambda claim: claim.__name__)
def test_of_a_funnel(claim: Claim) -> None:
    claim(funnel)


@pytest.mark.parametrize(("module", "right", "wrong"), FAULTS)
def test_a_planted_fault_breaks_a_claim(
    module: ModuleType, right: str, wrong: str
) -> None:
    source = inspect.getsource(module)
    right, wrong = right.replace("\\n", "\n"), wrong.replace("\\n", "\n")
    assert right in source
    faulty = ModuleType(module.__name__)
    exec(compile(source.replace(right, wrong), "planted", "exec"), faulty.__dict__)
    claims = CONTROL if module is control else FUNNEL
    assert any(fails(claim, faulty) for claim in claims)


def fails(claim: Claim, module: ModuleType) -> bool:
    try:
        claim(module)
    except (AssertionError, ValueError, StopIteration, KeyError):
        return True
    return False


def test_without_anything_to_draw_there_are_no_plots() -> None:
    assert funnel.funnel({}, {}, str).tiles == ()
