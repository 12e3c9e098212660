"""Scores from answers, worked by hand; and what is refused instead of scored."""

import polars as pl
import pytest

from definitions.instruments import instruments
from etl.errors import UserError
from etl.scoring import SCORES, score

CBI = instruments()["cbi"]
PERSONAL = [f"CBI_{n:02}" for n in range(1, 7)]
WORK = [f"CBI_{n:02}" for n in range(7, 14)]


def answers(*given: tuple[int, dict[str, float | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(who, item, value) for who, of in given for item, value in of.items()],
        schema={"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64},
        orient="row",
    )


def one(given: dict[str, float | None], scale: str) -> dict[str, object]:
    return (
        score(answers((7, given)), CBI).filter(pl.col("scale") == scale).to_dicts()[0]
    )


def test_personal_burnout_is_the_mean_of_the_points():
    # 1 2 3 4 5 5 -> 0 25 50 75 100 100 = 350 / 6
    given = dict(zip(PERSONAL, [1, 2, 3, 4, 5, 5], strict=True))
    assert one(given, "cbi_personal")["score"] == pytest.approx(350 / 6)


def test_the_last_work_item_is_reversed():
    # Always tired (6 x 100), and always energy left (100 -> 0): 600 / 7
    assert one(dict.fromkeys(WORK, 5), "cbi_work")["score"] == pytest.approx(600 / 7)
    assert one(dict.fromkeys(WORK, 5) | {"CBI_13": 1}, "cbi_work")["score"] == 100


@pytest.mark.parametrize(
    ("scale", "items", "enough"),
    [
        ("cbi_personal", PERSONAL, 3),
        ("cbi_work", WORK, 4),
        ("cbi_client", [f"CBI_{n}" for n in range(14, 20)], 3),
    ],
)
def test_too_few_answered_items_leave_a_scale_unscored(scale, items, enough):
    short = one(dict.fromkeys(items[: enough - 1], 4), scale)
    assert (short["score"], short["answered"]) == (None, enough - 1)
    assert one(dict.fromkeys(items[:enough], 4), scale)["score"] == 75


def test_an_unanswered_item_is_left_out_of_the_mean_not_counted_as_zero():
    given = dict.fromkeys(PERSONAL, 5) | {"CBI_01": None}
    assert one(given, "cbi_personal") == {
        "response_id": 7,
        "scale": "cbi_personal",
        "score": 100,
        "answered": 5,
        "items": 6,
    }


def test_rows_come_one_per_response_and_scale_in_order():
    scored = score(answers((9, {"CBI_01": 3}), (2, {"CBI_14": 3})), CBI)
    assert scored.select("response_id", "scale").rows() == [
        (who, scale)
        for who in (2, 9)
        for scale in ("cbi_client", "cbi_personal", "cbi_work")
    ]
    assert dict(scored.schema) == SCORES


def test_no_answers_give_an_empty_frame_of_the_same_columns():
    assert dict(score(answers(), CBI).schema) == SCORES


def test_items_of_another_instrument_are_passed_over():
    given = dict.fromkeys(PERSONAL, 3) | {"SIB_1": 5}
    assert score(answers((1, given)), CBI).height == 3
    [row] = score(answers((1, given)), instruments()["single_item_burnout"]).to_dicts()
    assert row["score"] == 100


def refused(given: dict[str, float | None]) -> UserError:
    with pytest.raises(UserError) as refusal:
        score(answers((4242, given)), CBI)
    return refusal.value


def test_a_value_outside_the_range_names_item_and_count_and_never_a_person():
    error = refused(dict.fromkeys(PERSONAL, 3) | {"CBI_03": 7})
    assert "CBI_03: 1 answer(s) outside 1 to 5" in str(error)
    assert "4242" not in str(error)
    assert error.exit_code == 3


def test_a_file_coded_from_0_is_told_to_recode():
    error = refused(dict(zip(PERSONAL, [0, 1, 2, 3, 4, 4], strict=True)))
    assert "seems coded 0 to 4: recode to 1" in str(error)


def test_codes_for_not_answered_are_recognised():
    assert "not answered" in str(refused(dict.fromkeys(PERSONAL, 3) | {"CBI_01": -99}))


def test_points_instead_of_raw_answers_are_recognised():
    error = refused(dict(zip(PERSONAL, [0, 25, 50, 75, 100, 0], strict=True)))
    assert "export the raw answers" in str(error)


def test_a_fraction_is_outside_the_coding():
    assert "CBI_02: 1" in str(refused(dict.fromkeys(PERSONAL, 3) | {"CBI_02": 2.5}))


def test_an_item_twice_in_one_response_is_refused():
    twice = pl.concat([answers((1, {"CBI_01": 3})), answers((1, {"CBI_01": 4}))])
    with pytest.raises(UserError, match=r"twice \(CBI_01\)"):
        score(twice, CBI)
