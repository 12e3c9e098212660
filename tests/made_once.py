"""What takes long to make is made by one worker of a run and copied by the others."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]
) -> Path:
    """A folder of this worker's own, as `make` fills it once for all workers.

    A copy for each: whoever opens a database or adds to a log there meets no other.
    """
    here = factory.mktemp("made_once") / name
    if "PYTEST_XDIST_WORKER" not in os.environ:
        here.mkdir()
        make(here)
        return here
    first = factory.getbasetemp().parent / "made_once" / name
    first.parent.mkdir(exist_ok=True)
    with FileLock(first.with_suffix(".lock")):
        if not first.is_dir():
            being_made = first.with_suffix(".being_made")
            shutil.rmtree(being_made, ignore_errors=True)  # a maker that failed
            being_made.mkdir()
            make(being_made)
            being_made.rename(first)
    shutil.copytree(first, here)
    return here
