"""Every key once more, typed from the sources: item numbers by scale, and reversals."""

from __future__ import annotations

import pytest

from definitions.instruments import instruments

# scale -> item numbers, as published
KEYS = {
    "cbi_personal": "1 2 3 4 5 6",
    "cbi_work": "7 8 9 10 11 12 13",
    "cbi_client": "14 15 16 17 18 19",
    "olbi_exhaustion": "2 4 5 8 10 12 14 16",
    "olbi_disengagement": "1 3 6 7 9 11 13 15",
    "olbi_total": "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
    "mbi_hss_ee": "1 2 3 6 8 13 14 16 20",
    "mbi_hss_dp": "5 10 11 15 22",
    "mbi_hss_pa": "4 7 9 12 17 18 19 21",
    "mbi_hss_mp_ee": "1 2 3 6 8 13 14 16 20",
    "mbi_hss_mp_dp": "5 10 11 15 22",
    "mbi_hss_mp_pa": "4 7 9 12 17 18 19 21",
    "proqol_compassion": "3 6 12 16 18 20 22 24 27 30",
    "proqol_burnout": "1 4 8 10 15 17 19 21 26 29",
    "proqol_trauma": "2 5 7 9 11 13 14 23 25 28",
    "bat_23_ex": "1 2 3 4 5 6 7 8",
    "bat_23_md": "9 10 11 12 13",
    "bat_23_ci": "14 15 16 17 18",
    "bat_23_ei": "19 20 21 22 23",
    "bat_12_ex": "1 2 3",
    "bat_12_md": "4 5 6",
    "bat_12_ci": "7 8 9",
    "bat_12_ei": "10 11 12",
    "pfi_fulfilment": "1 2 3 4 5 6",
    "pfi_exhaustion": "7 8 9 10",
    "pfi_disengagement": "11 12 13 14 15 16",
    "pfi_burnout": "7 8 9 10 11 12 13 14 15 16",
    "mini_z_support": "1 2 3 4 5",
    "mini_z_pace": "6 7 8 9 10",
    "mini_z_joy": "1 2 3 4 5 6 7 8 9 10",
    "mini_z_no_burnout": "2",
    "stss_intrusion": "2 3 6 10 13",
    "stss_avoidance": "1 5 7 9 12 14 17",
    "stss_arousal": "4 8 11 15 16",
    "uwes_9_vigour": "1 2 5",
    "uwes_9_dedication": "3 4 7",
    "uwes_9_absorption": "6 8 9",
    "hse_demands": "3 6 9 12 16 18 20 22",
    "hse_control": "2 10 15 19 25 30",
    "hse_manager_support": "8 23 29 33 35",
    "hse_peer_support": "7 24 27 31",
    "hse_relationships": "5 14 21 34",
    "hse_role": "1 4 11 13 17",
    "hse_change": "26 28 32",
    "nhs_burnout": "q12a q12b q12c q12d q12e q12f q12g",
    "hrsa_burnout": "E6 E7 E8 E9 E10 E11 E12 E13 E14 E15 E16 E17 E18 E19 E20 E21",
    "hrsa_job_satisfaction": "E1 E2 E3 E4 E5",
    "hrsa_engagement": "E22 E23 E24 E25 E26 E27",
    "hrsa_intention_to_stay": "E28",
    "hrsa_team": "B1 B2 B3 B4 B5 B6 B7 B8",
    "hrsa_supervision": "B9 B10 B11 B12 B13",
    "hrsa_leadership": "B14 B15 B16",
    "hrsa_workload": "D18 D19 D20 D21 D22 D23",
    "hrsa_work_life_balance": "D24 D25 D26 D27 D28",
    "hrsa_moral_distress": "D29 D30 D31 D32",
    "hrsa_processes": "C22 C23 C24 C25 C26",
    "hrsa_resources": "C30 C31 C32 C33 C34 C35 C36",
    "hrsa_training": "C27 C28 C29",
    "hrsa_recognition": "C17 C18 C19 C20 C21",
    "hrsa_social_support": "C13 C14 C15 C16",
    "hrsa_compensation": "D10 D11 D12 D13",
    "hrsa_growth": "D14 D15 D16 D17",
    "hrsa_mission": "D1 D2 D3 D4",
    "hrsa_meaning": "D5 D6 D7 D8 D9",
}
# (instrument, coding) -> reversed item numbers; every other instrument reverses none
REVERSED = {
    ("cbi", ""): "13",
    ("olbi", "agree_low"): "2 3 4 6 8 9 11 12",
    ("olbi", "agree_high"): "1 5 7 10 13 14 15 16",
    ("proqol_5", ""): "1 4 15 17 29",
    ("hse_msit", ""): "3 5 6 9 12 14 16 18 20 21 22 34",
    ("hrsa_2022", "agree_high"): "E8 E10 E12 E13 E14 E17 E20 E21",
    ("hrsa_2022", "burnout_agree_low"): "E6 E7 E9 E11 E15 E16 E18 E19",
    ("single_item_burnout", "best_high"): "1",
}
# instrument -> smallest and largest raw answer
RAW = {
    "cbi": (1, 5),
    "olbi": (1, 4),
    "mbi_hss": (0, 6),
    "mbi_hss_mp": (0, 6),
    "proqol_5": (1, 5),
    "bat_23": (1, 5),
    "bat_12": (1, 5),
    "bat_4": (1, 5),
    "stanford_pfi": (0, 4),
    "mini_z": (1, 5),
    "single_item_burnout": (1, 5),
    "stss": (1, 5),
    "uwes_9": (0, 6),
    "uwes_3": (0, 6),
    "hse_msit": (1, 5),
    "nhs_burnout": (1, 5),
    "hrsa_2022": (1, 6),
    "intent_to_leave": (1, 5),
    "enps": (0, 10),
}
CODINGS = [
    (kind.key, coding)
    for kind in instruments().values()
    for coding in [one.name for one in kind.coding] or [""]
]


