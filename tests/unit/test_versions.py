"""Killed at any moment, publishing leaves the old version or the new one, whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from etl.versions import KEPT, building, current_version, published_folder

from .loading import csv_file, load

ROSTER = "as_of | employee_number | team_id | role | fte\n" + "\n".join(
    f"2026-0{month}-01 | E{n} | T{n % 3} | nurse | 0.8"
    for month in (1, 2, 3)
    for n in range(36)
)
FILES = ("teams", "analysis", "leave")
SWITCHING = """
import sys
import time
from pathlib import Path
import duckdb
from etl.versions import building
data = Path(sys.argv[1])
while True:
    name = f"v{time.time_ns()}"
    with building(data, name) as folder:
        for file in ("teams", "analysis", "leave"):
            with duckdb.connect(folder / f"{file}.duckdb") as con:
                con.execute("create table manifest as select $v as version", {"v": name})
"""


def whole(data: Path) -> str | None:
    """The current version, after looking into each of its files; none published: None."""
    version = current_version(data)
    if version is None:
        return None
    for name in FILES:
        path = published_folder(data) / version / f"{name}.duckdb"
        with duckdb.connect() as con:
            con.execute(f"attach '{path}' as f (read_only)")
            found = con.execute("select version from f.manifest").fetchall()
        assert found == [(version,)]
    return version


def killed_after(command: list[str], seconds: float) -> int:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
    return process.returncode


def test_a_switch_killed_at_any_moment_leaves_a_whole_version(tmp_path: Path) -> None:
    chance = random.Random(11)
    seen = set()
    for _ in range(8):
        process = subprocess.Popen([sys.executable, "-c", SWITCHING, str(tmp_path)])
        while whole(tmp_path) in seen | {None}:  # it is at work
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
        seen.add(whole(tmp_path))
    assert len(seen) == 8


def test_an_error_while_building_leaves_the_old_version(tmp_path: Path) -> None:
    with building(tmp_path, "v1") as folder:
        (folder / "teams.duckdb").touch()
    with pytest.raises(RuntimeError), building(tmp_path, "v2") as folder:
        (folder / "teams.duckdb").touch()
        raise RuntimeError
    assert current_version(tmp_path) == "v1"
    assert not (published_folder(tmp_path) / "v2").exists()
    with building(tmp_path, "v3"):
        pass
    left = [path.name for path in published_folder(tmp_path).glob(".building-*")]
    assert left == []


def test_the_last_three_versions_stay(tmp_path: Path) -> None:
    for number in range(6):
        with building(tmp_path, f"v{number}"):
            pass
    kept = sorted(p.name for p in published_folder(tmp_path).iterdir() if p.is_dir())
    assert kept == ["v3", "v4", "v5"]
    assert len(kept) == KEPT


@pytest.mark.slow
def test_publishing_killed_at_random_moments_while_it_is_read(tmp_path: Path) -> None:
    load(tmp_path, csv_file(tmp_path, "roster.csv", ROSTER))
    command = [sys.executable, "-m", "etl", "publish", "--data", str(tmp_path)]
    began = time.monotonic()
    assert killed_after(command, 120) == 0
    usual = time.monotonic() - began
    versions = {whole(tmp_path)}
    failures: list[BaseException] = []
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            try:
                whole(tmp_path)
            except duckdb.IOException:
                # gone between two steps: the pointer already names the next one
                pass
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
            time.sleep(0.1)

    reader = threading.Thread(target=read_on)
    reader.start()
    chance = random.Random(5)
    for _ in range(2):
        # most of a run is counting; the switch is at its end: kill there more often
        killed_after(command, usual * chance.triangular(0.2, 1.15, 0.95))
        version = whole(tmp_path)
        assert version is not None
        versions.add(version)
    stop.set()
    reader.join()
    assert failures == []
    # what a kill left behind does not hinder the next run
    assert killed_after(command, 120) == 0
    assert whole(tmp_path) not in versions
