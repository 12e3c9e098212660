"""Text to values, against Python's own parsing."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.profile import Column
from etl.typed import present, timestamp, typed, utc_offset_min


def one(kind: str, text: str | None, **more: object) -> object:
    column = Column.model_validate({"to": "x", "as": kind, **more})
    frame = pl.DataFrame({"x": [text]}, schema={"x": pl.String})
    return frame.select(typed(present(pl.col("x"), ("*",)), column)).item()


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("number", " 7.5 ", 7.5),
        ("number", "*", None),
        ("number", "seven", None),
        ("number", "inf", None),
        ("integer", "12", 12),
        ("integer", "12.5", None),
        ("boolean", "Yes", True),
        ("boolean", "0", False),
        ("boolean", "perhaps", None),
        ("date", "2026-02-29", None),  # no leap year
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("timestamp", "2026-08-31T14:30:05", datetime(2026, 8, 31, 14, 30, 5)),
        ("timestamp", "2026-08-31 14:30", datetime(2026, 8, 31, 14, 30)),
        ("timestamp", "2026-08-31", datetime(2026, 8, 31)),
        ("timestamp", "31.08.2026", None),
    ],
)
def test_a_cell_becomes_its_value_or_nothing(
    kind: str, text: str, expected: object
) -> None:
    assert one(kind, text) == expected


def test_a_day_can_stand_for_its_month_or_year() -> None:
    day_first = ("%d/%m/%Y",)
    assert one("date", "30/04/2024", formats=day_first, snap="month start") == date(
        2024, 4, 1
    )
    assert one("date", "01/02/2024", formats=day_first, snap="month end") == date(
        2024, 2, 29
    )
    assert one("date", "2021", formats=("%Y",), snap="year end") == date(2021, 12, 31)


@given(
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2040, 12, 31)),
    st.sampled_from(
        ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"]
    ),
)
def test_offsets_agree_with_the_zone_database(wall: datetime, zone: str) -> None:
    wall = wall.replace(microsecond=0)
    known = ZoneInfo(zone)
    frame = pl.DataFrame({"wall": [wall]}).select(utc_offset_min(pl.col("wall"), zone))
    moment = wall.replace(tzinfo=known)
    offset = moment.utcoffset()
    there = moment.astimezone(ZoneInfo("UTC")).astimezone(known)
    if there.replace(tzinfo=None) != wall:  # a time the clock never showed
        offset = wall.replace(tzinfo=known, fold=1).utcoffset()
        offset = max(offset, moment.utcoffset())  # the later clock: spring forward
    assert offset is not None
    assert frame.item() == offset.total_seconds() // 60


def test_the_autumn_hour_takes_its_first_showing() -> None:
    frame = pl.DataFrame({"text": ["2024-11-03 01:30:00"]}).select(
        utc_offset_min(timestamp(pl.col("text")), "America/New_York")
    )
    assert frame.item() == -240


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
                lambda t: f"{t.replace(microsecond=0).isoformat(' ')}"
            ),
            st.from_regex(
                r"2026-[0-3]\d-[0-3]\d[ T][0-3]\d:[0-9]\d:[0-9]\d", fullmatch=True
            ),
            st.sampled_from(
                ["2026-08-31 14:30+00", "2026-08-31 143005.1", "2026-08-31 14:30:0Z"]
            ),
        ),
        max_size=4,
    )
)
def test_times_read_together_are_those_read_one_by_one(texts: list[str | None]) -> None:
    """Arrow reads a batch that is all usual; one odd cell sends it another way."""
    column = Column.model_validate({"to": "x", "as": "timestamp"})
    frame = pl.DataFrame({"x": texts}, schema={"x": pl.String})
    cell = typed(pl.col("x"), column, any_year=True)
    odd = frame.vstack(pl.DataFrame({"x": ["no time"]}))
    assert frame.select(cell)["x"].to_list() == odd.select(cell)["x"].to_list()[:-1]
