"""What the Watch pages ask beside `queries`, each one short question."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.shared.reader import Reader


def signals(reader: Reader) -> pl.DataFrame:
    """One row per finding, surest first; `status` ended: no finding any more."""
    return reader.ask("signals")


def levels_agreed(reader: Reader) -> list[str]:
    """The headline measures for which a level is agreed in any team."""
    return reader.ask("levels_agreed")["measure"].to_list()


def roles(reader: Reader) -> pl.DataFrame:
    """One row per role that the organisation is split by."""
    return reader.ask("roles")


def control(
    reader: Reader, group_ids: list[str], measure: str | None = None
) -> pl.DataFrame:
    """The lines and marks of the control charts of some groups, oldest first.

    Of every measure, or of one alone. None for HR, whose file has none.
    """
    if reader.role == "HR":
        return pl.DataFrame(schema={"measure": pl.String, "group_id": pl.String})
    return reader.ask("control", groups=group_ids, measure=measure)


def standing(reader: Reader, group_id: str) -> pl.DataFrame:
    """Each score of a group by wave, drawn towards the mean of all groups."""
    return reader.ask("standing", group_id=group_id)


def similar(reader: Reader, group_id: str) -> dict[str, dict[str, Any]]:
    """By measure: where the teams similar to a group lie."""
    rows = reader.ask("similar", group_id=group_id).rows(named=True)
    return {row["measure"]: row for row in rows}


def funnel(reader: Reader, group_id: str) -> pl.DataFrame:
    """One row per score and similar team, itself among them."""
    return reader.ask("funnel", group_id=group_id)


def latest(reader: Reader, group_id: str) -> pl.DataFrame:
    """The latest shown month of each measure of a group, with its denominator."""
    return reader.ask("latest", group_id=group_id)


def levels_of(
    reader: Reader, measure: str, group_ids: list[str]
) -> dict[str, dict[str, Any]]:
    """By group: what one measure refers to there."""
    rows = reader.ask("levels_of_measure", measure=measure, groups=group_ids)
    return {row["group_id"]: row for row in rows.rows(named=True)}


def actions_of(reader: Reader, measure: str, group_ids: list[str]) -> pl.DataFrame:
    """The actions meant to move one measure in some groups, oldest first."""
    return reader.ask("actions_of_measure", measure=measure, groups=group_ids)


def groups_with(reader: Reader, measure: str) -> list[str]:
    """The groups that have any row of a measure, shown or not."""
    return reader.ask("groups_with", measure=measure)["group_id"].to_list()
