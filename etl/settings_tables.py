"""What the settings say of waves and reporting units, as tables of the warehouse."""

from __future__ import annotations

import duckdb

from etl.errors import UserError
from etl.settings import Settings


def sync_settings(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Writes waves and reporting units; a closed wave stays as it was.

    Raises:
        UserError: two waves share a name, or a team stands in two reporting units.
    """
    _sync_waves(con, settings)
    _sync_units(con, settings)


def _sync_waves(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    names = [wave.wave_id for wave in settings.wave]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise UserError(f"settings.toml: two waves are called {twice[0]}")
    for wave in settings.wave:
        con.execute(
            """
            insert into wave (wave_id, name, first_day, last_day, anonymous)
            values ($wave_id, $name, $first_day, $last_day, $anonymous)
            on conflict (wave_id) do update set
                name = excluded.name,
                first_day = excluded.first_day,
                last_day = excluded.last_day,
                anonymous = excluded.anonymous
            where wave.closed_at is null
            """,
            {**wave.model_dump(), "wave_id": wave.wave_id},
        )


def _sync_units(con: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    rows = [
        {"team_id": team, "unit_id": unit.id, "name": unit.name}
        for unit in settings.reporting_unit
        for team in unit.teams
    ]
    teams = [row["team_id"] for row in rows]
    if twice := sorted({team for team in teams if teams.count(team) > 1}):
        raise UserError(f"settings.toml: {twice[0]} stands in two reporting units")
    con.execute("delete from reporting_unit")
    if rows:
        con.executemany(
            "insert into reporting_unit values ($team_id, $unit_id, $name)", rows
        )
