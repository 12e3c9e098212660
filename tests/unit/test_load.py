"""A file loads whole or not at all; a second copy changes nothing; undo undoes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.errors import UserError
from etl.load import find_files
from etl.warehouse import HOLDER, locked, undo

from .loading import csv_file, load, rows, warehouse

TIME = """
    staff_id | on_date    | activity | hours
    E1       | 2026-03-02 | direct   | 5.5
    E1       | 2026-03-02 | billing  | 1
    E2       | 2026-03-03 | direct   | 6
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_second_copy_of_a_file_changes_nothing(data: Path, tmp_path: Path) -> None:
    first = csv_file(tmp_path, "time.csv", TIME)
    copy = csv_file(tmp_path, "copy of time.csv", TIME)
    assert [r.status for r in load(data, first, copy)] == ["loaded", "unchanged"]
    assert rows(data, "select count(*) from time_entry_current") == [(3,)]


def test_a_corrected_file_replaces_what_it_said(data: Path, tmp_path: Path) -> None:
    load(data, csv_file(tmp_path, "time.csv", TIME))
    corrected = csv_file(
        tmp_path,
        "corrected.csv",
        """
        staff_id | on_date    | activity | hours
        E1       | 2026-03-02 | direct   | 4
        """,
    )
    assert [r.status for r in load(data, corrected)] == ["replaced"]
    # E1's whole day is what the correction says; E2's day stands as it was
    found = rows(data, "select activity, hours from time_entry_current order by hours")
    assert found == [("direct", 4.0), ("direct", 6.0)]


def test_undo_puts_back_what_a_load_had_replaced(data: Path, tmp_path: Path) -> None:
    load(data, csv_file(tmp_path, "one.csv", TIME))
    load(data, csv_file(tmp_path, "two.csv", TIME.replace("5.5", "4")))
    load(data, csv_file(tmp_path, "three.csv", TIME.replace("5.5", "3")))
    query = "select max(hours) from time_entry_current where staff_key <> 0 and activity = 'direct' and on_date = '2026-03-02'"
    assert rows(data, query) == [(3.0,)]
    with warehouse(data) as con:
        undo(con, 2)  # the middle one: the third still stands over the first
    assert rows(data, query) == [(3.0,)]
    with warehouse(data) as con:
        undo(con, 3)
    assert rows(data, query) == [(5.5,)]


def test_undoing_twice_is_refused(data: Path, tmp_path: Path) -> None:
    load(data, csv_file(tmp_path, "time.csv", TIME))
    with warehouse(data) as con:
        undo(con, 1)
        with pytest.raises(UserError, match="not a load in force"):
            undo(con, 1)


def test_order_of_files_does_not_matter(tmp_path: Path) -> None:
    roster = csv_file(
        tmp_path,
        "roster.csv",
        """
        as_of      | employee_number | work_email | provider_id | team_id | role      | fte
        2026-03-01 | E1              | a@x.org    | P1          | T1      | counselor | 1
        """,
    )
    caseload = csv_file(
        tmp_path,
        "caseload.csv",
        """
        staff_id | on_date    | active_clients
        P1       | 2026-03-01 | 24
        """,
    )
    query = """
        select c.active_clients, r.team_id
        from caseload_current c
        join roster_current r using (staff_key)
    """
    for order in ((roster, caseload), (caseload, roster)):
        data = tmp_path / order[0].stem
        # one key for both, or the pseudonyms differ
        load(data, *order)
        assert rows(data, query) == [(24, "T1")]


def bad_rows(count: int, bad: int) -> str:
    lines = ["staff_id | on_date | activity | hours"]
    lines += [
        f"E{i} | 2026-03-02 | direct | {'lots' if i < bad else 6}" for i in range(count)
    ]
    return "\n".join(lines)


def test_a_file_loads_while_at_most_one_per_cent_of_its_rows_are_rejected(
    data: Path, tmp_path: Path
) -> None:
    good = csv_file(tmp_path, "good.csv", bad_rows(100, 1))
    bad = csv_file(tmp_path, "bad.csv", bad_rows(99, 1))
    results = load(data, bad, good)
    assert [r.status for r in results] == ["refused", "loaded"]
    assert "more than 1.0%" in results[0].problems[0].message
    # nothing of the refused file is there, all but one row of the other
    assert rows(data, "select count(*) from time_entry") == [(99,)]
    assert rows(data, "select source_row, column_name, rule from reject") == [
        (2, "hours", "number")
    ]


def test_strict_loading_refuses_a_single_bad_row(data: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "t.csv", bad_rows(1000, 1))
    assert load(data, path, accept_rejects=0)[0].status == "refused"
    assert load(data, path, accept_rejects=0.01)[0].status == "loaded"


