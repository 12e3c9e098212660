"""Making the marts, each slice only where what it is made from has changed.

The marts stand in warehouse/marts.duckdb with the fingerprint of what each slice was
made from: its SQL, the values it was told, and the rows of its sources that can matter
to it. The file holds nothing that the warehouse does not, is as private as that, and
may be deleted at any time: the next publication makes it anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from etl import marts
from etl.kept.contents import (
    DAYS,
    Contents,
    Key,
    columns_of,
    contents,
    digest,
    kind_of,
)
from etl.kept.header import Header, header
from etl.kept.results import Results
from etl.kept.state import State

WEEK: Final = timedelta(days=7)  # the longest time a note or a night runs on, and more
WAVE_DAYS: Final = timedelta(days=84)
Parameters = Mapping[str, marts.Parameter]


@dataclass(frozen=True)
class Slice:
    """A part of a mart: its key, and the days on which its sources' rows matter."""

    key: Key
    first: date
    last: date


def kept_path(data: Path) -> Path:
    """The file of the kept marts."""
    return data / "warehouse" / "marts.duckdb"


def build_kept(
    con: duckdb.DuckDBPyConnection, data: Path, *, settings_params: Parameters
) -> Keeper:
    """Makes all marts as `marts.build` does, from what is kept and what has changed.

    They are temporary views of the attached file then. A file that cannot be used is
    made anew.
    """
    state = State(con, kept_path(data))
    keeper = Keeper(con, state, dict(settings_params))
    for mart in marts.MARTS:
        keeper.make(mart)
    return keeper


