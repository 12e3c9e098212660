"""Repeated-measures correlation: the published case, and waves on unbalanced panels."""

import numpy as np
import pytest

from analytics.repeated import repeated
from tests.unit.published import bland1995


def panel(seed=1, people=40, waves=5, slope=0.4, gone=0.35):
    """An unbalanced panel in which a tide moves both sides of everybody."""
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), waves)
    wave = np.tile(np.arange(waves), people)
    tide = 3 * random.normal(size=waves)[wave]
    x = random.normal(size=people)[person] + random.normal(size=person.size) + tide
    y = random.normal(size=people)[person] + slope * x + random.normal(size=x.size)
    kept = random.random(person.size) > gone
    return x[kept], (y + tide)[kept], person[kept], wave[kept]


def by_dummies(x, y, person, wave=None):
    """r of x with y beside dummies for all else: t of a regression, the long way."""
    parts = [x, *((person == each) * 1.0 for each in np.unique(person))]
    if wave is not None:
        parts += [(wave == each) * 1.0 for each in np.unique(wave)[1:]]
    design = np.column_stack(parts)
    found, rest, rank, _ = np.linalg.lstsq(design, y, rcond=None)
    df = len(y) - rank
    error = np.sqrt(rest[0] / df * np.linalg.inv(design.T @ design)[0, 0])
    t = found[0] / error
    return t / np.sqrt(t**2 + df), df


def test_published_bland_and_altman_figures_come_out():
    # R rmcorr 0.5.4: r -.5068, df 38, p .00085, interval -.7067 to -.2319.
    rows = bland1995()
    found = repeated(
        rows["pH"].to_numpy(), rows["PaCO2"].to_numpy(), rows["Subject"].to_numpy()
    )
    assert found.df == 38
    assert round(found.r, 4) == -0.5068
    assert round(found.p, 5) == 0.00085
    assert [round(found.lower, 4), round(found.upper, 4)] == [-0.7067, -0.2319]


def test_person_and_wave_together_are_those_of_a_regression_on_dummies():
    x, y, person, wave = panel()
    several = np.isin(person, [p for p in set(person) if (person == p).sum() > 1])
    expected, df = by_dummies(x[several], y[several], person[several], wave[several])
    found = repeated(x, y, person, wave=wave)
    assert found.r == pytest.approx(expected)
    assert found.df == df


def test_a_tide_common_to_all_does_not_count_as_going_together():
    x, y, person, wave = panel(slope=0.0, people=200, gone=0.3)
    assert repeated(x, y, person).r > 0.5
    assert abs(repeated(x, y, person, wave=wave).r) < 0.1


def test_people_with_one_answer_drop_out():
    x, y, person, wave = panel()
    one = np.append(x, 99.0), np.append(y, -99.0)
    found = repeated(*one, np.append(person, 10_000), wave=np.append(wave, 0))
    assert found == repeated(x, y, person, wave=wave)


def test_two_waves_that_share_nobody_cost_no_more_than_they_tell():
    # Waves 0, 1 were answered by some, waves 2, 3 by others: two dummies are free.
    person = np.repeat(np.arange(12), 2)
    wave = np.where(person < 6, np.tile([0, 1], 12), np.tile([2, 3], 12))
    random = np.random.default_rng(2)
    found = repeated(random.normal(size=24), random.normal(size=24), person, wave=wave)
    assert found.df == 24 - 12 - 1 - 2


def test_an_interval_of_95_percent_covers_what_was_planted():
    inside = 0
    for seed in range(300):
        x, y, person, wave = panel(seed, slope=0.5, people=25)
        found = repeated(x, y, person, wave=wave)
        inside += found.lower < 0.5 / np.sqrt(1.25) < found.upper
    assert 0.91 < inside / 300 < 0.98


@pytest.mark.parametrize("side", ["x", "y"])
def test_a_side_that_does_not_vary_within_people_gives_no_figure(side):
    person = np.repeat(np.arange(6), 3)
    sides = {"x": np.random.default_rng(1).normal(size=18), side: person * 0.1}
    sides.setdefault("y", np.random.default_rng(2).normal(size=18))
    assert repeated(sides["x"], sides["y"], person).r is None


@pytest.mark.parametrize("people", [0, 1, 2])
def test_fewer_than_three_people_give_no_figure(people):
    person = np.repeat(np.arange(people), 4)
    values = np.random.default_rng(1).normal(size=4 * people)
    assert repeated(values, values[::-1], person).r is None


def test_one_wave_and_nothing_but_gaps_give_no_figure():
    values = np.arange(9.0)
    assert repeated(values, values, np.arange(9)).people == 0
    assert repeated(values * np.nan, values, np.repeat(np.arange(3), 3)).r is None
