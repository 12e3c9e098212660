"""Decisions compared: what goes with notice is not put on the team, and few say nothing."""

import numpy as np
import pytest
from scipy import optimize
from scipy.special import expit

from analytics.decisions import compared

# Admissions to Berkeley in 1973: department, men admitted, men rejected, women admitted,
# women rejected (Bickel, Hammel & O'Connell 1975, Science 187:398; R's UCBAdmissions).
BERKELEY = (
    (512, 313, 89, 19),
    (353, 207, 17, 8),
    (120, 205, 202, 391),
    (138, 279, 131, 244),
    (53, 138, 94, 299),
    (22, 351, 24, 317),
)


def berkeley():
    admitted, sex, department = [], [], []
    for place, (men_in, men_out, women_in, women_out) in enumerate(BERKELEY):
        for who, in_, out in ((0, men_in, men_out), (1, women_in, women_out)):
            admitted += [True] * in_ + [False] * out
            sex += [who] * (in_ + out)
            department += [place] * (in_ + out)
    happened = np.array(admitted)
    return happened, np.arange(len(happened)), np.array(sex), np.array(department)


def test_berkeley_turns_round_once_departments_are_alike():
    happened, person, sex, department = berkeley()
    raw = compared(happened, person, {"sex": sex})["sex"]
    assert raw.share == pytest.approx([0.445, 0.304], abs=0.002)
    both = compared(happened, person, {"sex": sex, "department": department})
    men, women = both["sex"].share
    assert women > men
    # R: glm(Admitted ~ Gender + Dept, binomial): women .09987 (se .08085), z 1.235
    # p .217; the penalty draws the two towards each other
    assert both["sex"].p[0] == pytest.approx(0.217, abs=0.05)
    assert raw.p[0] < 1e-15


def requests(rng, *, levels=6, people=12, asked=10, chance=0.1):
    count = levels * people * asked
    person = np.repeat(np.arange(levels * people), asked)
    happened = rng.random(count) < chance
    return happened, person, person // people


def test_the_terms_are_the_maximum_of_the_penalised_likelihood():
    rng = np.random.default_rng(3)
    happened, person, team = requests(rng)
    season = rng.integers(0, 4, len(team))
    found = compared(happened, person, {"team": team, "season": season})

    def loss(beta):
        eta = beta[0] + beta[1:7][team] + beta[7:][season]
        seen = np.where(happened, np.log(expit(eta)), np.log(expit(-eta))).sum()
        return -seen + (beta[1:] ** 2).sum() / 2

    best = optimize.minimize(loss, np.zeros(11), method="BFGS", tol=1e-10).x
    rest = best[0] + best[7:][season]
    own = [expit(rest + term).mean() for term in best[1:7]]
    assert found["team"].share == pytest.approx(own, abs=2e-3)


def test_the_order_of_requests_changes_nothing():
    rng = np.random.default_rng(4)
    happened, person, team = requests(rng)
    turned = rng.permutation(len(team))
    one = compared(happened, person, {"team": team})["team"]
    other = compared(happened[turned], person[turned], {"team": team[turned]})["team"]
    np.testing.assert_allclose(one.share, other.share)
    np.testing.assert_allclose(one.lower, other.lower)


def test_a_level_in_which_it_never_happened_has_a_wide_interval_and_no_certainty():
    rng = np.random.default_rng(5)
    happened, person, team = requests(rng, levels=8, asked=4, chance=0.08)
    happened[team == 3] = False
    found = compared(happened, person, {"team": team})["team"]
    assert 0 < found.share[3] < happened.mean()
    assert found.lower[3] < found.share[3] < found.upper[3]
    assert found.p[3] > 0.05


def test_requests_of_one_person_weigh_less_than_those_of_many():
    rng = np.random.default_rng(6)
    happened, person, team = requests(rng, people=20, asked=10, chance=0.2)
    # in team 0 all refusals fall on two people
    happened[team == 0] = False
    happened[np.isin(person, [0, 1])] = True
    few = compared(happened, person, {"team": team})["team"]
    many = compared(happened, np.arange(len(team)), {"team": team})["team"]
    assert few.upper[0] - few.lower[0] > 1.5 * (many.upper[0] - many.lower[0])


@pytest.mark.parametrize("events", [0, 19, 700])
def test_too_few_of_either_kind_compare_nothing(events):
    happened = np.zeros(710, dtype=bool)
    happened[:events] = True
    assert compared(happened, np.arange(710) % 70, {"team": np.arange(710) % 5}) == {}


def test_one_person_or_none_compares_nothing():
    none = np.zeros(0, dtype=np.int64)
    assert compared(none.astype(bool), none, {"team": none}) == {}
    half = np.arange(80) % 2 == 0
    assert (
        compared(half, np.zeros(80, dtype=np.int64), {"team": np.zeros(80, int)}) == {}
    )


def test_one_level_alone_is_like_all():
    half = np.arange(200) % 4 == 0
    found = compared(half, np.arange(200) % 20, {"team": np.zeros(200, dtype=np.int64)})
    assert found["team"].share == pytest.approx([0.25], abs=0.002)
    assert not found["team"].p[0] < 0.05
