"""Correlation of team means, and the sentence that follows from it."""

import doctest

import numpy as np
import pytest

from analytics import between as module
from analytics.between import Between, between, detectable_r, sentence, weighted_r

NAMES = {"stressor": "caseload per FTE", "outcome": "work-related burnout"}


def made_up(teams: int, r: float, seed: int = 1) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    x = random.normal(size=teams)
    y = r * x + np.sqrt(1 - r**2) * random.normal(size=teams)
    return x, y, random.integers(5, 30, size=teams).astype(float)


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_weighted_correlation_is_that_of_repeated_rows():
    x, y, size = made_up(12, 0.5)
    repeated = np.repeat(np.arange(12), size.astype(int))
    expected = np.corrcoef(x[repeated], y[repeated])[0, 1]
    assert weighted_r(x, y, size) == pytest.approx(expected)


def test_shift_and_scale_change_nothing():
    x, y, size = made_up(15, 0.4)
    one = between(x, y, size=size, seed=3)
    other = between(x * 7 + 100, y / 3 - 2, size=size * 4, seed=3)
    assert [other.r, other.lower, other.upper] == pytest.approx(
        [one.r, one.lower, one.upper]
    )


def test_the_same_seed_gives_the_same_interval_and_another_nearly_so():
    x, y, size = made_up(30, 0.5)
    first, again, other = (between(x, y, size=size, seed=s) for s in (1, 1, 2))
    assert first == again
    assert other.lower == pytest.approx(first.lower, abs=0.05)


def test_size_weighs_in_the_interval_too():
    # Five small teams fall from the line of the ten large ones; by their people they
    # hardly count, one team one voice they would.
    x = np.arange(15.0)
    y = np.where(x < 10, x + np.tile([0.5, -0.5, 0], 5), -3 * x)
    size = np.where(x < 10, 400.0, 1.0)
    found = between(x, y, size=size, seed=1)
    assert found.r > 0
    assert found.lower > 0


@pytest.mark.parametrize("teams", [0, 1, 9])
def test_fewer_than_ten_teams_give_no_figure(teams):
    x, y, size = made_up(teams, 0.5)
    assert between(x, y, size=size, seed=1) == Between(teams, None, None, None, None)


def test_a_team_without_a_figure_does_not_count():
    x, y, size = made_up(10, 0.5)
    x[0] = np.nan
    assert between(x, y, size=size, seed=1).r is None


def test_sides_that_do_not_vary_give_no_figure():
    _, y, size = made_up(12, 0.5)
    assert between(np.full(12, 0.1), y, size=size, seed=1).r is None


def test_detectable_correlations_are_the_published_ones():
    assert [round(detectable_r(n), 2) for n in (30, 46)] == [0.49, 0.40]


@pytest.mark.slow
def test_interval_covers_the_truth_in_most_organisations():
    hits = 0
    for seed in range(300):
        x, y, _ = made_up(40, 0.5, seed=seed)
        found = between(x, y, size=np.ones(40), seed=seed, draws=600)
        hits += found.lower <= 0.5 <= found.upper
    # The percentile interval is a little short at 40 teams; far off it may not be.
    assert 0.88 <= hits / 300 <= 0.98


@pytest.mark.parametrize(
    ("r", "expected"),
    [
        (0.62, "higher caseload per FTE goes with clearly higher work-related burnout"),
        (0.41, "higher caseload per FTE goes with higher work-related burnout"),
        (0.21, "higher caseload per FTE goes with slightly higher work-related"),
        (-0.62, "higher caseload per FTE goes with clearly lower work-related burnout"),
        (-0.41, "higher caseload per FTE goes with lower work-related burnout"),
        (-0.21, "higher caseload per FTE goes with slightly lower work-related"),
    ],
)
def test_a_certain_relation_says_direction_and_size(r, expected):
    relation = Between(46, r, r - 0.2, r + 0.2, detectable_r(46))
    assert relation.certain
    text = sentence(relation, **NAMES)
    assert expected in text
    assert "cannot tell" not in text


@pytest.mark.parametrize("r", [-0.6, -0.35, -0.1, 0.0, 0.1, 0.35, 0.6])
def test_an_uncertain_relation_cannot_tell_and_says_what_could_be_seen(r):
    relation = Between(30, r, -0.8, 0.8, detectable_r(30))
    text = sentence(relation, **NAMES)
    assert text.startswith("Ballast cannot tell whether caseload per FTE goes with")
    assert "30 teams could have shown r = .49 or more (80 % power)" in text
    assert not any(word in text for word in ("higher", "lower"))


def test_too_few_teams_say_so_without_counting_them():
    text = sentence(Between(7, None, None, None, None), **NAMES)
    assert "at least 10 teams" in text
    assert "7" not in text


def test_figures_are_written_without_a_leading_zero():
    relation = Between(46, 0.41, 0.14, 0.63, 0.4)
    assert sentence(relation, **NAMES) == (
        "Between teams, higher caseload per FTE goes with higher work-related burnout "
        "(r = .41, 95 % .14 to .63; 46 teams)."
    )


@pytest.mark.parametrize("bounds", [(0.1, 0.6), (-0.6, -0.1), (-0.2, 0.5)])
def test_no_sentence_claims_a_cause(bounds):
    relation = Between(20, sum(bounds) / 2, *bounds, 0.58)
    text = sentence(relation, **NAMES)
    assert not any(word in text for word in ("cause", "impact", "effect", "lead"))
