"""The auditor of everything that the analysis file says of stressors and answers."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_between import audit_between
from etl.disclosure.audit_combined import ALL, audit_combined
from etl.disclosure.audit_single import (
    Insider,
    audit_members,
    audit_rows,
    audit_wave,
)

TABLES = ("relation", "level_of_load", "level_within", "driver", "budget")


def audit_relations(folder: Path, figures: pl.DataFrame, ledger: Path) -> list[Finding]:
    """Everything wrong with relations in a finished version; empty if none.

    Args:
        folder: holds teams.duckdb and analysis.duckdb.
        figures: from single answers, of all closed waves, as the ledger froze them.
        ledger: its folder; what insiders knew is read wave by wave.
    """
    with duckdb.connect(folder / "analysis.duckdb", read_only=True) as con:
        said = {name: con.sql(f"from {name} order by all").pl() for name in TABLES}
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        estimate = con.sql("from estimate where period_kind = 'wave' order by all").pl()
        groups = con.sql("from grp order by all").pl()
        waves = con.sql("select distinct wave_id, first_day from response order by all")
        days = waves.pl()
    found = audit_between(
        said["relation"], said["level_of_load"], estimate, groups, days
    )
    found += audit_combined(said["relation"])
    of_one = (pl.col("level") == "within") & (pl.col("wave_id") != ALL)
    single = {name: said[name].filter(of_one) for name in ("relation", "driver")}
    single["level_within"] = said["level_within"]
    ids = sorted({wave for rows in single.values() for wave in rows["wave_id"]})
    for wave_id in ids:
        own = {
            name: rows.filter(pl.col("wave_id") == wave_id)
            for name, rows in single.items()
        }
        frozen = figures.filter(
            (pl.col("wave_id") == wave_id) & (pl.col("state") == "released")
        )
        found += audit_rows(wave_id, own["relation"], own["level_within"], frozen)
        insider = insider_of(ledger / wave_id, frozen)
        if insider is None:
            rule = "statistics from single answers of a wave that froze none"
            found.append(Finding(rule, "relation", wave_id, ("organisation",)))
            continue
        first_day = days.filter(pl.col("wave_id") == wave_id)["first_day"]
        here = (pl.col("period_start").is_in(first_day.implode())) & (
            pl.col("origin") == "answers"
        )
        found += audit_members(wave_id, insider.members, estimate.filter(here))
        found += audit_wave(
            wave_id, own["relation"], own["level_within"], own["driver"], insider
        )
    return sorted(set(found))


def insider_of(folder: Path, figures: pl.DataFrame) -> Insider | None:
    """What was known of a wave's members when it was closed; None if nothing is kept."""
    paths = {name: folder / f"{name}.parquet" for name in ("members", "loads", "alike")}
    if not all(path.exists() for path in paths.values()):
        return None
    spread = figures.select("outcome", "spread").drop_nulls().unique("outcome")
    frames = {name: pl.read_parquet(path) for name, path in paths.items()}
    return Insider(**frames, spread=dict(spread.iter_rows()))
