"""What 10,000 new rows cost on top of everything, beside loading everything.

    python benchmarks/incremental.py --staff 5400    # 10 million appointments
    python benchmarks/incremental.py --staff 600

Both figures are load and publish together. Read the ratio, not the seconds.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import polars as pl
from measure import run
from run import appointments, fresh, load_and_publish, practice

NEW = 10_000


def new_rows(folder: Path) -> Path:
    """A file of kept sessions on the first days after the last month's."""
    last = sorted((folder / "exports" / "appointments").glob("*.csv"))[-1]
    month = last.stem.removeprefix("appointments_")
    year, number = (int(part) for part in month.split("-"))
    after = f"{year + number // 12}-{number % 12 + 1:02}"
    rows = pl.read_csv(last, infer_schema=False).filter(pl.col("status") != "planned")
    times = [name for name in rows.columns if name.endswith("_at")]
    moved = rows.head(NEW).with_columns(
        pl.format("N{}", pl.col(rows.columns[0])).alias(rows.columns[0]),
        *(pl.col(name).str.replace(f"^{month}", after) for name in times),
    )
    path = folder / "new_rows.csv"
    moved.write_csv(path)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--staff", type=int, default=5400)
    parser.add_argument("--months", type=int, default=24)
    chosen = parser.parse_args()
    folder = practice(chosen.staff, chosen.months)
    fresh(folder)
    whole = load_and_publish(folder)
    command = [sys.executable, "-m", "etl", "load", str(new_rows(folder))]
    new = run([*command, "--data", str(folder / "data"), "--json"])
    print(f"{appointments(folder):,} appointments: {whole.seconds:.0f} s")
    print(f"{NEW:,} new rows: {new.seconds:.1f} s")
    print(f"ratio {new.seconds / whole.seconds:.3f}")


if __name__ == "__main__":
    main()
