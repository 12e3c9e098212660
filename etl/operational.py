"""From the warehouse to the private rollups: groups, operational and official cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import holidays
import polars as pl

from definitions.measures import measures
from etl import marts
from etl.errors import UserError
from etl.kept import Keeper, Results, build_kept
from etl.periods import Period, periods, span, write_periods
from etl.settings import Settings
from etl.sql_files import mart

# Role and hierarchy crossed are linked tables: further down they need an audit of both
# together, and cost more than everything else.
SPLIT_KINDS: Final = ("organisation",)


@dataclass(frozen=True)
class Rollup:
    """Private figures of every group.

    Attributes:
        span: first and last day of operational rows; None without any.
        groups: columns of the published `grp`.
        cells: mart `cell`.
        official: mart `official_cell`.
        keeper: what keeps the marts for the next publication; None without data folder.
    """

    span: tuple[date, date] | None
    groups: pl.DataFrame
    cells: pl.DataFrame
    official: pl.DataFrame
    keeper: Keeper | None = None

    @property
    def results(self) -> Results | None:
        """Where frames made from these are kept; None without data folder."""
        return self.keeper.results if self.keeper else None


def write_holidays(
    con: duckdb.DuckDBPyConnection, settings: Settings, found: tuple[date, date]
) -> None:
    """Fills the table `holiday`: those loaded, and the country's in a span of years.

    Raises:
        UserError: the settings name a country or region nobody knows.
    """
    con.execute("delete from holiday")
    con.execute(
        "insert into holiday select on_date, any_value(name) from "
        "loaded_holiday_current group by on_date"
    )
    if settings.holidays is None:
        return
    years = range(found[0].year, found[1].year + 2)
    try:
        days = holidays.country_holidays(
            settings.holidays, subdiv=settings.holidays_subdivision, years=years
        )
    except NotImplementedError as error:
        raise UserError(
            f"settings.toml: holidays: no public holidays are known for "
            f"{settings.holidays} {settings.holidays_subdivision or ''}".rstrip()
        ) from error
    rows = [{"on_date": day, "name": name} for day, name in sorted(days.items())]
    con.executemany("insert or ignore into holiday values ($on_date, $name)", rows)


def write_definitions(con: duckdb.DuckDBPyConnection) -> None:
    """The temp table `measure_def`, one row per measure that is not from a survey."""
    frame = pl.DataFrame(
        [
            {
                "measure": measure.key,
                "numerator": measure.numerator,
                "denominator": measure.denominator,
                "factor": measure.factor,
                "aggregation": measure.aggregation,
                "applies_to": measure.applies_to,
                "source": measure.source,
                "sensitivity": measure.sensitivity,
                "period_rule": ",".join(measure.periods),
                "levels": ",".join(measure.levels),
            }
            for measure in measures().values()
            if measure.source != "survey"
        ]
    )
    _write(con, "measure_def", frame)


AGREED_LEVEL: Final = {
    "measure": pl.String,
    "service_model": pl.String,
    "level": pl.Float64,
}
SUPERVISION_INTERVAL: Final = {
    "role": pl.String,
    "before_licence": pl.Boolean,
    "days": pl.Int32,
}


def write_agreements(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """The temp tables `agreed_level` and `supervision_interval`, as the settings say."""
    levels = [
        {
            "measure": each.measure,
            "service_model": each.service_model,
            "level": each.level,
        }
        for each in settings.agreed_level
    ]
    intervals = [each.model_dump() for each in settings.supervision_interval]
    _write(con, "agreed_level", pl.DataFrame(levels, schema=AGREED_LEVEL))
    frame = pl.DataFrame(intervals, schema=SUPERVISION_INTERVAL)
    _write(con, "supervision_interval", frame)


def _write(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    con.register("incoming_frame", frame)
    # the name is ours
    con.execute(f"create or replace temp table {table} as from incoming_frame")
    con.unregister("incoming_frame")


def rollup(
    con: duckdb.DuckDBPyConnection, settings: Settings, data: Path | None = None
) -> Rollup:
    """Builds every private mart and returns what publishing needs of them.

    With a data folder, marts are kept there, and made anew only as far as what they are
    made from has changed.
    """
    found = span(con, settings.work_days)
    first, last = found or (date(1970, 1, 1), date(1970, 1, 1))
    write_holidays(con, settings, (first, last))
    write_definitions(con)
    write_agreements(con, settings)
    kept: list[Period] = periods(first, last, settings.wave) if found else []
    write_periods(con, kept)
    told: dict[str, marts.Parameter] = {
        "work_days": list(settings.work_days),
        "day_starts": settings.day_starts,
        "day_ends": settings.day_ends,
        "first_day": first,
        "last_day": last,
        "split_kinds": list(SPLIT_KINDS),
    }
    keeper = None
    if data is None:
        marts.build(con, settings_params=told)
    else:
        keeper = build_kept(con, data, settings_params=told)
    official = mart(con, "official", "official_cell")
    return Rollup(
        found, groups(con, settings), con.table("cell").pl(), official, keeper
    )


def groups(con: duckdb.DuckDBPyConnection, settings: Settings) -> pl.DataFrame:
    """Every published group; columns of `grp` in sql/teams.sql."""
    return mart(con, "grp", "grp", organisation=settings.organisation)
