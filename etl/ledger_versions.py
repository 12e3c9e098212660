"""Every closing of a wave that the ledger holds, withdrawn ones included."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from etl.disclosure.together import Version
from etl.errors import UserError
from etl.ledger import (
    MANIFEST,
    PEOPLE_FILE,
    WITHDRAWN,
    check,
    closed_folders,
    hash_of,
)

OF_PEOPLE = (PEOPLE_FILE, "members", "loads")  # a row per person, known by a keyed hash
STAMP = re.compile(r"^(?P<wave>.+)-\d{8}T\d{12}$")


def withdrawn_versions(ledger: Path, wave_id: str) -> list[Version]:
    """What a wave published before it was withdrawn, oldest first.

    Raises:
        UserError: a file is not the one that was frozen, or the version was closed
            before it was kept who stood where, so that nothing can be compared with it.
    """
    aside = ledger / WITHDRAWN
    if not aside.is_dir():
        return []
    return [
        _version(folder) for folder in sorted(aside.iterdir()) if _of(folder) == wave_id
    ]


def closed_again(ledger: Path) -> Iterator[tuple[str, list[Version]]]:
    """Waves that are closed and were withdrawn before: the id, and all versions.

    Raises:
        UserError: as for `withdrawn_versions`.
    """
    aside = ledger / WITHDRAWN
    if not aside.is_dir():
        return
    for wave_id in sorted({_of(folder) or "" for folder in aside.iterdir()}):
        if wave_id and (ledger / wave_id).is_dir():
            current = _version(ledger / wave_id)
            yield wave_id, [*withdrawn_versions(ledger, wave_id), current]


def replace_people(ledger: Path, forgotten: Collection[int]) -> int:
    """Takes people out of what every version keeps of them; how many rows were taken out.

    What was published stays as it was frozen; only these lists are sealed anew.
    """
    taken = 0
    aside = ledger / WITHDRAWN
    for folder in [
        *closed_folders(ledger),
        *(aside.iterdir() if aside.is_dir() else ()),
    ]:
        said = json.loads((folder / MANIFEST).read_text("utf-8"))
        held = [name for name in OF_PEOPLE if name in said["sha256"]]
        if not held:
            continue
        check(folder)
        for name in held:
            path = folder / f"{name}.parquet"
            rows = pl.read_parquet(path)
            left = rows.filter(~pl.col("person").is_in(list(forgotten)))
            taken += rows.height - left.height
            left.write_parquet(path)
            said["sha256"][name] = hash_of(path)
        (folder / MANIFEST).write_text(json.dumps(said, indent=2) + "\n", "utf-8")
    return taken


def _of(folder: Path) -> str | None:
    found = STAMP.match(folder.name)
    return found["wave"] if found else None


def _version(folder: Path) -> Version:
    check(folder)
    if not (folder / "people.parquet").exists():
        raise UserError(
            f"ledger of wave {folder.name}: it was closed before Ballast kept who stood "
            "where, so what it published cannot be audited together with another "
            "version; leave the wave withdrawn"
        )
    frames = (
        pl.read_parquet(folder / f"{name}.parquet")
        for name in ("estimate", "counts", "people")
    )
    return Version(*frames)
