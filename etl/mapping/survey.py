"""Suggestions for surveys: which columns are items, what an answer's words are worth."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from etl.mapping.look import Look
from etl.profile import normal

LEAST_SHOWN: Final = 5  # an answer fewer people gave might be one person's own words
MOST_STEPS: Final = 11
# Words of answer scales, from least to most, as questionnaires in use print them.
LADDERS: Final = (
    ("never", "seldom", "sometimes", "often", "always"),
    ("never", "rarely", "sometimes", "often", "very often"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("never/almost never", "seldom", "sometimes", "often", "always"),
    ("to a very low degree", "to a low degree", "somewhat", "to a high degree",
     "to a very high degree"),
    ("strongly disagree", "disagree", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neutral", "agree", "strongly agree"),
    ("strongly disagree", "disagree", "neither agree nor disagree", "agree",
     "strongly agree"),
    ("strongly disagree", "disagree", "somewhat disagree", "somewhat agree", "agree",
     "strongly agree"),
    ("not at all", "very little", "moderately", "a lot", "extremely"),
    ("not at all true", "somewhat true", "moderately true", "very true",
     "completely true"),
    ("never", "a few times a year or less", "once a month or less",
     "a few times a month", "once a week", "a few times a week", "every day"),
)  # fmt: skip


def item_columns(look: Look) -> list[str]:
    """The columns that look like items: few distinct answers, known ones or the usual."""
    sets: dict[str, frozenset[str]] = {}
    for name in look.columns:
        values = look.values(name)
        if values and 1 < len(values) <= MOST_STEPS:
            sets[name] = frozenset(normal(value) for value in values)
    ladders = Counter(word for words in sets.values() for word in words)
    usual = {word for word, count in ladders.items() if count >= max(2, len(sets) / 3)}
    usual |= {word for ladder in LADDERS for word in ladder}
    return [name for name, words in sets.items() if len(words & usual) >= 2]  # noqa: PLR2004


def suggested_items(look: Look, codes: Sequence[str]) -> dict[str, str]:
    """Column -> item code: by code, else in order where as many look like items."""
    by_code = {re.sub(r"[^a-z0-9]", "", code.lower()): code for code in codes}
    found = {}
    for name in look.columns:
        plain = re.sub(r"[^a-z0-9]", "", normal(name))
        spaced = re.sub(r"(\D)(\d)$", r"\g<1>0\g<2>", plain)
        code = by_code.get(plain) or by_code.get(spaced)
        if code:
            found[name] = code
    if found:
        return found
    columns = item_columns(look)
    return dict(zip(columns, codes, strict=True)) if len(columns) == len(codes) else {}


def answer_words(look: Look, columns: Sequence[str]) -> list[str]:
    """The answers in words that at least five rows give, over the columns; sorted."""
    counts: Counter[str] = Counter()
    for name in columns:
        counts.update(look.cells(name).to_list())
    return sorted(
        word
        for word, count in counts.items()
        if count >= LEAST_SHOWN and not re.fullmatch(r"-?\d+([.,]\d+)?", word.strip())
    )


def worths(words: Sequence[str], lowest: int) -> dict[str, int | None]:
    """Each answer's words -> the raw value they most likely mean, or None.

    The first known scale that holds all of the words; its first word is `lowest`.
    """
    plain = {normal(word): word for word in words}
    for ladder in LADDERS:
        if set(plain) <= set(ladder):
            return {plain[w]: lowest + i for i, w in enumerate(ladder) if w in plain}
    return dict.fromkeys(words, None)
