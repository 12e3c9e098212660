"""The auditor of relations: known leaks are planted and found, safe tables pass."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from pathlib import Path
from unittest.mock import patch

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.measures import measures
from etl import single_answers as made_of
from etl.disclosure import audit_between, audit_relations, audit_single
from etl.disclosure.audit_single import Insider
from etl.disclosure.relations.budget import Budget
from etl.disclosure.relations.queries import Members
from etl.disclosure.rows import ESTIMATE
from etl.settings import Settings
from etl.single_answers import SingleAnswers, single_answers
from etl.understand.asked import asked
from etl.understand.level_cells import level_cells
from etl.understand.relation_cells import relation_cells
from etl.understand.shown_teams import shown_teams
from etl.understand.within_cells import (
    driver_within_cells,
    level_within_cells,
    within_cells,
)
from tests.privacy.made_members import members
from tests.unit.test_understand_cells import DAYS, LOAD, SUPPORT, WAVES, WORK
from tests.unit.test_understand_cells import estimate as made_cells
from tests.unit.test_understand_cells import groups as made_groups

NAMED = tuple(
    key for key, m in measures().items() if m.origin == "people" and m.area != "outcome"
)
OWN = asked((LOAD, SUPPORT), (WORK,), WORK, known=measures())


def groups(teams: int) -> pl.DataFrame:
    return made_groups(teams).with_columns(
        name="group_id",
        parent_id=pl.when(pl.col("kind") == "team").then(pl.lit("org")),
        setting=pl.lit(None, dtype=pl.String),
    )


def rules_between(
    rows: pl.DataFrame, levels: pl.DataFrame, cells: pl.DataFrame
) -> set[str]:
    found = audit_between.audit_between(rows, levels, cells, groups(40), WAVES)
    return {one.rule for one in found}


def published(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    shown = shown_teams(cells, groups(40), WAVES)
    return relation_cells(shown, OWN), level_cells(shown, OWN)


@given(seed=st.integers(0, 30), hidden=st.integers(0, 20))
def test_relations_of_shown_cells_pass(seed: int, hidden: int) -> None:
    cells = made_cells(seed=seed)
    names = [f"t{n:03}" for n in range(hidden)]
    away = pl.col("group_id").is_in(names) & (pl.col("measure") == WORK)
    cells = cells.with_columns(
        state=pl.when(away).then(pl.lit("not_shown")).otherwise("state"),
        value=pl.when(~away).then("value"),
    )
    assert rules_between(*published(cells), cells) == set()


def test_a_correlation_that_used_a_hidden_teams_mean_is_found() -> None:
    """From it and the shown means, the hidden mean follows to within a point."""
    whole = made_cells()
    hidden = (pl.col("group_id") == "t007") & (pl.col("measure") == WORK)
    finished = whole.with_columns(
        state=pl.when(hidden).then(pl.lit("not_shown")).otherwise("state"),
        value=pl.when(~hidden).then("value"),
    )
    rows, levels = published(whole)
    found = rules_between(rows, levels, finished)
    assert "a relation between teams is not of shown cells" in found
    assert "a level of load is not of shown cells" in found
    # the count alone put right does not hide it
    fewer = rows.with_columns(teams=pl.col("teams") - 1)
    assert "a relation between teams is not of shown cells" in rules_between(
        fewer, levels.clear(), finished
    )


def test_a_relation_of_few_teams_and_a_slope_of_others_are_found() -> None:
    cells = made_cells()
    rows, levels = published(cells)
    slope = rows.with_columns(slope=pl.col("slope") * 1.01)
    assert rules_between(slope, levels, cells) == {
        "a slope between teams is not of shown cells"
    }
    few = made_cells(teams=9)
    assert "a relation between teams stands on too few of them" in rules_between(
        rows, levels.clear(), few
    )


def answers(
    people: int,
    teams: int,
    *,
    stressors: int,
    released: bool = False,
    weeks: tuple[int, ...] = (12,),
) -> tuple[Members, SingleAnswers]:
    """A wave's members and what is frozen of it; `released`: without any budget."""
    made = members(people, teams, stressors=stressors, weeks=weeks)
    named = NAMED[:stressors]
    load = {
        (named[int(key[1:])], week): values for (key, week), values in made.load.items()
    }
    made = replace(made, outcomes=(WORK,), load=load)
    settings = Settings.model_construct(
        **Settings().model_dump() | {"named_stressors": named}
    )
    if not released:
        return made, single_answers("w1", made, settings)
    everything = lambda _, queries: Budget(len(queries), (0.0,) * len(queries))  # noqa: E731
    with patch.object(made_of, "search", everything):
        return made, single_answers("w1", made, settings)


