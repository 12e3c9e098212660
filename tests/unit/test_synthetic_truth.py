"""What is planted, and that nothing is planted where the truth is "none"."""

import numpy as np
import pytest

from etl.synthetic.answers import traits
from etl.synthetic.levels import LEVELS, levels_record, team_level
from etl.synthetic.sessions import CRISIS_SHARE, by_setting
from etl.synthetic.truth import (
    BUFFER,
    BY_KEY,
    STRESSORS,
    THRESHOLD,
    Levels,
    as_record,
    strain,
)
from etl.synthetic.world import World, world


@pytest.fixture(scope="module")
def planted() -> World:
    return world(staff=600, teams=48, months=24, seed=1, truth="planted")


@pytest.fixture(scope="module")
def plain() -> World:
    return world(staff=600, teams=48, months=24, seed=1, truth="none")


def test_without_truth_no_team_differs_beyond_its_months_swings(plain):
    for stressor in STRESSORS:
        level = plain.drawn.team[stressor.key]
        # AR(1) of lag-1 .3 over 24 months: the mean's error is sd * sqrt(1.86 / 24)
        error = stressor.team_months * np.sqrt((1.3 / 0.7) / 24)
        assert np.abs(level.mean(axis=1) - stressor.base).max() <= 4 * error + 1e-9


def test_without_truth_nothing_is_planted_and_nothing_has_an_effect(plain):
    assert plain.told.planted == ()
    assert {action.effect for action in plain.told.actions} == {0.0}
    assert len(set(plain.told.denial)) == 1
    assert not traits(plain).team.any()
    assert not strain(plain.persons, plain.drawn, plain.told, month=20).any()
    assert len(set(by_setting(CRISIS_SHARE, plain, otherwise=0.015))) == 1
    for level in LEVELS:
        everywhere = team_level(level.measure, plain.span, plain.org, plain.told)
        assert set(everywhere.ravel()) == {level.base}


def test_without_truth_the_record_says_so(plain):
    record = as_record(plain.span, plain.org, plain.told)
    assert record["overloaded"] == []
    measures = levels_record(plain.span, plain.org, plain.told)
    assert measures["teams"] == []
    assert {str(each["settings"]) for each in measures["levels"]} == {"{}"}
    for stressor in record["stressors"]:
        assert (stressor["teams"], stressor["between"], stressor["within"]) == (0, 0, 0)


def test_without_truth_season_role_mix_and_autocorrelation_stay(plain):
    level = plain.drawn.team["caseload_per_fte"] - BY_KEY["caseload_per_fte"].base
    lagged = np.corrcoef(level[:, 1:].ravel(), level[:, :-1].ravel())[0, 1]
    assert 0.2 < lagged < 0.4
    mixes = {
        tuple(np.bincount(plain.persons.role[plain.persons.team_of[:, 0] == team]))
        for team in range(10)
    }
    assert len(mixes) == 10


def test_riverside_goes_from_25_to_31_clients_in_march_2026(planted):
    team = planted.drawn.team["caseload_per_fte"][planted.org.parts.caseload]
    march = 18  # months after September 2024
    assert planted.span.month_starts[march].isoformat() == "2026-03-01"
    assert planted.org.teams[planted.org.parts.caseload].name == "Riverside Outpatient"
    assert abs(team[:march].mean() - 25) < 0.6
    assert abs(team[march:].mean() - 31) < 0.9


def test_assistant_takes_eight_points_off_the_admin_share(planted):
    action = planted.told.actions[0]
    team = planted.drawn.team["admin_share"][action.team]
    fell = team[: action.month].mean() - team[action.month :].mean()
    assert abs(fell - 0.08) < 0.006
    hired = planted.persons.hired[
        (planted.persons.team_of[:, -1] == action.team)
        & (planted.persons.role == 7)  # administrative assistant
    ]
    assert hired.tolist() == [planted.span.first_index[action.month]]


def flat_levels(planted: World, **changed: float) -> Levels:
    """Everybody at the practice's level, with no clients over the threshold."""
    shape = planted.persons.team_of.shape
    start = {each.key: each.base for each in STRESSORS} | {"caseload_per_fte": 20.0}
    person = {key: np.full(shape, level) for key, level in (start | changed).items()}
    return Levels(person, {})


def points(planted: World, levels: Levels) -> np.ndarray:
    load = strain(planted.persons, levels, planted.told, month=20)
    return load[planted.persons.sees_clients]


def test_caseload_below_the_threshold_has_no_effect(planted):
    low = points(planted, flat_levels(planted, caseload_per_fte=18.0))
    at = points(planted, flat_levels(planted, caseload_per_fte=THRESHOLD))
    np.testing.assert_allclose(low, at, atol=1e-9)


def test_supervision_buffers_clients_over_the_threshold(planted):
    """Two clients over it, three hours of supervision instead of two.

    At 2 hours: 2 * 3.5 points, and -6 per hour for 2 - 2.2 hours: 7 + 1.2 = 8.2.
    At 3: 7 - 6 * 0.8 = 2.2, and 2 clients * 1 hour * -0.4 = -0.8 more: 1.4.
    """
    over = {"caseload_per_fte": THRESHOLD + 2}
    little = flat_levels(planted, clinical_supervision=2.0, **over)
    much = flat_levels(planted, clinical_supervision=3.0, **over)
    assert BUFFER == -0.4
    np.testing.assert_allclose(points(planted, little), 8.2, atol=1e-9)
    np.testing.assert_allclose(points(planted, much), 1.4, atol=1e-9)


def test_within_effect_counts_a_persons_distance_from_their_team(planted):
    levels = flat_levels(planted)
    persons = planted.persons
    team = persons.team_of[:, 20]
    mates = np.flatnonzero((team == team[0]) & persons.sees_clients)
    levels.person["back_to_back_share"][mates[0]] += 0.1
    load = strain(persons, levels, planted.told, month=20)
    effect = BY_KEY["back_to_back_share"]
    raised = 0.1 / len(mates)  # the team's mean
    expected = effect.between * raised + effect.within * (0.1 - raised)
    rest = strain(persons, flat_levels(planted), planted.told, month=20)
    np.testing.assert_allclose((load - rest)[mates[0]], expected, atol=1e-9)
    np.testing.assert_allclose(
        (load - rest)[mates[1]], (effect.between - effect.within) * raised, atol=1e-9
    )
