"""An export opened: its rows below the header, its columns by name, what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import polars as pl

from etl.errors import UserError
from etl.numeric_dates import Orders, date_orders
from etl.profile import Column, DateOrder, Profile, alternatives, normal
from etl.readers.table import CUT_SHORT, EXTRA, ROW, TextTable
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
AGAIN: Final = "the header again"
TOTAL: Final = "a row of totals"
ELSEWHERE: Final = "on another sheet, under another header"
TOTALS: Final = ("total", "totals", "grand total", "subtotal", "sub-total", "gesamt", "summe", "total général")  # fmt: skip
ALIKE: Final = 4  # cells of a header that make a row the header again
TOGETHER: Final = 32  # columns; more in one `any` take the optimiser minutes


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
    """Everything about the file that its columns are made from.

    Attributes:
        misfits: `source_row` and `_beyond_header` of rows that were taken out before
            a transform, for it would forget that they have more cells than the header.
        elsewhere: rows on sheets that are not read.
    """

    rows: pl.LazyFrame
    header: tuple[str, ...]
    position: Mapping[str, int]
    texts: tuple[str, ...]
    labels: Mapping[int, Mapping[str, str]]
    profile: Profile
    door: Door
    orders: Orders = field(default_factory=dict)
    stated_zone: str | None = None
    misfits: pl.DataFrame = field(default_factory=pl.DataFrame)
    elsewhere: int = 0

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
    rows = table.rows.filter((pl.col(ROW) > recognised.header_rows) & _any_cell(cells))
    beyond = [*cells[len(recognised.header) :], EXTRA]
    rows = rows.with_columns(pl.coalesce(beyond).alias(EXTRA))
    if table.cut_short:
        last = rows.select(pl.col(ROW).max()).collect(engine="streaming").item()
        if last is not None:  # the header itself may be what is cut short
            cut = pl.when(pl.col(ROW) == last).then(pl.lit(CUT_SHORT))
            rows = rows.with_columns(cut.otherwise(pl.col(EXTRA)).alias(EXTRA))
    held = table.path.stat().st_size < HELD_IN_MEMORY_BYTES
    if held:
        rows = rows.collect(engine="streaming").lazy()
    misfits = pl.DataFrame()
    if recognised.profile.transform:
        fits = pl.col(EXTRA).is_null()
        misfits = rows.filter(~fits).select(ROW, EXTRA).collect(engine="streaming")
        rows = rows.filter(fits) if misfits.height else rows
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
        misfits=misfits,
        elsewhere=table.elsewhere,
    )
    _refuse_twins(source)
    return replace(source, orders=_date_orders(source))


def _any_cell(cells: Sequence[str]) -> pl.Expr:
    """Whether any of the cells holds something."""
    parts = [cells[i : i + TOGETHER] for i in range(0, len(cells), TOGETHER)]
    return pl.any_horizontal(
        pl.any_horizontal(pl.col(part).is_not_null()) for part in parts
    )


def _columns(profile: Profile) -> list[Column]:
    """Every column that the profile reads."""
    found = [c for table in profile.table for c in table.column]
    found += [profile.window] if profile.window else []
    if profile.survey:
        found.append(profile.survey.submitted_at)
        found += [profile.survey.started_at] if profile.survey.started_at else []
    return found


def _refuse_twins(source: Source) -> None:
    """Refuses a header that names a column twice which the profile reads.

    Raises:
        UserError: it does, and the cells of the two are not alike.
    """
    names = [normal(name) for name in source.header]
    for column in _columns(source.profile):
        place = _first_place(source, column)
        if place is None or names.count(names[place]) == 1:
            continue
        twins = [f"c{i}" for i, name in enumerate(names) if name == names[place]]
        unlike = [pl.col(twins[0]).ne_missing(pl.col(other)) for other in twins[1:]]
        differ = source.rows.select(pl.any_horizontal(unlike).any())
        if differ.collect(engine="streaming").item():
            raise UserError(
                f'the header names "{source.header[place]}" twice, and the two columns '
                "differ; rename or delete the one that does not count",
                exit_code=3,
            )


def _date_orders(source: Source) -> Orders:
    """Position -> order of every column of numeric dates; the whole file decides."""
    profile = source.profile
    places = {
        place
        for column in _columns(profile)
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
    return rows.filter(~unwanted(source))


def unwanted(source: Source) -> pl.Expr:
    """Whether a rule leaves the row out; never null."""
    found = _unwanted(source).values()
    return pl.any_horizontal(found) if found else pl.lit(value=False)


def _unwanted(source: Source) -> dict[str, pl.Expr]:
    """Rule, in words -> which rows it leaves out; never null."""
    found: dict[str, pl.Expr] = {}
    if source.profile.standing == "ours":
        example = pl.col("c0").str.starts_with(EXAMPLE_MARK).fill_null(value=False)
        found[EXAMPLE] = example & (pl.col(ROW) <= EXAMPLE_WITHIN)
    found |= _not_data(source)
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


def _not_data(source: Source) -> dict[str, pl.Expr]:
    """Rule -> rows that say nothing of anybody: the header again, and totals."""
    if source.profile.transform or source.profile.shape != "rows":
        return {}
    named = [
        (place, source.header[place])
        for place, name in enumerate(source.header[:ALIKE])
        if name.strip()
    ]
    again = pl.all_horizontal(pl.col(f"c{i}") == name for i, name in named)
    first = source.profile.table[0].column[0]
    found = {AGAIN: again.fill_null(value=False)}
    if first.to in {"staff_key", "team_id"} and isinstance(first.source, str):
        text = cell(source, first.source)
        if text is not None:
            words = [
                f(w)
                for w in TOTALS
                for f in (str.lower, str.upper, str.capitalize, str.title)
            ]
            found[TOTAL] = text.is_in(words).fill_null(value=False)
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
