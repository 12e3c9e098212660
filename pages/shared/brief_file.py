"""Writes the brief of one team: what `ballast brief` runs.

Usage: python -m pages.shared.brief_file --data DIR --team NAME --out FOLDER
   or: python -m pages.shared.brief_file --data DIR --every --out FOLDER
The file is named after the team and month; its path is said on stdout.
Exit codes as the command's: 0 written, 2 no such team or nothing published.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import polars as pl

WRONG_USE = 2
EVERY = "briefs.json"


def main() -> int:
    """Writes the file; says on stderr what is wrong."""
    parser = argparse.ArgumentParser()
    for name in ("--data", "--out"):
        parser.add_argument(name, required=True)
    one = parser.add_mutually_exclusive_group(required=True)
    one.add_argument("--team")
    one.add_argument("--every", action="store_true")
    asked = parser.parse_args()
    os.environ["BALLAST_DATA"] = asked.data
    # Streamlit's caches warn that no dashboard runs around them
    logging.disable(logging.WARNING)
    from pages.shared import queries  # noqa: PLC0415
    from pages.shared.reader import open_reader  # noqa: PLC0415

    everybody = open_reader("leader")
    if everybody is None:
        return _refused("nothing is published yet")
    groups = queries.groups(everybody)
    if asked.every:
        return _every(groups, Path(asked.out))
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
    name, page = _page(rows[0])
    out = Path(asked.out) / f"{name}.html"
    out.write_text(page, "utf-8")
    sys.stdout.write(f"{out}\n")
    return 0


def _page(who: dict[str, Any]) -> tuple[str, str]:
    """A group's brief and its file's name.

    Read as a leader of it alone: nothing else can get into it.
    """
    from pages.shared import brief  # noqa: PLC0415
    from pages.shared.reader import open_reader  # noqa: PLC0415

    own = open_reader("leader", (who["group_id"],))
    assert own
    return brief.file_name(own, who), brief.brief_html(own, who)


def _every(groups: pl.DataFrame, folder: Path) -> int:
    """The brief of every group as one file: group -> HTML."""
    pages = {who["group_id"]: _page(who)[1] for who in groups.rows(named=True)}
    (folder / EVERY).write_text(json.dumps(pages), "utf-8")
    return 0


def _refused(why: str) -> int:
    sys.stderr.write(f"{why}\n")
    return WRONG_USE


if __name__ == "__main__":
    sys.exit(main())
