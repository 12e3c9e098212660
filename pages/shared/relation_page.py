"""The pages about relations: what can be chosen, and what stands beside an answer."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import beside, figure, filters, frame, queries, relations
from pages.shared.pairs import Period
from pages.shared.reader import Reader

NEEDS = (
    "Relations take a closed survey wave, ten teams with both figures shown, and "
    "named_stressors in settings.toml."
)


def wave_of(chosen: Period | None) -> str | None:
    """What relations call the period: the wave, or the year of an official figure."""
    if chosen is None:
        return None
    return chosen.wave_id or str(chosen.last_day.year)


def no_relation(reader: Reader) -> str:
    """What stands in place of an answer where none was published."""
    if reader.role != "quality":
        return (
            "How surely the two go together is worked out for quality leads. The "
            "figure shows the teams that are shown for both."
        )
    return (
        "Ballast does not say how surely these two go together: the pair is not among "
        "the named stressors and scores of a closed wave."
    )


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
    groups = queries.groups(reader)
    kind = groups.filter(pl.col("setting") == part.removeprefix(relations.KIND))
    return rows.join(kind.select("group_id"), on="group_id", how="semi")


def waves(reader: Reader, rows: pl.DataFrame | None = None) -> dict[str, str]:
    """The waves of which relations are published, newest first, and all of them."""
    found = queries.relations(reader).filter(pl.col("level") == "between")
    ids = set((found if rows is None else rows)["wave_id"])
    names = dict(queries.waves(reader).select("wave_id", "wave_name").rows())
    known = {key: name for key, name in names.items() if key in ids}
    if relations.ALL_WAVES in ids:
        known[relations.ALL_WAVES] = "All waves, each team once"
    return known


def named(keys: pl.Series, known: dict[str, Yardstick]) -> dict[str, str]:
    """Those measures that the version knows, in their order: key -> label."""
    found = [known[key] for key in keys.unique() if key in known]
    return {each.measure: each.label for each in sorted(found, key=_place)}


def _place(each: Yardstick) -> int:
    return each.position


def open_pair(opened: dict[str, str], known: dict[str, Yardstick]) -> None:
    """Goes to the page of the pair whose cell was opened."""
    st.switch_page(
        filters.RELATION,
        query_params=filters.address(
            stressor=known[opened["group"]].label,
            outcome=known[opened["measure"]].label,
        ),
    )


def more(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> None:
    """What stands beside the answer: levels, waves, others taken out, elsewhere."""
    official = found["level"] == "unit"
    rows = relations.of_pair(reader, stressor, outcome)
    if official:
        st.header("Overall and within each kind of unit", anchor=False)
        st.caption(
            "Kinds of unit differ in much else: where the signs differ, read within kinds."
        )
        figure.whole(
            relations.by_kind(rows, found["wave_id"], figure.theme()),
            key="kinds",
            name=f"kinds-{stressor.measure}-{outcome.measure}",
            how=relations.METHOD,
        )
    else:
        st.header("Scores across levels", anchor=False)
        figure.whole(
            relations.levels(
                reader, stressor, outcome, found["wave_id"], figure.theme()
            ),
            key="levels",
            name=f"levels-{stressor.measure}-{outcome.measure}",
            how=relations.LEVELS,
        )
    st.header("Year by year" if official else "Wave by wave", anchor=False)
    names = (
        {}
        if official
        else dict(
            queries.waves(reader)
            .sort("first_day")
            .select("wave_id", "wave_name")
            .rows()
        )
    )
    figure.whole(
        relations.by_wave(rows, names, figure.theme()),
        key="waves",
        name=f"waves-{stressor.measure}-{outcome.measure}",
        how=relations.METHOD,
    )
    if not official:
        frame.lines(
            "Beside it", beside.beside(reader, stressor, outcome, found), "beside"
        )
        frame.lines("Within teams", [relations.WITHIN], "within")
    said = beside.elsewhere(stressor)
    frame.lines("Elsewhere", [said] if said else [], "elsewhere")
