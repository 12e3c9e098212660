"""Who counts in relations from single answers, with their scores and loads.

Members of shown teams and reporting units with the person's key, as they stood at the
wave's launch; nobody else is read, so that nothing moves with a hidden team's answers.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import polars as pl

from definitions.measures import measures
from etl.close_wave import WaveCells
from etl.disclosure.relations.queries import WHOLE, Floats, Mask, Members
from etl.disclosure.survey_cells import Wave
from etl.settings import Settings
from etl.wave_people import known_as

EXPOSURE = """
    select staff_key, measure, window_weeks, team_id, value
    from exposure
    where wave_id = $wave_id and answered and not moved and list_contains($named, measure)
"""
ROLE = """
    select a.staff_key, d.role
    from anchor a
    join staff_day d on d.staff_key = a.staff_key and d.on_date = a.anchor_day
    where a.wave_id = $wave_id and a.answered and d.role is not null
    order by all
"""


def members_of(
    con: duckdb.DuckDBPyConnection,
    wave: Wave,
    cells: WaveCells,
    groups: pl.DataFrame,
    settings: Settings,
    *,
    secret: bytes,
) -> Members:
    """The members of a wave's shown cells.

    Args:
        con: the warehouse with its marts made.
        wave: the wave.
        cells: as from `waves.preview`.
        groups: as published.
        settings: name the stressors.
        secret: the key that people are known by in the ledger.
    """
    assert cells.scores is not None
    scores = _in_shown_cells(cells.scores, cells.estimate).filter(
        pl.col("staff_key").is_not_null()
    )
    told = {"wave_id": wave.wave_id, "named": list(settings.named_stressors)}
    exposure = con.sql(EXPOSURE, params=told).pl()
    role = con.sql(ROLE, params={"wave_id": wave.wave_id}).pl()
    people = scores.select("staff_key", "team_id", "group_id").unique("staff_key")
    named = [known_as(secret, key) for key in people["staff_key"]]
    people = people.with_columns(person=pl.Series(named, dtype=pl.UInt64))
    people = people.sort("person").join(
        role.unique("staff_key", keep="first", maintain_order=True),
        on="staff_key",
        how="left",
        maintain_order="left",
    )
    teams = sorted(people["group_id"].unique())
    asked = set(scores["scale"])
    outcomes = [key for key in measures() if key in asked]
    at = {key: place for place, key in enumerate(people["staff_key"])}
    return Members(
        person=people["person"].to_numpy(),
        team=np.array([teams.index(g) for g in people["group_id"]], dtype=np.int64),
        teams=tuple(teams),
        outcomes=tuple(outcomes),
        score=_scores(scores, at, outcomes),
        shown=_shown(cells.estimate, teams, outcomes),
        load=_loads(exposure, people, at),
        parts=_parts(people, groups),
    )


def _in_shown_cells(scores: pl.DataFrame, estimate: pl.DataFrame) -> pl.DataFrame:
    """Those scores whose own cell is shown for that very outcome."""
    shown = estimate.filter(pl.col("state") == "shown")
    return scores.join(
        shown.select("group_id", scale="measure"), on=["group_id", "scale"], how="semi"
    )


def _scores(scores: pl.DataFrame, at: Mapping[int, int], outcomes: list[str]) -> Floats:
    found = np.full((len(at), len(outcomes)), np.nan)
    for key, outcome, score in scores.select("staff_key", "scale", "score").iter_rows():
        found[at[key], outcomes.index(outcome)] = score
    return found


def _shown(estimate: pl.DataFrame, teams: list[str], outcomes: list[str]) -> Floats:
    found = np.full((len(teams), len(outcomes)), np.nan)
    own = estimate.filter(
        (pl.col("state") == "shown")
        & pl.col("group_id").is_in(teams)
        & pl.col("measure").is_in(outcomes)
    )
    for group, outcome, value in own.select("group_id", "measure", "value").iter_rows():
        found[teams.index(group), outcomes.index(outcome)] = value
    return found


def _loads(
    exposure: pl.DataFrame, people: pl.DataFrame, at: Mapping[int, int]
) -> dict[tuple[str, int], Floats]:
    """Loads of those who were in the team that their answer counts in."""
    own = exposure.join(
        people.select("staff_key", home="team_id"), on="staff_key", how="inner"
    ).filter(pl.col("team_id") == pl.col("home"))
    found: dict[tuple[str, int], Floats] = {}
    for key, measure, weeks, value in own.select(
        "staff_key", "measure", "window_weeks", "value"
    ).iter_rows():
        column = found.setdefault((measure, weeks), np.full(len(at), np.nan))
        column[at[key]] = value
    return dict(sorted(found.items()))


def _parts(people: pl.DataFrame, groups: pl.DataFrame) -> dict[str, Mask]:
    """All, each division, each setting, each role; a unit of two settings is in none."""
    plain = groups.filter(pl.col("split") == "none")
    above = dict(plain.select("group_id", "parent_id").iter_rows())
    kind = dict(plain.select("group_id", "kind").iter_rows())
    name = dict(plain.select("group_id", "name").iter_rows())
    setting = dict(plain.select("group_id", "setting").iter_rows())
    label: dict[str, list[str | None]] = {"division": [], "setting": [], "role": []}
    settings_of: dict[str, set[str | None]] = {}
    for team, group in people.select("team_id", "group_id").iter_rows():
        settings_of.setdefault(group, set()).add(setting.get(team))
    for team, group, role in people.select("team_id", "group_id", "role").iter_rows():
        node: str | None = team
        while node is not None and kind.get(node) != "division":
            node = above.get(node)
        kinds = settings_of[group]
        label["division"].append(name[node] if node is not None else None)
        label["setting"].append(next(iter(kinds)) if len(kinds) == 1 else None)
        label["role"].append(role)
    found: dict[str, Mask] = {WHOLE: np.ones(people.height, dtype=bool)}
    for slice_of, labels in label.items():
        for one in sorted({each for each in labels if each}):
            found[f"{slice_of}:{one}"] = np.array([each == one for each in labels])
    return found
