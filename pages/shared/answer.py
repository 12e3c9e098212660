"""The answer about a pair: in words alone, and in figures."""

from __future__ import annotations

from typing import Any

import streamlit as st

from charts.yardstick import Yardstick
from pages.shared import relations, within
from pages.shared.findings import how_to_read
from pages.shared.reader import Reader
from pages.shared.words import in_sentence

FIGURES = (
    "**r** says how closely two figures go together: 0 not at all, 1 in step, below 0 one "
    "falls where the other rises. About .1 is weak, .3 middling, .5 strong.\n\n"
    "**95 %** and the two numbers after it are the margin of error: where r may well lie. "
    "If 0 lies between them, no link can be told.\n\n"
    "**Could have shown r = .45 (80 % power)**: a link of that strength would have been "
    "noticed four times out of five; a weaker one is easily missed. *Cannot be told* "
    "therefore never means that there is no link.\n\n"
    "**Between teams** compares teams with each other; **within teams** compares people "
    "with their own colleagues. The two can differ."
)


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


def in_words(
    reader: Reader,
    stressor: Yardstick,
    outcome: Yardstick,
    found: dict[str, Any] | None,
) -> str:
    """The answer in words alone: between teams, then within them."""
    if found is None:
        return no_relation(reader)
    inside = within.of_window(reader, stressor, outcome, found)
    own = between_words(stressor, outcome, found)
    return f"{own} {_within_words(found, inside)}".strip()


def between_words(
    stressor: Yardstick, outcome: Yardstick, found: dict[str, Any]
) -> str:
    units = "units" if found["level"] == "unit" else "teams"
    if found["reading"] in relations.SIGNS:
        return _told(found["sentence"])
    both = f"{in_sentence(stressor.label)} and {in_sentence(outcome.label)} go together"
    if found["r"] is None:
        return f"Whether {both} cannot be told: too few {units} are shown with both figures."
    return (
        f"Whether {both} cannot be told from these {found['teams']} {units}: a weak link "
        "could be there and not be seen."
    )


def _within_words(found: dict[str, Any], inside: dict[str, Any] | None) -> str:
    if inside is None:
        return ""
    if inside["reading"] in relations.SIGNS:
        return _told(inside["sentence"])
    either = "" if found["reading"] in relations.SIGNS else " either"
    return f"From person to person within teams it cannot be told{either}."


def _told(sentence: str) -> str:
    """What a published sentence says in words, without its figures."""
    return sentence.partition(" (r ")[0].rstrip(".") + "."


def in_figures(
    reader: Reader,
    stressor: Yardstick,
    outcome: Yardstick,
    found: dict[str, Any] | None,
) -> None:
    """The same answer with its figures, as published, and how such figures are read."""
    if found is None:
        return
    inside = within.of_window(reader, stressor, outcome, found)
    figures = f"{relations.said(found)} {inside['sentence'] if inside else ''}".strip()
    with st.container(key="small-answer"):
        st.text(f"In figures: {figures}")
    how_to_read(FIGURES, key="relation")
