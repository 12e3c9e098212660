"""Balances, waiting clients and the weeks ahead against slow plain Python.

Each mart alone, over small drawn tables of what it reads; amounts are halves, so that
sums are exact whatever their order. Every planted fault must show in some of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pytest

import etl
from tests.parity import slow_now
from tests.parity.slow_now import FEW, Row, World

SQL = Path(etl.__file__).parent / "sql" / "leave"
LAST = date(2025, 8, 24)  # a Sunday
WORK_DAYS = [1, 2, 3, 4, 5]
WORLDS = 24
ONE_LARGE_ROLE = 7  # people: five of one role, two of another
TEAMS = ("a", "b", None)
ROLES = ("nurse", "Nurse ", "nurse", "counselor", "counselor", "psychologist", None)
COLUMNS = {
    "team_name": "name varchar, team_id varchar",
    "team_caseload_current": "team_id varchar, on_date date, without_clinician bigint, waiting bigint",
    "person_now": "staff_key ubigint, team_id varchar, contract_hours_week double, contract_type varchar, ends_on date",
    "staff_day": "staff_key ubigint, on_date date, team_id varchar, bank boolean",
    "leave_balance_current": "staff_key ubigint, kind varchar, as_of date, balance_hours double, entitlement_hours double, accrued_hours double, cap_hours double, load_id bigint, source_row bigint",
    "leave_account": "staff_key ubigint, as_of date",
    "leave_day": "staff_key ubigint, on_date date, vacation_share double, contract_hours double",
    "leave_ahead": "staff_key ubigint, on_date date, vacation_hours double",
    "staff_ahead": "staff_key ubigint, team_id varchar, role varchar, on_date date, week_no bigint, clinical boolean, holiday boolean, contract_hours double, day_fte double, leave_share double",
    "appointment_current": "staff_key ubigint, session_key ubigint, status varchar, starts_at timestamp, ends_at timestamp",
    "position_current": "team_id varchar, role varchar, staffing_minimum double, valid_from date, valid_to date",
}  # fmt: skip
SLOW: dict[str, Callable[[World, date], list]] = {
    "panel_now": slow_now.panel_now,
    "balance_past": slow_now.balance_past,
    "leave_account": slow_now.leave_account,
    "account_use": slow_now.account_use,
    "team_ahead": slow_now.team_ahead,
}
FAULTS = [
    ("panel_now", "$last_day - 92", "$last_day - 93"),
    ("panel_now", "order by on_date desc", "order by on_date"),
    ("panel_now", "max(c.waiting)", "sum(c.waiting)"),
    ("panel_now", "lower(trim(c.team_id))", "c.team_id"),
    ("panel_now", "left join size", "join size"),
    ("balance_past", "as_of > $last_day", "as_of >= $last_day"),
    ("balance_past", "greatest(0, b.balance_hours)", "b.balance_hours"),
    ("balance_past", "load_id desc", "load_id"),
    ("balance_past", "and not d.bank", ""),
    ("balance_past", "partition by staff_key, date_trunc('month', as_of)", "partition by staff_key"),
    ("leave_account", "between ($last_day - interval 12 month)::date", "between ($last_day - interval 11 month)::date"),
    ("leave_account", "is distinct from 'bank'", "<> 'bank'"),
    ("leave_account", "source_row desc", "source_row"),
    ("leave_account", "b.accrued_hours is not null", "b.accrued_hours > 0"),
    ("account_use", "t.on_date > a.as_of", "t.on_date >= a.as_of"),
    ("account_use", "full join", "left join"),
    ("account_use", "greatest(coalesce(p.hours, 0), coalesce(u.hours, 0))", "coalesce(p.hours, 0) + coalesce(u.hours, 0)"),
    ("account_use", "t.on_date > $last_day - interval 12 month", "t.on_date >= $last_day - interval 12 month"),
    ("team_ahead", "max(epoch(", "sum(epoch("),
    ("team_ahead", "between 0 and 12", "between 0 and 11"),
    ("team_ahead", "where people < 5", "where people <= 5"),
    ("team_ahead", "count(distinct s.on_date)", "count(s.on_date)"),
    ("team_ahead", "and s.without_leave >= m.fte - 1e-9", ""),
    ("team_ahead", "bool_and(contract_hours is not null)", "bool_or(contract_hours is not null)"),
    ("team_ahead", "p.valid_to > $last_day", "p.valid_to >= $last_day"),
]  # fmt: skip


def world(seed: int) -> World:
    """Small tables of everything, drawn from a seed."""
    draw = Random(seed)
    people = range(1, draw.choice((4, 7, 12)))
    return {
        "team_name": [{"name": "alpha", "team_id": "a"}],
        "team_caseload_current": [_panel(draw) for _ in range(6)],
        "person_now": [_person(draw, who) for who in people],
        "staff_day": [
            {"staff_key": who, "on_date": day, "team_id": draw.choice(TEAMS), "bank": draw.random() < 0.2}
            for who in people
            for day in _balance_days()
        ],
        "leave_balance_current": [_balance(draw, row) for row in range(40)],
        "leave_account": [
            {"staff_key": who, "as_of": _some(draw, LAST, -40, 0)} for who in people
        ],
        "leave_day": [_leave_day(draw, who) for who in people for _ in range(5)],
        "leave_ahead": [
            {"staff_key": who, "on_date": _some(draw, LAST, 1, 60), "vacation_hours": draw.choice((4.0, 8.0))}
            for who in people
            if draw.random() < 0.6
        ],
        "staff_ahead": _staff_ahead(draw, draw.choice((3, ONE_LARGE_ROLE, 24))),
        "appointment_current": [_session(draw) for _ in range(draw.choice((0, 30)))],
        "position_current": _positions(draw),
    }  # fmt: skip


def _some(draw: Random, day: date, first: int, last: int) -> date:
    return day + timedelta(days=draw.randint(first, last))


def _panel(draw: Random) -> Row:
    return {
        "team_id": draw.choice(("a", "Alpha ", "b", "c")),
        "on_date": draw.choice((LAST, LAST - timedelta(days=draw.choice((7, 92, 93))))),
        "without_clinician": draw.choice((None, 1, 4)),
        "waiting": draw.choice((None, 2, 3)),
    }


def _person(draw: Random, who: int) -> Row:
    return {
        "staff_key": who,
        "team_id": draw.choice(TEAMS),
        "contract_hours_week": draw.choice((None, 20.0, 40.0)),
        "contract_type": draw.choice((None, "permanent", "bank")),
        "ends_on": draw.choice((None, LAST + timedelta(days=40))),
    }


def _balance_days() -> list[date]:
    near = [LAST - timedelta(days=n) for n in (0, 3, 24, 30)]
    far = [date(2024, 8, 23), date(2024, 8, 24), date(2024, 9, 1)]
    return [*near, *far, date(2023, 8, 24), date(2023, 8, 25)]


def _balance(draw: Random, row: int) -> Row:
    return {
        "staff_key": draw.randint(1, 8),
        "kind": draw.choice(("vacation", "vacation", "vacation", "sick")),
        "as_of": draw.choice(_balance_days()),
        "balance_hours": draw.choice((None, -8.0, 8.0, 40.5)),
        "entitlement_hours": draw.choice((None, 200.0)),
        "accrued_hours": draw.choice((None, 0.0, 16.0)),
        "cap_hours": draw.choice((None, 240.0)),
        "load_id": draw.randint(1, 2),
        "source_row": row,
    }


def _leave_day(draw: Random, who: int) -> Row:
    day = draw.choice((_some(draw, LAST, -40, 10), LAST, date(2024, 8, 24)))
    return {
        "staff_key": who,
        "on_date": draw.choice((day, _some(draw, date(2024, 8, 24), 0, 40))),
        "vacation_share": draw.choice((0.0, 0.5, 1.0)),
        "contract_hours": draw.choice((None, 6.0, 8.0)),
    }


def _staff_ahead(draw: Random, people: int) -> list[Row]:
    """Everybody's days, one team each; one day is a public holiday for all."""
    free = LAST + timedelta(days=draw.randint(1, 10))
    found = []
    for who in range(1, people + 1):
        team, role = draw.choice(("a", "a", "a", "b", None)), draw.choice(ROLES)
        if people == ONE_LARGE_ROLE:
            team, role = "a", "nurse" if who <= FEW else "counselor"
        clinical = draw.random() < 0.8
        contract = draw.choice((8.0, 8.0, None))
        away = draw.sample(range(1, 29), 6)
        for ahead in range(1, 29):
            day = LAST + timedelta(days=ahead)
            works = day.isoweekday() in WORK_DAYS and day != free
            # a contract may end in the middle
            known = contract if draw.random() < 0.99 else None
            found.append(
                {
                    "staff_key": who,
                    "team_id": team,
                    "role": role,
                    "on_date": day,
                    "week_no": (ahead - 1) // 7,
                    "clinical": clinical,
                    "holiday": day == free,
                    "contract_hours": known if works else 0.0,
                    "day_fte": 1.0 if works else 0.0,
                    "leave_share": draw.choice((0.5, 1.0)) if ahead in away else 0.0,
                }
            )
    return found


