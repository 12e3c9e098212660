"""Closing a wave: from the warehouse to frozen cells in the ledger, once.

No group under the minimum can leak here: what a wave publishes is computed by
`close_wave.wave_cells`, on the teams as they stood at launch, and nothing later
recomputes it. Answers that come late or are corrected wait for the next wave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import duckdb
import polars as pl

from definitions.instruments import Instrument, instruments
from etl.close_wave import Snapshot, WaveCells, shown_people, wave_cells
from etl.disclosure.survey_cells import Wave
from etl.disclosure.together import Version
from etl.errors import UserError
from etl.score_linked import same_people
from etl.scoring import SCORES, score
from etl.settings import Settings
from etl.sql_files import mart
from etl.wave_quality import wave_quality


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


def scores(
    con: duckdb.DuckDBPyConnection,
    wave_id: str,
    *,
    known: Mapping[str, Instrument] | None = None,
) -> pl.DataFrame:
    """Scores of a wave's questionnaires: columns of `etl.scoring.SCORES`.

    Scales that are parts of one another count the same people (`same_people`).

    Args:
        con: the warehouse.
        wave_id: the wave.
        known: instruments by key, each in the coding of the answers; those shipped,
            in the first of their codings, if None.
    """
    answers = answers_of(con, wave_id)
    asked = set(answers["item"].unique())
    kinds = (instruments() if known is None else known).values()
    frames = [
        same_people(score(answers, kind), kind)
        for kind in kinds
        if asked.intersection(kind.items)
    ]
    return pl.concat([pl.DataFrame(schema=SCORES), *frames])


def answers_of(con: duckdb.DuckDBPyConnection, wave_id: str) -> pl.DataFrame:
    """The answers of a wave: response_id, item, value (null: unanswered)."""
    found: pl.DataFrame = con.sql(
        """
        select a.response_id, a.item, a.value
        from survey_answer_current a
        join survey_response_current r using (response_id)
        where r.wave_id = $wave_id
        """,
        params={"wave_id": wave_id},
    ).pl()
    return found


def preview(
    con: duckdb.DuckDBPyConnection,
    wave: Wave,
    settings: Settings,
    *,
    reference: dict[str, float],
    known: Mapping[str, Instrument] | None = None,
    secret: bytes | None = None,
    earlier: Sequence[Version] = (),
) -> WaveCells:
    """What closing a wave now would publish; `known` as for `scores`.

    `secret`, `earlier`: as for `wave_cells`.

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
        scores=scores(con, wave.wave_id, known=known),
        teams=mart(con, "wave_teams", "wave_teams", first_day=wave.first_day),
        invites=invites,
        units={unit.id: unit.teams for unit in settings.reporting_unit},
    )
    cells = wave_cells(
        wave,
        snapshot,
        reference=reference,
        minimums=_minimums(instruments().values()),
        secret=secret,
        earlier=earlier,
    )
    people = shown_people(wave, snapshot, cells)
    shown = people["response_id"]
    quality = wave_quality(
        wave,
        responses.filter(pl.col("response_id").is_in(shown.implode())),
        answers_of(con, wave.wave_id),
        measures=set(cells.estimate["measure"]),
        known=instruments() if known is None else known,
    )
    scored = snapshot.scores.filter(pl.col("score").is_not_null())
    return replace(cells, quality=quality, scores=people.join(scored, on="response_id"))


def _minimums(known: Iterable[Instrument]) -> dict[str, int]:
    """Outcome -> answers that its figures stand on, as its instrument says."""
    return {
        scale.measure: scale.minimum_people for kind in known for scale in kind.scale
    }


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
