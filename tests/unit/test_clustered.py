"""CR2 errors and Satterthwaite df: against matrices written out in full."""

import numpy as np
import pytest

from analytics.clustered import clustered
from analytics.team_sums import team_sums


def rows(seed=1, teams=14, columns=3):
    random = np.random.default_rng(seed)
    team = np.repeat(np.arange(teams), random.integers(1, 9, size=teams))
    design = np.column_stack(
        [np.ones(team.size), random.normal(size=(team.size, columns - 1))]
    )
    design[:, 1] += random.normal(size=teams)[team]
    y = (
        design.sum(axis=1)
        + random.normal(size=teams)[team]
        + random.normal(size=team.size)
    )
    return design, y, team


def written_out(design, y, team):
    """Pustejovsky and Tipton 2018, with every n x n matrix."""
    n, p = design.shape
    bread = np.linalg.inv(design.T @ design)
    left = np.eye(n) - design @ bread @ design.T
    rest = left @ y
    meat, vectors = np.zeros((p, p)), []
    for each in np.unique(team):
        own = team == each
        inner = left[np.ix_(own, own)]
        values, turned = np.linalg.eigh(inner)
        power = np.where(values > 1e-8, 1 / np.sqrt(np.maximum(values, 1e-12)), 0)
        adjust = turned * power @ turned.T
        score = bread @ design[own].T @ adjust
        meat += np.outer(score @ rest[own], score @ rest[own])
        vectors.append(left[:, own] @ score.T)
    df = []
    for k in range(p):
        g = np.column_stack([vector[:, k] for vector in vectors])
        inner = g.T @ g
        df.append(np.trace(inner) ** 2 / np.trace(inner @ inner))
    return bread @ design.T @ y, meat, np.array(df)


def found_by(design, y, team, weight=None):
    sums = team_sums(np.column_stack([design, y]), team, team.max() + 1, weight=weight)
    return clustered(sums)


@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_the_matrices_written_out_give(seed):
    design, y, team = rows(seed)
    expected = written_out(design, y, team)
    found = found_by(design, y, team)
    for mine, theirs in zip(
        (found.coefficients, found.covariance, found.df), expected, strict=True
    ):
        assert mine == pytest.approx(theirs, rel=1e-6)


def test_a_team_that_alone_settles_a_coefficient_is_no_error():
    design, y, team = rows(2)
    design[:, 2] = team == 0
    expected = written_out(design, y, team)
    found = found_by(design, y, team)
    assert found.covariance[:2, :2] == pytest.approx(expected[1][:2, :2], rel=1e-5)
    assert found.df[:2] == pytest.approx(expected[2][:2], rel=1e-5)


def test_weights_are_rows_scaled_by_their_root():
    design, y, team = rows(3)
    weight = np.random.default_rng(1).uniform(1, 9, size=len(y))
    root = np.sqrt(weight)
    expected = written_out(design * root[:, None], y * root, team)
    found = found_by(design, y, team, weight)
    assert found.covariance == pytest.approx(expected[1], rel=1e-6)
    assert found.df == pytest.approx(expected[2], rel=1e-6)


def test_teams_of_one_row_each_give_the_error_for_unequal_variances():
    # One row a team: CR2 is HC2, e_i / sqrt(1 - h_i).
    design, y, _ = rows(4)
    found = found_by(design, y, np.arange(len(y)))
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    rest = (y - hat @ y) / np.sqrt(1 - np.diag(hat))
    expected = bread @ (design.T * rest**2) @ design @ bread
    assert found.covariance == pytest.approx(expected)


def test_answers_of_the_same_people_do_not_count_as_more_teams():
    design, y, team = rows(5, teams=20)
    twice = [np.concatenate([part, part]) for part in (design, y, team)]
    one, other = found_by(design, y, team), found_by(*twice)
    assert other.coefficients == pytest.approx(one.coefficients)
    assert other.slope(1).error == pytest.approx(one.slope(1).error, rel=0.05)


@pytest.mark.parametrize(
    "column", [np.zeros(30), np.ones(30), np.repeat([1.0, np.nan], 15)]
)
def test_a_design_without_full_rank_gives_nothing(column):
    team = np.repeat(np.arange(10), 3)
    design = np.column_stack([np.ones(30), column])
    known = ~np.isnan(column)
    assert found_by(design[known], np.arange(30.0)[known], team[known]) is None


def test_under_ten_teams_there_is_no_interval():
    design, y, team = rows(6, teams=9)
    slope = found_by(design, y, team).slope(1)
    assert slope.lower is slope.p is None


def test_sums_of_many_rows_are_those_of_few():
    """Matrix products team by team give what counting by team gives; also without rows."""
    random = np.random.default_rng(5)
    columns, weight = random.normal(size=(4000, 6)), random.uniform(1, 9, 4000)
    code = random.integers(0, 11, 4000)
    code[code == 7] = 3
    for own in (None, weight):
        found = team_sums(columns, code, 12, weight=own)
        few = team_sums(columns, code, 12 * 4000, weight=own)
        assert np.allclose(found.products, few.products[:12], rtol=1e-12)
        assert not found.products[[7, 11]].any()
        assert found.teams == 10
