"""What goes with it: published weights, and the slow way over every order of entry."""

import doctest
from itertools import permutations

import numpy as np
import pytest

from analytics import drivers as module
from analytics.drivers import drivers, lmg, most_predictors, relative_weights
from analytics.team_sums import team_sums
from tests.unit.published import swiss


def matrices(seed=1, p=5, n=60):
    random = np.random.default_rng(seed)
    columns = random.normal(size=(n, p)) @ random.normal(size=(p, p))
    y = columns @ random.normal(size=p) + 2 * random.normal(size=n)
    whole = np.corrcoef(np.column_stack([columns, y]), rowvar=False)
    return whole[:-1, :-1], whole[:-1, -1]


def one_row_a_team(columns):
    whole = np.column_stack([np.ones(len(columns)), columns])
    return team_sums(whole, np.arange(len(columns)), len(columns))


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(module).failed == 0


def test_published_swiss_weights_come_out():
    # R relaimpo, swiss: LMG .0571 .1712 .2601 .1056 .1128, R2 .7067.
    rows = swiss().drop("row").to_numpy()
    columns = np.column_stack([rows[:, 1:], rows[:, 0]])
    found = drivers(one_row_a_team(columns), seed=1, draws=200)
    assert found.weight.round(4).tolist() == [0.0571, 0.1712, 0.2601, 0.1056, 0.1128]
    assert round(found.r2, 4) == 0.7067
    assert found.sign.tolist() == [-1, -1, -1, 1, 1]


def test_lmg_is_the_mean_gain_over_every_order_of_entry():
    matrix, r = matrices()

    def explained(chosen):
        if not chosen:
            return 0.0
        at = np.array(chosen)
        return r[at] @ np.linalg.solve(matrix[np.ix_(at, at)], r[at])

    gains = np.zeros(5)
    for order in permutations(range(5)):
        for place, each in enumerate(order):
            gains[each] += explained(order[: place + 1]) - explained(order[:place])
    assert lmg(matrix, r) == pytest.approx(gains / 120)


@pytest.mark.parametrize("weigh", [lmg, relative_weights])
def test_weights_add_up_to_what_is_explained(weigh):
    matrix, r = matrices(3, p=7)
    found = weigh(matrix, r)
    assert found.sum() == pytest.approx(r @ np.linalg.solve(matrix, r))
    assert (found >= -1e-12).all()


@pytest.mark.parametrize("weigh", [lmg, relative_weights])
def test_many_at_once_are_each_by_itself(weigh):
    made = [matrices(seed) for seed in range(4)]
    together = weigh(np.stack([m for m, _ in made]), np.stack([r for _, r in made]))
    for found, (matrix, r) in zip(together, made, strict=True):
        assert found == pytest.approx(weigh(matrix, r))


def planted(seed, n=60, p=4):
    random = np.random.default_rng(seed)
    columns = random.normal(size=(n, p))
    return np.column_stack([columns, 0.8 * columns[:, 0] + random.normal(size=n)])


def test_what_was_planted_stands_over_the_noise_and_the_rest_seldom_does():
    over = np.zeros(4)
    for seed in range(60):
        found = drivers(one_row_a_team(planted(seed)), seed=seed, draws=50)
        over += found.weight > found.noise
    assert over[0] == 60
    assert (over[1:] < 8).all()


def test_the_bootstrap_is_that_of_rows_drawn_team_by_team():
    random = np.random.default_rng(2)
    team = np.repeat(np.arange(40), 5)
    columns = random.normal(size=(200, 3)) + random.normal(size=(40, 3))[team]
    whole = np.column_stack([np.ones(200), columns])
    found = drivers(team_sums(whole, team, 40), seed=1, draws=800)
    slow = []
    for _ in range(800):
        rows = np.concatenate(
            [np.flatnonzero(team == t) for t in random.integers(40, size=40)]
        )
        r = np.corrcoef(columns[rows], rowvar=False)
        slow.append(lmg(r[:-1, :-1], r[:-1, -1]))
    assert found.upper == pytest.approx(np.percentile(slow, 97.5, axis=0), rel=0.15)


def test_the_same_seed_gives_the_same_and_order_changes_nothing():
    columns = planted(1)
    one = drivers(one_row_a_team(columns), seed=1, draws=50)
    again = drivers(one_row_a_team(columns), seed=1, draws=50)
    assert one.upper.tolist() == again.upper.tolist()
    turned = columns[:, [1, 0, 2, 3, 4]]
    other = drivers(one_row_a_team(turned), seed=1, draws=50)
    assert other.weight[[1, 0, 2, 3]] == pytest.approx(one.weight)


@pytest.mark.parametrize("fault", ["few", "constant", "copy", "eleven"])
def test_what_cannot_be_told_is_not(fault):
    columns = planted(1, p=11 if fault == "eleven" else 4)
    if fault == "few":
        columns = columns[:29]
    if fault == "constant":
        columns[:, 1] = 0.1
    if fault == "copy":
        columns[:, 1] = 2 * columns[:, 0] + 1
    assert drivers(one_row_a_team(columns), seed=1) is None


def test_eleven_are_weighed_by_johnsons_way():
    found = drivers(one_row_a_team(planted(1, p=11)), seed=1, method="relative")
    assert found.weight.argmax() == 0


def test_one_predictor_takes_all_and_few_teams_allow_none():
    found = drivers(one_row_a_team(planted(1, p=1)), seed=1, draws=50)
    assert found.weight.tolist() == pytest.approx([found.r2])
    assert [most_predictors(n) for n in (10, 30, 99)] == [0, 3, 9]
