"""What a mean could be if the silent differ: worked by hand, and at its ends."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import interactive
from analytics.interactive import (
    mean_if_silent_differ,
    points_that_undo,
    share_limits,
)
from etl.disclosure.quality_bands import share_band
from etl.disclosure.response_cells import rate_band

MEANS = st.integers(10, 90).map(float)
POINTS = st.integers(-100, 100).map(float)
BANDS = st.floats(0, 1, allow_nan=False).map(rate_band)


def test_doctests_worked_by_hand_hold():
    assert doctest.testmod(interactive).failed == 0


@given(share=st.floats(0, 1, allow_nan=False))
def test_every_band_of_a_response_rate_is_read_back_around_the_rate(share):
    lowest, highest = share_limits(rate_band(share))
    assert lowest - 1e-9 <= share <= highest + 1e-9


@given(of=st.integers(30, 400), data=st.data())
def test_every_band_of_a_share_is_read_back_around_the_share(of, data):
    count = data.draw(st.integers(0, of))
    lowest, highest = share_limits(share_band(count, of=of))
    # "50 % or over" ends at 1
    assert lowest <= count / of <= highest


def test_a_text_that_is_no_band_is_refused():
    with pytest.raises(ValueError, match="no band"):
        share_limits("71 %")


@given(mean=MEANS, band=BANDS)
def test_silent_who_do_not_differ_change_nothing(mean, band):
    found = mean_if_silent_differ(mean, rate_band=band, points=0)
    assert found.low == pytest.approx(mean)
    assert found.high == pytest.approx(mean)


@given(mean=MEANS, band=BANDS, points=POINTS)
def test_a_mean_stays_on_the_scale_and_between_answered_and_silent(mean, band, points):
    found = mean_if_silent_differ(mean, rate_band=band, points=points)
    silent = min(max(mean + points, 0), 100)
    assert 0 <= found.low <= found.high <= 100
    assert min(mean, silent) - 1e-9 <= found.low
    assert found.high <= max(mean, silent) + 1e-9


@given(mean=MEANS, band=BANDS, points=st.integers(0, 99).map(float))
def test_more_points_never_bring_the_mean_back(mean, band, points):
    less = mean_if_silent_differ(mean, rate_band=band, points=points)
    more = mean_if_silent_differ(mean, rate_band=band, points=points + 1)
    assert more.high >= less.high - 1e-9
    assert more.low >= less.low - 1e-9


def test_a_hundred_points_are_the_bounds_without_any_assumption():
    # Manski: the silent all at 100: .7 x 46 + .3 x 100 = 62.2; all at 0: .7 x 46 = 32.2
    up = mean_if_silent_differ(46, rate_band="70-79 %", points=100)
    down = mean_if_silent_differ(46, rate_band="70-79 %", points=-100)
    assert up.high == pytest.approx(62.2)
    assert down.low == pytest.approx(32.2)


def test_the_interval_is_moved_along_with_the_mean():
    # ends at .2 and .3 silent: 42 + 2 and 50 + 3
    found = mean_if_silent_differ(
        46, rate_band="70-79 %", points=10, lower=42, upper=50
    )
    assert (found.lower, found.upper) == pytest.approx((44, 53))
    assert (found.low, found.high) == pytest.approx((48, 49))


def test_a_merged_mean_may_lie_anywhere_in_its_end():
    # "10 or under": 0 to 10; nobody is silent at the upper end of the band
    found = mean_if_silent_differ(
        10, rate_band="80 % or over", points=20, band="10 or under", lower=0, upper=12
    )
    assert (found.low, found.high) == pytest.approx((0, 14))


def test_what_undoes_a_change_gives_the_earlier_mean_again():
    before, now, band = 43.0, 46.0, "70-79 %"
    least, most = points_that_undo(before, now, rate_band=band)
    ends = share_limits(band)
    for rate, points in zip(ends, (least, most), strict=True):
        assert now + (1 - rate) * points == pytest.approx(before)


def test_where_everybody_may_have_answered_no_end_is_said():
    least, most = points_that_undo(50, 46, rate_band="80 % or over")
    assert least == pytest.approx(20)
    assert most is None


def test_nothing_changed_needs_nothing_to_undo():
    assert points_that_undo(46, 46, rate_band="70-79 %") is None