class Keeper:
    """Makes one mart after the other, then other tables from them."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        state: State,
        values: dict[str, marts.Parameter],
    ) -> None:
        self.con = con
        self.state = state
        self.values = values
        self.known: dict[str, Contents] = {}
        self.results = Results(con)
        self.columns: dict[str, dict[str, str]] = {}
        self.hides = _temporary(con)
        self.stored = _stored(con)

    def make(self, mart: str) -> None:
        """Makes a mart, or what of it has changed."""
        sql = marts.statement(mart)
        head = header(sql)
        if _is_view(mart):
            self._clear(mart)
            self.con.execute(sql, marts.named_in(sql, self.values))
            self.hides[mart] = "view"
        elif head.cut == "whole":
            self._whole(mart, sql, head)
        else:
            self._sliced(mart, sql, head)

    def frame(self, name: str, sql: str, table: str) -> pl.DataFrame:
        """Rows of a temporary table that a statement without parameters makes.

        Args:
            name: under which they are kept.
            sql: the statement, with a header that names its sources.
            table: the table's own name.
        """
        read = [(each, self._contents(each).total()) for each in header(sql).sources]
        made_from = digest([sql, *read])
        if self.state.prints(name) != {(): made_from}:
            self.con.execute(sql)
            self.state.replace(name, made_from, table)
        found: pl.DataFrame = self.con.sql(f"from kept.{name}").pl()
        return found

    def forget_others(self, *names: str) -> None:
        """Drops what is kept under other names: marts and tables there are no more."""
        self.state.forget(but={*marts.MARTS, *names})

    def _whole(self, mart: str, sql: str, head: Header) -> None:
        values = marts.named_in(sql, self.values)
        read = [(name, self._contents(name).total()) for name in head.sources]
        made_from = digest([sql, sorted(values.items()), *read])
        if self.state.prints(mart) != {(): made_from}:
            self.state.make(mart, made_from, sql, values)
        self._show(mart)

    def _sliced(self, mart: str, sql: str, head: Header) -> None:
        slices = {one.key: one for one in self._slices(head)}
        values = marts.named_in(sql, self.values)
        now = {
            key: self._print(sql, _clipped(values, one, head), head, one)
            for key, one in slices.items()
        }
        if () in self.state.prints(mart):
            self.state.clear(mart)  # it was not cut when it was kept
        was = self.state.prints(mart)
        stale = [key for key, made_from in now.items() if was.get(key) != made_from]
        gone = [key for key in was if key not in now]
        if not self.state.has(mart):
            stale, gone = list(now), []
        before = self.state.contents(mart)
        for run in _runs([slices[key] for key in stale], head):
            self._make_run(mart, sql, head, run, values, now)
        if not stale and not self.state.has(mart):
            self._make_run(mart, sql, head, [], values, now)
        if gone:
            self.state.drop(mart, gone, head)
        self._show(mart)
        self._refresh(mart, head, before, [slices[key] for key in stale], gone)

    def _make_run(
        self,
        mart: str,
        sql: str,
        head: Header,
        run: Sequence[Slice],
        values: Parameters,
        now: Mapping[Key, str],
    ) -> None:
        clipped = dict(values)
        if run:
            whole = Slice((), min(s.first for s in run), max(s.last for s in run))
            clipped = _clipped(values, whole, head)
        shown = self._narrow(head, run)
        try:
            self._clear(mart)
            self.con.execute(sql, clipped)
            self.hides[mart] = "table"
        finally:
            for restore in shown.values():
                restore()
        self.state.merge(
            mart, {one.key: now[one.key] for one in run}, _inside(head, run)
        )

    def _narrow(
        self, head: Header, run: Sequence[Slice]
    ) -> dict[str, Callable[[], object]]:
        """Sources that show only the rows of these slices; how each is put back."""
        shown: dict[str, Callable[[], object]] = {}
        for name in _with_those_of_views(head.sources):
            condition = self._condition(name, head, run)
            if name in head.whole or condition is None:
                continue
            full = self._full_name(name)
            if full is None:
                continue
            shown[name] = self._restorer(name)
            self._show_as(name, f"from {full} where {condition}")
        return shown

    def _full_name(self, name: str) -> str | None:
        """A name of the relation that a view of the same name does not hide."""
        if name in marts.MARTS:
            return None if _is_view(name) else f"kept.{name}"
        if name == "period":
            self.con.execute("create or replace table kept.period as from period")
            return "kept.period"
        return self.stored.get(name)

    def _restorer(self, name: str) -> Callable[[], object]:
        if name == "period":
            return self._restore_periods
        if name in marts.MARTS:
            return lambda: self._show(name)
        return lambda: self._clear(name)

    def _restore_periods(self) -> None:
        self._clear("period")
        self.con.execute("create temp table period as from kept.period")
        self.hides["period"] = "table"

    def _condition(self, name: str, head: Header, run: Sequence[Slice]) -> str | None:
        kind, key = kind_of(name, self._columns(name))
        if not run:
            return "false" if kind in ("days", head.cut) else None
        if kind == "days":
            first = min(one.first for one in run) - timedelta(days=head.margin)
            last = max(one.last for one in run) + timedelta(days=head.margin)
            return f"{key} between date '{first}' and date '{last}'"
        if kind == "ranges" and head.cut == "days":
            begins, ends = key.split(", ")
            first = min(one.first for one in run) - timedelta(days=head.margin)
            last = max(one.last for one in run) + timedelta(days=head.margin)
            return f"coalesce({begins} <= date '{last}' and {ends} >= date '{first}', true)"
        if kind == head.cut and kind in ("periods", "waves"):
            return f"({key}) in ({', '.join(_literal(one.key) for one in run)})"
        return None

    def _columns(self, name: str) -> dict[str, str]:
        if name not in self.columns:
            self.columns[name] = columns_of(self.con, name)
        return self.columns[name]

    def _print(self, sql: str, values: Parameters, head: Header, one: Slice) -> str:
        margin = timedelta(days=head.margin)
        parts: list[object] = [sql, sorted(values.items())]
        for name in head.sources:
            held = self._contents(name)
            if name in head.whole:
                parts.append((name, held.total()))
            elif held.kind == head.cut and held.kind in ("periods", "waves"):
                parts.append((name, held.at(one.key)))
            else:
                parts.append(
                    (name, held.between(one.first - margin, one.last + margin))
                )
        return digest(parts)

    def _slices(self, head: Header) -> list[Slice]:
        if head.cut == "periods":
            rows = self.con.execute(
                "select period_kind, period_start, min(from_day), max(to_day) "
                "from period group by all order by all"
            ).fetchall()
            return [Slice((kind, start), a, b) for kind, start, a, b in rows]
        if head.cut == "waves":
            rows = self.con.execute(
                "select wave_id, min(anchor_day), max(anchor_day) from anchor "
                "group by all order by all"
            ).fetchall()
            return [Slice((wave,), a - WAVE_DAYS, b) for wave, a, b in rows]
        if head.of_span:
            first, last = self.values["first_day"], self.values["last_day"]
            assert isinstance(first, date)
            assert isinstance(last, date)
            return _months(first, last)
        days = [
            key[0]
            for name in head.sources
            if name not in head.whole and self._contents(name).kind == "days"
            for key in self._contents(name).prints
            if isinstance(key[0], date)
        ]
        if not days:
            return []
        margin = timedelta(days=head.margin)
        return _months(min(days) - margin, max(days) + margin)

    def _contents(self, name: str) -> Contents:
        if name not in self.known:
            self.known[name] = self.state.known_contents(name) or self._found(name)
        return self.known[name]

    def _found(self, name: str) -> Contents:
        found = contents(self.con, name, columns=self._columns(name))
        self.state.remember(name, found)
        return found

    def _refresh(
        self,
        mart: str,
        head: Header,
        before: Contents | None,
        made: Sequence[Slice],
        gone: Sequence[Key],
    ) -> None:
        """Contents of a sliced mart after some of its slices were made anew."""
        if before is None or gone:
            return  # found when somebody asks
        if before.kind != head.cut or DAYS.get(mart, head.column) != head.column:
            if made:
                self.state.forget_contents(mart)
            return
        prints = dict(before.prints)
        for one in made:
            for key in [k for k in prints if _within(k, one, head)]:
                del prints[key]
        if made:
            inside = _inside(head, made)
            prints |= contents(
                self.con, mart, inside, columns=self._columns(mart)
            ).prints
        found = Contents(before.kind, prints)
        self.known[mart] = found
        if made:
            self.state.remember(mart, found)

    def _show(self, mart: str) -> None:
        self._show_as(mart, f"from kept.{mart}")

    def _show_as(self, name: str, sql: str) -> None:
        """Hides what has this name behind a temporary view."""
        if self.hides.get(name) == "table":
            self._clear(name)
        self.con.execute(f"create or replace temp view {name} as {sql}")
        self.hides[name] = "view"

    def _clear(self, name: str) -> None:
        """Drops the temporary table or view of this name, if there is one."""
        if kind := self.hides.pop(name, None):
            self.con.execute(f"drop {kind} temp.main.{name}")


def _temporary(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Temporary tables and views there are: name -> `table` or `view`."""
    rows = con.execute(
        "select table_name, 'table' from duckdb_tables() where temporary "
        "union all select view_name, 'view' from duckdb_views() "
        "where temporary and not internal"
    ).fetchall()
    return dict(rows)


