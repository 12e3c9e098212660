"""An export opened: its rows below the header, its columns by name, what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.numeric_dates import Orders, date_orders
from etl.profile import Column, DateOrder, Profile, alternatives, normal
from etl.readers.table import EXTRA, ROW, TextTable
from etl.recognise import Recognised
from etl.transforms import transformed
from etl.transforms.rows import Rows
from etl.typed import Reading, present, typed

# A file under this size is read once and held; a larger one is streamed twice or
# three times, so that memory does not grow with it.
HELD_IN_MEMORY_BYTES: Final = 192 * 1024 * 1024
EXAMPLE_MARK: Final = "EXAMPLE"  # how the example row of a template begins
EXAMPLE_WITHIN: Final = 32  # rows from the top
EXAMPLE: Final = "the template's example row"


@dataclass(frozen=True)
class Door:
    """What every file is read with: key, clock, and what the settings say.

    Attributes:
        today: days after it are plans; a session on one was not kept yet.
        history_from: rows of earlier days are left out where a profile has a window.
        date_order: of dates that a file cannot prove, or None to ask.
    """

    key: bytes
    time_zone: str
    scratch: Path
    today: date = field(default_factory=lambda: datetime.now(UTC).date())
    history_from: date = date(2000, 1, 1)
    date_order: DateOrder | None = None


@dataclass(frozen=True)
class Source:
    """Everything about the file that its columns are made from."""

    rows: pl.LazyFrame
    header: tuple[str, ...]
    position: Mapping[str, int]
    texts: tuple[str, ...]
    labels: Mapping[int, Mapping[str, str]]
    profile: Profile
    door: Door
    orders: Orders = field(default_factory=dict)
    stated_zone: str | None = None

    @property
    def key(self) -> bytes:
        """The key pseudonyms are made with."""
        return self.door.key

    @property
    def time_zone(self) -> str:
        """The organisation's zone."""
        return self.door.time_zone

    @property
    def scratch(self) -> Path:
        """A private folder for staged tables."""
        return self.door.scratch


def open_source(table: TextTable, recognised: Recognised, door: Door) -> Source:
    """The file's data rows (no header, no blank rows) and its columns by name.

    `_beyond_header` of these rows holds whatever stands right of the header.

    Raises:
        UserError: the file does not fit the profile's transform, or a date could be
            read day first and month first and nothing says which.
    """
    cells = [f"c{i}" for i in range(table.width)]
    rows = table.rows.filter(
        (pl.col(ROW) > recognised.header_rows)
        & pl.any_horizontal(pl.col(cells).is_not_null())
    )
    beyond = [*cells[len(recognised.header) :], EXTRA]
    rows = rows.with_columns(pl.coalesce(beyond).alias(EXTRA))
    held = table.path.stat().st_size < HELD_IN_MEMORY_BYTES
    if held:
        rows = rows.collect(engine="streaming").lazy()
    changed = transformed(
        Rows(
            recognised.header,
            rows,
            recognised.texts,
            table.labels,
            door.time_zone,
            table.head[: recognised.header_rows - 1],
        ),
        recognised.profile.transform,
    )
    frame = changed.frame
    if recognised.profile.transform and held:
        frame = frame.collect(engine="streaming").lazy()  # else changed at every look
    position: dict[str, int] = {}
    for i, name in enumerate(changed.header):
        position.setdefault(normal(name), i)
    source = Source(
        frame,
        changed.header,
        position,
        changed.texts,
        changed.labels,
        recognised.profile,
        door,
        stated_zone=recognised.time_zone,
    )
    return replace(source, orders=_date_orders(source))


def _date_orders(source: Source) -> Orders:
    """Position -> order of every column of numeric dates; the whole file decides."""
    profile = source.profile
    columns = [c for table in profile.table for c in table.column]
    columns += [profile.window] if profile.window else []
    if profile.survey:
        columns.append(profile.survey.submitted_at)
        columns += [profile.survey.started_at] if profile.survey.started_at else []
    places = {
        place
        for column in columns
        if "numeric" in column.formats
        and (place := _first_place(source, column)) is not None
    }
    return date_orders(
        source.rows,
        sorted(places),
        source.header,
        stated=profile.date_order or source.door.date_order,
    )


