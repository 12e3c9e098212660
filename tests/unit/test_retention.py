"""Retention: older rows go, whole months, and only of the kinds that have a limit."""

import doctest
from datetime import date
from pathlib import Path

import duckdb
import pytest

from etl import retention
from etl.anew import to_be_written_anew
from etl.quality import raw_rows, written
from etl.retention import retire
from etl.settings import Keeping
from etl.warehouse import open_warehouse, warehouse_path

TODAY = date(2026, 3, 17)


@pytest.fixture(name="con")
def fixture_con(tmp_path: Path):
    with open_warehouse(tmp_path) as con:
        for day in ("2024-02-29", "2024-03-01", "2026-03-01"):
            con.execute(
                "insert into contact (staff_key, on_date, channel, source_file, "
                f"source_row, load_id) values (7, '{day}', 'call', 'f', 1, 1)"
            )
            con.execute(
                "insert into leave_balance (staff_key, as_of, kind, source_file, "
                f"source_row, load_id) values (7, '{day}', 'annual', 'f', 1, 1)"
            )
        for wave, closed in (("w1", "'2024-03-01'"), ("w2", "null")):
            con.execute(
                f"insert into wave values ('{wave}', '{wave}', '2024-01-01', "
                f"'2024-01-14', false, {closed}, null)"
            )
            con.execute(
                "insert into survey_response (response_id, wave_id, instrument, "
                "submitted_at, late, source_file, source_row, load_id) values "
                f"(hash('{wave}'), '{wave}', 'cbi', '2024-01-02', false, 'f', 1, 1)"
            )
            con.execute(
                "insert into survey_answer (response_id, item, value, source_file, "
                f"source_row, load_id) values (hash('{wave}'), 'CBI_1', 3, 'f', 1, 1)"
            )
        for load, at in ((1, "2024-01-05"), (2, "2026-03-05")):
            con.execute(
                f"insert into load values ({load}, 'f', 'h', 'p', 'contact', '{at}', "
                "1, 0, 1, 0, null, null, null)"
            )
            con.execute(
                "insert into reject (load_id, source_file, source_row, target, rule, "
                f"message) values ({load}, 'f', 1, 'contact', 'r', 'm')"
            )
        yield con


def left(con, table: str) -> int:
    return con.execute(f"select count(*) from {table}").fetchall()[0][0]


def test_doctests_hold():
    assert doctest.testmod(retention).failed == 0


def test_without_a_limit_everything_is_kept(con):
    assert retire(con, Keeping(), TODAY) == {}
    assert left(con, "contact") == 3


def test_rows_of_a_kind_go_when_their_month_is_over(con):
    assert retire(con, Keeping(clinical_months=24), TODAY) == {"contact": 1}
    assert left(con, "leave_balance") == 3
    assert retire(con, Keeping(leave_months=24), TODAY) == {"leave_balance": 1}


def test_answers_go_once_their_wave_is_closed(con):
    gone = retire(con, Keeping(answers_months=12), TODAY)
    assert gone == {"survey_answer": 1, "survey_response": 1}
    assert con.execute("select wave_id from survey_response").fetchall() == [("w2",)]


def test_rejects_go_with_the_age_of_their_load(con):
    assert retire(con, Keeping(rejects_months=12), TODAY) == {"reject": 1}


def test_what_was_deleted_is_found_by_a_check_of_loaded_rows(con):
    retire(con, Keeping(clinical_months=24, answers_months=12), TODAY)
    found = raw_rows(con, "retired").sort("source")
    assert found.select("source", "count", "survey").rows() == [
        ("contact", 1, False),
        ("survey_answer", 1, True),
        ("survey_response", 1, True),
    ]
    assert set(found["period_start"]) == {date(2026, 3, 1)}


@pytest.mark.parametrize("rows", [1, 40, 6000])
def test_of_deleted_answers_it_is_not_said_how_many(rows):
    """Their number is that of those who answered."""
    said = written("rows", {"count": rows, "survey": True})
    assert said["count"] is None
    assert said["of"] is None


def test_what_was_deleted_is_in_no_byte_of_the_file_once_it_is_closed(tmp_path):
    secret = "a name to be found"
    with open_warehouse(tmp_path) as con:
        con.execute(
            "insert into contact (staff_key, on_date, channel, source_file, source_row, "
            f"load_id) values (7, '2020-01-01', 'call', '{secret}', 1, 1), "
            "(7, '2026-03-01', 'call', 'kept', 1, 1)"
        )
        con.execute("checkpoint")
    path = warehouse_path(tmp_path)
    assert secret.encode() in path.read_bytes()
    with open_warehouse(tmp_path) as con:
        assert retire(con, Keeping(clinical_months=24), TODAY) == {"contact": 1}
    assert secret.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    with open_warehouse(tmp_path) as con:
        assert left(con, "contact") == 1
        # the checks of the schema came along
        with pytest.raises(duckdb.ConstraintException):
            con.execute("insert into retired (table_name) values ('x')")
    assert not list(path.parent.glob(".*"))


def test_a_copy_that_was_killed_is_made_by_whoever_comes_next(tmp_path, monkeypatch):
    with open_warehouse(tmp_path) as con:
        con.execute("insert into retired values ('a table', '2026-03-01', 3)")
    path = warehouse_path(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr("etl.warehouse.write_anew_if_asked", lambda _: False)
        with open_warehouse(tmp_path) as con:
            to_be_written_anew(con)
    before = path.stat().st_ino
    with open_warehouse(tmp_path) as con:
        assert left(con, "retired") == 1
    assert path.stat().st_ino != before
    assert left_of(path) == 1


def left_of(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as con:
        return left(con, "retired")
