"""Fingerprints of what a table or view holds, day by day, period by period, or whole.

A fingerprint is a sum of hashes of rows: equal rows in any order give the same one.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Literal

import duckdb

Kind = Literal["days", "ranges", "periods", "waves", "whole"]
Key = tuple[object, ...]

# The day on which a row stands, where its column is not called on_date.
DAYS: Final = {
    "appointment_current": "starts_at::date",
    "session": "starts_on",
    "session_note": "on_date",
}
# First and last day that a row is about, where it has them under other names.
RANGES: Final = {
    "leave_granted": "first_day, last_day",
    "long_absence": "first_day, last_day",
}
MODULUS: Final = 2**62
ODD: Final = 0x9E3779B97F4A7C15
# Rows of a load never change: of the largest sources these columns tell one from another.
TOLD_APART_BY: Final = {
    "appointment_current": "load_id, source_row, staff_key, team_id",
    "time_entry_current": "load_id, source_row, staff_key, activity",
    "contact_current": "load_id, source_row, staff_key, channel",
    "caseload_current": "load_id, source_row, staff_key",
}


@dataclass(frozen=True)
class Contents:
    """What a relation holds.

    Attributes:
        kind: what its keys are: (day,), (first day, last day), (period kind, its
            start), (wave,), or () for all of it.
        prints: key -> fingerprint of the rows there; of ranges without the key itself,
            and such that the sum of two, modulo 2^62, is that of both.
    """

    kind: Kind
    prints: Mapping[Key, int] = field(default_factory=dict)

    def total(self) -> str:
        """The fingerprint of everything."""
        return digest(sorted(self.prints.items(), key=repr))

    def between(self, first: date, last: date) -> str:
        """The fingerprint of what stands on these days; of all where it has no days.

        A range is cut at these days: where it goes on beyond them does not count.
        """
        if self.kind == "days":
            days, items = self._in_order
            return digest(items[bisect_left(days, first) : bisect_right(days, last)])
        if self.kind != "ranges":
            return self.total()
        cut: dict[tuple[date, date], int] = {}
        for key, value in self.prints.items():
            begins, ends = _ends(key)
            if begins <= last and ends >= first:
                part = max(begins, first), min(ends, last)
                cut[part] = (cut.get(part, 0) + value) % MODULUS
        return digest(sorted(cut.items()))

    @cached_property
    def _in_order(self) -> tuple[list[date], list[tuple[Key, int]]]:
        """Of days: the days in order, and key and fingerprint of each."""
        items = sorted(self.prints.items(), key=lambda item: _day(item[0]))
        return [_day(key) for key, _ in items], items

    def at(self, key: Key) -> str:
        """The fingerprint of what stands at a period or wave."""
        return digest([self.prints.get(key)])


def _day(key: Key) -> date:
    return key[0] if isinstance(key[0], date) else date.min


def _ends(key: Key) -> tuple[date, date]:
    """First and last day of a range; an end that is not known is open."""
    begins, ends = key
    return (
        begins if isinstance(begins, date) else date.min,
        ends if isinstance(ends, date) else date.max,
    )


def digest(of: Iterable[object]) -> str:
    """A short hash of the text of some values."""
    return hashlib.sha256(repr(list(of)).encode()).hexdigest()[:24]


def kind_of(relation: str, columns: Iterable[str]) -> tuple[Kind, str]:
    """How a relation's rows are found, and the SQL of the key."""
    found = set(columns)
    if relation in DAYS or "on_date" in found:
        return "days", DAYS.get(relation, "on_date")
    if {"period_kind", "period_start"} <= found:
        return "periods", "period_kind, period_start"
    if relation == "anchor":
        return "waves", "wave_id"
    if relation in RANGES or {"from_day", "to_day"} <= found:
        return "ranges", RANGES.get(relation, "from_day, to_day")
    return "whole", ""


def columns_of(con: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Name -> type of a relation's columns."""
    found = con.execute(f"describe from {relation}").fetchall()
    return {row[0]: row[1] for row in found}


def contents(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    where: str = "true",
    *,
    columns: Mapping[str, str],
) -> Contents:
    """What a table or view of these columns holds (where a condition of ours holds)."""
    kind, key = kind_of(relation, columns)
    apart = TOLD_APART_BY.get(relation) or _settled(
        {
            c: t
            for c, t in columns.items()
            if kind != "ranges" or c not in key.split(", ")
        }
    )
    keys = f"{key}, " if key else ""
    rows = con.execute(
        f"select {keys}count(*), sum(hash({apart})) from {relation} r "  # noqa: S608
        f"where {where} group by {key or 'all'}"
    ).fetchall()
    number = _added if kind == "ranges" else hash_of
    return Contents(kind, {tuple(row[:-2]): number(row[-2:]) for row in rows})


def _settled(columns: Mapping[str, str]) -> str:
    """Every column; figures to nine decimals: the order of a sum must not show."""
    return ", ".join(
        f'round("{name}", 9)' if kind in ("DOUBLE", "FLOAT") else f'"{name}"'
        for name, kind in columns.items()
    )


def _added(numbers: tuple[int, ...]) -> int:
    """Count and sum of hashes as one number, such that those of two parts add up."""
    count, total = numbers
    return (count * ODD + int(total)) % MODULUS


def hash_of(numbers: tuple[int, ...]) -> int:
    """One number of 60 bits for a few."""
    return int.from_bytes(hashlib.sha256(repr(numbers).encode()).digest()[:7], "big")
