"""Milliseconds of each page's rerun on the server: median of several, caches warm.

BALLAST_DATA=... python benchmarks/pages.py
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
PAGES = {
    "Overview": "pages/watch/overview.py",
    "Team": "pages/watch/team.py",
    "Workload and burnout": "pages/understand/workload_burnout.py",
    "Leave use": "pages/leave/leave_use.py",
    "What is loaded": "pages/data/loaded.py",
    "Measures": "pages/about/measures.py",
    "Privacy": "pages/about/privacy.py",
}


def rerun_ms(path: str) -> float:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.run()
    app.switch_page(path).run()
    assert not app.exception, app.exception
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        app.run()
        times.append(1000 * (time.perf_counter() - began))
    return median(times)


for name, path in PAGES.items():
    print(f"{name}\t{rerun_ms(path):.1f}", flush=True)

# the app test leaves threads that would keep this process alive
sys.stdout.flush()
os._exit(0)
