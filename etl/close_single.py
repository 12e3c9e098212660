"""Relations from single answers when a wave is closed: whether there are any, and which."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.close_wave import WaveCells
from etl.disclosure.survey_cells import Wave
from etl.keys import read_key
from etl.ledger import ledger_folder
from etl.ledger_versions import withdrawn_versions
from etl.operational import Rollup, rollup
from etl.settings import Settings
from etl.single_answers import SingleAnswers, single_answers
from etl.wave_members import members_of


def with_single_answers(
    con: duckdb.DuckDBPyConnection,
    data: Path,
    wave: Wave,
    cells: WaveCells,
    settings: Settings,
    made: Rollup | None = None,
) -> SingleAnswers | None:
    """Relations from single answers of a wave, as far as the budget goes.

    None of an anonymous wave, which knows nobody's load; of one that was withdrawn,
    since two versions of one figure tell of who was corrected; and where no stressor is
    named. `made`: the marts of what is loaded now, if they are made already.
    """
    again = withdrawn_versions(ledger_folder(data), wave.wave_id)
    if wave.anonymous or again or not settings.named_stressors:
        return None
    made = made or rollup(con, settings, data)
    members = members_of(con, wave, cells, made.groups, settings, secret=read_key(data))
    return single_answers(wave.wave_id, members, settings)
