"""Which answer sheets count, whose they are, and to which wave they belong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.keys import pseudonyms
from etl.readers.table import ROW
from etl.settings import WaveSetting
from etl.survey_sheets import Sheets

SYSTEM: Final = "survey"  # whose identifiers persons have here
NOT_KEPT: Final = "not kept by the profile"
NOT_ANSWERS: Final = "previews, tests and spam"
NOT_FINISHED: Final = "not finished"
NOTHING_ANSWERED: Final = "no item answered"
SAME_RESPONSE: Final = "the same response again"
SAME_PERSON: Final = "answered again later by the same person"


@dataclass(frozen=True)
class Kept:
    """The answer sheets kept so far, and how many were left out, by reason."""

    frame: pl.DataFrame
    left_out: Mapping[str, int]

    def only(self, keep: pl.Expr, reason: str) -> Kept:
        """Those that fulfil `keep`; the others are counted under the reason."""
        frame = self.frame.filter(keep)
        lost = self.frame.height - frame.height
        return Kept(frame, {**self.left_out, reason: lost} if lost else self.left_out)

    def changed(self, frame: pl.DataFrame) -> Kept:
        """The same sheets with other columns."""
        return Kept(frame, self.left_out)


def that_count(sheets: Sheets) -> Kept:
    """The sheets that are answers, sent off, each once.

    Where nothing tells whether a sheet was sent off, one without any answer was not.
    """
    lost = sheets.rows_read - sheets.frame.height
    kept = Kept(sheets.frame, {NOT_KEPT: lost} if lost else {})
    kept = kept.only(pl.col("answers"), NOT_ANSWERS)
    kept = kept.only(pl.col("complete"), NOT_FINISHED)
    if not sheets.says_complete:
        codes = list(sheets.columns.values())
        answered = pl.any_horizontal(pl.col(codes).is_not_null())
        kept = kept.only(answered, NOTHING_ANSWERED)
    key = pl.col("response_id")
    return kept.only(key.is_last_distinct() | key.is_null(), SAME_RESPONSE)


def no_wave(frame: pl.DataFrame) -> UserError:
    """What to write into the settings, from the file's own first and last day."""
    days = frame["submitted_at"].drop_nulls().dt.date()
    if days.is_empty():
        return UserError(
            "no survey wave is known; name the waves in settings.toml", exit_code=3
        )
    first, last = days.sort().gather([0, -1])
    return UserError(
        "no survey wave is known; put the wave into settings.toml (its first and last "
        "day are taken from the file, the name is yours), then load again:\n"
        f'[[wave]]\nname = "{first:%Y-%m}"\nfirst_day = {first}\nlast_day = {last}',
        exit_code=3,
    )


def keyed(frame: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """The sheets with each person's pseudonym in place of what the file calls them."""
    persons = frame["person"].drop_nulls().unique()
    hashed = pseudonyms(key, SYSTEM, persons)
    return frame.join(
        hashed.rename({"hashed": "staff_key"}),
        left_on="person",
        right_on="identifier",
        how="left",
        maintain_order="left",
    ).drop("person")


def in_waves(frame: pl.DataFrame, waves: Sequence[WaveSetting]) -> pl.DataFrame:
    """The sheets with their wave; anonymous ones lose their person and their time."""
    known = pl.DataFrame(
        {
            "wave_id": [wave.wave_id for wave in waves],
            "launched": [wave.first_day for wave in waves],
            "wave_ends": [wave.last_day for wave in waves],
            "anonymous": [wave.anonymous for wave in waves],
        }
    ).sort("launched")
    day = pl.col("submitted_at").dt.date()
    frame = frame.with_columns(day.alias("_day")).sort("_day", maintain_order=True)
    frame = frame.join_asof(
        known, left_on="_day", right_on="launched", strategy="backward"
    )
    anonymous = pl.col("anonymous").fill_null(value=True)
    late = (pl.col("_day") > pl.col("wave_ends")).fill_null(value=False)
    return frame.with_columns(
        late.alias("late"),
        pl.when(~anonymous).then(pl.col("staff_key")).alias("staff_key"),
        pl.when(anonymous)
        .then(pl.col("launched").cast(pl.Datetime("us")))
        .otherwise(pl.col("submitted_at"))
        .alias("submitted_at"),
    )


def last_of_each_person(kept: Kept, bad: Collection[int]) -> Kept:
    """Of each person's sheets in a wave the last; those without a person all stay.

    A late one does not take the place of one in time, nor one with a problem (`bad`:
    its source row) that of a good one.
    """
    in_order = kept.changed(kept.frame.sort("submitted_at", ROW))
    problem = pl.col(ROW).is_in(list(bad)).alias("_problem")
    same = pl.struct("staff_key", "wave_id", "late", problem)
    last = same.is_last_distinct() | pl.col("staff_key").is_null() | problem
    return in_order.only(last, SAME_PERSON)
