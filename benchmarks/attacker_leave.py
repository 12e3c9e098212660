"""Leave and sickness: small groups that add up from what is shown of larger ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from benchmarks.attacked import Attacked
from benchmarks.attacked_leave import requests
from benchmarks.attacker_sums import Known, added_up, files_of

LEAST = 10
OF_GROUPS = {"calendar": "on_date", "ahead": "week_start", "balance": "month"}
SENSITIVE = ("sick_share",)


def told_of_leave(attacked: Attacked, number: int) -> tuple[int, int]:
    """Shown cells of leave of a version, and sets under ten people that add up.

    A month of the calendar is one table. Figures count as exact, though they are
    rounded; every file's table is read.
    """
    tables = files_of(attacked, attacked.versions[number])
    people = dict(
        attacked.staff[number].people.group_by("team").len().iter_rows()  # team -> n
    )
    under = _under(tables["teams", "grp"])
    cells = found = 0
    for shown in _shown(tables):
        known = _known(shown, under, people)
        cells += len(known.rows)
        found += added_up(known, least=LEAST)
    for known in _decisions(attacked, number, tables):
        cells += len(known.rows)
        found += added_up(known, least=LEAST)
    return cells, found


def _under(groups: pl.DataFrame) -> dict[str, set[str]]:
    """Group -> itself and every group under it."""
    above = dict(groups.select("group_id", "parent_id").iter_rows())
    found: dict[str, set[str]] = {}
    for group in above:
        up: str | None = group
        while up is not None:
            found.setdefault(up, set()).add(group)
            up = above.get(up)
    return found


def _shown(tables: Mapping[tuple[str, str], pl.DataFrame]) -> Iterator[list[str]]:
    """The groups shown in each table, once for each of its periods."""
    for (_, name), rows in tables.items():
        seen = pl.col("state") == "shown"
        if name in OF_GROUPS:
            period = pl.col(OF_GROUPS[name]).dt.truncate("1mo")
            if name == "ahead":
                period = pl.col("week_start")
            shown = rows.filter(seen).with_columns(period=period)
            for own in shown.partition_by("period"):
                yield own["group_id"].unique(maintain_order=True).to_list()
        if name in {"estimate", "leave_estimate"}:
            for measure in SENSITIVE:
                own = rows.filter(seen, pl.col("measure") == measure)
                yield own["group_id"].to_list()


def _known(
    shown: list[str], under: Mapping[str, set[str]], people: Mapping[str, int]
) -> Known:
    teams = sorted(people)
    rows = np.array([[team in under[group] for team in teams] for group in shown])
    away = [group for group in under if group not in shown]
    hidden = np.array([[team in under[group] for team in teams] for group in away])
    nothing = np.zeros(len(shown))
    return Known(
        rows.astype(float).reshape(-1, len(teams)),
        np.array([people[team] for team in teams], dtype=float),
        nothing,
        nothing,
        np.zeros(len(teams)),
        hidden.astype(float).reshape(-1, len(teams)),
    )


def _decisions(
    attacked: Attacked, number: int, tables: Mapping[tuple[str, str], pl.DataFrame]
) -> Iterator[Known]:
    """Decisions by team and by role, over the people of each team in each role."""
    asked = requests(attacked.staff[number]).unique("staff_key")
    atoms = asked.group_by("team_id", "role").len().sort("team_id", "role")
    for file in ("teams", "leave"):
        rows = tables[file, "decision"].filter(
            pl.col("state") == "shown",
            pl.col("dimension").is_in(["all", "team", "role"]),
        )
        held = [
            (atoms["team_id"] == level) | (atoms["role"] == level) | (level == "all")
            for level in rows["level"]
        ]
        matrix = np.array([one.to_numpy() for one in held], dtype=float)
        nothing = np.zeros(len(held))
        yield Known(
            matrix.reshape(-1, atoms.height),
            atoms["len"].to_numpy().astype(float),
            nothing,
            nothing,
            np.zeros(atoms.height),
            np.zeros((0, atoms.height)),
        )
