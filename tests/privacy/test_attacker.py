"""An attacker with every published mean, over a hundred made-up organisations.

Without secondary suppression the answers of small groups come back; with it none do.
The attacker's arithmetic is its own: a pseudo-inverse in floating point.
"""

import numpy as np
import pytest

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
