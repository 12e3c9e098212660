"""Load beside a resource: what was planted is found, what cannot be told is not."""

import numpy as np
import pytest

from analytics.buffering import buffering


def teams(seed=1, n=120, change=-3.0):
    random = np.random.default_rng(seed)
    load, resource = random.normal(28, 5, size=n), random.normal(2, 0.5, size=n)
    one, other = (load - 28) / 5, (resource - 2) / 0.5
    y = 46 + 4 * one + change * one * other + 3 * random.normal(size=n)
    return load, resource, y, np.arange(n)


def test_a_planted_buffer_is_found_with_the_slopes_on_both_sides():
    found = buffering(*teams())
    assert found.interaction.upper < 0
    assert found.where_little == pytest.approx(7, abs=1.5)
    assert found.where_much == pytest.approx(1, abs=1.5)


def test_its_interval_covers_what_was_planted():
    inside = 0
    for seed in range(300):
        found = buffering(*teams(seed, n=50, change=-1.0)).interaction
        inside += found.lower < -1.0 < found.upper
    # standardised by each draw's own SD, so a little less than 95 %
    assert inside / 300 > 0.9


def test_units_of_load_and_resource_change_nothing():
    load, resource, y, team = teams()
    one, other = (
        buffering(load, resource, y, team),
        buffering(load * 9, resource - 5, y, team),
    )
    assert other.interaction.value == pytest.approx(one.interaction.value)
    assert other.interaction.lower == pytest.approx(one.interaction.lower)


@pytest.mark.parametrize("fault", ["few", "constant", "copy", "gaps"])
def test_what_cannot_be_told_is_not(fault):
    load, resource, y, team = teams(n=29 if fault == "few" else 60)
    if fault == "constant":
        resource = np.full(60, 0.1)
    if fault == "copy":
        resource = load * 2 + 1
    if fault == "gaps":
        y = np.full(60, np.nan)
    found = buffering(load, resource, y, team)
    # a copy leaves a square of load, which can be told from load only as itself
    assert found is None
