"""Versions of the published files, and the switch from one to the next.

A version is a folder of finished files. It is built beside its place, moved there in
one step, and becomes current when the pointer file is replaced in one step. A process
killed at any moment leaves the old version current, or the new one, whole.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

POINTER: Final = "CURRENT"
BUILDING: Final = ".building-"
KEPT: Final = 3


def published_folder(data: Path) -> Path:
    """Where the versions of a data folder lie."""
    return data / "published"


def current_version(data: Path) -> str | None:
    """The name of the current version; None where nothing is published."""
    try:
        return (published_folder(data) / POINTER).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def new_version_name() -> str:
    """A name that sorts by time: 20260831T101500-1f3a."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def building(data: Path, version: str) -> Iterator[Path]:
    """A folder to build a version in; on success it becomes current.

    On an error, or a kill, nothing of it is ever seen; the next build clears it away.
    """
    above = published_folder(data)
    above.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in above.glob(f"{BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = above / f"{BUILDING}{version}"
    folder.mkdir(mode=0o700)
    yield folder
    for file in folder.iterdir():
        file.chmod(0o600)
        _sync(file)
    _sync(folder)
    folder.rename(above / version)
    _point_to(above, version)
    _remove_old(above, version)


def _point_to(above: Path, version: str) -> None:
    pointer = above / f"{POINTER}.new"
    pointer.write_text(version + "\n", "utf-8")
    pointer.chmod(0o600)
    _sync(pointer)
    pointer.replace(above / POINTER)
    _sync(above)


def _remove_old(above: Path, current: str) -> None:
    """Keeps the last three versions. Who has an older file open keeps it open."""
    versions = sorted(
        path.name
        for path in above.iterdir()
        if path.is_dir() and not path.name.startswith(".") and path.name <= current
    )
    for name in versions[:-KEPT]:
        shutil.rmtree(above / name, ignore_errors=True)
