"""Recognising a file by its header, certainly or not at all."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from etl.errors import UserError
from etl.profile import Profile, Recognise, profiles
from etl.readers.table import TextTable
from etl.recognise import UnrecognisedError, recognise


def table(*head: tuple[str, ...], name: str = "x.csv") -> TextTable:
    return TextTable(Path(name), head, pl.LazyFrame())


TIME = ("staff_id", "on_date", "activity", "hours")


def profile(key: str, *header: str) -> Profile:
    return Profile(
        key=key,
        title=key.title(),
        standing="ours",
        source="drawn",
        recognise=Recognise(header=header),
    )


def by_header_alone(shipped: Profile) -> bool:
    rule = shipped.recognise
    return rule.format == "table" and not (rule.patterns or rule.above)


@pytest.mark.parametrize(
    "shipped",
    list(filter(by_header_alone, profiles())),
    ids=lambda profile: profile.key,
)
def test_a_shipped_profile_recognises_its_own_header(shipped: Profile) -> None:
    rule = shipped.recognise
    cells = [*([rule.first] if rule.first else []), *rule.header]
    header = tuple(dict.fromkeys(cell.split("|")[0] for cell in cells))
    assert recognise(table(header, (), ()), profiles()).profile.key == shipped.key


def test_a_header_is_matched_whatever_its_case_and_spaces() -> None:
    head = [("\ufeffStaff_ID ", "ON_DATE", " Activity", "Hours\u00a0", "extra")]
    assert recognise(table(*head), profiles()).profile.key == "ballast_time"


def test_a_missing_column_is_named() -> None:
    with pytest.raises(UserError, match='lacks "hours"') as refused:
        recognise(table(TIME[:-1]), profiles())
    assert refused.value.exit_code == 3
    assert not isinstance(refused.value, UnrecognisedError)


def test_a_header_nobody_knows_is_unrecognised() -> None:
    with pytest.raises(UnrecognisedError, match="no profile recognises"):
        recognise(table(("shoe size", "star sign")), profiles())


def test_two_profiles_that_fit_alike_are_both_named() -> None:
    known = [profile("one", "a", "b"), profile("two", "b", "c")]
    with pytest.raises(UserError, match="one and two"):
        recognise(table(("a", "b", "c")), known)


def test_the_profile_that_explains_more_of_the_header_wins() -> None:
    known = [profile("short", "a"), profile("long", "a", "b")]
    assert recognise(table(("a", "b")), known).profile.key == "long"
