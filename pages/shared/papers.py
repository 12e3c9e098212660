"""The study's own papers: plan, method, codebook, and everything as CSV."""

from __future__ import annotations

import polars as pl

from charts.yardstick import Yardstick
from definitions.measures import measures
from pages.shared import queries
from pages.shared.reader import Reader
from pages.shared.relations import ALL_WAVES
from pages.shared.words import day_words

TABLES = {
    "relation": "Relations",
    "level_of_load": "Scores across levels",
    "break_point": "Break points",
    "adjusted": "After taking out a named set",
    "buffer": "Load beside a resource",
    "driver": "Weights",
    "level_within": "Scores across levels within teams",
    "lag": "What came first",
    "budget": "Privacy budget",
    "study": "Plan and method",
}


def lines(reader: Reader, wave_id: str, part: str) -> list[str]:
    """The lines of one paper of a wave."""
    rows = reader.ask("study")
    own = rows.filter((pl.col("wave_id") == wave_id) & (pl.col("part") == part))
    return own.sort("position")["text"].to_list()


def dated(reader: Reader, wave_id: str) -> str:
    """When the plan was written, in words."""
    if wave_id == ALL_WAVES:
        return "Over all waves nothing is planned but what each wave's own plan names."
    rows = reader.ask("study").filter(pl.col("wave_id") == wave_id)
    days = rows["written_on"].drop_nulls()
    if days.is_empty():
        return "No plan was written before this wave was closed."
    return f"The plan was written on {day_words(days[0])}, before the wave was closed."


def codebook(known: dict[str, Yardstick]) -> pl.DataFrame:
    """One row per measure of the version: what it is and how it is made."""
    rows = []
    for key, each in known.items():
        defined = measures().get(key)
        rows.append(
            {
                "Key": key,
                "Measure": each.label,
                "Unit": each.unit,
                "Section": each.section,
                "More of it is": each.direction,
                "Definition": defined.definition if defined else "",
                "Formula": f"{defined.factor:g} x {defined.numerator} / {defined.denominator}"
                if defined
                else "",
                "Can be fooled by": defined.fooled_by if defined else "",
                "Source": defined.citation if defined else "",
            }
        )
    return pl.DataFrame(rows)


def tables(reader: Reader) -> dict[str, tuple[str, pl.DataFrame]]:
    """Every published table about relations: key -> title and rows."""
    found = {"relation": queries.relations(reader)}
    found |= {key: reader.ask(key) for key in TABLES if key != "relation"}
    return {key: (TABLES[key], found[key]) for key in TABLES}
