"""Which tests run beside each other: those of one dear set-up stay with one worker."""

from __future__ import annotations

from typing import Final

from xdist.scheduler.loadscope import LoadScopeScheduling

# Files whose set-up takes many seconds: an organisation loaded and published, a server
# and a browser. They begin a run; the first two do not wait for each other's.
TOGETHER: Final = (
    "tests/app/test_change_of_instrument.py",
    "tests/unit/test_synthetic_found.py",
    "tests/browser/test_import.py",
    "tests/browser/test_sign_in.py",
    "tests/browser/test_directors_way.py",
    "tests/browser/test_pages_open.py",
    "tests/browser/test_leave_walk.py",
    "tests/unit/test_formats_loaded.py",
    "tests/unit/test_real_exports.py",
    "tests/privacy/test_attacker.py",
)
# Files with tests that take as long: none of them is left for the end of a run.
EARLY: Final = (
    *TOGETHER,
    "tests/unit/test_versions.py",
    "tests/unit/test_killed_loads.py",
    "tests/unit/test_any_order.py",
    "tests/parity/test_parity.py",
    "tests/parity/test_kept.py",
    "tests/privacy/test_planted_values.py",
    "tests/privacy/test_forget.py",
    "tests/privacy/test_end_to_end.py",
)


def place(nodeid: str) -> int:
    """Where a test stands in the order of a run."""
    file = nodeid.partition("::")[0]
    return EARLY.index(file) if file in EARLY else len(EARLY)


class Together(LoadScopeScheduling):
    """A worker takes a whole file of those, else one test with all its parameters."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid.partition("[")[0]
