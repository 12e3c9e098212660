"""Other answers in teams that are not shown: which published rows move for them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from benchmarks.attacked import publish_once, settings_of
from benchmarks.attacked_staff import OUTCOMES, SCORES, Staff

NEVER_ALIKE = ("manifest",)  # names the version and the time


Tables = dict[tuple[str, str], pl.DataFrame]


def tables_of(data: Path) -> Tables:
    """Every table of every file of a first version."""
    tables = {}
    for path in sorted((data / "published" / "v1").glob("*.duckdb")):
        with duckdb.connect(path, read_only=True) as con:
            for (name,) in con.execute("show tables").fetchall():
                if name not in NEVER_ALIKE:
                    tables[path.stem, name] = con.sql(f'from "{name}"').pl()
    return tables


def hidden_teams(one: Staff, tables: Tables, people: pl.DataFrame) -> set[str]:
    """Teams that answered and of which no score is shown."""
    estimate = tables["teams", "estimate"]
    shown = estimate.filter(
        pl.col("state") == "shown", pl.col("measure").is_in(OUTCOMES)
    )["group_id"]
    answered = people.filter(~pl.col("atom_id").is_in(shown.implode()))
    return set(answered["atom_id"]) & set(one.invited)


def with_other_answers(one: Staff, teams: set[str], seed: int) -> Staff:
    """Members of some teams answered something else; who answered what stays."""
    random = np.random.default_rng(seed)
    leads = one.teams["led_by_key"].drop_nulls().to_list()
    rows = one.people.to_dicts()
    for row in rows:
        if row["team"] in teams and row["person"] not in leads:
            row |= {
                key: None if row[key] is None else float(random.choice(SCORES))
                for key in OUTCOMES
            }
    return replace(one, people=pl.DataFrame(rows, schema=one.people.schema))


def above(groups: pl.DataFrame, teams: set[str]) -> set[str]:
    """Every group that holds one of the teams, themselves left out."""
    up = dict(groups.select("group_id", "parent_id").iter_rows())
    found: set[str] = set()
    for team in teams:
        node = up[team]
        while node is not None:
            found.add(node)
            node = up.get(node)
    return found


def moved_by_hidden_teams(
    one: Staff, before: Tables, people: pl.DataFrame, *, seed: int, data: Path
) -> int:
    """Rows of their ancestors' scores that other answers move; no other row may move."""
    hidden = hidden_teams(one, before, people)
    line = above(before["teams", "grp"], hidden)
    other = with_other_answers(one, hidden, seed)
    publish_once(other, data, settings_of(one), number=0)
    after, moved = tables_of(data), 0
    for key, rows in before.items():
        for row in changed(rows, after[key]):
            moved += 1
            assert key == ("teams", "estimate"), (key, row)
            assert row["group_id"] in line, row
    return moved


def changed(one: pl.DataFrame, other: pl.DataFrame) -> list[dict[str, object]]:
    """Rows that only one of two tables holds."""
    rows = [Counter(map(repr, each.to_dicts())) for each in (one, other)]
    alone = (rows[0] - rows[1]) | (rows[1] - rows[0])
    return [
        row for each in (one, other) for row in each.to_dicts() if repr(row) in alone
    ]