def _stored(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Views, else tables of the warehouse: name -> its name that nothing can hide."""
    rows = con.execute(
        "select table_name, database_name from duckdb_tables() "
        "where not temporary and database_name <> 'kept' "
        "union all select view_name, database_name from duckdb_views() "
        "where not temporary and not internal and database_name <> 'kept'"
    ).fetchall()
    return {name: f'"{database}".main.{name}' for name, database in rows}


def _is_view(mart: str) -> bool:
    return f"create or replace temp view {mart} " in marts.statement(mart)


def _with_those_of_views(sources: Iterable[str]) -> list[str]:
    """Sources, and those of such that are views: narrowing these narrows the view."""
    found: list[str] = []
    for name in sources:
        found.append(name)
        if name in marts.MARTS and _is_view(name):
            found += header(marts.statement(name)).sources
    return list(dict.fromkeys(found))


def _clipped(
    values: Parameters, one: Slice, head: Header
) -> dict[str, marts.Parameter]:
    """What a slice is told: days far from it are none of its concern."""
    clipped = dict(values)
    if head.cut != "days":
        return clipped
    beyond = WEEK + timedelta(days=head.margin)
    first, last = clipped.get("first_day"), clipped.get("last_day")
    for name, told in (("first_day", first), ("last_day", last)):
        if isinstance(told, date):
            near = max(told, one.first - beyond)
            clipped[name] = min(near, one.last + beyond)
    return clipped


def _months(first: date, last: date) -> list[Slice]:
    found = []
    start = first.replace(day=1)
    while start <= last:
        after = (start + timedelta(days=32)).replace(day=1)
        found.append(Slice((start,), start, after - timedelta(days=1)))
        start = after
    return found


RUN: Final = 6  # months made at once: what fits in memory beside the rest


def _runs(stale: Sequence[Slice], head: Header) -> list[list[Slice]]:
    """Slices to be made together: neighbouring months, or all periods and waves."""
    if head.cut != "days":
        return [list(stale)] if stale else []
    runs: list[list[Slice]] = []
    for one in sorted(stale, key=lambda each: each.first):
        near = runs and runs[-1][-1].last + timedelta(days=1) == one.first
        if near and len(runs[-1]) < RUN:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _inside(head: Header, run: Iterable[Slice]) -> str:
    """The condition that a row of the mart lies in one of these slices."""
    chosen = list(run)
    if not chosen:
        return "false"
    if head.cut == "days":
        first, last = min(o.first for o in chosen), max(o.last for o in chosen)
        months = ", ".join(_literal(one.key) for one in chosen)
        return (
            f"{head.column} between date '{first}' and date '{last}' "
            f"and date_trunc('month', {head.column})::date in ({months})"
        )
    keys = "period_kind, period_start" if head.cut == "periods" else "wave_id"
    return f"({keys}) in ({', '.join(_literal(one.key) for one in chosen)})"


def _within(key: Key, one: Slice, head: Header) -> bool:
    if head.cut != "days":
        return key == one.key
    return isinstance(key[0], date) and one.first <= key[0] <= one.last


def _literal(key: Key) -> str:
    """A key as SQL; days, names of ours and waves' ids."""
    parts = [
        f"date '{part}'"
        if isinstance(part, date)
        else "'" + str(part).replace("'", "''") + "'"
        for part in key
    ]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
