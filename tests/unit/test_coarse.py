"""How finely a mean is written: only as coarsely as a few people near an end need."""

import doctest

import numpy as np
import pytest

from etl.disclosure import coarse
from etl.disclosure.coarse import Means, units


def of(people: list[int], rows: list[str], means: list[float]) -> list[int]:
    member = np.array([[mark == "1" for mark in row] for row in rows])
    return units(Means(member, np.array(people), np.array(means, dtype=float)))


def test_doctests_hold():
    assert doctest.testmod(coarse).failed == 0


def test_a_mean_in_the_middle_is_written_to_a_point():
    assert of([4, 2], ["11"], [50]) == [1]


@pytest.mark.parametrize(
    ("mean", "unit"), [(3, 10), (12, 10), (16, 1), (88, 10), (97, 10)]
)
def test_six_people_near_an_end_are_written_more_coarsely(mean, unit):
    # 10 or under: 63 points among four of six people are 16 at the most
    assert of([4, 2], ["11"], [mean]) == [unit]


def test_a_team_of_five_is_written_to_a_point_whatever_its_mean():
    # nobody in it is told apart by any other group
    assert of([5], ["1"], [2]) == [1]


def test_the_smallest_group_around_them_is_written_coarsely_and_no_other():
    # 20 people at 70 and five at 4: the programme of 25 says too much of the five
    found = of([20, 4, 1, 300], ["1111", "1110", "1000"], [60, 56.8, 70])
    assert found[0] == found[2] == 1
    assert found[1] > 1


def test_nobody_small_nothing_to_do():
    assert of([20, 30], ["11", "10"], [2, 1]) == [1, 1]
