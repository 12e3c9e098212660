"""The whole matrix: which columns, which rows in which order, and every cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from charts.matrix import (
    HATCHED,
    LETTER_WORDS,
    MARK_WORDS,
    TONE_WORDS,
    Cell,
    Estimate,
    cell,
    evidence,
    palette,
    scale_words,
)
from charts.theme import Theme
from charts.yardstick import Yardstick

# Columns of the short view, from the first of each section; the rest on demand.
SHORT_VIEW = {"Scores": 1, "Load": 4, "Work around it": 3, "Support": 2, "Rest": 2}

NOT_NAMED = 1_000_000


@dataclass(frozen=True)
class Line:
    """One row: a group, where it stands, what is said of its marks, its cells.

    `surest`: place of its surest finding among all findings, large without one.
    """

    group_id: str
    name: str
    place: str
    said: str
    cells: list[Cell]
    surest: int = NOT_NAMED

    @property
    def evidence(self) -> int:
        """How far the cells of concern stand from their references, in all."""
        return evidence(self.cells)


def columns(
    known: Iterable[Yardstick],
    sections: tuple[str, ...],
    *,
    short: bool,
    side_by_side: Collection[str] = (),
) -> list[Yardstick]:
    """The measures of the matrix by section, the short view's first ones or all.

    `side_by_side`: measures that the short view holds too, such as a score of each of
    two instruments of which one took the other's place.
    """
    ordered = sorted(known, key=lambda each: each.position)
    found = []
    for section in sections:
        inside = [each for each in ordered if each.section == section]
        most = SHORT_VIEW.get(section, len(inside)) if short else len(inside)
        found += [
            each
            for place, each in enumerate(inside)
            if place < most or each.headline or each.measure in side_by_side
        ]
    return found


def lines(
    groups: pl.DataFrame,
    estimates: pl.DataFrame,
    measures: list[Yardstick],
    *,
    by_name: bool = False,
    past: Sequence[tuple[str, str]] = (),
) -> list[Line]:
    """One line per row of `groups`: strongest evidence first, then by name.

    Strongest evidence: groups surely past an agreed level, by their surest finding
    (`past`: group and measure, surest first); then how far the cells that can be told
    stand on the bad side of their references, in all.

    `groups`: group_id, name, parent. `estimates`: at most one row per measure and
    group, with value, state, reading, shown_in, and broke (words, where the series is
    another one from this period on). A figure that is absent is `[x]`. No groups give
    no lines.
    """
    figures = {
        (row["group_id"], row["measure"]): row
        for row in estimates.iter_rows(named=True)
    }
    named = {finding: place for place, finding in enumerate(past)}
    made = [
        _line(group, figures, measures, named) for group in groups.iter_rows(named=True)
    ]
    if by_name:
        return sorted(made, key=lambda line: line.name.casefold())
    return sorted(
        made, key=lambda line: (line.surest, -line.evidence, line.name.casefold())
    )


def _line(
    group: dict[str, Any],
    figures: dict[tuple[str, str], dict[str, Any]],
    measures: list[Yardstick],
    named: dict[tuple[str, str], int],
) -> Line:
    own = group["group_id"]
    rows = [figures.get((own, each.measure)) for each in measures]
    cells = [
        cell(_estimate(row), each, past=(own, each.measure) in named)
        for row, each in zip(rows, measures, strict=True)
    ]
    surest = min(
        (named.get((own, each.measure), NOT_NAMED) for each in measures),
        default=NOT_NAMED,
    )
    inside = {row["shown_in"] for row in rows if row and row["state"] == "not_shown"}
    included = " and ".join(sorted(name for name in inside if name))
    said = f"[c] included in {included}" if included else ""
    return Line(own, group["name"], group["parent"] or "", said, cells, surest)


def _estimate(row: dict[str, Any] | None) -> Estimate | None:
    if row is None:
        return None
    broke = row.get("broke") is not None
    return Estimate(row["value"], row["state"], row["reading"], broke, row["level"])


def board(
    made: list[Line],
    measures: list[Yardstick],
    heads: dict[str, str],
    theme: Theme,
) -> dict[str, Any]:
    """The matrix as the browser gets it: plain values only.

    `heads`: the period of each measure in words. A cell is [text, letter, tone].
    """
    sections: list[dict[str, Any]] = []
    for each in measures:
        if not sections or sections[-1]["label"] != each.section:
            sections.append({"label": each.section, "span": 0})
        sections[-1]["span"] += 1
    return {
        "sections": sections,
        "columns": [
            {
                "key": each.measure,
                "label": each.short_label,
                "whole": f"{each.label}, {each.unit}",
                "period": heads.get(each.measure, ""),
            }
            for each in measures
        ],
        "rows": [
            {
                "id": line.group_id,
                "name": line.name,
                "place": line.place,
                "said": line.said,
                "cells": [[one.text, one.letter, one.tone] for one in line.cells],
            }
            for line in made
        ],
        "palette": palette(theme),
        "tones": list(TONE_WORDS),
        "scale": scale_words(hatched=TONE_WORDS[HATCHED]),
        "marks": MARK_WORDS,
        "letters": LETTER_WORDS,
    }
