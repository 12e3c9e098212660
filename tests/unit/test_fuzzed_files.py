"""Files with bytes turned over and headers mixed up never crash, never load wrong.

Quick runs draw a few cases; BALLAST_HYPOTHESIS=deep draws thousands (benchmarks/README.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import duckdb
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from etl.load import FileResult, load_files
from etl.settings import Settings, read_settings
from etl.warehouse import locked, open_warehouse

from .loading import SETTINGS
from .samples import SAMPLES, Sample, written

DEEP = os.environ.get("BALLAST_HYPOTHESIS") == "deep"
BYTES, HEADERS = (7000, 3000) if DEEP else (30, 30)
# what a load says of itself, and of the keys that a lost column would change
ABOUT_LOADS = ("load_id", "source_row", "source_file", "superseded_by", "loaded_at")
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
TABLES = [s for s in SAMPLES if s.format in ("csv", "semicolons", "xlsx") and s.loads]
SAMPLE = st.sampled_from(SAMPLES)
# REDCap's record id may have any name: it is the first column, wherever that comes from
BY_PLACE = ("redcap_survey_labels", "redcap_survey")
# what profiles say instead of a column that is not there; of days they take the next
INSTEAD = {"None", "False", "True", "0", "0.0", "other"}
NEXT_BEST = ("response_id", "submitted_at")


@dataclass(frozen=True, repr=False)
class Door:
    """An open warehouse that is emptied after each file."""

    con: duckdb.DuckDBPyConnection
    data: Path
    settings: Settings
    tables: tuple[str, ...]
    known: dict[str, dict[str, list[dict[str, object]]]] = field(default_factory=dict)

    def right(self, sample: Sample, folder: Path) -> dict[str, list[dict[str, object]]]:
        """What the sample's sound file loads."""
        if sample.profile not in self.known:
            rows = sample.rows(max(3, sample.together))
            assert self.load(written(folder, sample, rows)).status == "loaded"
            self.known[sample.profile] = self.rows()
            self.empty()
        return self.known[sample.profile]

    def load(self, path: Path) -> FileResult:
        return load_files(
            self.con,
            self.data,
            [path],
            settings=self.settings,
            accept_rejects=0.5,
            date_order="month first",
        )[0]

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """What the warehouse holds: table -> rows, without what is said of loads."""
        found = {}
        for table in self.filled():
            frame = self.con.table(table).pl()
            kept = [c for c in frame.columns if c not in ABOUT_LOADS]
            found[table] = frame.select(sorted(kept)).rows(named=True)
        return found

    def filled(self) -> list[str]:
        """The tables that hold rows."""
        each = (f"select '{t}' as name, count(*) as n from {t}" for t in self.tables)
        asked = f"select name from ({' union all '.join(each)}) where n > 0"
        return [name for (name,) in self.con.execute(asked).fetchall()]

    def empty(self) -> None:
        for table in (*self.filled(), "load", "reject"):
            self.con.execute(f"delete from {table}")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    data = tmp_path_factory.mktemp("door") / "data"
    data.mkdir()
    (data / "settings.toml").write_text(SETTINGS, "utf-8")
    with locked(data), open_warehouse(data) as con:
        about = ("load", "reject", "wave", "holiday", "reporting_unit")
        tables = tuple(
            name
            for (name,) in con.execute(
                "select table_name from duckdb_tables() order by 1"
            ).fetchall()
            if name not in about
        )
        yield Door(con, data, read_settings(data), tables)


@cache
def sound(profile: str, folder: Path) -> bytes:
    """The sample's file with four good rows."""
    sample = next(s for s in SAMPLES if s.profile == profile)
    return written(folder, sample, sample.rows(max(4, sample.together))).read_bytes()


