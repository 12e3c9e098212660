"""What came first: planted both ways, and waves that are too few to tell."""

import numpy as np
import pytest

from analytics.lag import lag


def panel(seed=1, units=400, waves=8, load_leads=0.0, score_leads=0.0):
    random = np.random.default_rng(seed)
    load, score = np.zeros((2, units, waves))
    for wave in range(waves):
        load[:, wave], score[:, wave] = random.normal(size=(2, units))
        if wave:
            score[:, wave] += load_leads * load[:, wave - 1]
            load[:, wave] += score_leads * score[:, wave - 1]
    unit, number = np.divmod(np.arange(units * waves), waves)
    return load.ravel(), score.ravel(), unit, number


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ({"load_leads": 0.6}, "load first"),
        ({"score_leads": 0.6}, "score first"),
        ({"load_leads": 0.6, "score_leads": 0.6}, "both"),
        ({}, "neither"),
    ],
)
def test_the_planted_direction_is_said(planted, said):
    load, score, unit, wave = panel(seed=3, **planted)
    assert lag(load, score, unit, wave=wave).direction == said


def test_a_gap_in_a_units_waves_is_not_one_wave_back():
    # The unit's wave 1 is missing: wave 2 has nothing one wave back.
    load = np.array([1.0, 3, 4, 2, 5, 7, 6, 8, 9, 1, 2, 3])
    unit = np.repeat([0, 1, 2, 3], 3)
    wave = np.array([0, 2, 3, *[0, 1, 2] * 3])
    found = lag(load, load[::-1], unit, wave=wave)
    assert found.load_first.answers == 6  # two rows each of the three whole units


@pytest.mark.parametrize("waves", [1, 2])
def test_under_three_waves_nothing_is_said(waves):
    load, score, unit, wave = panel(waves=waves)
    assert lag(load, score, unit, wave=wave) is None


def test_a_constant_load_cannot_be_told():
    load, score, unit, wave = panel(units=20)
    assert lag(load * 0, score, unit, wave=wave).direction == "cannot tell"


def test_nothing_but_gaps_is_nothing():
    load, score, unit, wave = panel(units=5)
    assert lag(load * np.nan, score, unit, wave=wave) is None