def _session(draw: Random) -> Row:
    day = LAST + timedelta(days=draw.randint(0, 30))
    start = datetime.combine(day, time(draw.randint(7, 11)))
    length = draw.choice((None, -1, 1, 1, 2, 12, 13))
    return {
        "staff_key": draw.randint(1, 5),
        "session_key": draw.randint(1, 4),
        "status": draw.choice(("planned", "planned", "cancelled")),
        "starts_at": start,
        "ends_at": None if length is None else start + timedelta(hours=length),
    }


def _positions(draw: Random) -> list[Row]:
    """Minimums of both teams, some over, some not begun, no two from one day."""
    found = []
    for team in ("a", "ALPHA", "b"):
        for place, role in enumerate(("nurse", " Counselor", "psychologist")):
            begun = LAST - timedelta(days=draw.choice((0, 5, 90)) + place)
            begun -= timedelta(days=1000 * (team == "ALPHA"))
            found.append(
                {
                    "team_id": team,
                    "role": role,
                    "staffing_minimum": draw.choice((None, 0.5, 1.0, 3.0, 5.0)),
                    "valid_from": draw.choice((begun, LAST + timedelta(days=1))),
                    "valid_to": draw.choice((None, LAST, LAST + timedelta(days=1))),
                }
            )
    return found


