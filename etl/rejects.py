"""Rejected rows of operational files: kept, written out, and read back when mended.

Of a row are kept the columns that its table has: identifiers as pseudonyms (`key:1f..`),
a cell that could not be read as nothing. The written file names the profile the rows
came with, so that they take their place beside the file's other rows.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

import duckdb
import polars as pl

from etl.conform import CUT_OFF, OK, TOO_MANY, Conformed
from etl.keys import KEPT_MARK, KEPT_SYSTEM
from etl.profile import Column, Profile, Recognise, Table, normal, vocabularies
from etl.readers.table import ROW, TextTable
from etl.recognise import Recognised
from etl.warehouse import TARGETS, hashed_number

PROFILE: Final = "ballast_profile"
REASON: Final = "what_to_mend"
ROW_OF_FILE: Final = "row"
SHIFTED: Final = (TOO_MANY[0], CUT_OFF[0])
DERIVED: Final = ("session_key", "utc_offset_min", "end_offset_min")


def kept_rows(conformed: Conformed, rows: Sequence[int], key: bytes) -> dict[int, str]:
    """Row of the file -> what is kept of it, as JSON: our columns, as text.

    Of the first table the file fills; a file that fills one table several times
    from each row keeps the first of them. Nothing of a row with too many cells, or that
    the file's end cuts: its cells may stand under other columns' names.
    """
    shifted = {p.row for p in conformed.problems if p.rule in SHIFTED}
    part = conformed.staged[0]
    frame = (
        pl.scan_parquet(part.path, glob=False)
        .filter(pl.col(ROW).is_in([row for row in rows if row not in shifted]))
        .drop(OK, *DERIVED, strict=False)
        .unique(ROW, keep="first")
        .collect()
    )
    numbers = [n for n in frame.columns if frame[n].dtype == pl.UInt64]
    things = [n for n in TARGETS[part.target].hashed if n in frame.columns]
    found = {}
    for row in frame.iter_rows(named=True):
        cells = {name: _text(value) for name, value in row.items() if name != ROW}
        for name in numbers:
            cells[name] = f"{KEPT_MARK}{row[name]:x}" if row[name] is not None else None
        for name in things:
            if row[name] is not None:
                number = hashed_number(key, name, row[name])
                cells[name] = f"{KEPT_MARK}{number:x}"
        found[int(row[ROW])] = json.dumps(cells)
    return found


def _text(value: object) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def rejects_of(con: duckdb.DuckDBPyConnection, load_id: int) -> list[dict[str, Any]]:
    """A load's rejected rows as a table to mend; empty for surveys and clean loads.

    Columns: ballast_profile, row, what_to_mend, then our columns.
    """
    found = con.execute(
        """
        select
            l.profile,
            r.source_row,
            string_agg(distinct coalesce(r.column_name || ': ', '') || r.message, '; '),
            any_value(r.kept),
        from reject r
        join load l using (load_id)
        where r.load_id = $load_id and r.kept is not null
        group by all
        order by r.source_row
        """,
        {"load_id": load_id},
    ).fetchall()
    return [
        {PROFILE: profile, ROW_OF_FILE: row, REASON: reason, **json.loads(kept)}
        for profile, row, reason, kept in found
    ]


def profile_of_rejects(table: TextTable, known: Sequence[Profile]) -> Recognised | None:
    """How to read a file of mended rejects; None where the file is not one.

    The original profile, each column under our own name and already ours.
    """
    if len(table.head) < 2 or PROFILE not in map(normal, table.head[0]):  # noqa: PLR2004
        return None
    header = table.head[0]
    place = [normal(cell) for cell in header].index(PROFILE)
    named = table.head[1][place].strip() if place < len(table.head[1]) else ""
    profile = next((p for p in known if p.key == named), None)
    if profile is None or not profile.table:
        return None
    first = profile.table[0]
    mended = Table(
        target=first.target,
        column=tuple(_as_ours(column, profile) for column in first.column),
    )
    again = profile.model_copy(
        update={
            "recognise": Recognise(header=(PROFILE,)),
            "transform": (),
            "keep": (),
            "window": None,
            "missing": (),
            "table": (mended,),
        }
    )
    return Recognised(again, header, 1, reason=f"mended rows of {profile.title}")


def _as_ours(column: Column, profile: Profile) -> Column:
    """The column as its own kept text is read: our words, pseudonyms as they are."""
    values = {*(column.map or {}).values(), column.otherwise}
    if column.vocabulary:
        values |= set(vocabularies()[column.vocabulary].values())
    kind = column.kind
    return Column.model_validate(
        {
            "to": column.to,
            "from": column.to,
            "as": kind,
            "system": f"{KEPT_SYSTEM}{column.system or profile.system}",
            "required": column.required,
            "map": {v: v for v in values if v} or None,
        }
    )
