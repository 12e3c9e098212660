"""REDCap: one name for what each export calls its own, and parents' values in repeats."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import polars as pl

from etl.profile import Transform, normal
from etl.transforms.rows import Rows
from etl.typed import present

RECORD: Final = "record_id"  # the first column, whatever a project calls it
EVENT: Final = "redcap_event_name"
INSTRUMENT: Final = "redcap_repeat_instrument"
INSTANCE: Final = "redcap_repeat_instance"
LABELLED: Final = {
    "event name": EVENT,
    "repeat instrument": INSTRUMENT,
    "repeat instance": INSTANCE,
    "data access group": "redcap_data_access_group",
    "survey identifier": "redcap_survey_identifier",
}
END_OF_FORM: Final = "_complete"
STAMP: Final = "_timestamp"


def redcap(rows: Rows, step: Transform) -> Rows:
    """One row per record, event and instance, under the names of a raw export.

    Args:
        rows: rows of either export, with codes or with labels in the header.
        step: `keep` names columns that hold for the whole record (a team, an
            identifier): an empty cell takes the record's first filled one.

    A row of a repeating instrument takes the values of the same record and event
    outside repeats; not their forms' time and state, so that a form that does not
    repeat counts once.
    """
    named = replace(rows, header=_raw_names(rows.header))
    return _whole_record(_with_parents(named), step.keep)


def _raw_names(header: tuple[str, ...]) -> tuple[str, ...]:
    """The header in the names of a raw export; `form3_complete` where it has labels.

    In a labelled export each form ends with a column `Complete?`, and a survey begins
    with `Survey Timestamp`.
    """
    found = [RECORD]
    forms = 1
    for cell in header[1:]:
        name = normal(cell)
        if name == "survey timestamp":
            found.append(f"form{forms}{STAMP}")
        elif name == "complete?":
            found.append(f"form{forms}{END_OF_FORM}")
            forms += 1
        else:
            found.append(LABELLED.get(name, cell))
    return tuple(found)


def _cell(rows: Rows, name: str) -> pl.Expr:
    place = rows.place(name)
    if place is None:
        return pl.lit("")
    return present(pl.col(f"c{place}"), ()).fill_null("")


def _with_parents(rows: Rows) -> Rows:
    """Empty cells of repeats filled from the same record's and event's own row."""
    if rows.place(INSTRUMENT) is None:
        return rows
    kept = [
        f"c{place}"
        for place, name in enumerate(rows.header)
        if name not in (RECORD, EVENT, INSTRUMENT, INSTANCE)
        and not normal(name).endswith((END_OF_FORM, STAMP))
    ]
    frame = rows.frame.with_columns(
        _cell(rows, RECORD).alias("_record"), _cell(rows, EVENT).alias("_event")
    )
    repeats = _cell(rows, INSTRUMENT) != ""
    alone = ~repeats & (_cell(rows, INSTANCE) == "")
    parents = (
        frame.filter(alone)
        .select("_record", "_event", pl.col(kept).name.prefix("_parent_"))
        .unique(subset=["_record", "_event"], keep="first", maintain_order=True)
    )
    frame = frame.join(
        parents, on=["_record", "_event"], how="left", maintain_order="left"
    ).with_columns(
        pl.when(repeats)
        .then(pl.coalesce(present(pl.col(c), ()), pl.col(f"_parent_{c}")))
        .otherwise(pl.col(c))
        .alias(c)
        for c in kept
    )
    ours = ["_record", "_event", *(f"_parent_{c}" for c in kept)]
    return replace(rows, frame=frame.drop(ours))


def _whole_record(rows: Rows, keep: tuple[str, ...]) -> Rows:
    """Columns that hold for the whole record, filled in all its rows."""
    places = [place for name in keep if (place := rows.place(name)) is not None]
    record = _cell(rows, RECORD)
    filled = [
        pl.coalesce(cell, cell.drop_nulls().first().over(record)).alias(f"c{place}")
        for place in places
        for cell in [present(pl.col(f"c{place}"), ())]
    ]
    return replace(rows, frame=rows.frame.with_columns(filled)) if filled else rows
