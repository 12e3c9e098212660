"""The ledger: what every closed wave published, frozen, with the counts to audit it by.

One folder per wave, written whole or not at all and never changed afterwards. It is
survey data itself: readable by its owner only.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from etl.close_wave import WaveCells
from etl.disclosure.rows import (
    ALIKE,
    ANSWER_QUALITY,
    COUNTS,
    ESTIMATE,
    ITEMS,
    LOADS,
    MEMBERS,
    PEOPLE,
    RELIABILITY,
    RESPONSE,
    SINGLE,
)
from etl.errors import UserError

Columns = Mapping[str, pl.DataType | type[pl.DataType]]

MANIFEST = "manifest.json"
WITHDRAWN = "withdrawn"
TABLES = {"estimate": ESTIMATE, "response": RESPONSE, "counts": COUNTS}
# A wave that was closed before these were computed goes without them, for ever.
QUALITY = {
    "reliability": RELIABILITY,
    "answer_quality": ANSWER_QUALITY,
    "items": ITEMS,
}
# Likewise; a wave without persons' keys, and one that was withdrawn before, has none.
SINGLE_ANSWERS = {
    "figures": SINGLE,
    "members": MEMBERS,
    "loads": LOADS,
    "alike": ALIKE,
}
PEOPLE_FILE = "people"  # read only when the wave is closed again
LATER = QUALITY | SINGLE_ANSWERS
UNREAD = (
    "members",
    "loads",
    "alike",
)  # large; only the auditor reads them, wave by wave
OWNER_FILE, OWNER_FOLDER = 0o600, 0o700


@dataclass(frozen=True)
class Ledger:
    """All waves that are closed and not withdrawn, as published; sorted frames.

    All but the first three hold no row of a wave of which they were not computed.
    """

    waves: tuple[str, ...]
    estimate: pl.DataFrame
    response: pl.DataFrame
    counts: pl.DataFrame
    reliability: pl.DataFrame
    answer_quality: pl.DataFrame
    items: pl.DataFrame
    figures: pl.DataFrame


def ledger_folder(data: Path) -> Path:
    """Where closed waves of a data folder are frozen."""
    return data / "ledger"


def freeze(
    ledger: Path,
    wave_id: str,
    *,
    cells: WaveCells,
    code_version: str,
    closed_at: datetime,
) -> Path:
    """Write a wave into the ledger; returns its folder.

    Everything is written beside and then moved in place in one step, so a process
    killed at any moment leaves the wave closed or not closed, never half.

    Raises:
        UserError: the wave is closed already, or its id is not fit for a folder name.
    """
    target = _folder(ledger, wave_id)
    _make_private(ledger)
    if target.exists():
        raise UserError(
            f"wave {wave_id} is closed already; withdraw it first to close it again"
        )
    draft = Path(tempfile.mkdtemp(prefix=".closing-", dir=ledger))
    try:
        _write(draft, wave_id, cells=cells, version=code_version, at=closed_at)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _sync(ledger)
    return target


def withdraw(ledger: Path, wave_id: str, *, at: datetime) -> Path:
    """Move a closed wave aside; returns where it lies now. Nothing is deleted.

    Raises:
        UserError: the wave is not closed.
    """
    source = _folder(ledger, wave_id)
    if not source.exists():
        raise UserError(f"wave {wave_id} is not closed; there is nothing to withdraw")
    aside = ledger / WITHDRAWN
    _make_private(aside)
    target = aside / f"{wave_id}-{at:%Y%m%dT%H%M%S%f}"
    source.rename(target)
    _sync(ledger)
    return target


def read_all(ledger: Path) -> Ledger:
    """Every closed wave; empty frames of the right columns where there is none.

    Raises:
        UserError: a file of a wave is missing or is not the one that was frozen.
    """
    folders = closed_folders(ledger)
    frames = {
        name: [pl.DataFrame(schema=columns)]
        for name, columns in (TABLES | LATER).items()
        if name not in UNREAD
    }
    for folder in folders:
        check(folder)
        for name, columns in _held(folder).items():
            frame = pl.read_parquet(folder / f"{name}.parquet")
            frames[name].append(frame.select(list(columns)))
    whole = {name: pl.concat(parts) for name, parts in frames.items()}
    return Ledger(waves=tuple(folder.name for folder in folders), **whole)


def check(folder: Path) -> None:
    """Compare the files of a closed wave with the hashes in its manifest.

    Raises:
        UserError: a file is missing, changed, or not named in the manifest.
    """
    try:
        hashes = json.loads((folder / MANIFEST).read_text("utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"ledger of wave {folder.name}: its manifest is missing or unreadable; "
            "restore the folder from a backup"
        ) from error
    later = [*LATER, PEOPLE_FILE]
    named = [*TABLES, *(name for name in later if name in hashes)]
    changed = [
        name
        for name in named
        if not (folder / f"{name}.parquet").exists()
        or hashes.get(name) != hash_of(folder / f"{name}.parquet")
    ]
    if changed:
        raise UserError(
            f"ledger of wave {folder.name}: {', '.join(changed)} changed since the "
            "wave was closed; restore the folder from a backup"
        )


def _held(folder: Path) -> dict[str, Columns]:
    """The tables of a closed wave: those of every wave, and of its quality if any."""
    hashes = json.loads((folder / MANIFEST).read_text("utf-8"))["sha256"]
    held = [name for name in LATER if name in hashes and name not in UNREAD]
    return TABLES | {name: LATER[name] for name in held}


def manifest(ledger: Path, wave_id: str) -> Mapping[str, str]:
    """wave_id, code_version and closed_at of a closed wave."""
    found = json.loads((_folder(ledger, wave_id) / MANIFEST).read_text("utf-8"))
    return {key: str(found[key]) for key in ("wave_id", "code_version", "closed_at")}


def closed_folders(ledger: Path) -> list[Path]:
    if not ledger.is_dir():
        return []
    return sorted(
        path
        for path in ledger.iterdir()
        if path.is_dir() and path.name != WITHDRAWN and not path.name.startswith(".")
    )


def _folder(ledger: Path, wave_id: str) -> Path:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", wave_id) or wave_id == WITHDRAWN:
        raise UserError(f"wave id {wave_id!r}: expected letters, digits, - and _ only")
    return ledger / wave_id


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    folder.chmod(OWNER_FOLDER)


def _write(
    draft: Path, wave_id: str, *, cells: WaveCells, version: str, at: datetime
) -> None:
    draft.chmod(OWNER_FOLDER)
    hashes = {}
    frames = {name: (getattr(cells, name), TABLES[name]) for name in TABLES}
    if cells.quality is not None:
        frames |= {
            name: (getattr(cells.quality, name), QUALITY[name]) for name in QUALITY
        }
    if cells.single is not None:
        frames |= {
            name: (getattr(cells.single, name), SINGLE_ANSWERS[name])
            for name in SINGLE_ANSWERS
        }
    for name, (frame, columns) in frames.items():
        path = draft / f"{name}.parquet"
        frame.select(list(columns)).write_parquet(path)
        hashes[name] = hash_of(path)
        _seal(path)
    if cells.people is not None:
        path = draft / f"{PEOPLE_FILE}.parquet"
        cells.people.select(list(PEOPLE)).write_parquet(path)
        hashes[PEOPLE_FILE] = hash_of(path)
        _seal(path)
    path = draft / MANIFEST
    content = {
        "wave_id": wave_id,
        "code_version": version,
        "closed_at": at.isoformat(),
        "sha256": hashes,
    }
    path.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    _seal(path)
    _sync(draft)


def hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _seal(path: Path) -> None:
    path.chmod(OWNER_FILE)
    _sync(path)


def _sync(path: Path) -> None:
    """Bring a file or folder to the disk, so that a power cut leaves it whole."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