def insider(single: SingleAnswers) -> Insider:
    spread = single.figures.select("outcome", "spread").drop_nulls().unique()
    return Insider(single.members, single.loads, single.alike, dict(spread.iter_rows()))


def rules_single(single: SingleAnswers) -> set[str]:
    own = asked(NAMED, (WORK,), WORK, known=measures())
    rows = within_cells(single.figures, own, {})
    levels = level_within_cells(single.figures)
    found = audit_single.audit_wave(
        "w1", rows, levels, driver_within_cells(single.figures), insider(single)
    )
    frozen = single.figures.filter(pl.col("state") == "released")
    found += audit_single.audit_rows("w1", rows, levels, frozen)
    return {one.rule for one in found}


def test_levels_of_every_stressor_and_window_are_found() -> None:
    """28 stressors with their levels, slopes over three windows, weights: 300 people."""
    _, single = answers(300, 25, stressors=28, weeks=(4, 8, 12), released=True)
    assert "single answers are guessed too well from what is released" in rules_single(
        single
    )


def test_twelve_slopes_on_one_window_pass() -> None:
    _, single = answers(300, 25, stressors=12, released=True)
    slopes = single.figures.filter(pl.col("kind") == "slope")
    assert slopes.height == 12
    assert rules_single(replace(single, figures=slopes)) == set()


@given(people=st.integers(60, 200), stressors=st.integers(1, 6))
def test_what_the_search_releases_passes(people: int, stressors: int) -> None:
    _, single = answers(people, 12, stressors=stressors)
    assert rules_single(single) == set()


def test_a_slope_that_rests_on_one_person_is_found() -> None:
    made, single = answers(100, 10, stressors=1, released=True)
    loads = single.loads.with_columns(
        value=pl.when(pl.col("person") == 7)
        .then(500.0)
        .otherwise(28 + pl.col("person").cast(pl.Float64) * 1e-3)
    )
    slopes = single.figures.filter(pl.col("kind") == "slope")
    found = rules_single(replace(single, loads=loads, figures=slopes))
    assert "an answer is bounded within a fifth of the scale" in found
    assert made.person[7] == 7


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"people": 29}, "a relation within teams stands on too few people"),
        ({"teams": 9}, "a relation within teams stands on too few teams"),
        ({"r": 0.1234}, "a relation within teams is not rounded"),
        ({"r": 0.99}, "a relation within teams was not frozen with its wave"),
        (
            {"slice": "role:nurse"},
            "a relation within teams was not frozen with its wave",
        ),
    ],
)
def test_a_row_of_few_of_exact_figures_or_of_later_ones_is_found(
    changed: dict[str, object], rule: str
) -> None:
    _, single = answers(200, 20, stressors=2)
    own = asked(NAMED, (WORK,), WORK, known=measures())
    rows = within_cells(single.figures, own, {})
    empty = level_within_cells(single.figures).clear()
    assert audit_single.audit_rows("w1", rows, empty, single.figures) == []
    wrong = rows.with_columns(
        pl.lit(value).cast(rows.schema[name]).alias(name)
        for name, value in changed.items()
    )
    found = audit_single.audit_rows("w1", wrong, empty, single.figures)
    assert rule in {one.rule for one in found}


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"people": 9}, "a level within teams stands on too few people"),
        ({"value": 1.25}, "a level within teams is not rounded"),
        ({"value": 77.0}, "a level within teams was not frozen with its wave"),
    ],
)
def test_a_level_of_few_or_of_exact_figures_is_found(
    changed: dict[str, object], rule: str
) -> None:
    _, single = answers(300, 20, stressors=1)
    levels = level_within_cells(single.figures)
    assert levels.height > 1
    wrong = levels.with_columns(
        pl.lit(value).cast(levels.schema[name]).alias(name)
        for name, value in changed.items()
    )
    nothing = pl.DataFrame(schema={"stressor": pl.String})
    assert audit_single.audit_rows("w1", nothing, levels, single.figures) == []
    found = audit_single.audit_rows("w1", nothing, wrong, single.figures)
    assert {one.rule for one in found} == {rule}


