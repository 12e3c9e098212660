"""Forgetting a person: every table of every file is dumped, and nothing is found."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from etl.__main__ import ballast
from etl.keys import KEPT_MARK, NAME_SYSTEM, pseudonym, read_key
from etl.ledger import ledger_folder, read_all
from etl.wave_people import known_as


def stored(data: Path) -> Iterator[str]:
    """Every cell of every table of every file, as text."""
    for path in sorted(data.rglob("*.duckdb")):
        with duckdb.connect(path, read_only=True) as con:
            for (name,) in con.execute(
                "select table_name from duckdb_tables() where not internal"
            ).fetchall():
                for row in con.execute(f'from "{name}"').fetchall():
                    yield from map(str, row)
    for path in sorted(data.rglob("*.parquet")):
        for row in pl.read_parquet(path).iter_rows():
            yield from map(str, row)


def someone(data: Path) -> dict[str, str]:
    """A person of the roster who answered a closed wave."""
    rosters = sorted((data / "exports" / "roster").glob("*.csv"))
    key = read_key(data)
    answered = set(
        pl.concat([pl.read_parquet(path) for path in data.rglob("people.parquet")])[
            "person"
        ]
    )
    with rosters[-1].open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if known_as(key, pseudonym(key, "hr", row["employee_number"])) in answered:
                return row
    raise AssertionError("nobody of the roster answered")


def run(*words: str) -> str:
    done = CliRunner().invoke(ballast, words, standalone_mode=False)
    if done.exception is not None:
        raise done.exception
    return done.output


def test_nothing_of_a_forgotten_person_is_stored(practice: Path, tmp_path: Path):
    data = tmp_path / "data"
    shutil.copytree(practice, data)
    person, key = someone(data), read_key(data)
    own = pseudonym(key, "hr", person["employee_number"])
    traces = {
        person["name"],
        str(own),
        str(pseudonym(key, NAME_SYSTEM, person["name"])),
        str(known_as(key, own)),
    }
    held = set(stored(data))
    assert len(traces & held) >= 3
    figures = read_all(ledger_folder(data)).estimate
    said = run("forget", person["employee_number"], "--data", str(data))
    shutil.rmtree(data / "exports")
    cells = set(stored(data))
    assert not traces & cells
    assert not [cell for cell in cells if f"{KEPT_MARK}{own:x}" in cell]
    assert not [cell for cell in cells if person["name"] in cell]
    assert "roster" in said
    assert person["name"] not in said
    assert read_all(ledger_folder(data)).estimate.equals(figures)
    with duckdb.connect(data / "warehouse" / "warehouse.duckdb", read_only=True) as con:
        assert con.execute("select count(*) from roster").fetchall()[0][0] > 0
    with pytest.raises(Exception, match="nobody is known by this identifier"):
        run("forget", person["employee_number"], "--data", str(data))
