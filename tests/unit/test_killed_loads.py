"""A load killed at any moment leaves the warehouse as it was, or the file loaded whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .loading import csv_file, load, rows

ROWS = 4000
LOADING = """
import sys
from pathlib import Path
from etl.load import load_files
from etl.settings import read_settings
from etl.warehouse import locked, open_warehouse, undo
data, path = Path(sys.argv[1]), Path(sys.argv[2])
with locked(data), open_warehouse(data) as con:
    print("at work", flush=True)
    while True:
        load_files(con, data, [path], settings=read_settings(data))
        last = con.execute("select max(load_id) from load").fetchone()[0]
        undo(con, last)
"""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    lines = ["staff_id,on_date,activity,hours"]
    lines += [
        f"E{n},2026-03-{day:02},direct,7.5"
        for n in range(ROWS // 20)
        for day in range(1, 21)
    ]
    path = tmp_path / "time.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def killed_at_work(data: Path, export: Path, seconds: float) -> None:
    """Loads and undoes over and over in another process until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", LOADING, str(data), str(export)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)


def by_command(data: Path, export: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "etl", "load", str(export), "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_load_killed_at_any_moment_is_whole_or_was_never_there(
    tmp_path: Path, export: Path
) -> None:
    data = tmp_path / "data"
    before = csv_file(
        tmp_path,
        "before.csv",
        "staff_id | on_date | activity | hours\nE1 | 2026-02-01 | direct | 3",
    )
    load(data, before)
    chance = random.Random(4)
    for _ in range(5):
        killed_at_work(data, export, chance.uniform(0, 1.0))
        there = rows(data, "select count(*) from time_entry_current")[0][0]
        in_force = rows(
            data,
            "select coalesce(sum(rows_loaded), 0) from load where undone_at is null",
        )[0][0]
        assert there == in_force
        assert there in (1, ROWS + 1)
    assert by_command(data, export).returncode == 0
    assert rows(data, "select count(*) from time_entry_current") == [(ROWS + 1,)]
    assert list((data / "warehouse" / "scratch").glob("*")) == []


def test_a_second_load_is_told_which_command_writes_and_since_when(
    tmp_path: Path, export: Path
) -> None:
    data = tmp_path / "data"
    load(data, export)
    with subprocess.Popen(
        [sys.executable, "-c", LOADING, str(data), str(export)], stdout=subprocess.PIPE
    ) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = by_command(data, export)
        first.kill()
    assert second.returncode != 0
    assert f"(process {first.pid}) has been writing here since 20" in second.stderr
    assert "Traceback" not in second.stderr
