"""Workbooks and SPSS files, read in a process of their own.

Libraries in Rust and C read them. A file made to do harm (or a broken one) makes these
take all memory or ends the process they run in: here that is a process that holds no
key and no warehouse, and the load goes on with the next file.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

ROOT: Final = Path(__file__).resolve().parents[1]
MOST_MEMORY_BYTES: Final = 8 * 1024**3
LONGEST_SECONDS: Final = 900
MOST_SHEETS: Final = 500
# Some writers name no encoding, or a wrong one: then the one SPSS used on Windows.
SPSS_ENCODINGS: Final = (None, "WINDOWS-1252")
Labels = dict[str, list[tuple[float | str, str]]]
Read = tuple[Sequence[pl.DataFrame], Mapping[str, object]]
Reader = Callable[[str], Read]


class ApartError(Exception):
    """The file cannot be read, or not within the bounds."""


@dataclass(frozen=True)
class Spss:
    """What an SPSS file holds.

    Attributes:
        texts: variable -> its label.
        labels: variable -> pairs of code and label.
    """

    frame: pl.DataFrame
    texts: dict[str, str | None]
    labels: Labels


def sheets(path: Path) -> list[pl.DataFrame]:
    """Every sheet of a workbook as text, header rows included, in the book's order.

    Raises:
        ApartError: it is no workbook, or goes beyond the bounds.
    """
    return _apart("sheets", path)[0]


def spss(path: Path) -> Spss:
    """An SPSS file's values, typed, and its labels.

    Raises:
        ApartError: it cannot be read.
    """
    (frame,), line = _apart("spss", path)
    said = json.loads(line)
    return Spss(frame, said["texts"], said["labels"])


def _apart(what: str, path: Path) -> tuple[list[pl.DataFrame], bytes]:
    """The frames that the child wrote, and what else it said, as JSON."""
    code = "from etl.apart import child; child()"
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", "-c", code, what, str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "2"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library says may hold a cell
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ApartError from error
    if done.returncode:
        raise ApartError
    line, _, rest = done.stdout.partition(b"\n")
    frames = []
    for length in json.loads(line)["lengths"]:
        frames.append(pl.read_ipc(io.BytesIO(rest[:length])))
        rest = rest[length:]
    return frames, line


def child() -> None:
    """Reads the file that the arguments name and writes what it holds to stdout."""
    what, path = sys.argv[1:]
    _bound_memory()
    read: dict[str, Reader] = {"sheets": _sheets, "spss": _spss}
    frames, said = read[what](path)
    parts = [_as_ipc(frame) for frame in frames]
    header = {**said, "lengths": [len(part) for part in parts]}
    out = sys.stdout.buffer
    out.write(json.dumps(header).encode() + b"\n")
    for part in parts:
        out.write(part)
    out.flush()


def _bound_memory() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 # not on Windows

        most = MOST_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _as_ipc(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_ipc(out)
    return out.getvalue()


def _sheets(path: str) -> Read:
    import fastexcel  # noqa: PLC0415 # half a second that only a workbook costs

    book = fastexcel.read_excel(path)
    names = book.sheet_names
    if len(names) > MOST_SHEETS:
        raise ApartError
    found = [
        book.load_sheet(name, header_row=None, dtypes="string").to_polars()
        for name in names
    ]
    return found, {}


def _spss(path: str) -> Read:
    import pyreadstat  # noqa: PLC0415

    for encoding in SPSS_ENCODINGS:
        try:
            frame, meta = pyreadstat.read_sav(
                path, encoding=encoding, output_format="polars"
            )
        except (pyreadstat.ReadstatError, UnicodeError, OverflowError):
            continue
        labels = {
            name: list(pairs.items())
            for name, pairs in meta.variable_value_labels.items()
        }
        return [frame], {"texts": meta.column_names_to_labels, "labels": labels}
    raise ApartError
