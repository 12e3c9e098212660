"""The traps of the instruments, each met before in somebody's file or code."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from definitions.instruments import (
    INSTRUMENTS_FOLDER,
    Instrument,
    InstrumentError,
    instruments,
    read_instrument,
)
from etl.errors import UserError
from etl.score_quality import ScaleQuality, scale_quality
from etl.scoring import item_values, score_wide

KNOWN = instruments()


def scored(kind: Instrument, given: dict[str, float]) -> dict[str, object]:
    return score_wide(pl.DataFrame([given]), kind).to_dicts()[0]


def quality(kind: Instrument, frame: pl.DataFrame) -> dict[str, ScaleQuality]:
    values = item_values(frame, kind)
    found = scale_quality(values, score_wide(values, kind), kind)
    return {one.scale: one for one in found}


def people(
    kind: Instrument,
    *,
    high_is_yes: set[str],
    number: int = 200,
    middle: float = 0.5,
) -> pl.DataFrame:
    """Answers of made-up people to one trait: its items agreed to, the others not."""
    chance = np.random.default_rng(5)
    trait = chance.normal(size=number)
    columns = {}
    for item in kind.items:
        raw = kind.raw_of(item)
        own = 0.7 * trait + 0.7 * chance.normal(size=number)
        own = own if item in high_is_yes else -own
        at = middle if item in high_is_yes else 1 - middle
        place = raw.lowest + (at + own / 5) * (raw.highest - raw.lowest)
        columns[item] = place.round().clip(raw.lowest, raw.highest)
    return pl.DataFrame(columns)


def mirrored(kind: Instrument, frame: pl.DataFrame) -> pl.DataFrame:
    """The same answers with the other end of the scale called 1."""
    ends = kind.raw.lowest + kind.raw.highest
    return frame.select((ends - pl.all()).name.keep())


# 1 ------------------------------------------------------------------------------------


OLBI = KNOWN["olbi"]
POSITIVE = {f"OLBI_{n:02}" for n in (1, 5, 7, 10, 13, 14, 15, 16)}


def test_trap_1_the_reversed_set_of_olbi_flips_with_the_coding():
    agree_low, agree_high = (OLBI.coded(name) for name in ("agree_low", "agree_high"))
    first = {item for scale in agree_low.scale for item in scale.reversed}
    second = {item for scale in agree_high.scale for item in scale.reversed}
    assert second == POSITIVE
    assert first == set(OLBI.items) - POSITIVE
    answers = people(OLBI, high_is_yes=set(OLBI.items) - POSITIVE)
    same = score_wide(answers, agree_high)
    assert score_wide(mirrored(OLBI, answers), agree_low).equals(same)


def test_trap_1_the_wrong_coding_mirrors_every_score():
    given = {item: 4 if item in POSITIVE else 1 for item in OLBI.items}
    # 4 = strongly agree with all that is good: nobody is less exhausted
    assert scored(OLBI.coded("agree_high"), given)["olbi_total"] == 0
    assert scored(OLBI.coded("agree_low"), given)["olbi_total"] == 100


def test_trap_1_the_public_file_of_hrsa_needs_the_other_coding():
    """Burnout mean 3.01 of 1 to 6 in the report; 3.99 with the file taken as it is."""
    hrsa = KNOWN["hrsa_2022"]
    strain = {
        scale.measure: set(scale.items) - set(scale.reversed) for scale in hrsa.scale
    }["hrsa_burnout"]
    survey = people(hrsa, high_is_yes=strain, middle=0.4)
    burnout = list(hrsa.scale[0].items)
    public = survey.with_columns((7 - pl.col(burnout)).name.keep())
    right = quality(hrsa.coded("burnout_agree_low"), public)["hrsa_burnout"]
    wrong = quality(hrsa.coded("agree_high"), public)["hrsa_burnout"]
    assert right.mean == quality(hrsa, survey)["hrsa_burnout"].mean
    assert right.mean + wrong.mean == pytest.approx(7)
    assert right.alpha == pytest.approx(wrong.alpha)  # no alpha tells
    assert right.warnings == ()
    [said] = wrong.warnings
    assert said.startswith("reverse coding suspected: the mean")
    assert "burnout_agree_low" in said


def test_trap_1_a_mean_far_off_on_the_other_side_is_no_sign_of_a_wrong_coding():
    hrsa = KNOWN["hrsa_2022"]
    strain = set(hrsa.scale[0].items) - set(hrsa.scale[0].reversed)
    found = quality(hrsa, people(hrsa, high_is_yes=strain, middle=0.1))
    assert found["hrsa_burnout"].mean < 2  # the published one is 3.01, its mirror 3.99
    assert found["hrsa_burnout"].warnings == ()


def test_trap_1_items_reversed_before_the_export_give_themselves_away():
    agreed = people(OLBI, high_is_yes=set(OLBI.items))  # all run one way already
    found = quality(OLBI, agreed)
    for scale in ("olbi_exhaustion", "olbi_disengagement", "olbi_total"):
        assert any("reverse coding suspected" in one for one in found[scale].warnings)


# 2 ------------------------------------------------------------------------------------


def test_trap_2_cbi_is_keyed_by_code_wherever_an_item_stands():
    cbi = KNOWN["cbi"]
    given = dict.fromkeys(cbi.items, 5) | {"CBI_13": 1}
    assert scored(cbi, given)["cbi_work"] == 100
    # another printing puts the reversed item tenth
    tenth = [*cbi.items[:9], "CBI_13", *cbi.items[9:12], *cbi.items[13:]]
    assert scored(cbi, {item: given[item] for item in tenth})["cbi_work"] == 100


# 3 ------------------------------------------------------------------------------------


def test_trap_3_the_energy_item_is_reversed_in_cbi_and_not_in_the_nhs_survey():
    nhs = KNOWN["nhs_burnout"]
    assert nhs.scale[0].reversed == ()
    assert KNOWN["cbi"].scale[1].reversed == ("CBI_13",)
    # always without energy: the worst answer, 0 of 10 for this item, 10 for the others
    given = dict.fromkeys(nhs.items, 1) | {"NSS_q12g": 5}
    assert scored(nhs, given)["nhs_burnout_native"] == pytest.approx(60 / 7)


# 4 ------------------------------------------------------------------------------------


MBI = KNOWN["mbi_hss"]


def test_trap_4_a_file_coded_1_to_7_is_refused_with_its_fix():
    given = {item: 1 + place % 7 for place, item in enumerate(MBI.items)}
    with pytest.raises(UserError) as refused:
        scored(MBI, given)
    said = str(refused.value)
    assert "seems coded 1 to 7: subtract 1 from every answer" in said
    assert "(0 = never, 6 = every day)" in said
    assert "MBI_07: 1 answer(s) outside 0 to 6" in said
    assert refused.value.exit_code == 3


def test_trap_4_a_file_coded_1_to_7_in_which_nobody_ticked_7_is_warned_of():
    frame = people(MBI, high_is_yes=set(MBI.items)).select(pl.all().clip(1, 6))
    for one in quality(MBI, frame).values():
        assert "no answer is 0 (never): is the file coded 1 to 7?" in one.warnings
    one_never = frame.with_columns(MBI_01=pl.lit(0.0))
    assert quality(MBI, one_never)["mbi_hss_dp"].warnings == ()


# 5 ------------------------------------------------------------------------------------


def test_trap_5_the_cut_points_of_mbi_are_sums():
    ee, dp, pa = MBI.scale
    assert [scale.ends for scale in MBI.scale] == [(0, 54), (0, 30), (0, 48)]
    assert [(one.at_least, one.at_most) for one in (*ee.cutoff[:1], *dp.cutoff)] == [
        (27, None),
        (10, None),
    ]
    assert [(one.at_least, one.at_most) for one in pa.cutoff] == [(None, 33)]
    # 3.5 is a mean of 0 to 6: as a sum it is 31.5 of 54
    mean = ee.cutoff[1]
    assert mean.on == (0, 6)
    assert ee.to_own(ee.to_points(mean.value, mean.on)) == pytest.approx(31.5)


def test_trap_5_a_sum_with_an_item_unanswered_is_prorated_not_too_low():
    given = dict.fromkeys(MBI.items, 3.0) | {"MBI_01": None}
    found = score_wide(
        pl.DataFrame([given], schema=dict.fromkeys(MBI.items, pl.Float64)), MBI
    ).to_dicts()[0]
    assert (found["mbi_hss_ee_native"], found["mbi_hss_ee_prorated"]) == (27, True)


def test_trap_5_there_is_no_total_of_the_three():
    for key in ("mbi_hss", "mbi_hss_mp", "proqol_5"):
        assert [scale.composite_of for scale in KNOWN[key].scale] == [()] * 3


# 6 ------------------------------------------------------------------------------------


def test_trap_6_the_bands_of_proqol_are_those_of_the_raw_sums():
    for scale in KNOWN["proqol_5"].scale:
        assert scale.ends == (10, 50)
        # 22 and below low, 23 to 41 between, 42 and above high; 43 and 57 are t-scores
        assert [(one.value, one.standing) for one in scale.cutoff] == [
            (23, "percentile of one sample"),
            (42, "percentile of one sample"),
        ]


# 7 ------------------------------------------------------------------------------------


def test_trap_7_the_cut_offs_of_pfi_are_on_0_to_4():
    fulfilment, _, _, burnout = KNOWN["stanford_pfi"].scale
    assert [scale.ends for scale in (fulfilment, burnout)] == [(0, 4), (0, 4)]
    for scale, on_four, on_ten in ((burnout, 1.33, 3.325), (fulfilment, 3.0, 7.5)):
        assert scale.cutoff[0].value == on_four
        assert scale.to_points(on_four) == pytest.approx(
            scale.to_points(on_ten, (0, 10))
        )


def test_trap_7_a_cut_off_off_its_scale_is_refused(tmp_path):
    text = (INSTRUMENTS_FOLDER / "stanford_pfi.toml").read_text("utf-8")
    path = tmp_path / "pfi.toml"
    path.write_text(text.replace("at_least = 3.0", "at_least = 7.5"), "utf-8")
    with pytest.raises(InstrumentError, match=r"cutoff 7\.5 lies outside 0 to 4"):
        read_instrument(path)


# 8 ------------------------------------------------------------------------------------


def test_trap_8_the_burnout_item_of_mini_z_runs_the_other_way():
    mini, single = KNOWN["mini_z"], KNOWN["single_item_burnout"]
    well = dict.fromkeys(mini.items, 5)  # 5 = best on all, no symptoms of burnout too
    assert scored(mini, well)["mini_z_joy_native"] == 50
    assert scored(mini, well)["mini_z_no_burnout"] == 100
    assert mini.scale[3].more_is == "protects"
    worst_high, best_high = (single.coded(one.name) for one in single.coding)
    assert scored(worst_high, {"SIB_1": 5})["single_item_burnout_native"] == 5
    assert scored(best_high, {"SIB_1": 5})["single_item_burnout_native"] == 1
    # "3 and over is burned out" holds after the coding, whichever it is
    [burned_out] = single.scale[0].cutoff
    assert scored(best_high, {"SIB_1": 4})["single_item_burnout_native"] == 2
    assert burned_out.value == 3


# 9 ------------------------------------------------------------------------------------


def test_trap_9_the_wrong_key_of_hse_is_not_ours_and_would_be_refused(tmp_path):
    demands, control, managers, peers, relationships, *_ = KNOWN["hse_msit"].scale
    assert "HSE_16" in demands.items
    assert "HSE_16" not in control.items
    assert "HSE_33" in managers.items
    assert not set(managers.items) & set(peers.items)
    assert relationships.items == ("HSE_05", "HSE_14", "HSE_21", "HSE_34")
    text = (INSTRUMENTS_FOLDER / "hse_msit.toml").read_text("utf-8")
    path = tmp_path / "hse.toml"
    path.write_text(text.replace('"HSE_15", "HSE_19"', '"HSE_16", "HSE_19"'), "utf-8")
    with pytest.raises(InstrumentError, match="HSE_16 stands in two scales"):
        read_instrument(path)


# 10 -----------------------------------------------------------------------------------


def test_trap_10_arousal_of_stss_has_item_11():
    arousal = KNOWN["stss"].scale[2]
    numbers = [int(item[-2:]) for item in arousal.items]
    assert numbers == [4, 8, 11, 15, 16]  # a key without 11 is in circulation
    assert arousal.ends == (5, 25)


# 11 -----------------------------------------------------------------------------------


def test_trap_11_the_cut_offs_of_bat_12_are_those_of_the_work_version():
    bat = KNOWN["bat_12"]
    cutoffs = [one for scale in bat.scale for one in scale.cutoff]
    assert [one.value for one in cutoffs] == [2.54, 2.96]
    assert all("work-related version" in one.holds_for for one in cutoffs)
    assert any("general version" in note for note in bat.notes)


# 12 -----------------------------------------------------------------------------------


def test_trap_12_a_scale_left_unreversed_is_suspected():
    cbi = KNOWN["cbi"]
    unreversed = people(cbi, high_is_yes=set(cbi.items))  # as if 13 were like the rest
    found = quality(cbi, unreversed)
    assert (
        found["cbi_work"]
        .warnings[0]
        .startswith("reverse coding suspected: CBI_13 runs against the rest (r = -0.")
    )
    assert found["cbi_personal"].warnings == ()
    right = people(cbi, high_is_yes=set(cbi.items) - {"CBI_13"})
    assert quality(cbi, right)["cbi_work"].warnings == ()


def test_trap_12_an_alpha_far_below_the_published_one_is_suspected():
    chance = np.random.default_rng(6)
    noise = pl.DataFrame(
        {item: chance.integers(1, 6, 400) for item in KNOWN["cbi"].items}
    )
    for one in quality(KNOWN["cbi"], noise).values():
        assert one.alpha < 0.3
        assert any("reverse coding suspected" in said for said in one.warnings)


def test_trap_12_an_unrelated_item_among_very_many_people_is_not_called_reversed():
    cbi = KNOWN["cbi"]
    right = people(cbi, high_is_yes=set(cbi.items) - {"CBI_13"}, number=200_000)
    chance = np.random.default_rng(8)
    trait = right.select(pl.mean_horizontal([f"CBI_{n:02}" for n in range(1, 6)]))
    slightly = 3 - 0.05 * (trait.to_series() - 3) + chance.normal(size=200_000)
    frame = right.with_columns(CBI_06=slightly.round().clip(1, 5))
    assert quality(cbi, frame)["cbi_personal"].warnings == ()


def test_trap_12_a_few_people_are_not_accused_by_chance():
    """Item-rest correlations of eight people are negative by chance all the time."""
    cbi = KNOWN["cbi"]
    right = people(cbi, high_is_yes=set(cbi.items) - {"CBI_13"}, number=160)
    warned = sum(
        bool(one.warnings)
        for first in range(0, 160, 8)
        for one in quality(cbi, right[first : first + 8]).values()
    )
    assert warned <= 3  # of 60
