"""What published files give away, looked at as a whole: from exports to files."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl.command.publishing import close_wave
from etl.disclosure.audit import Finding
from etl.ledger import ledger_folder, read_all, withdraw
from etl.publish import publish
from etl.settings import read_settings
from etl.versions import current_version, published_folder
from etl.warehouse import locked, open_warehouse
from tests.privacy.test_door import everything_stored

FILES = ("teams", "analysis", "leave")
NEVER_ALIKE = ("manifest", "freshness")  # they name the version and the time


def tables(data: Path) -> dict[tuple[str, str], Counter[tuple[object, ...]]]:
    """Every table of every published file as a bag of rows."""
    version = current_version(data)
    assert version is not None
    found = {}
    for file in FILES:
        path = published_folder(data) / version / f"{file}.duckdb"
        with duckdb.connect(path, read_only=True) as con:
            for (name,) in con.execute("show tables").fetchall():
                if name not in NEVER_ALIKE:
                    rows = con.execute(f'from "{name}"').fetchall()
                    found[file, name] = Counter(rows)
    return found


def ancestors(data: Path, team: str) -> set[str]:
    version = current_version(data)
    path = published_folder(data) / str(version) / "teams.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        above = dict(
            con.execute(
                "select group_id, parent_id from grp where split = 'none'"
            ).fetchall()
        )
    line, node = set(), above[team]
    while node is not None:
        line.add(node)
        node = above.get(node)
    return line


def test_other_answers_in_a_hidden_team_move_its_ancestors_alone(
    practice: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(practice, data)
    settings = read_settings(data)
    last = settings.wave[2]  # a confidential wave; the first sets the reference
    before = tables(data)
    closed = read_all(ledger_folder(data))
    hidden = closed.estimate.filter(
        (pl.col("period_start") == last.first_day) & (pl.col("state") == "not_shown")
    )["group_id"]
    answered = closed.counts.filter(
        (pl.col("wave_id") == last.wave_id)
        & (pl.col("measure") == "cbi_work")
        & (pl.col("n") > 0)
        & pl.col("atom_id").is_in(hidden.implode())
    )
    team = answered.sort("atom_id")["atom_id"][0]
    with locked(data), open_warehouse(data) as con:
        changed = con.execute(
            """
            update survey_answer set value = 1 + (value * 7 + hash(item) % 5)::int % 5
            where value is not null and response_id in (
                select s.response_id
                from survey_response_current s
                join roster_current r on r.staff_key = s.staff_key
                where s.wave_id = $wave and r.team_id = $team
            )
            """,
            {"wave": last.wave_id, "team": team},
        ).fetchall()
        assert changed[0][0] > 0
        # as if it had never been closed: else both versions would be audited together
        now = datetime(2026, 1, 1, tzinfo=UTC)
        shutil.rmtree(withdraw(ledger_folder(data), last.wave_id, at=now))
        con.execute("update wave set closed_at = null")
        close_wave(con, data, last.name, settings)
        publish(con, data, settings)
    after = tables(data)
    line = ancestors(data, team)
    moved = 0
    for key, rows in before.items():
        for row in (rows - after[key]) + (after[key] - rows):
            moved += 1
            assert key == ("teams", "estimate"), (key, row)
            assert row[1] in line, row
            assert row[3] == last.first_day
    assert moved  # the ancestors' figures did move: the change was real


def test_hr_finds_no_survey_figure_and_leaders_find_no_name(practice: Path) -> None:
    version = current_version(practice)
    folder = published_folder(practice) / str(version)
    with duckdb.connect(folder / "leave.duckdb", read_only=True) as con:
        cells = {
            str(cell)
            for (name,) in con.execute("show tables").fetchall()
            for row in con.execute(f'from "{name}"').fetchall()
            for cell in row
        }
    assert not [cell for cell in cells if cell.startswith(("cbi_", "single_item"))]
    assert not [cell for cell in cells if cell == "answers"]
    roster = practice / "exports" / "roster"
    with next(iter(sorted(roster.glob("*.csv")))).open(encoding="utf-8") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    for file in ("teams", "analysis"):
        aside = practice.parent / f"only_{file}"
        aside.mkdir(exist_ok=True)
        shutil.copy(folder / f"{file}.duckdb", aside)
        assert not names & set(everything_stored(aside))


def test_no_published_cell_stands_on_fewer_people_than_the_minimum(
    practice: Path,
) -> None:
    version = current_version(practice)
    path = published_folder(practice) / str(version) / "teams.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        least = dict(
            con.execute(
                "select origin, min(n) from estimate where state = 'shown' group by origin"
            ).fetchall()
        )
        bands = con.execute(
            "select distinct n_band from estimate where origin = 'answers' and n is null"
        ).fetchall()
        left = con.execute(
            "select count(*) from estimate where state <> 'shown' "
            "and coalesce(value, lower, upper, n, denominator) is not null"
        ).fetchall()
    assert least["people"] >= 5
    assert {band for (band,) in bands} <= {"5-9", "10-19", "20-49", None}
    assert left == [(0,)]


def test_a_finding_takes_the_survey_part_out_and_the_rest_goes_on(
    practice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(practice, data)
    finding = Finding("planted", "cbi_work", "2025-01-01 to 2025-01-14", ("T01",))

    def planted(teams: Path, *_: object, **__: object) -> list[Finding]:
        """As long as the file holds an answer."""
        with duckdb.connect(teams, read_only=True) as con:
            held = con.execute(
                "select count(*) from estimate where origin = 'answers'"
            ).fetchall()
        return [finding] if held != [(0,)] else []

    monkeypatch.setattr("etl.publish.audit", planted)
    with locked(data), open_warehouse(data) as con:
        done = publish(con, data, read_settings(data))
    assert done.findings == (finding,)
    path = published_folder(data) / done.version / "teams.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        origins = con.execute("select distinct origin from estimate").fetchall()
        responses = con.execute("select count(*) from response").fetchall()
        audit = con.execute("select audit from manifest").fetchall()
    assert origins == [("people",)]
    assert responses == [(0,)]
    assert "survey part stopped" in audit[0][0]


def test_the_same_exports_publish_the_same_rows(practice: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(practice, data)
    before = tables(data)
    with locked(data), open_warehouse(data) as con:
        publish(con, data, read_settings(data))
    assert tables(data) == before
