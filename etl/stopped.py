"""What is left of a version once the audit found something in it.

A finding takes the survey part out; a table beside it that was found fault with goes too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from etl.disclosure.audit import Finding
from etl.write_files import Figures

DERIVED: Final = ("signal", "headline", "standing", "similar_teams", "spc")


def without_named(figures: Figures, findings: Iterable[Finding]) -> Figures:
    """The figures with every table of leave emptied that a finding names."""
    named = {
        one.measure.removeprefix("table ").partition(":")[0].partition(".")[0]
        for one in findings
    }
    kept = {
        name: rows.clear() if name in named else rows
        for name, rows in figures.leave.items()
    }
    return replace(figures, leave=kept)


def without_derived(figures: Figures) -> Figures:
    """The figures with all tables of leave, and all made from cells, emptied."""
    emptied = {name: getattr(figures, name).clear() for name in DERIVED}
    leave = {name: rows.clear() for name, rows in figures.leave.items()}
    return replace(figures, leave=leave, **emptied)
