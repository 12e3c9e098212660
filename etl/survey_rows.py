"""A survey file, one row per respondent, to responses and answers.

Privacy: of the columns only those named below and the instruments' items are read.
In an anonymous wave no person key is kept and the time is cut to the wave's launch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from definitions.instruments import Instrument
from etl.conform import (
    OK,
    Conformed,
    Problem,
    Source,
    Staged,
    cell,
)
from etl.errors import UserError
from etl.keys import pseudonyms
from etl.readers.table import EXTRA, ROW
from etl.settings import WaveSetting
from etl.typed import present, timestamp

RESPONSE_ID: Final = "ResponseId"
SUBMITTED: Final = "RecordedDate"
STATUS: Final = "Status"
FINISHED: Final = "Finished"
SECONDS: Final = "Duration (in seconds)"
EMAIL: Final = "RecipientEmail"
TEAM: Final = "Team"
# Qualtrics: 0 and 'IP Address' are answers; preview 1, test 2, spam 8, offline 16 kept
ANSWERS: Final = ("0", "ip address", "4", "imported", "16", "offline", "offline app")
COMPLETE: Final = ("1", "true")
SECONDS_AN_ITEM: Final = 2.0  # faster than this, on average, nobody reads the items


def item_columns(source: Source, items: Mapping[str, str]) -> dict[str, str]:
    """The file's columns that are items: column name `c7` -> item code.

    `items` maps an item code in lower case to the code itself.
    """
    return {
        f"c{position}": items[name]
        for name, position in source.position.items()
        if name in items
    }


def conform_survey(
    source: Source,
    *,
    items: Mapping[str, str],
    instruments: Mapping[str, Instrument],
    waves: Sequence[WaveSetting],
) -> Conformed:
    """Responses and answers of a survey file, staged, with all problems.

    Previews, tests, spam and unfinished responses are dropped and counted. Each
    response belongs to the last wave launched by then; one after the wave's last
    day is marked late. `instruments` maps an item code to its instrument,
    whose coding the answers must fit.

    Raises:
        UserError: no column is an item of a known instrument, or no wave is set.
    """
    columns = item_columns(source, items)
    if not columns:
        raise UserError(
            "no instrument mapped: no column of the survey is an item of a known "
            "instrument; name the columns by item code, e.g. CBI_01",
            exit_code=3,
        )
    if not waves:
        raise UserError(
            "no survey wave is known; name the waves in settings.toml", exit_code=3
        )
    read = source.rows.select(pl.len()).collect().item()
    rows = _responses(source, columns, waves)
    kinds = {instruments[code].key for code in columns.values()}
    questionnaire = "+".join(sorted(kinds))
    frame = rows.with_columns(pl.lit(questionnaire).alias("instrument")).collect()
    problems = _problems(source, frame, columns, instruments)
    return Conformed(
        _staged(source, frame, columns), problems, read, read - frame.height
    )


def _wave_columns(waves: Sequence[WaveSetting]) -> pl.LazyFrame:
    return pl.LazyFrame(
        {
            "wave_id": [wave.wave_id for wave in waves],
            "launched": [wave.first_day for wave in waves],
            "wave_ends": [wave.last_day for wave in waves],
            "anonymous": [wave.anonymous for wave in waves],
        }
    ).sort("launched")


def _cell(source: Source, name: str) -> pl.Expr:
    found = cell(source, name)
    return pl.lit(None, dtype=pl.String) if found is None else found


def _responses(
    source: Source, columns: Mapping[str, str], waves: Sequence[WaveSetting]
) -> pl.LazyFrame:
    """One row per answer sheet that counts, with its wave, key and raw items."""
    status = _cell(source, STATUS).str.to_lowercase().fill_null("0")
    finished = _cell(source, FINISHED).str.to_lowercase().fill_null("1")
    rows = source.rows.filter(status.is_in(ANSWERS) & finished.is_in(COMPLETE))
    rows = rows.with_columns(
        _cell(source, RESPONSE_ID).alias("response_id"),
        timestamp(_cell(source, SUBMITTED)).alias("submitted_at"),
        _cell(source, EMAIL).alias("_email"),
        _cell(source, TEAM).alias("team_id"),
        (
            _cell(source, SECONDS).cast(pl.Float64, strict=False)
            < SECONDS_AN_ITEM * len(columns)
        ).alias("too_fast"),
    )
    rows = rows.with_columns(pl.col("submitted_at").dt.date().alias("_day"))
    rows = rows.sort("_day").join_asof(
        _wave_columns(waves), left_on="_day", right_on="launched", strategy="backward"
    )
    return _without_identity(_keyed(source, rows))


def _keyed(source: Source, rows: pl.LazyFrame) -> pl.LazyFrame:
    emails = rows.select("_email").unique().collect()["_email"].drop_nulls()
    hashed = pseudonyms(source.key, source.profile.system, emails)
    return rows.join(
        hashed.rename({"hashed": "staff_key"}).lazy(),
        left_on="_email",
        right_on="identifier",
        how="left",
    )


def _without_identity(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Anonymous answers lose their person and their time."""
    anonymous = pl.col("anonymous").fill_null(value=True)
    return rows.with_columns(
        (pl.col("_day") > pl.col("wave_ends")).fill_null(value=False).alias("late"),
        pl.when(~anonymous).then(pl.col("staff_key")).alias("staff_key"),
        pl.when(anonymous)
        .then(pl.col("launched").cast(pl.Datetime("us")))
        .otherwise(pl.col("submitted_at"))
        .alias("submitted_at"),
    )