def _place(source: Source, name: str) -> int | None:
    """Position of the first of the alternatives `A|B` that the file has."""
    found = (source.position.get(option) for option in alternatives(name))
    return next((place for place in found if place is not None), None)


def cell(source: Source, name: str) -> pl.Expr | None:
    """The cell under a header name (`A|B`: the first there); None without such a column."""
    place = _place(source, name)
    if place is None:
        return None
    return present(pl.col(f"c{place}"), source.profile.missing)


def _first_place(source: Source, column: Column) -> int | None:
    """Position of a column's (first) cell."""
    name = column.source[0] if isinstance(column.source, tuple) else column.source
    return None if column.constant is not None else _place(source, name or column.to)


def reading(source: Source, column: Column) -> Reading:
    """How the cells of a column are read in this file."""
    place = _first_place(source, column)
    order = None if place is None else source.orders.get(place)
    return Reading(source.time_zone, order)


def text_of(source: Source, column: Column) -> pl.Expr:
    if column.constant is not None:
        return pl.lit(column.constant)
    if isinstance(column.source, tuple):
        parts = [cell(source, name) for name in column.source]
        known = [part.fill_null("") for part in parts if part is not None]
        if column.kind in {"date", "timestamp"}:
            return pl.concat_str(known, separator=" ").str.strip_chars()
        return pl.concat_str(known, separator="|")
    found = cell(source, column.source or column.to)
    if found is not None and column.labelled:
        found = _labelled(source, column, found)
    if found is None and column.required:
        raise UserError(
            f'the header lacks "{column.source}"; export it again with this column',
            exit_code=3,
        )
    return pl.lit(None, dtype=pl.String) if found is None else found


def _labelled(source: Source, column: Column, text: pl.Expr) -> pl.Expr:
    """The value labels in place of the codes; a code without a label stays."""
    place = _place(source, column.source) if isinstance(column.source, str) else None
    labels = source.labels.get(place, {}) if place is not None else {}
    return text.replace(dict(labels)) if labels else text


def kept_rows(source: Source, rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that the profile keeps: none from before the window, no example row."""
    for named in _unwanted(source).values():
        rows = rows.filter(~named)
    return rows


def _unwanted(source: Source) -> dict[str, pl.Expr]:
    """Rule, in words -> which rows it leaves out; never null."""
    found: dict[str, pl.Expr] = {}
    if source.profile.standing == "ours":
        example = pl.col("c0").str.starts_with(EXAMPLE_MARK).fill_null(value=False)
        found[EXAMPLE] = example & (pl.col(ROW) <= EXAMPLE_WITHIN)
    for keep in source.profile.keep:
        text = cell(source, keep.column)
        if text is not None:
            said = text.str.to_lowercase().is_in(list(keep.values))
            said = said.fill_null(value=False)
            rule = f"{keep.column} is" if keep.but else f"{keep.column} is not"
            words = f"{rule} {' or '.join(keep.values)}"
            found[words] = said if keep.but else ~said
    window = source.profile.window
    if window:
        day = typed(
            text_of(source, window), window, reading(source, window), any_year=True
        )
        early = day.cast(pl.Date) < pl.lit(source.door.history_from)
        words = f"before {source.door.history_from} (history_from in settings.toml)"
        found[words] = early.fill_null(value=False)
    return found


def left_out(source: Source) -> dict[str, int]:
    """Rule -> rows that `kept_rows` leaves out; each row by the first rule it breaks."""
    unwanted = _unwanted(source)
    if not unwanted:
        return {}
    earlier: list[pl.Expr] = []
    counts: list[pl.Expr] = []
    for number, named in enumerate(unwanted.values()):
        first = named & ~pl.any_horizontal(earlier) if earlier else named
        counts.append(first.sum().alias(str(number)))
        earlier.append(named)
    rows = source.rows
    if list(unwanted) == [EXAMPLE]:
        rows = rows.filter(pl.col(ROW) <= EXAMPLE_WITHIN)  # no second look at all rows
    row = rows.select(counts).collect(engine="streaming").row(0)
    return {words: int(rows) for words, rows in zip(unwanted, row, strict=True) if rows}
