"""The finding in words that opens a page, made from the signals alone.

No group under the minimum can leak: signals are made of shown cells.
"""

from __future__ import annotations

from typing import Final

import polars as pl

NUMBER_WORDS: Final = (
    *("No", "One", "Two", "Three", "Four", "Five"),
    *("Six", "Seven", "Eight", "Nine", "Ten"),
)
HEADLINE: Final = {
    "group_id": pl.String,
    "position": pl.Int32,
    "sentence": pl.String,
}
NAMED: Final = 4  # teams named below the headline


def _count(number: int) -> str:
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else str(number)


def headlines(signal: pl.DataFrame, *, root: str, tested: bool) -> pl.DataFrame:
    """Sentences for the organisation's page (position 0 its headline) and each team's.

    Args:
        signal: the signals, as published.
        root: the organisation's group.
        tested: whether any team has an agreed level to be tested against; without one
            there are no sentences.
    """
    if not tested:
        return pl.DataFrame(schema=HEADLINE)
    found = signal.filter(pl.col("status") != "ended").sort("position")
    teams = found["group_id"].n_unique()
    noun, verb = ("team", "is") if teams == 1 else ("teams", "are")
    who = f"{_count(teams)} {noun} {verb}" if teams else "No team is surely"
    sentences = [f"{who} past an agreed level, judged by the last three months."]
    first = found.unique("group_id", keep="first", maintain_order=True)
    sentences += first["sentence"].head(NAMED).to_list()
    rows: list[dict[str, object]] = [
        {"group_id": root, "position": place, "sentence": one}
        for place, one in enumerate(sentences)
    ]
    for (team,), own in found.group_by("group_id", maintain_order=True):
        rows += [
            {"group_id": str(team), "position": place, "sentence": one}
            for place, one in enumerate(own["sentence"])
        ]
    return pl.DataFrame(rows, schema=HEADLINE)
