"""What the auditor has passed and is unchanged is not done again.

Of every part that passed a digest is kept, made of the part itself (cells, counts and
minimum) and of the auditor's own code: if any of these changes, it is looked at anew.
The digests lie in the ledger's folder and are protected as what is in it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl

SEEDS: Final = (1, 2)
PASSED: Final = "passed.json"
CODE: Final = ("audit*.py", "bounds.py", "rowspace.py", "zero_sums.py")


class Memory:
    """Digests of parts that passed; without a folder nothing is kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / PASSED if folder else None
        self._known = _read(self._path)
        self._used: set[str] = set()

    def passed(self, part: str) -> bool:
        """Whether the same part passed before the same auditor."""
        digest = _digest(part)
        if digest in self._known:
            self._used.add(digest)
        return digest in self._known

    def note(self, part: str) -> None:
        """Remembers a part that passed."""
        digest = _digest(part)
        self._known.add(digest)
        self._used.add(digest)

    def keep(self) -> None:
        """Writes what this audit met or added, for its owner alone; all else goes."""
        if self._path is None or not self._path.parent.is_dir():
            return
        draft = self._path.with_name(f".{PASSED}.new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(sorted(self._used)), "utf-8")
        draft.replace(self._path)


def rows_digest(rows: pl.DataFrame) -> str:
    """A digest of a table's columns and rows, in their order."""
    whole = hashlib.sha256(repr(list(rows.schema.items())).encode())
    if rows.width:
        for seed in SEEDS:
            whole.update(rows.hash_rows(seed=seed).to_numpy().tobytes())
    return whole.hexdigest()


def _read(path: Path | None) -> set[str]:
    """What is kept; nothing where it cannot be read."""
    try:
        found = json.loads(path.read_text("utf-8")) if path else []
    except (OSError, ValueError):
        return set()
    return {str(one) for one in found} if isinstance(found, list) else set()


def _digest(part: str) -> str:
    return hashlib.sha256(f"{code()}\n{part}".encode()).hexdigest()


@cache
def code() -> str:
    """A digest of the auditor's own code."""
    whole = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted({one for pattern in CODE for one in here.glob(pattern)}):
        whole.update(path.read_bytes())
    return whole.hexdigest()
