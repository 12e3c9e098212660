"""The answer sheets of a survey file: its own columns and its items, as text and time.

Privacy: nothing else of the file is read, and none of this is written anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

import polars as pl

from etl.errors import UserError
from etl.profile import Column, Survey, alternatives, normal
from etl.readers.table import EXTRA, ROW
from etl.source import Source, cell, kept_rows, reading
from etl.typed import present, typed

SECONDS_AN_ITEM: Final = 2.0  # faster than this, on average, nobody reads the items
FORM: Final = "{form}"
PRESENT: Final = "present"
ISO: Final = "%Y-%m-%d %H:%M:%S"
OWN_DATE: Final = (
    "export it with its dates, or say the day once, in a profile of your own: "
    'submitted_at = { to = "submitted_at", constant = "2026-05-04", as = "timestamp" }'
)


@dataclass(frozen=True)
class Sheets:
    """Every answer sheet of a file, whether it counts or not.

    Attributes:
        frame: one row per sheet: source_row, _beyond_header, response_id,
            submitted_at, person (as the file has it), team_id, role, too_fast,
            answers (false: preview, test, spam), complete, and the text of each item
            under its code.
        columns: column name `c7` -> item code.
        rows_read: rows of the file, with those that the profile does not keep.
        says_complete: whether the file tells complete sheets from others.
    """

    frame: pl.DataFrame
    columns: Mapping[str, str]
    rows_read: int
    says_complete: bool


def said(source: Source, name: str, *, missing: bool = True) -> pl.Expr | None:
    """The text under a header name, value labels in place of codes; None if not there.

    Of alternatives `A|B` the first that the row fills. `missing`: whether the
    profile's marks for missing are empty.
    """
    marks = source.profile.missing if missing else ()
    found = []
    for option in alternatives(name):
        place = source.position.get(option)
        if place is None:
            continue
        text = present(pl.col(f"c{place}"), marks)
        labels = source.labels.get(place)
        found.append(text.replace(dict(labels)) if labels else text)
    return pl.coalesce(found) if found else None


def read_sheets(source: Source, columns: Mapping[str, str]) -> Sheets:
    """Every answer sheet of the file.

    Raises:
        UserError: the file lacks the responses' identifiers or their dates.
    """
    survey = source.profile.survey
    assert survey is not None, "a profile of shape survey has a [survey] table"
    forms = _forms(source, survey, columns)
    finished = {form: _finished(source, survey, form) for form in forms.values()}
    all_finished = list(dict(finished).values())
    rows = kept_rows(source, source.rows).select(
        ROW,
        EXTRA,
        _response_id(source, survey, next(iter(finished))).alias("response_id"),
        pl.max_horizontal(
            pl.when(done).then(_time(source, survey.submitted_at, form))
            for form, done in finished.items()
        ).alias("submitted_at"),
        *(
            _text(source, name).alias(ours)
            for ours, name in (
                ("person", survey.person),
                ("team_id", survey.team),
                ("role", survey.role),
            )
        ),
        _seconds(source, survey).alias("seconds"),
        _counts(source, survey).alias("answers"),
        pl.any_horizontal(all_finished).alias("complete"),
        *(
            pl.when(finished[forms[column]])
            .then(present(pl.col(column), source.profile.missing))
            .alias(code)
            for column, code in columns.items()
        ),
    )
    too_fast = pl.col("seconds") < SECONDS_AN_ITEM * len(columns)
    says = survey.finished is not None and any(
        said(source, _of_form(survey.finished, form)) is not None for form in finished
    )
    frame = rows.with_columns(too_fast.alias("too_fast")).drop("seconds")
    read = source.rows.select(pl.len()).collect().item()
    return Sheets(frame.collect(), columns, read, says)


def _of_form(name: str, form: str) -> str:
    return name.replace(FORM, form)


def _forms(
    source: Source, survey: Survey, columns: Mapping[str, str]
) -> dict[str, str]:
    """Column -> the form it stands in, where the profile tells forms apart; else ""."""
    if FORM not in (survey.finished or ""):
        return dict.fromkeys(columns, "")
    assert survey.finished is not None
    end = normal(_of_form(survey.finished, ""))
    names = [normal(name) for name in source.header]
    ends = {place: name for place, name in enumerate(names) if name.endswith(end)}
    found = {}
    for column in columns:
        after = [name for place, name in ends.items() if place > int(column[1:])]
        found[column] = after[0].removesuffix(end) if after else ""
    return found


def _finished(source: Source, survey: Survey, form: str) -> pl.Expr:
    found = said(source, _of_form(survey.finished, form)) if survey.finished else None
    if found is None:
        return pl.lit(value=True)
    if survey.complete == (PRESENT,):
        return found.is_not_null()
    return found.str.to_lowercase().is_in(list(survey.complete)).fill_null(value=False)


def _counts(source: Source, survey: Survey) -> pl.Expr:
    found = said(source, survey.status) if survey.status else None
    if found is None:
        return pl.lit(value=True)
    return found.str.to_lowercase().is_in(list(survey.answers)).fill_null(value=True)


def _text(source: Source, name: str | None) -> pl.Expr:
    found = said(source, name) if name else None
    return pl.lit(None, dtype=pl.String) if found is None else found


def _id_names(survey: Survey) -> tuple[str, ...]:
    names = survey.response_id
    return (names,) if isinstance(names, str) else names


def _response_id(source: Source, survey: Survey, form: str) -> pl.Expr:
    """The vendor's identifier; several cells joined, null where all are empty.

    A time that is part of it is written one way, whatever the format of the file.
    """
    times = {
        column.source: column
        for column in (survey.submitted_at, survey.started_at)
        if column and column.source in _id_names(survey)
    }
    found = []
    for name in _id_names(survey):
        text = said(source, _of_form(name, form), missing=False)
        if text is not None and name in times:
            at = _time(source, times[name], form).dt.strftime(ISO)
            text = pl.coalesce(at, text)
        if text is not None:
            found.append(text)
    if not found:
        raise UserError(
            f'the header lacks "{_id_names(survey)[0]}"; export it again with this '
            "column",
            exit_code=3,
        )
    joined = pl.concat_str([part.fill_null("") for part in found], separator="|")
    joined = pl.when(pl.coalesce(found).is_not_null()).then(joined)
    if set(_id_names(survey)) <= times.keys():
        # Google Forms tells responses apart by the second, or the minute, alone. New
        # ones come at the end, so a number stays with its response in later exports.
        number = pl.int_range(1, pl.len() + 1).over(joined).cast(pl.String)
        return pl.concat_str([joined, number], separator="|")
    return joined


def _time(source: Source, column: Column, form: str) -> pl.Expr:
    if column.constant is not None:
        return typed(pl.lit(column.constant), column)
    assert isinstance(column.source, str), "a survey's time has one column"
    name = _of_form(column.source, form)
    text = cell(source, name)
    if text is None:
        raise UserError(
            f'the header lacks "{name.split("|")[0]}", when a response was sent off; '
            f"{OWN_DATE}",
            exit_code=3,
        )
    zone = column.zone or _known_zone(source.stated_zone)
    of_form = column.model_copy(update={"source": name, "zone": zone})
    return typed(text, of_form, reading(source, of_form))


def _known_zone(name: str | None) -> str | None:
    """A zone that the file states; None where this machine knows none of that name."""
    return name if name in available_timezones() else None


def _seconds(source: Source, survey: Survey) -> pl.Expr:
    """How long a response took; null where the file does not tell."""
    taken = said(source, survey.seconds) if survey.seconds else None
    if taken is not None:
        return taken.cast(pl.Float64, strict=False)
    nothing = pl.lit(None, dtype=pl.Float64)
    started = survey.started_at
    if started is None or survey.submitted_at.constant is not None:
        return nothing
    assert isinstance(started.source, str)
    if FORM in started.source or cell(source, started.source) is None:
        return nothing
    took = _time(source, survey.submitted_at, "") - _time(source, started, "")
    return took.dt.total_milliseconds() / 1000
