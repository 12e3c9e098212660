"""Retention: older rows go, whole months, and only of the kinds that have a limit."""

import doctest
from datetime import date
from pathlib import Path

import pytest

from etl import retention
from etl.forget import rewrite
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


def test_what_was_deleted_is_not_in_the_rewritten_file(tmp_path):
    with open_warehouse(tmp_path) as con:
        con.execute(
            "insert into team_alias (system, name, team_id, source_file, source_row, "
            "load_id) values ('hr', 'a name to be found', 't', 'f', 1, 1)"
        )
        con.execute("checkpoint")
        con.execute("delete from team_alias")
        con.execute("checkpoint")
    path = warehouse_path(tmp_path)
    rewrite(tmp_path)
    assert b"a name to be found" not in path.read_bytes()
    with open_warehouse(tmp_path) as con:
        assert left(con, "team_alias") == 0