def test_all_problems_are_told_at_once_with_row_and_column(
    data: Path, tmp_path: Path
) -> None:
    path = csv_file(
        tmp_path,
        "t.csv",
        """
        staff_id | on_date    | activity | hours
        E1       | 2026-02-30 | direct   | 5
        E2       | 2026-03-02 | juggling | 5
                 | 2026-03-02 | direct   | 5
        E3       | 2026-03-02 | direct   | 25
        E4       | 2026-03-02 | direct   | 5    | 9
        """,
    )
    problems = load(data, path)[0].problems[1:]
    assert [(p.row, p.column, p.rule) for p in problems] == [
        (2, "on_date", "date"),
        (3, "activity", "known value"),
        (4, "staff_id", "required"),
        (5, "", "check"),  # the table's own check: at most 24 hours
        (6, "", "too many cells"),
    ]


def test_no_message_repeats_what_stood_in_a_cell(data: Path, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "t.csv",
        """
        staff_id | on_date    | activity      | hours
        E1       | Jane Doe   | Jane Doe      | Jane Doe
        """,
    )
    result = load(data, path)[0]
    assert result.problems
    assert "Jane" not in str([p.message for p in result.problems])
    assert "Jane" not in str(result.as_json())


def test_a_duplicate_row_counts_once(data: Path, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "t.csv",
        """
        staff_id | on_date    | activity | hours
        E1       | 2026-03-02 | direct   | 5
        E1       | 2026-03-02 | direct   | 5
        """,
    )
    result = load(data, path)[0]
    assert (result.rows_read, result.rows_loaded, result.rows_dropped) == (2, 1, 1)


def test_good_files_load_beside_files_nobody_recognises(
    data: Path, tmp_path: Path
) -> None:
    odd = csv_file(tmp_path, "odd.csv", "shoe | size\n1 | 2")
    empty = tmp_path / "empty.csv"
    empty.touch()
    good = csv_file(tmp_path, "time.csv", TIME)
    statuses = [r.status for r in load(data, odd, empty, good)]
    assert statuses == ["unrecognised", "refused", "loaded"]


def test_only_checking_changes_nothing(data: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "time.csv", TIME)
    assert load(data, path, dry_run=True)[0].status == "loaded"
    assert rows(data, "select count(*) from time_entry") == [(0,)]
    assert rows(data, "select count(*) from load") == [(0,)]


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file") as refused:
        find_files([tmp_path / "nowhere"])
    assert refused.value.exit_code == 2


def test_two_writers_do_not_meet(data: Path) -> None:
    told = rf"`ballast.*` \(process {os.getpid()}\) has been writing here since 20"
    with locked(data), pytest.raises(UserError, match=told), locked(data):
        pass


def test_a_process_that_ended_without_a_word_holds_nothing(data: Path) -> None:
    with locked(data):
        pass
    (data / "warehouse" / HOLDER).write_text("1\nballast load\n2026-01-01", "utf-8")
    with locked(data):
        pass


def test_a_date_that_cannot_be_meant_is_named(data: Path, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "t.csv",
        """
        staff_id | on_date    | activity | hours
        E1       | 2062-03-02 | direct   | 5
        E2       | 9999-12-31 | direct   | 5
        """,
    )
    found = {(p.row, p.column) for p in load(data, path)[0].problems[1:]}
    assert found == {(2, "on_date"), (3, "on_date")}


def test_the_end_of_time_is_an_open_end(data: Path, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "teams.csv",
        """
        team_id | name | parent_id | kind | valid_from | valid_to
        T1      | One  |           | team | 2020-01-01 | 9999-12-31
        """,
    )
    assert load(data, path)[0].status == "loaded"
    assert rows(data, "select valid_to from team") == [(None,)]


def test_lines_that_end_in_a_bare_return_are_read(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "mac.csv"
    path.write_bytes(b"staff_id,on_date,activity,hours\rE1,2026-03-02,direct,5\r")
    assert load(data, path)[0].rows_loaded == 1


def test_a_file_name_of_any_bytes_loads(data: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "time_\udcff.csv", TIME)
    assert load(data, path)[0].rows_loaded == 3


def test_a_key_that_is_cut_short_is_refused(data: Path, tmp_path: Path) -> None:
    path = csv_file(tmp_path, "time.csv", TIME)
    load(data, path)
    (data / "warehouse" / "key").write_bytes(b"short")
    with pytest.raises(UserError, match="expected a key of 32 bytes, found 5"):
        load(data, csv_file(tmp_path, "other.csv", TIME.replace("6", "5")))


def test_a_check_is_told_in_words(data: Path, tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "t.csv",
        """
        staff_id | on_date    | activity | hours
        E3       | 2026-03-02 | direct   | 25
        """,
    )
    assert (
        load(data, path)[0].problems[1].message == "expected hours >= 0 and hours <= 24"
    )


def test_a_survey_cut_off_within_its_second_header_row_is_refused(
    data: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cut.csv"
    path.write_text("StartDate,EndDate,Status,ResponseId,CBI_01\nS", "utf-8")
    assert load(data, path)[0].status in ("refused", "unrecognised")
