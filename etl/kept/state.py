"""The file of kept marts: their rows, what each slice was made from, what each holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import orjson

from etl.kept.contents import Contents, Key, Kind, columns_of, digest
from etl.kept.header import Header
from etl.sql_files import text

# Where the warehouse's tables or views are others, nothing kept is of use.
LAYOUT: Final = f"3 {digest([text('schema')])}"
TABLES: Final = """
create table if not exists kept.about(layout varchar);
create table if not exists kept.made(mart varchar, slice varchar, made_from varchar);
create table if not exists kept.held(relation varchar, state varchar, kind varchar, prints blob);
"""
# The largest tables are read for their contents only when their loads have changed.
LARGE: Final = {
    "appointment_current": "appointment",
    "time_entry_current": "time_entry",
    "contact_current": "contact",
    "caseload_current": "caseload",
}


class State:
    """The attached file `kept`."""

    def __init__(self, con: duckdb.DuckDBPyConnection, path: Path) -> None:
        self.con = con
        attached = con.execute(
            "select 1 from duckdb_databases() where database_name = 'kept'"
        ).fetchone()
        if not attached:
            self._attach(path)
        self._made: dict[str, dict[Key, str]] = {}
        for mart, key, made_from in con.execute("from kept.made").fetchall():
            self._made.setdefault(mart, {})[_key(key)] = made_from
        self._tables = {
            row[0]
            for row in con.execute(
                "select table_name from duckdb_tables() where database_name = 'kept'"
            ).fetchall()
        }
        self._held: dict[str, tuple[str, Kind, bytes]] = {
            name: (state, kind, prints)
            for name, state, kind, prints in con.execute("from kept.held").fetchall()
        }
        self._states: dict[str, str] = {}

    def _attach(self, path: Path) -> None:
        try:
            self.con.execute(f"attach '{_quoted(path)}' as kept")
            self.con.execute(TABLES)
            layout = self.con.execute("select layout from kept.about").fetchall()
        except duckdb.Error:
            layout = [("unreadable",)]
        if layout not in ([], [(LAYOUT,)]):
            self.con.execute("detach database if exists kept")
            for left in path.parent.glob(f"{path.name}*"):
                left.unlink()
            self.con.execute(f"attach '{_quoted(path)}' as kept")
            self.con.execute(TABLES)
            layout = []
        if not layout:
            self.con.execute(
                "insert into kept.about values ($layout)", {"layout": LAYOUT}
            )
        path.chmod(0o600)

    def has(self, mart: str) -> bool:
        """Whether a table of the mart is kept."""
        return mart in self._tables

    def prints(self, mart: str) -> dict[Key, str]:
        """What each slice of a mart was made from; empty where it is not kept."""
        return self._made.get(mart, {}) if mart in self._tables else {}

    def replace(self, mart: str, made_from: str, table: str = "") -> None:
        """Keeps a mart just made as a temporary table (of another name), all of it."""
        with self._at_once():
            self.con.execute(
                f"create or replace table kept.{mart} as from temp.main.{table or mart}"
            )
            self._noted(mart, made_from)

    def make(
        self, mart: str, made_from: str, sql: str, values: Mapping[str, object]
    ) -> None:
        """Makes a mart where it is kept, all of it, by its own statement."""
        with self._at_once():
            self.con.execute(
                sql.replace(f"temp table {mart} as", f"table kept.{mart} as", 1), values
            )
            self._noted(mart, made_from)

    def _noted(self, mart: str, made_from: str) -> None:
        self._forget(mart)
        self._note(mart, {(): made_from})
        self._tables.add(mart)

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        """All of it is written, or nothing, also where the connection is used again."""
        self.con.execute("begin")
        try:
            yield
        except BaseException:
            self.con.execute("rollback")
            raise
        self.con.execute("commit")

    def merge(self, mart: str, made: Mapping[Key, str], inside: str) -> None:
        """Puts slices just made, as a temporary table, in the place of the old ones."""
        with self._at_once():
            if mart in self._tables and self._same_columns(mart):
                self.con.execute(f"delete from kept.{mart} where {inside}")  # noqa: S608
            else:
                self._forget(mart)
                self.con.execute(
                    f"create or replace table kept.{mart} as from temp.main.{mart} limit 0"
                )
            self.con.execute(
                f"insert into kept.{mart} from temp.main.{mart} where {inside}"
            )
            self._note(mart, made)
            self.forget_contents(mart)
        self._tables.add(mart)

    def drop(self, mart: str, gone: Iterable[Key], head: Header) -> None:
        """Takes slices out of which nothing is left."""
        with self._at_once():
            for key in gone:
                condition, values = _place(key, head)
                self.con.execute(f"delete from kept.{mart} where {condition}", values)  # noqa: S608
                self.con.execute(
                    "delete from kept.made where mart = $mart and slice = $slice",
                    {"mart": mart, "slice": _text(key)},
                )
                self._made[mart].pop(key, None)
            self.forget_contents(mart)

    def forget(self, *, but: set[str]) -> None:
        """Drops marts that are none any more."""
        for mart in set(self._made) - but:
            self.clear(mart)

    def clear(self, mart: str) -> None:
        """Drops what is kept of a mart."""
        self.con.execute(f"drop table if exists kept.{mart}")
        self._forget(mart)
        self._tables.discard(mart)

    def contents(self, mart: str) -> Contents | None:
        """What a kept mart holds, if that is known."""
        if mart not in self._held:
            return None
        _, kind, prints = self._held[mart]
        return Contents(kind, _prints(prints))

    def known_contents(self, name: str) -> Contents | None:
        """What a kept mart, or a large table with the same loads as then, holds."""
        if name in self._tables and name in self._made:
            return self.contents(name)
        if name not in LARGE or name not in self._held:
            return None
        same = self._held[name][0] == self._state_of(name)
        return self.contents(name) if same else None

    def remember(self, name: str, found: Contents) -> None:
        """Notes what a kept mart or a large table holds."""
        if name in LARGE:
            state = self._state_of(name)
        elif name in self._made:
            state = ""
        else:
            return
        self.forget_contents(name)
        prints = orjson.dumps(
            [[_text(key), value] for key, value in found.prints.items()]
        )
        self.con.execute(
            "insert into kept.held values ($name, $state, $kind, $prints)",
            {"name": name, "state": state, "kind": found.kind, "prints": prints},
        )
        self._held[name] = (state, found.kind, prints)

    def forget_contents(self, name: str) -> None:
        """What it holds is to be found anew."""
        if self._held.pop(name, None):
            self.con.execute(
                "delete from kept.held where relation = $name", {"name": name}
            )

    def _state_of(self, name: str) -> str:
        """A fingerprint of the rows in force of a large table, and of who is who."""
        if name not in self._states:
            table = LARGE[name]
            rows = self.con.execute(
                f"select load_id, count(*), sum(source_row::hugeint) from {table} "  # noqa: S608
                "where superseded_by is null group by load_id order by load_id"
            ).fetchall()
            names = self.con.execute(
                "select (select sum(hash(p)) from person p), (select sum(hash(n)) from team_name n)"
            ).fetchall()
            self._states[name] = digest([rows, names])
        return self._states[name]

    def _same_columns(self, mart: str) -> bool:
        kept, made = (
            columns_of(self.con, f"{of}.{mart}") for of in ("kept", "temp.main")
        )
        return list(kept.items()) == list(made.items())

    def _note(self, mart: str, made: Mapping[Key, str]) -> None:
        own = self._made.setdefault(mart, {})
        again = [_text(key) for key in made if key in own]
        if again:
            self.con.execute(
                "delete from kept.made where mart = $mart and list_contains($again, slice)",
                {"mart": mart, "again": again},
            )
        if made:
            self.con.execute(
                "insert into kept.made select $mart, unnest($slices), unnest($prints)",
                {
                    "mart": mart,
                    "slices": [_text(key) for key in made],
                    "prints": list(made.values()),
                },
            )
        own.update(made)

    def _forget(self, mart: str) -> None:
        if self._made.pop(mart, None):
            self.con.execute("delete from kept.made where mart = $mart", {"mart": mart})
        self.forget_contents(mart)


def _place(key: Key, head: Header) -> tuple[str, dict[str, object]]:
    if head.cut == "days":
        return f"date_trunc('month', {head.column})::date = $day", {"day": key[0]}
    if head.cut == "waves":
        return "wave_id = $wave", {"wave": key[0]}
    return "period_kind = $kind and period_start = $start", {
        "kind": key[0],
        "start": key[1],
    }


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _text(key: Key) -> str:
    return orjson.dumps([[type(p).__name__ == "date", str(p)] for p in key]).decode()


def _key(text: str) -> Key:
    return tuple(
        date.fromisoformat(part) if is_day else part
        for is_day, part in orjson.loads(text)
    )


def _prints(blob: bytes) -> dict[Key, int]:
    return {_key(text): value for text, value in orjson.loads(blob)}
