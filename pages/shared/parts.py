"""A pair in the parts of an organisation: divisions, settings and roles."""

from __future__ import annotations

import polars as pl

from charts.forest import Mark, forest
from charts.theme import Theme
from pages.shared import queries
from pages.shared.figure import Drawn
from pages.shared.r_words import plain_r, written
from pages.shared.reader import Reader
from pages.shared.relations import OVERALL, SIGNS, part_words

PARTS = (
    "Between teams: correlation of shown team means in a part, from ten teams. Within "
    "teams: of people of shown teams in it, from 30 people and ten teams, as far as the "
    "privacy budget goes. All of it is exploratory."
)


def by_part(rows: pl.DataFrame, wave_id: str, theme: Theme) -> Drawn | None:
    """The pair in every part of the organisation; none where no part has a figure."""
    own = rows.filter(
        (pl.col("wave_id") == wave_id)
        & (pl.col("slice") != OVERALL)
        & pl.col("r").is_not_null()
    ).sort("slice", "level")
    if own.is_empty():
        return None
    marks = [
        Mark(
            f"{part_words(row['slice'])}, {row['level']} teams",
            row["r"],
            row["lower"],
            row["upper"],
            written(row),
            sure=row["reading"] in SIGNS,
        )
        for row in own.iter_rows(named=True)
    ]
    table = pl.DataFrame(
        [
            {
                "Part": part_words(row["slice"]),
                "Level": f"{row['level']} teams",
                "r": plain_r(row["r"]),
                "Lower": plain_r(row["lower"]),
                "Upper": plain_r(row["upper"]),
                "Teams": row["teams"],
                "People": row["people"],
                "Reading": SIGNS.get(row["reading"], "cannot tell"),
            }
            for row in own.iter_rows(named=True)
        ]
    )
    alt = "; ".join(f"{mark.name} {mark.text}" for mark in marks)
    chart = forest(marks, theme, title="Correlation by part", reach=(-1, 1))
    return Drawn(chart, table, f"{alt}.")


def in_part(reader: Reader, part: str) -> list[str]:
    """Teams and units of a division or setting."""
    groups = queries.groups(reader)
    kind, _, name = part.partition(":")
    if kind == "setting":
        own = groups.filter(pl.col("setting") == name)
        return own["group_id"].to_list()
    return groups.filter(pl.col("division") == name)["group_id"].to_list()
