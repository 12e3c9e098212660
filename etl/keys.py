"""Pseudonyms: keyed hashes of identifiers, and the key they are made with."""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import polars as pl

KEY_BYTES = 32
KEY_FILE_VARIABLE = "BALLAST_KEY_FILE"


def read_key(data: Path) -> bytes:
    """The secret key of a data folder, made on first use, readable by its owner only.

    `BALLAST_KEY_FILE` names another place for it, outside the data folder.
    """
    path = Path(os.environ.get(KEY_FILE_VARIABLE) or data / "warehouse" / "key")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


@lru_cache(maxsize=1 << 19)
def pseudonym(key: bytes, system: str, identifier: str) -> int:
    """The first 8 bytes of HMAC-SHA256 over system and identifier, as a number.

    64 bits: among a million people two share one with odds of 1 in 37 million.
    """
    message = f"{system}|{identifier.strip().lower()}".encode()
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
