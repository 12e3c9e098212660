"""The marts: sql/marts/*.sql, run in the order in which they build on each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Final

import duckdb

FOLDER: Final = Path(__file__).with_name("sql") / "marts"

# What each mart reads stands in its header; this order puts sources first.
MARTS: Final = (
    "appointment_month",
    "own_week",
    "preference",
    "clinician",
    "session",
    "post",
    "presence",
    "roster_day",
    "leave_granted",
    "leave_day",
    "long_absence",
    "staff_day",
    "session_note",
    "worked_day",
    "team_habit",
    "session_day",
    "time_activity",
    "time_day",
    "time_week",
    "head_day",
    "contact_day",
    "rest_run",
    "stretch_day",
    "period_stretch",
    "leader",
    "staff_period",
    "session_period",
    "time_period",
    "contact_period",
    "supervision_person",
    "node",
    "caseload_person",
    "vacation_day",
    "leave_standing",
    "leave_person",
    "vacancy_team",
    "incident_team",
    "panel_team",
    "turnover_team",
    "team_period",
    "anchor",
    "exposure_clients",
    "exposure_week",
    "exposure",
    "group_team",
    "person_period",
    "time_month",
    "component",
    "cell",
)

# Values the SQL may name: $work_days (1 = Monday .. 7 = Sunday), $day_starts and
# $day_ends (the organisation's hours), $first_day and $last_day (span of the rows),
# $split_kinds (kinds of group that are split by role).
Parameter = list[int] | list[str] | time | date


def statement(mart: str) -> str:
    """The SQL text of one mart."""
    return (FOLDER / f"{mart}.sql").read_text("utf-8")


def named_in(sql: str, values: Mapping[str, Parameter]) -> dict[str, Parameter]:
    """Those of the values whose `$name` stands in the SQL; DuckDB refuses others.

    Raises:
        KeyError: the SQL names a parameter that has no value.
    """
    return {name: values[name] for name in set(re.findall(r"\$([a-z_]+)", sql))}


def steps(
    con: duckdb.DuckDBPyConnection, *, settings_params: Mapping[str, Parameter]
) -> Iterator[str]:
    """Makes one mart after the other, yielding its name."""
    for mart in MARTS:
        sql = statement(mart)
        con.execute(sql, named_in(sql, settings_params))
        yield mart


def build(
    con: duckdb.DuckDBPyConnection, *, settings_params: Mapping[str, Parameter]
) -> None:
    """Makes all marts as temporary tables (two are views) of this connection.

    The connection holds the warehouse's tables and views (sql/schema.sql) and these
    temporary tables: period(period_kind, period_start, period_end, from_day, to_day);
    measure_def(measure, numerator, denominator, factor, aggregation, applies_to,
    source, sensitivity, period_rule, levels), the last two with commas between, levels
    empty for all; agreed_level(measure, service_model, level), no model for all;
    supervision_interval(role, before_licence, days), null for any.
    Empty sources give empty marts; a mart made before is replaced.
    """
    for _ in steps(con, settings_params=settings_params):
        pass
