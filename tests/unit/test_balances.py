"""Balances carried forward: nothing appears or vanishes but what is forfeited."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analytics.balances import carried_forward

HOURS = st.floats(0, 300).map(lambda hours: round(hours, 1))


def test_what_stands_above_the_cap_is_lost_in_the_month_it_gets_there():
    found = carried_forward(
        np.array([190.0]),
        np.array([[14.0, 14.0, 14.0]]),
        np.array([[0.0, 0.0, 40.0]]),
        cap=np.array([200.0]),
        carried=np.array([np.inf]),
        year_ends=np.array([False, False, True]),
    )
    # 190 + 14 = 204: 4 lost; 200 + 14: 14 lost; 200 + 14 - 40 = 174
    assert found.forfeited.tolist() == [[4.0, 14.0, 0.0]]
    assert found.owed.tolist() == [[200.0, 200.0, 174.0]]


def test_a_debt_is_never_lost_at_the_years_end():
    found = carried_forward(
        np.array([-20.0]),
        np.array([[0.0]]),
        np.array([[0.0]]),
        cap=np.array([100.0]),
        carried=np.array([0.0]),
        year_ends=np.array([True]),
    )
    assert found.owed.tolist() == [[-20.0]]
    assert found.forfeited.tolist() == [[0.0]]


def test_nobody_gives_empty_arrays():
    none = np.zeros((0, 3))
    found = carried_forward(
        np.zeros(0),
        none,
        none,
        cap=np.zeros(0),
        carried=np.zeros(0),
        year_ends=np.zeros(3, dtype=bool),
    )
    assert found.owed.shape == (0, 3)


@given(
    arrays(float, 4, elements=HOURS),
    arrays(float, (4, 5), elements=HOURS),
    arrays(float, (4, 5), elements=HOURS),
    arrays(float, 4, elements=HOURS),
)
def test_hours_are_owed_taken_or_forfeited(start, earned, taken, cap):
    found = carried_forward(
        start,
        earned,
        taken,
        cap=cap,
        carried=np.full(4, 40.0),
        year_ends=np.array([False, True, False, False, True]),
    )
    left = start + earned.sum(axis=1) - taken.sum(axis=1)
    np.testing.assert_allclose(found.owed[:, -1] + found.forfeited.sum(axis=1), left)
    assert (found.forfeited >= 0).all()
    assert (found.owed <= cap[:, None] + 1e-9).all()
    assert (found.owed[:, [1, 4]] <= 40 + 1e-9).all()
