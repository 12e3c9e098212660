"""A hidden team's answers, and those of an earlier closing, in relations from single answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from etl import close_single
from etl.close_single import with_single_answers
from etl.close_wave import Snapshot, WaveCells, shown_people, wave_cells
from etl.ledger import MANIFEST, check, freeze, read_all
from etl.ledger_versions import replace_people
from etl.settings import Settings
from etl.single_answers import SingleAnswers, single_answers
from etl.wave_members import members_of
from etl.wave_people import known_as
from tests.privacy.worlds import snapshot, teams_table, wave

SECRET = b"k" * 32
STRESSOR = "caseload_per_fte"
SETTINGS = Settings(named_stressors=(STRESSOR,), primary_outcome="cbi_work")
TEAMS = [f"t{number:02}" for number in range(12)]
HIDDEN = "t12"
AT = datetime(2026, 1, 1, tzinfo=UTC)


def world(hidden: float = 30.0) -> Snapshot:
    """Twelve teams of eight and one of three, who all score `hidden`."""
    random = np.random.default_rng(4)
    answers = [
        (person, TEAMS[person % 12], {"cbi_work": float(random.integers(0, 26) * 4)})
        for person in range(96)
    ]
    answers += [(96 + n, HIDDEN, {"cbi_work": hidden}) for n in range(3)]
    rows = [("p", None, "programme", None)]
    rows += [(team, "p", "team", None) for team in [*TEAMS, HIDDEN]]
    return snapshot(
        teams_table(rows), answers, invited={**dict.fromkeys(TEAMS, 10), HIDDEN: 3}
    )


def groups() -> pl.DataFrame:
    rows = [
        ("org", "Practice", "organisation", None, None),
        ("p", "Adult", "division", "org", None),
        *((team, team, "team", "p", "clinic") for team in [*TEAMS, HIDDEN]),
    ]
    return pl.DataFrame(
        rows,
        schema=["group_id", "name", "kind", "parent_id", "setting"],
        orient="row",
    ).with_columns(split=pl.lit("none"))


def marts(extra: float = 0.0) -> duckdb.DuckDBPyConnection:
    """What the members' loads and roles are read from; `extra`: on the hidden team's."""
    con = duckdb.connect()
    random = np.random.default_rng(9)
    rows = []
    for person in range(99):
        team = TEAMS[person % 12] if person < 96 else HIDDEN
        for weeks in (4, 8, 12):
            load = random.normal(28, 4) + (extra if team == HIDDEN else 0.0)
            rows.append((person, "w2", STRESSOR, weeks, True, team, person == 5, load))
    exposure = pl.DataFrame(
        rows,
        schema=["staff_key", "wave_id", "measure", "window_weeks", "answered", "team_id", "moved", "value"],
        orient="row",
    ).with_columns(pl.col("staff_key").cast(pl.UInt64))  # fmt: skip
    anchor = pl.DataFrame(
        {"staff_key": range(99), "wave_id": "w2", "anchor_day": 1, "answered": True}
    ).with_columns(pl.col("staff_key").cast(pl.UInt64))
    day = anchor.select("staff_key", on_date="anchor_day", role=pl.lit("nurse"))
    for name, frame in (("exposure", exposure), ("anchor", anchor), ("staff_day", day)):
        con.register("made", frame)
        con.execute(f"create temp table {name} as from made")
        con.unregister("made")
    return con


def closed(snapped: Snapshot) -> WaveCells:
    cells = wave_cells(wave(), snapped, secret=SECRET)
    people = shown_people(wave(), snapped, cells)
    return replace(cells, scores=people.join(snapped.scores, on="response_id"))


def found(snapped: Snapshot, con: duckdb.DuckDBPyConnection) -> SingleAnswers:
    members = members_of(
        con, wave(), closed(snapped), groups(), SETTINGS, secret=SECRET
    )
    return single_answers("w2", members, SETTINGS)


def test_other_answers_and_loads_of_a_hidden_team_move_nothing() -> None:
    cells = closed(world())
    states = dict(
        cells.estimate.filter(pl.col("measure") == "cbi_work")
        .select("group_id", "state")
        .iter_rows()
    )
    assert states[HIDDEN] == "not_shown"
    before, after = found(world(30.0), marts()), found(world(100.0), marts(extra=20.0))
    released = before.figures.filter(pl.col("state") == "released")
    assert released.height > 3
    assert before.figures.equals(after.figures)
    assert before.members.equals(after.members)
    assert before.loads.equals(after.loads)
    assert HIDDEN not in before.members["group_id"].to_list()


def test_who_changed_teams_is_left_out_within_teams() -> None:
    loads = found(world(), marts()).loads
    assert known_as(SECRET, 5) not in loads["person"].to_list()
    assert known_as(SECRET, 17) in loads["person"].to_list()


def test_slices_are_asked_about_by_their_names() -> None:
    members = found(world(), marts()).members
    assert set(members["slices"].explode()) == {
        *("organisation", "division:Adult", "setting:clinic", "role:nurse")
    }


@pytest.mark.parametrize("why", ["anonymous", "again", "nothing named"])
def test_some_waves_have_none(
    why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = [object()] if why == "again" else []
    monkeypatch.setattr(close_single, "withdrawn_versions", lambda *_: again)
    settings = Settings() if why == "nothing named" else SETTINGS
    of = wave(anonymous=why == "anonymous")
    said = with_single_answers(
        duckdb.connect(), tmp_path, of, closed(world()), settings
    )
    assert said is None


def test_they_are_frozen_with_the_wave_and_a_change_is_noticed(tmp_path: Path) -> None:
    single = found(world(), marts())
    cells = replace(closed(world()), single=single)
    folder = freeze(tmp_path, "w2", cells=cells, code_version="0.1.0", closed_at=AT)
    assert read_all(tmp_path).figures.equals(single.figures)
    for name in ("figures", "members", "loads"):
        assert (folder / f"{name}.parquet").stat().st_mode & 0o777 == 0o600
    rows = pl.read_parquet(folder / "figures.parquet")
    rows.with_columns(pl.col("value") + 0.01).write_parquet(folder / "figures.parquet")
    with pytest.raises(Exception, match="figures changed"):
        check(folder)


def test_forgetting_a_person_takes_their_rows_out_and_no_figure(tmp_path: Path) -> None:
    single = found(world(), marts())
    cells = replace(closed(world()), single=single)
    folder = freeze(tmp_path, "w2", cells=cells, code_version="0.1.0", closed_at=AT)
    gone = known_as(SECRET, 17)
    assert replace_people(tmp_path, [gone]) >= 1 + 1 + 3
    check(folder)
    for name in ("people", "members", "loads"):
        assert (
            gone not in pl.read_parquet(folder / f"{name}.parquet")["person"].to_list()
        )
    assert read_all(tmp_path).figures.equals(single.figures)
    assert (folder / MANIFEST).exists()


def test_a_wave_that_shows_no_team_has_nothing_to_release() -> None:
    cells = closed(world())
    assert cells.scores is not None
    nobody = replace(
        cells,
        estimate=cells.estimate.with_columns(state=pl.lit("not_shown")),
        scores=cells.scores.clear(),
    )
    members = members_of(marts(), wave(), nobody, groups(), SETTINGS, secret=SECRET)
    said = single_answers("w2", members, SETTINGS)
    assert said.figures.is_empty()
    assert said.members.is_empty()
    assert said.loads.is_empty()
