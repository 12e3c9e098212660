"""A survey file, one row per respondent, to responses and answers.

Privacy: of the columns only those that the profile's [survey] names and the
instruments' items are read. In an anonymous wave no person key is kept and the time is
cut to the wave's launch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import polars as pl

from definitions.instruments import Instrument
from etl.conform import CUT_OFF, OK, TOO_MANY, Conformed, Problem, Staged, whole
from etl.errors import UserError
from etl.keys import pseudonyms
from etl.readers.table import CUT_SHORT, EXTRA, ROW
from etl.settings import WaveSetting
from etl.source import Source
from etl.survey_items import Coding, coding, item_columns, raw_values
from etl.survey_sheets import read_sheets
from etl.survey_waves import (
    in_waves,
    keyed,
    last_of_each_person,
    no_wave,
    that_count,
)
from etl.typed import PERSONAL_FOUND, impersonal


class NoInstrumentError(UserError):
    """No column of a survey is an item of a known instrument."""

    rule: ClassVar[str] = "no instrument mapped"


def conform_survey(
    source: Source,
    *,
    items: Mapping[str, str],
    instruments: Mapping[str, Instrument],
    waves: Sequence[WaveSetting],
) -> Conformed:
    """Responses and answers of a survey file, staged, with all problems.

    Left out, counted by reason: previews, tests and spam; unfinished responses; all
    but the last row of a response; of a person's responses without a problem in a wave
    that is not anonymous, all but the last (a late one does not replace one in time). Each
    response belongs to the last wave launched by then; one after the wave's last day
    is marked late. `instruments` maps an item code to its instrument, whose coding the
    answers must fit; `items` an item code in lower case to the code itself.

    Raises:
        UserError: no column is an item of a known instrument, two are the same, the
            responses have no identifier or no date, or no wave is set.
    """
    columns = _item_columns(source, items)
    sheets = read_sheets(source, columns)
    kept = that_count(sheets)
    if not waves:
        raise no_wave(kept.frame)
    frame = in_waves(keyed(kept.frame, source.key), waves)
    codings = {
        code: coding(source, int(column[1:]), code, instruments)
        for column, code in columns.items()
    }
    values = frame.select(
        raw_values(frame[code], coded).alias(code) for code, coded in codings.items()
    )
    problems = _problems(source, frame, values, codings)
    kinds = {instruments[code].key for code in codings}
    frame = frame.with_columns(
        *values.with_columns(_turned(codings)),
        pl.lit("+".join(sorted(kinds))).alias("instrument"),
    )
    bad = {problem.row for problem in problems}
    kept = last_of_each_person(kept.changed(frame), bad)
    return whole(
        source,
        Conformed(
            _staged(source, kept.frame, values.columns),
            problems,
            sheets.rows_read,
            sum(kept.left_out.values()),
            kept.left_out,
        ),
    )


def _item_columns(source: Source, items: Mapping[str, str]) -> dict[str, str]:
    columns = item_columns(source, items)
    if not columns:
        raise NoInstrumentError(
            "no instrument mapped: no column of the survey is an item of a known "
            "instrument; say once which question is which item with `ballast map`, or "
            "name the columns by item code, e.g. CBI_01",
            exit_code=3,
        )
    return columns


def _turned(codings: Mapping[str, Coding]) -> list[pl.Expr]:
    """The items that are asked the other way round, turned."""
    return [
        (coded.turned - pl.col(code)).alias(code)
        for code, coded in codings.items()
        if coded.turned is not None
    ]


def _personal(name: str) -> pl.Expr:
    return pl.col(name).is_not_null() & impersonal(pl.col(name)).is_null()


def _problems(
    source: Source,
    frame: pl.DataFrame,
    values: pl.DataFrame,
    codings: Mapping[str, Coding],
) -> tuple[Problem, ...]:
    """Problems of survey rows: the column and the rule, never the answer."""
    survey = source.profile.survey
    assert survey is not None
    ids = survey.response_id
    named = ids if isinstance(ids, str) else " + ".join(ids)
    time = survey.submitted_at.source
    sent = time if isinstance(time, str) else survey.submitted_at.to
    before_any = pl.col("_day").is_not_null() & pl.col("wave_id").is_null()
    checks = {
        (named, "required", "expected a response id, found none"): pl.col(
            "response_id"
        ).is_null(),
        (sent, "timestamp", "expected a date and time, found something else"): (
            pl.col("_day").is_null()
        ),
        (
            sent,
            "wave",
            "expected a date on or after the first wave's launch",
        ): before_any,
        ("", *TOO_MANY): pl.col(EXTRA).is_not_null() & (pl.col(EXTRA) != CUT_SHORT),
        ("", *CUT_OFF): pl.col(EXTRA) == CUT_SHORT,
        (survey.team or "", "personal", PERSONAL_FOUND): _personal("team_id"),
        (survey.role or "", "personal", PERSONAL_FOUND): _personal("role"),
    }
    found = [
        Problem(row, name, rule, message)
        for (name, rule, message), bad in checks.items()
        for row in frame.filter(bad)[ROW]
    ]
    for code, coded in codings.items():
        found += _answer_problems(frame[ROW], frame[code], values[code], coded)
    return tuple(sorted(found, key=lambda problem: problem.row))


def _answer_problems(
    rows: pl.Series, texts: pl.Series, values: pl.Series, coded: Coding
) -> list[Problem]:
    unknown = texts.is_not_null() & values.is_null()
    outside = values.is_not_null() & ~values.is_in(list(coded.valid))
    messages = (
        (
            unknown,
            "answer",
            (
                f"expected a number from {coded.expected} or a known answer text, "
                "found another text; say once with `ballast map` what it stands for"
            ),
        ),
        (
            outside,
            "range",
            (
                f"expected an answer coded {coded.expected}, found another number; "
                "export or recode the answers so"
            ),
        ),
    )
    return [
        Problem(row, texts.name, rule, message)
        for bad, rule, message in messages
        for row in rows.filter(bad)
    ]


def _staged(
    source: Source, frame: pl.DataFrame, items: Sequence[str]
) -> tuple[Staged, ...]:
    # in the order of a keyed hash, so that the order of arrival is not kept
    ids = frame["response_id"].drop_nulls().unique()
    hashed = pseudonyms(source.key, "order of responses", ids)
    shuffled = frame.join(
        hashed, left_on="response_id", right_on="identifier", how="left"
    )
    shuffled = shuffled.sort("hashed").with_columns(pl.lit(value=True).alias(OK))
    responses = shuffled.select(
        ROW,
        "response_id",
        "wave_id",
        "instrument",
        "staff_key",
        "team_id",
        "role",
        "submitted_at",
        "too_fast",
        "late",
        OK,
    )
    answers = (
        shuffled.select(ROW, "response_id", "hashed", OK, *items)
        .unpivot(
            index=[ROW, "response_id", "hashed", OK],
            variable_name="item",
            value_name="value",
        )
        .sort("hashed", "item")
        .drop("hashed")
    )
    found = []
    for target, rows in (("survey_response", responses), ("survey_answer", answers)):
        path = source.scratch / f"{target}.parquet"
        rows.write_parquet(path)
        found.append(Staged(target, path))
    return tuple(found)
