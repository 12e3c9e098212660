"""Identifiers hashed batch by batch are those hashed one by one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from etl.identifiers import Pseudonyms
from etl.keys import pseudonym, pseudonyms

KEY = b"k" * 32
IDS = st.lists(st.one_of(st.none(), st.sampled_from(["", "a", "b", "Ä", "a " * 20])))


def hashing() -> Pseudonyms:
    return Pseudonyms(lambda seen: pseudonyms(KEY, "ehr", seen))


def one_by_one(texts: list[str | None]) -> list[int | None]:
    return [None if text is None else pseudonym(KEY, "ehr", text) for text in texts]


@given(st.lists(IDS, min_size=1, max_size=5))
def test_a_text_has_the_same_key_in_every_batch(
    batches: list[list[str | None]],
) -> None:
    hashed = hashing()
    for texts in batches:
        series = pl.Series("x", texts, dtype=pl.String)
        assert hashed(series).to_list() == one_by_one(texts)


def test_batches_that_several_threads_hash_at_once_keep_their_keys() -> None:
    hashed = hashing()
    batches = [[f"id {(n * 7 + i) % 900}" for i in range(300)] for n in range(60)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda texts: hashed(pl.Series(texts)), batches))
    assert [keys.to_list() for keys in found] == [one_by_one(b) for b in batches]


def test_each_distinct_text_is_hashed_once() -> None:
    seen: list[str] = []

    def counted(texts: pl.Series) -> pl.DataFrame:
        seen.extend(texts)
        return pseudonyms(KEY, "ehr", texts)

    hashed = Pseudonyms(counted)
    for texts in (["a", "b", "a"], ["b", "c"], ["a"], ["c", "d"]):
        hashed(pl.Series(texts))
    assert sorted(seen) == ["a", "b", "c", "d"]
