"""What is said of a whole file: mean, spread, what is missing, what to look at."""

from __future__ import annotations

import math

import polars as pl
import pytest

from definitions.instruments import instruments
from etl.score_quality import LEAST_SHOWN, ScaleQuality, scale_quality
from etl.scoring import item_values, score_wide

PFI = instruments()["stanford_pfi"]


def quality(key: str, people: list[dict[str, float | None]]) -> dict[str, ScaleQuality]:
    kind = instruments()[key]
    frame = pl.DataFrame(people, schema=dict.fromkeys(kind.items, pl.Float64))
    values = item_values(frame, kind)
    found = scale_quality(values, score_wide(values, kind), kind)
    return {one.scale: one for one in found}


def test_mean_and_spread_are_on_the_own_scale():
    # sums of 10 items: 10, 20, 30, 40, 50: mean 30, squares 400 100 0 100 400 / 4
    items = instruments()["mini_z"].items
    people = [dict.fromkeys(items, value) for value in (1, 2, 3, 4, 5)]
    joy = quality("mini_z", people)["mini_z_joy"]
    assert (joy.n, joy.mean) == (5, 30)
    assert joy.sd == pytest.approx(math.sqrt(250))
    assert joy.alpha == pytest.approx(1)
    assert joy.omega == pytest.approx(1, abs=0.01)  # uniqueness is held over .005


def test_of_fewer_than_five_nothing_but_their_number_is_said():
    items = PFI.items
    people = [dict.fromkeys(items, value) for value in (0, 1, 2, 3)]
    assert len(people) == LEAST_SHOWN - 1
    burnout = quality("stanford_pfi", people)["pfi_burnout"]
    assert burnout.n == 4
    assert (burnout.mean, burnout.sd, burnout.alpha, burnout.omega) == (None,) * 4
    assert burnout.warnings == ("fewer than 5 answers: not shown",)


def test_a_scale_with_fewer_scores_than_the_file_has_rows_is_hidden_on_its_own():
    whole = dict.fromkeys(PFI.items, 2)
    short = whole | {f"PFI_{n:02}": None for n in range(1, 7)}
    found = quality("stanford_pfi", [whole] * 4 + [short])
    assert found["pfi_fulfilment"].mean is None
    assert (found["pfi_fulfilment"].n, found["pfi_fulfilment"].unscored) == (4, 1)
    assert found["pfi_burnout"].mean == 2


def test_what_is_unanswered_is_a_share_of_those_who_answered_anything():
    whole = dict.fromkeys(PFI.items, 2)
    gap = whole | {"PFI_07": None}
    nothing = dict.fromkeys(PFI.items)
    found = quality("stanford_pfi", [whole] * 4 + [gap] + [nothing] * 3)
    # one of 5 people x 4 items; the three empty rows are nobody
    assert found["pfi_exhaustion"].missing_share == pytest.approx(1 / 20)
    assert found["pfi_burnout"].missing_share == pytest.approx(1 / 50)
    assert found["pfi_fulfilment"].missing_share == 0
    assert (found["pfi_exhaustion"].n, found["pfi_exhaustion"].prorated) == (5, 1)
    assert found["pfi_exhaustion"].unscored == 0


def test_a_file_without_any_answer_says_so():
    found = quality("stanford_pfi", [dict.fromkeys(PFI.items)] * 9)["pfi_burnout"]
    assert (found.n, found.missing_share) == (0, None)


def test_everybody_alike_has_no_reliability():
    found = quality("stanford_pfi", [dict.fromkeys(PFI.items, 2)] * 9)["pfi_burnout"]
    assert (found.mean, found.sd, found.alpha, found.omega) == (2, 0, None, None)


def test_the_mean_of_enps_is_the_enps_and_noisy_under_thirty():
    # 4 promoters, 3 passives, 3 detractors of 10: 100 (4 - 3) / 10
    given = [9, 9, 10, 10, 7, 8, 8, 0, 5, 6]
    enps = quality("enps", [{"ENPS_1": value} for value in given])["enps"]
    assert enps.mean == pytest.approx(10)
    # 100 sqrt((.4 + .3 - .01) / 10)
    assert enps.warnings == (
        "fewer than 30 answers: mostly noise (standard error 26.3)",
    )
    assert quality("enps", [{"ENPS_1": v} for v in given * 3])["enps"].warnings == ()
