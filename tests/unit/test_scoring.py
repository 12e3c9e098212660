"""Scores from answers, worked by hand; and what is refused instead of scored."""

import polars as pl
import pytest

from definitions.instruments import instruments
from etl.errors import UserError
from etl.scoring import SCORES, item_values, score, score_wide

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
        "native": 100,
        "prorated": True,
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
    assert "seems coded 0 to 4: add 1 to every answer (1 = never" in str(error)


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


def test_items_answered_in_other_words_are_still_one_range():
    # CBI_07 is answered in degrees, CBI_10 in frequencies
    assert CBI.raw_of("CBI_07").highest_means == "to a very high degree"
    assert CBI.raw_of("CBI_10").highest_means == "always"
    assert "CBI_07: 1" in str(refused(dict.fromkeys(WORK, 3) | {"CBI_07": 6}))


def test_other_numbers_than_the_likely_mistakes_are_told_to_check_the_coding():
    error = refused(dict.fromkeys(PERSONAL, 1) | {"CBI_01": 7})
    assert "check the coding (1 = never or almost never, 5 = always)" in str(error)


def test_an_item_twice_is_found_among_more_items_than_one_checksum_holds():
    kind = instruments()["hrsa_2022"]
    whole = dict.fromkeys(kind.items, 3.0)
    assert score(answers((1, whole)), kind)["score"].null_count() == 0
    for item in (kind.items[0], kind.items[41], kind.items[-1]):
        with pytest.raises(UserError, match=rf"1 response\(s\) .* twice \({item}\)"):
            score(pl.concat([answers((1, whole)), answers((1, {item: 3}))]), kind)


def test_an_item_four_times_is_not_mistaken_for_another_once():
    # 2 answers of item 1 add up to the power of item 2: the bits, not the sum, tell
    given = [answers((1, {"CBI_01": 3}))] * 4
    with pytest.raises(UserError, match=r"twice \(CBI_01\)"):
        score(pl.concat(given), CBI)


def wide(*rows: dict[str, float | None]) -> pl.DataFrame:
    empty = dict.fromkeys(CBI.items)
    schema = dict.fromkeys(CBI.items, pl.Float64)
    return pl.DataFrame([empty | row for row in rows], schema=schema)


def test_wide_scores_keep_the_order_of_the_rows():
    found = score_wide(
        wide(dict.fromkeys(PERSONAL, 5.0), {}, dict.fromkeys(PERSONAL, 1.0)), CBI
    )
    assert found["cbi_personal"].to_list() == [100, None, 0]
    assert found["cbi_personal_answered"].to_list() == [6, 0, 6]
    assert found["cbi_personal_prorated"].to_list() == [False, False, False]


def test_wide_columns_are_named_by_the_caller():
    frame = wide(dict.fromkeys(PERSONAL, 3.0)).rename(lambda code: f"q{code[-2:]}")
    named = {code: f"q{code[-2:]}" for code in CBI.items}
    assert score_wide(frame, CBI, named)["cbi_personal"].to_list() == [50]


def test_items_without_a_column_are_all_named():
    with pytest.raises(UserError, match=r"2 item\(s\) missing: CBI_03, CBI_19"):
        item_values(wide({}).drop("CBI_03", "CBI_19"), CBI)


def test_wide_answers_outside_the_range_are_refused_too():
    with pytest.raises(UserError, match=r"CBI_02: 1 answer\(s\) outside 1 to 5"):
        score_wide(wide({"CBI_02": 9.0}), CBI)


def test_not_a_number_is_not_an_answer():
    found = score_wide(
        wide(dict.fromkeys(PERSONAL, 2.0) | {"CBI_01": float("nan")}), CBI
    )
    assert found["cbi_personal_answered"].to_list() == [5]
