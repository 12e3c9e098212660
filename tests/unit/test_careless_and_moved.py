"""Sheets answered alike throughout, and items that moved against their scale."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import carelessness, wording
from analytics.carelessness import straight_lined
from analytics.wording import Stand, moved_item, stand

NAN = float("nan")


@pytest.mark.parametrize("module", [carelessness, wording])
def test_doctests_worked_by_hand_hold(module):
    assert doctest.testmod(module).failed == 0


def lined(*sheets: list[float]) -> list[tuple[bool, bool]]:
    whole, told = straight_lined(np.array(sheets, dtype=float))
    return list(zip(whole.tolist(), told.tolist(), strict=True))


def test_one_other_answer_is_no_straight_line():
    assert lined([2] * 6, [2] * 5 + [3]) == [(True, True), (False, True)]


def test_a_gap_does_not_break_a_line_and_few_answers_cannot_be_told():
    six = [4, 4, NAN, 4, 4, 4, 4]
    five = [4, 4, NAN, NAN, 4, 4, 4]
    assert lined(six, five) == [(True, True), (False, False)]


def test_nobody_and_nothing_answered_are_no_lines():
    assert lined([NAN] * 7) == [(False, False)]
    whole, told = straight_lined(np.empty((0, 7)))
    assert len(whole) == len(told) == 0
    whole, told = straight_lined(np.empty((3, 0)))
    assert not whole.any()
    assert not told.any()


@given(
    sheet=st.lists(st.integers(1, 5), min_size=6, max_size=12),
    shift=st.integers(-3, 3),
)
def test_another_coding_changes_no_line(sheet, shift):
    assert lined(sheet) == lined([answer + shift for answer in sheet])


def scale(people: int, *, seed: int, shift: float = 0, item: int = 2) -> np.ndarray:
    """Six items of one trait, one of them shifted."""
    chance = np.random.default_rng(seed)
    trait = chance.normal(45, 15, (people, 1))
    answers = trait + chance.normal(0, 12, (people, 6))
    answers[:, item] += shift
    return answers


def test_the_shifted_item_is_named_and_no_other():
    before, now = stand(scale(120, seed=1)), stand(scale(130, seed=2, shift=25))
    assert moved_item(before, now) == 2
    assert moved_item(now, before) == 2


def test_a_whole_scale_that_rises_is_no_change_of_wording():
    before, risen = scale(120, seed=1), scale(120, seed=2) + 20
    assert moved_item(stand(before), stand(risen)) is None


def test_a_sure_but_small_move_is_not_named():
    """Ten thousand people make 5 points sure; they are no other question."""
    before, now = scale(10_000, seed=1), scale(10_000, seed=2, shift=6)
    assert moved_item(stand(before), stand(now)) is None


def test_a_far_move_of_few_people_may_be_chance():
    before, now = scale(4, seed=1), scale(4, seed=5, shift=12)
    assert moved_item(stand(before), stand(now)) is None


def test_z_is_welchs():
    """By hand: apart 0 and 12, variances 100 and 44, 25 and 11 people: z = 12 / sqrt(8).

    4.24 is over the limit for three items, 3.59 (.001 / 6, two-sided); so is it named.
    With variances four times that it is 2.12, and it is not.
    """
    limit = stats.norm.ppf(1 - 0.001 / 6)
    assert limit == pytest.approx(3.59, abs=0.01)
    before = Stand(25, (0.0, 0.0, 0.0), (100.0,) * 3)
    now = Stand(11, (12.0, -6.0, -6.0), (44.0,) * 3)
    assert moved_item(before, now) == 0
    wide = [
        Stand(one.people, one.apart, (4 * one.spread[0],) * 3) for one in (before, now)
    ]
    assert moved_item(*wide) is None


def test_two_items_or_one_person_cannot_tell():
    assert stand(np.array([[1.0, 2], [3, 4]])) is None
    assert stand(np.array([[1.0, 2, 3]])) is None


def test_items_answered_alike_by_all_do_not_fail():
    flat = stand(np.full((40, 4), 50.0))
    assert moved_item(flat, flat) is None


def test_by_chance_alone_hardly_an_item_is_named():
    named = [
        moved_item(stand(scale(60, seed=2 * n)), stand(scale(60, seed=2 * n + 1)))
        for n in range(300)
    ]
    assert sum(one is not None for one in named) <= 2
