"""Seconds and peak anonymous memory of a command, watched from outside (Linux)."""

from __future__ import annotations

import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

SAMPLE_SECONDS = 0.02


@dataclass(frozen=True)
class Cost:
    """What a run took: wall seconds, and the peak of RssAnon in MiB."""

    seconds: float
    peak_mb: float


def anonymous_mb(pid: int) -> float:
    """Anonymous memory of a process and its children now; 0 once it is gone."""
    total = 0.0
    for one in [pid, *_children(pid)]:
        try:
            text = Path(f"/proc/{one}/status").read_text(encoding="ascii")
        except OSError:
            continue
        for line in text.splitlines():
            if line.startswith("RssAnon:"):
                total += int(line.split()[1]) / 1024
    return total


def _children(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(child) for child in text.split()]


def run(command: list[str]) -> Cost:
    """Runs a command to its end.

    Raises:
        RuntimeError: it failed; its last words are in the message.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    said: list[str] = []
    assert process.stdout is not None
    lines = process.stdout
    listener = threading.Thread(target=lambda: said.extend(lines), daemon=True)
    listener.start()
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, anonymous_mb(process.pid))
        time.sleep(SAMPLE_SECONDS)
    seconds = time.perf_counter() - began
    listener.join()
    if process.returncode:
        raise RuntimeError(f"{command}: {''.join(said[-20:])}")
    return Cost(seconds, peak)


def typical(costs: list[Cost]) -> Cost:
    """Median of the seconds and of the peaks."""
    return Cost(
        median(cost.seconds for cost in costs), median(cost.peak_mb for cost in costs)
    )
