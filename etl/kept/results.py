"""Frames that our code made of others, kept while both code and others are the same.

A result is taken up again only where every row it was made from, every value it was told
and every line of our code are those of the last time; then it is the very frame that
would be made. It lies beside the kept marts, is as private, and goes with them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import duckdb
import polars as pl
from pydantic import BaseModel

TABLE: Final = "create table if not exists kept.result(name varchar, made_from varchar)"
CODE: Final = ("etl", "analytics", "definitions")
KINDS: Final = (".py", ".sql", ".toml")
WITH: Final = ("polars", "numpy", "scipy")
SEEDS: Final = (1, 2)


class Results:
    """Results in the attached file `kept`."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self._con = con
        self._seen: list[tuple[pl.DataFrame, str]] = []
        con.execute(TABLE)
        # names apart from the rows: a look for one name must not read what all hold
        self._made = dict(con.execute("from kept.result").fetchall())

    def made(
        self, name: str, parts: Sequence[object], make: Callable[[], pl.DataFrame]
    ) -> pl.DataFrame:
        """What `make` returns, or what it returned when the parts were the same.

        Args:
            name: of the result; one is kept of each name.
            parts: everything that `make` depends on: frames (the order of whose rows
                does not count), models of settings, days, numbers, words.
            make: makes the result.
        """
        made_from = self._digest(parts)
        if self._made.get(name) != made_from:
            found = make()
            self._keep(name, made_from, found)
            return found
        # the table's name is ours, made of letters and digits alone
        held = self._con.execute(f"from kept.{_table(name)}").fetchall()
        return pl.read_ipc(io.BytesIO(held[0][0]))

    def _keep(self, name: str, made_from: str, found: pl.DataFrame) -> None:
        written = io.BytesIO()
        found.write_ipc(written, compression="lz4")
        values = {"name": name, "made_from": made_from}
        self._con.execute("begin")
        self._con.execute("delete from kept.result where name = $name", {"name": name})
        self._con.execute(
            f"create or replace table kept.{_table(name)} as select $rows::blob as rows",
            {"rows": written.getvalue()},
        )
        self._con.execute("insert into kept.result values ($name, $made_from)", values)
        self._con.execute("commit")
        self._made[name] = made_from

    def _digest(self, parts: Sequence[object]) -> str:
        whole = hashlib.sha256(code().encode())
        for part in parts:
            whole.update(f"{type(part).__name__} {self._said(part)}\n".encode())
        return whole.hexdigest()

    def _said(self, part: object) -> str:
        if isinstance(part, pl.DataFrame):
            return self._of_frame(part)
        if isinstance(part, BaseModel):
            return part.model_dump_json()
        return repr(part)

    def _of_frame(self, frame: pl.DataFrame) -> str:
        for seen, digest in self._seen:
            if seen is frame:
                return digest
        digest = frame_digest(frame)
        self._seen.append((frame, digest))
        return digest


def made(
    results: Results | None,
    name: str,
    parts: Sequence[object],
    make: Callable[[], pl.DataFrame],
) -> pl.DataFrame:
    """As `Results.made`; made anew where nothing is kept."""
    return make() if results is None else results.made(name, parts, make)


def _table(name: str) -> str:
    """The table of one result: a look for it does not read what the others hold."""
    return f"result_{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def frame_digest(frame: pl.DataFrame) -> str:
    """A digest of a frame's columns and rows, in whatever order the rows stand."""
    whole = hashlib.sha256(repr(list(frame.schema.items())).encode())
    if frame.width:
        hashed = pl.DataFrame(
            {str(seed): frame.hash_rows(seed=seed) for seed in SEEDS}
        ).sort(pl.all())
        for column in hashed.iter_columns():
            whole.update(column.to_numpy().tobytes())
    return whole.hexdigest()


@cache
def code() -> str:
    """A digest of our code, SQL and definitions, and of the libraries that count."""
    whole = hashlib.sha256(" ".join(version(name) for name in WITH).encode())
    top = Path(__file__).parents[2]
    for folder in CODE:
        for path in sorted((top / folder).rglob("*")):
            if path.suffix in KINDS:
                whole.update(str(path.relative_to(top)).encode())
                whole.update(path.read_bytes())
    return whole.hexdigest()
