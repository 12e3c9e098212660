"""JSON: records of any shape, one row each; objects become dotted columns.

`{"status": {"status": "approved"}}` gives the column `status.status`. A list stays one
cell, an element a line, each as JSON; an object keyed by days is such a list of
`{"key", "value"}`. A FHIR resource's columns carry its type: `Encounter.period.start`.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
import polars as pl

from etl.errors import UserError
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.table import EXTRA, ROW, TextTable

# A document is held whole while it is read; lines are read a batch at a time.
LARGEST_DOCUMENT_BYTES: Final = 512 * 1024 * 1024
BATCH_RECORDS: Final = 20_000
MOST_COLUMNS: Final = 2_000
DEEPEST: Final = 12
# orjson reads whole numbers beyond 64 bits as fractions: two identifiers become one
LONG_NUMBER: Final = re.compile(rb"[\s:\[,]-?\d{19}")
DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
# The resources that tell of staff and their work. Of any other nothing but its type is
# read, and of these no text, no name of a person, and nothing that hangs on to them.
RESOURCES: Final = (
    "Appointment",
    "Encounter",
    "Organization",
    "Practitioner",
    "PractitionerRole",
)
NOT_READ: Final = (
    "address",
    "contained",
    "display",
    "extension",
    "meta",
    "modifierExtension",
    "note",
    "resourceType",
    "telecom",
    "text",
)

Cell = str | None
Record = dict[str, object]


@dataclass
class _Columns:
    """Cells by column while records come in; a column may begin late."""

    rows: int = 0
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    def add(self, number: int, row: dict[str, Cell]) -> None:
        for name, cell in row.items():
            column = self.cells.setdefault(name, [])
            column.extend([None] * (self.rows - len(column)))
            column.append(cell)
        self.rows += 1
        self.numbers.append(number)

    def frame(self) -> pl.DataFrame:
        for column in self.cells.values():
            column.extend([None] * (self.rows - len(column)))
        cells = {name: pl.Series(c, dtype=pl.String) for name, c in self.cells.items()}
        return pl.DataFrame(cells | {ROW: pl.Series(self.numbers, dtype=pl.UInt32)})


def _text(value: object) -> Cell:
    if value is None or isinstance(value, str):
        return value
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return None  # nests deeper than anything that a profile reads


def _lines(elements: Iterable[object]) -> Cell:
    """A list as one cell: one element a line."""
    texts = ((_text(element) or "").replace("\n", " ") for element in elements)
    return "\n".join(texts) or None


def flat(record: Record, prefix: str = "", depth: int = 0) -> dict[str, Cell]:
    """The record's cells by dotted name."""
    cells: dict[str, Cell] = {}
    for name, value in record.items():
        path = prefix + name
        if isinstance(value, list):
            cells[path] = _lines(value)
        elif not isinstance(value, dict):
            cells[path] = _text(value)
        elif value and all(DAY.fullmatch(key) for key in value):
            pairs = ({"key": key, "value": each} for key, each in value.items())
            cells[path] = _lines(pairs)
        elif depth < DEEPEST:
            cells |= flat(value, f"{path}.", depth + 1)
        else:
            cells[path] = _text(value)
    return cells


def _row(record: Record) -> dict[str, Cell]:
    kind = record.get("resourceType")
    if not isinstance(kind, str):
        return flat(record)
    if kind not in RESOURCES:
        return {"resourceType": kind}
    dropped = NOT_READ if kind == "Organization" else (*NOT_READ, "name")
    return {"resourceType": kind} | flat(_pruned(record, dropped), f"{kind}.")


def _pruned(record: Record, dropped: tuple[str, ...]) -> Record:
    """The record without the named fields, at any depth."""

    def rest(value: object) -> object:
        if isinstance(value, list):
            return [rest(each) for each in value]
        return _pruned(value, dropped) if isinstance(value, dict) else value

    return {k: rest(value) for k, value in record.items() if k not in dropped}


def _objects(value: object) -> list[Record]:
    """The value if it is a list that holds objects, else nothing."""
    if not isinstance(value, list):
        return []
    return [each for each in value if isinstance(each, dict)]


def records_of(document: object) -> list[Record]:
    """The records a document holds: of a list, of a Bundle, of its only list, itself."""
    if isinstance(document, list):
        return [record for each in _objects(document) for record in _unbundled(each)]
    if not isinstance(document, dict):
        return []
    if "resourceType" in document:
        return _unbundled(document)
    inner = [each for each in document.values() if isinstance(each, dict)]
    for level in ([document], inner):
        lists = [
            found for each in level for v in each.values() if (found := _objects(v))
        ]
        if len(lists) == 1:
            return [record for each in lists[0] for record in _unbundled(each)]
    return [document]


