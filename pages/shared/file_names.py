"""Names of groups as parts of names of files."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

LONGEST_NAME = 120  # bytes; file systems take 255 with all that stands around it


def plain_name(name: str) -> str:
    """A name as part of a file's name, in any script: letters, digits and hyphens.

    >>> plain_name("Crisis / Response (24 h)")
    'crisis-response-24-h'
    """
    kept = "".join(
        sign if unicodedata.category(sign)[0] in "LMN" else "-"
        for sign in unicodedata.normalize("NFC", name).lower()
    )
    joined = "-".join(part for part in kept.split("-") if part)
    cut = joined.encode()[:LONGEST_NAME].decode(errors="ignore")
    return cut.strip("-") or "team"


def plain_names(labels: Mapping[str, str]) -> dict[str, str]:
    """The plain name of each group, by id; where several share one, each with its id.

    >>> plain_names({"t1": "a/b", "t2": "a b", "t3": "c"})
    {'t1': 'a-b-t1', 't2': 'a-b-t2', 't3': 'c'}
    """
    names = {group: plain_name(label) for group, label in labels.items()}
    often = Counter(names.values())
    return {
        group: f"{name}-{plain_name(group)}" if often[name] > 1 else name
        for group, name in names.items()
    }
