"""The auditor of all finished files of a version: texts, leave, and what is derived."""

from __future__ import annotations

from pathlib import Path

from etl.disclosure.audit import Finding
from etl.disclosure.audit_derived import audit_derived
from etl.disclosure.audit_leave import audit_leave
from etl.disclosure.audit_memory import Memory
from etl.disclosure.audit_texts import audit_texts


def audit_files(
    folder: Path, *, sensitive: int, memory: Memory | None = None
) -> list[Finding]:
    """Everything wrong in the files beside the figures of answers themselves.

    With a memory, a table that passed before and is unchanged is not read again.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
        sensitive: people a cell of leave must stand on.
        memory: of the tables that passed before.
    """
    return [
        *audit_texts(folder, memory=memory),
        *audit_leave(folder, minimum=sensitive, memory=memory),
        *audit_derived(folder),
    ]
