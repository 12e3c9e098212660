"""Scoring against a second, slow scorer that shares nothing with it but the TOML text."""

from __future__ import annotations

import tomllib
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.instruments import INSTRUMENTS_FOLDER, instruments
from etl.scoring import score, score_wide

FILES = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(INSTRUMENTS_FOLDER.glob("*.toml"))
}
CODINGS = [
    (key, coding)
    for key, file in FILES.items()
    for coding in [one["name"] for one in file.get("coding", [])] or [""]
]

Answers = dict[str, int | None]


def slow_scores(file: dict[str, Any], coding: str, answers: Answers) -> dict[str, Any]:
    """Scale -> own score, score on 0 to 100, answered; one item at a time."""
    own_items = {one["measure"]: one.get("items", []) for one in file["scale"]}
    turned = {item for one in file["scale"] for item in one.get("reversed", [])}
    for one in file.get("coding", []):
        if one["name"] == coding:
            turned = set(one.get("reversed", []))
    found = {}
    for one in file["scale"]:
        items = one.get("items") or [
            item for part in one["composite_of"] for item in own_items[part]
        ]
        native = [
            slow_item(file, one, answers[item], turned=item in turned)
            for item in items
            if answers.get(item) is not None
        ]
        value = points = None
        if len(native) >= one.get("least_answered", (len(items) + 1) // 2):
            value = sum(native) / len(native)
            if one["formula"] == "sum":
                value *= len(items)
            points = 100 * (value - one["lowest"]) / (one["highest"] - one["lowest"])
        found[one["measure"]] = (value, points, len(native))
    return found


def slow_item(
    file: dict[str, Any], scale: dict[str, Any], raw: int, *, turned: bool
) -> float:
    """What one answer adds, in the scale's own unit."""
    lowest, highest = file["raw"]["lowest"], file["raw"]["highest"]
    if scale["formula"] != "points":
        return lowest + highest - raw if turned else raw
    even = (raw - lowest) * 100 / (highest - lowest)
    worth = file["raw"].get("points", {}).get(str(raw), even)
    worth = 100 - worth if turned else worth
    return scale["lowest"] + worth * (scale["highest"] - scale["lowest"]) / 100


@st.composite
def questionnaires(draw: st.DrawFn) -> tuple[str, str, list[Answers]]:
    """An instrument in a coding, and a few people's answers with gaps."""
    key, coding = draw(st.sampled_from(CODINGS))
    raw = FILES[key]["raw"]
    answer = st.one_of(st.none(), st.integers(raw["lowest"], raw["highest"]))
    person = st.fixed_dictionaries(dict.fromkeys(FILES[key]["items"], answer))
    return key, coding, draw(st.lists(person, min_size=1, max_size=4))


def close(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, abs=1e-7)


@given(questionnaires())
def test_both_ways_of_scoring_agree_with_the_slow_one(
    drawn: tuple[str, str, list[Answers]],
) -> None:
    key, coding, people = drawn
    kind = instruments()[key].coded(coding) if coding else instruments()[key]
    expected = [slow_scores(FILES[key], coding, person) for person in people]
    schema = dict.fromkeys(kind.items, pl.Int64)
    wide = score_wide(pl.DataFrame(people, schema=schema), kind).to_dicts()
    for row, by_scale in zip(wide, expected, strict=True):
        for scale, (own, points, count) in by_scale.items():
            assert row[scale] == close(points)
            assert row[f"{scale}_native"] == close(own)
            assert row[f"{scale}_answered"] == count
    long = score(_long(people), kind)
    found = {(row["response_id"], row["scale"]): row for row in long.to_dicts()}
    answered = [any(value is not None for value in one.values()) for one in people]
    assert len(found) == sum(answered) * len(kind.scale)
    for (who, scale), row in found.items():
        own, points, count = expected[who][scale]
        assert (row["native"], row["score"]) == (close(own), close(points))
        assert (row["answered"], row["items"]) == (count, _size(kind, scale))
        assert row["prorated"] == (own is not None and count < row["items"])


def _size(kind: Any, measure: str) -> int:
    return next(len(scale.items) for scale in kind.scale if scale.measure == measure)


def _long(people: list[Answers]) -> pl.DataFrame:
    rows = [
        (who, item, value)
        for who, person in enumerate(people)
        for item, value in person.items()
    ]
    schema = {"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
