"""All named stressors with all outcomes: the matrix of pairs and its table."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.matrix import PLAIN, palette, scale_words
from charts.theme import Theme
from charts.yardstick import Yardstick
from pages.shared.r_words import p_words, plain_r, written
from pages.shared.relations import OVERALL, SIGNS
from pages.shared.words import in_sentence

# sizes of a correlation as in the sentences (Cohen 1988): a word or shade, no finding
CLEAR, SLIGHT = 0.5, 0.3
MIDDLE = 3
FINDING = 0.05
CORRECTED = "q"
INNER = "within:"  # before the key of a column within teams
TONES = (
    "goes with clearly less strain",
    "goes with less strain",
    "goes with slightly less strain",
    "",
    "goes with slightly more strain",
    "goes with more strain",
    "goes with clearly more strain",
    "cannot tell",
    "",
)
SCALE = ("more of it, clearly less strain", "", "more of it, clearly more strain")
HOW_TO_READ = (
    "Orange: more of the stressor goes with more strain; blue: with less. A cell is blank "
    "where it cannot be told. q: a finding after correction over the named stressors and "
    "the primary outcome; all else is exploratory. Where nothing goes together about one "
    "cell in twenty has a colour all the same. A cell opens its pair. Where the table is "
    "wider than the page it scrolls sideways: pairs within teams stand on its right."
)


def of_wave(rows: pl.DataFrame, wave_id: str) -> pl.DataFrame:
    """The relations of a wave between teams, in the order of priority."""
    own = (pl.col("wave_id") == wave_id) & (pl.col("slice") == OVERALL)
    return rows.filter(own & (pl.col("level") == "between")).sort("position")


def within_of_wave(rows: pl.DataFrame, wave_id: str, weeks: str) -> pl.DataFrame:
    """The relations of a wave within teams over one window, in the order of priority."""
    own = (pl.col("wave_id") == wave_id) & (pl.col("slice") == OVERALL)
    window = pl.col("time_window") == weeks
    return rows.filter(own & window & (pl.col("level") == "within")).sort("position")


def board(
    rows: pl.DataFrame,
    known: dict[str, Yardstick],
    theme: Theme,
    *,
    within: pl.DataFrame | None = None,
) -> dict[str, Any]:
    """Stressors as rows, outcomes as columns, as the matrix component wants them.

    Between and within side by side: pooled alone is never shown.
    """
    stressors = _those(rows["stressor"], known)
    outcomes = _those(rows["outcome"], known)
    cells = _by_pair(rows)
    inside = rows.clear() if within is None else within
    inner, inner_cells = _those(inside["outcome"], known), _by_pair(inside)
    sections = [("Between teams", outcomes), ("Within teams", inner)]
    return {
        "sections": [
            {"label": label, "span": len(own)} for label, own in sections if own
        ],
        "columns": [
            {
                "key": y.measure if label == "Between teams" else f"{INNER}{y.measure}",
                "label": y.short_label,
                "whole": f"{y.label}, {label.lower()}",
                "period": "",
            }
            for label, own in sections
            for y in own
        ],
        "rows": [
            {
                "id": x.measure,
                "name": x.label,
                "place": x.section,
                "said": "",
                "cells": [
                    *(_cell(cells.get((x.measure, y.measure)), y) for y in outcomes),
                    *(_cell(inner_cells.get((x.measure, y.measure)), y) for y in inner),
                ],
            }
            for x in stressors
        ],
        "palette": palette(theme),
        "tones": list(TONES),
        "scale": scale_words(SCALE),
        "marks": {},
        "letters": {CORRECTED: "a finding after correction"},
    }


def _by_pair(rows: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    return {(r["stressor"], r["outcome"]): r for r in rows.iter_rows(named=True)}


def _those(keys: pl.Series, known: dict[str, Yardstick]) -> list[Yardstick]:
    return [known[key] for key in keys.unique(maintain_order=True) if key in known]


def _cell(row: dict[str, Any] | None, outcome: Yardstick) -> list[Any]:
    if row is None or row["r"] is None or row["reading"] not in SIGNS:
        return ["", "", PLAIN]
    size = 3 if abs(row["r"]) >= CLEAR else 2 if abs(row["r"]) >= SLIGHT else 1
    strain = (row["r"] > 0) == (outcome.direction != "protects")
    letter = CORRECTED if row["q"] is not None and row["q"] < FINDING else ""
    return [plain_r(row["r"]), letter, MIDDLE + size if strain else MIDDLE - size]


def table(
    rows: pl.DataFrame, known: dict[str, Yardstick], within: pl.DataFrame
) -> pl.DataFrame:
    """One row per pair, all figures as written."""
    inner = _by_pair(within)
    return pl.DataFrame(
        [
            {
                "Stressor": known[row["stressor"]].label,
                "Outcome": known[row["outcome"]].label,
                "Between teams, r": written(row) if row["r"] is not None else "",
                "Points by step": _number(row["slope"]),
                "Lower": _number(row["slope_lower"]),
                "Upper": _number(row["slope_upper"]),
                "Step": known[row["stressor"]].written(row["step"]),
                "Teams": row["teams"],
                "p": p_words(row["p"]),
                "q": p_words(row["q"]),
                "Reading": SIGNS.get(row["reading"], "cannot tell"),
                **_inner(inner.get((row["stressor"], row["outcome"]))),
            }
            for row in rows.iter_rows(named=True)
            if row["stressor"] in known and row["outcome"] in known
        ]
    )


def _inner(row: dict[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {
            "Within teams, r": "not released",
            "People": None,
            "q within": "",
            "Reading within": "",
        }
    return {
        "Within teams, r": written(row),
        "People": row["people"],
        "q within": p_words(row["q"]),
        "Reading within": SIGNS.get(row["reading"], "cannot tell"),
    }


def finding(rows: pl.DataFrame, known: dict[str, Yardstick]) -> str:
    """How many pairs of the family are findings, and which."""
    family = rows.filter(pl.col("family"))
    if family.is_empty():
        told = rows.filter(pl.col("reading").is_in(list(SIGNS))).height
        return (
            f"{told} of {rows.height} pairs can be told, each by itself: all of it is "
            "exploratory."
        )
    hit = family.filter((pl.col("q") < FINDING) & pl.col("reading").is_in(list(SIGNS)))
    primary = known.get(family["outcome"][0])
    outcome = in_sentence(primary.label) if primary else "the primary outcome"
    names = [known[key].label for key in hit["stressor"] if key in known]
    found = f": {'; '.join(names)}" if names else ""
    if not names:
        return (
            f"Of none of {family.height} named stressors can Ballast tell that it goes with "
            f"{outcome}, after correction for so many tests."
        )
    return (
        f"{len(names)} of {family.height} named stressors "
        f"{'go' if len(names) > 1 else 'goes'} with {outcome} "
        f"after correction for so many tests{found}."
    )


def finding_within(rows: pl.DataFrame) -> str:
    """How many pairs of the family within teams are findings; empty without one."""
    family = rows.filter(pl.col("family"))
    if family.is_empty():
        return ""
    told = pl.col("reading").is_in(list(SIGNS)) & (pl.col("q") < FINDING)
    hit = family.filter(told).height
    if not hit:
        return f"Within teams it cannot tell so of any of {family.height} either."
    return f"Within teams {hit} of {family.height} after correction."


def seen(rows: pl.DataFrame, who: str) -> str:
    """How many teams or people, and what they could have shown; empty without any."""
    told = rows.filter(pl.col("r").is_not_null() & pl.col("detectable").is_not_null())
    if told.is_empty():
        return ""
    counts, sizes = told[who].drop_nulls().to_list(), told["detectable"].to_list()
    fewest, most = f"{min(counts)}", f"{max(counts)}"
    low, high = plain_r(min(sizes)), plain_r(max(sizes))
    return (
        f"{fewest if fewest == most else f'{fewest} to {most}'} {who} could have shown "
        f"r = {low if low == high else f'{low} to {high}'} or more (80 % power)"
    )


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
