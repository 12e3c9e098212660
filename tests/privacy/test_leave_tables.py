"""What is published on leave beside its measures gives away no few people."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.decision_cells import decision_cells
from etl.disclosure.released import RELEASED
from etl.disclosure.table_cells import audit_cells, cell_states, safe_states
from etl.leave_tables import ahead_cells, calendar_cells
from etl.versions import current_version, published_folder

TABLES = ("calendar", "balance", "decision", "ahead", "waiting")
TREE = {"org": None, "p": "org", "q": "org", "a": "p", "b": "p", "c": "q", "d": "q"}
FROM, LAST = date(2024, 7, 1), date(2026, 6, 30)


def groups(tree=None) -> pl.DataFrame:
    tree = TREE if tree is None else tree
    kinds = ["organisation" if up is None else "team" for up in tree.values()]
    return pl.DataFrame(
        {
            "group_id": list(tree),
            "node_id": list(tree),
            "split": ["none"] * len(tree),
            "split_value": [None] * len(tree),
            "parent_id": list(tree.values()),
            "kind": kinds,
        },
        schema_overrides={"split_value": pl.String},
    )


def counted(**people: int) -> pl.DataFrame:
    """People of every group, from those of the teams."""
    total = dict.fromkeys(TREE, 0)
    for team, many in people.items():
        up: str | None = team
        while up is not None:
            total[up] += many
            up = TREE[up]
    return pl.DataFrame(
        {
            "group_id": list(total),
            "column": ["now"] * len(total),
            "people": list(total.values()),
        }
    )


def shown(**people: int) -> set[str]:
    states = cell_states(counted(**people), groups(), minimum=10)
    return set(states.filter(pl.col("state") == "shown")["group_id"])


def test_a_small_team_takes_its_neighbour_along():
    # b is under the minimum; p less a would be b
    assert "a" not in shown(a=14, b=6, c=12, d=12)
    assert {"org", "p", "q", "c", "d"} <= shown(a=14, b=6, c=12, d=12)


def test_what_is_not_shown_names_the_group_that_is():
    states = cell_states(counted(a=14, b=6, c=12, d=12), groups(), minimum=10)
    held = dict(states.select("group_id", "shown_in").rows())
    assert held["b"] == "p"
    assert held["c"] is None


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_the_auditor_finds_nothing_in_any_organisation(sizes):
    people = counted(**dict(zip("abcd", sizes, strict=True)))
    states = cell_states(people, groups(), minimum=10)
    assert audit_cells(states, groups(), minimum=10) == []


def test_a_leak_that_suppression_missed_leaves_the_top_alone(monkeypatch):
    def careless(people, groups, *, minimum):
        del groups, minimum
        return people.with_columns(
            pl.lit("shown").alias("state"),
            pl.lit(None, dtype=pl.String).alias("shown_in"),
        )

    monkeypatch.setattr("etl.disclosure.table_cells.cell_states", careless)
    states = safe_states(counted(a=14, b=6, c=12, d=12), groups(), minimum=10)
    assert set(states.filter(pl.col("state") == "shown")["group_id"]) == {"org"}


def days(team: str, people: int, *, since: int = 1) -> pl.DataFrame:
    """August 2026 of one team, three of its people on vacation all the time."""
    every = [date(2026, 8, day) for day in range(since, 32)]
    return pl.DataFrame(
        {
            "team_id": [team] * len(every),
            "on_date": every,
            "people": [people] * len(every),
            "work_day": [day.isoweekday() < 6 for day in every],
            "scheduled": [float(people)] * len(every),
            "away": [3.0] * len(every),
        }
    )


def test_a_team_that_came_within_the_month_is_told_by_no_day():
    # d begins on the 20th: q less c would be d from then on
    made = [days("a", 14), days("b", 14), days("c", 14), days("d", 6, since=20)]
    found = calendar_cells(pl.concat(made), groups(), minimum=10)
    seen = found.filter(pl.col("state") == "shown")
    assert "d" not in set(seen["group_id"])
    assert not {"c", "q"} <= set(seen["group_id"])


def test_days_are_told_in_twentieths_and_only_working_ones():
    made = [days(team, 14) for team in "abcd"]
    found = calendar_cells(pl.concat(made), groups(), minimum=10)
    # three of fourteen are .214
    assert set(found.filter(pl.col("group_id") == "a")["away"]) == {0.2}
    assert {day.isoweekday() for day in found["on_date"]} <= {1, 2, 3, 4, 5}


def test_hours_ahead_are_told_in_tens():
    rows = [
        {
            "team_id": team,
            "week_no": 0,
            "week_start": date(2026, 9, 1),
            "people": 12,
            "booked_hours": 123.4,
            "available_hours": 307.0,
            "holidays": 1,
            "short_days": 2,
        }
        for team in "abcd"
    ]
    found = ahead_cells(pl.DataFrame(rows), groups(), minimum=10)
    own = found.filter(pl.col("group_id") == "a").to_dicts()[0]
    assert (own["booked"], own["available"]) == (120.0, 310.0)
    whole = found.filter(pl.col("group_id") == "org").to_dicts()[0]
    assert (whole["booked"], whole["short_days"]) == (490.0, 8)


def asked(seed: int, sizes: dict[str, int], *, refused: float = 0.2) -> pl.DataFrame:
    """Ten decided requests of everybody, in teams of these sizes."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "outcome": "denied",
            "staff_key": 1000 * number + person,
            "team_id": team,
            "role": "nurse" if person % 2 else "counselor",
            "on_date": FROM + timedelta(days=int(rng.integers(0, 700))),
            "happened": bool(rng.random() < refused),
            "notice": "under two weeks",
            "season": ("January to March", "April to June")[person % 2],
            "length": "one day",
        }
        for number, (team, many) in enumerate(sizes.items())
        for person in range(many)
        for _ in range(10)
    ]
    return pl.DataFrame(rows, schema_overrides={"staff_key": pl.UInt64})


