"""An attacker with every published mean, over a hundred made-up organisations.

Without secondary suppression the answers of small groups come back; with it none do.
The attacker's arithmetic is its own: a pseudo-inverse in floating point.
"""

import numpy as np
import polars as pl
import pytest

from benchmarks.attacked import STRESSORS, Attacked, primary_alone, publish_twice
from benchmarks.attacked_pages import told_beside
from benchmarks.attacker import (
    WAYS,
    attack,
    files_of,
    hidden_teams,
    solved,
    told_by_relations,
    weighted_r,
)
from benchmarks.organisations import Organisation, made_up
from benchmarks.strength import hide_under, ours

ORGANISATIONS = 100
SMALL = 5
EXACT = 1e-6


def recovered(one: Organisation, shown: np.ndarray, seed: int) -> int:
    """Groups under five whose sum of scores the attacker computes, and rightly."""
    random = np.random.default_rng(seed)
    people = one.atoms.people[:, 0]
    truth = np.array([random.uniform(0, 100, n).sum() for n in people])
    member = np.zeros((len(one.tree.nodes), len(people)))
    for atom, line in enumerate(one.atoms.lines):
        member[list(line), atom] = 1.0
    known = member[shown]
    back = np.linalg.pinv(known)
    targets = np.vstack([np.eye(len(people)), member[~shown]])
    held = targets @ people
    targets = targets[(held > 0) & (held < SMALL)]
    follows = np.abs(targets @ back @ known - targets).max(axis=1, initial=0) < EXACT
    guesses = targets[follows] @ back @ (known @ truth)
    right = np.abs(guesses - targets[follows] @ truth) < 1e-3
    assert right.all()
    return int(right.sum())


@pytest.mark.slow
def test_only_secondary_suppression_keeps_small_groups_from_an_attacker():
    without = beaten = 0
    for seed in range(ORGANISATIONS):
        one = made_up(seed, joined=bool(seed % 2), teams=4 + seed % 12)
        if not one.atoms.ids:
            continue
        taken = recovered(one, hide_under(SMALL)(one), seed)
        without += taken
        beaten += taken > 0
        assert recovered(one, ours(one), seed) == 0
    assert without > ORGANISATIONS
    assert beaten > ORGANISATIONS / 4


# -- with files, versions, briefs and downloads --------------------------------------


@pytest.mark.parametrize("seed", [2])
def test_two_published_versions_give_no_small_group_away(seed):
    found = attack(seed, protected=True)
    assert found["cells"] > 0
    assert found["in briefs and downloads"] > 0
    assert found["small sets"] > 0
    assert {way: found[way] for way in WAYS} == dict.fromkeys(WAYS, 0)


@pytest.mark.parametrize("seed", [2])
def test_without_secondary_suppression_the_same_attacker_recovers_some(seed):
    found = attack(seed, protected=False)
    assert found["added up"] > 0
    assert found["confined"] > 0


@pytest.fixture(scope="module")
def with_relations(tmp_path_factory) -> Attacked:
    """An organisation of 14 to 17 teams whose relations are published."""
    with primary_alone():
        return publish_twice(0, tmp_path_factory.mktemp("attacked") / "data")


def cells(one: Attacked, version: str) -> dict[str, dict[str, float]]:
    shown = files_of(one, version)["teams", "estimate"].filter(
        pl.col("state") == "shown"
    )
    found: dict[str, dict[str, float]] = {}
    for measure, group, value in shown.select("measure", "group_id", "value").rows():
        found.setdefault(measure, {})[group] = value
    return found


def test_published_correlations_are_those_of_shown_cells_alone(with_relations):
    published, alone, solved = told_by_relations(with_relations, 1)
    assert published == alone > 0
    assert solved == 0


def test_a_hidden_team_that_entered_correlations_is_solved_for(with_relations):
    """What rival rules allow: relations over all teams, means hidden beside them."""
    shown = cells(with_relations, "v2")
    score = shown["cbi_work"]
    hidden = hidden_teams(with_relations, 1, set(score))
    team = next(
        t for key, t in hidden if key == "cbi_work" and t in shown[STRESSORS[0]]
    )
    truth, many = hidden["cbi_work", team]
    teams = [one for one in score if one.startswith("t")]
    y = np.array([score[one] for one in teams])
    w = np.arange(len(teams)) + 10.0
    needed = []
    for stressor in STRESSORS:
        x = np.array([shown[stressor][one] for one in teams])
        own = shown[stressor][team]
        leaking = weighted_r(
            np.append(x, own), np.append(y, truth), np.append(w, float(many))
        )
        found = list(solved(x, y, w, own, float(many), leaking))
        needed.append(min(found, key=lambda one: abs(one - truth)))
    assert np.ptp(needed) < 1
    assert abs(np.mean(needed) - truth) < 1


def test_a_brief_that_told_more_than_the_cells_would_be_noticed(with_relations):
    shown = {
        (measure, group)
        for measure, groups in cells(with_relations, "v1").items()
        for group in groups
    }
    told, more = told_beside(with_relations.data, "v1", shown)
    assert told > 0
    assert more == 0
    assert told_beside(with_relations.data, "v1", set())[1] == told
