"""Every scale of every instrument, worked by hand from the published keys.

One person's answers in the order of the instrument's items; the comment is the working:
the answers of the scale's items in its own order, reversed ones turned. Item numbers are
those of the published keys, typed again here, not read from the instruments' files.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest

from definitions.instruments import Instrument, instruments
from etl.scoring import score, score_wide


@dataclass(frozen=True)
class Example:
    """One person's answers, and the scores on the own scale and on 0 to 100."""

    instrument: str
    answers: str
    scores: dict[str, tuple[float, float]]
    coding: str = ""

    @property
    def name(self) -> str:
        return f"{self.instrument} {self.coding}".strip()

    @property
    def key(self) -> Instrument:
        found = instruments()[self.instrument]
        return found.coded(self.coding) if self.coding else found

    @property
    def given(self) -> dict[str, int]:
        values = map(int, self.answers.split())
        return dict(zip(self.key.items, values, strict=True))


EXAMPLES = (
    Example(
        "cbi",
        answers=("4 5 4 4 5 5 2 2 5 4 5 2 1 4 3 2 1 5 1"),
        scores={
            # (75 + 100 + 75 + 75 + 100 + 100) / 6
            "cbi_personal": (175 / 2, 175 / 2),
            # (25 + 25 + 100 + 75 + 100 + 25 + 100) / 7 (turned: 13)
            "cbi_work": (450 / 7, 450 / 7),
            # (75 + 50 + 25 + 0 + 100 + 0) / 6
            "cbi_client": (125 / 3, 125 / 3),
        },
    ),
    Example(
        "olbi",
        coding="agree_low",
        answers=("4 4 2 1 1 1 1 2 2 1 4 3 4 2 2 3"),
        scores={
            # (1 + 4 + 1 + 3 + 1 + 2 + 2 + 3) / 8 (turned: 2, 4, 8, 12)
            "olbi_exhaustion": (17 / 8, 75 / 2),
            # (4 + 3 + 4 + 1 + 3 + 1 + 4 + 2) / 8 (turned: 3, 6, 9, 11)
            "olbi_disengagement": (11 / 4, 175 / 3),
            # (4 + 1 + 3 + 4 + 1 + 4 + 1 + 3 + 3 + 1 + 1 + 2 + 4 + 2 + 2 + 3) / 16
            # (turned: 2, 3, 4, 6, 8, 9, 11, 12)
            "olbi_total": (39 / 16, 575 / 12),
        },
    ),
    Example(
        "olbi",
        coding="agree_high",
        answers=("4 1 1 4 3 4 1 3 3 2 3 1 1 1 4 1"),
        scores={
            # (1 + 4 + 2 + 3 + 3 + 1 + 4 + 4) / 8 (turned: 5, 10, 14, 16)
            "olbi_exhaustion": (11 / 4, 175 / 3),
            # (1 + 1 + 4 + 4 + 3 + 3 + 4 + 1) / 8 (turned: 1, 7, 13, 15)
            "olbi_disengagement": (21 / 8, 325 / 6),
            # (1 + 1 + 1 + 4 + 2 + 4 + 4 + 3 + 3 + 3 + 3 + 1 + 4 + 4 + 1 + 4) / 16
            # (turned: 1, 5, 7, 10, 13, 14, 15, 16)
            "olbi_total": (43 / 16, 225 / 4),
        },
    ),
    Example(
        "mbi_hss",
        answers=("6 2 3 0 0 6 5 0 1 1 0 3 3 5 3 3 0 4 5 1 6 5 "),
        scores={
            # 6 + 2 + 3 + 6 + 0 + 3 + 5 + 3 + 1 = 29
            "mbi_hss_ee": (29, 1450 / 27),
            # 0 + 1 + 0 + 3 + 5 = 9
            "mbi_hss_dp": (9, 30),
            # 0 + 5 + 1 + 3 + 0 + 4 + 5 + 6 = 24
            "mbi_hss_pa": (24, 50),
        },
    ),
    Example(
        "mbi_hss_mp",
        answers=("2 2 0 2 2 0 3 6 0 1 1 5 0 0 0 3 6 3 1 5 4 1 "),
        scores={
            # 2 + 2 + 0 + 0 + 6 + 0 + 0 + 3 + 5 = 18
            "mbi_hss_mp_ee": (18, 100 / 3),
            # 2 + 1 + 1 + 0 + 1 = 5
            "mbi_hss_mp_dp": (5, 50 / 3),
            # 2 + 3 + 0 + 5 + 6 + 3 + 1 + 4 = 24
            "mbi_hss_mp_pa": (24, 50),
        },
    ),
    Example(
        "proqol_5",
        answers=("5 5 2 2 4 4 1 4 4 2 1 3 5 3 1 2 2 4 5 5 1 1 2 2 4 3 1 5 4 3 "),
        scores={
            # 2 + 4 + 3 + 2 + 4 + 5 + 1 + 2 + 1 + 3 = 27
            "proqol_compassion": (27, 85 / 2),
            # 1 + 4 + 4 + 2 + 5 + 4 + 5 + 1 + 3 + 2 = 31 (turned: 1, 4, 15, 17, 29)
            "proqol_burnout": (31, 105 / 2),
            # 5 + 4 + 1 + 4 + 1 + 5 + 3 + 2 + 4 + 5 = 34
            "proqol_trauma": (34, 60),
        },
    ),
    Example(
        "bat_23",
        answers=("4 1 1 1 2 5 2 1 5 3 3 5 4 2 5 4 5 2 4 2 2 3 2 "),
        scores={
            # (4 + 1 + 1 + 1 + 2 + 5 + 2 + 1) / 8
            "bat_23_ex": (17 / 8, 225 / 8),
            # (5 + 3 + 3 + 5 + 4) / 5
            "bat_23_md": (4, 75),
            # (2 + 5 + 4 + 5 + 2) / 5
            "bat_23_ci": (18 / 5, 65),
            # (4 + 2 + 2 + 3 + 2) / 5
            "bat_23_ei": (13 / 5, 40),
            # (4 + 1 + 1 + 1 + 2 + 5 + 2 + 1 + 5 + 3 + 3 + 5 + 4 + 2 + 5 + 4 + 5 + 2 +
            # 4 + 2 + 2 + 3 + 2) / 23
            "bat_23_total": (68 / 23, 1125 / 23),
        },
    ),
    Example(
        "bat_12",
        answers=("5 2 2 2 5 2 4 4 5 1 4 1"),
        scores={
            # (5 + 2 + 2) / 3
            "bat_12_ex": (3, 50),
            # (2 + 5 + 2) / 3
            "bat_12_md": (3, 50),
            # (4 + 4 + 5) / 3
            "bat_12_ci": (13 / 3, 250 / 3),
            # (1 + 4 + 1) / 3
            "bat_12_ei": (2, 25),
            # (5 + 2 + 2 + 2 + 5 + 2 + 4 + 4 + 5 + 1 + 4 + 1) / 12
            "bat_12_total": (37 / 12, 625 / 12),
        },
    ),
    Example(
        "bat_4",
        answers=("1 1 1 5"),
        scores={
            # (1 + 1 + 1 + 5) / 4
            "bat_4_total": (2, 25),
        },
    ),
    Example(
        "stanford_pfi",
        answers=("2 1 3 2 3 4 3 2 4 1 0 1 1 3 4 4"),
        scores={
            # (2 + 1 + 3 + 2 + 3 + 4) / 6
            "pfi_fulfilment": (5 / 2, 125 / 2),
            # (3 + 2 + 4 + 1) / 4
            "pfi_exhaustion": (5 / 2, 125 / 2),
            # (0 + 1 + 1 + 3 + 4 + 4) / 6
            "pfi_disengagement": (13 / 6, 325 / 6),
            # (3 + 2 + 4 + 1 + 0 + 1 + 1 + 3 + 4 + 4) / 10
            "pfi_burnout": (23 / 10, 115 / 2),
        },
    ),
    Example(
        "mini_z",
        answers=("5 1 3 2 2 1 1 3 4 4"),
        scores={
            # 5 + 1 + 3 + 2 + 2 = 13
            "mini_z_support": (13, 40),
            # 1 + 1 + 3 + 4 + 4 = 13
            "mini_z_pace": (13, 40),
            # 5 + 1 + 3 + 2 + 2 + 1 + 1 + 3 + 4 + 4 = 26
            "mini_z_joy": (26, 40),
            # 1
            "mini_z_no_burnout": (1, 0),
        },
    ),
    Example(
        "single_item_burnout",
        coding="worst_high",
        answers=("4"),
        scores={
            # 4
            "single_item_burnout": (4, 75),
        },
    ),
    Example(
        "single_item_burnout",
        coding="best_high",
        answers=("4"),
        scores={
            # 2 (turned: 1)
            "single_item_burnout": (2, 25),
        },
    ),
    Example(
        "stss",
        answers=("1 2 3 3 5 5 2 1 3 2 4 3 5 5 2 5 1"),
        scores={
            # 2 + 3 + 5 + 2 + 5 = 17
            "stss_intrusion": (17, 60),
            # 1 + 5 + 2 + 3 + 3 + 5 + 1 = 20
            "stss_avoidance": (20, 325 / 7),
            # 3 + 1 + 4 + 2 + 5 = 15
            "stss_arousal": (15, 50),
            # 1 + 2 + 3 + 3 + 5 + 5 + 2 + 1 + 3 + 2 + 4 + 3 + 5 + 5 + 2 + 5 + 1 = 52
            "stss_total": (52, 875 / 17),
        },
    ),
    Example(
        "uwes_9",
        answers=("0 3 2 5 2 0 0 4 5"),
        scores={
            # (0 + 3 + 2) / 3
            "uwes_9_vigour": (5 / 3, 250 / 9),
            # (2 + 5 + 0) / 3
            "uwes_9_dedication": (7 / 3, 350 / 9),
            # (0 + 4 + 5) / 3
            "uwes_9_absorption": (3, 50),
            # (0 + 3 + 2 + 5 + 2 + 0 + 0 + 4 + 5) / 9
            "uwes_9_total": (7 / 3, 350 / 9),
        },
    ),
    Example(
        "uwes_3",
        answers=("0 3 0"),
        scores={
            # (0 + 3 + 0) / 3
            "uwes_3_total": (1, 50 / 3),
        },
    ),
    Example(
        "hse_msit",
        answers=(
            "3 3 2 1 1 5 5 3 1 2 3 4 1 5 1 5 1 5 5 1 5 5 5 1 5 1 1 1 1 3 4 3 4 5 4 "
        ),
        scores={
            # (4 + 1 + 5 + 2 + 1 + 1 + 5 + 1) / 8 (turned: 3, 6, 9, 12, 16, 18, 20,
            # 22)
            "hse_demands": (5 / 2, 75 / 2),
            # (3 + 2 + 1 + 5 + 5 + 3) / 6
            "hse_control": (19 / 6, 325 / 6),
            # (3 + 5 + 1 + 4 + 4) / 5
            "hse_manager_support": (17 / 5, 60),
            # (5 + 1 + 1 + 4) / 4
            "hse_peer_support": (11 / 4, 175 / 4),
            # (5 + 1 + 1 + 1) / 4 (turned: 5, 14, 21, 34)
            "hse_relationships": (2, 25),
            # (3 + 1 + 3 + 1 + 1) / 5
            "hse_role": (9 / 5, 20),
            # (1 + 1 + 3) / 3
            "hse_change": (5 / 3, 50 / 3),
        },
    ),
    Example(
        "nhs_burnout",
        answers=("4 5 1 5 5 1 3"),
        scores={
            # (2.5 + 0 + 10 + 0 + 0 + 10 + 5) / 7
            "nhs_burnout": (55 / 14, 275 / 7),
        },
    ),
    Example(
        "intent_to_leave",
        answers=("5"),
        scores={
            # 5
            "intent_to_leave": (5, 100),
        },
    ),
    Example(
        "enps",
        answers=("9"),
        scores={
            # 9: a promoter
            "enps": (100, 100),
        },
    ),
    Example(
        "hrsa_2022",
        coding="agree_high",
        answers=(
            "4 1 2 6 1 4 5 6 4 3 1 3 3 2 6 5 2 5 2 3 "
            "6 4 4 2 3 4 6 3 2 6 4 2 2 4 2 5 3 2 2 2 "
            "4 3 1 6 1 3 2 1 4 4 3 2 4 4 6 5 4 6 3 6 "
            "5 4 3 1 1 3 5 1 6 6 3 5 3 3 6 5 1 6 2 4 "
            "4 2 1 3 2 2 1 6 1 4 1 6 5 6 6 3 1 6 2 2 "
        ),
        scores={
            # (6 + 2 + 3 + 4 + 5 + 1 + 4 + 5 + 5 + 1 + 6 + 6 + 4 + 1 + 1 + 2) / 16
            # (turned: E8, E10, E12, E13, E14, E17, E20, E21)
            "hrsa_burnout": (7 / 2, 50),
            # (3 + 3 + 6 + 5 + 1) / 5
            "hrsa_job_satisfaction": (18 / 5, 52),
            # (6 + 6 + 3 + 1 + 6 + 2) / 6
            "hrsa_engagement": (4, 60),
            # 2
            "hrsa_intention_to_stay": (2, 20),
            # (4 + 1 + 2 + 6 + 1 + 4 + 5 + 6) / 8
            "hrsa_team": (29 / 8, 105 / 2),
            # (4 + 3 + 1 + 3 + 3) / 5
            "hrsa_supervision": (14 / 5, 36),
            # (2 + 6 + 5) / 3
            "hrsa_leadership": (13 / 3, 200 / 3),
            # (6 + 3 + 6 + 5 + 4 + 3) / 6
            "hrsa_workload": (9 / 2, 70),
            # (1 + 1 + 3 + 5 + 1) / 5
            "hrsa_work_life_balance": (11 / 5, 24),
            # (6 + 6 + 3 + 5) / 4
            "hrsa_moral_distress": (5, 80),
            # (4 + 6 + 3 + 2 + 6) / 5
            "hrsa_processes": (21 / 5, 64),
            # (4 + 2 + 5 + 3 + 2 + 2 + 2) / 7
            "hrsa_resources": (20 / 7, 260 / 7),
            # (4 + 2 + 2) / 3
            "hrsa_training": (8 / 3, 100 / 3),
            # (6 + 4 + 4 + 2 + 3) / 5
            "hrsa_recognition": (19 / 5, 56),
            # (2 + 5 + 2 + 3) / 4
            "hrsa_social_support": (3, 40),
            # (4 + 3 + 2 + 4) / 4
            "hrsa_compensation": (13 / 4, 45),
            # (4 + 6 + 5 + 4) / 4
            "hrsa_growth": (19 / 4, 75),
            # (4 + 3 + 1 + 6) / 4
            "hrsa_mission": (7 / 2, 50),
            # (1 + 3 + 2 + 1 + 4) / 5
            "hrsa_meaning": (11 / 5, 24),
        },
    ),
    Example(
        "hrsa_2022",
        coding="burnout_agree_low",
        answers=(
            "4 3 2 6 1 4 5 6 1 2 2 3 3 5 6 5 5 5 2 4 "
            "6 2 1 4 6 4 2 4 4 2 6 1 4 5 5 6 5 3 4 3 "
            "6 2 1 6 6 6 1 2 2 4 1 3 5 3 3 6 1 3 5 1 "
            "1 4 3 5 4 3 4 1 2 1 4 1 2 5 3 6 2 4 2 5 "
            "6 5 6 6 4 4 5 6 1 2 4 5 5 3 6 5 6 2 5 5 "
        ),
        scores={
            # (3 + 5 + 5 + 1 + 5 + 1 + 6 + 4 + 4 + 2 + 1 + 1 + 5 + 3 + 5 + 5) / 16
            # (turned: E6, E7, E9, E11, E15, E16, E18, E19)
            "hrsa_burnout": (7 / 2, 50),
            # (2 + 5 + 3 + 6 + 2) / 5
            "hrsa_job_satisfaction": (18 / 5, 52),
            # (3 + 6 + 5 + 6 + 2 + 5) / 6
            "hrsa_engagement": (9 / 2, 70),
            # 5
            "hrsa_intention_to_stay": (5, 80),
            # (4 + 3 + 2 + 6 + 1 + 4 + 5 + 6) / 8
            "hrsa_team": (31 / 8, 115 / 2),
            # (1 + 2 + 2 + 3 + 3) / 5
            "hrsa_supervision": (11 / 5, 24),
            # (5 + 6 + 5) / 3
            "hrsa_leadership": (16 / 3, 260 / 3),
            # (3 + 5 + 1 + 1 + 4 + 3) / 6
            "hrsa_workload": (17 / 6, 110 / 3),
            # (5 + 4 + 3 + 4 + 1) / 5
            "hrsa_work_life_balance": (17 / 5, 48),
            # (2 + 1 + 4 + 1) / 4
            "hrsa_moral_distress": (2, 20),
            # (4 + 2 + 4 + 4 + 2) / 5
            "hrsa_processes": (16 / 5, 44),
            # (5 + 5 + 6 + 5 + 3 + 4 + 3) / 7
            "hrsa_resources": (31 / 7, 480 / 7),
            # (6 + 1 + 4) / 3
            "hrsa_training": (11 / 3, 160 / 3),
            # (6 + 2 + 1 + 4 + 6) / 5
            "hrsa_recognition": (19 / 5, 56),
            # (5 + 5 + 2 + 4) / 4
            "hrsa_social_support": (4, 60),
            # (4 + 1 + 3 + 5) / 4
            "hrsa_compensation": (13 / 4, 45),
            # (3 + 3 + 6 + 1) / 4
            "hrsa_growth": (13 / 4, 45),
            # (6 + 2 + 1 + 6) / 4
            "hrsa_mission": (15 / 4, 55),
            # (6 + 6 + 1 + 2 + 2) / 5
            "hrsa_meaning": (17 / 5, 48),
        },
    ),
)


