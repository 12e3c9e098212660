"""Recognising a file by its header, certainly or not at all."""

from __future__ import annotations

import pytest

from etl.errors import UserError
from etl.profile import Profile, Recognise, UnrecognisedError, profiles, recognise

TIME = ("staff_id", "on_date", "activity", "hours")


def profile(key: str, *header: str) -> Profile:
    return Profile(
        key=key,
        title=key.title(),
        standing="ours",
        source="drawn",
        recognise=Recognise(header=header),
    )


def test_every_shipped_profile_recognises_its_own_header() -> None:
    for shipped in profiles():
        head = [shipped.recognise.header, (), ()]
        assert recognise(head, "x.csv", profiles()).profile.key == shipped.key


def test_a_header_is_matched_whatever_its_case_and_spaces() -> None:
    head = [("\ufeffStaff_ID ", "ON_DATE", " Activity", "Hours\u00a0", "extra")]
    assert recognise(head, "x.csv", profiles()).profile.key == "ballast_time"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UserError, match='lacks "hours"') as refused:
        recognise([TIME[:-1]], "t.csv", profiles())
    assert refused.value.exit_code == 3
    assert not isinstance(refused.value, UnrecognisedError)


def test_a_header_nobody_knows_is_unrecognised() -> None:
    with pytest.raises(UnrecognisedError, match="no profile recognises"):
        recognise([("shoe size", "star sign")], "t.csv", profiles())


def test_two_profiles_that_fit_alike_are_both_named() -> None:
    known = [profile("one", "a", "b"), profile("two", "b", "c")]
    with pytest.raises(UserError, match="one and two"):
        recognise([("a", "b", "c")], "t.csv", known)


def test_the_profile_that_explains_more_of_the_header_wins() -> None:
    known = [profile("short", "a"), profile("long", "a", "b")]
    assert recognise([("a", "b")], "t.csv", known).profile.key == "long"
