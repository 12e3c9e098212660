"""What statistics from single answers tell of persons, and where their release stops."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.disclosure.relations.budget import MOST_GAIN, search
from etl.disclosure.relations.certain import NARROW, boxed_gain, narrowed
from etl.disclosure.relations.queries import Statistic, query, written
from etl.disclosure.relations.reconstruction import attack_on, gains, posterior
from tests.privacy.made_members import levels, members, slopes


def test_twelve_slopes_on_one_window_tell_nearly_nothing() -> None:
    made = members(300, 25, stressors=12)
    asked = slopes(made)
    assert len(asked) == 12
    found = gains(attack_on(made, asked), [12])
    assert found.gain[0] < 0.05
    assert search(made, asked).released == 12


def test_levels_of_every_stressor_and_window_give_persons_away_and_are_refused() -> (
    None
):
    """28 stressors, three windows, five levels, 300 people."""
    made = members(300, 25, stressors=28, weeks=(4, 8, 12))
    asked = levels(made)
    attack = attack_on(made, asked)
    guess = posterior(attack, attack.last[-1:])[1][0]
    assert np.mean(np.abs(attack.away - guess) < 5) > 0.7
    assert gains(attack, [len(asked)]).gain[0] > 0.5
    found = search(made, asked)
    assert 0 < found.released < len(asked) / 2
    assert found.gain[found.released - 1] <= MOST_GAIN < found.gain[found.released]


@given(
    people=st.integers(30, 60),
    outcomes=st.integers(1, 3),
    seed=st.integers(0, 1000),
)
def test_the_posterior_is_that_of_conditioning_all_persons_at_once(
    people: int, outcomes: int, seed: int
) -> None:
    """Against the whole covariance of everybody's scores, without low rank."""
    made = members(people, 10, stressors=3, outcomes=outcomes, seed=seed)
    attack = attack_on(made, slopes(made, outcomes))
    size = people * outcomes
    rows = np.zeros((len(attack.told), size))
    for k, (weights, y) in enumerate(zip(attack.weights, attack.outcome, strict=True)):
        rows[k, y * people : (y + 1) * people] = weights
    # team sums known exactly: the prior within teams
    own = (
        np.eye(people)
        - (made.team[:, None] == made.team) / np.bincount(made.team)[made.team]
    )
    prior = np.kron(attack.together, own)
    inner = rows @ prior @ rows.T + np.diag(attack.noise)
    gain = prior @ rows.T @ np.linalg.inv(inner)
    variance, mean = posterior(attack, attack.last[-1:])
    expected = np.diagonal(prior - gain @ rows @ prior).reshape(outcomes, people).T
    np.testing.assert_allclose(variance[0], expected, rtol=1e-6, atol=1e-6)
    told = (gain @ attack.told).reshape(outcomes, people).T
    np.testing.assert_allclose(mean[0], told, rtol=1e-6, atol=1e-6)


@given(
    people=st.integers(40, 120),
    seed=st.integers(0, 1000),
    kind=st.sampled_from(["slope", "levels"]),
)
def test_no_query_goes_beyond_team_means(people: int, seed: int, kind: str) -> None:
    """Each sums to nothing within every team, whoever did not answer."""
    made = members(people, 10, stressors=1, seed=seed, unanswered=0.2)
    found = query(made, Statistic(kind, ("x0",), "y0", 12), step=3.0)  # type: ignore[arg-type]
    if found is None:
        return
    for team in range(10):
        own = found.weights[:, made.team == team]
        assert np.abs(own.sum(axis=1)).max() < 1e-9
    assert (found.weights[:, np.isnan(made.score[:, 0])] == 0).all()


def test_a_slice_is_judged_by_itself() -> None:
    """Thirty people among six hundred: the median of all would not notice them."""
    made = members(600, 30, stressors=40)
    part = np.zeros(600, dtype=bool)
    part[np.isin(made.team, range(12))] = True
    part[np.cumsum(part) > 48] = False
    made = replace(made, parts=made.parts | {"role: nurse": part})
    asked = [
        query(made, Statistic("slope", (f"x{x}",), "y0", 12, "role: nurse"))
        for x in range(40)
    ]
    kept = [each for each in asked if each is not None]
    found = search(made, kept)
    assert 0 < found.released < 15
    whole = replace(attack_on(made, kept), groups=np.ones((1, 600), dtype=bool))
    assert gains(whole, [len(kept)]).gain[0] < MOST_GAIN