def decisions(requests: pl.DataFrame) -> pl.DataFrame:
    return decision_cells(requests, groups(), minimum=10, from_day=FROM, last_day=LAST)


def test_a_team_under_ten_people_takes_part_and_is_not_shown():
    found = decisions(asked(1, {"a": 14, "b": 6, "c": 12, "d": 15}))
    teams = found.filter(pl.col("dimension") == "team")
    states = dict(teams.select("level", "state").rows())
    assert states["b"] == "not_shown"
    # and another with it, since the organisation less all others would be b
    assert sorted(states.values()) == ["not_shown", "not_shown", "shown", "shown"]
    hidden = teams.filter(pl.col("state") != "shown")
    for column in ("people", "share", "lower", "upper", "reading"):
        assert hidden[column].null_count() == hidden.height


def test_shares_are_whole_per_cents():
    found = decisions(asked(2, {"a": 14, "b": 16, "c": 12, "d": 15}))
    for column in ("share", "lower", "upper"):
        values = found[column].drop_nulls()
        assert (values * 100 - (values * 100).round()).abs().max() < 1e-9


def test_a_role_that_is_a_team_but_for_a_few_is_not_shown():
    made = asked(3, {"a": 14, "b": 16, "c": 12, "d": 15}).with_columns(
        # all of team a are nurses but two, and nobody else is
        pl.when((pl.col("team_id") == "a") & (pl.col("staff_key") > 1))
        .then(pl.lit("nurse"))
        .otherwise(pl.lit("counselor"))
        .alias("role")
    )
    roles = decisions(made).filter(pl.col("dimension") == "role")
    assert set(roles["state"]) == {"not_shown"}


def test_a_team_that_refuses_far_more_often_is_said_to():
    usual = asked(4, {"a": 20, "b": 20, "c": 20}, refused=0.05)
    other = asked(5, {"x": 1, "y": 1, "z": 1, "d": 20}, refused=0.5)
    found = decisions(pl.concat([usual, other.filter(pl.col("team_id") == "d")]))
    reading = dict(
        found.filter(pl.col("dimension") == "team").select("level", "reading").rows()
    )
    assert reading["d"] == "over"
    assert reading["a"] in {"under", "cannot_tell"}


@pytest.mark.parametrize("refused", [0.0, 1.0])
def test_where_nothing_differs_nothing_is_claimed(refused):
    found = decisions(asked(6, {"a": 14, "b": 16, "c": 12, "d": 15}, refused=refused))
    assert set(found["state"]) <= {"insufficient", "not_shown"}
    assert found["share"].null_count() == found.height


def test_no_requests_give_no_rows():
    assert decisions(asked(7, {"a": 1}).clear()).is_empty()


def test_the_published_tables_hold_nothing_where_they_show_nothing(practice):
    folder = published_folder(practice) / str(current_version(practice))
    for file in ("teams", "leave"):
        with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
            for table in TABLES:
                if file not in RELEASED[table].files:
                    continue
                rows = con.sql(f"from {table}").pl()
                assert rows.height, table
                own = {"people", "owed", "forfeited", "away", "booked", "share"}
                held = [name for name in own if name in rows.columns]
                hidden = rows.filter(pl.col("state") != "shown")
                assert all(hidden[name].null_count() == hidden.height for name in held)
                if "people" in rows.columns:
                    assert (rows["people"].drop_nulls() >= 10).all()


def test_leaders_files_hold_no_name(practice):
    folder = published_folder(practice) / str(current_version(practice))
    with duckdb.connect(folder / "leave.duckdb", read_only=True) as con:
        names = {
            row[0]
            for row in con.execute("select display_name from person_rest").fetchall()
        }
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        for table in TABLES:
            cells = {
                str(cell)
                for row in con.execute(f"from {table}").fetchall()
                for cell in row
            }
            assert not cells & names
