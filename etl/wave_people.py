"""Who stood where when a wave was closed: keyed hashes, kept in the ledger alone."""

from __future__ import annotations

import hashlib
import hmac

import polars as pl

from etl.disclosure.rows import PEOPLE

BYTES = 8


def known_as(secret: bytes, person: int) -> int:
    """A person (or an unkeyed questionnaire) as the ledger knows it."""
    return _hash(secret, f"person of a wave {person}")


def who_stood_where(
    placed: pl.DataFrame, counted: pl.DataFrame, secret: bytes
) -> pl.DataFrame:
    """One row per person and scored outcome; columns of `rows.PEOPLE`, sorted.

    Args:
        placed: response_id, scale, score, atom.
        counted: response_id, staff_key (null in an anonymous wave).
        secret: the key of the hashes.
    """
    rows = placed.join(
        counted.select("response_id", "staff_key"), on="response_id", how="left"
    ).select(
        "scale", "atom", "score", pl.coalesce("staff_key", "response_id").alias("who")
    )
    named = [
        (
            scale,
            known_as(secret, who),
            atom,
            _hash(secret, f"answer {who} {scale} {round(score, 6)}"),
        )
        for scale, atom, score, who in rows.iter_rows()
    ]
    return pl.DataFrame(named, schema=dict(PEOPLE), orient="row").sort(
        "measure", "person"
    )


def _hash(secret: bytes, text: str) -> int:
    whole = hmac.new(secret, text.encode(), hashlib.sha256).digest()
    return int.from_bytes(whole[:BYTES], "big")
