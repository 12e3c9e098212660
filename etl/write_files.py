"""Writing the published files of one version: each table as its SQL declares it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from importlib.metadata import version as package_version
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from definitions.measures import Measure, in_use, measures
from etl.catalogue import read_catalogue
from etl.disclosure.audit import Finding
from etl.disclosure.released import RELEASED, Audience
from etl.settings import Settings
from etl.sql_files import mart, text

LEAVE_SECTION: Final = "Rest"


@dataclass(frozen=True)
class Figures:
    """Every table of a version that disclosure control has let through."""

    root: str
    groups: pl.DataFrame
    estimate: pl.DataFrame
    response: pl.DataFrame
    reference: pl.DataFrame
    headline: pl.DataFrame
    signal: pl.DataFrame
    standing: pl.DataFrame
    similar_teams: pl.DataFrame
    spc: pl.DataFrame
    action: pl.DataFrame
    understand: Mapping[str, pl.DataFrame]
    reliability: pl.DataFrame
    answer_quality: pl.DataFrame
    series_break: pl.DataFrame
    quality: pl.DataFrame
    leave: Mapping[str, pl.DataFrame] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A version while it is written: where, from what, and what the audit found."""

    con: duckdb.DuckDBPyConnection
    folder: Path
    version: str
    settings: Settings
    findings: tuple[Finding, ...] = ()


def code_version() -> str:
    """The version of Ballast that computes."""
    return package_version("ballast")


def write_teams(draft: Draft, figures: Figures) -> None:
    """The file of leaders and staff; replaces one written before."""
    (draft.folder / "teams.duckdb").unlink(missing_ok=True)
    tables = _shared(draft, figures, "teams") | {
        "estimate": figures.estimate,
        "response": figures.response,
        "reference": figures.reference,
        "headline": figures.headline,
        "signal": figures.signal,
        "standing": figures.standing,
        "similar_teams": figures.similar_teams,
        "spc": figures.spc,
        "action": figures.action,
        **_released(figures.leave, "teams"),
    }
    _write(draft.folder / "teams.duckdb", ("teams",), tables)


def write_analysis(draft: Draft, figures: Figures) -> None:
    """The file of quality leads; replaces one written before."""
    (draft.folder / "analysis.duckdb").unlink(missing_ok=True)
    tables = _shared(draft, figures, "analysis", "teams")
    tables |= {
        **figures.understand,
        "reliability": figures.reliability,
        "answer_quality": figures.answer_quality,
    }
    _write(draft.folder / "analysis.duckdb", ("analysis", "teams"), tables)


def write_leave(draft: Draft, figures: Figures) -> None:
    """The file of HR: leave by group and by name; no survey figure is in it.

    Replaces one written before.
    """
    (draft.folder / "leave.duckdb").unlink(missing_ok=True)
    leave = [m.key for m in measures().values() if m.section == LEAVE_SECTION]
    own = pl.col("measure").is_in(leave)
    tables = _shared(draft, figures, "leave", "teams")
    tables |= {
        "measure": tables["measure"].filter(own),
        "reference": figures.reference.filter(own),
        "series_break": figures.series_break.filter(own),
        "quality": tables["quality"].filter(_not_of_surveys(figures.quality)),
        "leave_estimate": figures.estimate.filter(own),
        **_released(figures.leave, "leave"),
    }
    _write(draft.folder / "leave.duckdb", ("leave", "teams"), tables)


def _released(
    tables: Mapping[str, pl.DataFrame], file: Audience
) -> dict[str, pl.DataFrame]:
    """Those of the tables that the release plan puts into a file."""
    return {name: rows for name, rows in tables.items() if file in RELEASED[name].files}


def _not_of_surveys(quality: pl.DataFrame) -> pl.Series:
    """Rows that no survey export is about: that file says nothing of surveys."""
    return ~quality["survey"] & (quality["section"] != "Survey")


