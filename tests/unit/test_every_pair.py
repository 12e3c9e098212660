"""All pairs at once are what each gives by itself."""

import numpy as np
import pytest

from analytics.clustered import clustered
from analytics.decomposition import decomposition
from analytics.every_pair import every_pair
from analytics.repeated import repeated
from analytics.team_sums import codes, deviations, team_sums


def panel(seed=1, people=60, waves=4, teams=12):
    random = np.random.default_rng(seed)
    person = np.repeat(np.arange(people), waves)
    wave = np.tile(np.arange(waves), people)
    kept = random.random(person.size) > 0.3
    person, wave = person[kept], wave[kept]
    team = person % teams
    x = (
        random.normal(28, 4, size=(person.size, 3))
        + random.normal(size=(teams, 3))[team]
    )
    y = x[:, :2] * 0.5 + random.normal(size=(person.size, 2)) + wave[:, None]
    return x, y, {"team": team, "person": person, "wave": wave}


def test_all_pairs_at_once_are_each_by_itself():
    x, y, labels = panel()
    found = every_pair(x, y, **labels)
    for a in range(3):
        for b in range(2):
            apart = decomposition(x[:, a], y[:, b], labels["team"])
            again = repeated(x[:, a], y[:, b], labels["person"], wave=labels["wave"])
            assert found.pooled[a, b] == pytest.approx(apart.pooled)
            assert found.between[a, b] == pytest.approx(apart.between)
            assert found.within[a, b] == pytest.approx(apart.within)
            assert found.repeated[a, b] == pytest.approx(again.r)
            assert found.df == again.df


def test_slopes_are_those_of_rows_put_in_by_hand():
    x, y, labels = panel(2)
    team, wave = labels["team"], labels["wave"]
    cell, cells = codes(team * 10 + wave)
    own = deviations(x[:, 1], cell, cells)
    dummies = [(wave == t) * 1.0 for t in range(4)]
    design = np.column_stack([*dummies, own, x[:, 1] - own])
    plain = np.linalg.lstsq(design, y[:, 0], rcond=None)[0]
    columns = np.column_stack([design, y[:, 0]])
    alone = clustered(team_sums(columns, team, 12))
    found = every_pair(x, y, **labels).slopes[1, 0]
    assert found.coefficients[-2:] == pytest.approx(plain[-2:])
    assert found.df[-2:] == pytest.approx(alone.df[-2:])
    assert found.slope(4).error == pytest.approx(alone.slope(4).error)


def test_a_constant_stressor_and_one_wave_give_no_figure_and_no_error():
    x, y, labels = panel(3)
    x[:, 0] = 0.1
    found = every_pair(x, y, **labels)
    assert np.isnan(found.repeated[0]).all()
    assert found.slopes[0, 0] is None
    one = labels["wave"] == 0
    alone = every_pair(
        x[one], y[one], **{name: each[one] for name, each in labels.items()}
    )
    assert alone.df < 1
    assert np.isnan(alone.repeated).all()
