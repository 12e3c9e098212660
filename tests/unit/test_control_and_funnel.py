"""Control charts and funnels draw what was published: each claim fails on planted faults."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from datetime import date
from types import ModuleType
from typing import Any

import polars as pl
import pytest

from charts import control, funnel
from charts.panels import Action, Panel
from charts.theme import LIGHT
from charts.yardstick import Yardstick

CASELOAD = Yardstick(
    measure="caseload_per_fte",
    label="Caseload per FTE",
    short_label="Caseload",
    unit="clients per FTE",
    format="decimal",
    section="Load",
    direction="strain",
    reference=27.0,
    agreed_level=28.0,
    step=1.0,
)
MONTHS = [date(2026, month, 1) for month in range(1, 9)]
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


def panel() -> Panel:
    own = pl.DataFrame(
        {
            "period_start": MONTHS,
            "value": VALUES,
            "lower": [None] * 8,
            "upper": [None] * 8,
            "state": ["not_shown" if value is None else "shown" for value in VALUES],
        },
        schema_overrides={"lower": pl.Float64, "upper": pl.Float64},
    )
    return Panel(CASELOAD, own, own.clear(), control=CHARTED)


def drawn(made: Any) -> dict[str, Any]:
    """A figure as plain lists."""
    found: dict[str, Any] = json.loads(json.dumps(made.to_dict(), default=str))
    return found


def chart(module: ModuleType) -> dict[str, Any]:
    own = panel()
    actions = {"": [Action(MONTHS[2], "A")], "Another": [Action(MONTHS[3], "B")]}
    return drawn(module.control([own, own], actions, LIGHT))


def of_first(figure: dict[str, Any]) -> list[dict[str, Any]]:
    return [trace for trace in figure["data"] if trace["xaxis"] == "x"]


def a_gap_is_bridged_by_nothing(module: ModuleType) -> None:
    traces = of_first(chart(module))
    points = next(trace for trace in traces if trace["mode"] == "lines+markers")
    shown = dict(zip(points["x"], points["y"], strict=True))
    assert shown == {str(day): v for day, v in zip(MONTHS, VALUES, strict=True)}
    assert points["connectgaps"] is False
    (mark,) = (trace for trace in traces if trace.get("text") == ["[c]"])
    assert mark["x"] == [str(MONTHS[3])]
    assert mark["y"] == [chart(module)["layout"]["yaxis"]["range"][0]]


def a_period_left_out_is_a_gap_too(module: ModuleType) -> None:
    rows = [{"period_start": day, "value": 1.0} for day in (*MONTHS[:3], *MONTHS[4:])]
    assert [row["value"] for row in module.with_gaps(rows)].index(None) == 3
    assert None not in [r["value"] for r in module.with_gaps(rows[:3])]


def each_segment_has_its_own_lines(module: ModuleType) -> None:
    thin = [trace for trace in of_first(chart(module)) if trace["mode"] == "lines"]
    centre, limits = thin
    assert centre["y"] == [22.0, 22.0, 22.0, None, 30.0, 30.0, 30.0, 30.0]
    below = [18.0] * 3 + [None] + [25.0] * 4
    above = [26.0] * 3 + [None] + [35.0] * 4
    assert limits["y"] == [*below, None, *above]
    assert [line["line"].get("dash") for line in thin] == [None, "dash"]
    assert not any(line["connectgaps"] for line in thin)


def what_a_point_means_has_a_shape_and_a_letter(module: ModuleType) -> None:
    traces = of_first(chart(module))
    points = next(trace for trace in traces if trace["mode"] == "lines+markers")
    shapes = dict(zip(points["x"], points["marker"]["symbol"], strict=True))
    marked = {day: shape for day, shape in shapes.items() if shape != "circle"}
    assert marked == {
        str(MONTHS[1]): "diamond",
        str(MONTHS[2]): "square",
        str(MONTHS[5]): "triangle-up",
        str(MONTHS[7]): "diamond",
    }
    letters = next(trace for trace in traces if "H" in (trace.get("text") or []))
    said = dict(zip(letters["x"], letters["text"], strict=True))
    assert said == dict(zip(marked, "HLHH", strict=True))
    sizes = dict(zip(points["x"], points["marker"]["size"], strict=True))
    assert all(sizes[day] > sizes[str(MONTHS[0])] for day in marked)


def an_action_stands_on_its_own_measure_alone(module: ModuleType) -> None:
    layout = chart(module)["layout"]
    letters = [note["text"] for note in layout["annotations"]]
    assert letters.count("A") == 2  # of all measures: on both panels
    assert "B" not in letters


def levels_are_drawn_where_they_are(module: ModuleType) -> None:
    shapes = chart(module)["layout"]["shapes"]
    level = [s for s in shapes if s["y0"] == s["y1"] == 28.0]
    assert len(level) == 2
    assert {line["line"]["color"] for line in level} == {LIGHT.concern}


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
SCORE = Yardstick(
    measure="cbi_work",
    label="Work-related burnout",
    short_label="Burnout, work",
    unit="points",
    format="whole",
    section="Scores",
    direction="strain",
    step=5.0,
)


def funnels(module: ModuleType) -> dict[str, Any]:
    return drawn(module.funnel({"cbi_work": POINTS}, {"cbi_work": SCORE}, LIGHT))


def limits_stand_over_their_band(module: ModuleType) -> None:
    figure = funnels(module)
    bands = figure["layout"]["xaxis"]["ticktext"]
    assert bands == ["5-9 answers", "10-19 answers", "20-49 answers"]
    target, near, far = (t for t in figure["data"] if t["mode"] == "lines")
    assert set(target["y"]) == {45.0, None}
    assert near["line"]["dash"] == "dot"
    assert "dash" not in far["line"]
    for line, ends in (
        (near, ("lower", "upper")),
        (far, ("alarm_lower", "alarm_upper")),
    ):
        for place, band in enumerate(("5-9", "10-19", "20-49")):
            over = {
                y
                for x, y in zip(line["x"], line["y"], strict=True)
                if x is not None and abs(x - place) < 0.5
            }
            row = POINTS.filter(answers=band).row(0, named=True)
            assert over == {row[end] for end in ends}


def the_team_is_told_from_others_who_have_no_name(module: ModuleType) -> None:
    figure = funnels(module)
    others, own, shrunk = (t for t in figure["data"] if t["mode"] == "markers")
    assert own["y"] == [62.0]
    assert sorted(others["y"]) == [41.0, 43.0, 47.0]
    assert shrunk["y"] == [52.0]
    assert shrunk["marker"]["symbol"] == "diamond-open"
    assert [round(x) for x in own["x"]] == [0]
    by_value = dict(zip(others["y"], others["x"], strict=True))
    assert [round(by_value[y]) for y in (41.0, 43.0, 47.0)] == [0, 1, 2]
    assert "Secret" not in json.dumps(figure)
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < 21.0
    assert high > 69.0


CONTROL = (
    a_gap_is_bridged_by_nothing,
    a_period_left_out_is_a_gap_too,
    each_segment_has_its_own_lines,
    what_a_point_means_has_a_shape_and_a_letter,
    an_action_stands_on_its_own_measure_alone,
    levels_are_drawn_where_they_are,
)
FUNNEL = (limits_stand_over_their_band, the_team_is_told_from_others_who_have_no_name)
Claim = Callable[[ModuleType], None]
FAULTS = [
    (control, '"connectgaps": False,\\n        "line"', '"connectgaps": True,\\n        "line"'),
    (control, "if days_apart > usual", "if days_apart < 0"),
    (control, "LEFT_OUT = 1.6", "LEFT_OUT = 0.5"),
    (control, "if before is not None and row[0] != before", "if False"),
    (control, "[*lower, None, *upper]", "[*lower, *upper]"),
    (control, '"dash": "dash"', '"dash": "solid"'),
    (control, '"concern": "diamond"', '"concern": "square"'),
    (control, '"H" if row["state"] in HIGH else "L"', '"L" if row["state"] in HIGH else "H"'),
    (control, 'row["meaning"] not in (None, "common")', 'row["meaning"] is None'),
    (control, '[4 if one == "common" else 8 for one in meanings]', "[4 for one in meanings]"),
    (control, "return [\\n        *_lines(panel.control, theme),", "return ["),
    (funnel, "key=_least", "key=str"),
    (funnel, '("lower", "upper"), near', '("lower", "alarm_upper"), near'),
    (funnel, '("alarm_lower", "alarm_upper"), far', '("lower", "upper"), far'),
    (funnel, 'rows.filter(pl.col("answers") == band).row(0', "rows.row(0"),
    (funnel, '"dash": "dot"', '"dash": "solid"'),
    (funnel, 'rows.filter(~pl.col("own"))', "rows"),
    (funnel, 'own, bands, "drawn_in", drawn_in', 'own, bands, "value", drawn_in'),
    (funnel, '"diamond-open"', '"diamond"'),
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


def test_without_anything_to_draw_figures_are_empty() -> None:
    assert drawn(control.control([], {}, LIGHT))["data"] == []
    assert drawn(funnel.funnel({}, {}, LIGHT))["data"] == []
