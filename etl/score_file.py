"""One file of answers, a row per respondent, to a column of numbers per item.

Nothing is stored, and no message holds an answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from definitions.instruments import Instrument
from etl.errors import UserError
from etl.readers import read_table
from etl.readers.table import ROW, TextTable

REFUSED: Final = 3
NOT_ANSWERED: Final = (
    "",
    "na",
    "n/a",
    "nan",
    "null",
    "none",
    ".",
    "-",
    "#null!",
    "#n/a",
)
IMPORT_ROW: Final = '{"importid"'  # Qualtrics: the third of its header rows


@dataclass(frozen=True)
class Answers:
    """The answers of a file.

    Attributes:
        instrument: with the scales that the file has the items of.
        values: a float column per item code, a row per row below the header; null
            where unanswered.
        left_out: measure keys of the scales that the file has no item of.
    """

    instrument: Instrument
    values: pl.DataFrame
    left_out: tuple[str, ...]


def read_answers(
    path: Path, instrument: Instrument, names: Sequence[str] = ()
) -> Answers:
    """The answers of one file.

    Args:
        path: a file that `etl.readers` reads.
        instrument: the key, in the coding of the file.
        names: the file's columns in the order of the instrument's items; without
            them a column is the item whose code is its name, with any case, marks and
            zeros (`CBI1`, `cbi-01`).

    Raises:
        UserError: not as many names as items (exit code 2); not a table, items
            missing or twice, or an answer that is no number (exit code 3).
    """
    if names and len(set(names)) != len(instrument.items):
        raise UserError(
            f"--items names {len(set(names))} different column(s); {instrument.name} "
            f"has {len(instrument.items)} items: {', '.join(instrument.items)}"
        )
    with TemporaryDirectory() as scratch:
        table = read_table(path, scratch=Path(scratch))
        header, columns = _columns(table, instrument, names)
        held, left_out = _complete_scales(path.name, instrument, columns)
        text = table.rows.filter(pl.col(ROW) > header + 1).select(
            pl.col(columns[item]).str.strip_chars().alias(item) for item in held.items
        )
        return Answers(held, _numbers(path.name, text.collect(), held), left_out)


def _columns(
    table: TextTable, instrument: Instrument, names: Sequence[str]
) -> tuple[int, dict[str, str]]:
    """The last header row, and item code -> column of the table.

    The header is the row of the first few that names the most items.
    """
    wanted = dict(zip(names, instrument.items, strict=True)) if names else None
    codes = dict(_codes(instrument))
    best, found = 0, dict[str, list[str]]()
    for row, cells in enumerate(table.head):
        here: dict[str, list[str]] = defaultdict(list)
        for place, cell in enumerate(cells):
            item = wanted.get(cell.strip()) if wanted else codes.get(plain(cell))
            if item:
                here[item].append(f"c{place}")
        if len(here) > len(found):
            best, found = row, here
    for item, columns in found.items():
        if len(columns) > 1:
            raise UserError(
                f"{table.path.name}: {len(columns)} columns are item {item}; leave all "
                "but one out, or name each item's column with --items",
                exit_code=REFUSED,
            )
    return _last_header(table, best), {item: where[0] for item, where in found.items()}


def _last_header(table: TextTable, header: int) -> int:
    """The header row itself, or the last of Qualtrics' three."""
    below = range(header + 1, min(header + 3, len(table.head)))
    return max(
        (
            row
            for row in below
            if any(IMPORT_ROW in cell.casefold() for cell in table.head[row])
        ),
        default=header,
    )


def _codes(instrument: Instrument) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a header cell may say, in plain form -> the item it then is."""
    for item in instrument.items:
        rest = item[item.rfind("_") + 1 :]
        for prefix in instrument.other_prefixes:
            yield plain(prefix + rest), item
    yield from ((plain(item), item) for item in instrument.items)


def plain(name: str) -> tuple[str, ...]:
    """A column's name for comparison: its words and numbers.

    >>> plain("CBI_01"), plain("cbi 1"), plain("BAT12_01")
    (('cbi', '1'), ('cbi', '1'), ('bat', '12', '1'))
    """
    parts = re.findall(r"[^\W\d_]+|\d+", name.casefold())
    return tuple(part.lstrip("0") or "0" if part.isdigit() else part for part in parts)


def _complete_scales(
    file: str, instrument: Instrument, columns: Mapping[str, str]
) -> tuple[Instrument, tuple[str, ...]]:
    """The instrument with the scales a file has the items of, and the others' keys."""
    kept, left_out, missing = [], [], set[str]()
    for scale in instrument.scale:
        absent = set(scale.items) - columns.keys()
        if not absent:
            kept.append(scale)
            continue
        left_out.append(scale.measure)
        if not scale.composite_of and len(absent) < len(scale.items):
            missing |= absent
    if not kept:
        missing = set(instrument.items) - columns.keys()
    if missing:
        named = ", ".join(item for item in instrument.items if item in missing)
        raise UserError(
            f"{file}: {len(missing)} item(s) of {instrument.name} are missing: {named}; "
            "export them too, or name the file's columns with --items",
            exit_code=REFUSED,
        )
    items = tuple(i for i in instrument.items if any(i in s.items for s in kept))
    held = instrument.model_copy(update={"scale": tuple(kept), "items": items})
    return held, tuple(left_out)


def _numbers(file: str, text: pl.DataFrame, instrument: Instrument) -> pl.DataFrame:
    """The answers as floats.

    Raises:
        UserError: an answer is no number; items and counts, never the text.
    """
    empty = pl.all().str.to_lowercase().is_in(NOT_ANSWERED)
    given = text.select(pl.when(~empty).then(pl.all()))
    # a decimal comma, as spreadsheets of half of Europe write 4,0
    number = pl.all().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    values = given.select(number)
    words = {
        item: values[item].null_count() - given[item].null_count()
        for item in instrument.items
    }
    if not any(words.values()):
        return values.fill_nan(None)
    lines = [f"{item}: {count:,} answer(s)" for item, count in words.items() if count]
    raw = instrument.raw_of(next(item for item, count in words.items() if count))
    ends = f"{raw.lowest} = {raw.lowest_means}, {raw.highest} = {raw.highest_means}"
    lines = [f"{file}: expected numbers, found words", *lines]
    lines.append(f"export the codes instead ({ends})")
    raise UserError("\n  ".join(lines), exit_code=REFUSED)
