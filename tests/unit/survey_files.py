"""Survey files in tests: written as vendors do, read down to what would be stored."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from definitions.instruments import Instrument, instruments
from etl.conform import Conformed, Problem
from etl.profile import Profile, profiles
from etl.readers import read_table
from etl.recognise import recognise
from etl.settings import WaveSetting
from etl.source import Door, open_source
from etl.survey_rows import conform_survey

EMAIL = "planted.person@example.org"
IP = "203.0.113.99"
NAME = "Plantedname"
PLACE = "51.477812"
PLANTED = (EMAIL, IP, NAME, PLACE)

Rows = Sequence[Sequence[object]]


def wave(name: str, first: str, last: str, *, anonymous: bool = False) -> WaveSetting:
    return WaveSetting(
        name=name,
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        anonymous=anonymous,
    )


SPRING = wave("Spring", "2026-03-02", "2026-03-15")
OPEN = wave("Open", "2026-06-01", "2026-06-14", anonymous=True)
EVER = wave("Ever", "2010-01-01", "2026-12-31")


@dataclass(frozen=True)
class Read:
    """What a survey file became.

    Attributes:
        answers: one mapping item -> value per response, in the file's order.
        responses: what would be stored of each response, in the file's order.
    """

    profile: str
    answers: list[dict[str, float | None]]
    responses: list[dict[str, object]]
    problems: tuple[Problem, ...]
    rows_read: int
    left_out: Mapping[str, int]
    staged: tuple[pl.DataFrame, ...]

    def column(self, name: str) -> list[object]:
        return [response[name] for response in self.responses]


def of_items(kinds: Mapping[str, Instrument]) -> dict[str, Instrument]:
    return {item: kind for kind in kinds.values() for item in kind.items}


def read_survey(
    path: Path,
    scratch: Path,
    *,
    own: Profile | None = None,
    kinds: Mapping[str, Instrument] | None = None,
    waves: Sequence[WaveSetting] = (SPRING, OPEN),
    time_zone: str = "UTC",
) -> Read:
    """The file read as loading reads it; `own` is an organisation's own profile.

    Nothing planted stands in what was staged.
    """
    scratch.mkdir(exist_ok=True, parents=True)
    known = (*profiles(), own) if own else profiles()
    table = read_table(path, scratch=scratch)
    recognised = recognise(table, known)
    door = Door(key=bytes(32), time_zone=time_zone, scratch=scratch)
    by_item = of_items(instruments() if kinds is None else kinds)
    conformed = conform_survey(
        open_source(table, recognised, door),
        items={item.lower(): item for item in by_item},
        instruments=by_item,
        waves=waves,
    )
    return _read(recognised.profile.key, conformed)


def _read(profile: str, conformed: Conformed) -> Read:
    frames = [pl.read_parquet(part.path) for part in conformed.staged]
    responses, answers = frames
    for frame in frames:
        text = frame.select(pl.all().cast(pl.String)).write_csv()
        assert not [planted for planted in PLANTED if planted in text]
    by_row: dict[int, dict[str, float | None]] = {}
    for row in answers.sort("source_row", "item").iter_rows(named=True):
        by_row.setdefault(row["source_row"], {})[row["item"]] = row["value"]
    return Read(
        profile,
        list(by_row.values()),
        responses.sort("source_row").to_dicts(),
        conformed.problems,
        conformed.rows_read,
        conformed.left_out,
        tuple(frames),
    )


def as_text(rows: Rows, *, delimiter: str = ",", quote_all: bool = False) -> str:
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)
    return file.getvalue()


def write(
    path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ","
) -> Path:
    """A delimited file, lines ended as CSV asks."""
    path.write_bytes(as_text(rows, delimiter=delimiter).encode(encoding))
    return path
