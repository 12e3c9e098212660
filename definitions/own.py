"""The data folder whose own instruments count beside the shipped ones, in this process.

A command and a dashboard deal with one data folder; whoever opens it says so once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

OWN_FOLDER: Final = "instruments"
Stamp = tuple[Path | None, int]
_data: Path | None = None


def know(data: Path | None) -> None:
    """From now on the folder's instruments count; None: the shipped ones alone."""
    global _data  # noqa: PLW0603
    _data = data


def stamp() -> Stamp:
    """The folder, and when a file last came into it or left; what caches go by."""
    if _data is None:
        return None, 0
    folder = _data / OWN_FOLDER
    return _data, folder.stat().st_mtime_ns if folder.is_dir() else 0
