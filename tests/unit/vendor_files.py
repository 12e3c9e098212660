"""Vendors' leave and caseload files in tests: made up, read down to what would be stored."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from etl.conform import Problem, conform
from etl.keys import pseudonym
from etl.profile import DateOrder, profiles
from etl.readers import read_table
from etl.recognise import recognise
from etl.source import Door, open_source

KEY = bytes(32)
TODAY = date(2026, 11, 20)
NAME = "Zelda Quist"
EMAIL = "zelda.quist@planted.example"
SECRET = "her mother is very ill"
PLANTED = ("quist", EMAIL, SECRET, "078-05-1120")
CRLF = "\r\n"


def key_of(system: str, identifier: str) -> int:
    return pseudonym(KEY, system, identifier)


def client_of(identifier: str) -> int:
    return pseudonym(KEY, "ehr:client", identifier)


@dataclass(frozen=True)
class Read:
    """What a file became: typed rows by target."""

    profile: str
    tables: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...]
    rows_read: int
    left_out: Mapping[str, int]

    def rows(self, target: str, *columns: str) -> list[tuple[object, ...]]:
        """The sound rows' cells in file order, days and times as text."""
        frame = self.tables[target].filter("_ok")
        absent = [name for name in columns if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None).alias(name) for name in absent)
        for name in columns:
            kind = frame.schema[name]
            if kind.is_temporal():
                text = pl.col(name).dt.to_string("%Y-%m-%d %H:%M")
                if kind == pl.Date:
                    text = pl.col(name).dt.to_string("%Y-%m-%d")
                frame = frame.with_columns(text)
        return frame.sort("source_row", *columns).select(columns).rows()


def read_file(
    path: Path,
    *,
    time_zone: str = "America/New_York",
    history_from: date = date(2000, 1, 1),
    date_order: DateOrder | None = None,
) -> Read:
    """The file read as loading reads it; nothing planted stands in what was staged."""
    scratch = path.parent / f"scratch of {path.name} {time.monotonic_ns()}"
    scratch.mkdir()
    table = read_table(path, scratch=scratch)
    recognised = recognise(table, profiles())
    door = Door(
        key=KEY,
        time_zone=time_zone,
        scratch=scratch,
        today=TODAY,
        history_from=history_from,
        date_order=date_order,
    )
    conformed = conform(open_source(table, recognised, door))
    tables: dict[str, pl.DataFrame] = {}
    for part in conformed.staged:
        frame = pl.read_parquet(part.path)
        text = frame.select(pl.all().cast(pl.String)).write_csv().lower()
        assert not [planted for planted in PLANTED if planted.lower() in text]
        before = tables.get(part.target)
        tables[part.target] = (
            frame if before is None else pl.concat([before, frame], how="diagonal")
        )
    return Read(
        recognised.profile.key,
        tables,
        conformed.problems,
        conformed.rows_read,
        conformed.left_out,
    )


def file(folder: Path, name: str, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def ndjson(folder: Path, *records: object, name: str = "export.ndjson") -> Path:
    return file(folder, name, "".join(json.dumps(each) + "\n" for each in records))


def calendar(
    folder: Path, *events: str, head: str = "", name: str = "feed.ics"
) -> Path:
    """A calendar of events, each given as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
    lines += head.split()
    for number, event in enumerate(events):
        inside = [line.strip() for line in event.strip().splitlines()]
        uid = [] if any(x.startswith("UID") for x in inside) else [f"UID:{number}@test"]
        lines += ["BEGIN:VEVENT", *uid, *inside, "END:VEVENT"]
    return file(folder, name, CRLF.join([*lines, "END:VCALENDAR", ""]))
