"""The pages about relations: what can be chosen, and what stands beside an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import (
    beside,
    figure,
    filters,
    frame,
    pairs,
    parts,
    queries,
    relations,
    within,
)
from pages.shared.every_pair import INNER
from pages.shared.pairs import Period
from pages.shared.reader import Reader

NEEDS = (
    "Relations take a closed survey wave, ten teams with both figures shown, and "
    "named_stressors in settings.toml. Pairs of official figures stand under Workload and "
    "burnout."
)


def wave_of(chosen: Period | None) -> str | None:
    """What relations call the period: the wave, or the year of an official figure."""
    if chosen is None:
        return None
    return chosen.wave_id or str(chosen.last_day.year)


def points(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, chosen: Period, part: str
) -> pl.DataFrame:
    """One row per team shown for both, of all or of one kind of unit."""
    rows = queries.pairs(
        reader,
        stressor=stressor.measure,
        outcome=outcome.measure,
        first_day=chosen.first_day,
        last_day=chosen.last_day,
    )
    if part == relations.OVERALL:
        return rows
    return rows.filter(pl.col("group_id").is_in(parts.in_part(reader, part)))


def waves(reader: Reader, rows: pl.DataFrame | None = None) -> dict[str, str]:
    """The waves of which relations are published, newest first, and all of them."""
    found = queries.relations(reader).filter(pl.col("level") == "between")
    ids = set((found if rows is None else rows)["wave_id"])
    names = dict(queries.waves(reader).select("wave_id", "wave_name").rows())
    known = {key: name for key, name in names.items() if key in ids}
    if relations.ALL_WAVES in ids:
        known[relations.ALL_WAVES] = "All waves, each team once"
    return known


def answered(reader: Reader, wave_id: str | None) -> str:
    """How many answered a wave, of the whole organisation; empty where not shown."""
    whole = queries.organisation(queries.groups(reader))
    if whole is None or wave_id is None:
        return ""
    rows = queries.responses(reader, whole["group_id"])
    bands = dict(rows.select("wave_id", "rate_band").rows()) if rows.height else {}
    return f"{bands[wave_id]} answered" if bands.get(wave_id) else ""


def named(keys: pl.Series, known: dict[str, Yardstick]) -> dict[str, str]:
    """Those measures that the version knows, in their order: key -> label."""
    found = [known[key] for key in keys.unique() if key in known]
    return {each.measure: each.label for each in sorted(found, key=_place)}


def _place(each: Yardstick) -> int:
    return each.position


def open_pair(opened: dict[str, str], known: dict[str, Yardstick]) -> None:
    """Goes to the page of the pair whose cell was opened."""
    filters.lead(
        filters.RELATION,
        stressor=known[opened["group"]].label,
        outcome=known[opened["measure"].removeprefix(INNER)].label,
    )


def more(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> None:
    """What stands beside the answer: levels, waves, others taken out, elsewhere."""
    made = figure.kept(
        reader,
        ("more", stressor.measure, outcome.measure, found["wave_id"], found["slice"]),
        lambda: _made(reader, stressor, outcome, found),
    )
    for title, key, look, how, drawn in made.figures:
        st.header(title, anchor=False)
        st.caption(look)
        name = f"{key}-{stressor.measure}-{outcome.measure}"
        figure.whole(drawn, key=key, name=name, how=how)
    frame.lines("Beside it", made.beside, "beside")
    frame.lines("Within teams", made.within, "within")
    frame.lines("Elsewhere", made.elsewhere, "elsewhere")


def care(
    stressor: Yardstick,
    outcome: Yardstick,
    points: pl.DataFrame,
    found: dict[str, Any] | None,
    silent: str,
) -> None:
    """What a reader must keep in mind; nothing where nothing is shown."""
    if found is None and points.is_empty():
        return
    st.header("Read with care", anchor=False)
    for caution in pairs.cautions(stressor, outcome, points, found, silent):
        st.markdown(f"- {caution}")


LOOK = (
    "Look for dots that are filled: their line leaves out the dashed 0 (no link). To the "
    "right: more goes with more. An open dot cannot be told from no link."
)
LOOK_LEVELS = (
    "Look whether the score climbs from level to level by more than the thin upright "
    "lines (margin of error, 95 %) are long."
)
LOOK_WITHIN = (
    "People beside their own colleagues: 0 is the team's own mean. Look whether those who "
    "carry more (further down) score further to the right."
)


@dataclass(frozen=True)
class Beside:
    """What stands beside one answer; figures: title, key, what to look at, method,
    drawn."""

    figures: list[tuple[str, str, str, str, figure.Drawn]]
    beside: list[str]
    within: list[str]
    elsewhere: list[str]


def _made(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> Beside:
    rows, theme = relations.of_pair(reader, stressor, outcome), figure.theme()
    said = beside.elsewhere(stressor)
    elsewhere = [said] if said else []
    if found["level"] == "unit":
        kinds = relations.by_kind(rows, found["wave_id"], theme)
        years = relations.by_wave(rows, {}, theme)
        title = "Overall and within each kind of unit"
        return Beside(
            [
                (
                    title,
                    "kinds",
                    LOOK,
                    f"{relations.KINDS} {relations.OF_UNITS}",
                    kinds,
                ),
                ("Year by year", "waves", LOOK, relations.OF_UNITS, years),
            ],
            [],
            [],
            elsewhere,
        )
    in_parts = parts.by_part(rows, found["wave_id"], theme)
    elsewhere_here = [
        ("In divisions, settings and roles", "parts", LOOK, parts.PARTS, each)
        for each in [in_parts]
        if each is not None
    ]
    said_within = within.lines(reader, stressor, outcome, found)
    if found["slice"] != relations.OVERALL:
        return Beside(elsewhere_here, [], said_within, elsewhere)
    waves = queries.waves(reader).sort("first_day")
    names = dict(waves.select("wave_id", "wave_name").rows())
    figures = [
        ("Scores across levels within teams", "within", LOOK_WITHIN, within.LEVELS, own)
        for own in within.levels(reader, stressor, outcome, found, theme)
    ]
    levels = relations.levels(reader, stressor, outcome, found["wave_id"], theme)
    by_wave = relations.by_wave(rows, names, theme)
    window = found["time_window"]
    inside = relations.by_wave(rows, names, theme, within=window)
    title = "Wave by wave, within teams"
    how = f"{within.METHOD} Over all waves: {within.OVER_WAVES}"
    look = f"{LOOK} {within.missing(reader, rows, names, window)}".strip()
    inner = [(title, "waves-within", look, how, inside)] if inside.table.height else []
    gaps = f"{LOOK} {relations.missing(rows, names)}".strip()
    return Beside(
        [
            ("Scores across levels", "levels", LOOK_LEVELS, relations.LEVELS, levels),
            *figures,
            ("Wave by wave", "waves", gaps, relations.METHOD, by_wave),
            *inner,
            *elsewhere_here,
        ],
        beside.beside(reader, stressor, outcome, found),
        said_within,
        elsewhere,
    )
