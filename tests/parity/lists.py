"""Lists of drawn rows, and the days they lie on."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.parity.appointments import Row

FIRST, LAST = date(2023, 3, 1), date(2024, 3, 31)
SOON = st.dates(date(2024, 2, 24), date(2024, 3, 14))


def some(
    row: dict[str, st.SearchStrategy[object]], most: int
) -> st.SearchStrategy[list[Row]]:
    """Up to so many rows."""
    return st.lists(st.fixed_dictionaries(row), max_size=most)


@st.composite
def many(
    draw: st.DrawFn, row: dict[str, st.SearchStrategy[object]], most: int
) -> list[Row]:
    """As `some`, but as often many as few: a week of hours takes several rows."""
    least = draw(st.sampled_from([0, most // 2, most]))
    return draw(st.lists(st.fixed_dictionaries(row), min_size=least, max_size=most))
