"""Writes the brief of one team: what `ballast brief` runs.

Usage: python -m pages.shared.brief_file --data DIR --team NAME --out FILE
Exit codes as the command's: 0 written, 2 no such team or nothing published.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path

import polars as pl

WRONG_USE = 2


def main() -> int:
    """Writes the file; says on stderr what is wrong."""
    parser = argparse.ArgumentParser()
    for name in ("--data", "--team", "--out"):
        parser.add_argument(name, required=True)
    asked = parser.parse_args()
    os.environ["BALLAST_DATA"] = asked.data
    # Streamlit's caches warn that no dashboard runs around them
    logging.disable(logging.WARNING)
    from pages.shared import brief, queries  # noqa: PLC0415
    from pages.shared.reader import open_reader  # noqa: PLC0415

    everybody = open_reader("leader")
    if everybody is None:
        return _refused("nothing is published yet")
    groups = queries.groups(everybody)
    wanted = pl.col("group_id").is_in([asked.team]) | (pl.col("label") == asked.team)
    rows = groups.filter(wanted).rows(named=True)
    if not rows:
        rows = groups.filter(
            pl.col("name").str.to_lowercase() == asked.team.lower()
        ).rows(named=True)
    if len(rows) != 1:
        return _refused(
            f"{len(rows) or 'no'} published groups are called {asked.team!r}; give the "
            "id of the team, or its name as pages write it"
        )
    # as a leader of this team alone: nothing else can get into the file
    own = open_reader("leader", (rows[0]["group_id"],))
    assert own
    Path(asked.out).write_text(brief.brief_html(own, rows[0]), "utf-8")
    return 0


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
