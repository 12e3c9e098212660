"""Folders for what one file needs while it loads; always removed.

A raw copy of an export (another encoding, out of an archive) holds what the door drops:
it is kept in memory where the system has a file system for that, never on disk.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108
ABANDONED_AFTER: Final = 24 * 3600.0  # seconds
ROOM: Final = 8  # times the file: unpacked and in another encoding


def _above(data: Path) -> Path:
    return data / "warehouse" / "scratch"


def _mark(data: Path) -> str:
    """What raw folders of this data folder begin with."""
    digest = hashlib.sha256(str(data.resolve()).encode()).hexdigest()
    return f"ballast-{digest[:12]}-"


@contextmanager
def staging(data: Path) -> Iterator[Path]:
    """A private folder on the data folder's disk, for conformed rows."""
    above = _above(data)
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def raw(data: Path, path: Path) -> Iterator[Path]:
    """A private folder for copies of a file as it stands, in memory if there is room."""
    room = ROOM * path.stat().st_size
    memory = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > room
    above = IN_MEMORY if memory else _above(data)
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder = Path(tempfile.mkdtemp(prefix=_mark(data), dir=above))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear(data: Path) -> None:
    """Removes what a killed load left behind, and uploads that nobody loaded for a day.

    Call while holding the lock.
    """
    shutil.rmtree(_above(data), ignore_errors=True)
    before = time.time() - ABANDONED_AFTER
    for folder in (data / "warehouse" / "uploads").glob("*"):
        if folder.stat().st_mtime < before:
            shutil.rmtree(folder, ignore_errors=True)
    if IN_MEMORY.is_dir():
        for folder in IN_MEMORY.glob(f"{_mark(data)}*"):
            shutil.rmtree(folder, ignore_errors=True)