@dataclass
class Made:
    """A world, its tables, and what slow loops say of it."""

    con: duckdb.DuckDBPyConnection
    slow: dict[str, list[tuple]]

    def fast(self, name: str, text: str) -> list[tuple]:
        """The rows of a mart by a statement."""
        given = {"last_day": LAST, "work_days": WORK_DAYS}
        wanted = set(re.findall(r"\$([a-z_]+)", text))
        self.con.execute(text, {key: given[key] for key in wanted})
        rows = self.con.execute(f"from {name}").fetchall()
        # the mart of one is a table that another reads
        self.con.execute(f"drop table temp.{name}")
        return ordered(rows)


def made(seed: int) -> Made:
    drawn, con = world(seed), duckdb.connect()
    con.execute("set threads = 1")
    for table, columns in COLUMNS.items():
        con.execute(f"create table {table} ({columns})")
        if drawn[table]:
            con.register("rows", pl.DataFrame(drawn[table], infer_schema_length=None))
            con.execute(f"insert into {table} by name from rows")
            con.unregister("rows")
    return Made(con, {name: ordered(slow(drawn, LAST)) for name, slow in SLOW.items()})


def ordered(rows: list) -> list[tuple]:
    return sorted((tuple(row) for row in rows), key=repr)


def statement(name: str) -> str:
    return (SQL / f"{name}.sql").read_text("utf-8")


@pytest.fixture(scope="module")
def worlds() -> list[Made]:
    return [made(seed) for seed in range(WORLDS)]


@pytest.mark.parametrize("name", SLOW)
def test_a_mart_equals_slow_loops(worlds: list[Made], name: str) -> None:
    text = statement(name)
    for seed, one in enumerate(worlds):
        assert one.fast(name, text) == one.slow[name], seed
    assert sum(len(one.slow[name]) for one in worlds) > WORLDS


@pytest.mark.parametrize(("name", "right", "wrong"), FAULTS)
def test_a_planted_fault_is_seen(
    worlds: list[Made], name: str, right: str, wrong: str
) -> None:
    text = statement(name)
    assert right in text
    planted = text.replace(right, wrong)
    assert any(one.fast(name, planted) != one.slow[name] for one in worlds)
