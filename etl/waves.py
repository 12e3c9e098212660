"""Closing a wave: from the warehouse to frozen cells in the ledger, once.

No group under the minimum can leak here: what a wave publishes is computed by
`close_wave.wave_cells`, on the teams as they stood at launch, and nothing later
recomputes it. Answers that come late or are corrected wait for the next wave.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from definitions.instruments import instruments
from etl.close_wave import Snapshot, WaveCells, wave_cells
from etl.disclosure.survey_cells import Wave
from etl.errors import UserError
from etl.scoring import score
from etl.settings import Settings
from etl.sql_files import mart


def known_wave(con: duckdb.DuckDBPyConnection, name: str, settings: Settings) -> Wave:
    """The wave of that name, with its minimum.

    Raises:
        UserError: no wave of the settings has this name.
    """
    found = con.execute(
        "select wave_id, name, first_day, last_day, anonymous from wave "
        "where lower(name) = lower($name)",
        {"name": name},
    ).fetchall()
    if not found:
        names = [wave.name for wave in settings.wave]
        raise UserError(
            f"{name}: no wave has this name; known are {', '.join(names) or 'none'}"
        )
    wave_id, title, first_day, last_day, anonymous = found[0]
    minimums = settings.minimums
    minimum = (
        max(minimums.answers, minimums.anonymous) if anonymous else minimums.answers
    )
    return Wave(wave_id, title, first_day, last_day, anonymous, minimum)


def scores(con: duckdb.DuckDBPyConnection, wave_id: str) -> pl.DataFrame:
    """Scores of a wave's questionnaires: response_id, scale, score, answered, items."""
    answers = con.sql(
        """
        select a.response_id, a.item, a.value
        from survey_answer_current a
        join survey_response_current r using (response_id)
        where r.wave_id = $wave_id
        """,
        params={"wave_id": wave_id},
    ).pl()
    return pl.concat([score(answers, kind) for kind in instruments().values()])


def preview(
    con: duckdb.DuckDBPyConnection,
    wave: Wave,
    settings: Settings,
    *,
    reference: dict[str, float],
) -> WaveCells:
    """What closing a wave now would publish.

    Raises:
        UserError: the wave has no answers, or the groups contradict each other.
    """
    responses = mart(
        con,
        "wave_snapshot",
        "wave_snapshot",
        wave_id=wave.wave_id,
        first_day=wave.first_day,
    )
    if responses.is_empty():
        raise UserError(f"{wave.name}: no answers are loaded for this wave")
    invites = con.sql(
        "select team_id, sum(invited)::bigint as invited from survey_invite_current "
        "where wave_id = $wave_id group by team_id",
        params={"wave_id": wave.wave_id},
    ).pl()
    snapshot = Snapshot(
        responses=responses,
        scores=scores(con, wave.wave_id),
        teams=mart(con, "wave_teams", "wave_teams", first_day=wave.first_day),
        invites=invites,
        units={unit.id: unit.teams for unit in settings.reporting_unit},
    )
    return wave_cells(wave, snapshot, reference=reference)


def may_close(wave: Wave, today: date) -> None:
    """Passes when a wave's last day is over.

    Raises:
        UserError: it is not.
    """
    if today <= wave.last_day:
        raise UserError(
            f"{wave.name}: its last day is {wave.last_day}; "
            "a wave is closed after that day"
        )
