"""Writing export files, with the slips that real exports have."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

BROKEN_SHARE = 0.004  # at most so many of a file's rows hold a slip
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"

Slip = tuple[str, str]


def write_csv(
    path: Path,
    rows: pl.DataFrame,
    *,
    slips: Sequence[Slip] = (),
    key: str | None = None,
) -> int:
    """Writes rows, then copies of the last ones with a slip each; returns the slips.

    A slip is a column and the text that stands there instead of what should. A file too
    short to hide one in (under 250 rows) gets none. A `key` is the column that numbers the
    rows: a copy gets a number of its own.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    chosen = slips[: int(len(rows) * BROKEN_SHARE)]
    with path.open("wb") as file:
        rows.write_csv(file, datetime_format=TIME_FORMAT)
        for number, (column, text) in enumerate(chosen):
            row = rows.slice(len(rows) - 1 - number * 3, 1)
            as_text = row.select(
                pl.col(pl.Datetime).dt.strftime(TIME_FORMAT), ~pl.selectors.datetime()
            ).select(pl.all().cast(pl.String))
            if key:
                as_text = as_text.with_columns(pl.format("{}-{}", key, pl.lit(number)))
            broken = as_text.with_columns(pl.lit(text).alias(column)).select(
                rows.columns
            )
            broken.write_csv(file, include_header=False)
    return len(chosen)


def write_lines(
    path: Path, header: Sequence[str], lines: Iterable[Sequence[object]]
) -> None:
    """Writes a small file from plain tuples, in the order given; None is blank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = pl.DataFrame(
        [["" if cell is None else str(cell) for cell in line] for line in lines],
        schema=dict.fromkeys(header, pl.String),
        orient="row",
    )
    rows.select(
        pl.when(pl.all() == "").then(None).otherwise(pl.all()).name.keep()
    ).write_csv(path)
