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
    """The folder, and when a file last came into it or left; what caches go by.

    None where it has no instruments of its own: then all folders are alike.
    """
    folder = None if _data is None else _data / OWN_FOLDER
    if folder is None or not folder.is_dir():
        return None, 0
    return _data, folder.stat().st_mtime_ns
