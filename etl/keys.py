"""Pseudonyms: keyed hashes of identifiers, and the key they are made with."""

from __future__ import annotations

import contextlib
import hmac
import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

from etl.errors import UserError

KEY_BYTES = 32
KEY_FILE_VARIABLE = "BALLAST_KEY_FILE"
NAME_SYSTEM = "name"
SAME_SYSTEM = {"email": "survey"}  # surveys know people by e-mail address
# identifiers in files of rejected rows are pseudonyms already, written `key:1f...`
KEPT_SYSTEM = "kept:"
KEPT_MARK = "key:"
KEPT_KEY = re.compile(r"^key:[0-9a-f]{1,16}$")


def read_key(data: Path) -> bytes:
    """The secret key of a data folder, made on first use, readable by its owner only.

    `BALLAST_KEY_FILE` names another place for it, outside the data folder.

    Raises:
        UserError: the file is not a whole key.
    """
    path = Path(os.environ.get(KEY_FILE_VARIABLE) or data / "warehouse" / "key")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make_key(path)
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise UserError(
            f"{path}: expected a key of {KEY_BYTES} bytes, found {len(key)}; restore "
            "it from a backup (with another key nobody would be known again)"
        )
    return key


def _make_key(path: Path) -> None:
    """Writes a new key whole or not at all; one made meanwhile stays."""
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by its owner only
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()


def plain_name(name: str) -> str:
    """A person's name as all systems would write it: `Doe, Jane` is `Jane Doe`."""
    last, comma, first = name.partition(",")
    return " ".join(f"{first} {last}".split() if comma else name.split())


@lru_cache(maxsize=1 << 19)
def pseudonym(key: bytes, system: str, identifier: str) -> int:
    """The first 8 bytes of HMAC-SHA256 over system and identifier, as a number.

    64 bits: among a million people two share one with odds of 1 in 37 million.
    """
    if system.startswith(KEPT_SYSTEM):
        if KEPT_KEY.match(identifier):
            return int(identifier.removeprefix(KEPT_MARK), 16)
        system = system.removeprefix(KEPT_SYSTEM)
    system = SAME_SYSTEM.get(system, system)
    name = plain_name(identifier) if system == NAME_SYSTEM else identifier
    message = f"{system}|{name.strip().lower()}".encode()
    return int.from_bytes(hmac.digest(key, message, "sha256")[:8], "little")


def pseudonyms(key: bytes, system: str, identifiers: Iterable[str]) -> pl.DataFrame:
    """One row per identifier given: `identifier`, `hashed` (UInt64)."""
    found = list(identifiers)
    return pl.DataFrame(
        {
            "identifier": found,
            "hashed": [pseudonym(key, system, value) for value in found],
        },
        schema={"identifier": pl.String, "hashed": pl.UInt64},
    )
