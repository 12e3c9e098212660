"""Milliseconds of each page's rerun on the server: median of several, caches warm.

BALLAST_DATA=... python benchmarks/reruns.py

On the clock, and of the processor, which holds on a machine that is not quiet as well.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from statistics import median

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
# Python puts this script's folder first, where `pages` would be this very file.
sys.path[0] = str(ROOT)
RUNS = 5
# what a quality lead sees costs most; all other pages are those of the first role
AS_QUALITY = "pages/understand/"
PAGES = {
    "Overview": "pages/watch/overview.py",
    "Team": "pages/watch/team.py",
    "Workload and burnout": "pages/understand/workload_burnout.py",
    "All pairs": "pages/understand/all_pairs.py",
    "What goes with it": "pages/understand/goes_with.py",
    "Lag": "pages/understand/lag.py",
    "The study's papers": "pages/understand/papers.py",
    "Leave use": "pages/leave/leave_use.py",
    "What is loaded": "pages/data/loaded.py",
    "Measures": "pages/about/measures.py",
    "Privacy": "pages/about/privacy.py",
}


def rerun_ms(name: str, path: str) -> tuple[float, float]:
    """Medians of the reruns of one page: clock, processor; asserts that it is that page.

    A page is known only once the frame has run, so the first run is the overview's;
    the page's own first run fills the caches and is not timed.
    """
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60).run()
    if path.startswith(AS_QUALITY):
        app.query_params["role"] = "quality"
    app.switch_page(path).run()
    times, busy = [], []
    for _ in range(RUNS):
        began, worked = time.perf_counter(), time.process_time()
        app.run()
        times.append(1000 * (time.perf_counter() - began))
        busy.append(1000 * (time.process_time() - worked))
    assert not app.exception, app.exception
    assert [each.value for each in app.title] == [name]
    return median(times), median(busy)


for name, path in PAGES.items():
    clock, processor = rerun_ms(name, path)
    print(f"{name}\t{clock:.1f}\t{processor:.1f}", flush=True)

# the app test leaves threads that would keep this process alive
sys.stdout.flush()
os._exit(0)
