"""An attacker with every published mean, over many made-up organisations.

Without secondary suppression the answers of small groups come back; with it none do.
The attacker's arithmetic is its own: a pseudo-inverse in floating point.
"""

import os

import numpy as np
import polars as pl
import pytest

from benchmarks.attacked import Attacked, publish_twice
from benchmarks.attacked_pages import told_on_pages
from benchmarks.attacked_staff import STRESSORS
from benchmarks.attacker import WAYS, recovered_of
from benchmarks.attacker_relations import (
    solved,
    told_by_relations,
    weighted_r,
)
from benchmarks.attacker_sums import files_of
from benchmarks.organisations import Organisation, made_up
from benchmarks.strength import hide_under, ours
from benchmarks.unprotected import unprotected
from tests.privacy.published_rows import moved_by_hidden_teams, tables_of

# every one of a hundred in a deep run; what the files hold is attacked below
ORGANISATIONS = 100 if os.environ.get("BALLAST_HYPOTHESIS") == "deep" else 40
SEED = 8
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


@pytest.fixture(autouse=True)
def _nothing_printed(monkeypatch):
    """PDFs are read where briefs are tested."""
    monkeypatch.setattr("benchmarks.attacked_pages.found_browser", lambda: None)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Attacked:
    """An organisation of 13 to 15 teams whose relations are published."""
    return publish_twice(SEED, tmp_path_factory.mktemp("guarded") / "data")


@pytest.fixture(scope="module")
def with_relations(tmp_path_factory) -> Attacked:
    """The same with secondary suppression and budget switched off."""
    with unprotected():
        return publish_twice(SEED, tmp_path_factory.mktemp("attacked") / "data")


def test_two_published_versions_give_no_small_group_away(guarded):
    found = recovered_of(guarded, pages=True)
    for there in ("cells", "in briefs and downloads", "small sets", "cells of leave"):
        assert found[there] > 0
    assert found["relations"] == found["of shown cells"] > 0
    assert found["statistics"] > 0
    assert {way: found[way] for way in WAYS} == dict.fromkeys(WAYS, 0)


def test_other_answers_of_hidden_teams_move_their_ancestors_scores_alone(
    guarded, tmp_path
):
    """In every table of every file, relations of teams and of persons among them."""
    before = tables_of(guarded.data)
    for table in ("relation", "budget"):
        assert before["analysis", table].height > 0
    moved = moved_by_hidden_teams(
        guarded.staff[0], before, guarded.where[0], seed=1, data=tmp_path
    )
    assert moved  # the change was real


def test_without_protection_the_same_attacker_recovers_some(with_relations):
    found = recovered_of(with_relations, pages=False)
    for way in ("added up", "leave added up", "beyond the budget", "persons"):
        assert found[way] > 0, way


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
    team = next(one for one in score if one.startswith("t"))
    truth, many = score.pop(team), 4.0
    teams = [one for one in score if one.startswith("t")]
    y = np.array([score[one] for one in teams])
    w = np.arange(len(teams)) + 10.0
    needed = []
    for stressor in STRESSORS:
        x = np.array([shown[stressor][one] for one in teams])
        own = shown[stressor][team]
        leaking = weighted_r(np.append(x, own), np.append(y, truth), np.append(w, many))
        found = list(solved(x, y, w, own, many, leaking))
        needed.append(min(found, key=lambda one: abs(one - truth)))
    assert np.ptp(needed) < 1
    assert abs(np.mean(needed) - truth) < 1


def test_a_brief_that_told_more_than_the_cells_would_be_noticed(with_relations):
    shown = {
        (measure, group)
        for measure, groups in cells(with_relations, "v1").items()
        for group in groups
    }
    told = told_on_pages(with_relations.data, "v1")
    assert set(told) <= shown
    one = told[0]
    assert sum(each not in shown - {one} for each in told) == told.count(one) > 0
