"""The measure dictionary, entry by entry."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl
import streamlit as st

from charts.yardstick import Yardstick
from definitions.measures import Measure, in_use, measures
from pages.shared.words import level_words

ALL = "All"
DIRECTIONS = {
    "strain": "more of it is strain",
    "protects": "more of it protects",
    "none": "no direction is claimed",
}


def sections() -> list[str]:
    """The sections in their order, all of them first."""
    found = dict.fromkeys(measure.section for measure in measures().values())
    return [ALL, *found]


def found(section: str, wanted: str, known: Collection[str]) -> list[Measure]:
    """The measures of a section whose name or definition holds what is wanted.

    Of the scores only those among `known`, the keys of the published measures; all if
    nothing is published.
    """
    text = (wanted or "").casefold().strip()
    every = measures()
    return [
        measure
        for measure in in_use(every.values(), known or every)
        if section in {ALL, measure.section}
        and text in f"{measure.label} {measure.definition} {measure.key}".casefold()
    ]


def entry(measure: Measure, yardstick: Yardstick | None) -> None:
    """One measure: definition, formula, what it can be fooled by, evidence."""
    with st.container(border=True, key=f"entry-{measure.key}"):
        st.subheader(measure.label, anchor=measure.key)
        st.text(measure.definition)
        facts = [
            measure.unit,
            DIRECTIONS[measure.direction],
            measure.aggregation,
            f"applies to {measure.applies_to.replace('_', ' ')}",
            f"at least {measure.minimum_people} people",
        ]
        st.caption("  ·  ".join(facts))
        st.text(f"Can be fooled by: {measure.fooled_by}")
        st.text(f"What can be changed: {measure.lever}")
        st.text(f"Why it matters: {measure.evidence}")
        if measure.published:
            st.text("\n".join(measure.published))
        level = f"  ·  {level_words(yardstick)}" if yardstick else ""
        st.caption(
            f"Source: {measure.citation}  ·  reviewed {measure.reviewed}{level}  ·  "
            f"{measure.numerator} / {measure.denominator}"
        )


def table() -> pl.DataFrame:
    """The whole dictionary, one row per measure."""
    rows = [
        {key: str(value) for key, value in measure.model_dump().items()}
        for measure in measures().values()
    ]
    return pl.DataFrame(rows)