def _unbundled(record: Record) -> list[Record]:
    """The resources of a FHIR Bundle; any other record alone."""
    if record.get("resourceType") != "Bundle":
        return [record]
    entries = _objects(record.get("entry"))
    found = [
        (entry.get("fullUrl"), resource)
        for entry in entries
        if isinstance(resource := entry.get("resource"), dict)
    ]
    names = {
        url: f"{resource.get('resourceType')}/{resource.get('id', url)}"
        for url, resource in found
        if isinstance(url, str)
    }
    return [_pointed(resource, names) for _, resource in found]


def _pointed(record: Record, names: dict[str, str]) -> Record:
    """The record with references by address (`urn:uuid:...`) as `Type/id`."""

    def rest(key: str, value: object) -> object:
        if isinstance(value, list):
            return [rest(key, each) for each in value]
        if isinstance(value, dict):
            return _pointed(value, names)
        named = key == "reference" and isinstance(value, str)
        return names.get(str(value), value) if named else value

    return {key: rest(key, value) for key, value in record.items()}


def _loaded(content: bytes, name: str, line: int | None = None) -> object:
    content = content.removeprefix(BOM_UTF8)
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno if line is None else line}"
        raise UserError(
            f"{name}: expected JSON, {where} cannot be read as such; the file may be "
            "cut off, export it again",
            exit_code=3,
        ) from error
    if LONG_NUMBER.search(content):
        return json.loads(content, parse_int=_exact)
    return found


def _exact(digits: str) -> int | str:
    """The number; one that is too long for 64 bits as it is written."""
    return int(digits) if len(digits) < len("-9223372036854775807") else digits


def _first_line(path: Path) -> bytes:
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(LARGEST_DOCUMENT_BYTES), b""):
            if line.strip():
                return line
    return b""


def _is_lines(path: Path) -> bool:
    """Whether each line is a record of its own."""
    line = _first_line(path).removeprefix(BOM_UTF8).strip()
    if not line.startswith(b"{") or path.stat().st_size <= len(line) + 2:
        return False
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True


def _numbered(path: Path) -> Iterator[tuple[int, Record]]:
    """Every record with its number in the file; the header that is made counts as 1."""
    if _is_lines(path):
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    found = _loaded(line, path.name, number)
                    if not isinstance(found, dict):
                        raise UserError(
                            f"{path.name}: line {number}: expected a record in braces, "
                            "found something else; export it again",
                            exit_code=3,
                        )
                    yield from ((number + 1, each) for each in records_of([found]))
        return
    if path.stat().st_size > LARGEST_DOCUMENT_BYTES:
        raise UserError(
            f"{path.name}: one JSON document of more than "
            f"{LARGEST_DOCUMENT_BYTES >> 20} MiB; export it in parts, or as NDJSON",
            exit_code=3,
        )
    found = records_of(_loaded(path.read_bytes(), path.name))
    yield from enumerate(found, start=2)


def _frames(path: Path) -> Iterator[pl.DataFrame]:
    columns = _Columns()
    for number, record in _numbered(path):
        columns.add(number, _row(record))
        if len(columns.cells) > MOST_COLUMNS:
            raise UserError(
                f"{path.name}: the records have more than {MOST_COLUMNS} fields in all; "
                "export only what is needed",
                exit_code=3,
            )
        if columns.rows == BATCH_RECORDS:
            yield columns.frame()
            columns = _Columns()
    if columns.rows:
        yield columns.frame()


def read_json(path: Path) -> TextTable:
    """The text table of a JSON document or of JSON lines, in UTF-8.

    Raises:
        UserError: not JSON, no record in it, or too large to be held.
    """
    try:
        frames = list(_frames(path))
    except RecursionError as error:
        raise UserError(
            f"{path.name}: the JSON nests too deep; export it flatter, or as CSV",
            exit_code=3,
        ) from error
    if not frames:
        raise UserError(
            f"{path.name}: the JSON holds no records; export it again", exit_code=3
        )
    frame = pl.concat(frames, how="diagonal")
    header = tuple(name for name in frame.columns if name != ROW)
    frame = frame.rename({name: f"c{i}" for i, name in enumerate(header)})
    first = frame.drop(ROW).head(HEAD_ROWS - 1).rows()
    head = tuple(tuple(cell or "" for cell in row) for row in first)
    rows = frame.with_columns(pl.lit(None, dtype=pl.String).alias(EXTRA))
    return TextTable(path, (header, *head), rows.lazy(), "json")