def _write(
    path: Path, declared: tuple[str, ...], tables: Mapping[str, pl.DataFrame]
) -> None:
    """A new database file with the tables named, as sql/<declared>.sql declares them.

    Columns are matched by name; rows are written in their sorted order.
    """
    with duckdb.connect(path) as con:
        for name in declared:
            con.execute(text(name))
        for (name,) in con.execute("show tables").fetchall():
            if name in tables:
                _fill(con, name, tables[name])
            else:
                con.execute(f'drop table "{name}"')


def _fill(con: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    """Rows in the order of the table's own columns: it tells nothing that they do not."""
    declared = [row[0] for row in con.execute(f'describe "{name}"').fetchall()]
    ordered = [column for column in declared if column in rows.columns]
    con.register("incoming", rows.select(*ordered, pl.exclude(ordered)))
    # the name is ours: a table declared in sql/
    con.execute(f'insert into "{name}" by name from incoming order by all')
    con.unregister("incoming")


def _shared(draft: Draft, figures: Figures, *declared: str) -> dict[str, pl.DataFrame]:
    """The tables that every file has."""
    meanings = pl.concat([read_catalogue(name) for name in declared])
    return {
        "grp": figures.groups,
        "freshness": mart(draft.con, "freshness", "freshness"),
        "series_break": figures.series_break,
        "quality": figures.quality.drop("survey"),
        "manifest": _manifest(draft),
        "catalogue": meanings.unique(["table_name", "column_name"], keep="first"),
        "measure": _measure_table(figures, draft.settings),
    }


def made_from(con: duckdb.DuckDBPyConnection) -> str:
    """The loads in force, in words that differ when the loads do."""
    loads = con.execute(
        "select count(*), coalesce(max(load_id), 0) from load where undone_at is null"
    ).fetchall()[0]
    return f"{loads[0]} loads, the last {loads[1]}"


def _manifest(draft: Draft) -> pl.DataFrame:
    audit = "passed"
    if draft.findings:
        audit = f"survey part stopped: {len(draft.findings)} finding(s)"
    return pl.DataFrame(
        {
            "version": [draft.version],
            "published_at": [datetime.now(UTC).replace(tzinfo=None)],
            "organisation": [draft.settings.organisation],
            "made_from": [made_from(draft.con)],
            "minimums": [json.dumps(draft.settings.minimums.model_dump())],
            "audit": [audit],
            "code_version": [code_version()],
        }
    )


def last_day_of(con: duckdb.DuckDBPyConnection) -> date:
    """The last day of the marts; 1970 where the roster is empty."""
    found = con.execute(
        "select coalesce(max(on_date), date '1970-01-01') from staff_day"
    ).fetchall()
    day: date = found[0][0]
    return day


def _measure_table(figures: Figures, settings: Settings) -> pl.DataFrame:
    """Definitions in force with the organisation's own reference.

    Of the scores only those that some wave has figures of, shown or not.
    """
    own = figures.reference.filter(pl.col("group_id") == figures.root)
    level = {row["measure"]: row for row in own.to_dicts()}
    known = in_use(measures().values(), set(figures.estimate["measure"].unique()))
    rows = [
        _measure_row(position, measure, level.get(measure.key), settings)
        for position, measure in enumerate(known)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _measure_row(
    position: int,
    measure: Measure,
    level: Mapping[str, object] | None,
    settings: Settings,
) -> dict[str, object]:
    agreed = level is not None and bool(level["agreed"])
    row = measure.model_dump(
        include={
            *("label", "short_label", "unit", "format", "section", "direction"),
            *("area", "origin", "sensitivity", "chart", "step"),
        }
    )
    return row | {
        "measure": measure.key,
        "position": position,
        "agreed_level": level["value"] if level and agreed else None,
        "agreed_by": level["text"] if level and agreed else None,
        "reference": level["value"] if level else None,
        "reference_text": level["text"] if level else None,
        "headline": measure.key in settings.headline_measures,
    }