def _answer(source: Source, column: str) -> pl.Expr:
    return present(pl.col(column), source.profile.missing)


def _unreadable(source: Source, column: str) -> pl.Expr:
    text = _answer(source, column)
    return text.is_not_null() & text.cast(pl.Float64, strict=False).is_null()


def _outside(source: Source, column: str, instrument: Instrument) -> pl.Expr:
    """Whether a number lies outside the instrument's coding."""
    value = _answer(source, column).cast(pl.Float64, strict=False)
    coded = [float(raw) for raw in instrument.raw.points]
    return value.is_not_null() & ~value.is_in(coded)


def _problems(
    source: Source,
    frame: pl.DataFrame,
    columns: Mapping[str, str],
    instruments: Mapping[str, Instrument],
) -> tuple[Problem, ...]:
    """Problems of survey rows: the column and the rule, never the answer."""
    checks = {
        (RESPONSE_ID, "required", "expected a response id, found none"): pl.col(
            "response_id"
        ).is_null(),
        (SUBMITTED, "timestamp", "expected a date and time, found something else"): (
            pl.col("_day").is_null()
        ),
        (SUBMITTED, "wave", "expected a date on or after the first wave's launch"): (
            pl.col("_day").is_not_null() & pl.col("wave_id").is_null()
        ),
        ("", "too many cells", "expected no cell beyond the header, found more"): (
            pl.col(EXTRA).is_not_null()
        ),
    }
    for column, code in columns.items():
        message = "expected a number of the response scale, found something else"
        checks[code, "number", message] = _unreadable(source, column)
        raw = instruments[code].raw
        coding = (
            f"expected an answer coded {raw.lowest} to {raw.highest}, found another "
            "number; export or recode the answers so"
        )
        checks[code, "range", coding] = _outside(source, column, instruments[code])
    found = [
        Problem(row, name, rule, message)
        for (name, rule, message), bad in checks.items()
        for row in frame.filter(bad)[ROW]
    ]
    return tuple(sorted(found, key=lambda problem: problem.row))


def _staged(
    source: Source, frame: pl.DataFrame, columns: Mapping[str, str]
) -> tuple[Staged, ...]:
    # by the vendor's random number, so that the order of arrival is not kept
    frame = frame.sort("response_id").with_columns(pl.lit(value=True).alias(OK))
    responses = frame.select(
        ROW,
        "response_id",
        "wave_id",
        "instrument",
        "staff_key",
        "team_id",
        "submitted_at",
        "too_fast",
        "late",
        OK,
    )
    answers = (
        frame.select(
            ROW,
            "response_id",
            OK,
            *(
                _answer(source, column).cast(pl.Float64, strict=False).alias(code)
                for column, code in columns.items()
            ),
        )
        .unpivot(
            index=[ROW, "response_id", OK], variable_name="item", value_name="value"
        )
        .sort("response_id", "item")
    )
    found = []
    for target, rows in (("survey_response", responses), ("survey_answer", answers)):
        path = source.scratch / f"{target}.parquet"
        rows.write_parquet(path)
        found.append(Staged(target, path))
    return tuple(found)
