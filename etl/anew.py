"""Writing a warehouse anew, so that what was deleted is not readable in its file.

A deleted value stays in a database file until its block is used again. So whoever
deletes says so while the file is open, and it is copied once it is closed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

MARK: Final = ".anew"


def to_be_written_anew(con: duckdb.DuckDBPyConnection) -> None:
    """Notes beside the file of a connection that it is to be copied; nothing in memory."""
    found = con.execute(
        "select path from duckdb_databases() where database_name = current_database()"
    ).fetchall()
    if found and found[0][0]:
        _mark(Path(found[0][0])).touch(mode=0o600)


def write_anew_if_asked(path: Path) -> bool:
    """Copies a closed database to a new file if something was deleted; whether it did.

    A process killed on the way leaves the old file and its mark: the next one copies.
    """
    if not _mark(path).exists() or not path.exists():
        return False
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as con:
        for name, file in (("old", path), ("new", draft)):
            con.execute(f"attach '{str(file).replace(chr(39), chr(39) * 2)}' as {name}")
        con.execute("copy from database old to new")
        con.execute("detach old")
        con.execute("detach new")
    draft.chmod(0o600)
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    draft.replace(path)
    _mark(path).unlink()
    return True


def _mark(path: Path) -> Path:
    return path.with_name(f".{path.name}{MARK}")