@st.composite
def turned_over(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes with some changed, gone, doubled or new, or cut off."""
    found = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        length = draw(st.integers(1, 40))
        part = bytes(found[at : at + length])
        new = {
            "changed": bytes(b ^ draw(st.integers(1, 255)) for b in part),
            "gone": b"",
            "doubled": part + part,
            "new": part + draw(st.binary(max_size=12)),
            "text": part + draw(st.text(max_size=6)).encode("utf-8", "surrogatepass"),
            "cut": None,
        }[draw(st.sampled_from(["changed", "gone", "doubled", "new", "text", "cut"]))]
        if new is None:
            del found[at:]
        else:
            found[at : at + length] = new
    return bytes(found)


@given(st.data())
@settings(max_examples=BYTES, suppress_health_check=list(HealthCheck))
def test_bytes_turned_over_never_crash_and_every_row_is_counted(
    door: Door, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    sample = data.draw(SAMPLE)
    folder = tmp_path_factory.getbasetemp() / "fuzzed"
    whole = sound(sample.profile, folder)
    path = folder / f"turned.{sample.format.replace('semicolons', 'csv')}"
    path.write_bytes(data.draw(turned_over(whole)))
    try:
        result = door.load(path)
        event(result.status)
        assert result.as_json()["status"] == result.status
        if result.status == "loaded":
            counted = result.rows_loaded + result.rows_rejected + result.rows_dropped
            assert result.rows_read <= counted or sample.format != "csv"
            assert door.rows() or result.rows_loaded == 0
        else:
            assert door.rows() == {}  # nothing half-loaded
            assert result.problems or result.what or result.rows_read == 0
    finally:
        door.empty()


def mixed_up(sample: Sample, seed: int) -> tuple[list[int | str], set[str]]:
    """An order of columns with some gone, renamed or new; and which were lost."""
    by = Random(seed)
    places = list(range(len(sample.columns)))
    by.shuffle(places)
    lost = set(by.sample(places, min(by.randint(0, 2), len(places))))
    renamed = by.random() < 0.5
    found: list[int | str] = [
        f"renamed {place}:{place}" if place in lost else place
        for place in places
        if renamed or place not in lost
    ]
    if by.random() < 0.5:
        found.insert(by.randint(0, len(found)), "new column:")
    return found, {sample.columns[place] for place in lost}


@given(st.sampled_from(TABLES), st.integers(0, 2**32))
@settings(max_examples=HEADERS, suppress_health_check=list(HealthCheck))
def test_headers_mixed_up_load_the_same_values_or_none(
    door: Door, tmp_path_factory: pytest.TempPathFactory, sample: Sample, seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "mixed"
    good = sample.rows(max(3, sample.together))
    order, lost = mixed_up(sample, seed)
    try:
        right = door.right(sample, folder)
        head = [
            rearranged(row, order, named=n == sample.header)
            for n, row in enumerate(sample.head)
        ]
        rows = [rearranged(row, order) for row in good]
        spoiled = Sample(
            sample.profile, tuple(head), good[0], sample.header, format=sample.format
        )
        result = door.load(
            written(
                folder,
                spoiled,
                rows,
                f"mixed.{sample.format.replace('semicolons', 'csv')}",
            )
        )
        event(f"{result.status}, {'columns lost' if lost else 'none lost'}")
        if result.status == "loaded":
            # a marker in another place may make it another export of the same vendor
            less = bool(lost) or result.profile != sample.profile
            less |= sample.profile in BY_PLACE and order[0] != 0
            for table, found in door.rows().items():
                assert_no_other_values(found, right[table], lost=less)
    finally:
        door.empty()


def rearranged(
    row: tuple[str, ...], order: list[int | str], *, named: bool = False
) -> tuple[str, ...]:
    """A row's cells in another order; a text is a new name and the old place."""
    found = []
    for place in order:
        if isinstance(place, int):
            found.append(row[place])
        else:
            name, _, old = place.partition(":")
            found.append(name if named else row[int(old)] if old else "something")
    return tuple(found)


def assert_no_other_values(
    found: list[dict[str, object]], right: list[dict[str, object]], *, lost: bool
) -> None:
    """Each column holds what it held, or, where columns were lost, less."""
    for name in right[0]:
        was = {str(row[name]) for row in right}
        now = {str(row[name]) for row in found}
        if lost and (name.endswith("_key") or name in NEXT_BEST):
            continue  # made of several columns, of which one may be gone
        allowed = was | INSTEAD if lost else was
        assert now <= allowed, f"{name}: another value"
