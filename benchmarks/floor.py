"""What the least possible load costs: seconds and peak anonymous memory of floor.sql.

    python benchmarks/floor.py EXPORTS_DIR [--memory-limit 2GB]

Prints a line of JSON: seconds, peak_anonymous_mb, rows by table and the version of
DuckDB. Anonymous memory is RssAnon of /proc/self/status, sampled every 5 ms: the high
water mark the system keeps (VmHWM) counts pages of files that are only mapped, too.
"""

import argparse
import json
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import duckdb

SQL = Path(__file__).with_name("floor.sql")
TABLES = (
    "appointment", "caseload", "time_entry", "leave_application", "roster", "team_month",
)  # fmt: skip
SAMPLE_SECONDS = 0.005


@dataclass
class AnonymousMemory:
    """Watches this process while open; afterwards `peak_mb` is its peak, in MiB."""

    peak_mb: float = 0.0
    _done: threading.Event = field(default_factory=threading.Event)
    _watcher: threading.Thread | None = None

    def __enter__(self) -> "AnonymousMemory":
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._watcher:
            self._watcher.join()

    def _watch(self) -> None:
        while True:
            self.peak_mb = max(self.peak_mb, anonymous_mb())
            if self._done.wait(SAMPLE_SECONDS):
                return


def anonymous_mb() -> float:
    """Anonymous memory of this process now, MiB. Linux only."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise OSError("no RssAnon in /proc/self/status: this needs Linux 4.5 or later")


def run_floor(
    exports: Path, database: Path, memory_limit: str | None
) -> dict[str, int]:
    """Runs floor.sql into a new database file; rows by table."""
    with duckdb.connect(str(database)) as con:
        if memory_limit:
            con.execute("set memory_limit = $limit", {"limit": memory_limit})
        con.execute("set variable exports = $exports", {"exports": str(exports)})
        con.execute(SQL.read_text(encoding="utf-8"))
        con.execute("checkpoint")
        return {table: con.table(table).count("*").fetchall()[0][0] for table in TABLES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exports", type=Path, help="folder of exports")
    parser.add_argument("--memory-limit", help="DuckDB's own limit, such as 2GB")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, AnonymousMemory() as memory:
        started = time.perf_counter()
        rows = run_floor(
            chosen.exports, Path(folder) / "floor.duckdb", chosen.memory_limit
        )
        seconds = time.perf_counter() - started
    result = {
        "seconds": round(seconds, 2),
        "peak_anonymous_mb": round(memory.peak_mb),
        "rows": rows,
        "duckdb": duckdb.__version__,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
