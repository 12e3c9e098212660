"""Names of groups as parts of names of files."""

from __future__ import annotations

import unicodedata

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
