"""A total beside its parts: for the same people, and nothing the parts don't say."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.instruments import instruments
from etl.score_linked import same_people
from etl.scoring import SCORES, score

PFI = instruments()["stanford_pfi"]
EXHAUSTION = [f"PFI_{n:02}" for n in range(7, 11)]
DISENGAGED = [f"PFI_{n:02}" for n in range(11, 17)]
FULFILMENT = [f"PFI_{n:02}" for n in range(1, 7)]


def linked(
    people: list[dict[str, int | None]], key: str = "stanford_pfi"
) -> pl.DataFrame:
    rows = [
        (who, item, value)
        for who, person in enumerate(people)
        for item, value in person.items()
    ]
    schema = {"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64}
    kind = instruments()[key]
    return same_people(
        score(pl.DataFrame(rows, schema=schema, orient="row"), kind), kind
    )


def scores(frame: pl.DataFrame, scale: str) -> list[float | None]:
    return frame.filter(pl.col("scale") == scale)["score"].to_list()


def test_whoever_lacks_a_part_is_in_no_linked_scale():
    whole = dict.fromkeys(PFI.items, 2)
    # exhaustion could be scored for the third, but must not; fulfilment is apart
    short = whole | dict.fromkeys(DISENGAGED, None)
    found = linked([whole, whole, short])
    for scale in ("pfi_exhaustion", "pfi_disengagement", "pfi_burnout"):
        assert scores(found, scale) == [50, 50, None]
    assert scores(found, "pfi_fulfilment") == [50, 50, 50]


def test_a_total_is_its_parts_weighted_by_their_items():
    # exhaustion 4 and 0 of 4 answered: mean 2 = 50; disengaged 4 x 6: 100
    partly = dict(zip(EXHAUSTION, [4, 0, None, None], strict=True))
    found = linked([partly | dict.fromkeys(DISENGAGED, 4)])
    assert scores(found, "pfi_exhaustion") == [50]
    assert scores(found, "pfi_disengagement") == [100]
    # (4 x 50 + 6 x 100) / 10 = 80; the mean of the eight answers would be 87.5
    burnout = found.filter(pl.col("scale") == "pfi_burnout").row(0, named=True)
    assert burnout["score"] == pytest.approx(80)
    assert burnout["native"] == pytest.approx(3.2)
    assert burnout["prorated"] is True


def test_a_part_that_was_not_asked_leaves_the_other_as_it_is():
    found = linked([dict.fromkeys(EXHAUSTION, 4)] * 3)
    assert scores(found, "pfi_exhaustion") == [100] * 3
    assert scores(found, "pfi_disengagement") == [None] * 3
    assert scores(found, "pfi_burnout") == [None] * 3


def test_a_part_that_one_person_answered_does_not_empty_the_other():
    asked = dict.fromkeys(EXHAUSTION, 4)
    found = linked([asked, asked, asked, asked | dict.fromkeys(DISENGAGED, 0)])
    assert scores(found, "pfi_exhaustion") == [100] * 4
    assert scores(found, "pfi_disengagement") == [None] * 4


def test_the_burnout_item_of_mini_z_goes_with_its_scale():
    mini = instruments()["mini_z"]
    whole = dict.fromkeys(mini.items, 5)
    found = linked([whole, whole, whole | {"MINIZ_02": None}], "mini_z")
    assert scores(found, "mini_z_no_burnout") == [100, 100, None]
    assert scores(found, "mini_z_joy") == [100, 100, None]


def test_instruments_without_totals_stay_as_they_are():
    cbi = instruments()["cbi"]
    rows = [(1, "CBI_01", 5.0), (1, "CBI_02", 5.0), (1, "CBI_03", 5.0)]
    schema = {"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64}
    scored = score(pl.DataFrame(rows, schema=schema, orient="row"), cbi)
    assert same_people(scored, cbi).equals(scored)


def test_nobody_gives_no_rows():
    empty = same_people(pl.DataFrame(schema=SCORES), PFI)
    assert dict(empty.schema) == SCORES


answer = st.one_of(st.none(), st.integers(0, 4))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PFI.items, answer)), min_size=1))
def test_a_total_says_nothing_that_its_parts_dont(people: list[dict[str, int | None]]):
    found = linked(people)
    wide = found.pivot("scale", index="response_id", values="score")
    if wide.is_empty():
        return
    burnout, exhaustion, disengaged = (
        wide[scale].to_list()
        for scale in ("pfi_burnout", "pfi_exhaustion", "pfi_disengagement")
    )
    for total, one, other in zip(burnout, exhaustion, disengaged, strict=True):
        if total is not None:
            assert total == pytest.approx((4 * one + 6 * other) / 10)
    if any(total is not None for total in burnout):
        gaps = [
            [each is None for each in part]
            for part in (burnout, exhaustion, disengaged)
        ]
        assert gaps[0] == gaps[1] == gaps[2]