def number(item: str) -> str:
    """What the source calls an item: `CBI_07` is 7, `HRSA_E6` is E6."""
    return item[item.rfind("_") + 1 :].lstrip("0")


@pytest.mark.parametrize("measure", KEYS)
def test_a_scale_has_the_items_its_source_names(measure: str) -> None:
    [scale] = [
        scale
        for kind in instruments().values()
        for scale in kind.scale
        if scale.measure == measure
    ]
    assert sorted(map(number, scale.items)) == sorted(KEYS[measure].split())


def test_every_scale_of_several_items_is_typed_again() -> None:
    scales = [scale for kind in instruments().values() for scale in kind.scale]
    whole = {scale.measure for scale in scales if scale.measure not in KEYS}
    assert whole == {
        *("bat_23_total", "bat_12_total", "bat_4_total", "stss_total"),
        *("uwes_9_total", "uwes_3_total"),
        *("single_item_burnout", "intent_to_leave", "enps"),
    }
    for kind in instruments().values():
        for scale in kind.scale:
            if scale.measure in whole:
                assert set(scale.items) == set(kind.items), scale.measure


@pytest.mark.parametrize(("key", "coding"), CODINGS)
def test_the_reversed_items_are_those_of_the_coding(key: str, coding: str) -> None:
    kind = instruments()[key].coded(coding) if coding else instruments()[key]
    turned = {number(item) for scale in kind.scale for item in scale.reversed}
    assert turned == set(REVERSED.get((key, coding), "").split())


@pytest.mark.parametrize("key", RAW)
def test_answers_are_coded_as_the_source_says(key: str) -> None:
    kind = instruments()[key]
    ranges = {(kind.raw_of(i).lowest, kind.raw_of(i).highest) for i in kind.items}
    assert ranges == {RAW[key]}
    assert RAW.keys() == instruments().keys()
