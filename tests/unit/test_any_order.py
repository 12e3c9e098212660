"""Any order, any split into files, any repetition gives the same warehouse."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.warehouse import undo

from .loading import load, rows, warehouse


@pytest.fixture(scope="module", autouse=True)
def one_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One key for all data folders, so that their pseudonyms can be compared."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BALLAST_KEY_FILE", str(tmp_path_factory.mktemp("key") / "key"))
        yield


# each loads a dozen files into new folders
EXAMPLES = 250 if os.environ.get("BALLAST_HYPOTHESIS") == "deep" else 3
DAY = date(2026, 3, 1)
TABLES = {
    "roster": "as_of,employee_number,team_id,role,fte",
    "caseload": "staff_id,on_date,active_clients",
    "time_entry": "staff_id,on_date,activity,hours",
    "appointment": "appointment_id,staff_id,client_id,starts_at,ends_at,status",
}
people = st.sampled_from(["E1", "E2", "E3", "E4", "E5"])
days = st.integers(0, 2).map(lambda n: (DAY + timedelta(days=n)).isoformat())
small = st.integers(1, 9).map(str)
cells = {
    "roster": st.tuples(
        days, people, st.sampled_from(["T1", "T2"]), st.just("nurse"), st.just("0.8")
    ),
    "caseload": st.tuples(people, days, small),
    "time_entry": st.tuples(
        people, days, st.sampled_from(["direct", "billing"]), small
    ),
    "appointment": st.tuples(
        st.integers(1, 9).map(lambda n: f"A{n}"),
        people,
        st.just("C1"),
        days.map(lambda day: f"{day} 09:00"),
        days.map(lambda day: f"{day} 10:00"),
        st.just("kept"),
    ),
}
KEYS = {"roster": (0, 1, 2), "caseload": (0, 1), "time_entry": (0, 1, 2)}


def key_of(table: str, row: tuple[str, ...]) -> tuple[str, ...]:
    """What names a row: the first cell, or several together."""
    return tuple(row[i] for i in KEYS.get(table, (0,)))


@dataclass(frozen=True)
class Export:
    """One table's rows, no two of which contradict each other, and a way to cut it."""

    table: str
    rows: tuple[tuple[str, ...], ...]
    parts: tuple[int, ...]  # the file each row goes to


@st.composite
def exports(draw: st.DrawFn) -> Export:
    table = draw(st.sampled_from(sorted(TABLES)))
    drawn = draw(st.lists(cells[table], min_size=1, max_size=8))
    unlike = {key_of(table, row): row for row in drawn}
    parts = draw(
        st.lists(st.integers(0, 2), min_size=len(unlike), max_size=len(unlike))
    )
    return Export(table, tuple(unlike.values()), tuple(parts))


def written(
    folder: Path, name: str, table: str, found: Sequence[Sequence[str]]
) -> Path:
    lines = [TABLES[table], *(",".join(row) for row in found)]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def in_force(data: Path, table: str) -> list[tuple[object, ...]]:
    """The rows in force, without where they came from."""
    query = (
        f"from (select * exclude (source_file, source_row, load_id, superseded_by) "
        f"from {table}_current) order by all"
    )
    return rows(data, query)


@settings(max_examples=EXAMPLES)
@given(export=exports(), order=st.permutations(range(4)), again=st.integers(0, 3))
@example(  # a part, the whole, another part: the whole stands
    Export("roster", (("2026-03-01", "E1", "T1", "nurse", "0.8"),
                      ("2026-03-01", "E2", "T1", "nurse", "0.8")), (0, 1)),
    [0, 3, 1, 2],
    1,
)  # fmt: skip
def test_any_order_split_and_repetition_gives_the_same_warehouse(
    export: Export, order: list[int], again: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        whole = written(here, "whole", export.table, export.rows)
        parts = [
            written(here, f"part{n}", export.table, chosen)
            for n in range(3)
            if (chosen := [
                row
                for row, part in zip(export.rows, export.parts, strict=True)
                if part == n
            ])
        ]  # fmt: skip
        load(here / "one", whole)
        wanted = in_force(here / "one", export.table)
        # the parts alone, some of them twice, and the whole among them
        files = [*parts, whole]
        some_order = [files[n] for n in order if n < len(files)]
        load(here / "parts", *[f for f in some_order if f != whole])
        load(here / "mixed", *some_order, files[again % len(files)])
        assert in_force(here / "parts", export.table) == wanted
        assert in_force(here / "mixed", export.table) == wanted


@settings(max_examples=EXAMPLES)
@given(
    table=st.sampled_from(sorted(TABLES)),
    drawn=st.data(),
    gone=st.integers(0, 2),
)
def test_undo_leaves_the_warehouse_as_if_the_file_had_never_come(
    table: str, drawn: st.DataObject, gone: int
) -> None:
    files = [
        drawn.draw(st.lists(cells[table], min_size=1, max_size=5)) for _ in range(3)
    ]
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        paths = [
            # a remark of its own keeps two alike files from being one
            written(here, f"f{n}", table, [(*row[:-1], row[-1]) for row in found])
            for n, found in enumerate(files)
        ]
        if len({path.read_bytes() for path in paths}) < len(paths):
            return  # the same file twice is one load
        load(here / "all", *paths)
        with warehouse(here / "all") as con:
            undo(con, gone + 1)
        load(here / "without", *[p for n, p in enumerate(paths) if n != gone])
        assert in_force(here / "all", table) == in_force(here / "without", table)


def test_a_correction_of_one_row_leaves_the_rest_of_the_day(tmp_path: Path) -> None:
    day = [("2026-03-01", f"E{n}", "T1", "nurse", "0.8") for n in range(9)]
    data = tmp_path / "data"
    load(data, written(tmp_path, "all", "roster", day))
    moved = [("2026-03-01", "E3", "T1", "nurse", "0.5")]
    load(data, written(tmp_path, "one", "roster", moved))
    found = rows(data, "select fte, count(*) from roster_current group by 1 order by 1")
    assert found == [(0.5, 1), (0.8, 8)]


def test_a_newer_snapshot_of_a_day_says_who_is_gone(tmp_path: Path) -> None:
    day = [("2026-03-01", f"E{n}", "T1", "nurse", "0.8") for n in range(9)]
    data = tmp_path / "data"
    load(data, written(tmp_path, "all", "roster", day))
    # E0 and E1 have left, E9 is new: no row contradicts an earlier one
    newer = [*day[2:], ("2026-03-01", "E9", "T1", "nurse", "0.8")]
    load(data, written(tmp_path, "newer", "roster", newer))
    assert rows(data, "select count(*) from roster_current") == [(8,)]


def test_what_a_load_would_change_is_told_before_it_changes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    rows_ = [("E1", "2026-03-01", "3"), ("E2", "2026-03-01", "4")]
    load(data, written(tmp_path, "a", "caseload", rows_))
    newer = [("E1", "2026-03-01", "3"), ("E2", "2026-03-01", "5"),
             ("E3", "2026-03-01", "6")]  # fmt: skip
    path = written(tmp_path, "b", "caseload", newer)
    (told,) = load(data, path, dry_run=True)
    assert told.change is not None
    assert (told.change.added, told.change.replaced, told.change.unchanged) == (1, 1, 1)
    assert rows(data, "select sum(active_clients) from caseload_current") == [(7,)]
    (done,) = load(data, path)
    assert done.change == told.change
    assert rows(data, "select sum(active_clients) from caseload_current") == [(14,)]
