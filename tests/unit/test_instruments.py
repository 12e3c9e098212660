"""Instruments as data: what ships is right, and what contradicts itself is refused."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from definitions.instruments import (
    INSTRUMENTS_FOLDER,
    InstrumentError,
    instruments,
    read_instrument,
    read_instruments,
)

ONE_ITEM = (INSTRUMENTS_FOLDER / "single_item_burnout.toml").read_text("utf-8")
CBI = (INSTRUMENTS_FOLDER / "cbi.toml").read_text("utf-8")


def refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "made_up.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InstrumentError) as refused:
        read_instrument(path)
    return str(refused.value)


def test_copenhagen_items_follow_the_order_with_the_reversed_item_last():
    personal, work, client = instruments()["cbi"].scale
    assert personal.items == tuple(f"CBI_{n:02}" for n in range(1, 7))
    assert work.items == tuple(f"CBI_{n:02}" for n in range(7, 14))
    assert client.items == tuple(f"CBI_{n:02}" for n in range(14, 20))
    assert [scale.reversed for scale in (personal, work, client)] == [
        (),
        ("CBI_13",),
        (),
    ]


def test_missing_rules_are_those_of_the_questionnaire():
    assert [scale.least_answered for scale in instruments()["cbi"].scale] == [3, 4, 3]


def test_every_shipped_instrument_codes_1_to_5_as_quarters_of_100():
    expected = {"1": 0, "2": 25, "3": 50, "4": 75, "5": 100}
    assert {key: one.raw.points for key, one in instruments().items()} == dict.fromkeys(
        ("cbi", "intent_to_leave", "single_item_burnout"), expected
    )


def test_what_is_from_memory_says_so():
    means = [ref for scale in instruments()["cbi"].scale for ref in scale.reference]
    assert means
    assert not any(reference.verified for reference in means)


def test_an_instrument_cannot_be_changed():
    with pytest.raises(ValidationError):
        instruments()["cbi"].name = "other"


def test_an_item_twice_in_a_scale_is_refused_with_file_and_key(tmp_path):
    message = refusal(tmp_path, CBI.replace('"CBI_02"', '"CBI_01"'))
    assert "made_up.toml" in message
    assert "scale.0" in message
    assert "CBI_01 stands twice" in message


def test_an_item_in_two_scales_is_refused(tmp_path):
    message = refusal(tmp_path, CBI.replace('"CBI_14"', '"CBI_01"'))
    assert "CBI_01 stands in two scales" in message


def test_an_unknown_key_is_refused_by_its_name(tmp_path):
    assert "colour" in refusal(tmp_path, 'colour = "red"\n' + ONE_ITEM)


def test_a_range_that_does_not_fit_its_points_is_refused(tmp_path):
    message = refusal(tmp_path, ONE_ITEM.replace("highest = 5", "highest = 6"))
    assert "raw" in message
    assert "from 1 to 6" in message


def test_points_outside_0_to_100_are_refused(tmp_path):
    assert "0 to 100" in refusal(tmp_path, ONE_ITEM.replace("5 = 100", "5 = 125"))


def test_a_reversed_item_of_another_scale_is_refused(tmp_path):
    text = CBI.replace('reversed = ["CBI_13"]', 'reversed = ["CBI_14"]')
    assert "CBI_14 is not an item" in refusal(tmp_path, text)


def test_a_missing_rule_nobody_can_meet_is_refused(tmp_path):
    text = ONE_ITEM.replace("least_answered = 1", "least_answered = 2")
    assert "more than the 1 items" in refusal(tmp_path, text)


def test_text_that_is_not_toml_names_the_file(tmp_path):
    assert "made_up.toml: not valid TOML" in refusal(tmp_path, "key = ")


def test_two_files_may_not_claim_one_item(tmp_path):
    (tmp_path / "a.toml").write_text(ONE_ITEM, "utf-8")
    second = ONE_ITEM.replace("single_item_burnout", "other_burnout")
    (tmp_path / "b.toml").write_text(second, "utf-8")
    with pytest.raises(InstrumentError, match=r"b\.toml: item SIB_1 stands in a\.toml"):
        read_instruments(tmp_path)
