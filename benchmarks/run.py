"""What loading, publishing and looking cost, beside a hand-written floor.

    make bench                        # 10 million appointments, writes README.md
    python benchmarks/run.py --staff 600 --repeat 1 --no-write

Figures are medians; read the ratios, not the seconds: machines differ.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
from measure import Cost, run, typical

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
README = HERE / "README.md"
BY_HAND = "## Where it stands"  # what stands from here on is not made anew
TEAMS_PER_STAFF = 48 / 600
SMALL_STAFF = 60
AIM_RATIO = 4.0
AIM_MB = 4096
AIM_PAGE_MS = 100


def practice(staff: int, months: int) -> Path:
    """A made-up practice's folder, written once and kept between runs."""
    folder = WORK / f"staff_{staff}"
    if not (folder / "settings.toml").exists():
        shutil.rmtree(folder, ignore_errors=True)
        words = f"from etl.synthetic import write_practice as w; from pathlib import Path; w(Path({str(folder)!r}), staff={staff}, teams={max(8, round(staff * TEAMS_PER_STAFF))}, months={months}, seed=1)"
        run([sys.executable, "-c", words])
    return folder


def appointments(folder: Path) -> int:
    """Rows of the appointment exports."""
    pattern = str(folder / "exports" / "appointments" / "*.csv")
    return int(
        pl.scan_csv(pattern, infer_schema=False).select(pl.len()).collect().item()
    )


def fresh(folder: Path) -> Path:
    """A data folder with the practice's settings and nothing loaded."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    shutil.copy(folder / "settings.toml", data)
    return data


def load_and_publish(folder: Path) -> Cost:
    data = fresh(folder)
    command = [sys.executable, "-m", "etl", "load", str(folder / "exports")]
    return run([*command, "--data", str(data), "--json"])


def republish(folder: Path) -> Cost:
    data = str(folder / "data")
    return run([sys.executable, "-m", "etl", "publish", "--data", data])


def floor(folder: Path) -> Cost:
    return run([sys.executable, str(HERE / "floor.py"), str(folder / "exports")])


def page_times(folder: Path) -> dict[str, float]:
    """Milliseconds of each page's second run on the server."""
    environment = os.environ | {"BALLAST_DATA": str(folder / "data")}
    said = subprocess.run(
        [sys.executable, str(HERE / "reruns.py")],
        env=environment,
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    rows = [line.split("\t") for line in said.splitlines() if "\t" in line]
    return {name: float(value) for name, value in rows}


def report(found: dict[str, object]) -> str:
    """The text of README.md."""
    loaded, least = found["load"], found["floor"]
    assert isinstance(loaded, Cost)
    assert isinstance(least, Cost)
    again = found["publish"]
    assert isinstance(again, Cost)
    ratio = loaded.seconds / least.seconds
    lines = [
        "# What it costs",
        "",
        f"Made by `make bench`: medians of {found['turns']} turn(s) in one run on one machine. The floor is",
        "`floor.sql`: the least code that reads the same files, types and keeps every",
        "column and counts one team-month table. Read the ratios.",
        "",
        f"Measured on {found['machine']},",
        f"DuckDB {duckdb.__version__}, Polars {pl.__version__}.",
        "",
        f"## Loading {found['appointments']:,} appointments and all beside them",
        "",
        "| | seconds | times the floor | peak anonymous memory |",
        "| --- | --- | --- | --- |",
        f"| floor | {least.seconds:.0f} | 1.0 | {least.peak_mb:.0f} MiB |",
        f"| load and publish | {loaded.seconds:.0f} | {ratio:.1f} | {loaded.peak_mb:.0f} MiB |",
        f"| publish again | {again.seconds:.0f} | {again.seconds / least.seconds:.1f} | {again.peak_mb:.0f} MiB |",
        "",
        f"Aim: at most {AIM_RATIO:g} times the floor and {AIM_MB} MiB.",
        "",
        "## A page's rerun on the server, milliseconds",
        "",
        f"| page | {found['small_appointments']:,} appointments | {found['appointments']:,} appointments |",
        "| --- | --- | --- |",
    ]
    small, large = found["small_pages"], found["pages"]
    assert isinstance(small, dict)
    assert isinstance(large, dict)
    lines += [f"| {name} | {small[name]:.0f} | {large[name]:.0f} |" for name in large]
    lines += ["", f"Aim: under {AIM_PAGE_MS} ms, and no slower with more loaded.", ""]
    lines += [
        "Disclosure control has figures of its own: [strength.md](strength.md).",
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--staff", type=int, default=5400)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--no-write", action="store_true")
    chosen = parser.parse_args()
    WORK.mkdir(exist_ok=True)
    folder = practice(chosen.staff, chosen.months)
    small = practice(SMALL_STAFF, chosen.months)
    load_and_publish(small)
    found: dict[str, object] = {
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        "appointments": appointments(folder),
        "small_appointments": appointments(small),
    }
    floors, loads, publishes = [], [], []
    for turn in range(chosen.repeat):
        floors.append(floor(folder))
        loads.append(load_and_publish(folder))
        publishes.append(republish(folder))
        print(turn, floors[-1], loads[-1], publishes[-1], flush=True)
    for data in (folder, small):
        run([sys.executable, str(HERE / "close.py"), str(data / "data")])
    found |= {
        "turns": chosen.repeat,
        "floor": typical(floors),
        "load": typical(loads),
        "publish": typical(publishes),
        "small_pages": page_times(small),
        "pages": page_times(folder),
    }
    text = report(found)
    print(text)
    if not chosen.no_write:
        _, mark, rest = README.read_text("utf-8").partition(BY_HAND)
        README.write_text(f"{text}\n{mark}{rest}", "utf-8")


if __name__ == "__main__":
    main()
