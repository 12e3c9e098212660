"""The auditor of all finished files of a version: texts, leave, and what is derived."""

from __future__ import annotations

from pathlib import Path

from etl.disclosure.audit import Finding
from etl.disclosure.audit_derived import audit_derived
from etl.disclosure.audit_leave import audit_leave
from etl.disclosure.audit_texts import audit_texts


def audit_files(folder: Path, *, sensitive: int) -> list[Finding]:
    """Everything wrong in the files beside the figures of answers themselves.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
        sensitive: people a cell of leave must stand on.
    """
    return [
        *audit_texts(folder),
        *audit_leave(folder, minimum=sensitive),
        *audit_derived(folder),
    ]
