"""The audit log: who saw, downloaded, loaded, undid or changed what; only added to.

Each line carries the hash of the one before it, so that a line changed or taken out is
noticed. It names pages and filters, never figures.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from filelock import FileLock

FIRST: Final = "0" * 64  # what the first line refers to
TAIL_BYTES: Final = 1 << 16
PRIVATE: Final = 0o700


@dataclass(frozen=True)
class Verified:
    """What checking a log found.

    Attributes:
        lines: how many there are.
        broken_at: the first line that does not follow from the one before, from 1;
            None if all do.
        last: the hash of the last sound line; to be noted elsewhere, since a log cut
            short at its end still follows from its beginning.
    """

    lines: int
    broken_at: int | None
    last: str


def log_path(data: Path) -> Path:
    """Where a data folder's log lies."""
    return data / "audit" / "log.jsonl"


def add(
    data: Path, *, who: str, role: str, what: str, detail: Mapping[str, Any]
) -> None:
    """Adds one line; whole or not at all, whoever else adds one at the same time."""
    path = log_path(data)
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    with FileLock(path.with_suffix(".lock")):
        said = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "who": who,
            "role": role,
            "what": what,
            "detail": dict(detail),
            "before": _last(path),
        }
        line = json.dumps({**said, "hash": _hash(said)}, ensure_ascii=True)
        with path.open("a", encoding="utf-8") as file:
            if _cut_short(path):
                file.write("\n")
            file.write(line + "\n")
        path.chmod(0o600)


def _hash(said: Mapping[str, Any]) -> str:
    plain = json.dumps(said, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _tail(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return file.read()


def _cut_short(path: Path) -> bool:
    """Whether the last line was not written to its end."""
    tail = _tail(path)
    return bool(tail) and not tail.endswith(b"\n")


def _last(path: Path) -> str:
    """The hash that the last whole line carries."""
    for line in reversed(_tail(path).splitlines()):
        try:
            return str(json.loads(line)["hash"])
        except (ValueError, KeyError, TypeError):
            continue
    return FIRST


def lines(data: Path) -> Iterator[dict[str, Any]]:
    """Every line that can be read, oldest first."""
    path = log_path(data)
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found


def verify(data: Path) -> Verified:
    """Whether every line follows from the one before."""
    path = log_path(data)
    before, count = FIRST, 0
    if not path.exists():
        return Verified(0, None, before)
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            count += 1
            if not _follows(line, before):
                return Verified(count, count, before)
            before = str(json.loads(line)["hash"])
    return Verified(count, None, before)


def _follows(line: str, before: str) -> bool:
    try:
        said = json.loads(line)
        claimed = said.pop("hash")
    except (ValueError, KeyError, AttributeError, TypeError):
        return False
    return bool(said.get("before") == before and claimed == _hash(said))
