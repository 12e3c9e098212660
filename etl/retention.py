"""Keeping rows no longer than the settings say: older ones go before publishing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import duckdb

from etl.anew import to_be_written_anew
from etl.settings import Keeping

MONTHS_A_YEAR: Final = 12
# kind of data -> table -> the day that a row is of
DATED: Final[Mapping[str, Mapping[str, str]]] = {
    "clinical_months": {
        "appointment": "starts_at::date",
        "caseload": "on_date",
        "team_caseload": "on_date",
        "time_entry": "on_date",
        "contact": "on_date",
        "incident": "on_date",
    },
    "leave_months": {"leave_request": "last_day", "leave_balance": "as_of"},
}
CLOSED: Final = """
    response_id in (
        select r.response_id
        from survey_response r
        join wave w using (wave_id)
        where w.closed_at is not null and w.last_day < $before
    )
"""
REJECTED: Final = (
    "load_id in (select load_id from load where loaded_at::date < $before)"
)


def retire(
    con: duckdb.DuckDBPyConnection, keep: Keeping, today: date
) -> dict[str, int]:
    """Deletes rows older than the settings keep them; table -> rows deleted.

    Answers only of closed waves: what these published is frozen. Whole months are kept,
    so that no month is left in part. Nothing is deleted for a kind without a limit.
    What was deleted stands in the table `retired`, and the file is written anew when the
    warehouse is closed.
    """
    wanted: list[tuple[str, str, date]] = []
    for kind, tables in DATED.items():
        before = earliest(today, getattr(keep, kind))
        if before:
            wanted += [
                (table, f"{day} < $before", before) for table, day in tables.items()
            ]
    if before := earliest(today, keep.answers_months):
        wanted += [
            ("survey_answer", CLOSED, before),
            ("survey_response", CLOSED, before),
        ]
    if before := earliest(today, keep.rejects_months):
        wanted.append(("reject", REJECTED, before))
    deleted = {}
    for table, condition, before in wanted:
        rows = con.execute(
            f"delete from {table} where {condition}",  # noqa: S608 our names
            {"before": before},
        ).fetchall()
        if rows[0][0]:
            deleted[table] = int(rows[0][0])
    _note(con, deleted, today)
    return deleted


def _note(
    con: duckdb.DuckDBPyConnection, deleted: Mapping[str, int], today: date
) -> None:
    for table, rows in deleted.items():
        con.execute(
            "insert into retired values ($table, $today, $rows)",
            {"table": table, "today": today, "rows": rows},
        )
    if deleted:
        to_be_written_anew(con)


def earliest(today: date, months: int | None) -> date | None:
    """The first day that is kept: the first of the month so many months ago.

    >>> earliest(date(2026, 3, 17), 14)
    datetime.date(2025, 1, 1)
    """
    if months is None:
        return None
    number = today.year * MONTHS_A_YEAR + today.month - 1 - months
    return date(number // MONTHS_A_YEAR, number % MONTHS_A_YEAR + 1, 1)