def by_scale(example: Example) -> dict[str, tuple[object, object]]:
    """What scoring one answer a row makes of an example."""
    rows = [(7, item, value) for item, value in example.given.items()]
    schema = {"response_id": pl.UInt64, "item": pl.String, "value": pl.Float64}
    scored = score(pl.DataFrame(rows, schema=schema, orient="row"), example.key)
    return {
        row["scale"]: (row["native"], row["score"])
        for row in scored.iter_rows(named=True)
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_a_worked_example_comes_out_one_answer_a_row(example: Example) -> None:
    found = by_scale(example)
    assert found.keys() == example.scores.keys()
    for scale, expected in example.scores.items():
        assert found[scale] == pytest.approx(expected, abs=1e-8), scale


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
def test_a_worked_example_comes_out_one_person_a_row(example: Example) -> None:
    [found] = score_wide(pl.DataFrame([example.given]), example.key).to_dicts()
    for scale, expected in example.scores.items():
        own = (found[f"{scale}_native"], found[scale])
        assert own == pytest.approx(expected, abs=1e-8), scale
        assert not found[f"{scale}_prorated"]


def test_every_scale_in_every_coding_has_a_worked_example() -> None:
    worked = {
        (each.instrument, each.coding, scale)
        for each in EXAMPLES
        for scale in each.scores
    }
    shipped = {
        (kind.key, coding, scale.measure)
        for kind in instruments().values()
        for coding in [one.name for one in kind.coding] or [""]
        for scale in kind.scale
    }
    assert worked == shipped


def test_the_ends_of_the_answers_are_the_ends_of_the_scores() -> None:
    for kind in instruments().values():
        for scale in kind.scale:
            turned = {item: item in scale.reversed for item in kind.items}
            for worst, ends in (
                (False, (scale.lowest, 0)),
                (True, (scale.highest, 100)),
            ):
                given = {}
                for item in kind.items:
                    points = kind.raw_of(item).points
                    best = max if worst is not turned[item] else min
                    given[item] = int(best(points, key=points.__getitem__))
                [found] = score_wide(pl.DataFrame([given]), kind).to_dicts()
                own = (found[f"{scale.measure}_native"], found[scale.measure])
                assert own == pytest.approx(ends), scale.measure
