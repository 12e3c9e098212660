"""Which slices of kept marts are made anew, and that a damaged file is no harm."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.kept import build_kept, kept_path
from etl.kept.state import State
from tests.marts.drawn import drawn, fresh, month, parameters

TOLD = parameters(date(2025, 1, 1), date(2025, 4, 30))
ROSTER = """
    staff_key | team_id | role  | fte | clinical_fte | contract_hours_week | valid_from
    ann       | a       | nurse | 1   | 1            | 40                  | 2025-01-01
"""


@pytest.fixture
def con():
    connection = fresh()
    connection.execute(
        "create temp table period(period_kind varchar, period_start date, "
        "period_end date, from_day date, to_day date)"
    )
    for start in ("2025-02-01", "2025-03-01"):
        connection.execute("insert into period values (?, ?, ?, ?, ?)", month(start))
    drawn(connection, "roster", ROSTER)
    yield connection
    connection.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "warehouse").mkdir()
    return tmp_path


def sessions(con, load: int, *starts: str) -> None:
    rows = "\n".join(
        f"ann | a | {start}:00 | {start[:-2]}{int(start[-2:]) + 1}:00 | {load}"
        for start in starts
    )
    drawn(
        con,
        "appointment",
        f"staff_key | team_id | starts_at | ends_at | load_id\n{rows}",
    )


def made(con, data, monkeypatch, told=TOLD) -> dict[str, list[str]]:
    """Builds, and tells which slices of which mart were made anew."""
    found: dict[str, list[str]] = {}
    merge, make = State.merge, State.make

    def merged(self, mart, slices, inside):
        found.setdefault(mart, []).extend(" ".join(map(str, key)) for key in slices)
        merge(self, mart, slices, inside)

    def wholly(self, mart, made_from, sql, values):
        found.setdefault(mart, [])
        make(self, mart, made_from, sql, values)

    with monkeypatch.context() as patch:
        patch.setattr(State, "merge", merged)
        patch.setattr(State, "make", wholly)
        build_kept(con, data, settings_params=told)
    return found


def test_what_has_not_changed_is_not_made_again(con, data, monkeypatch) -> None:
    sessions(con, 1, "2025-02-10 09", "2025-03-10 09")
    assert made(con, data, monkeypatch) != {}
    assert made(con, data, monkeypatch) == {}


def test_new_sessions_touch_their_own_month_alone(con, data, monkeypatch) -> None:
    sessions(con, 1, "2025-02-10 09", "2025-03-10 09")
    made(con, data, monkeypatch)
    sessions(con, 2, "2025-03-20 09")
    again = made(con, data, monkeypatch)
    assert again["session"] == again["worked_day"] == ["2025-03-01"]
    assert again["session_period"] == again["cell"] == ["month 2025-03-01"]
    assert not {"staff_day", "roster_day", "leave_day", "time_day"} & set(again)


def test_a_new_last_day_makes_its_own_days_alone(con, data, monkeypatch) -> None:
    sessions(con, 1, "2025-02-10 09", "2025-03-10 09")
    until = parameters(date(2025, 1, 1), date(2025, 4, 29))
    made(con, data, monkeypatch, until)
    again = made(con, data, monkeypatch)
    for mart in ("roster_day", "staff_day"):
        assert again[mart] == ["2025-04-01"]
    days = "select count(*), max(on_date) from staff_day"
    assert con.execute(days).fetchone() == (120, date(2025, 4, 30))


def test_the_evening_before_a_month_matters_to_its_first_night(
    con, data, monkeypatch
) -> None:
    sessions(con, 1, "2025-02-28 12", "2025-03-01 07")
    made(con, data, monkeypatch)
    rested = "select sum(short_rests) from session_day where on_date = '2025-03-01'"
    assert con.execute(rested).fetchone() == (0,)
    con.execute(
        "update appointment set superseded_by = 2 where starts_at < '2025-03-01'"
    )
    sessions(con, 2, "2025-02-28 21")
    made(con, data, monkeypatch)
    assert con.execute(rested).fetchone() == (1,)


def test_a_month_taken_back_leaves_nothing(con, data, monkeypatch) -> None:
    sessions(con, 1, "2025-02-10 09")
    sessions(con, 2, "2025-03-10 09")
    made(con, data, monkeypatch)
    con.execute("update appointment set superseded_by = 0 where load_id = 2")
    made(con, data, monkeypatch)
    days = con.execute("select on_date from session_day").fetchall()
    assert days == [(date(2025, 2, 10),)]


def test_a_damaged_file_is_made_anew(con, data, monkeypatch) -> None:
    sessions(con, 1, "2025-02-10 09")
    kept_path(data).write_bytes(b"no database" * 1000)
    assert "cell" in made(con, data, monkeypatch)
    assert kept_path(data).stat().st_mode & 0o777 == 0o600
    assert con.execute("select count(*) from session_day").fetchone() == (1,)


def test_a_publication_that_failed_half_way_hinders_no_later_one(
    con, data, monkeypatch
) -> None:
    sessions(con, 1, "2025-02-10 09")
    with monkeypatch.context() as patch:
        patch.setattr(State, "_note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build_kept(con, data, settings_params=TOLD)
    assert "cell" in made(con, data, monkeypatch)
    assert con.execute("select count(*) from session_day").fetchone() == (1,)


def test_what_was_kept_under_another_schema_is_made_anew(
    con, data, monkeypatch
) -> None:
    sessions(con, 1, "2025-02-10 09")
    made(con, data, monkeypatch)
    con.execute("update kept.about set layout = 'of another version'")
    con.execute("detach kept")
    assert "cell" in made(con, data, monkeypatch)
