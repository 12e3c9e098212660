"""Instruments as data: what ships is right, and what contradicts itself is refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from definitions.instruments import (
    INSTRUMENTS_FOLDER,
    InstrumentError,
    instruments,
    instruments_of,
    read_instrument,
    read_instruments,
)
from definitions.scales import RawRange

ONE_ITEM = (INSTRUMENTS_FOLDER / "intent_to_leave.toml").read_text("utf-8")
CBI = (INSTRUMENTS_FOLDER / "cbi.toml").read_text("utf-8")
OLBI = (INSTRUMENTS_FOLDER / "olbi.toml").read_text("utf-8")
PFI = (INSTRUMENTS_FOLDER / "stanford_pfi.toml").read_text("utf-8")
MINI_Z = (INSTRUMENTS_FOLDER / "mini_z.toml").read_text("utf-8")
NHS = (INSTRUMENTS_FOLDER / "nhs_burnout.toml").read_text("utf-8")
HSE = (INSTRUMENTS_FOLDER / "hse_msit.toml").read_text("utf-8")
SHIPPED = {
    *("bat_12", "bat_23", "bat_4", "cbi", "enps", "hrsa_2022", "hse_msit"),
    *("intent_to_leave", "mbi_hss", "mbi_hss_mp", "mini_z", "nhs_burnout", "olbi"),
    *("proqol_5", "single_item_burnout", "stanford_pfi", "stss", "uwes_3", "uwes_9"),
}
EVERY_SCALE = [(kind, scale) for kind in instruments().values() for scale in kind.scale]


def refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "made_up.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(InstrumentError) as refused:
        read_instrument(path)
    return str(refused.value)


def changed(text: str, old: str, new: str) -> str:
    assert old in text, "the shipped file no longer holds what the test changes"
    return text.replace(old, new)


# What ships -----------------------------------------------------------------------------


def test_what_may_be_scored_ships_and_nothing_that_may_not():
    assert set(instruments()) == SHIPPED


def test_no_item_text_ships():
    assert not any(kind.text_shipped for kind in instruments().values())


def test_item_codes_tell_every_item_of_every_instrument_apart():
    codes = [item.upper() for kind in instruments().values() for item in kind.items]
    assert len(set(codes)) == len(codes)


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


def test_missing_rules_are_those_published_or_half():
    assert [scale.least_answered for scale in instruments()["cbi"].scale] == [3, 4, 3]
    hrsa = {scale.measure: scale for scale in instruments()["hrsa_2022"].scale}
    assert hrsa["hrsa_burnout"].least_answered == 11  # two thirds of 16
    assert hrsa["hrsa_training"].least_answered == 2
    assert hrsa["hrsa_resources"].least_answered == 5  # two thirds of 7 is 4.7
    mbi = instruments()["mbi_hss"].scale
    assert [scale.least_answered for scale in mbi] == [5, 3, 4]  # of 9, 5 and 8


def test_totals_are_made_of_their_parts_items():
    pfi = {scale.measure: scale for scale in instruments()["stanford_pfi"].scale}
    assert pfi["pfi_burnout"].items == tuple(f"PFI_{n:02}" for n in range(7, 17))
    olbi = instruments()["olbi"].scale[2]
    assert set(olbi.items) == set(instruments()["olbi"].items)
    assert set(olbi.reversed) == {
        item for part in instruments()["olbi"].scale[:2] for item in part.reversed
    }


def test_a_total_turns_what_its_parts_turn(tmp_path):
    items = 'items = ["PFI_07", "PFI_08", "PFI_09", "PFI_10"]\n'
    path = tmp_path / "pfi.toml"
    text = changed(PFI, items, items + 'reversed = ["PFI_09"]\n')
    path.write_text(text, "utf-8")
    by_key = {scale.measure: scale for scale in read_instrument(path).scale}
    assert by_key["pfi_burnout"].reversed == ("PFI_09",)


def test_the_last_items_of_the_stress_indicator_are_answered_in_other_words():
    hse = instruments()["hse_msit"]
    assert hse.raw_of("HSE_23").highest_means == "always"
    assert hse.raw_of("HSE_24").highest_means == "strongly agree"


def test_another_coding_changes_the_words_and_the_reversed_items_and_nothing_else():
    first = instruments()["olbi"]
    second = first.coded("agree_high")
    assert (first.raw.lowest_means, second.raw.lowest_means) == (
        "strongly agree",
        "strongly disagree",
    )
    assert second.coded("agree_low") == first
    assert second.items == first.items
    with pytest.raises(KeyError):
        first.coded("agree_sideways")


def test_what_is_from_memory_or_a_third_party_says_so():
    found = instruments()
    assert not any(
        ref.verified for scale in found["cbi"].scale for ref in scale.reference
    )
    assert found["cbi"].key_verified
    assert not found["hse_msit"].key_verified
    assert not found["bat_12"].key_verified
    assert not any(cut.verified for cut in found["bat_23"].scale[-1].cutoff)
    assert found["hrsa_2022"].scale[0].reference[0].verified
    ee = found["mbi_hss"].scale[0]
    assert [(one.mean, one.verified) for one in ee.reference] == [
        (21.11, True),
        (20.99, False),
        (16.89, False),
    ]


def test_only_the_burnout_assessment_tool_has_clinical_cut_offs():
    clinical = {
        kind.key
        for kind, scale in EVERY_SCALE
        for one in scale.cutoff
        if one.standing == "clinically derived"
    }
    assert clinical == {"bat_12", "bat_23"}


@pytest.mark.parametrize(
    ("kind", "scale"),
    EVERY_SCALE,
    ids=lambda one: one.name if hasattr(one, "name") else one.measure,
)
def test_a_scale_says_what_a_high_score_means(kind, scale):
    assert scale.direction[0].islower(), "it stands within a sentence"
    assert scale.more_is in {"strain", "protects"}
    assert kind.citation
    assert kind.licence


def test_the_words_for_the_direction_agree_with_what_it_is_called():
    protects = {
        scale.measure for _, scale in EVERY_SCALE if scale.more_is == "protects"
    }
    assert {"mbi_hss_pa", "proqol_compassion", "nhs_burnout", "enps"} <= protects
    assert {"uwes_9_total", "pfi_fulfilment", "mini_z_joy", "hse_demands"} <= protects
    strain = {scale.measure for _, scale in EVERY_SCALE} - protects
    assert {
        "hrsa_workload",
        "hrsa_moral_distress",
        "olbi_total",
        "stss_total",
    } <= strain


def test_an_instrument_cannot_be_changed():
    with pytest.raises(ValidationError):
        instruments()["cbi"].name = "other"


# Bad files ------------------------------------------------------------------------------


def test_an_item_twice_in_a_scale_is_refused_with_file_and_key(tmp_path):
    text = changed(CBI, 'items = ["CBI_01", "CBI_02",', 'items = ["CBI_01", "CBI_01",')
    message = refusal(tmp_path, text)
    assert "made_up.toml" in message
    assert "scale.0" in message
    assert "CBI_01 stands twice" in message


def test_an_item_in_two_scales_is_refused(tmp_path):
    text = changed(
        CBI,
        '["CBI_14", "CBI_15", "CBI_16", "CBI_17", "CBI_18"',
        '["CBI_01", "CBI_15", "CBI_16", "CBI_17", "CBI_18"',
    )
    assert "item CBI_01 stands in two scales" in refusal(tmp_path, text)


def test_an_unknown_key_is_refused_by_its_name(tmp_path):
    assert "  colour: " in refusal(tmp_path, 'colour = "red"\n' + ONE_ITEM)
    within = changed(ONE_ITEM, "at_least = 3", 'at_least = 3\ncolour = "red"')
    assert "  scale.0.cutoff.0.colour: " in refusal(tmp_path, within)


def test_a_missing_key_is_refused_by_its_name(tmp_path):
    assert "licence" in refusal(tmp_path, re.sub(r"(?m)^licence = .*$", "", ONE_ITEM))


def test_points_that_do_not_name_every_answer_are_refused(tmp_path):
    text = changed(
        NHS, "[raw]\nlowest = 1\nhighest = 5", "[raw]\nlowest = 1\nhighest = 6"
    )
    message = refusal(tmp_path, text)
    assert "raw" in message
    assert "from 1 to 6" in message


def test_points_outside_0_to_100_are_refused(tmp_path):
    assert "0 to 100" in refusal(tmp_path, changed(NHS, "1 = 100", "1 = 125"))


def test_a_range_upside_down_is_refused(tmp_path):
    text = changed(
        ONE_ITEM, "[raw]\nlowest = 1\nhighest = 5", "[raw]\nlowest = 5\nhighest = 1"
    )
    assert "highest 1 is not above 5" in refusal(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (
            PFI,
            "lowest = 0\nhighest = 4\nitems",
            "lowest = 0\nhighest = 10\nitems",
            "pfi_fulfilment: lowest 0 and highest 10 do not fit the mean of 6 items; expected 0 and 4",
        ),
        (
            PFI,
            "lowest = 0\nhighest = 4\ncomposite",
            "lowest = 1\nhighest = 5\ncomposite",
            "pfi_burnout: lowest 1 and highest 5 do not fit the mean of 10 items; expected 0 and 4",
        ),
        (
            MINI_Z,
            "lowest = 10\nhighest = 50",
            "lowest = 0\nhighest = 50",
            "mini_z_joy: lowest 0 and highest 50 do not fit the sum of 10 items; expected 10 and 50",
        ),
        (
            HSE,
            'lowest = 1\nhighest = 5\nlowest_means = "strongly disagree"',
            'lowest = 0\nhighest = 5\nlowest_means = "strongly disagree"',
            "do not fit the mean",
        ),
        (
            NHS,
            'formula = "points"\nlowest = 0\nhighest = 10',
            'formula = "mean"\nlowest = 1\nhighest = 5',
            "a mean needs evenly spaced points",
        ),
        (
            CBI,
            'formula = "points"\nlowest = 0',
            'formula = "points"\nlowest = 200',
            "highest 100 is not above 200",
        ),
    ],
)
def test_an_own_scale_that_does_not_fit_its_items_is_refused(
    tmp_path, text, old, new, said
):
    assert said in refusal(tmp_path, changed(text, old, new))


def test_a_published_mean_off_its_scale_is_refused(tmp_path):
    message = refusal(tmp_path, changed(OLBI, "on = [1, 6]\n", "on = [1, 3]\n"))
    assert "reference 3.01 lies outside 1 to 3" in message
    assert "`on`" in message


def test_a_cut_off_bounds_one_side(tmp_path):
    both = changed(ONE_ITEM, "at_least = 3", "at_least = 3\nat_most = 4")
    assert "give at_least or at_most, one of them" in refusal(tmp_path, both)


def test_a_reversed_item_of_another_scale_is_refused(tmp_path):
    text = changed(CBI, 'reversed = ["CBI_13"]', 'reversed = ["CBI_14"]')
    assert "CBI_14 is not an item" in refusal(tmp_path, text)


def test_a_missing_rule_nobody_can_meet_is_refused(tmp_path):
    text = changed(ONE_ITEM, "least_answered = 1", "least_answered = 2")
    assert "more than the 1 items" in refusal(tmp_path, text)
    of_parts = 'composite_of = ["pfi_exhaustion", "pfi_disengagement"]'
    text = changed(PFI, of_parts, of_parts + "\nleast_answered = 11")
    assert "pfi_burnout: least_answered 11 is more than the 10" in refusal(
        tmp_path, text
    )


def test_an_item_in_no_scale_is_refused(tmp_path):
    text = changed(
        ONE_ITEM,
        'items = ["ITL_1"]\nkey_source',
        'items = ["ITL_1", "ITL_2"]\nkey_source',
    )
    assert "item ITL_2 is in no scale" in refusal(tmp_path, text)


def test_an_item_of_a_scale_that_is_not_listed_is_refused(tmp_path):
    text = changed(CBI, '"CBI_17", "CBI_18", "CBI_19",\n]', '"CBI_17", "CBI_18",\n]')
    assert "scale item CBI_19 is not among the items" in refusal(tmp_path, text)


def test_a_total_of_a_scale_that_is_none_is_refused(tmp_path):
    text = changed(PFI, '"pfi_exhaustion", "pfi_dis', '"pfi_tiredness", "pfi_dis')
    assert "composite_of names pfi_tiredness" in refusal(tmp_path, text)


def test_a_total_of_a_total_is_refused(tmp_path):
    text = changed(PFI, '["pfi_exhaustion", "pfi_dis', '["pfi_burnout", "pfi_dis')
    assert "composite_of names pfi_burnout" in refusal(tmp_path, text)


def test_an_excerpt_from_another_scale_is_refused(tmp_path):
    text = changed(MINI_Z, 'items = ["MINIZ_02"]', 'items = ["MINIZ_07"]')
    assert "item MINIZ_07 is in none of the scales" in refusal(tmp_path, text)


def test_a_total_with_reversals_of_its_own_is_refused(tmp_path):
    text = changed(
        MINI_Z, 'items = ["MINIZ_02"]', 'items = ["MINIZ_02"]\nreversed = ["MINIZ_02"]'
    )
    assert "a composite reverses what its parts reverse" in refusal(tmp_path, text)


def test_a_scale_of_nothing_is_refused(tmp_path):
    text = changed(ONE_ITEM, 'items = ["ITL_1"]\nleast', "least")
    assert "needs items or composite_of" in refusal(tmp_path, text)


def test_other_words_for_an_item_that_is_none_are_refused(tmp_path):
    text = changed(
        CBI,
        'items = ["CBI_07", "CBI_08", "CBI_09", "CBI_14"',
        'items = ["CBI_70", "CBI_08", "CBI_09", "CBI_14"',
    )
    assert "other_raw: CBI_70 is not among the items" in refusal(tmp_path, text)


def test_codings_and_reversals_side_by_side_are_refused(tmp_path):
    words = changed(OLBI, "highest = 4\n\n", 'highest = 4\nlowest_means = "no"\n\n')
    assert "with [[coding]] the words" in refusal(tmp_path, words)
    last = '"OLBI_14", "OLBI_16"]\n'
    text = changed(OLBI, last, last + 'reversed = ["OLBI_14"]\n')
    assert "with [[coding]] the words" in refusal(tmp_path, text)


def test_a_coding_that_reverses_an_item_that_is_none_is_refused(tmp_path):
    text = changed(OLBI, 'reversed = ["OLBI_02"', 'reversed = ["OLBI_99"')
    assert "coding agree_low: reversed item OLBI_99" in refusal(tmp_path, text)


def test_words_for_the_ends_must_stand_somewhere(tmp_path):
    text = changed(ONE_ITEM, 'lowest_means = "none"\n', "")
    assert "lowest_means and highest_means must say something" in refusal(
        tmp_path, text
    )


def test_a_high_score_must_mean_something(tmp_path):
    text = changed(ONE_ITEM, 'direction = "intention to leave"', 'direction = " "')
    assert "scale.0.direction: must say something" in refusal(tmp_path, text)


def test_every_problem_is_named_at_once(tmp_path):
    text = changed(ONE_ITEM, 'more_is = "strain"', 'more_is = "bad"')
    message = refusal(
        tmp_path, changed(text, "key_verified = true", "key_verified = 7")
    )
    assert "scale.0.more_is" in message
    assert "key_verified" in message


def test_text_that_is_not_toml_names_the_file(tmp_path):
    assert "made_up.toml: not valid TOML" in refusal(tmp_path, "key = ")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'key = "caf\xe9"')
    with pytest.raises(InstrumentError, match=r"latin\.toml: not valid TOML"):
        read_instrument(path)


def test_points_are_even_unless_said():
    assert RawRange(lowest=0, highest=4).points == {
        "0": 0,
        "1": 25,
        "2": 50,
        "3": 75,
        "4": 100,
    }
    assert all(
        RawRange(lowest=0, highest=top).points[str(top)] == 100 for top in range(1, 30)
    )


# Files side by side ---------------------------------------------------------------------


def test_two_files_may_not_claim_one_item(tmp_path):
    (tmp_path / "a.toml").write_text(ONE_ITEM, "utf-8")
    second = ONE_ITEM.replace("intent_to_leave", "other_intent")
    (tmp_path / "b.toml").write_text(second, "utf-8")
    with pytest.raises(InstrumentError, match=r"b\.toml: item ITL_1 stands in a\.toml"):
        read_instruments(tmp_path)


def own(data: Path, text: str, name: str = "ours.toml") -> Path:
    folder = data / "instruments"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return data


OURS = ONE_ITEM.replace("intent_to_leave", "our_question").replace("ITL_1", "OURS_1")


def test_an_own_instrument_stands_beside_those_shipped(tmp_path):
    found = instruments_of(own(tmp_path, OURS))
    assert found.keys() == {*SHIPPED, "our_question"}
    assert found["our_question"].items == ("OURS_1",)
    assert instruments().keys() == SHIPPED


def test_without_a_folder_of_their_own_there_are_those_shipped(tmp_path):
    assert instruments_of(tmp_path) == instruments_of(None) == instruments()


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        (OURS.replace('key = "our_question"', 'key = "cbi"'), "instrument cbi"),
        (
            OURS.replace('measure = "our_question"', 'measure = "cbi_work"'),
            "measure cbi_work",
        ),
        (OURS.replace("OURS_1", "cbi_01"), "item CBI_01"),  # case does not tell apart
    ],
)
def test_an_own_instrument_may_not_claim_what_ballast_ships(tmp_path, text, claim):
    with pytest.raises(
        InstrumentError, match=rf"ours\.toml: {claim} stands in Ballast too"
    ):
        instruments_of(own(tmp_path, text))


def test_an_own_instrument_is_held_to_the_same_rules(tmp_path):
    with pytest.raises(InstrumentError, match=r"ours\.toml:\n  colour: "):
        instruments_of(own(tmp_path, 'colour = "red"\n' + OURS))


def test_a_copy_of_a_shipped_file_is_named_as_a_clash(tmp_path):
    folder = tmp_path / "instruments"
    folder.mkdir()
    shutil.copy(INSTRUMENTS_FOLDER / "cbi.toml", folder / "cbi.toml")
    with pytest.raises(InstrumentError, match=r"cbi\.toml: instrument cbi stands in"):
        instruments_of(tmp_path)
