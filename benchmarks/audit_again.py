"""What the auditor's memory saves where nothing is new.

    python -m benchmarks.audit_again DATA [--turns 3]

Audits the current version of a published practice as publishing does, without a memory and
with one that has passed it. DATA is read alone; the memory lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from etl.disclosure.audit import audit
from etl.disclosure.audit_memory import Memory
from etl.ledger import Ledger, ledger_folder, read_all
from etl.publish import audit_version
from etl.settings import Settings, read_settings
from etl.versions import current_version, published_folder


def measured(data: Path, turns: int) -> None:
    """Prints medians of seconds of the processor, and on the clock."""
    ledger, settings = read_all(ledger_folder(data)), read_settings(data)
    folder = published_folder(data) / str(current_version(data))
    with tempfile.TemporaryDirectory() as own:
        kept = Path(own)
        first = Memory(kept)
        found = audit_version(folder, data, ledger, settings, memory=first)
        first.keep()
        print(f"{len(ledger.waves)} waves closed, {len(found)} findings")
        for what, again in (("without a memory", False), ("nothing new", True)):
            spent = [
                _once(folder, data, ledger, settings, kept if again else None)
                for _ in range(turns)
            ]
            for part, column in (("whole audit", 0), ("answers alone", 1)):
                processor, clock = (
                    statistics.median(one[column][at] for one in spent) for at in (0, 1)
                )
                print(
                    f"    {what:<18} {part:<14} {processor:6.2f} s processor "
                    f"{clock:6.2f} s clock",
                    flush=True,
                )


def _once(
    folder: Path, data: Path, ledger: Ledger, settings: Settings, kept: Path | None
) -> list[tuple[float, float]]:
    """Of the whole audit, and of its part that has a memory."""
    found = []
    for whole in (True, False):
        memory = Memory(kept)
        began, clock = time.process_time(), time.perf_counter()
        if whole:
            audit_version(folder, data, ledger, settings, memory=memory)
        else:
            audit(folder / "teams.duckdb", ledger.counts, memory=memory)
        found.append((time.process_time() - began, time.perf_counter() - clock))
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("--turns", type=int, default=3)
    asked = options.parse_args()
    measured(asked.data, asked.turns)


if __name__ == "__main__":
    main()