def test_people_of_a_cell_that_is_not_shown_are_found() -> None:
    _, single = answers(100, 10, stressors=1)
    teams = sorted(set(single.members["group_id"]))
    cells = pl.DataFrame(
        [
            {"measure": WORK, "group_id": team, "state": "shown" if team != "t3" else "not_shown",
             "period_start": DAYS[0], "period_end": date(2026, 1, 18)}
            for team in teams
        ],
        schema=ESTIMATE,
    )  # fmt: skip
    found = audit_single.audit_members("w1", single.members, cells)
    assert [(one.rule, one.groups) for one in found] == [
        ("people of a cell that is not shown count", ("t3",))
    ]
    assert not any(sign in str(found[0]) for sign in ("46", "9 people"))


def test_what_nobody_knows_of_is_found() -> None:
    _, single = answers(100, 10, stressors=1)
    assert (
        "a statistic from single answers counts people nobody knows of"
        in rules_single(replace(single, loads=single.loads.clear()))
    )


def test_its_own_arithmetic_agrees_with_the_search() -> None:
    """Both see the same gain by the design, at the edge of what passes."""
    _, single = answers(150, 12, stressors=6, released=True)
    for most in (0.02, 0.3):
        with patch.object(audit_single, "MOST_GAIN", most):
            found = any("guessed too well" in rule for rule in rules_single(single))
        assert found == (most == 0.02)


def test_the_auditor_shares_no_code_with_what_it_audits() -> None:
    for module in (audit_between, audit_single, audit_relations):
        tree = ast.parse(Path(str(module.__file__)).read_text("utf-8"))
        named = [
            node.module or ""
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        ]
        ours = [name for name in named if name.startswith(("etl", "analytics"))]
        assert all(name.startswith("etl.disclosure.audit") for name in ours), ours


def test_the_spread_is_told_to_a_tenth() -> None:
    _, single = answers(200, 20, stressors=1)
    spread = insider(single).spread[WORK]
    assert abs(spread * 10 - np.round(spread * 10)) < 1e-6


def version(folder: Path, cells: pl.DataFrame, single: SingleAnswers) -> Path:
    """A finished version and a ledger with one wave's single answers; returns the ledger."""
    rows, levels = published(cells)
    own = asked(NAMED, (WORK,), WORK, known=measures())
    said = {
        "relation": pl.concat([rows, within_cells(single.figures, own, {})]),
        "level_of_load": levels,
        "level_within": level_within_cells(single.figures),
        "driver": driver_within_cells(single.figures),
        "budget": pl.DataFrame({"wave_id": ["w1"]}),
    }
    response = WAVES.select("wave_id", "first_day")
    shown = {"estimate": cells, "grp": groups(40), "response": response}
    for file, tables in (("analysis", said), ("teams", shown)):
        with duckdb.connect(folder / f"{file}.duckdb") as con:
            for name, frame in tables.items():
                con.register("made", frame)
                con.execute(f"create table {name} as from made")
                con.unregister("made")
    kept = folder / "ledger" / "w1"
    kept.mkdir(parents=True)
    for name in ("members", "loads", "alike"):
        getattr(single, name).write_parquet(kept / f"{name}.parquet")
    return folder / "ledger"


def of_named_teams(single: SingleAnswers) -> SingleAnswers:
    named = pl.format("t{}", pl.col("group_id").str.strip_prefix("t").str.zfill(3))
    return replace(single, members=single.members.with_columns(group_id=named))


def test_finished_files_are_read_and_a_hidden_teams_people_found(
    tmp_path: Path,
) -> None:
    single = of_named_teams(answers(300, 25, stressors=4)[1])
    safe, leaky = tmp_path / "safe", tmp_path / "leaky"
    for folder in (safe, leaky):
        folder.mkdir()
    cells = made_cells()
    ledger = version(safe, cells, single)
    assert audit_relations.audit_relations(safe, single.figures, ledger) == []
    hidden = (pl.col("group_id") == "t003") & (pl.col("measure") == WORK)
    without = cells.with_columns(
        state=pl.when(hidden).then(pl.lit("not_shown")).otherwise("state"),
        value=pl.when(~hidden).then("value"),
    )
    ledger = version(leaky, without, single)
    found = audit_relations.audit_relations(leaky, single.figures, ledger)
    assert {one.rule for one in found} == {"people of a cell that is not shown count"}
    assert found[0].groups == ("t003",)


def test_a_wave_that_froze_nothing_may_show_nothing(tmp_path: Path) -> None:
    single = of_named_teams(answers(300, 25, stressors=1)[1])
    version(tmp_path, made_cells(), single)
    elsewhere = tmp_path / "none"
    found = audit_relations.audit_relations(tmp_path, single.figures.clear(), elsewhere)
    assert {one.rule for one in found} == {
        "a level within teams was not frozen with its wave",
        "a relation within teams was not frozen with its wave",
        "statistics from single answers of a wave that froze none",
    }