def test_several_outcomes_of_one_person_are_one_secret() -> None:
    """Scores that go together help each other: what one tells, tells of the other."""
    made = members(120, 10, stressors=20, outcomes=2)
    one = gains(attack_on(made, slopes(made, 1)), [20])
    apart = attack_on(made, slopes(made, 1))
    apart = replace(apart, together=np.diag(np.diagonal(apart.together)))
    other = posterior(attack_on(made, slopes(made, 1)), np.array([20]))[0][0, :, 1]
    alone = posterior(apart, np.array([20]))[0][0, :, 1]
    assert other.mean() < alone.mean()
    assert one.expected[0] > 0


def test_a_slope_that_rests_on_one_person_is_refused() -> None:
    made = members(100, 10, stressors=2)
    load = made.load["x0", 12].copy()
    load[:] = 28 + 1e-3 * np.arange(100)
    load[7] = 500.0
    made = replace(made, load={("x0", 12): load, ("x1", 12): made.load["x1", 12]})
    asked = slopes(made)
    assert gains(attack_on(made, asked), [1]).least[0] < NARROW
    assert search(made, asked).released == 0
    assert search(made, asked[1:]).released == 1


def test_who_must_lie_within_a_fifth_of_the_scale_is_found_without_any_prior() -> None:
    """One person against the rest of the team, to two decimals, beside the team's mean."""
    made = members(60, 10, stressors=1)
    asked = slopes(made)
    attack = attack_on(made, asked)
    told = {"shown": made.shown[:, 0], "team": made.team, "place": 0}
    assert narrowed(attack, 1, **told) == []
    team = made.team == 3
    alone = (np.arange(60) == np.flatnonzero(team)[0]) - team / team.sum()
    weights = alone[None, :]
    exact = replace(
        attack,
        weights=weights,
        noise=np.array([0.01**2 / 12]),
        told=weights @ made.score[:, 0],
    )
    assert narrowed(exact, 1, **told) == [int(np.flatnonzero(team)[0])]


def test_least_squares_within_the_scale_does_no_better_on_what_is_released() -> None:
    made = members(300, 25, stressors=28, weeks=(4, 8, 12))
    asked = levels(made)
    fits = search(made, asked).released
    attack = attack_on(made, asked)
    shown = made.shown[made.team]
    assert boxed_gain(attack, fits, shown=shown) <= MOST_GAIN
    assert boxed_gain(attack, len(asked), shown=shown) > 0.5


@pytest.mark.parametrize(("people", "teams"), [(29, 10), (60, 9), (10, 10)])
def test_under_thirty_people_or_ten_teams_there_is_no_query(
    people: int, teams: int
) -> None:
    made = members(people, teams, stressors=1)
    assert query(made, Statistic("slope", ("x0",), "y0", 12)) is None
    assert query(made, Statistic("levels", ("x0",), "y0", 12)) is None


def test_a_load_that_is_the_same_within_teams_asks_nothing() -> None:
    made = members(60, 10, stressors=1)
    same = {("x0", 12): made.team * 1.0}
    assert (
        query(replace(made, load=same), Statistic("slope", ("x0",), "y0", 12)) is None
    )
    assert query(replace(made, load={}), Statistic("slope", ("x0",), "y0", 12)) is None


def test_what_is_released_is_rounded_and_nothing_else() -> None:
    made = members(200, 20, stressors=1, slope=1.0)
    slope = query(made, Statistic("slope", ("x0",), "y0", 12))
    level = query(made, Statistic("levels", ("x0",), "y0", 12), step=3.0)
    assert slope is not None
    assert level is not None
    for asked, grid in ((slope, 0.01), (level, 1.0)):
        exact = asked.weights @ made.score[:, 0]
        told = written(asked, made.score[:, 0])
        assert np.abs(told - exact).max() <= grid / 2 + 1e-9
        assert np.abs(told / grid - np.round(told / grid)).max() < 1e-6
    assert min(level.counts) >= 10
    assert sum(level.counts) == level.people
